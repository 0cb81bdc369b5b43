"""Geometry on a spherical Earth: distances, bearings, and circles as polygons.

Angles are degrees, latitude before longitude; distances are great-circle kilometres. Longitudes
beyond 180 or -180 are understood everywhere on input and never returned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from img2loc_desktop.core.types import LatLon

EARTH_RADIUS_KM = 6371.0088  # the mean radius of the IUGG
HALF_CIRCUMFERENCE_KM = math.pi * EARTH_RADIUS_KM  # no two places are farther apart

_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_TANGENT = 1e-9  # radians, 6 mm: a circle this close to a pole is moved off it
_SEAM = 1e-9  # degrees, 0.1 mm: how near the antimeridian still counts as on it
_MAX_LONGITUDE_STEP = math.radians(5)

Array = NDArray[np.float64]
Ring = tuple[LatLon, ...]


@dataclass(frozen=True, slots=True)
class Polygon:
    """An area on the latitude/longitude plane with straight edges on that plane.

    Every ring is closed (its first position is its last, too), stays within longitudes
    [-180, 180], and winds as RFC 7946 wants it with longitude to the right and latitude up:
    the exterior counter-clockwise, the holes clockwise.
    """

    exterior: Ring
    holes: tuple[Ring, ...] = ()


def unit_vectors(latitudes: ArrayLike, longitudes: ArrayLike) -> Array:
    """Points of the unit sphere, float64 (n, 3), from degrees; z goes through the north pole."""
    latitude = np.radians(np.atleast_1d(np.asarray(latitudes, dtype=np.float64)))
    longitude = np.radians(np.atleast_1d(np.asarray(longitudes, dtype=np.float64)))
    ring = np.cos(latitude)
    return np.stack((ring * np.cos(longitude), ring * np.sin(longitude), np.sin(latitude)), axis=-1)


def latitudes_longitudes(vectors: Array) -> tuple[Array, Array]:
    """Degrees of (n, 3) vectors of any length but zero: the inverse of ``unit_vectors``."""
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def wrap_longitude(longitude: float) -> float:
    """The same meridian within [-180, 180]; what lies there already is returned as it is."""
    if -180.0 <= longitude <= 180.0:
        return longitude
    return (longitude + 180.0) % 360.0 - 180.0


def distance_km(a: LatLon, b: LatLon) -> float:
    """Great-circle distance between two positions."""
    return float(distances_km([b.latitude], [b.longitude], a)[0])


def distances_km(latitudes: ArrayLike, longitudes: ArrayLike, origin: LatLon) -> Array:
    """Great-circle distances of n points from one origin, float64 (n,).

    The arctangent of sine over cosine (Vincenty's formula on a sphere), which is exact to
    rounding for neighbours and for antipodes, where the haversine and the arccosine are not.
    """
    north, east, along = _components(latitudes, longitudes, origin)
    return EARTH_RADIUS_KM * np.arctan2(np.hypot(north, east), along)


def initial_bearing(origin: LatLon, target: LatLon) -> float:
    """The direction in which a great circle leaves for the target: degrees clockwise from north.

    In [0, 360). Where every direction is right (same place, antipode) it is 0.
    """
    north, east, _ = _components([target.latitude], [target.longitude], origin)
    if math.hypot(north[0], east[0]) < 1e-15:
        return 0.0
    # A bearing just west of north must not round up to 360.
    return math.degrees(math.atan2(east[0], north[0])) % 360.0 % 360.0


def compass_point(bearing: float) -> str:
    """The nearest of the eight compass points: "N", "NE", ... for degrees from north."""
    return _COMPASS[round(bearing / 45.0) % 8]


def destination(origin: LatLon, bearing: float, kilometres: float) -> LatLon:
    """Where one arrives after a great-circle way, leaving at a bearing in degrees from north."""
    x, y, z = _circle(
        math.radians(origin.latitude),
        kilometres / EARTH_RADIUS_KM,
        np.radians(np.array([bearing])),
    )
    latitude = math.degrees(math.atan2(z[0], math.hypot(x[0], y[0])))
    longitude = math.degrees(math.atan2(y[0], x[0]))
    return LatLon(latitude, wrap_longitude(wrap_longitude(origin.longitude) + longitude))


def cap_polygons(center: LatLon, radius_km: float, points: int = 180) -> tuple[Polygon, ...]:
    """All that lies within a radius of a centre, as polygons on the latitude/longitude plane.

    - No pole inside: one polygon, or two where the antimeridian cuts it.
    - One pole inside: one polygon that is closed along that pole's edge of the plane.
    - Both poles inside (far larger than a hemisphere): the world less a hole around the
      antipode; a hole that lies across the antimeridian is a notch in both of its sides.
    - Nothing for a radius of 0, the world for half the circumference or more.

    The outline has at least ``points`` vertices, and more where it passes a pole. Raises
    ValueError for a radius or centre that is no number, a negative radius, a latitude beyond
    the poles, or fewer than 8 points.
    """
    on_earth = abs(center.latitude) <= 90 and math.isfinite(center.longitude)
    if not (on_earth and radius_km >= 0 and points >= 8):  # NaN compares as false
        raise ValueError(f"no circle of {radius_km} km around {center} with {points} points")
    latitude = math.radians(center.latitude)
    longitude = wrap_longitude(center.longitude)
    radius = _off_the_poles(latitude, radius_km / EARTH_RADIUS_KM)
    if radius_km == 0:
        return ()
    if radius >= math.pi - _TANGENT:
        return (Polygon(_ring(_WORLD)),)
    north, south = math.cos(radius + latitude) < 0, math.cos(radius - latitude) < 0
    if radius > math.pi / 2 and north and south:
        antipode = wrap_longitude(longitude + 180.0)
        return (_world_without(_loop(-latitude, antipode, math.pi - radius, points)),)
    loop = _loop(latitude, longitude, radius, points)
    if north or south:
        return (Polygon(_ring(_closed_along_pole(loop, 90.0 if north else -90.0))),)
    return tuple(Polygon(_ring(part)) for part in _cut(loop))


_WORLD = np.array([(-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0)])


def _components(
    latitudes: ArrayLike, longitudes: ArrayLike, origin: LatLon
) -> tuple[Array, Array, Array]:
    """Unit vectors as seen from the origin: their parts to its north, to its east, and upwards."""
    latitude = np.radians(np.asarray(latitudes, dtype=np.float64))
    step = np.asarray(longitudes, dtype=np.float64) - origin.longitude
    step = np.radians(step - 360.0 * np.round(step / 360.0))
    sine, cosine = np.sin(latitude), np.cos(latitude)
    origin_sine = math.sin(math.radians(origin.latitude))
    origin_cosine = math.cos(math.radians(origin.latitude))
    towards = cosine * np.cos(step)
    return (
        origin_cosine * sine - origin_sine * towards,
        cosine * np.sin(step),
        origin_sine * sine + origin_cosine * towards,
    )


def _circle(latitude: float, radius: float, bearings: Array) -> tuple[Array, Array, Array]:
    """Unit vectors at a radius from a centre on the zero meridian; everything in radians."""
    sine, cosine = math.sin(latitude), math.cos(latitude)
    up, out = math.cos(radius), math.sin(radius)
    north = out * np.cos(bearings)
    return up * cosine - north * sine, out * np.sin(bearings), up * sine + north * cosine


def _off_the_poles(latitude: float, radius: float) -> float:
    """A circle through a pole has no longitude there: a slightly larger one has."""
    for to_pole in (math.pi / 2 - latitude, math.pi / 2 + latitude):
        if abs(radius - to_pole) < _TANGENT:
            radius = to_pole + 2 * _TANGENT
    return radius


def _loop(latitude: float, longitude: float, radius: float, points: int) -> Array:
    """Outline of a circle: (n, 2) longitude and latitude in degrees, counter-clockwise.

    It starts due north of the centre and goes by the west. The eastern half is the mirror
    image of the western one, so longitudes run on, without a jump, from ``longitude`` - 180
    to + 180.
    """
    bearings = np.linspace(0.0, math.pi, (points + 1) // 2 + 1)
    # Near a pole the longitude races while the bearing hardly moves: halve such steps.
    for _ in range(50):
        x, y, z = _circle(latitude, radius, bearings)
        y[0] = y[-1] = 0.0
        step = np.arctan2(y, x)
        wide = np.flatnonzero(np.abs(np.diff(step)) > _MAX_LONGITUDE_STEP)
        if not wide.size:
            break
        middles = (bearings[wide] + bearings[wide + 1]) / 2
        bearings = np.insert(bearings, wide + 1, middles)
    latitudes = np.degrees(np.arctan2(z, np.hypot(x, y)))
    steps = np.degrees(step)
    west = np.column_stack((longitude - steps, latitudes))
    east = np.column_stack((longitude + steps, latitudes))[::-1]
    return np.concatenate((west, east))


def _closed_along_pole(loop: Array, pole: float) -> Array:
    """The area between the outline of a circle around a pole and that pole's edge."""
    # Every meridian meets such an outline exactly once, so longitudes put it in order.
    wrapped = (loop[:, 0] + 180.0) % 360.0 - 180.0
    longitudes, first = np.unique(wrapped, return_index=True)
    latitudes = loop[first, 1]
    inside = longitudes > -180.0
    seam = float(np.interp(180.0, longitudes, latitudes, period=360.0))
    outline = np.column_stack((longitudes[inside], latitudes[inside]))
    outline = np.concatenate(([(-180.0, seam)], outline, [(180.0, seam)]))
    if pole > 0:
        return np.concatenate((outline, [(180.0, pole), (-180.0, pole)]))
    return np.concatenate(([(-180.0, pole), (180.0, pole)], outline[::-1]))


def _cut(loop: Array) -> tuple[Array, ...]:
    """One outline within [-180, 180], or its western and eastern parts, both counter-clockwise.

    The western part runs from the northern crossing to the southern one, the eastern part back.
    """
    low, high = loop[:, 0].min(), loop[:, 0].max()
    if low >= -180.0 - _SEAM and high <= 180.0 + _SEAM:
        inner = 180.0 - _SEAM  # so that a hole never shares an edge with the world's outline
        return (np.column_stack((loop[:, 0].clip(-inner, inner), loop[:, 1])),)
    seam = 180.0 if high > 180.0 + _SEAM else -180.0
    is_west = loop[:, 0] <= seam
    start = int(np.flatnonzero(is_west & ~np.roll(is_west, 1))[0])
    loop, is_west = np.roll(loop, -start, axis=0), np.roll(is_west, -start)
    west, east = loop[is_west], loop[~is_west]
    north, south = _crossing(east[-1], west[0], seam), _crossing(west[-1], east[0], seam)
    west[:, 0] += 180.0 - seam
    east[:, 0] -= 180.0 + seam
    return (
        np.concatenate(([(180.0, north)], west, [(180.0, south)])),
        np.concatenate(([(-180.0, south)], east, [(-180.0, north)])),
    )


def _crossing(a: Array, b: Array, seam: float) -> float:
    """The latitude at which an edge between two vertices crosses a meridian."""
    part = (seam - a[0]) / (b[0] - a[0])
    # In this form a vertex that lies on the meridian is met exactly, without a tiny spike.
    return float(a[1] * (1.0 - part) + b[1] * part)


def _world_without(loop: Array) -> Polygon:
    """The whole plane less the area inside an outline that holds no pole."""
    parts = _cut(loop)
    if len(parts) == 1:
        return Polygon(_ring(_WORLD), (_ring(parts[0][::-1]),))
    west, east = parts
    return Polygon(_ring(np.concatenate((_WORLD[:2], west[::-1], _WORLD[2:], east[::-1]))))


def _ring(vertices: Array) -> Ring:
    """A closed ring of positions from (n, 2) longitudes and latitudes, repeats left out."""
    moved = np.any(vertices != np.roll(vertices, 1, axis=0), axis=1)
    ring = [LatLon(latitude, longitude) for longitude, latitude in vertices[moved].tolist()]
    return (*ring, ring[0])
