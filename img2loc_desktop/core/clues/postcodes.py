"""Postcodes: those whose form few countries share, and others beside a town of their country."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.names import reliability_as
from img2loc_desktop.core.clues.signs import Sign, Word
from img2loc_desktop.core.gazetteer import NamedPlace
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.types import Clue, CluePlace

KIND = "postcode"

# Letters and digits of a rare form, by how often they change and how many they are. What has one
# change is written so everywhere: GTX 1080. "N1 2ND" has two, as "OX1 4AW" has.
_ALONE, _PLAIN, _ORDINARY = 0.6, 0.4, 0.1
_FEWEST_PLAIN = 6
_HALF_LANGUAGES = 8.0  # so many languages that use the letters halve that: units have 10 to 40
_WITH_TOWN = 0.9  # at the most
# By how much a code raises the odds that the word beside it is meant as the town of that name:
# of 11,000 frequent words 1,000 are called like a town somewhere that has codes of five digits.
_TOWN_ODDS, _LETTERED_ODDS = 30.0, 1000.0
_LEAST_TOWN = 0.1
_MARKED = 0.9  # behind the sign of Japan's post
_DIGITS_ALONE = 0.15  # part numbers are written so, too
_MANY_DIGITS = 8
_MOST_COUNTRIES = 4
_RADIUS_KM = 15.0

_SIGN = re.compile(r"^[A-Z]{1,3}-(?=\d)")  # B-9000, LV-1010
_JAPANESE = re.compile(r"〒\s?(\d{3}[-‐–ー]?\d{4})(?!\d)")
# The 124 areas of Royal Mail, and the letters that its codes end with (CLDR's form of 2014).
_BRITISH = re.compile(
    "(?:AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY"
    "|EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL"
    "|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN"
    "|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|[BEGLMNSW])"
    r"\d[\dA-Z]? ?\d[ABD-HJLNP-UW-Z]{2}"
)
_WITH_BRITISH_FORMS = ("GB", "GG", "IM", "JE")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# One or two groups of letters and digits of which at least one is a digit.
_CODE = re.compile(
    r"(?<![\w./-])(?:[A-Z]{1,2}-)?(?=[A-Z -]{0,5}\d)"
    r"[A-Z\d]{2,7}(?:[ -][A-Z\d]{2,4})?(?![\w/]|[.,]\d)"
)


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each code that stands beside a town of a country with such codes, or is rare."""
    seen: set[str] = set()
    for sign in signs:
        for match in _JAPANESE.finditer(sign.text):
            seen.add(match[1])
            yield _with_form(match[0], ["JP"], _MARKED, sign, knowledge)
        for match in _CODE.finditer(sign.text):
            code = match[0]
            divided = _divided(code, knowledge)
            found = divided or _countries(code, knowledge)
            countries = [c for c in found if c in knowledge.prior]
            if not countries or code in seen or _YEAR.fullmatch(code):
                continue
            town, reliability = _town_beside(match, sign, countries, knowledge)
            if town is not None:
                seen.add(code)
                yield _with_town(code, town, reliability, sign, knowledge)
            elif divided or (
                len(countries) <= _MOST_COUNTRIES and _is_distinctive(code, knowledge)
            ):
                seen.add(code)
                worth = _PLAIN / _shared(code, knowledge) if divided else _worth(code, knowledge)
                yield _with_form(code, countries, worth, sign, knowledge)
            elif len(countries) == 1 and len(re.sub(r"\D", "", code)) >= _MANY_DIGITS:
                seen.add(code)
                yield _with_form(code, countries, _DIGITS_ALONE, sign, knowledge)


def _with_form(
    code: str, countries: Sequence[str], reliability: float, sign: Sign, knowledge: Knowledge
) -> Clue:
    shares = knowledge.by_prior(countries)
    return Clue(
        kind=KIND,
        text=code,
        reason=f'"{code}" has the form of postcodes in {knowledge.names(shares)}.',
        reliability=reliability,
        countries=shares,
        lines=(sign.row,),
    )


def _countries(code: str, knowledge: Knowledge) -> list[str]:
    """The countries whose postcodes look like this one, with the country's sign in front or not."""
    bare = _SIGN.sub("", code)
    return [
        facts.code
        for facts in knowledge.data.countries.values()
        if facts.postcode is not None
        and (facts.postcode.fullmatch(code) or facts.postcode.fullmatch(bare))
        and (facts.code not in _WITH_BRITISH_FORMS or _BRITISH.fullmatch(code))
    ]


