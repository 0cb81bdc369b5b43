"""Place names: from a position to words, from a name to positions, and the country map."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.affinity import translate

from img2loc_desktop.core import basemap, geo, paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon

FILE = paths.resources() / "gazetteer.zip"
GAZETTEER = Gazetteer.load()
COMPASS = {geo.compass_point(bearing) for bearing in range(0, 360, 45)}

positions = st.builds(LatLon, st.floats(-90, 90), st.floats(-180, 180))


def place_text(latitude: float, longitude: float) -> str:
    return GAZETTEER.place(LatLon(latitude, longitude)).text


def test_the_shipped_file_is_at_most_four_megabytes() -> None:
    assert FILE.stat().st_size <= 4_000_000


# What a position is called


@pytest.mark.parametrize(
    ("latitude", "longitude", "text"),
    [
        (45.764, 4.8357, "Lyon, Auvergne-Rhône-Alpes, France"),
        (45.8103, 4.9735, "12 km NE of Lyon, Auvergne-Rhône-Alpes, France"),
        (40.758, -73.9855, "New York City, New York, United States"),
        (48.80, 2.13, "Versailles, Île-de-France, France"),
        (40.7, -100.0, "24 km W of Lexington, Nebraska, United States"),
        (1.29, 103.85, "Singapore"),
        (48.2082, 16.3738, "Vienna, Austria"),
        (35.66, 139.70, "Tokyo, Japan"),
        (22.8, 5.6, "8 km E of Tamanghasset, Tamanrasset, Algeria"),
        (-23.5, 133.9, "22 km N of Alice Springs, Northern Territory, Australia"),
        (-78.46, 106.84, "Antarctica"),
    ],
)
def test_a_place_in_words(latitude: float, longitude: float, text: str) -> None:
    assert place_text(latitude, longitude) == text


def test_the_parts_of_a_place_agree_with_its_words() -> None:
    position = LatLon(45.8103, 4.9735)
    place = GAZETTEER.place(position)
    assert (place.city, place.admin, place.country, place.country_code) == (
        "Lyon",
        "Auvergne-Rhône-Alpes",
        "France",
        "FR",
    )
    assert place.bearing == "NE"
    assert place.distance_km is not None
    (lyon,) = (found for found in GAZETTEER.search("Lyon, France") if found.name == "Lyon")
    assert place.distance_km == pytest.approx(geo.distance_km(lyon.position, position))
    assert place.text.startswith(f"{place.distance_km:.0f} km NE of Lyon")


def test_quarters_are_in_their_city_but_suburbs_keep_their_names() -> None:
    assert GAZETTEER.place(LatLon(48.8414, 2.3003)).city == "Paris"  # the 15th arrondissement
    (quarter, *_) = GAZETTEER.search("Paris 15 Vaugirard")
    assert quarter.population > 200_000  # it can be searched for all the same
    assert GAZETTEER.place(LatLon(45.7666, 4.8795)).city == "Villeurbanne"


@pytest.mark.parametrize(
    ("position", "code"),
    [
        (LatLon(4.93, -52.33), "GF"),  # French Guiana has a code of its own
        (LatLon(-21.1, 55.5), "RE"),
        (LatLon(18.4, -66.1), "PR"),
        (LatLon(22.28, 114.16), "HK"),
        (LatLon(42.66, 21.16), "XK"),
        (LatLon(31.5, 34.45), "PS"),
        (LatLon(41.9022, 12.4533), "VA"),
        (LatLon(43.7384, 7.4246), "MC"),
        (LatLon(-29.6, 28.2), "LS"),  # an enclave
        (LatLon(60.1, 19.95), "AX"),
        (LatLon(-37.07, -12.31), "SH"),
        (LatLon(-54.42, 3.36), "BV"),
        (LatLon(45.6, 63.3), "KZ"),
        (LatLon(78.22, 15.65), "SJ"),
        (LatLon(51.88, -176.65), "US"),  # the Aleutians
        (LatLon(64.9, -19.0), "IS"),
        (LatLon(66.5, 20.0), "SE"),
        (LatLon(68.0, -135.0), "CA"),
        (LatLon(-16.95, 15.0), "AO"),
        (LatLon(69.35, 88.2), "RU"),  # Norilsk
    ],
)
def test_the_country_of_a_position(position: LatLon, code: str) -> None:
    place = GAZETTEER.place(position)
    assert place.country_code == code
    assert place.country == GAZETTEER.country_name(code)


# The sea, the poles and the antimeridian


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (0.0, 0.0),
        (30.0, -40.0),
        (43.0, 34.0),  # the Black Sea
        (50.2, -0.5),  # the English Channel
        (-16.9, 70.0),  # on the parallel of an island that lies across the antimeridian
        (-16.9, -120.0),
        (71.2, -20.0),
        (68.0, 0.0),
        (60.0, 180.0),
        (90.0, 0.0),
    ],
)
def test_the_sea_is_the_sea(latitude: float, longitude: float) -> None:
    place = GAZETTEER.place(LatLon(latitude, longitude))
    assert (place.country, place.country_code, place.admin) == (None, None, None)
    assert place.text.startswith("at sea, ")
    assert place.city is not None
    assert place.city in place.text
    assert GAZETTEER.countries([latitude], [longitude]).tolist() == [""]


def test_a_pier_is_on_land_and_a_lake_in_its_country() -> None:
    assert GAZETTEER.place(LatLon(50.805, -0.137)).country_code == "GB"  # off Brighton's beach
    assert GAZETTEER.place(LatLon(47.7, -87.5)).country_code == "US"  # Lake Superior


@pytest.mark.parametrize("longitude", [-180.0, -90.0, 0.0, 90.0, 180.0])
def test_the_poles_have_one_answer_each(longitude: float) -> None:
    assert place_text(90.0, longitude) == place_text(90.0, 0.0)
    assert GAZETTEER.place(LatLon(90.0, longitude)).bearing == "N"
    assert place_text(-90.0, longitude) == "Antarctica"


def test_an_island_across_the_antimeridian_is_one_country() -> None:
    for longitude in (179.9, 179.99, 180.0, -180.0, -179.99, -179.9):
        assert GAZETTEER.place(LatLon(-16.8, longitude)).country_code == "FJ"
    assert place_text(-16.8, 180.0) == place_text(-16.8, -180.0)
    chukotka = {GAZETTEER.place(LatLon(66.5, lon)).country_code for lon in range(170, 190)}
    assert chukotka == {"RU"}  # 185 is a longitude too: it means -175


def test_the_nearest_place_may_be_beyond_the_antimeridian() -> None:
    place = GAZETTEER.place(LatLon(-16.78, -179.98))
    (city,) = GAZETTEER.search(f"{place.city}, Fiji", limit=1)
    assert city.position.longitude > 0
    assert place.distance_km is not None
    assert place.distance_km < 100
    assert place.bearing in {"E", "SE", "NE"}  # of the city


@given(positions)
@example(LatLon(90.0, 180.0))
@example(LatLon(-90.0, -180.0))
def test_every_position_has_a_place(position: LatLon) -> None:
    place = GAZETTEER.place(position)
    assert place.text
    assert (place.country_code or "") == GAZETTEER.countries(
        [position.latitude], [position.longitude]
    )[0]
    if place.bearing is not None:
        assert place.bearing in COMPASS
        assert place.distance_km is not None
        assert 0 <= place.distance_km < 6_000


@pytest.mark.parametrize("position", [LatLon(90.5, 0.0), LatLon(float("nan"), 0.0)])
def test_what_is_no_position_is_refused(position: LatLon) -> None:
    with pytest.raises(ValueError, match="latitudes"):
        GAZETTEER.place(position)
    with pytest.raises(ValueError, match="longitudes finite"):
        GAZETTEER.countries([0.0], [float("inf")])


# The country map against yardsticks


def test_countries_of_many_positions_are_those_of_one() -> None:
    latitudes, longitudes = random_positions(500)
    codes = GAZETTEER.countries(latitudes, longitudes)
    assert codes.shape == (500,)
    one_by_one = [
        GAZETTEER.place(LatLon(*pair)).country_code or ""
        for pair in zip(latitudes.tolist(), longitudes.tolist(), strict=True)
    ]
    assert codes.tolist() == one_by_one
    assert GAZETTEER.countries([], []).shape == (0,)


def test_land_and_sea_are_those_of_the_base_map() -> None:
    """The base map has another scale: what is within about 50 km of its shores is left out.

    The ice shelves of Antarctica are land on one scale and sea on the other.
    """
    land = plane(basemap.land("50m"))
    latitudes, longitudes = random_positions(20_000)
    away = ~shapely.dwithin(land.boundary, shapely.points(longitudes, latitudes), 0.5)
    away &= latitudes > NO_ICE_SHELVES
    inside = shapely.contains_xy(land, longitudes, latitudes)
    codes = GAZETTEER.countries(latitudes, longitudes)
    assert np.count_nonzero(away & inside) > 4_000
    assert set(longitudes[away & inside & (codes == "")]) == set()
    # Atolls that the base map is too coarse for.
    assert np.count_nonzero(away & ~inside & (codes != "")) < 0.001 * np.count_nonzero(~inside)


def test_countries_are_those_of_the_base_map() -> None:
    """More than 30 km away from all borders; names that differ are listed."""
    latitudes, longitudes = random_positions(20_000)
    codes = GAZETTEER.countries(latitudes, longitudes)
    topology = basemap.Topology(paths.resources() / "basemap" / "countries-50m.json")
    compared = 0
    for outline in topology.countries():
        inner = plane(outline.polygons).buffer(-0.3, quad_segs=2)
        found = codes[shapely.contains_xy(inner, longitudes, latitudes)]
        compared += len(found)
        names = {GAZETTEER.country_name(str(code)) for code in found}
        assert names <= {outline.name} | OTHER_NAMES.get(outline.name, set()), outline.name
    assert compared > 4_000


# What the base map calls differently, and areas that it counts to another country.
OTHER_NAMES = {
    "Bosnia and Herz.": {"Bosnia and Herzegovina"},
    "Central African Rep.": {"Central African Republic"},
    "Congo": {"Republic of the Congo"},
    "Côte d'Ivoire": {"Ivory Coast"},
    "Dem. Rep. Congo": {"Democratic Republic of the Congo"},
    "Dominican Rep.": {"Dominican Republic"},
    "France": {"French Guiana"},
    "Russia": {"Ukraine"},
    "S. Sudan": {"South Sudan"},
    "Somaliland": {"Somalia"},
    "United States of America": {"United States"},
    "W. Sahara": {"Western Sahara"},
}
NO_ICE_SHELVES = -60.0


def random_positions(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes in degrees, evenly over the sphere."""
    return geo.latitudes_longitudes(np.random.default_rng(7).normal(size=(count, 3)))


