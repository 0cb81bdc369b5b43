"""In which countries a telephone number may be dialled so, and how likely each of them writes it.

A number without its country's code is valid in many. How likely it is in one of them is the
product of two chances: that somebody there has just this number, which is that of living in its
area over the count of numbers that the area has; and that it is written so there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.gazetteer import NamedPlace
from img2loc_desktop.core.gazetteer.folding import fold

# How often numbers are written like this, measured against the usual way of the country.
_OTHER_PUNCTUATION = 0.2
_OTHER_BRACKETS = 0.3
_FREE_REST = 0.4  # the area code set off, the rest in even groups, or as in mobile numbers
_IN_ONE = 0.2  # the same with the rest in one group
_ONLY_AREA_APART = 0.08  # the same where the country groups it otherwise
_OTHERWISE = 0.01
_AREA_NOT_APART = 0.002
_NO_TRUNK = 0.03  # without the digit that is dialled in front of an area code
_NO_TRUNK_APART = 0.4  # where that digit stands apart, as in 8 (495), or is a mobile number's
# Of the numbers on signs, those of one area, mobile ones, and others; and of those with as many
# digits how many are in use. Special services have more numbers than signs.
_IN_AREA, _MOBILE, _ELSEWHERE, _SERVICE = 0.6, 0.15, 0.05, 0.01
_LONGER_CODE = 2  # digits by which an area code is longer than the table has it
_LOCAL = 0.05  # written without their area code
_MOST_LOCAL_DIGITS = 8
_FEWEST_IN_AREA = 20_000  # people: an area is more than its town
_LARGEST_PART = 0.5  # of a country's people in one area
_POWER = 0.75  # of the chance of a number: areas and their towns are not the same

_ORDINARY = frozenset(
    (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
)


@dataclass(frozen=True, slots=True)
class Match:
    """A number as a country would dial it, with the chance of being there and written so.

    ``town`` is that of its area, where that is known; ``is_usual`` where its digits are grouped
    as the country does, ``is_possible`` where they may be.
    """

    country: str
    number: PhoneNumber
    chance: float = 1.0
    is_usual: bool = True
    is_possible: bool = True
    town: NamedPlace | None = None


def international(digits: str, knowledge: Knowledge) -> list[Match]:
    """The country of a number that begins with its code; none where it is not valid."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return []
    country = phonenumbers.region_code_for_number(number)
    if country is None or not phonenumbers.is_valid_number(number):
        return []
    return [Match(country, number, town=_area(number, country, knowledge)[0])]


def national(text: str, knowledge: Knowledge) -> list[Match]:
    """The countries in which this is a valid number, with its area code or without."""
    written = _Written.of(text)
    matches = []
    for country in sorted(phonenumbers.SUPPORTED_REGIONS & knowledge.prior.keys()):
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(number, country):
            matches.append(_dialled(written, number, country, knowledge))
        elif _is_local(written, number):
            matches.append(_local(written, number, country))
    return matches


def _dialled(written: _Written, number: PhoneNumber, country: str, knowledge: Knowledge) -> Match:
    usual = _Written.of(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    town, chance, code = _area(number, country, knowledge)
    form, is_usual, is_possible = _fit(written, usual, code, country)
    return Match(country, number, form * chance**_POWER, is_usual, is_possible, town)


def _is_local(written: _Written, number: PhoneNumber) -> bool:
    """Whether such numbers are dialled within one area."""
    reached = phonenumbers.is_possible_number_with_reason(number)
    digits = "".join(written.groups)
    return (
        reached == ValidationResult.IS_POSSIBLE_LOCAL_ONLY
        and len(digits) <= _MOST_LOCAL_DIGITS
        and not digits.startswith("0")
    )


def _local(written: _Written, number: PhoneNumber, country: str) -> Match:
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.FIXED_LINE)
    form = _OTHERWISE
    if example is not None:
        usual = _Written.of(phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL))
        lengths = [len(group) for group in written.groups]
        if lengths == [len(group) for group in usual.groups][-len(lengths) :]:
            same = written.separators == usual.separators[len(usual.groups) - len(lengths) :]
            form = 1.0 if same else _OTHER_PUNCTUATION
    count = 10.0 ** (len("".join(written.groups)) - 1)
    chance: float = _LOCAL / count
    return Match(country, number, form * chance**_POWER, is_usual=False, is_possible=False)


