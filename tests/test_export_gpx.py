"""GPX: valid by the published schema, read back by GDAL, honest about time."""

from __future__ import annotations

from pathlib import Path

import export_samples as samples
import fiona
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from img2loc_desktop.core import exports
from img2loc_desktop.core.exports.text import fit
from img2loc_desktop.core.types import Failure, LatLon, Result

G = "{http://www.topografix.com/GPX/1/1}"


def written(folder: Path, entries: list[Result | Failure]) -> etree._Element:
    exports.write(folder / "out.gpx", entries)
    return etree.fromstring((folder / "out.gpx").read_bytes())


@pytest.mark.parametrize("entries", [[], samples.mixed()], ids=["empty", "mixed"])
def test_it_is_valid_by_the_published_schema(
    tmp_path: Path, entries: list[Result | Failure]
) -> None:
    schema = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "gpx.xsd"))
    schema.assertValid(written(tmp_path, entries))


def test_one_waypoint_per_located_photo_at_the_estimate(tmp_path: Path) -> None:
    root = written(tmp_path, [samples.result(), samples.failure(), samples.hint()])
    first, second = root.findall(f"{G}wpt")
    assert dict(first.attrib) == {"lat": "45.821235", "lon": "4.950000"}
    assert first.findtext(f"{G}name") == "IMG_1.jpg"
    assert first.findtext(f"{G}type") == "calibrated"
    assert first.findtext(f"{G}desc") == (
        "Near Lyon, France. Half of the chance lies within 180 km, "
        "nine tenths within 950 km. To be trusted to the region. The index is small. "
        "Words that counted: “Gare”: “Gare” is a word of France & others."
    )
    assert second.findtext(f"{G}name") == "Hint: hint.jpg"
    assert "Starter model" in (second.findtext(f"{G}desc") or "")
    description = root.findtext(f"{G}metadata/{G}desc") or ""
    assert description.startswith("Estimates for 2 of 3 photos.")
    assert "GeoNames" in description
    assert not {"45.76", "45.760000"} & {point.get("lat") for point in root}


def test_time_is_utc_and_never_guessed(tmp_path: Path) -> None:
    times = ["2024-05-01T12:30:00+02:00", "2024-05-01T12:30:00", None, "yesterday"]
    root = written(tmp_path, [samples.result(taken_at=time) for time in times])
    points = root.findall(f"{G}wpt")
    read = [(point.findtext(f"{G}time"), point.findtext(f"{G}cmt")) for point in points]
    assert read == [
        ("2024-05-01T10:30:00Z", None),
        (None, "Taken 2024-05-01 12:30:00, time zone unknown."),
        (None, None),
        (None, None),
    ]


def test_gdal_reads_what_was_written(tmp_path: Path) -> None:
    names = [*samples.TRICKY_NAMES, *samples.SHOWN_NAMES]
    places = [LatLon(-80.0 + i, -170.5 + i) for i in range(len(names))]
    written(
        tmp_path,
        [
            samples.result(f"/p/{name}", position=place)
            for name, place in zip(names, places, strict=True)
        ],
    )
    with fiona.open(tmp_path / "out.gpx", layer="waypoints") as layer:
        read = [(f["properties"]["name"], f["geometry"]["coordinates"]) for f in layer]
    assert read == [
        (samples.SHOWN_NAMES.get(name, name), (place.longitude, place.latitude))
        for name, place in zip(names, places, strict=True)
    ]


@settings(max_examples=50)
@given(st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(lambda s: s != "."))
def test_any_name_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    root = written(tmp_path_factory.mktemp("names"), [samples.result(f"/p/{name}")])
    assert root.findtext(f"{G}wpt/{G}name") == fit(name)