def plane(polygons: Iterable[basemap.Polygon]) -> shapely.Geometry:
    """Polygons of the base map north of 60 degrees south, also as copies beyond +-180."""
    copies = []
    for polygon in polygons:
        exterior, *holes = (basemap.unbroken(ring) for ring in polygon)
        if exterior[:, 1].min() < NO_ICE_SHELVES:
            continue
        shape = shapely.make_valid(shapely.Polygon(exterior, holes))
        copies += [translate(shape, shift) for shift in (-360.0, 0.0, 360.0)]
    west, east = 0, 2  # of shapely's bounds
    near = [shape for shape in copies if shape.bounds[east] > -181 and shape.bounds[west] < 181]
    return shapely.union_all(near)


def test_the_city_is_the_one_that_the_rule_names() -> None:
    """The rule of ``place``, with double precision and great-circle distances over all places."""
    places = GAZETTEER._places
    compared = 0
    for latitude, longitude in zip(*(a.tolist() for a in random_positions(300)), strict=True):
        position = LatLon(latitude, longitude)
        place = GAZETTEER.place(position)
        if place.city is None or place.country is None:
            continue
        compared += 1
        distances = geo.distances_km(places.latitudes, places.longitudes, position)
        country = places.countries[place.country_code].rows
        nearest = country.start + int(np.argmin(distances[country]))
        division = places.division(nearest).rows
        rows = np.arange(division.start, division.stop)[~places.is_section[division]]
        rows = rows[distances[rows] <= max(25.0, 1.5 * distances[rows].min())]
        pull = np.maximum(places.populations[rows], 500) / distances[rows] ** 2
        city = int(rows[np.argmax(pull)])
        assert place.city == places.name(city)
        assert place.distance_km == pytest.approx(distances[city], abs=0.1)
    assert compared > 60