def _area(
    number: PhoneNumber, country: str, knowledge: Knowledge
) -> tuple[NamedPlace | None, float, str]:
    """The town of a number's area, the chance of having just this number, and its area code."""
    digits = dialled(number)
    national = phonenumbers.national_significant_number(number)
    count = 10.0 ** (len(national) - 1)
    kind = phonenumbers.number_type(number)
    if kind not in _ORDINARY:
        return None, _SERVICE / count, ""
    area = knowledge.data.areas.find(digits, number.country_code or 0)
    if area is None:
        return None, (_ELSEWHERE if kind == PhoneNumberType.FIXED_LINE else _MOBILE) / count, ""
    town = _town(area.name, country, knowledge)
    if town is None:
        return None, _ELSEWHERE / count, area.code
    part = max(town.population, _FEWEST_IN_AREA) / knowledge.data.countries[country].population
    numbers = sum(10.0 ** (len(digits) - len(start)) for start in area.beginnings)
    return town, max(_IN_AREA * min(part, _LARGEST_PART) / numbers, _ELSEWHERE / count), area.code


def _town(area: str, country: str, knowledge: Knowledge) -> NamedPlace | None:
    """The town that an area is named after: "Metro Manila", "Kyiv city", "Springfield, IL"."""
    name, _, division = area.partition(",")
    words = re.split(r"/| \(| - ", name)[0].split()
    for part in (words, words[1:], words[:-1]):
        named = knowledge.gazetteer.named(fold(" ".join(part)).strip()) if part else ()
        towns = [town for town in named if town.country_code == country]
        if towns:
            within = (t for t in towns if division.strip() in (t.admin, t.admin_code))
            return next(within, towns[0])
    return None


def dialled(number: PhoneNumber) -> str:
    """The digits by which areas are told: no sign of mobile numbers between country and area."""
    national = phonenumbers.national_significant_number(number)
    mobile = phonenumbers.country_mobile_token(number.country_code or 0)
    return f"{number.country_code}{national.removeprefix(mobile)}"


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

    def without(self, trunk: str) -> _Written:
        """The same without these first digits."""
        first = self.groups[0].removeprefix(trunk)
        if first:
            return replace(self, groups=(first, *self.groups[1:]))
        return replace(self, groups=self.groups[1:], separators=self.separators[1:])


def _fit(written: _Written, usual: _Written, code: str, country: str) -> tuple[float, bool, bool]:
    """How well a number fits its country's usual form, whether its groups do, or may.

    ``code`` is its area's, without the digit that is dialled in front of it.
    """
    trunk = _trunk(written, usual)
    if trunk:
        is_apart = trunk == usual.groups[0]
        form, is_usual, is_possible = _fit(written, usual.without(trunk), code, country)
        factor = _NO_TRUNK_APART if is_apart or not code else _NO_TRUNK
        return form * factor, is_usual and is_apart, is_possible
    brackets = 1.0 if written.has_brackets == usual.has_brackets else _OTHER_BRACKETS
    if written.groups == usual.groups:
        same = written.separators == usual.separators
        return brackets * (1.0 if same else _OTHER_PUNCTUATION), True, True
    if len(written.groups) < 2:
        return _OTHERWISE, False, False
    is_code = 0 <= len(written.groups[0].lstrip("0")) - len(code) <= _LONGER_CODE and (
        written.groups[0].lstrip("0").startswith(code)
    )
    if (not code or not is_code) and (
        len(usual.groups) < 2 or written.groups[0] != usual.groups[0]
    ):
        return _AREA_NOT_APART if code else _OTHERWISE, False, False
    same = len(usual.groups) > 1 and written.separators[0] == usual.separators[0]
    punctuation = brackets * (1.0 if same else _OTHER_PUNCTUATION)
    rest = written.groups[1:]
    is_even = len(rest) > 1 and len({len(group) for group in rest}) == 1
    if len(usual.groups) == 2 and (is_even or _groups_so(country, rest)):
        return punctuation * _FREE_REST, False, True
    return punctuation * (_IN_ONE if len(rest) == 1 else _ONLY_AREA_APART), False, same


def _trunk(written: _Written, usual: _Written) -> str:
    """What the usual form has in front of what is written."""
    digits, of_usual = "".join(written.groups), "".join(usual.groups)
    trunk = of_usual.removesuffix(digits) if of_usual.endswith(digits) else ""
    return trunk if usual.groups[0].startswith(trunk) else ""


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
