"""GeoJSON: valid by the published schema, RFC 7946 beyond it, and read back by GDAL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import export_samples as samples
import fiona
import jsonschema
import pytest
import shapely
import shapely.geometry
from hypothesis import given, settings
from hypothesis import strategies as st

from img2loc_desktop.core import exports
from img2loc_desktop.core.exports import Parts, geojson
from img2loc_desktop.core.exports.text import fit
from img2loc_desktop.core.geo import distance_km
from img2loc_desktop.core.types import Failure, LatLon, Result

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "GeoJSON.json").read_text("utf-8"))
ALL = Parts(far=True)
NONE = Parts(False, False, False, False, False)


def written(
    folder: Path, entries: list[Result | Failure], parts: Parts = ALL
) -> list[dict[str, Any]]:
    path = folder / "out.geojson"
    exports.write(path, entries, parts=parts)
    collection = json.loads(path.read_text("utf-8"))
    assert collection["type"] == "FeatureCollection"
    return collection["features"]


def roles(features: list[dict[str, Any]], photo: int) -> list[str]:
    return [
        feature["properties"]["role"]
        for feature in features
        if feature["properties"]["photo"] == photo
    ]


@pytest.mark.parametrize("entries", [[], samples.mixed()], ids=["empty", "mixed"])
def test_it_is_valid_by_the_published_schema(
    tmp_path: Path, entries: list[Result | Failure]
) -> None:
    written(tmp_path, entries)
    collection = json.loads((tmp_path / "out.geojson").read_text("utf-8"))
    jsonschema.Draft7Validator(SCHEMA).validate(collection)
    assert "GeoNames" in collection["attribution"]


def test_each_photo_is_one_feature_and_its_parts_can_be_chosen(tmp_path: Path) -> None:
    entries: list[Result | Failure] = [samples.result(), samples.failure()]
    assert [f["properties"]["role"] for f in written(tmp_path, entries, NONE)] == [
        "estimate",
        "failure",
    ]
    every = ["estimate", "area-90", "area-50", "candidate", "candidate", "neighbour", "neighbour"]
    assert roles(written(tmp_path, entries, ALL), 1) == [*every, "far", "own-gps"]
    assert roles(written(tmp_path, entries, exports.USUAL), 1) == [*every, "own-gps"]
    for name, role in {
        "areas": {"area-90", "area-50"},
        "candidates": {"candidate"},
        "neighbours": {"neighbour"},
        "far": {"far"},
        "own_gps": {"own-gps"},
    }.items():
        only = Parts(**{field: field == name for field in Parts.__slots__})
        assert set(roles(written(tmp_path, entries, only), 1)) == {"estimate"} | role


def test_the_estimate_carries_every_figure_in_full(tmp_path: Path) -> None:
    feature = written(tmp_path, [samples.result()], NONE)[0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [4.95, 45.821235]}
    properties = feature["properties"]
    assert properties["latitude"] == 45.8212345678
    assert properties["name"] == "IMG_1.jpg"
    assert properties["title"] == "Near Lyon, France"
    assert properties["sha256"] == "ab" * 32
    assert properties["radius_p50_km"] == 180.0
    assert properties["countries"][0] == {"code": "FR", "share": 0.61}
    assert properties["candidates"][1]["latitude"] == -46.2
    assert properties["neighbours"][0]["source"]["author"] == "Ann <x>"
    assert properties["far"][0]["similarity"] == -0.4
    assert properties["provenance"]["index"] == [{"name": "holidays", "sha256": "ef" * 32}]
    assert properties["provenance"]["seed"] == 7
    assert properties["gps"] == {"latitude": 45.76, "longitude": 4.83}
    assert properties["distance_to_gps_km"] == pytest.approx(11.5, abs=0.2)


def test_a_failure_keeps_its_words_and_has_no_place(tmp_path: Path) -> None:
    feature = written(tmp_path, [samples.failure()])[0]
    assert feature["geometry"] is None
    assert feature["properties"]["message"].endswith("ends after 12 KB.")
    assert feature["properties"]["hint"] == "Copy it again from its source."


def test_a_hint_says_so_and_has_no_bold_pin(tmp_path: Path) -> None:
    sure = written(tmp_path, [samples.result()])[0]["properties"]
    hint = written(tmp_path, [samples.hint()])[0]["properties"]
    assert hint["trust"] == hint["trust_word"] == "hint"
    assert hint["title"].startswith("Perhaps")
    assert hint["warnings"][0].startswith("Starter model")
    assert sure["marker-color"] == "#E69F00"
    assert hint["marker-color"] != sure["marker-color"]


def test_areas_are_cut_at_the_antimeridian_wind_right_and_hold_their_radius(
    tmp_path: Path,
) -> None:
    entries = samples.mixed()
    features = written(tmp_path, entries)
    areas = [f for f in features if f["properties"]["role"].startswith("area-")]
    assert len(areas) == 11  # six located photos, one of them with a radius of nought
    for feature in areas:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        polygons = getattr(shape, "geoms", [shape])
        for polygon in polygons:
            assert polygon.exterior.is_ccw
            assert all(not hole.is_ccw for hole in polygon.interiors)
        entry = entries[feature["properties"]["photo"] - 1]
        assert isinstance(entry, Result)
        center, radius = entry.estimate.position, feature["properties"]["radius_km"]
        for latitude in range(-89, 90, 7):
            for longitude in range(-179, 180, 7):
                distance = distance_km(center, LatLon(latitude, longitude))
                if abs(distance - radius) > 30:  # the outline has straight sides
                    inside = shape.contains(shapely.Point(longitude, latitude))
                    assert inside == (distance < radius)
    fiji = [f for f in areas if f["properties"]["photo"] == 4]
    assert {f["geometry"]["type"] for f in fiji} == {"MultiPolygon"}


def test_coordinates_have_at_most_six_decimals(tmp_path: Path) -> None:
    written(tmp_path, samples.mixed())

    def numbers(value: Any) -> list[float]:
        if isinstance(value, list):
            return [number for item in value for number in numbers(item)]
        return [value]

    for feature in json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]:
        if feature["geometry"]:
            for number in numbers(feature["geometry"]["coordinates"]):
                assert round(number, 6) == number
                assert str(number) != "-0.0"


def test_gdal_reads_what_was_written(tmp_path: Path) -> None:
    entries = samples.mixed()
    features = written(tmp_path, entries)
    with fiona.open(tmp_path / "out.geojson") as layer:
        read = list(layer)
    assert len(read) == len(features)
    for mine, theirs in zip(features, read, strict=True):
        assert theirs["properties"]["name"] == mine["properties"]["name"]
        assert theirs["properties"]["role"] == mine["properties"]["role"]
        if mine["geometry"] is None:
            assert theirs["geometry"] is None
        elif mine["geometry"]["type"] == "Point":
            assert list(theirs["geometry"]["coordinates"]) == mine["geometry"]["coordinates"]


def test_gdal_reads_tricky_names(tmp_path: Path) -> None:
    names = [*samples.TRICKY_NAMES, *samples.SHOWN_NAMES]
    written(tmp_path, [samples.result(f"/p/{name}") for name in names], NONE)
    with fiona.open(tmp_path / "out.geojson") as layer:
        read = [feature["properties"]["name"] for feature in layer]
    assert read == [samples.SHOWN_NAMES.get(name, name) for name in names]


@settings(max_examples=50)
@given(st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(lambda s: s != "."))
def test_any_name_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("names")
    feature = written(folder, [samples.result(f"/p/{name}")], NONE)[0]
    assert feature["properties"]["name"] == fit(name)
    (folder / "out.geojson").read_bytes().decode("utf-8")


def test_a_number_that_is_none_is_refused_and_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.geojson"
    path.write_text("old")
    with pytest.raises(ValueError):
        geojson.write([samples.result(radius_p50_km=float("nan"))], path, NONE)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