def _worth(code: str, knowledge: Knowledge) -> float:
    """How often a code of a distinctive form is a postcode where nothing beside it says so."""
    joined = code.replace(" ", "").replace("-", "")
    changes = sum(one.isdigit() != other.isdigit() for one, other in itertools.pairwise(joined))
    if changes > 2:
        return _ALONE
    if changes > 1:
        return _PLAIN if len(joined) >= _FEWEST_PLAIN else _ORDINARY
    return _ORDINARY / _shared(code, knowledge)


def _shared(code: str, knowledge: Knowledge) -> float:
    """Among how many meanings the letters of a code are divided, its own being one."""
    letters = fold("".join(re.findall("[A-Z]", code)))
    return 1.0 + len(knowledge.data.vocabulary.frequencies(letters)) / _HALF_LANGUAGES


def _divided(code: str, knowledge: Knowledge) -> list[str]:
    """The countries in which the letters are short for a state, and the digits a postcode."""
    letters, _, digits = code.partition(" ")
    return [
        country
        for country in sorted(knowledge.gazetteer.abbreviations.get(letters, ()))
        if (facts := knowledge.data.countries.get(country)) is not None
        and facts.postcode is not None
        and digits.isdigit()
        and facts.postcode.fullmatch(digits)
    ]


def _is_distinctive(code: str, knowledge: Knowledge) -> bool:
    """Letters and digits in two groups, and none of them a word: "SW1A 1AA", not "TEL 0852"."""
    letters = re.findall(r"[A-Z]+", code)
    return (
        " " in code
        and bool(letters)
        and not any(
            len(part) > 2 and knowledge.data.vocabulary.zipf(fold(part)) for part in letters
        )
    )


def _town_beside(
    match: re.Match[str], sign: Sign, countries: Sequence[str], knowledge: Knowledge
) -> tuple[NamedPlace | None, float]:
    """The likeliest town right behind or before the code, in one of the countries; how likely."""
    behind = [word for word in sign.words if 0 <= word.start - match.end() <= 3]
    before = [word for word in sign.words if 0 <= match.start() - word.end <= 3]
    if _is_house_number(match, sign, knowledge):
        before = []
    best: NamedPlace | None = None
    highest = _LEAST_TOWN
    factor = _TOWN_ODDS if match[0].replace("-", "").replace(" ", "").isdigit() else _LETTERED_ODDS
    for words in (*_runs(behind, sign, forward=True), *_runs(before, sign, forward=False)):
        name = " ".join(word.folded for word in words)
        if len(name) < 3 or words[0].text.islower():
            continue
        for place in knowledge.gazetteer.named(name):  # the largest first
            if place.country_code in countries:
                odds = factor * reliability_as(words, place, knowledge)
                reliability = min(_WITH_TOWN, odds / (odds + 1.0))
                if reliability > highest:
                    best, highest = place, reliability
    return best, highest


def _is_house_number(match: re.Match[str], sign: Sign, knowledge: Knowledge) -> bool:
    """Whether the first number behind a word for a street: "Av. Afonso Pena 1200"."""
    if not match[0].isdigit():
        return False
    ahead = [word for word in sign.words if word.end <= match.start()]
    since = next((w.start for w in reversed(ahead) if w.folded in knowledge.data.streets), None)
    return since is not None and not re.search(r"\d", sign.text[since : match.start()])


def _runs(nearest: Sequence[Word], sign: Sign, *, forward: bool) -> Iterator[Sequence[Word]]:
    """One to three words that begin, or end, at the nearest one."""
    for word in nearest:
        at = sign.words.index(word)
        for count in (1, 2, 3):
            words = sign.words[at : at + count] if forward else sign.words[at - count + 1 : at + 1]
            if len(words) == count:
                yield words


def _with_town(
    code: str, town: NamedPlace, reliability: float, sign: Sign, knowledge: Knowledge
) -> Clue:
    country = knowledge.gazetteer.country_name(town.country_code) or town.country_code
    return Clue(
        kind=KIND,
        text=code,
        reason=f'"{code}" beside {town.name} has the form of postcodes in {country}.',
        reliability=reliability,
        places=(CluePlace(town.name, town.position, _RADIUS_KM, town.country_code, 1.0),),
        lines=(sign.row,),
    )
