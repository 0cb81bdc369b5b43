"""Telephone numbers: country codes, the forms of countries, area codes with their places.

The numbering plans, the ways in which each country groups digits and the places of area codes
are Google's libphonenumber's; the places come from resources/clues.zip, where its own module
for them takes 100 MB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from img2loc_desktop.core.clues.knowledge import Knowledge, shares
from img2loc_desktop.core.clues.numbering import Match, international, national
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Clue, CluePlace

KIND = "telephone"

_NUMBER = re.compile(r"(?<![\w.,/])(?<!\d:)[+(]{0,2}\d[\d\s().\-–·/]{5,20}\d(?![\w:])")
_DATE = re.compile(r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_MARK = re.compile(
    r"(?:\b(?:t[eé]l[lp]?|telef\w*|tlf|ph|phone|pbx|fax|fono|fon|mob\w*|cell?|call|hotline|gsm|puh"
    r"|тел\w*|τηλ|đt)\b|電話|电话|热线|熱線|☎|✆|℡)[^\w]*(?:n[or]\b\W*)?$",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"[^\W\d_]+(?=[^\w]{0,3}(?:[Nn][or]\b\W{0,2})?$)")
_SHORTEST_WORD = 3
# "Nr.", "Art.", "Lot": a number of something else. Single letters stand for telephone, fax, mobile.
_OTHER_MARK = re.compile(r"(?:\b[^\W\d_]{2,3}|\b[^\W\d_fmptFMPT])[.:]?\s*$")
_TRUNK = re.compile(r"\(0\d+\)|0 ?\(")  # an area code in brackets, with the digit in front of it
_FEWEST_DIGITS = 7
_UNMARKED_DIGITS = 9  # without "tel." in front
_MOST_COUNTRIES = 12  # whose numbers are grouped like this one
_INTERNATIONAL, _MARKED, _UNMARKED = 0.9, 0.8, 0.5
# Behind a word that is none for a telephone. Behind names they stand as they do alone; of 68
# frequent surnames 28 are also those of places and rarer than this, of 68 words for the numbers
# of something else 1.
_BEHIND_A_WORD = 0.12
_FREQUENT = 5.0  # Zipf frequency
_ENOUGH_SPEAKERS = 0.5  # of a country, for a word on its signs
_OTHER_WORD = 0.015  # "Tel." where nobody's word for a telephone begins so
_OTHER_SCRIPT = 0.005
_EVERYWHERE, _IN_LATIN = "telephone", 0.6
_PRIOR_POWER = 0.8  # of the chance of a country: large ones are not to drown the form
_CAUTION = 0.9  # a power: what is written otherwise than usual is not so rare everywhere
_LEAST_NAMED = 0.05  # what is less likely is weighed, and not worth a word
_RADIUS_KM = 25.0


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
            is_named = bool(word or _MARK.search(ahead))
            is_marked = is_named or bool(_TRUNK.match(found[0]))
            if not is_marked and _OTHER_MARK.search(ahead):
                continue
            reliability = _MARKED if is_marked else _unmarked(ahead, knowledge)
            clue = _clue(found[0].strip(), digits, reliability, is_named, word, sign, knowledge)
            if clue is not None:
                seen.add(digits)
                yield clue


def _word_ahead(ahead: str, knowledge: Knowledge) -> str:
    """What some language calls a telephone, or begins that word with: tel, puh, ph, τηλ."""
    match = _LAST_WORD.search(ahead)
    word = fold(match[0]).strip() if match else ""
    is_long = len(word) >= (_SHORTEST_WORD if word.isascii() else 2) or _MARK.search(ahead)
    return word if is_long and knowledge.telephone_word(word) else ""


def _unmarked(ahead: str, knowledge: Knowledge) -> float:
    """How often a number without a word for a telephone is one all the same: "Rossi 0461 982034"."""
    match = _LAST_WORD.search(ahead)
    if match is None:
        return _UNMARKED
    word = fold(match[0]).strip()
    is_place = knowledge.gazetteer.known([word])[0]
    is_name = is_place and knowledge.data.vocabulary.zipf(word) < _FREQUENT
    return _UNMARKED if is_name else _BEHIND_A_WORD


def _is_other(text: str) -> bool:
    """Whether it is a date, or a range of years."""
    return bool(_DATE.fullmatch(text.strip()) or re.fullmatch(r"(?:[\s–-]*(?:19|20)\d\d){2}", text))


def _clue(
    text: str,
    digits: str,
    reliability: float,
    is_named: bool,
    word: str,
    sign: Sign,
    knowledge: Knowledge,
) -> Clue | None:
    is_marked = reliability >= _MARKED
    if text.startswith("+") or (text.startswith("00") and len(digits) > 10):
        return _of(
            international(digits.removeprefix("00"), knowledge),
            text,
            _INTERNATIONAL,
            sign,
            knowledge,
        )
    groups = re.findall(r"\d+", text)
    if not is_marked and (len(digits) < _UNMARKED_DIGITS or len(groups) < 2):
        return None
    matches = national(text, knowledge)
    usual = sum(match.is_usual for match in matches)
    if not is_named and (usual > _MOST_COUNTRIES or not (usual or is_marked)):
        return None
    if not any(match.is_usual or match.is_possible or is_named for match in matches):
        return None
    if word:
        matches = [replace(m, chance=m.chance * _spoken(word, m, knowledge)) for m in matches]
    return _of(matches, text, reliability, sign, knowledge)


def _of(
    matches: Sequence[Match], text: str, reliability: float, sign: Sign, knowledge: Knowledge
) -> Clue | None:
    """The clue of a number that may be any of these."""
    prior = knowledge.prior
    weights = {m.country: m.chance * prior.get(m.country, 0.0) ** _PRIOR_POWER for m in matches}
    countries = shares({country: weight**_CAUTION for country, weight in weights.items()})
    if not countries:
        return None
    towns = {match.country: match.town for match in matches}
    places = tuple(
        CluePlace(town.name, town.position, _RADIUS_KM, country.code, country.share)
        for country in countries
        if (town := towns[country.code]) is not None
    )
    likely = [country for country in countries if country.share >= _LEAST_NAMED]
    whose = knowledge.names(likely) if likely else countries[0].code
    reason = phrase(f"Telephone numbers look like this in {whose}.")
    names = [place.name for place in places if place.share >= _LEAST_NAMED]
    if names:
        area = " / ".join(names[:3])
        reason = phrase(f"Telephone numbers look like this in {whose}; this one is of {area}.")
    return Clue(
        kind=KIND,
        text=text,
        reason=reason,
        reliability=reliability,
        places=places,
        countries=tuple(c for c in countries if towns[c.code] is None),
        lines=(sign.row,),
    )


def _spoken(word: str, match: Match, knowledge: Knowledge) -> float:
    """How far a country's people call a telephone so."""
    speakers = knowledge.telephone_word(word).get(match.country, 0.0)
    if not word.isascii():
        return min(1.0, max(speakers / _ENOUGH_SPEAKERS, _OTHER_SCRIPT))
    least = _OTHER_WORD
    if _EVERYWHERE.startswith(word):
        # "TEL" also stands where the own word for it is in another script.
        least = max(least, _IN_LATIN * (1.0 - knowledge.latin_telephone.get(match.country, 0.0)))
    return min(1.0, max(speakers / _ENOUGH_SPEAKERS, least))
