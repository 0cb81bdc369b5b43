"""Telephone numbers: country codes, the forms of countries, area codes with their places.

The numbering plans, the ways in which each country groups digits and the places of area codes
are Google's libphonenumber's; the places come from resources/clues.zip, where its own module
for them takes 100 MB.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

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
_FEWEST_DIGITS = 7
_UNMARKED_DIGITS = 9  # without "tel." in front
_MOST_COUNTRIES = 12  # whose numbers are grouped like this one
_INTERNATIONAL, _MARKED, _UNMARKED = 0.9, 0.8, 0.5
_OTHER_PUNCTUATION = 0.2
_ONLY_AREA_APART = 0.05  # the area code set off as usual, the rest grouped as one likes
_MOSTLY = 0.6
_LEAST_NAMED = 0.05  # what is less likely is weighed, and not worth a word
_RADIUS_KM = 25.0


@dataclass(frozen=True, slots=True)
class _Match:
    """A number as a country would dial it; its weight is 1 where groups and punctuation fit.

    ``is_usual`` where the groups of digits do.
    """

    country: str
    number: PhoneNumber
    weight: float = 1.0
    is_usual: bool = True


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each number that at least one country would write so."""
    seen: set[str] = set()
    for sign in signs:
        for found in _NUMBER.finditer(sign.text):
            digits = re.sub(r"\D", "", found[0])
            if digits in seen or not _FEWEST_DIGITS <= len(digits) <= 15 or _is_other(found[0]):
                continue
            is_marked = bool(_MARK.search(sign.text[: found.start()]))
            clue = _clue(found[0].strip(), digits, is_marked, sign, knowledge)
            if clue is not None:
                seen.add(digits)
                yield clue


def _is_other(text: str) -> bool:
    """Whether it is a date, or a range of years."""
    return bool(_DATE.fullmatch(text.strip()) or re.fullmatch(r"(?:[\s–-]*(?:19|20)\d\d){2}", text))


def _clue(text: str, digits: str, is_marked: bool, sign: Sign, knowledge: Knowledge) -> Clue | None:
    if text.startswith("+") or (text.startswith("00") and len(digits) > 10):
        matches = _international(digits.removeprefix("00"))
        reliability = _INTERNATIONAL
    else:
        groups = re.findall(r"\d+", text)
        if not is_marked and (len(digits) < _UNMARKED_DIGITS or len(groups) < 2):
            return None
        matches = _national(text, groups, knowledge)
        reliability = _MARKED if is_marked else _UNMARKED
    if not 0 < sum(match.is_usual for match in matches) <= _MOST_COUNTRIES:
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


def _national(text: str, groups: Sequence[str], knowledge: Knowledge) -> list[_Match]:
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
        usual_groups = re.findall(r"\d+", usual)
        if usual_groups == list(groups):
            fits = _punctuation(usual) == _punctuation(text)
            matches.append(_Match(country, number, 1.0 if fits else _OTHER_PUNCTUATION))
        elif len(usual_groups) > 1 and len(usual_groups[0]) in _ends(groups):
            matches.append(_Match(country, number, _ONLY_AREA_APART, is_usual=False))
    return matches


def _ends(groups: Sequence[str]) -> set[int]:
    """After how many digits a group ends, but for the last: "0 (312) 418" after 1 and 4."""
    return set(itertools.accumulate(len(group) for group in groups[:-1]))


def _punctuation(text: str) -> str:
    """What stands between the digits; full stops and spaces mean the same."""
    return re.sub(r"[\s./·]+", " ", re.sub(r"[\d()]", "", text)).strip()


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
