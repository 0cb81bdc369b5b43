"""Telephone numbers: country codes, the forms of countries, area codes with their places.

The numbering plans, the ways in which each country groups digits and the places of area codes
are Google's libphonenumber's; the places come from resources/clues.zip, where its own module
for them takes 100 MB.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from img2loc_desktop.core.clues.knowledge import Knowledge, shares
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Clue, CluePlace

KIND = "telephone"

_NUMBER = re.compile(r"(?<![\w.,:/])[+(]{0,2}\d[\d\s().\-–·/]{5,20}\d(?![\w:])")
_DATE = re.compile(r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_MARK = re.compile(
    r"(?:\b(?:t[eé]ll?|telef\w*|tlf|ph|phone|fax|fono|fon|mob\w*|cell?|call|hotline|gsm|puh|тел\w*|τηλ)\b"
    r"|電話|电话|热线|熱線|☎|✆|℡)[^\w]*$",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"[^\W\d_]+(?=[^\w]{0,3}$)")
_SHORTEST_WORD = 3
# "Nr.", "Art.", "Lot": a number of something else. Single letters stand for telephone, fax, mobile.
_OTHER_MARK = re.compile(r"(?:\b[^\W\d_]{2,3}|\b[^\W\d_fmptFMPT])[.:]?\s*$")
_TRUNK = re.compile(r"\(0\d+\)|0 ?\(")  # an area code in brackets, with the digit in front of it
_FEWEST_DIGITS = 7
_UNMARKED_DIGITS = 9  # without "tel." in front
_MOST_COUNTRIES = 12  # whose numbers are grouped like this one
_INTERNATIONAL, _MARKED, _UNMARKED = 0.9, 0.8, 0.5
_OTHER_PUNCTUATION = 0.2
_OTHER_BRACKETS = 0.3
_FREE_REST = 0.5  # the area code set off, the rest grouped as one likes, or as in mobile numbers
_ONLY_AREA_APART = 0.05  # the same where the country groups it otherwise
_ENOUGH_SPEAKERS = 0.5  # of a country, for a word on its signs
_OTHER_WORD = 0.05  # "Tel." where nobody's word for a telephone begins so
_MOSTLY = 0.6
_LEAST_NAMED = 0.05  # what is less likely is weighed, and not worth a word
_RADIUS_KM = 25.0


@dataclass(frozen=True, slots=True)
class _Match:
    """A number as a country would dial it; its weight is 1 where all that was written fits.

    ``is_usual`` where the groups of digits do, ``is_possible`` where they may.
    """

    country: str
    number: PhoneNumber
    weight: float = 1.0
    is_usual: bool = True
    is_possible: bool = True


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each number that at least one country would write so."""
    seen: set[str] = set()
    for sign in signs:
        for found in _NUMBER.finditer(sign.text):
            digits = re.sub(r"\D", "", found[0])
            if digits in seen or not _FEWEST_DIGITS <= len(digits) <= 15 or _is_other(found[0]):
                continue
            ahead = sign.text[: found.start()]
            word = _word_ahead(ahead, knowledge)
            is_marked = bool(word or _MARK.search(ahead) or _TRUNK.match(found[0]))
            if not is_marked and _OTHER_MARK.search(ahead):
                continue
            clue = _clue(found[0].strip(), digits, is_marked, word, sign, knowledge)
            if clue is not None:
                seen.add(digits)
                yield clue


def _word_ahead(ahead: str, knowledge: Knowledge) -> str:
    """The beginning of some language's word for a telephone that stands there: tel, puh, τηλ."""
    match = _LAST_WORD.search(ahead)
    word = fold(match[0]).strip() if match else ""
    is_long = len(word) >= (_SHORTEST_WORD if word.isascii() else 2)
    return word if is_long and knowledge.telephone_word(word) else ""


def _is_other(text: str) -> bool:
    """Whether it is a date, or a range of years."""
    return bool(_DATE.fullmatch(text.strip()) or re.fullmatch(r"(?:[\s–-]*(?:19|20)\d\d){2}", text))


def _clue(
    text: str, digits: str, is_marked: bool, word: str, sign: Sign, knowledge: Knowledge
) -> Clue | None:
    if text.startswith("+") or (text.startswith("00") and len(digits) > 10):
        matches = _international(digits.removeprefix("00"))
        reliability = _INTERNATIONAL
    else:
        groups = re.findall(r"\d+", text)
        if not is_marked and (len(digits) < _UNMARKED_DIGITS or len(groups) < 2):
            return None
        matches = _national(text, is_marked, knowledge)
        if word:
            matches = [replace(m, weight=m.weight * _spoken(word, m, knowledge)) for m in matches]
        reliability = _MARKED if is_marked else _UNMARKED
    usual = sum(match.is_usual for match in matches)
    if usual > _MOST_COUNTRIES or not any(match.is_possible for match in matches):
        return None
    places, names = _places(matches, knowledge)
    countries = shares({m.country: m.weight * knowledge.prior.get(m.country, 0) for m in matches})
    if not places and not countries:
        return None
    likely = [c for c in countries if c.share >= _LEAST_NAMED]
    whose = knowledge.names(likely) if likely else matches[0].country
    reason = phrase(f"Telephone numbers look like this in {whose}.")
    if names:
        area = " / ".join(names[:3])
        reason = phrase(f"Telephone numbers look like this in {whose}; this one is of {area}.")
    return Clue(
        kind=KIND,
        text=text,
        reason=reason,
        reliability=reliability,
        places=places,
        countries=() if places else countries,
        lines=(sign.row,),
    )


