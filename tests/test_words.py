"""What people read: rounded honestly, and safe to show."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from img2loc_desktop.core import summary, words
from img2loc_desktop.core.types import (
    Candidate,
    Clue,
    Estimate,
    LatLon,
    Photo,
    Place,
    Provenance,
    Result,
)

REGION = "Auvergne-Rhône-Alpes"
LYON = Place(f"12 km NE of Lyon, {REGION}, France", "Lyon", REGION, "France", "FR")


def result(
    radius: float, trust: str = "calibrated", place: Place | None = LYON, gps: LatLon | None = None
) -> Result:
    photo = Photo(Path("a.jpg"), "0" * 64, 1, "JPEG", 4, 3, gps=gps)
    estimate = Estimate(LatLon(45.82, 4.95), radius, radius * 2, place, (), trust, "index")
    return Result(photo, estimate, (), (), (), Provenance("img2loc 0"))


@pytest.mark.parametrize(
    ("distance", "text"),
    [
        (0.0, "0 m"),
        (0.0123, "12 m"),
        (0.994, "990 m"),
        (0.995, "1.0 km"),
        (1.26, "1.3 km"),
        (9.96, "10 km"),
        (12.3, "12 km"),
        (180.0, "180 km"),
        (5646.0, "5,600 km"),
        (10358.0, "10,400 km"),
        (20015.1, "20,000 km"),
    ],
)
def test_distances_keep_two_digits(distance: float, text: str) -> None:
    assert words.kilometres(distance) == text


@pytest.mark.parametrize(
    ("radius", "text"),
    [
        (0.0, "45.76404° N, 4.83566° W"),
        (2.0, "45.76° N, 4.84° W"),
        (180.0, "46° N, 5° W"),
        (5646.0, "50° N, 0°"),
    ],
)
def test_coordinates_keep_the_digits_that_mean_something(radius: float, text: str) -> None:
    assert words.coordinates(LatLon(45.764043, -4.835659), radius) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.614, "61 %"), (1.0, "100 %")]
)
def test_shares(share: float, text: str) -> None:
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("radius", "trust", "text"),
    [
        (8.0, "calibrated", "12 km NE of Lyon, Auvergne-Rhône-Alpes, France"),
        (180.0, "calibrated", "Near Lyon, France"),
        (640.0, "calibrated", "In or near Auvergne-Rhône-Alpes, France"),
        (1500.0, "uncalibrated", "Somewhere around France"),
        (5646.0, "hint", "Perhaps somewhere around France"),
        (8.0, "hint", "Perhaps 12 km NE of Lyon, Auvergne-Rhône-Alpes, France"),
    ],
)
def test_the_headline_is_no_more_precise_than_the_estimate(
    radius: float, trust: str, text: str
) -> None:
    assert words.headline(result(radius, trust)) == text


def test_the_headline_does_not_contradict_the_chance_by_country() -> None:
    def headline(radius: float, leading: str, place: Place | None = LYON) -> str:
        found = result(radius, "hint", place)
        estimate = replace(found.estimate, leading_country=leading)
        return words.headline(replace(found, estimate=estimate))

    other = "Perhaps somewhere around France or United States"
    assert headline(3700.0, "United States") == other
    assert headline(3700.0, "France") == "Perhaps somewhere around France"
    assert headline(3700.0, "Fiji", None) == "Perhaps somewhere around 50° N, 0° or Fiji"
    # A smaller area is named by its middle: half of the chance lies there, whatever the borders.
    assert headline(640.0, "Italy") == f"Perhaps somewhere around {REGION}, France"


def test_headlines_without_a_town() -> None:
    sea = Place("at sea, 95 km NE of Suva, Fiji", "Suva", distance_km=95.0, bearing="NE")
    assert words.headline(result(300.0, place=sea)) == "At sea, 95 km NE of Suva, Fiji"
    assert words.headline(result(300.0, "hint", sea)) == "Perhaps at sea, 95 km NE of Suva, Fiji"
    assert words.headline(result(5646.0, "hint", sea)) == "Perhaps somewhere around 50° N, 0°"
    assert words.headline(result(100.0, place=None)) == "Near 45.8° N, 5.0° E"
    city_state = Place("Singapore", "Singapore", "Singapore", "Singapore", "SG")
    assert words.headline(result(100.0, place=city_state)) == "Near Singapore"
    plain = Place("France", country="France", country_code="FR")
    assert words.headline(result(100.0, place=plain)) == "Near France"


def test_candidates_are_named_as_finely_as_the_result_allows() -> None:
    candidate = Candidate(LatLon(45.82, 4.95), 0.4, LYON)
    assert words.candidate_name(candidate, result(30.0)) == "Lyon, France"
    hint = result(5646.0, "hint")
    assert words.candidate_name(candidate, hint) == "Auvergne-Rhône-Alpes, France"
    unnamed = Candidate(LatLon(45.82, 4.95), 0.4)
    assert words.candidate_name(unnamed, hint) == "46° N, 5° E"


def test_no_two_candidates_have_one_name() -> None:
    def at(latitude: float, city: str | None, share: float) -> Candidate:
        place = Place(city or "France", city, REGION if city else None, "France", "FR")
        return Candidate(LatLon(latitude, 4.95), share, place)

    several = (at(45.8, "Lyon", 0.5), at(43.9, "Nîmes", 0.3), at(44.9, None, 0.1))
    found = replace(result(5646.0, "hint"), candidates=(*several, at(47.2, None, 0.05)))
    names = [words.candidate_name(each, found) for each in found.candidates]
    assert names == ["Lyon, France", "Nîmes, France", "44.9° N, 5.0° E", "47.2° N, 5.0° E"]
    for name in names:
        assert f"{name}: " in summary.summary(found)


def test_how_sure_says_what_the_radii_are_worth() -> None:
    radii = "Half of the chance lies within 5,600 km, nine tenths within 11,200 km."
    assert words.how_sure(result(5600.0)) == f"{radii} Too broad to be more than a hint."
    assert words.how_sure(result(20.0)).endswith("To be trusted to the city.")
    assert words.how_sure(result(5600.0, "hint")).startswith(f"{radii} A hint only")
    assert words.how_sure(result(5600.0, "uncalibrated")) == (
        f"{radii} Whether it is better than a guess without the photo is not known. "
        "Not calibrated: as wide as for an index that nobody compared with known places, "
        "which img2loc calibrate does."
    )


def test_ranking_names_the_number_of_candidates() -> None:
    def ranked(*shares: float) -> str:
        return words.ranking(tuple(Candidate(LatLon(0, 0), share) for share in shares))

    assert ranked() == "No place stands out."
    assert ranked(0.9) == "One place stands out:"
    assert ranked(0.1, 0.09, 0.08) == (
        "No place stands out: these three are about as likely. "
        "How much of the chance lies nearest to each:"
    )
    assert ranked(0.6, 0.2) == (
        "The two likeliest places. How much of the chance lies nearest to each:"
    )
    assert "these 12 are" in ranked(*[0.05] * 12)


def test_the_photos_own_gps_stands_beside_the_estimate() -> None:
    assert words.own_gps(result(10.0)) is None
    with_gps = result(10.0, gps=LatLon(45.82, 4.95))
    assert words.own_gps_distance_km(with_gps) == pytest.approx(0.0, abs=1e-6)
    assert words.own_gps(with_gps) == (
        "The file's own GPS says 45.82000° N, 4.95000° E: "
        "0 m from the estimate, which made no use of it."
    )


def test_names_cannot_steer_a_terminal_or_turn_the_line() -> None:
    assert words.one_line("a\x1b[2Jb\n\x7f") == "a␛[2Jb␊␡"
    assert words.one_line("\udcff.jpg") == "\\xff.jpg"
    assert words.one_line("\ud800") == "\\ud800"
    assert words.one_line("gpj.\u202eexe\x9b") == "gpj.\\u202eexe\\u009b"
    assert words.one_line("\U000e0001") == "\\U000e0001"
    for text in ("שלום.jpg", "👩‍👩‍👧 é 漢字", "نیم‌فاصله"):
        assert words.one_line(text) == text


@given(st.text(st.characters()))
def test_one_line_is_one_line_of_encodable_text(text: str) -> None:
    shown = words.one_line(text)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert words.one_line(shown) == shown


@pytest.mark.parametrize(
    ("km", "kilometres", "miles"),
    [
        (5646.0, "5,600 km", "3,500 miles"),
        (180.0, "180 km", "110 miles"),
        (2.0, "2.0 km", "1.2 miles"),
        (0.9, "900 m", "0.56 miles"),
        (0.1, "100 m", "330 feet"),
        (0.0, "0 m", "0 feet"),
    ],
)
def test_distances_in_either_unit(km: float, kilometres: str, miles: str) -> None:
    assert words.distance(km, words.Units.KM) == kilometres == words.kilometres(km)
    assert words.distance(km, words.Units.MILES) == miles


def test_sentences_speak_in_the_chosen_unit() -> None:
    near = result(180.0, gps=LatLon(45.0, 5.0))
    assert words.how_sure(near, words.Units.MILES).startswith(
        "Half of the chance lies within 110 miles, nine tenths within "
    )
    own = words.own_gps(near), words.own_gps(near, words.Units.MILES)
    assert " km from" in str(own[0])
    assert " miles from" in str(own[1])


def test_a_clue_names_its_words_where_its_reason_does_not() -> None:
    name = Clue("name", "Bridgend", '"Bridgend" is a place in Wales.', 0.8, moved=0.5)
    assert words.clue_sentence(name) == (
        '"Bridgend" is a place in Wales. Moved 50 % of what the words say.'
    )
    script = Clue("script", "北京\x1b", "2 different letters are Chinese.", 0.8, moved=0.5)
    assert words.clue_sentence(script) == (
        "2 different letters are Chinese. Words: “北京␛”. Moved 50 % of what the words say."
    )
