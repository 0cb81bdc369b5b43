"""Distances, bearings and circles, where the Earth is easy and where it is not."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from img2loc_desktop.core.geo import (
    EARTH_RADIUS_KM,
    HALF_CIRCUMFERENCE_KM,
    Polygon,
    Ring,
    cap_polygons,
    compass_point,
    destination,
    distance_km,
    distances_km,
    initial_bearing,
    latitudes_longitudes,
    unit_vectors,
    wrap_longitude,
)
from img2loc_desktop.core.types import LatLon

PARIS, LONDON = LatLon(48.8566, 2.3522), LatLon(51.5074, -0.1278)

latitudes = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -89.9999, 0.0, 45.0, 90.0]))
longitudes = st.one_of(
    st.floats(-180, 180), st.sampled_from([-180.0, -179.9999, 0.0, 179.9999, 180.0])
)
positions = st.builds(LatLon, latitudes, longitudes)
radii = st.one_of(
    st.floats(0.01, 20_014), st.sampled_from([1.0, 200.0, 5_600.0, 10_007.5, 10_400.0, 20_000.0])
)


def angle_between(a: LatLon, b: LatLon) -> float:
    """Radians between two positions by the cross product: another formula than the product's."""
    u, v = unit_vectors([a.latitude, b.latitude], [a.longitude, b.longitude])
    return math.atan2(float(np.linalg.norm(np.cross(u, v))), float(u @ v))


# Distances and bearings


def test_a_distance_known_from_elsewhere() -> None:
    # 343.56 km by the haversine on this radius; 343.92 km on the WGS 84 ellipsoid.
    assert distance_km(PARIS, LONDON) == pytest.approx(343.56, abs=0.01)


def test_a_degree_of_the_equator() -> None:
    degree = math.pi * EARTH_RADIUS_KM / 180
    assert distance_km(LatLon(0, 179.5), LatLon(0, -179.5)) == pytest.approx(degree, rel=1e-12)
    assert distance_km(LatLon(0, 1e-9), LatLon(0, 0)) == pytest.approx(degree * 1e-9, rel=1e-9)


@pytest.mark.parametrize("place", [PARIS, LatLon(0, 0), LatLon(90, 0), LatLon(-12.3, -179.9)])
def test_antipodes_are_half_the_circumference_apart(place: LatLon) -> None:
    antipode = LatLon(-place.latitude, place.longitude + 180)
    assert distance_km(place, antipode) == pytest.approx(HALF_CIRCUMFERENCE_KM, rel=1e-12)
    near = LatLon(antipode.latitude, antipode.longitude + 1e-6)
    assert HALF_CIRCUMFERENCE_KM - distance_km(place, near) < 1.2e-4


@given(positions, positions)
def test_distance_is_the_angle_between_vectors(a: LatLon, b: LatLon) -> None:
    expected = EARTH_RADIUS_KM * angle_between(a, b)
    assert distance_km(a, b) == pytest.approx(expected, abs=1e-6)
    assert distance_km(b, a) == pytest.approx(distance_km(a, b), abs=1e-6)


@given(positions, positions, st.integers(-2, 2))
def test_a_turn_of_the_globe_changes_no_distance(a: LatLon, b: LatLon, turns: int) -> None:
    turned = LatLon(b.latitude, b.longitude + 360 * turns)
    assert distance_km(a, turned) == pytest.approx(distance_km(a, b), abs=1e-6)
    assert distance_km(turned, a) == pytest.approx(distance_km(a, b), abs=1e-6)


def test_many_distances_at_once() -> None:
    there = distances_km([51.5074, 48.8566], [-0.1278, 2.3522], PARIS)
    assert there.tolist() == [distance_km(PARIS, LONDON), 0.0]
    assert distances_km([], [], PARIS).shape == (0,)


@given(positions)
def test_vectors_and_back(place: LatLon) -> None:
    vector = unit_vectors(place.latitude, place.longitude)
    assert vector.shape == (1, 3)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-15)
    back_latitude, back_longitude = latitudes_longitudes(vector)
    back = LatLon(float(back_latitude[0]), float(back_longitude[0]))
    assert distance_km(place, back) < 1e-6


def test_vectors_point_where_they_should() -> None:
    vectors = unit_vectors([0, 0, 90], [0, 90, 12])
    assert vectors == pytest.approx(np.eye(3), abs=1e-15)


@pytest.mark.parametrize(
    ("longitude", "expected"),
    [(180, 180), (-180, -180), (181, -179), (-181, 179), (540, -180), (725, 5), (2.3522, 2.3522)],
)
def test_longitudes_are_wrapped(longitude: float, expected: float) -> None:
    assert wrap_longitude(longitude) == expected


