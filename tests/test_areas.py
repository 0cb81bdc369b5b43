"""Areas as sets of cells: the mass they hold, how small they are, and their outlines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import export_samples
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box, shape
from shapely.geometry import Polygon as Shape
from shapely.ops import unary_union

from img2loc_desktop.core import cells, protocol
from img2loc_desktop.core.estimator import Bandwidths, estimate, gather
from img2loc_desktop.core.estimator.areas import mass_before, smallest_areas, united
from img2loc_desktop.core.estimator.density import cloud, mass_radii
from img2loc_desktop.core.exports import Parts, geojson
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, unit_vectors
from img2loc_desktop.core.types import Area, Cell, LatLon, Result, WeightedPoints

PARIS, LIMA = (48.86, 2.35), (-12.05, -77.04)


def drawn(polygons: tuple[cells.Polygon, ...]) -> MultiPolygon:
    def ring(positions: tuple[LatLon, ...]) -> list[tuple[float, float]]:
        return [(p.longitude, p.latitude) for p in positions]

    return MultiPolygon(
        [Shape(ring(p.exterior), [ring(hole) for hole in p.holes]) for p in polygons]
    )


def squares(chosen: list[Cell]) -> object:
    found = []
    for cell in chosen:
        side = 180.0 / (1 << cell.level)
        west, south = cell.column * side - 180, cell.row * side - 90
        found.append(box(west, south, west + side, south + side))
    return unary_union(found)


def leaves(cell: Cell, chosen: list[bool], deep: int) -> list[Cell]:
    """A part of a cell's quarters, and of theirs, drawn by ``chosen``."""
    found = []
    for quarter in range(4):
        smaller = Cell(cell.level + 1, 2 * cell.row + quarter // 2, 2 * cell.column + quarter % 2)
        if deep and chosen and chosen.pop():
            found += leaves(smaller, chosen, deep - 1)
        elif chosen and chosen.pop():
            found.append(smaller)
    return found


@given(st.lists(st.booleans(), min_size=4, max_size=200))
def test_outlines_are_the_union_of_the_cells(chosen: list[bool]) -> None:
    picked = leaves(Cell(2, 1, 3), chosen, 3)
    shape_ = drawn(cells.polygons(picked))
    assert shape_.is_valid
    assert shape_.area == pytest.approx(squares(picked).area)
    assert shape_.symmetric_difference(squares(picked)).area == pytest.approx(0, abs=1e-9)


def test_outlines_wind_as_rfc_7946_wants() -> None:
    around = [Cell(4, row, column) for row in (5, 6, 7) for column in (5, 6, 7)]
    (polygon,) = cells.polygons([cell for cell in around if cell != Cell(4, 6, 6)])
    ring = [(p.longitude, p.latitude) for p in polygon.exterior]
    assert Shape(ring).exterior.is_ccw
    (hole,) = polygon.holes
    assert not Shape([(p.longitude, p.latitude) for p in hole]).exterior.is_ccw
    assert len(ring) == len(hole) == 5  # corners only


def test_the_whole_world_is_one_polygon() -> None:
    (polygon,) = cells.polygons([Cell(0, 0, 0), Cell(0, 0, 1)])
    assert {(p.latitude, p.longitude) for p in polygon.exterior} == {
        (-90, -180), (-90, 180), (90, 180), (90, -180),
    }  # fmt: skip


def test_all_cells_of_a_level_are_the_whole_sphere() -> None:
    every = [Cell(3, row, column) for row in range(8) for column in range(16)]
    assert cells.size_km2(every) == pytest.approx(4 * np.pi * EARTH_RADIUS_KM**2)


@pytest.mark.parametrize("level", [0, 3, 14])
def test_every_position_is_in_one_cell_of_a_level(level: int) -> None:
    for latitude, longitude in ((90, 180), (-90, -180), (0, 0), PARIS, LIMA):
        cell = cells.cell_of(LatLon(latitude, longitude), level)
        assert 0 <= cell.row < 1 << level and 0 <= cell.column < 2 << level
        assert cells.holds([cell], LatLon(latitude, longitude))
        assert not cells.holds([replace(cell, row=cell.row + 1)], LatLon(latitude, longitude))


def two_places(first: float) -> list[WeightedPoints]:
    latitudes, longitudes = np.array([PARIS, LIMA]).T
    return [WeightedPoints("a", latitudes, longitudes, np.array([first, 1 - first]))]


def test_areas_hold_their_part_of_the_mass() -> None:
    """Counted with other points than those that the areas were made from."""
    centres, widths = gather(two_places(0.6)), Bandwidths((100.0, 1000.0), (0.5, 0.5))
    areas = smallest_areas(cloud(centres, widths), (0.5, 0.9))
    check = cloud(centres, widths, 9_000)
    from img2loc_desktop.core.geo import latitudes_longitudes

    places = list(zip(*latitudes_longitudes(check.vectors), strict=True))
    for area in areas:
        inside = [cells.holds(area.cells, LatLon(*map(float, place))) for place in places]
        held = check.weights[np.array(inside)].sum() / check.weights.sum()
        assert held == pytest.approx(area.share, abs=0.03)


def test_the_mass_before_a_place_is_where_areas_begin_to_hold_it() -> None:
    density = cloud(gather(two_places(0.6)), Bandwidths((100.0, 1000.0, 20_000.0), (1, 1, 1)))
    random = np.random.default_rng(0)
    for place in (
        PARIS,
        LIMA,
        *zip(random.uniform(-80, 80, 20), random.uniform(-180, 180, 20), strict=True),
    ):
        position = LatLon(*map(float, place))
        mass = mass_before(density, position)
        assert 0 <= mass < 1
        (area,) = smallest_areas(density, (0.9,), (mass,))
        assert area.share == 0.9 and cells.holds(area.cells, position)
        if mass > 0:
            (smaller,) = smallest_areas(density, (0.9,), (mass - 1e-9,))
            assert not cells.holds(smaller.cells, position)
    narrow = cloud(gather(two_places(0.6)), Bandwidths((100.0,), (1,)))
    assert mass_before(narrow, LatLon(-60.0, 100.0)) == 1.0


def test_united_areas_hold_what_either_holds() -> None:
    first = smallest_areas(cloud(gather(two_places(0.9)), Bandwidths((200.0,), (1.0,))), (0.5, 0.9))
    other = smallest_areas(cloud(gather(two_places(0.1)), Bandwidths((90.0,), (1.0,))), (0.5, 0.9))
    for mine, yours, both in zip(first, other, united(first, other), strict=True):
        cells.checked(both.cells)
        wanted = unary_union([squares(list(mine.cells)), squares(list(yours.cells))])
        assert squares(list(both.cells)).symmetric_difference(wanted).area < 1e-9


def test_united_areas_of_too_many_cells_grow() -> None:
    random = np.random.default_rng(0)
    parts = [
        {Cell(9, *map(int, random.integers(0, (512, 1024)))) for _ in range(400)} for _ in "ab"
    ]
    one, other = (Area(0.9, tuple(part)) for part in parts)
    (whole,), (fewer,) = united([one], [other]), united([one], [other], most=300)
    assert len(whole.cells) > 700 and len(fewer.cells) <= 300
    cells.checked(fewer.cells)
    grown = squares(list(fewer.cells))
    assert grown.covers(squares(list(whole.cells)))  # type: ignore[attr-defined]


def test_two_places_are_two_islands_and_smaller_than_the_circle() -> None:
    points, widths = two_places(0.5), Bandwidths((100.0,), (1.0,))
    (_, most) = smallest_areas(cloud(gather(points), widths), (0.5, 0.9))
    assert len(cells.polygons(most.cells)) >= 2
    for place in (PARIS, LIMA):
        assert cells.holds(most.cells, LatLon(*place))
    assert not cells.holds(most.cells, LatLon(20.0, -40.0))
    spread = estimate(points, widths)
    assert spread.radius_p90_km > 9000  # the circle must reach from one to the other
    assert cells.size_km2(most.cells) < 1e6


def test_one_place_gives_about_the_circle() -> None:
    points = [WeightedPoints("a", np.array([0.0]), np.array([0.0]), np.ones(1))]
    density = cloud(gather(points), Bandwidths((500.0,), (1.0,)))
    (half,) = smallest_areas(density, (0.5,))
    (radius,) = mass_radii(density, unit_vectors(0.0, 0.0)[0], (0.5,))
    area = cells.size_km2(half.cells)
    assert area == pytest.approx(np.pi * radius**2, rel=0.15)


def with_areas() -> Result:
    result = export_samples.result()
    areas = smallest_areas(cloud(gather(two_places(0.5)), Bandwidths((100.0,), (1.0,))), (0.5, 0.9))
    return replace(result, estimate=replace(result.estimate, areas=areas))


def test_areas_travel_as_json_and_older_results_have_none() -> None:
    result = with_areas()
    data = json.loads(protocol.to_line(result))
    assert protocol.from_json(data) == result
    assert len(protocol.to_line(result)) < 40_000
    del data["estimate"]["areas"], data["estimate"]["calibrated_on"]
    old = protocol.from_json(data)
    assert isinstance(old, Result) and old.estimate.areas == ()


def test_one_island_is_a_multipolygon_too(tmp_path: Path) -> None:
    """Programs that read a layer expect one type of all its features."""
    result = with_areas()
    island = (Area(0.5, (Cell(5, 20, 30),)),)
    result = replace(result, estimate=replace(result.estimate, areas=island))
    geojson.write([result], tmp_path / "f.geojson")
    features = json.loads((tmp_path / "f.geojson").read_text())["features"]
    (geometry,) = (f["geometry"] for f in features if f["properties"]["role"] == "cells-50")
    assert geometry["type"] == "MultiPolygon" and shape(geometry).is_valid


def test_what_an_evaluation_counts_as_held_lies_in_the_exported_area(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    places = [(89.0, 10.0), (-17.0, 179.5), (48.86, 2.35), (20.0, -60.0)]
    latitudes, longitudes = np.array(places).T
    points = WeightedPoints("a", latitudes, longitudes, np.ones(len(places)))
    areas = smallest_areas(cloud(gather([points]), Bandwidths((900.0,), (1.0,))), (0.5, 0.9))
    result = with_areas()
    geojson.write(
        [replace(result, estimate=replace(result.estimate, areas=areas))], tmp_path / "f.geojson"
    )
    features = json.loads((tmp_path / "f.geojson").read_text())["features"]
    for area in areas:
        role = f"cells-{area.share * 100:.0f}"
        (geometry,) = (f["geometry"] for f in features if f["properties"]["role"] == role)
        outline = shape(geometry)
        held = [
            (
                cells.holds(area.cells, LatLon(latitude, longitude)),
                outline.covers(Point(longitude, latitude)),
            )
            for latitude, longitude in zip(
                np.degrees(np.arcsin(random.uniform(-1, 1, 800))).tolist(),
                random.uniform(-180, 180, 800).tolist(),
                strict=True,
            )
        ]
        assert all(counted == drawn_ for counted, drawn_ in held)
        assert any(counted for counted, _ in held)
        # Rounded to six decimals, islands that touch at a corner still do not overlap.
        assert outline.is_valid
        for polygon in outline.geoms:
            assert polygon.exterior.is_ccw and not any(hole.is_ccw for hole in polygon.interiors)
            assert polygon.bounds[0] >= -180 and polygon.bounds[2] <= 180


def test_geojson_has_them_as_multipolygons_and_the_circles_for_those_who_want(
    tmp_path: Path,
) -> None:
    def roles(parts: Parts) -> dict[str, dict[str, object]]:
        geojson.write([with_areas()], tmp_path / "f.geojson", parts)
        features = json.loads((tmp_path / "f.geojson").read_text())["features"]
        return {feature["properties"]["role"]: feature["geometry"] for feature in features}

    both = roles(Parts())
    assert {"area-50", "area-90", "cells-50", "cells-90"} <= set(both)
    assert both["cells-90"]["type"] == "MultiPolygon"
    half, most = shape(both["cells-50"]), shape(both["cells-90"])
    assert half.is_valid and most.is_valid
    assert half.difference(most).area == pytest.approx(0, abs=1e-9)
    assert set(roles(Parts(areas=False))) & {"area-50", "cells-50"} == {"cells-50"}
    assert set(roles(Parts(cells=False))) & {"area-50", "cells-50"} == {"area-50"}