# Search


def found(text: str, limit: int = 10) -> list[tuple[str, str | None, str]]:
    return [(p.name, p.admin, p.country_code) for p in GAZETTEER.search(text, limit)]


@pytest.mark.parametrize(
    "text",
    ["Paris, Texas", "Paris Texas", "paris, tx", "PARIS, TX, USA", " Paris ,Texas, United States"],
)
def test_a_name_with_its_state_means_one_place(text: str) -> None:
    assert found(text) == [("Paris", "Texas", "US")]


def test_a_bare_name_finds_the_most_populous_first() -> None:
    places = GAZETTEER.search("Paris", limit=50)
    assert (places[0].name, places[0].country_code) == ("Paris", "FR")
    assert ("Paris", "Texas", "US") in found("Paris")
    whole = [p.population for p in places if p.name == "Paris"]
    assert len(whole) > 3
    assert whole == sorted(whole, reverse=True)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Köln", ("Köln", "North Rhine-Westphalia", "DE")),
        ("koln", ("Köln", "North Rhine-Westphalia", "DE")),
        ("Cologne", ("Köln", "North Rhine-Westphalia", "DE")),
        ("東京", ("Tokyo", "Tokyo", "JP")),
        ("Москва", ("Moscow", "Moscow", "RU")),
        ("Αθήνα", ("Athens", "Attica", "GR")),
        ("القاهرة", ("Cairo", "Cairo", "EG")),
        ("תל אביב", ("Tel Aviv", "Tel Aviv", "IL")),
        ("서울", ("Seoul", "Seoul", "KR")),
        ("मुंबई", ("Mumbai", "Maharashtra", "IN")),
        ("laquila", ("L'Aquila", "Abruzzo", "IT")),
        ("saint etienne", ("Saint-Étienne", "Auvergne-Rhône-Alpes", "FR")),
        ("Lodz", ("Łódź", "Łódź Voivodeship", "PL")),
        ("Springfield, IL, USA", ("Springfield", "Illinois", "US")),
        ("London, Ontario", ("London", "Ontario", "CA")),
        ("Birmingham, UK", ("Birmingham", "England", "GB")),
        ("Birmingham, Alabama", ("Birmingham", "Alabama", "US")),
        ("San José, Costa Rica", ("San José", "San José", "CR")),
        ("Frankfurt am Main", ("Frankfurt am Main", "Hesse", "DE")),
        ("Washington D.C.", ("Washington", "District of Columbia", "US")),
        ("Melbourne, VIC", ("Melbourne", "Victoria", "AU")),
    ],
)
def test_names_in_other_scripts_spellings_and_places(
    text: str, first: tuple[str, str, str]
) -> None:
    assert found(text)[0] == first


