"""The map's plane: projection, views, clipping and thinning, against formulas and shapely."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from img2loc_desktop.core import geo
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui.map.areas import great_circle
from img2loc_desktop.gui.map.furniture import scale_bar
from img2loc_desktop.gui.map.projection import (
    MAX_LATITUDE,
    MAX_ZOOM,
    Box,
    View,
    in_copy,
    plane_of,
    plane_points,
    position_of,
)
from img2loc_desktop.gui.map.scene import circle_box
from img2loc_desktop.gui.map.shapes import (
    Lines,
    Polygons,
    clipped_ring,
    clipped_segments,
    segments_within,
    spans,
    without_map_edges,
)

LATITUDES = st.floats(-MAX_LATITUDE, MAX_LATITUDE)
LONGITUDES = st.floats(-180, 180)
VIEWS = st.builds(
    lambda latitude, longitude, zoom, width, height: (
        View().resized(width, height).centered(LatLon(latitude, longitude), zoom)
    ),
    LATITUDES,
    LONGITUDES,
    st.floats(0, MAX_ZOOM),
    st.integers(100, 3000),
    st.integers(100, 2000),
)


@given(LATITUDES, LONGITUDES)
def test_positions_come_back_from_the_plane(latitude: float, longitude: float) -> None:
    back = position_of(*plane_of(LatLon(latitude, longitude)))
    assert back.latitude == pytest.approx(latitude, abs=1e-9)
    assert math.cos(math.radians(back.longitude - longitude)) == pytest.approx(1)


def test_the_plane_is_web_mercator() -> None:
    # The formula of EPSG:3857, scaled to the unit square.
    for latitude, longitude in ((0, 0), (45, 90), (-33.9, 151.2), (85, -179), (66.5, 180)):
        x, y = plane_of(LatLon(latitude, longitude))
        tangent = math.tan(math.pi / 4 + math.radians(latitude) / 2)
        assert x == pytest.approx((longitude + 180) / 360)
        assert y == pytest.approx(0.5 - math.log(tangent) / (2 * math.pi))
    assert plane_of(LatLon(90, 0))[1] == plane_of(LatLon(MAX_LATITUDE, 0))[1] == 0.0
    assert plane_of(LatLon(-90, 180)) == (1.0, 1.0)


@given(VIEWS, st.floats(0, 1), st.floats(0, 1), st.floats(-3, 3))
def test_zooming_keeps_the_point_under_the_cursor(
    view: View, across: float, down: float, steps: float
) -> None:
    left, top = across * view.width, down * view.height
    zoomed = view.zoomed(steps, left, top)
    before, after = view.plane(left, top), zoomed.plane(left, top)
    assert (after[0] - before[0] + 0.5) % 1.0 - 0.5 == pytest.approx(0, abs=1e-6)
    # Unless the world would have ended within the view.
    if zoomed.box.top > 0.0 and zoomed.box.bottom < 1.0:
        assert after[1] == pytest.approx(before[1], abs=1e-6)


@given(VIEWS, st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_nothing_beyond_the_poles_is_ever_shown(view: View, right: float, down: float) -> None:
    moved = view.panned(right, down)
    assert moved.box.top >= -1e-9
    assert moved.box.bottom <= 1 + 1e-9
    assert 0 <= moved.x < 1


@given(VIEWS, LATITUDES, LONGITUDES)
def test_every_copy_of_a_point_in_the_view_is_found(
    view: View, latitude: float, longitude: float
) -> None:
    x, y = plane_of(LatLon(latitude, longitude))
    found = set(view.copies(x, x))
    for copy in range(-12, 13):
        left, _ = view.pixel(x + copy, y)
        if 1e-6 < left < view.width - 1e-6:
            assert copy in found
    assert all(-1e-6 <= view.pixel(x + copy, y)[0] <= view.width + 1e-6 for copy in found)


@pytest.mark.parametrize("position", [LatLon(45.8, 4.9), LatLon(-17.8, 179.9), LatLon(80, 10)])
@pytest.mark.parametrize("radius", [1.0, 180.0, 2000.0])
def test_a_fitted_view_holds_the_circle(position: LatLon, radius: float) -> None:
    view = View().resized(900, 700).fitted(circle_box(position, radius))
    for bearing in range(0, 360, 15):
        edge = geo.destination(position, bearing, radius)
        if abs(edge.latitude) < MAX_LATITUDE:
            x, y = plane_of(edge)
            left, top = view.pixel(view.nearest_copy(x), y)
            assert -1 <= left <= 901
            assert -1 <= top <= 701


@given(st.floats(-2.5, 2.5), st.floats(0.001, 3))
def test_spans_cut_a_stretch_into_worlds(left: float, width: float) -> None:
    parts = list(spans(left, left + width))
    ends = [(world + low, world + high) for world, low, high in parts]
    assert ends[0][0] == pytest.approx(left)
    assert ends[-1][1] == pytest.approx(left + width)
    assert all(a[1] == pytest.approx(b[0]) for a, b in pairwise(ends))
    assert all(0 <= low <= high <= 1 for _, low, high in parts)


def star(random: np.random.Generator, points: int) -> np.ndarray:
    """A simple ring that is not convex, around the middle of the plane."""
    angles = np.sort(random.uniform(0, 2 * math.pi, points))
    radii = random.uniform(0.05, 0.45, points)
    return np.column_stack((0.5 + radii * np.cos(angles), 0.5 + radii * np.sin(angles)))


@pytest.mark.parametrize("seed", range(20))
def test_clipped_rings_are_the_intersection(seed: int) -> None:
    random = np.random.default_rng(seed)
    ring = star(random, 40)
    left, right = np.sort(random.uniform(0.1, 0.9, 2))
    top, bottom = np.sort(random.uniform(0.1, 0.9, 2))
    clipped = clipped_ring(ring, Box(left, top, right, bottom))
    truth = shapely.Polygon(ring).intersection(shapely.box(left, top, right, bottom))
    area = shapely.Polygon(clipped).area if len(clipped) > 2 else 0.0
    assert area == pytest.approx(truth.area, abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_clipped_segments_are_the_intersection(seed: int) -> None:
    random = np.random.default_rng(seed)
    line = random.uniform(0, 1, (60, 2))
    line[10:14, 0] = line[10, 0]  # some go straight up or across
    line[20:24, 1] = line[20, 1]
    clipped = clipped_segments(Lines.of([line]).segments(), Box(0.3, 0.2, 0.7, 0.9))
    box = shapely.box(0.3, 0.2, 0.7, 0.9)
    truth = sum(shapely.LineString(pair).intersection(box).length for pair in pairwise(line))
    length = np.hypot(clipped[:, 0] - clipped[:, 2], clipped[:, 1] - clipped[:, 3]).sum()
    assert length == pytest.approx(truth)


def test_shapes_are_found_in_every_copy_of_the_world() -> None:
    square = np.array([(0.95, 0.4), (1.05, 0.4), (1.05, 0.6), (0.95, 0.6)])  # across the seam
    polygons = Polygons.of([[square]])
    for middle in (-1.0, 0.0, 1.0, 2.0):
        box = Box(middle - 0.2, 0.3, middle + 0.2, 0.7)
        areas = [shapely.Polygon(ring) for rings in polygons.within(box) for ring in rings]
        assert len(areas) == 1
        assert areas[0].bounds == pytest.approx((middle - 0.05, 0.4, middle + 0.05, 0.6))
    segments = Lines.of([square]).segments()
    assert len(list(segments_within(segments, Box(-0.2, 0.0, 2.2, 1.0)))) == 3


def test_thinning_keeps_ends_places_and_shape() -> None:
    angles = np.linspace(0, math.pi, 5000)
    arc = np.column_stack((0.5 + 0.3 * np.cos(angles), 0.5 + 0.3 * np.sin(angles)))
    short = np.array([(0.1, 0.1), (0.1001, 0.1), (0.1002, 0.1)])
    thin = Lines.of([arc, short, arc[::-1]]).thinned(0.01, keep_ends=True)
    assert len(thin) == 3
    for line, whole in zip((thin[0], thin[1], thin[2]), (arc, short, arc[::-1]), strict=True):
        assert np.array_equal(line[[0, -1]], whole[[0, -1]])
        assert {tuple(point) for point in line.tolist()} <= {tuple(p) for p in whole.tolist()}
    assert len(thin[0]) < 200
    distance = shapely.LineString(thin[0]).hausdorff_distance(shapely.LineString(arc))
    assert distance < 0.01
    assert len(thin.segments()) == sum(len(thin[row]) - 1 for row in range(3))


def test_outlines_leave_out_the_edges_of_the_world() -> None:
    polygons = geo.cap_polygons(LatLon(80, 170), 3000)  # across the antimeridian and the pole
    for polygon in polygons:
        exterior = polygon.exterior[:-1]
        ring = plane_points([p.latitude for p in exterior], [p.longitude for p in exterior])
        segments = without_map_edges(ring)
        assert 0 < len(segments) < len(ring)
        for left, top, right, bottom in segments.tolist():
            assert not (left == right and left in (0.0, 1.0))
            assert not (top == bottom and top in (0.0, 1.0))


def test_the_shortest_way_runs_on_across_the_antimeridian() -> None:
    start, end = LatLon(-17.8, 179.6), LatLon(-18.2, -178.3)
    way = great_circle(start, end)
    assert np.abs(np.diff(way[:, 0])).max() < 0.01
    assert way[0].tolist() == pytest.approx(plane_of(start))
    assert in_copy(way[-1:], -1)[0].tolist() == pytest.approx(plane_of(end))
    lengths = [geo.distance_km(position_of(*a), position_of(*b)) for a, b in pairwise(way.tolist())]
    assert sum(lengths) == pytest.approx(geo.distance_km(start, end), rel=1e-6)


@given(VIEWS, st.sampled_from(Units))
def test_the_scale_bar_is_true_at_the_latitude(view: View, units: Units) -> None:
    bar = scale_bar(view, units)
    assert 50 <= bar.pixels <= 141
    middle = view.height / 2
    ends = [view.position(left, middle) for left in (0, 1)]
    # Along the parallel, not along the shorter great circle.
    step = (ends[1].longitude - ends[0].longitude + 180) % 360 - 180
    ring = 2 * geo.HALF_CIRCUMFERENCE_KM * math.cos(math.radians(ends[0].latitude))
    assert bar.pixels * ring * step / 360 == pytest.approx(bar.kilometres, rel=1e-4)
    number, unit = bar.text.replace(",", "").split()
    kilometres = {"km": 1, "m": 0.001, "mi": 1.609344, "ft": 0.0003048}[unit]
    assert float(number) * kilometres == pytest.approx(bar.kilometres, rel=1e-6)
    assert number.strip("0.")[:1] in "125"
