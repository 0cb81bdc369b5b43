"""Decisions in every format: beside the estimate, never in its place, and always escaped."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import export_samples as samples
import jsonschema
import lxml.html
import pytest
from lxml import etree

from img2loc_desktop.core import decisions, exports
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.exports.text import fit
from img2loc_desktop.core.types import LatLon

SCHEMAS = Path(__file__).parent / "schemas"
K = "{http://www.opengis.net/kml/2.2}"
G = "{http://www.topografix.com/GPX/1/1}"
FIJI = LatLon(-17.8, -180.0)

ENTRIES = samples.mixed()
MADE = samples.decided(ENTRIES)
SHOWN_NOTE = fit(samples.NOTE)


def written(folder: Path, suffix: str) -> bytes:
    path = folder / f"out{suffix}"
    exports.write(path, ENTRIES, decisions=MADE)
    return path.read_bytes()


def test_there_is_one_decision_for_each_entry_or_none_at_all(tmp_path: Path) -> None:
    for made in (MADE[:-1], [*MADE, None]):
        with pytest.raises(ValueError, match="for each entry"):
            exports.write(tmp_path / "out.csv", ENTRIES, decisions=made)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".kmz", ".csv", ".gpx", ".html"])
def test_no_decisions_and_only_nones_are_the_same(tmp_path: Path, suffix: str) -> None:
    one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
    exports.write(one, ENTRIES)
    exports.write(two, ENTRIES, decisions=[None] * len(ENTRIES))
    assert one.read_bytes() == two.read_bytes()


# ---- GeoJSON


def features(folder: Path) -> list[dict[str, Any]]:
    collection = json.loads(written(folder, ".geojson"))
    schema = json.loads((SCHEMAS / "GeoJSON.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(collection)
    return collection["features"]


def test_geojson_has_the_decision_in_the_photo_s_feature(tmp_path: Path) -> None:
    photos = [f for f in features(tmp_path) if f["properties"]["role"] in ("estimate", "failure")]
    found = [f["properties"].get("decision") for f in photos]
    verdicts = ["accepted", "corrected", "rejected", "open", None, "accepted", "corrected"]
    assert [decision and decision["verdict"] for decision in found] == verdicts
    assert found[0] == {
        "verdict": "accepted",
        "latitude": 45.8212345678,
        "longitude": 4.95,
        "given_as": "",
        "note": SHOWN_NOTE,
        "decided_at": "2026-03-01T12:30:00Z",
        "analyst": "Ann <x> & Co",
    }
    assert found[2]["latitude"] is None
    # The machine's estimate is where it was.
    last = photos[-1]
    assert last["geometry"]["coordinates"] == [-170.0, 1.0]
    assert (last["properties"]["latitude"], last["properties"]["longitude"]) == (1.0, -170.0)


def test_geojson_has_a_point_where_it_was_decided_also_for_a_failure(tmp_path: Path) -> None:
    found = features(tmp_path)
    points = [f for f in found if f["properties"]["role"] == "decision"]
    assert [f["properties"]["photo"] for f in points] == [1, 2, 6, 7]
    failed = points[1]
    assert failed["geometry"] == {"type": "Point", "coordinates": [-180.0, -17.8]}
    assert failed["properties"]["name"] == "broken.jpg"
    assert failed["properties"]["given_as"] == "pin"
    assert failed["properties"]["title"].startswith("Corrected to 17.80000° S, 180.00000° W (given")
    assert len({f["id"] for f in found}) == len(found)


# ---- KML


def folders(folder: Path) -> list[etree._Element]:
    root = etree.fromstring(written(folder, ".kml"))
    etree.XMLSchema(etree.parse(SCHEMAS / "ogckml22.xsd")).assertValid(root)
    return root.findall(f"{K}Document/{K}Folder")


def data(parent: etree._Element) -> dict[str, str]:
    return {
        item.get("name"): item.findtext(f"{K}value") or ""
        for item in parent.findall(f"{K}ExtendedData/{K}Data")
    }


def test_kml_has_a_placemark_of_its_own_with_a_style_of_its_own(tmp_path: Path) -> None:
    found = folders(tmp_path)
    own = [f.findall(f"{K}Placemark[{K}styleUrl='#decision']") for f in found]
    assert [len(placemarks) for placemarks in own] == [1, 1, 0, 0, 0, 1, 1]
    corrected = own[1][0]
    assert corrected.findtext(f"{K}name") == "Decided, broken.jpg"
    assert corrected.findtext(f"{K}Point/{K}coordinates") == "-180.000000,-17.800000"
    assert data(corrected)["decision_verdict"] == "corrected"
    assert data(corrected)["decided_at"] == "2026-03-01T12:30:00Z"
    assert data(found[1]) == data(corrected)  # the folder of the photo that failed
    estimates = [f.find(f"{K}Placemark[@id]") for f in found]
    assert estimates[2].findtext(f"{K}name").startswith("Rejected, hint.jpg")
    assert data(estimates[2])["decision_note"] == "=1+1"
    assert "decision_verdict" not in data(estimates[4])
    # The estimate stands where it stood, and comes first.
    assert estimates[0].findtext(f"{K}Point/{K}coordinates") == "4.950000,45.821235"
    children = [child for child in found[0] if child.tag == f"{K}Placemark"]
    assert children[:2] == [estimates[0], own[0][0]]


def test_a_kml_balloon_says_the_decision_and_its_note_escaped(tmp_path: Path) -> None:
    estimate = folders(tmp_path)[0].find(f"{K}Placemark[@id]")
    balloon = etree.HTML(estimate.findtext(f"{K}description"))
    assert {node.tag for node in balloon.iter()} == {
        *("html", "body", "p", "b", "br", "h3", "ol", "li"),
    }
    sentence, note = balloon.findall("body/p")[:2]
    assert sentence.findtext("b") == decisions.sentence(MADE[0])
    assert [*note.itertext()] == [
        "First line <script>alert(1)</script>",
        "second & last line ]]> ␇",
    ]


# ---- CSV


def test_csv_has_columns_for_it(tmp_path: Path) -> None:
    content = written(tmp_path, ".csv").decode("utf-8-sig")
    rows = list(csv.DictReader(content.splitlines(keepends=True)))
    assert [row["decision"] for row in rows] == [
        *("accepted", "corrected", "rejected", "open", "", "accepted", "corrected"),
    ]
    assert rows[0]["decision_note"] == SHOWN_NOTE
    assert rows[2]["decision_note"] == "'=1+1"  # no formula
    assert (
        rows[1]
        | {
            "latitude": "",
            "decision_latitude": "-17.8",
            "decision_longitude": "-180",
            "decision_given_as": "pin",
            "decided_at": "2026-03-01T12:30:00Z",
            "analyst": "Ann <x> & Co",
        }
        == rows[1]
    )
    assert (rows[6]["latitude"], rows[6]["decision_latitude"]) == ("1", "-17.8")


# ---- GPX


def test_gpx_has_a_waypoint_where_it_was_corrected_to(tmp_path: Path) -> None:
    root = etree.fromstring(written(tmp_path, ".gpx"))
    etree.XMLSchema(etree.parse(SCHEMAS / "gpx.xsd")).assertValid(root)
    points = root.findall(f"{G}wpt")
    assert [point.findtext(f"{G}name") for point in points] == [
        "IMG_1.jpg",
        "Corrected: broken.jpg",
        "Rejected: hint.jpg",
        "fiji.jpg",
        "pole.jpg",
        "local.jpg",
        "Hint: equator.jpg",
        "Corrected: equator.jpg",
    ]
    corrected = points[1]
    assert dict(corrected.attrib) == {"lat": "-17.800000", "lon": "-180.000000"}
    assert corrected.findtext(f"{G}type") == "decision"
    assert corrected.findtext(f"{G}time") == "2026-03-01T12:30:00Z"
    said = points[0].findtext(f"{G}desc") or ""
    assert said.endswith(f"{decisions.sentence(MADE[0])} {SHOWN_NOTE}")
    assert (points[7].get("lat"), points[6].get("lat")) == ("-17.800000", "1.000000")


# ---- the page


def test_the_page_says_and_shows_it(tmp_path: Path) -> None:
    page = lxml.html.document_fromstring(written(tmp_path, ".html").decode("utf-8"))
    cards = page.cssselect("article")
    said = [[p.text_content() for p in card.cssselect(".decided")] for card in cards]
    assert said == [[decisions.sentence(made)] if made else [] for made in MADE]
    notes = [p.text_content() for p in cards[0].cssselect(".decided-note")]
    assert notes == ["First line <script>alert(1)</script>", "second & last line ]]> ␇"]
    assert not page.cssselect("script")
    marks = [len(card.cssselect(".map .decision")) for card in cards]
    assert marks == [1, 0, 0, 0, 0, 1, 1]  # a photo that failed has no map
    assert "the analyst's decision" in page.cssselect(".key")[0].text_content()


def test_a_decision_far_from_the_estimate_is_on_its_map(tmp_path: Path) -> None:
    made = Decision(
        Verdict.CORRECTED, "2026-03-01T12:30:00Z", LatLon(40.7, -74.0), "place New York"
    )
    exports.write(tmp_path / "out.html", [samples.result()], decisions=[made])
    page = lxml.html.document_fromstring((tmp_path / "out.html").read_text("utf-8"))
    (mark,) = page.cssselect(".map .decision")
    places = dict(part.split(":") for part in mark.get("style").split(";"))
    assert all(0 <= float(place.rstrip("%")) <= 100 for place in places.values())