def test_a_beginning_is_enough_but_whole_names_come_first() -> None:
    assert found("Reykjav")[0][0] == "Reykjavík"
    names = [name for name, *_ in found("York", limit=20)]
    assert names[0] == "York"
    assert names.index("New York City") > names.index("York")


@pytest.mark.parametrize("text", ["", " , ", "\n", "xyzzyq", "Paris, Xyzzyq", "a" * 10_000, "\0"])
def test_what_is_no_name_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_countries_and_divisions_are_found_as_their_most_populous_place() -> None:
    texts = [place.text for place in GAZETTEER.search("Georgia")]
    assert texts[:2] == [
        "Georgia: Tbilisi, its most populous place",
        "Georgia, United States: Atlanta, its most populous place",
    ]
    assert [place.text for place in GAZETTEER.search("Georgia, USA", 1)] == texts[1:2]
    assert GAZETTEER.search("Germany")[0].text == "Germany: Berlin, its most populous place"
    assert GAZETTEER.search("Texas USA")[0].area == "Texas, United States"
    assert len(GAZETTEER.search("Georgia", limit=1)) == 1


@pytest.mark.parametrize("name", ["Singapore", "New York", "Mexico", "Lima", "Luxembourg"])
def test_an_area_whose_largest_place_has_its_name_is_that_place(name: str) -> None:
    assert not GAZETTEER.search(name)[0].area