def _international(digits: str) -> list[_Match]:
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return []
    country = phonenumbers.region_code_for_number(number)
    if country is None or not phonenumbers.is_valid_number(number):
        return []
    return [_Match(country, number)]


def _spoken(word: str, match: _Match, knowledge: Knowledge) -> float:
    """How far a country's people call a telephone so."""
    speakers = knowledge.telephone_word(word).get(match.country, 0.0)
    return min(1.0, max(speakers / _ENOUGH_SPEAKERS, _OTHER_WORD))


def _national(text: str, is_marked: bool, knowledge: Knowledge) -> list[_Match]:
    """The countries in which this is a valid number with its area code in groups of its own."""
    matches = []
    for country in sorted(phonenumbers.SUPPORTED_REGIONS):
        if country not in knowledge.prior:
            continue
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_valid_number_for_region(number, country):
            continue
        usual = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        weight, is_usual, is_possible = _fit(_Written.of(text), _Written.of(usual), country)
        if weight:
            is_possible = is_usual or (is_marked and is_possible)
            matches.append(_Match(country, number, weight, is_usual, is_possible))
    return matches


@dataclass(frozen=True, slots=True)
class _Written:
    """How a number is written: its groups of digits, what separates them, and its brackets."""

    groups: tuple[str, ...]
    separators: tuple[str, ...]  # one fewer; full stops and spaces mean the same
    has_brackets: bool

    @classmethod
    def of(cls, text: str) -> _Written:
        joined = re.sub(r"^\(?0\)? ?\((?=\d)", "(0", text)  # "0 (312)" is "(0312)"
        bare = re.sub(r"[()]", " ", joined).strip()
        groups = tuple(re.findall(r"\d+", bare))
        between = (re.sub(r"[\s./·]+", " ", part) for part in re.findall(r"\D+", bare))
        separators = tuple(part.strip() or " " for part in between)
        return cls(groups, separators[: len(groups) - 1], "(" in joined)


def _fit(written: _Written, usual: _Written, country: str) -> tuple[float, bool, bool]:
    """How well a number fits its country's usual form, whether its groups do, or may."""
    brackets = 1.0 if written.has_brackets == usual.has_brackets else _OTHER_BRACKETS
    if written.groups == usual.groups:
        same = written.separators == usual.separators
        return brackets * (1.0 if same else _OTHER_PUNCTUATION), True, True
    if len(usual.groups) < 2 or len(written.groups) < 2 or written.groups[0] != usual.groups[0]:
        return 0.0, False, False
    same = written.separators[0] == usual.separators[0]
    punctuation = brackets * (1.0 if same else _OTHER_PUNCTUATION)
    if len(usual.groups) == 2 and _groups_so(country, written.groups[1:]):
        return punctuation * _FREE_REST, False, True
    return punctuation * _ONLY_AREA_APART, False, same


def _groups_so(country: str, groups: Sequence[str]) -> bool:
    """Whether mobile numbers of the country have groups as long as these, or none."""
    usual = _mobile_groups(country)
    return len(usual) < 2 or {len(group) for group in groups} <= set(usual)


@functools.cache
def _mobile_groups(country: str) -> tuple[int, ...]:
    """How long the groups behind the first one are in the country's mobile numbers."""
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    if example is None:
        return ()
    written = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)
    return tuple(len(group) for group in _Written.of(written).groups[1:])


def dialled(number: PhoneNumber) -> str:
    """The digits by which areas are told: no sign of mobile numbers between country and area."""
    national = phonenumbers.national_significant_number(number)
    mobile = phonenumbers.country_mobile_token(number.country_code or 0)
    return f"{number.country_code}{national.removeprefix(mobile)}"


def _places(
    matches: Sequence[_Match], knowledge: Knowledge
) -> tuple[tuple[CluePlace, ...], list[str]]:
    """The towns of the area codes, by the chance of their countries.

    None where the area is unknown for countries that are likely enough.
    """
    found: dict[str, CluePlace] = {}
    weights: list[float] = []
    for match in matches:
        area = knowledge.data.areas.name(dialled(match.number))
        name = area.partition(",")[0].partition("/")[0].strip()
        towns = [
            town
            for town in knowledge.gazetteer.named(fold(name).strip())
            if town.country_code == match.country
        ]
        if not towns:
            continue
        division = area.partition(",")[2].strip()
        town = next((t for t in towns if division in (t.admin, t.admin_code)), towns[0])
        weight = match.weight * knowledge.prior[match.country]
        found[match.country] = CluePlace(
            town.name, town.position, _RADIUS_KM, match.country, weight
        )
        weights.append(weight)
    total = sum(weights)
    likely = sum(match.weight * knowledge.prior[match.country] for match in matches)
    if total <= _MOSTLY * likely:
        return (), []
    ranked = sorted(found.values(), key=lambda place: -place.share)
    shared = tuple(
        CluePlace(p.name, p.position, p.radius_km, p.country, p.share / total) for p in ranked
    )
    return shared, [place.name for place in shared if place.share >= _LEAST_NAMED]
