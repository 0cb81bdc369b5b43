"""The areas of the estimate, round and smallest ones, and the line to the photo's own GPS."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from img2loc_desktop.core import cells, geo, words
from img2loc_desktop.core.types import Estimate, LatLon, Result
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui.map import theme as colors
from img2loc_desktop.gui.map.lettering import HALO, haloed, text_size
from img2loc_desktop.gui.map.paths import line_path, ring_path
from img2loc_desktop.gui.map.projection import Points, View, plane_points
from img2loc_desktop.gui.map.shapes import (
    Lines,
    Polygons,
    Segments,
    segments_within,
    unbroken,
    without_map_edges,
)
from img2loc_desktop.gui.map.theme import Theme
from img2loc_desktop.gui.speech import spoken

_OPACITY = 0.25  # of the 50 % area
_STEPS = 64  # of a great circle
_MARGIN = 8.0  # pixels beyond the view where outlines may end


class Areas:
    """The 50 % and 90 % areas of an estimate: circles on the globe, not on the map."""

    def __init__(self, estimate: Estimate) -> None:
        self._inner = _Outlined(geo.cap_polygons(estimate.position, estimate.radius_p50_km))
        self._outer = _Outlined(geo.cap_polygons(estimate.position, estimate.radius_p90_km))

    def paint(self, painter: QPainter, view: View, theme: Theme) -> None:
        """Fill the 50 % area and draw the outline of both, that of 90 % dashed."""
        fill = QColor(colors.ESTIMATE)
        fill.setAlphaF(_OPACITY)
        self._inner.fill(painter, view, fill)
        self._inner.outline(painter, view, QPen(theme.outline, 1.4))
        dashed = QPen(theme.outline, 1.6)
        dashed.setDashPattern([5.0, 4.0])
        self._outer.outline(painter, view, dashed)


class SmallestAreas:
    """The smallest areas that hold 50 % and 90 %; not necessarily in one piece.

    Their edges follow meridians and parallels, which are straight on the map.
    """

    def __init__(self, estimate: Estimate) -> None:
        areas = sorted(estimate.areas, key=lambda area: -area.share)
        self._areas = [(area.share, _Outlined(cells.polygons(area.cells))) for area in areas]

    def paint(self, painter: QPainter, view: View) -> None:
        """Fill each, the broad ones more faintly, and draw the outlines."""
        for share, area in self._areas:
            fill = QColor(colors.AREAS)
            fill.setAlphaF(_OPACITY if share <= 0.5 else _OPACITY / 4)
            area.fill(painter, view, fill)
            area.outline(painter, view, QPen(colors.AREAS, 1.2 if share <= 0.5 else 0.8))


class _Outlined:
    def __init__(self, polygons: Sequence[geo.Polygon]) -> None:
        rings = [
            [_on_plane(ring) for ring in (polygon.exterior, *polygon.holes)] for polygon in polygons
        ]
        self._area = Polygons.of(rings)
        outlines = [without_map_edges(ring) for polygon in rings for ring in polygon]
        self._outline = np.concatenate(outlines) if outlines else np.empty((0, 4))

    def fill(self, painter: QPainter, view: View, color: QColor) -> None:
        margin = _MARGIN / view.scale
        visible = self._area.within(view.box.grown(margin, margin))
        # Smooth edges would show where the halves meet at the antimeridian.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for polygon in visible:
            painter.fillPath(ring_path(view.pixels(ring) for ring in polygon), color)

    def outline(self, painter: QPainter, view: View, pen: QPen) -> None:
        stroke(painter, view, self._outline, pen)


class DistanceLine:
    """The shortest way from the estimate to the photo's own GPS, with its length."""

    def __init__(self, result: Result) -> None:
        distance = words.own_gps_distance_km(result)
        if result.photo.gps is None or distance is None:
            raise ValueError("the photo has no GPS position of its own")
        points = great_circle(result.estimate.position, result.photo.gps)
        self._segments = Lines.of([points]).segments()
        self._middle = points[len(points) // 2]
        self._distance_km = distance

    def paint(self, painter: QPainter, view: View, theme: Theme, font: QFont, units: Units) -> None:
        """Draw the line, and its length in the middle where there is room for it."""
        stroke(painter, view, self._segments, QPen(theme.halo, 4.0))
        stroke(painter, view, self._segments, QPen(colors.OWN_GPS, 2.0))
        text = spoken(words.distance(self._distance_km, units))
        size = text_size([text], font)
        ends = view.pixels(self._segments[[0, -1]][:, :2])
        if math.dist(ends[0], ends[1]) < 2 * size.width():
            return
        ratio = painter.device().devicePixelRatioF()
        picture = haloed([text], font, size, theme.name, theme.halo, ratio)
        x, y = self._middle.tolist()
        for copy in view.copies(x, x, margin=200):
            left, top = view.pixel(x + copy, y)
            spot = QPointF(round(left + HALO + 4), round(top - size.height() - 2))
            painter.drawPixmap(spot, picture)


def great_circle(start: LatLon, end: LatLon, steps: int = _STEPS) -> Points:
    """The shortest way between two positions on the plane, unbroken at the antimeridian."""
    distance = geo.distance_km(start, end)
    bearing = geo.initial_bearing(start, end)
    way = [geo.destination(start, bearing, distance * step / steps) for step in range(1, steps)]
    positions = [start, *way, end]
    longitudes = unbroken(np.array([position.longitude for position in positions]))
    return plane_points([position.latitude for position in positions], longitudes)


def stroke(painter: QPainter, view: View, segments: Segments, pen: QPen) -> None:
    """Draw lines of the plane in all copies of the world, clipped to the view.

    Unclipped, the dashes of a circle that is thousands of screens long would take seconds.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    margin = _MARGIN / view.scale
    for part in segments_within(segments, view.box.grown(margin, margin)):
        pixels = np.column_stack((view.pixels(part[:, :2]), view.pixels(part[:, 2:])))
        painter.strokePath(line_path(pixels), pen)


def _on_plane(ring: Sequence[LatLon]) -> Points:
    """A closed ring without its last point, which is its first one again."""
    return plane_points(
        [position.latitude for position in ring[:-1]],
        [position.longitude for position in ring[:-1]],
    )
