"""The open data behind the clues, and the tables that words are looked up in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from img2loc_desktop.core import paths
from img2loc_desktop.core.clues import ClueData
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.misread import variants
from img2loc_desktop.core.clues.numbering import dialled
from img2loc_desktop.core.clues.vocabulary import RAREST
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.strings import StringTable


@pytest.fixture(scope="module")
def data() -> ClueData:
    return ClueData()


@pytest.fixture(scope="module")
def knowledge(data: ClueData) -> Knowledge:
    return Knowledge(data, Gazetteer.load())


def test_what_is_known_of_countries(data: ClueData) -> None:
    france = data.countries["FR"]
    assert (france.currency, france.domain) == ("EUR", "fr")
    assert 60e6 < france.population < 75e6 and france.economy > 1e12
    assert france.postcode is not None and france.postcode.fullmatch("75001")
    assert len(data.countries) > 240


def test_languages_signs_and_forms(data: ClueData) -> None:
    assert data.speakers["de"]["AT"].is_official
    assert not data.speakers["en"]["DE"].is_official
    assert data.country_names["hrvatska"][0] == "HR" and "sh" in data.country_names["hrvatska"][1]
    assert "PL" in data.currencies["zł"] and "IN" in data.currencies["₹"]
    assert "DE" in data.companies["gmbh"] and data.companies["株式会社"] == ("JP",)
    assert "pl" in data.streets["ulica"] and "de" in data.street_endings["strasse"]
    assert data.language_names["ms"] == "Malay"


def test_everything_is_folded_as_it_is_looked_up(data: ClueData) -> None:
    for words in (data.country_names, data.companies, data.streets):
        assert all(word == " ".join(fold(word).split()) for word in words)


def test_frequencies_of_words(data: ClueData) -> None:
    vocabulary = data.vocabulary
    assert len(vocabulary.languages) >= 40
    assert vocabulary.zipf("the") > 7 > vocabulary.zipf("ulica") > RAREST
    assert vocabulary.zipf("llandovery") == 0 and vocabulary.frequencies("llandovery") == {}
    assert set(vocabulary.frequencies("ресторан")) >= {"ru", "uk"}
    assert max(vocabulary.frequencies("rua"), key=vocabulary.frequencies("rua").get) == "pt"


def test_the_chance_of_countries_sums_to_one(knowledge: Knowledge) -> None:
    assert sum(knowledge.prior.values()) == pytest.approx(1)
    assert knowledge.prior["US"] > knowledge.prior["FR"] > knowledge.prior["TV"]
    for shares in (knowledge.by_prior(["FR", "DE", "XX"]), knowledge.of_languages({"fr": 1.0})):
        assert sum(share.share for share in shares) == pytest.approx(1)
    assert knowledge.of_languages({"fr": 1.0})[0].code == "FR"
    assert knowledge.of_languages({"xx": 1.0}) == ()


def test_words_for_a_telephone_are_those_of_the_people(knowledge: Knowledge) -> None:
    finnish = knowledge.telephone_word("puh")
    assert finnish["FI"] > 0.9 and "AE" not in finnish
    assert {"DE", "SE", "FR"} <= knowledge.telephone_word("tel").keys()
    assert knowledge.telephone_word("tel")["FI"] < 0.5  # in Swedish
    assert {"GR", "CY"} <= knowledge.telephone_word("τηλ").keys()
    assert knowledge.telephone_word("num") == {}


def test_words_that_mean_something_else_elsewhere(knowledge: Knowledge) -> None:
    assert knowledge.is_ordinary("island", ["is"])
    assert knowledge.is_ordinary("ou", ["et"])
    assert not knowledge.is_ordinary("hrvatska", ["sh"])


@pytest.mark.parametrize("damage", ["cut", "none", "format", "member"])
def test_a_damaged_file_is_refused_in_words(tmp_path: Path, damage: str) -> None:
    whole = paths.resources() / "clues.zip"
    path = tmp_path / "clues.zip"
    if damage == "cut":
        path.write_bytes(whole.read_bytes()[:1000])
    elif damage != "none":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("format", b"\x02" if damage == "member" else b"\x63")
            archive.writestr("names", b"\xff\xfe")
    with pytest.raises(UserError, match="missing or damaged") as caught:
        _ = ClueData(path).country_names
    assert "build_clues" in caught.value.hint


@given(st.lists(st.text(max_size=8), min_size=1, max_size=50), st.text(max_size=8))
def test_a_string_table_finds_what_is_there(strings: list[str], other: str) -> None:
    table = StringTable(strings)
    assert len(table) == len(strings)
    for wanted in {*strings, other}:
        rows = [row for row, string in enumerate(strings) if string == wanted]
        assert table.rows(wanted).tolist() == rows
    assert table.contains([*strings, other]).tolist() == [True] * len(strings) + [other in strings]


def test_variants_are_one_letter_away() -> None:
    found = variants("bern")
    assert {"berm", "ber", "berne", "bren"} <= set(found)
    assert "bern" not in found and len(found) == len(set(found))


def test_areas_are_those_of_the_library(data: ClueData) -> None:
    """Digit by digit what Google's own module says, which the app does without."""
    from phonenumbers import PhoneNumberType, example_number_for_type, geocoder

    compared = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = example_number_for_type(region, PhoneNumberType.FIXED_LINE)
        expected = geocoder.description_for_valid_number(number, "en") if number else ""
        if expected and expected != geocoder.country_name_for_number(number, "en"):
            area = data.areas.find(dialled(number), number.country_code or 0)
            assert area is not None and area.name == expected
            compared += 1
    assert compared > 100
    bridgend = data.areas.find("441656643443", 44)
    assert bridgend is not None
    assert (bridgend.name, bridgend.code, bridgend.beginnings) == ("Bridgend", "1656", ("441656",))
    assert data.areas.find("999", 999) is None
