"""Replies of language models in the forms they really come in, and those that say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from img2loc_desktop.core import answers
from img2loc_desktop.core.types import LatLon

PARIS, SYDNEY, RIO = (48.8584, 2.2945), (-33.8568, 151.2153), (-22.9519, -43.2105)
TOKYO = (35 + 40 / 60 + 34 / 3600, 139 + 39 / 60 + 1 / 3600)
ROUNDED = (48 + 51 / 60 + 30 / 3600, 2 + 17 / 60 + 40 / 3600)

REPLIES = [
    # decimal degrees
    ("(48.8584, 2.2945)", PARIS),
    ("48.8584, 2.2945", PARIS),
    ("48.8584,2.2945", PARIS),
    ("  48.8584 , 2.2945 \n", PARIS),
    ("[48.8584, 2.2945]", PARIS),
    ("48.8584 2.2945", PARIS),
    ("48.8584; 2.2945", PARIS),
    ("48.8584 / 2.2945", PARIS),
    ("**48.8584, 2.2945**", PARIS),
    ("`48.8584, 2.2945`", PARIS),
    ("(-33.8568, 151.2153)", SYDNEY),
    ("(\u221233.8568, 151.2153)", SYDNEY),  # a minus sign, not a hyphen
    ("(\u201333.8568, 151.2153)", SYDNEY),  # an en dash
    ("(- 33.8568, 151.2153)", SYDNEY),
    ("(-22.9519, -43.2105)", RIO),
    ("(+48.8584, +2.2945)", PARIS),
    ("The image shows the Eiffel Tower. My guess is (48.8584, 2.2945).", PARIS),
    ("Similar images are at (41.4, 2.17), but this is Paris: (48.8584, 2.2945)", PARIS),
    ("I see 2 people and 1 tower, so 48.8584, 2.2945.", PARIS),
    ("Based on 3, 4 or 5 clues I would say 48.8584, 2.2945", PARIS),
    ("https://www.openstreetmap.org/?q=48.8584,2.2945", PARIS),
    ("geo:48.8584,2.2945", PARIS),
    ("4 8 . 8 is noise\n(48.8584, 2.2945)", PARIS),
    ("\uff08\uff14\uff18.8584, 2.2945\uff09", PARIS),  # full-width forms
    ("Reason: iron tower.\n(48.8584, 2.2945)", PARIS),
    ("lat/lon: 48.8584, 2.2945", PARIS),
    # integers
    ("(48, 2)", (48, 2)),
    ("48, 2", (48, 2)),
    ("I would say [-34, 151]", (-34, 151)),
    ("(48, 2.2945)", (48, 2.2945)),
    ("(0, 32.58)", (0, 32.58)),
    ("(51.4779, 0)", (51.4779, 0)),
    # hemispheres
    ("(41.4036\u00b0 N, 2.1744\u00b0 E)", (41.4036, 2.1744)),
    ("41.4036\u00b0N, 2.1744\u00b0E", (41.4036, 2.1744)),
    ("41.4036N 2.1744E", (41.4036, 2.1744)),
    ("N 41.4036, E 2.1744", (41.4036, 2.1744)),
    ("N41.4036\u00b0 E2.1744\u00b0", (41.4036, 2.1744)),
    ("22.9519\u00b0 S, 43.2105\u00b0 W", RIO),
    ("22.9519 S, 43.2105 W", RIO),
    ("-22.9519\u00b0 S, -43.2105\u00b0 W", RIO),  # a sign and a letter that agree
    ("43.2105\u00b0 W, 22.9519\u00b0 S", RIO),  # longitude first
    ("40 N, 74 W", (40, -74)),
    ("40\u00b0N, 74\u00b0W", (40, -74)),
    ("about 40.7128 degrees north and 74.0060 degrees west", (40.7128, -74.006)),
    ("40.7128 degrees North, 74.0060 degrees West", (40.7128, -74.006)),
    ("40.7128 deg. N, 74.0060 deg. W", (40.7128, -74.006)),
    ("48,8584\u00b0 N, 2,2945\u00b0 E", PARIS),  # decimal commas
    ("22,9519\u00b0 S, 43,2105\u00b0 O", RIO),  # oeste
    ("The approximate location is 1.2921\u00b0 S, 36.8219\u00b0 E (Nairobi).", (-1.2921, 36.8219)),
    # degrees, minutes, seconds
    ("48\u00b051'30.24\"N 2\u00b017'40.2\"E", PARIS),
    ("48\u00b0 51\u2032 30.24\u2033 N, 2\u00b0 17\u2032 40.2\u2033 E", PARIS),
    ("48\u00b051\u201930.24\u201dN, 2\u00b017\u201940.2\u201dE", PARIS),
    ("48\u00ba51'30.24''N 2\u00ba17'40.2''E", PARIS),
    ("48\u00b0 51.504' N, 2\u00b0 17.67' E", PARIS),
    ("33\u00b051'24.48\"S, 151\u00b012'55.08\"E", SYDNEY),
    ("-33\u00b0 51' 24.48\", 151\u00b0 12' 55.08\"", SYDNEY),
    ("48 degrees 51 minutes 30.24 seconds north, 2 degrees 17 minutes 40.2 seconds east", PARIS),
    ("48 51 30 N, 2 17 40 E", ROUNDED),
    ("48:51:30.24 N 2:17:40.2 E", PARIS),
    ("N35\u00b040'34\" E139\u00b039'1\"", TOKYO),
    ("N 35\u00b0 40' 34\", E 139\u00b0 39' 1\"", TOKYO),
    ("S33.8568 E151.2153 is the opera", SYDNEY),
    # roughly, and with one thing between the two
    ("~48.86, ~2.35", (48.86, 2.35)),
    ("\u224848.86, \u2248-2.35", (48.86, -2.35)),
    ("48.8584 N latitude and 2.2945 E longitude", PARIS),
    ("The answer is: 35.6762 139.6503", (35.6762, 139.6503)),
    ("(48,8584; 2,2945)", PARIS),
    ("(-33,86; 151,22)", (-33.86, 151.22)),
    # labels
    ("Latitude: 22.9519 (S), Longitude: 43.2105 (W)", RIO),
    ("(22.9519 (S), 43.2105 (W))", RIO),
    ("Latitude: 48.8584, Longitude: 2.2945", PARIS),
    ("latitude = 48.8584\nlongitude = 2.2945", PARIS),
    ("lat: 48.8584 lng: 2.2945", PARIS),
    ("Lat 48.8584, Long 2.2945", PARIS),
    ("LAT=48.8584 LON=2.2945", PARIS),
    ("**Latitude:** 48.8584\n**Longitude:** 2.2945", PARIS),
    ("Longitude: 2.2945, Latitude: 48.8584", PARIS),
    ("Latitude: 22.9519\u00b0 S\nLongitude: 43.2105\u00b0 W", RIO),
    ("The latitude is approximately 48.8584 and the longitude is about 2.2945.", PARIS),
    ("latitude 48, longitude 2", (48, 2)),
    ("Latitude: 48,8584; Longitude: 2,2945", PARIS),
    # JSON
    ('{"latitude": 48.8584, "longitude": 2.2945}', PARIS),
    ('```json\n{"lat": 48.8584, "lng": 2.2945}\n```', PARIS),
    ('{"lon": 2.2945, "lat": 48.8584}', PARIS),
    ('{"reason": "iron tower", "latitude": "48.8584", "longitude": "2.2945"}', PARIS),
    ("{'latitude': 48.8584, 'longitude': 2.2945}", PARIS),
    ('{"type": "Point", "coordinates": [2.2945, 48.8584]}', PARIS),
    ("POINT (2.2945 48.8584)", PARIS),
    # hedged, and still an answer
    ("I cannot determine the exact place, but my best guess is (48.8584, 2.2945).", PARIS),
    ("I can't be certain, but it could be Rome: (41.9, 12.5)", (41.9, 12.5)),
    ("There is not enough detail to be sure; perhaps Rome, (41.9, 12.5)", (41.9, 12.5)),
    ("It's not possible to be certain. The style suggests Paris, 48.8584, 2.2945.", PARIS),
]

SILENT = [
    "",
    "   \n",
    "I'm sorry, but I cannot determine the location of this image.",
    "As an AI language model, I can't geolocate photos.",
    "Paris, France",
    "(0, 0)",
    "(0.0, 0.0)",
    '{"latitude": 0.0, "longitude": 0.0}',
    "0.0000\u00b0 N, 0.0000\u00b0 E",
    "I am unable to say where this is. Coordinates such as (48.85, 2.35) need more context.",
    "There is not enough information to say more, e.g. (48.85, 2.35)",
    "I cannot tell: it could be anywhere, such as (48.85, 2.35)",
    "There were 10,000; 20,000 people",
    "It costs 12.50 3.20 more",
    "(148.8584, 2.2945)",
    "(48.8584, 222.2945)",
    "(139.6917, 35.6895)",  # longitude first, or nonsense: not for us to guess
    "Latitude: 91, Longitude: 181",
    "48\u00b075'30\"N 2\u00b017'40\"E",  # 75 minutes
    "There are 3, 4 people in the picture.",
    "It was taken on 12, 2020 or so.",
    "48.8584",
    "Latitude: 48.8584",
    "(latitude, longitude)",
    "(, )",
    "1.2.3.4, 5.6.7.8",
    "nan, nan",
]


@pytest.mark.parametrize(("text", "expected"), REPLIES)
def test_a_reply_is_understood(text: str, expected: tuple[float, float]) -> None:
    position = answers.parse(text).position
    assert position is not None
    assert (position.latitude, position.longitude) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("text", SILENT)
def test_a_reply_without_a_place_is_no_answer(text: str) -> None:
    assert answers.parse(text).position is None


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(set(REPLIES)) + len(set(SILENT)) >= 60


def test_the_reason_is_what_stands_before_the_coordinates() -> None:
    reply = answers.parse("An iron tower above a river in haze.\n(48.8584, 2.2945)")
    assert reply == answers.Reply(LatLon(48.8584, 2.2945), "An iron tower above a river in haze.")
    assert answers.parse("(48.8584, 2.2945)").reason == ""


@pytest.mark.parametrize(
    ("reason", "position"),
    [
        ("I can't read the sign but the roofs are French.", (48.85, 2.35)),
        ("Palm trees suggest a spot near 10 N, 20 E at least.", (48.85, 2.35)),
        ("A vantage point near the sea.", (60.1, 7.2)),
        ("Point Reyes has such a lighthouse.", (38.0, -122.9)),
        ("Latitude 12.5 and longitude 40.25 would be too dry", (-1.0, 36.0)),
        ("(1.5, 2.5) (3, 4) 48\u00b051'30\"N 2\u00b017'40\"E", (-90, 180)),
    ],
)
def test_the_reason_never_changes_an_answer_that_was_written_under_the_grammar(
    reason: str, position: tuple[float, float]
) -> None:
    latitude, longitude = position
    reply = answers.parse_written(f"{reason}\n({latitude}, {longitude})")
    assert reply == answers.Reply(LatLon(latitude, longitude), reason)


def test_an_answer_that_was_cut_off_is_none_and_so_is_null_island() -> None:
    assert answers.parse_written("Roofs.\n(0, -0.000)") == answers.Reply(None, "Roofs.")
    assert answers.parse_written("(48.85, 2.35)") == answers.Reply(LatLon(48.85, 2.35), "")
    for text in ("At (48.85, 2.35) there are roofs", "(48.85, 2.35)\n(48.", ""):
        assert answers.parse_written(text).position is None


def test_a_refusal_keeps_its_words() -> None:
    text = "I'm sorry, I cannot tell."
    assert answers.parse(text) == answers.Reply(None, text)


def test_a_reason_is_one_line_without_control_characters() -> None:
    reason = answers.parse("red\x1b[31m \u202etext\nand more\r\n(48.8584, 2.2945)").reason
    assert reason.isprintable()


def test_a_very_long_reply_is_read_in_no_time_and_cut() -> None:
    assert answers.parse("1 " * 1_000_000).position is None
    assert len(answers.parse("word " * 1_000_000).reason) <= 500


def test_the_reason_can_be_read_while_it_is_written() -> None:
    assert answers.reason_so_far("An iron to") == "An iron to"
    assert answers.reason_so_far("An iron tower.\n(48.") == "An iron tower."


LATITUDES = st.floats(-90, 90).map(lambda value: round(value, 5))
LONGITUDES = st.floats(-180, 180).map(lambda value: round(value, 5))


@given(LATITUDES, LONGITUDES, st.text(max_size=200))
def test_any_position_survives_every_form(latitude: float, longitude: float, noise: str) -> None:
    expected = None if latitude == longitude == 0 else LatLon(latitude + 0.0, longitude + 0.0)
    north, east = "NS"[latitude < 0], "EW"[longitude < 0]
    for text in (
        f"({latitude:.5f}, {longitude:.5f})",
        f"{abs(latitude):.5f}\u00b0 {north}, {abs(longitude):.5f}\u00b0 {east}",
        f'{{"latitude": {latitude:.5f}, "longitude": {longitude:.5f}}}',
    ):
        assert answers.parse(text).position == expected
    answers.parse(noise)  # never raises


@given(st.text(alphabet="0123456789.,;:-+()[]{}\u00b0'\"NSEWO nortsouhwelaig\n", max_size=300))
def test_no_reply_is_out_of_range_or_an_error(text: str) -> None:
    position = answers.parse(text).position
    if position is not None:
        assert abs(position.latitude) <= 90
        assert abs(position.longitude) <= 180
        assert position != LatLon(0.0, 0.0)
