"""Maps for the HTML page: equirectangular, drawn from Natural Earth as inline SVG.

The outlines are stored once in the page and used by every map. Points are page elements
placed over the drawing, so they keep their size whatever the width of the window.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from img2loc_desktop.core import basemap
from img2loc_desktop.core.exports.html import Node, node
from img2loc_desktop.core.geo import HALF_CIRCUMFERENCE_KM, Polygon, distance_km, wrap_longitude
from img2loc_desktop.core.types import LatLon

ASPECT = 2.4  # width to height of every map

_KM_PER_DEGREE = HALF_CIRCUMFERENCE_KM / 180.0
_COPIES = (-360, 0, 360)
_SMALLEST_DEGREES = 18.0  # the height at which the outlines still look right


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world that a map shows, in degrees: middle, width and height."""

    longitude: float
    latitude: float
    width: float
    height: float

    def place(self, position: LatLon) -> tuple[float, float]:
        """Where a position lies from the left and the top, in percent of the map's sides."""
        step = wrap_longitude(position.longitude - self.longitude)
        top = (self.latitude - position.latitude) / self.height
        return 50.0 + step / self.width * 100.0, 50.0 + top * 100.0

    def shows(self, position: LatLon) -> bool:
        """Whether a position lies on the map."""
        return all(0.0 <= percent <= 100.0 for percent in self.place(position))


# From the Antarctic coast to the north of Greenland: nobody lives beyond.
WORLD = View(0.0, 10.0, 360.0, 360.0 / ASPECT)


def view_around(center: LatLon, radius_km: float, others: Iterable[LatLon]) -> View:
    """A view that holds a circle and some other places, or the world where it would be nearly so.

    East to west it is widened as the meridians draw together, so that a circle looks round.
    """
    reach = max([radius_km, *(distance_km(center, other) for other in others)])
    height = max(_SMALLEST_DEGREES, 2.4 * reach / _KM_PER_DEGREE)
    middle = max(-64.0, min(70.0, center.latitude))
    width = height * ASPECT / math.cos(math.radians(middle))
    if width > 200.0:
        return WORLD
    return View(wrap_longitude(center.longitude), middle, width, height)


def outlines() -> Node:
    """The land and the borders, to be put into the page once, before the maps that use them."""
    rings = (basemap.unbroken(ring) for polygon in basemap.land() for ring in polygon)
    land = "".join(_path(ring, close=True) for ring in rings)
    borders = "".join(_path(line) for line in basemap.borders())
    return node(
        "svg",
        "stock",
        node(
            "defs",
            "",
            node(
                "g",
                "",
                node("path", "land", d=land),
                node("path", "borders", d=borders),
                id="world",
            ),
        ),
        aria_hidden="true",
    )


def drawing(view: View, areas: Sequence[tuple[str, Sequence[Polygon]]]) -> Node:
    """The map itself with areas of a role each; a map beyond the antimeridian starts again."""
    left, top = view.longitude - view.width / 2, -(view.latitude + view.height / 2)
    # Land that lies across the antimeridian sticks out of its copy of the world.
    children = [node("use", "", href="#world", x=str(shift)) for shift in _COPIES]
    for shift in _shifts(view):
        for role, polygons in areas:
            kind = f"area {role}"
            fill = "".join(_area(polygon) for polygon in polygons)
            edge = "".join(_edge(polygon) for polygon in polygons)
            move = f"translate({shift} 0)"
            children.append(node("path", f"{kind} fill", d=fill, transform=move))
            children.append(node("path", f"{kind} edge", d=edge, transform=move))
    box = f"{left:.3f} {top:.3f} {view.width:.3f} {view.height:.3f}"
    return node("svg", "", *children, viewBox=box, preserveAspectRatio="none", aria_hidden="true")


def _shifts(view: View) -> Iterator[int]:
    """By how many degrees the areas are moved for each copy that the view can see."""
    for shift in _COPIES:
        if abs(view.longitude - shift) < 180.0 + view.width / 2:
            yield shift


def _area(polygon: Polygon) -> str:
    rings = (polygon.exterior, *polygon.holes)
    return "".join(_path([(p.longitude, p.latitude) for p in ring], close=True) for ring in rings)


def _edge(polygon: Polygon) -> str:
    """The outline without the stretches along the map's own edge, which are no outline."""
    parts: list[str] = []
    for ring in (polygon.exterior, *polygon.holes):
        stretch: list[tuple[float, float]] = []
        for start, end in itertools.pairwise(ring):
            if _along_the_edge(start, end):
                parts.append(_path(stretch))
                stretch = []
                continue
            if not stretch:
                stretch.append((start.longitude, start.latitude))
            stretch.append((end.longitude, end.latitude))
        parts.append(_path(stretch))
    return "".join(parts)


def _along_the_edge(start: LatLon, end: LatLon) -> bool:
    seam = abs(start.longitude) == 180.0 and start.longitude == end.longitude
    pole = abs(start.latitude) == 90.0 and start.latitude == end.latitude
    return seam or pole


def _path(points: Iterable[Sequence[float]], close: bool = False) -> str:
    """SVG path data in hundredths of a degree; north is up, so latitudes change their sign."""
    steps = [f"{_number(x)} {_number(-y)}" for x, y in points]
    if len(steps) < 2:
        return ""
    return f"M{'L'.join(steps)}{'Z' if close else ''}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
