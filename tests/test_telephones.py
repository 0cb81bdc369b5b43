"""National telephone numbers: weighed over all countries, and never surer than they are."""

from __future__ import annotations

from collections.abc import Mapping

import phonenumbers
import pytest
from clue_signs import lines_of
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from img2loc_desktop.core.clues import ClueData, telephones
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import readable
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Clue

COUNTRIES = """
AR AT AU BE BG BR CA CH CL CN CO CZ DE DK EC EG ES FI FR GB GR HR HU ID IE IL IN IR IT JP
KE KR LT MA MX MY NG NL NO NZ PE PH PK PL PT RO RS RU SA SE SI SK SN TH TR TW UA US UY VN ZA
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(ClueData(), Gazetteer.load())


def clues_of(text: str, knowledge: Knowledge) -> list[Clue]:
    return list(telephones.find(readable(lines_of(text)), knowledge))


def shares(text: str, knowledge: Knowledge) -> Mapping[str, float]:
    """By country what the only number of a text says."""
    (clue,) = clues_of(text, knowledge)
    found = {place.country: place.share for place in clue.places}
    assert not found.keys() & {country.code for country in clue.countries}
    found |= {country.code: country.share for country in clue.countries}
    assert sum(found.values()) == pytest.approx(1)
    return found


def test_numbers_as_they_are_written_at_home(knowledge: Knowledge) -> None:
    """The library's example numbers of 60 countries, which share their forms with many others."""
    right, wrong = [], []
    for country in COUNTRIES.split():
        for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE):
            number = phonenumbers.example_number_for_type(country, kind)
            written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
            found = shares(f"Tel. {written}", knowledge)
            right.append(found.get(country, 0.0))
            wrong.append(max(share for code, share in found.items() if code != country))
    assert sum(right) / len(right) > 0.45
    assert sum(share > 0.5 for share in wrong) / len(wrong) < 0.1


@pytest.mark.parametrize(
    ("text", "country", "least"),
    [
        ("ΤΗΛ. 210 322 4455", "GR", 0.8),  # San Antonio has such numbers, and no such word
        ("Tel: 0212 522 33 44", "TR", 0.6),  # Istanbul, and Solingen otherwise
        ("Tél : 05 35 62 11 22", "MA", 0.5),  # Fès: few numbers for many people
        ("тел. (495) 623-45-67", "RU", 0.5),
        ("PBX (601) 342 1234", "CO", 0.5),
        ("+212 535 62 11 22", "MA", 0.99),
    ],
)
def test_the_area_the_groups_and_the_word_speak_together(
    text: str, country: str, least: float, knowledge: Knowledge
) -> None:
    assert shares(text, knowledge).get(country, 0.0) >= least


@pytest.mark.parametrize(
    "text",
    [
        "Tel. 020-6241234",  # Amsterdam
        "Tel. 091 234 5678",
        "Tel. 2915 1234",  # Montevideo
        "Tel. 021 344 555",  # Split
        "Tel. 01 671 2345",  # Dublin
        "Tel. 021.312.45.67",  # Bucharest
        "Tel. 3222-4815",  # São Paulo without its area code
    ],
)
def test_what_many_countries_dial_stays_wide(text: str, knowledge: Knowledge) -> None:
    assert max(shares(text, knowledge).values()) < 0.45


@pytest.mark.parametrize(
    "text",
    [
        "No. 0212 522 33 44",
        "Art. 210 322 4455",
        "12:30 14:45 16:00",
        "2019 2020 2021",
        "16-1234-5678",
        "3322-4815",
    ],
)
def test_numbers_that_are_no_telephones(text: str, knowledge: Knowledge) -> None:
    assert clues_of(text, knowledge) == []
