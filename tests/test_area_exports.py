"""The smallest areas in KML, pages and reports: the cells themselves, split at the antimeridian."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import export_samples
import lxml.html
import numpy as np
import pytest
from lxml import etree
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.ops import unary_union

from img2loc_desktop.core import exports, protocol
from img2loc_desktop.core.cells import MOST, polygons
from img2loc_desktop.core.estimator import Bandwidths, gather
from img2loc_desktop.core.estimator.areas import smallest_areas
from img2loc_desktop.core.estimator.density import cloud
from img2loc_desktop.core.exports import report
from img2loc_desktop.core.types import Area, Cell, Result, WeightedPoints

K = "{http://www.opengis.net/kml/2.2}"
WHERE = {
    "two islands": [(48.86, 2.35), (-12.05, -77.04)],
    "antimeridian": [(-17.0, 179.9)],
    "north pole": [(89.5, 30.0)],
    "south pole and seam": [(-89.9, 180.0), (60.0, -179.9)],
}


def result(places: list[tuple[float, float]], width_km: float = 400.0) -> Result:
    latitudes, longitudes = np.array(places).T
    points = WeightedPoints("a", latitudes, longitudes, np.ones(len(places)))
    areas = smallest_areas(cloud(gather([points]), Bandwidths((width_km,), (1.0,))), (0.5, 0.9))
    plain = export_samples.result()
    return replace(plain, estimate=replace(plain.estimate, areas=areas))


def union(cells: tuple[Cell, ...]) -> Any:
    squares = []
    for cell in cells:
        side = 180.0 / (1 << cell.level)
        west, south = cell.column * side - 180, cell.row * side - 90
        squares.append(box(west, south, west + side, south + side))
    return unary_union(squares)


def kml_areas(path: Path) -> dict[str, MultiPolygon]:
    """The areas of cells by their style, as they stand in the file."""
    schema = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "ogckml22.xsd"))
    root = etree.fromstring(path.read_bytes())
    schema.assertValid(root)

    def ring(element: etree._Element) -> list[tuple[float, float]]:
        text = element.findtext(f"{K}LinearRing/{K}coordinates")
        assert text is not None
        rows = [tuple(map(float, row.split(","))) for row in text.split()]
        # An edge that is longer would be drawn as a great circle, far from its parallel.
        assert all(abs(b[0] - a[0]) <= 5.0 + 1e-6 for a, b in pairwise(rows))
        return [(row[0], row[1]) for row in rows]

    found = {}
    for placemark in root.iter(f"{K}Placemark"):
        role = (placemark.findtext(f"{K}styleUrl") or "").removeprefix("#")
        if role.startswith("cells-"):
            assert placemark.findtext(f"{K}visibility") == "0"
            found[role] = MultiPolygon(
                [
                    Polygon(
                        ring(polygon.find(f"{K}outerBoundaryIs")),
                        [ring(hole) for hole in polygon.findall(f"{K}innerBoundaryIs")],
                    )
                    for polygon in placemark.iter(f"{K}Polygon")
                ]
            )
    return found


@pytest.mark.parametrize("name", WHERE)
def test_kml_has_the_cells_and_nothing_else(tmp_path: Path, name: str) -> None:
    located = result(WHERE[name])
    exports.write(tmp_path / "f.kml", [located])
    found = kml_areas(tmp_path / "f.kml")
    for area in located.estimate.areas:
        outline = found[f"cells-{area.share * 100:.0f}"]
        assert outline.is_valid
        assert outline.symmetric_difference(union(area.cells)).area == pytest.approx(0, abs=1e-3)
    assert found["cells-50"].difference(found["cells-90"]).area == pytest.approx(0, abs=1e-3)


def test_islands_on_both_sides_of_the_antimeridian_are_cut_there(tmp_path: Path) -> None:
    exports.write(tmp_path / "f.kml", [result(WHERE["antimeridian"])])
    parts = kml_areas(tmp_path / "f.kml")["cells-50"].geoms
    assert len(parts) == 2
    assert {part.bounds[0] == -180.0 or part.bounds[2] == 180.0 for part in parts} == {True}


@pytest.mark.parametrize("width_km", [0.5, 30.0, 3000.0])
def test_the_number_of_vertices_is_bounded(width_km: float) -> None:
    random = np.random.default_rng(0)
    places = [(float(a), float(b)) for a, b in random.uniform((-80, -180), (80, 180), (3000, 2))]
    for area in result(places, width_km).estimate.areas:
        assert len(area.cells) <= MOST
        corners = sum(len(ring) for p in polygons(area.cells) for ring in (p.exterior, *p.holes))
        assert corners <= 5 * len(area.cells) + 1
        assert corners < 4000


def test_the_page_and_the_report_draw_and_measure_them(tmp_path: Path) -> None:
    located = result(WHERE["two islands"], 100.0)
    exports.write(tmp_path / "page.html", [located])
    page = lxml.html.document_fromstring((tmp_path / "page.html").read_text("utf-8"))
    paper = lxml.html.document_fromstring(report.report_html([located]))
    for document in (page, paper):
        for role in ("cells-50", "cells-90"):
            shapes = document.cssselect(f"path.area.{role}.fill")
            assert shapes and shapes[0].get("d").count("Z") >= 2  # an island each
        text = " ".join(document.text_content().split())
        assert "The smallest area that holds 50 % of the chance: " in text
        assert "The smallest area that holds 90 % of the chance: " in text
    assert page.cssselect(".key .cells-50")
    older = replace(located, estimate=replace(located.estimate, areas=()))
    exports.write(tmp_path / "old.html", [older])
    old = lxml.html.document_fromstring((tmp_path / "old.html").read_text("utf-8"))
    assert not old.cssselect(".cells-50, .extent")


@pytest.mark.parametrize(
    "bad",
    [
        [[99, 0, 0]],
        [[3, 8, 0]],
        [[3, 0, -1]],
        [[3, 0.5, 0]],
        [[3, "0", 0]],
        [[3, 1, 1], [3, 1, 1]],
        [[3, 1, 1], [4, 3, 2]],  # one in the other
        [[14, 0, column] for column in range(MOST + 1)],
        [[1, 2]],
    ],
)
def test_cells_of_strangers_are_checked(bad: list[Any]) -> None:
    data = protocol.to_json(result(WHERE["two islands"]))
    data["estimate"]["areas"][0]["cells"] = bad
    with pytest.raises((ValueError, TypeError)):
        protocol.from_json(data)


@pytest.mark.parametrize("share", [0.0, -1.0, 2.0, float("nan"), "x"])
def test_shares_of_strangers_are_checked(share: object) -> None:
    data = protocol.to_json(result(WHERE["two islands"]))
    data["estimate"]["areas"][0]["share"] = share
    with pytest.raises(ValueError, match=r"area|float"):
        protocol.from_json(data)
    data["estimate"]["areas"] = data["estimate"]["areas"][1:] * 17
    with pytest.raises(ValueError, match="areas"):
        protocol.from_json(data)


def test_no_cells_is_no_feature(tmp_path: Path) -> None:
    plain = export_samples.result()
    empty = replace(plain, estimate=replace(plain.estimate, areas=(Area(0.5, ()),)))
    exports.write(tmp_path / "f.kml", [empty])
    assert kml_areas(tmp_path / "f.kml") == {}