@pytest.mark.parametrize(
    ("target", "bearing", "point"),
    [
        (LatLon(1, 0), 0, "N"),
        (LatLon(0, 1), 90, "E"),
        (LatLon(-1, 0), 180, "S"),
        (LatLon(0, -1), 270, "W"),
        (LatLon(1, 1), 44.9956, "NE"),
        (LatLon(0, 359), 270, "W"),
        (LatLon(90, 77), 0, "N"),
        (LatLon(0, 0), 0, "N"),
        (LatLon(0, 180), 0, "N"),
    ],
)
def test_bearings(target: LatLon, bearing: float, point: str) -> None:
    found = initial_bearing(LatLon(0, 0), target)
    assert found == pytest.approx(bearing, abs=1e-4)
    assert compass_point(found) == point


def test_bearing_across_the_antimeridian() -> None:
    assert initial_bearing(LatLon(0, 179), LatLon(0, -179)) == pytest.approx(90)


def test_bearings_stay_below_360() -> None:
    assert initial_bearing(LatLon(0, 0), LatLon(10, -1e-16)) < 360


def test_compass_points_change_in_the_middle() -> None:
    found = [compass_point(bearing) for bearing in (22, 23, 67, 68, 202, 203, 337, 338, 360, -45)]
    assert found == ["N", "NE", "NE", "E", "S", "SW", "NW", "N", "N", "NW"]


@given(positions, st.floats(0, 359.999), st.floats(1, 20_000))
def test_a_way_arrives_at_its_length(origin: LatLon, bearing: float, kilometres: float) -> None:
    there = destination(origin, bearing, kilometres)
    assert -180 <= there.longitude <= 180
    assert distance_km(origin, there) == pytest.approx(kilometres, abs=1e-6)
    if abs(origin.latitude) < 89.99 and kilometres < 19_990:
        turn = (initial_bearing(origin, there) - bearing + 180) % 360 - 180
        assert turn == pytest.approx(0, abs=1e-5)


def test_over_the_pole_and_down_the_other_side() -> None:
    there = destination(LatLon(80, 30), 0, 20 * math.pi * EARTH_RADIUS_KM / 180)
    assert there.latitude == pytest.approx(80)
    assert there.longitude == pytest.approx(-150)


# Circles


def as_shapely(polygon: Polygon) -> shapely.Polygon:
    rings = [
        [(place.longitude, place.latitude) for place in ring]
        for ring in (polygon.exterior, *polygon.holes)
    ]
    return shapely.Polygon(rings[0], rings[1:])


def area_on_sphere(ring: Ring) -> float:
    """Steradians inside a ring of straight edges on the plane; negative if it winds clockwise.

    The integral of sin(latitude) over longitude along the ring (Green's theorem).
    """
    latitude = np.radians([place.latitude for place in ring])
    steps = np.diff(np.radians([place.longitude for place in ring]))
    a, b = latitude[:-1], latitude[1:]
    # The mean of the sine along an edge, in a form that is exact for level edges.
    mean = np.sin((a + b) / 2) * np.sinc((b - a) / (2 * np.pi))
    return -float(np.sum(mean * steps))


def check_circle(center: LatLon, radius_km: float) -> tuple[Polygon, ...]:
    """Everything that must hold for any circle; returns it for more."""
    polygons = cap_polygons(center, radius_km)
    shapes = [as_shapely(polygon) for polygon in polygons]
    for polygon, shape in zip(polygons, shapes, strict=True):
        assert shape.is_valid, shapely.is_valid_reason(shape)
        assert shape.exterior.is_ccw and not any(hole.is_ccw for hole in shape.interiors)
        for ring in (polygon.exterior, *polygon.holes):
            assert ring[0] == ring[-1] and len(ring) >= 4
            assert all(abs(p.longitude) <= 180 and abs(p.latitude) <= 90 for p in ring)
            assert all(a != b for a, b in itertools.pairwise(ring))
    for one, other in itertools.pairwise(shapes):
        assert one.intersection(other).area == 0

    area = sum(area_on_sphere(ring) for p in polygons for ring in (p.exterior, *p.holes))
    expected = 2 * math.pi * (1 - math.cos(min(radius_km / EARTH_RADIUS_KM, math.pi)))
    # Relative to the smaller side of the outline. A millionth of the sphere's rounding remains.
    smaller = min(expected, 4 * math.pi - expected)
    assert area == pytest.approx(expected, abs=5e-4 * smaller + 1e-12)

    # Half a degree of bearing between vertices leaves a sagitta of 2e-4; inside poles the
    # straight edges on the plane leave up to a few thousandths of the radius.
    random = np.random.default_rng(1)
    latitude = np.degrees(np.arcsin(random.uniform(-1, 1, 400)))
    longitude = random.uniform(-180, 180, 400)
    scale = min(radius_km, HALF_CIRCUMFERENCE_KM - radius_km)
    close = [
        destination(center, 11.0 * k, radius_km + scale * (0.01 if k % 2 else -0.01))
        for k in range(33)
    ]
    latitude = np.append(latitude, [place.latitude for place in close])
    longitude = np.append(longitude, [place.longitude for place in close])
    distance = distances_km(latitude, longitude, center)
    inside = np.any([shapely.contains_xy(s, longitude, latitude) for s in shapes], axis=0)
    clear = np.abs(distance - radius_km) > 0.005 * scale + 1e-6
    clear &= np.abs(longitude) < 180 - 1e-6
    assert np.array_equal(inside[clear], distance[clear] < radius_km)
    return polygons


