"""Positions as text, in and out."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from img2loc_desktop.core import geo
from img2loc_desktop.core.coordinates import Notation, formatted, parse
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import LatLon

LYON = LatLon(45.764, 4.8357)
SYDNEY = LatLon(-33.8688, 151.2093)

positions = st.builds(LatLon, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    "text",
    [
        "45.7640, 4.8357",
        "45.7640,4.8357",
        "45.7640 4.8357",
        "45.7640;4.8357",
        "45.7640 / 4.8357",
        "45.7640\n4.8357",
        "(45.7640, 4.8357)",
        "[45.7640, 4.8357]",
        "+45.7640 +4.8357",
        "45,7640 4,8357",
        "45,7640; 4,8357",
        "45,7640, 4,8357",
        "45.7640N 4.8357E",
        "45.7640° N, 4.8357° E",
        "45.7640 north 4.8357 east",
        "N45.7640 E4.8357",
        "n 45.7640, e 4.8357",
        "4.8357E 45.7640N",
        "45.7640°, 4.8357°",
        "lat 45.7640 lon 4.8357",
        "Latitude: 45.7640, Longitude: 4.8357",
        "lat=45.7640 lng=4.8357",
        "longitude=4.8357 latitude=45.7640",
        "Latitude 45.7640 N Longitude 4.8357 E",
        "geo:45.7640,4.8357",
        "geo:45.7640,4.8357,170;crs=wgs84;u=35",
        "GEO:45.7640,4.8357;u=10",
        "٤٥٫٧٦٤٠ ٤٫٨٣٥٧",
        "４５．７６４０，４．８３５７",
        "\u200e45.7640,\u00a04.8357\u200f ",
    ],
)
def test_decimal_degrees_in_all_usual_spellings(text: str) -> None:
    assert parse(text) == LYON


@pytest.mark.parametrize(
    "text",
    [
        "45°45′50.4″N 4°50′8.52″E",
        "45°45'50.4\"N, 4°50'8.52\"E",
        "45°45'50.4\"N,4°50'8.52\"E",
        "45° 45' 50.4'' N 4° 50' 8.52'' E",
        "45º45’50,4”N 4º50’8,52”E",
        "N 45° 45' 50.4\" E 4° 50' 8.52\"",
        "N45°45'50.4\"/E4°50'8.52\"",
        "45 45 50.4 N 4 50 8.52 E",
        "45 45 50.4, 4 50 8.52",
        "45 45 50.4 4 50 8.52",
        "45:45:50.4 4:50:8.52",
        "45d45'50.4\"N 4d50'8.52\"E",
        "45°45'50.4\" 4°50'8.52\"",
        "4°50'8.52\"E 45°45'50.4\"N",
        "45°45.84'N 4°50.142'E",
        "45° 45.84' 4° 50.142'",
        "N45 45.84 E4 50.142",
        "45 45.84, 4 50.142",
        "45 45.84 4 50.142",
    ],
)
def test_degrees_with_minutes_and_seconds_in_all_usual_spellings(text: str) -> None:
    found = parse(text)
    assert found.latitude == pytest.approx(LYON.latitude, abs=1e-9)
    assert found.longitude == pytest.approx(LYON.longitude, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "-33.8688, 151.2093",
        "−33.8688, 151.2093",
        "–33.8688 151.2093",
        "- 33.8688, 151.2093",
        "33.8688 S, 151.2093 E",
        "S33.8688 E151.2093",
        "geo:-33.8688,151.2093",
        "33°52.128'S 151°12.558'E",
        "-33°52'7.68\" 151°12'33.48\"",
    ],
)
def test_south_is_negative_however_it_is_written(text: str) -> None:
    found = parse(text)
    assert found.latitude == pytest.approx(SYDNEY.latitude, abs=1e-9)
    assert found.longitude == pytest.approx(SYDNEY.longitude, abs=1e-9)


def test_minutes_count_away_from_the_equator() -> None:
    assert parse("-0 30, -0 15") == LatLon(-0.5, -0.25)
    assert parse("0°30'S 0°15'W") == LatLon(-0.5, -0.25)


def test_geojson_order_is_not_assumed() -> None:
    assert parse("[4.8357, 45.764]") == LatLon(4.8357, 45.764)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing"),
        ("   ", "nothing"),
        ("Lyon", "notations"),
        ("45", "belong together"),
        ("45.7N", "belong together"),
        ("1, 2, 3", "belong together"),
        ("45.7,4.8,", "belong together"),
        ("45.7,", "two numbers"),
        ("45 4 3 2, 5", "two numbers"),
        ("45,4", "decimal comma"),
        ("91, 0", "latitude 91"),
        ("-90.001, 0", "latitude -90.001"),
        ("45, 181", "longitude 181"),
        ("geo:95,3", "latitude 95"),
        ("geo:1,2;crs=moon", "WGS 84"),
        ("45.7N 4.8", "Only one"),
        ("45.7 N 4.8 N", "Both"),
        ("4.8E 45.7E", "Both"),
        ("-45.7S 4.8E", "sign and a direction"),
        ("45.7 N S, 4.8 E", "two directions"),
        ("45 60 N 4 0 E", "below 60"),
        ("45°10'60\" 4°0'0\"", "below 60"),
        ("45.5 10 N 4.0 10 E", "Only the last"),
        ("45 -10, 4 10", "A sign belongs"),
        ("45'10 N 4'10 E", "out of order"),
        ("1e5, 2", "middle"),
        ("31TFL 427 69465", "differ in length"),
        ("31TFL427", "differ in length"),
        ("31TZZ1234", "MGRS grid"),
        ("QR7P+J7", "short plus code"),
        ("8FQ6QR7P+J7 Lyon", "after the plus code"),
        ("XXXXXXXX+XX", "looks like a plus code"),
        ("1" * 201, "longer than 200"),
        ("\x00", "notations"),
        ("45\x00, 4", "notations"),
    ],
)
def test_what_is_no_position_is_refused_with_a_reason_and_a_next_step(
    text: str, reason: str
) -> None:
    with pytest.raises(UserError) as refusal:
        parse(text)
    assert reason in refusal.value.message
    assert refusal.value.hint
    assert refusal.value.message.isprintable()


def test_swapped_order_is_pointed_out() -> None:
    with pytest.raises(UserError) as refusal:
        parse("151.2093, -33.8688")
    assert "-33.8688, 151.209" in refusal.value.hint


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(UserError) as refusal:
        parse("z" * 5000)
    assert len(refusal.value.message) < 200


@pytest.mark.parametrize(
    "text",
    ["31TFL4274469465", "31T FL 42744 69465", "31tfl 42744 69465", " 31T FL 4274469465 "],
)
def test_mgrs_with_and_without_spaces(text: str) -> None:
    assert geo.distance_km(parse(text), LYON) < 0.002


@pytest.mark.parametrize(("digits", "metres"), [(0, 71000), (1, 7100), (2, 710), (3, 71), (4, 8)])
def test_a_short_mgrs_reference_is_the_middle_of_its_square(digits: int, metres: float) -> None:
    east, north = "42744", "69465"
    found = parse(f"31TFL{east[:digits]}{north[:digits]}")
    expected = parse("31TFL" + (east[:digits] + "50000")[:5] + (north[:digits] + "50000")[:5])
    assert geo.distance_km(found, expected) < 0.001
    assert geo.distance_km(found, LYON) * 1000 <= metres


def test_a_corner_outside_its_latitude_band_warns_nobody(recwarn: pytest.WarningsRecorder) -> None:
    assert 63 < parse("31WFL0000000000").latitude < 64
    assert not recwarn.list


def test_plus_codes_full_short_and_padded() -> None:
    assert geo.distance_km(parse("8FQ6QR7P+J7"), LYON) < 0.014
    assert parse("8fq6qr7p+j7") == parse("8FQ6QR7P+J7")
    assert parse("8FQ60000+") == LatLon(45.5, 4.5)
    assert parse("QR7P+J7", near=LatLon(45.7, 4.8)) == parse("8FQ6QR7P+J7")
    assert parse("QR7P+J7 Lyon", near=LatLon(45.7, 4.8)) == parse("8FQ6QR7P+J7")


def test_the_words_of_each_notation() -> None:
    assert formatted(LYON) == "45.76400, 4.83570"
    assert formatted(LYON, Notation.DMS) == "45°45'50.4\"N 4°50'08.5\"E"
    assert formatted(LYON, Notation.MGRS) == "31TFL4274469465"
    assert formatted(LYON, Notation.PLUS_CODE) == "8FQ6QR7P+J7"
    assert formatted(SYDNEY, Notation.DMS) == "33°52'07.7\"S 151°12'33.5\"E"


def test_rounding_never_shows_sixty_or_minus_zero() -> None:
    almost = LatLon(45.99999999, -0.0000000001)
    assert formatted(almost) == "46.00000, 0.00000"
    assert formatted(almost, Notation.DMS) == "46°00'00.0\"N 0°00'00.0\"E"


@pytest.mark.parametrize("notation", Notation)
@pytest.mark.parametrize(
    "position",
    [LatLon(90, 0), LatLon(-90, 0), LatLon(84, 10), LatLon(-80, 10), LatLon(85, -170)],
)
def test_the_poles_have_names_too(notation: Notation, position: LatLon) -> None:
    assert geo.distance_km(parse(formatted(position, notation)), position) < 0.02


@pytest.mark.parametrize(
    "position", [LatLon(90.1, 0), LatLon(float("nan"), 0), LatLon(0, float("inf"))]
)
def test_only_positions_are_formatted(position: LatLon) -> None:
    with pytest.raises(ValueError, match="not a position"):
        formatted(position)


_ACCURACY_KM = {
    Notation.DECIMAL: 0.001,
    Notation.DMS: 0.003,
    Notation.MGRS: 0.0025,
    Notation.PLUS_CODE: 0.011,
}


@pytest.mark.parametrize("notation", Notation)
@given(position=positions)
@example(position=LatLon(0, 180))
@example(position=LatLon(0, -180))
@example(position=LatLon(0, 179.99999999999997))
@example(position=LatLon(-1e-9, -1e-9))
@example(position=LatLon(60.5, 2.9999999985))  # Norway's wide zone begins here
@example(position=LatLon(71.99999, 20.99999))  # and Svalbard's
def test_a_formatted_position_is_read_back(notation: Notation, position: LatLon) -> None:
    found = parse(formatted(position, notation))
    assert geo.distance_km(found, position) <= _ACCURACY_KM[notation]


# Text that is nearly a position finds more than text from all of Unicode.
_nearly = st.text(st.sampled_from("0123456789.,;:-+−°'\"′″ NSEWnsewlatongdeTFLXZAB\n/()[]\x00٤é"))


@given(text=st.one_of(st.text(), _nearly, st.from_regex(r"[0-9]{1,2}[A-Z]{3}[0-9]{0,12}")))
@example(text="geo:" + "9" * 100 + ",0")
@example(text="9" * 199)
@example(text="٤" * 10 + "²³½Ⅷ")
@example(text="\ud800, 4")
def test_any_text_is_a_position_or_refused(text: str) -> None:
    try:
        found = parse(text)
    except UserError as refusal:
        assert refusal.message
        assert refusal.hint
    else:
        assert abs(found.latitude) <= 90
        assert abs(found.longitude) <= 180