@pytest.mark.parametrize(
    ("text", "first", "later"),
    [
        ("Carmona", ("Carmona", "Calabarzon", "PH"), ("Uíge", "Uíge", "AO")),
        ("Trnava", ("Trnava", "Trnava Region", "SK"), ("Tirana", "Tirana", "AL")),
    ],
)
def test_own_names_come_before_what_others_are_called_besides(
    text: str, first: tuple[str, str, str], later: tuple[str, str, str]
) -> None:
    assert found(text)[0] == first
    assert later in found(text)[1:]
    population = {place.name: place.population for place in GAZETTEER.search(text)}
    assert population[later[0]] > population[first[0]]


def test_a_metropolis_is_found_by_its_former_name() -> None:
    assert found("Bombay")[0] == ("Mumbai", "Maharashtra", "IN")
    assert found("Washington")[0] == ("Washington", "District of Columbia", "US")


def test_a_limit_is_kept() -> None:
    assert len(found("San", limit=3)) == 3
    assert found("San", limit=0) == []


@given(st.text(max_size=30))
def test_any_text_may_be_searched_for(text: str) -> None:
    assert len(GAZETTEER.search(text, 5)) <= 5


def test_a_place_is_found_where_it_is() -> None:
    """Search and lookup agree: at the position of a city, the city is what is named."""
    for name in ("Lyon", "Nairobi", "Lima", "Osaka", "Reykjavík", "Suva", "Chicago", "Perth"):
        city = GAZETTEER.search(name)[0]
        place = GAZETTEER.place(city.position)
        assert (place.city, place.country_code) == (city.name, city.country_code)
        assert place.distance_km == pytest.approx(0.0, abs=0.01)


def test_country_names() -> None:
    assert GAZETTEER.country_name("FR") == "France"
    assert GAZETTEER.country_name("cw") == "Curaçao"
    assert GAZETTEER.country_name("ZZ") is None
    assert GAZETTEER.country_name("") is None


# Files that cannot be used


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copy(FILE, tmp_path / "gazetteer.zip"))


def use(path: Path) -> None:
    gazetteer = Gazetteer.load(path)
    gazetteer.place(LatLon(45.8, 4.9))
    gazetteer.search("Lyon")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.zip is missing or damaged") as caught:
        use(tmp_path / "gone.zip")
    assert "Install img2loc-desktop again" in caught.value.hint


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999])
def test_a_file_cut_short_is_refused(copy: Path, share: float) -> None:
    content = copy.read_bytes()
    copy.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UserError, match="missing or damaged"):
        use(copy)


@pytest.mark.parametrize("share", np.linspace(0.01, 0.98, 12).round(2))
def test_an_altered_byte_is_noticed(copy: Path, share: float) -> None:
    content = bytearray(copy.read_bytes())
    content[int(len(content) * share)] ^= 0x10
    copy.write_bytes(content)
    with pytest.raises(UserError, match="missing or damaged"):
        use(copy)


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("format", bytes([99])),
        ("latitudes", b"12"),
        ("longitudes", b""),
        ("populations", bytes(4)),
        ("sections", b""),
        ("names", b"Lyon\n"),
        ("names", b"\xff\n"),
        ("countries", b"FR\tFrance\tmany\n"),
        ("division_places", b""),
        ("division_places", bytes(3)),
        ("run_lengths", b""),
        ("run_lengths", bytes(2)),
        ("run_codes", b"FR\n"),
        ("alternates", b""),
        ("alternate_counts", b""),
    ],
)
def test_a_well_formed_archive_with_other_content_is_refused(
    tmp_path: Path, member: str, content: bytes
) -> None:
    path = tmp_path / "gazetteer.zip"
    with zipfile.ZipFile(FILE) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    with pytest.raises(UserError, match="missing or damaged"):
        use(path)