@given(positions, radii)
def test_any_circle(center: LatLon, radius_km: float) -> None:
    check_circle(center, radius_km)


@given(positions, st.sampled_from([1, -1]), st.sampled_from([0.0, 1e-9, 1e-6, 1e-3, 0.1, -1e-6]))
def test_circles_through_a_pole(center: LatLon, pole: int, beyond_km: float) -> None:
    radius_km = distance_km(center, LatLon(90.0 * pole, 0)) + beyond_km
    if 0.01 < radius_km < HALF_CIRCUMFERENCE_KM - 0.01:
        check_circle(center, radius_km)


def longitude_span(ring: Ring) -> tuple[float, float]:
    return min(p.longitude for p in ring), max(p.longitude for p in ring)


def test_a_plain_circle_is_one_ring() -> None:
    (circle,) = check_circle(PARIS, 200)
    assert not circle.holes
    assert len(circle.exterior) >= 180
    for place in circle.exterior:
        assert distance_km(PARIS, place) == pytest.approx(200, abs=1e-6)


def test_the_antimeridian_cuts_a_circle_in_two() -> None:
    for longitude in (179.0, -179.0, 181.0, 180.0, -180.0):
        west, east = check_circle(LatLon(-17, longitude), 300)
        assert longitude_span(west.exterior)[1] == 180
        assert longitude_span(east.exterior)[0] == -180
        assert longitude_span(west.exterior)[0] > 170 and longitude_span(east.exterior)[1] < -170


def test_a_circle_that_touches_the_antimeridian_is_whole() -> None:
    degree = math.pi * EARTH_RADIUS_KM / 180
    assert len(check_circle(LatLon(0, 178), 2 * degree)) == 1
    assert len(check_circle(LatLon(0, 178), 2.01 * degree)) == 2


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_one_pole_inside_closes_the_ring_along_its_edge(pole: float) -> None:
    for center, radius in ((LatLon(pole * 0.9, 179), 3_000), (LatLon(pole, 0), 500)):
        (circle,) = check_circle(center, radius)
        assert {LatLon(pole, -180.0), LatLon(pole, 180.0)} <= set(circle.exterior)
        assert not circle.holes


def test_both_poles_inside_leave_a_hole() -> None:
    (circle,) = check_circle(LatLon(10, 100), 19_000)
    assert longitude_span(circle.exterior) == (-180, 180)
    (hole,) = circle.holes
    antipode = LatLon(-10, -80)
    for place in hole:
        assert distance_km(antipode, place) == pytest.approx(HALF_CIRCUMFERENCE_KM - 19_000)


@pytest.mark.parametrize("longitude", [0.0, 3.0, -3.0])
def test_a_hole_across_the_antimeridian_is_a_notch_in_both_sides(longitude: float) -> None:
    (circle,) = check_circle(LatLon(10, longitude), 19_000)
    assert not circle.holes
    assert len(circle.exterior) > 180


def test_half_the_circumference_is_the_world() -> None:
    for radius in (HALF_CIRCUMFERENCE_KM, 30_000, math.inf):
        (world,) = cap_polygons(PARIS, radius)
        assert area_on_sphere(world.exterior) == pytest.approx(4 * math.pi)
        assert not world.holes


def test_no_radius_no_circle() -> None:
    assert cap_polygons(PARIS, 0) == ()


def test_vertices_as_asked_for() -> None:
    for points in (8, 9, 64):
        (circle,) = cap_polygons(PARIS, 1, points=points)
        assert points < len(circle.exterior) <= points + 3


@pytest.mark.parametrize(
    ("center", "radius", "points"),
    [
        (PARIS, -1, 180),
        (PARIS, math.nan, 180),
        (LatLon(math.nan, 0), 1, 180),
        (LatLon(0, math.inf), 1, 180),
        (LatLon(90.1, 0), 1, 180),
        (PARIS, 1, 7),
    ],
)
def test_what_is_no_circle(center: LatLon, radius: float, points: int) -> None:
    with pytest.raises(ValueError, match="no circle"):
        cap_polygons(center, radius, points)
