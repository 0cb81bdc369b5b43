"""KML and KMZ: valid by the OGC schema, read back by GDAL, and safe to open."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import export_samples as samples
import fiona
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from img2loc_desktop.core import exports
from img2loc_desktop.core.exports import Parts, kml_style
from img2loc_desktop.core.exports.text import fit
from img2loc_desktop.core.types import Area, Cell, Failure, LatLon, Result

K = "{http://www.opengis.net/kml/2.2}"
ALL = Parts(far=True)
NONE = Parts(False, False, False, False, False)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "ogckml22.xsd"))


def written(folder: Path, entries: list[Result | Failure], parts: Parts = ALL) -> etree._Element:
    path = folder / "out.kml"
    exports.write(path, entries, parts=parts)
    return etree.fromstring(path.read_bytes())


def folders(root: etree._Element) -> list[etree._Element]:
    return root.findall(f"{K}Document/{K}Folder")


def names(parent: etree._Element) -> list[str]:
    return [child.findtext(f"{K}name") or "" for child in parent if child.tag != f"{K}name"]


@pytest.mark.parametrize("suffix", [".kml", ".kmz"])
@pytest.mark.parametrize("entries", [[], samples.mixed()], ids=["empty", "mixed"])
def test_it_is_valid_by_the_ogc_schema(
    tmp_path: Path, schema: etree.XMLSchema, entries: list[Result | Failure], suffix: str
) -> None:
    path = tmp_path / f"out{suffix}"
    exports.write(path, entries, parts=ALL)
    content = path.read_bytes()
    if suffix == ".kmz":
        content = zipfile.ZipFile(path).read("doc.kml")
    schema.assertValid(etree.fromstring(content))


def test_each_photo_has_a_folder_with_its_evidence(tmp_path: Path) -> None:
    root = written(tmp_path, [samples.result(), samples.failure()])
    first, second = folders(root)
    assert first.findtext(f"{K}name") == "IMG_1.jpg"
    assert names(first) == [
        "IMG_1.jpg: Near Lyon, France",
        "Nine tenths of the chance lies within 950 km",
        "Half of the chance lies within 180 km",
        "Candidates",
        "Most similar",
        "Least similar",
        "The file's own GPS",
    ]
    similar = first.findall(f"{K}Folder")[1]
    assert names(similar) == [
        "Similar 1: 2019/a & b.jpg (similarity 0.83)",
        "Similar 2: holidays (similarity 0.81)",
    ]
    assert similar[1].findtext(f"{K}description") == "Ann &lt;x&gt;, CC BY 4.0"
    assert second.findtext(f"{K}name") == "Not located: broken.jpg"
    assert "ends after 12 KB. Copy it again" in (second.findtext(f"{K}description") or "")
    assert "GeoNames" in (root.findtext(f"{K}Document/{K}description") or "")


def test_parts_can_be_left_out(tmp_path: Path) -> None:
    (folder,) = folders(written(tmp_path, [samples.result()], NONE))
    assert names(folder) == ["IMG_1.jpg: Near Lyon, France"]
    (folder,) = folders(written(tmp_path, [samples.result()], exports.USUAL))
    assert "Least similar" not in names(folder)


def test_figures_stand_in_full_for_programs(tmp_path: Path) -> None:
    (folder,) = folders(written(tmp_path, [samples.result()]))
    estimate = folder.find(f"{K}Placemark")
    assert estimate is not None
    data = {
        item.get("name"): item.findtext(f"{K}value")
        for item in estimate.iterfind(f"{K}ExtendedData/{K}Data")
    }
    assert data["latitude"] == "45.8212345678"
    assert data["sha256"] == "ab" * 32
    assert data["trust"] == "calibrated"
    assert data["trust_word"] == "region"
    assert data["index"] == f"holidays {'ef' * 32}"
    assert data["vlm"] == ""
    assert data["seed"] == "7"
    assert estimate.findtext(f"{K}Point/{K}coordinates") == "4.950000,45.821235"


def test_a_capture_time_becomes_a_time_stamp(tmp_path: Path) -> None:
    entries: list[Result | Failure] = [
        samples.result(),
        samples.result(taken_at="2023-01-02T03:04:05"),
        samples.result(taken_at=None),
        samples.result(taken_at="2020:01:01 garbage"),
    ]
    root = written(tmp_path, entries)
    stamps = [folder.findtext(f".//{K}TimeStamp/{K}when") for folder in folders(root)]
    assert stamps == ["2024-05-01T12:30:00+02:00", "2023-01-02T03:04:05", None, None]


def test_a_hint_is_areas_first_and_has_no_pin(tmp_path: Path) -> None:
    root = written(tmp_path, [samples.hint(), samples.hint("/p/b.jpg")], exports.USUAL)
    folder = folders(root)[0]
    assert names(folder)[:4] == [
        "Nine tenths of the chance lies within 10,400 km",
        "Half of the chance lies within 5,600 km",
        "Hint, hint.jpg: Perhaps somewhere around France",
        "Candidates",
    ]
    placemarks = folder.findall(f"{K}Placemark")
    assert [placemark.findtext(f"{K}styleUrl") for placemark in placemarks[:3]] == [
        "#area-90",
        "#area-50",
        "#hint",
    ]
    assert root.findtext(f".//{K}Style[@id='hint']/{K}IconStyle/{K}scale") == "0"
    for placemark in placemarks[1:3]:  # the area opens the balloon: there is no pin to click
        assert "Starter model" in (placemark.findtext(f"{K}description") or "")
    only_gps = Parts(areas=False, candidates=False, neighbours=False)
    assert names(folders(written(tmp_path, [samples.hint()], only_gps))[0]) == [
        "Hint, hint.jpg: Perhaps somewhere around France",
        "The file's own GPS",
    ]


def test_a_plain_kml_refers_to_nothing_outside_itself(tmp_path: Path) -> None:
    root = written(tmp_path, samples.mixed())
    assert not list(root.iter(f"{K}href", f"{K}Icon"))
    text = (tmp_path / "out.kml").read_text("utf-8")
    assert set(re.findall(r"https?://[^\"<]+", text)) == {"http://www.opengis.net/kml/2.2"}
    assert "<img" not in html.unescape(text)


def test_every_style_that_is_used_is_there(tmp_path: Path) -> None:
    plain, *others = samples.mixed()
    assert isinstance(plain, Result)
    areas = (Area(0.5, (Cell(5, 3, 3),)), Area(0.9, (Cell(5, 3, 3), Cell(5, 3, 4))))
    entries = [replace(plain, estimate=replace(plain.estimate, areas=areas)), *others]
    exports.write(tmp_path / "out.kml", entries, parts=ALL, decisions=samples.decided(entries))
    root = etree.fromstring((tmp_path / "out.kml").read_bytes())
    used = {style.text for style in root.iter(f"{K}styleUrl")}
    there = {f"#{style.get('id')}" for style in root.iter(f"{K}Style")}
    assert used == there
    fill = root.findtext(f".//{K}Style[@id='area-50']/{K}PolyStyle/{K}color")
    assert fill == "40009fe6"  # alpha, blue, green, red: #E69F00 at a quarter
    assert root.findtext(f".//{K}Style[@id='area-90']/{K}PolyStyle/{K}fill") == "0"


def test_a_kmz_carries_thumbnails_and_icons(tmp_path: Path) -> None:
    real = samples.with_file(tmp_path)
    changed = samples.with_file(tmp_path, "changed.jpg", (30, 20))
    changed.photo.path.write_bytes(real.photo.path.read_bytes())
    entries: list[Result | Failure] = [samples.failure(), real, samples.result(), changed]
    exports.write(tmp_path / "out.kmz", entries)
    with zipfile.ZipFile(tmp_path / "out.kmz") as archive:
        assert archive.testzip() is None
        files = set(archive.namelist())
        assert files == {"doc.kml", "photos/2.jpg"} | {f"icons/{i}.png" for i in kml_style.ICONS}
        jpeg = archive.read("photos/2.jpg")
        root = etree.fromstring(archive.read("doc.kml"))
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (320, 240)
        assert not picture.getexif()
    assert b"SECRET" not in jpeg
    hrefs = {href.text for href in root.iter(f"{K}href")}
    assert hrefs == {f"icons/{icon}.png" for icon in kml_style.ICONS}
    balloons = [folder.findtext(f"{K}Placemark/{K}description") or "" for folder in folders(root)]
    assert '<img src="photos/2.jpg"/>' in balloons[1]
    assert "No picture:" in balloons[2]
    assert "changed.jpg has changed since it was located" in balloons[3]
    assert "<img" not in balloons[2] + balloons[3]


def test_icons_are_small_pictures_that_differ_in_shape() -> None:
    alphas = set()
    for name in kml_style.ICONS:
        with Image.open(io.BytesIO(kml_style.icon_png(name))) as icon:
            assert icon.size == (64, 64)
            alphas.add(icon.getchannel("A").tobytes())
    assert len(alphas) == len(kml_style.ICONS) == 6


def test_the_same_results_give_the_same_kmz(tmp_path: Path) -> None:
    entries: list[Result | Failure] = [samples.with_file(tmp_path)]
    exports.write(tmp_path / "a.kmz", entries)
    exports.write(tmp_path / "b.kmz", entries)
    assert (tmp_path / "a.kmz").read_bytes() == (tmp_path / "b.kmz").read_bytes()


def features_by_gdal(path: Path) -> list[fiona.Feature]:
    """All features of all folders. fiona's wheels hold GDAL's KML driver but do not list it."""
    where = f"zip://{path}!doc.kml" if path.suffix == ".kmz" else str(path)
    read = []
    for folder in fiona.listlayers(where):
        with fiona.open(where, layer=folder, allow_unsupported_drivers=True) as layer:
            read += list(layer)
    return read


@pytest.mark.parametrize("suffix", [".kml", ".kmz"])
def test_gdal_reads_what_was_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    exports.write(path, [samples.result(), samples.hint()])
    read = features_by_gdal(path)
    points = {f["properties"]["Name"]: f for f in read if f["geometry"]["type"] == "Point"}
    assert len(read) == 16  # per photo: estimate, two areas, two by two, own GPS
    assert len([f for f in read if f["geometry"]["type"] != "Point"]) == 4
    estimate = points["IMG_1.jpg: Near Lyon, France"]
    assert estimate["geometry"]["coordinates"][:2] == (4.95, 45.821235)
    assert "Half of the chance" in estimate["properties"]["Description"]
    assert "Similar 1: 2019/a & b.jpg (similarity 0.83)" in points


def test_gdal_reads_tricky_names(tmp_path: Path) -> None:
    tricky = [*samples.TRICKY_NAMES, *samples.SHOWN_NAMES]
    written(tmp_path, [samples.result(f"/p/{name}") for name in tricky], NONE)
    read = [f["properties"]["Name"] for f in features_by_gdal(tmp_path / "out.kml")]
    shown = [samples.SHOWN_NAMES.get(name, name) for name in tricky]
    # This driver joins the lines of a name; the lines themselves are in the file (next test).
    assert [name.split() for name in read] == [f"{n}: Near Lyon, France".split() for n in shown]


@settings(max_examples=50)
@given(st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(lambda s: s != "."))
def test_any_name_comes_back_and_none_breaks_the_balloon(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("names")
    entry = samples.result(f"/p/{name}", warnings=(name, f"<script>{name}"))
    root = written(folder, [entry, samples.failure(name)], NONE)
    first, second = folders(root)
    assert first.findtext(f"{K}name") == fit(name)
    assert second.findtext(f"{K}name") == f"Not located: {fit(name)}"
    balloon = etree.HTML(first.findtext(f"{K}Placemark/{K}description") or "")
    assert {node.tag for node in balloon.iter()} <= {"html", "body", "h3", "p", "ol", "li"}


def test_areas_beyond_a_hemisphere_are_polygons_within_the_map(tmp_path: Path) -> None:
    entries: list[Result | Failure] = [
        samples.hint(position=LatLon(latitude, longitude))
        for latitude in (-80.0, -2.0, 0.0, 30.0, 90.0)
        for longitude in (-180.0, 0.0, 100.0)
    ]
    root = written(tmp_path, entries)
    rings = list(root.iter(f"{K}LinearRing"))
    assert len(list(root.iter(f"{K}MultiGeometry"))) == 30
    for ring in rings:
        corners = (ring.findtext(f"{K}coordinates") or "").split()
        assert corners[0] == corners[-1]
        assert len(corners) >= 4
        for corner in corners:
            longitude, latitude = map(float, corner.split(","))
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
