"""The ground of the map: sea, land, lakes and borders, as fine as the zoom shows them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from img2loc_desktop.core import basemap
from img2loc_desktop.gui.map.paths import area_paths, line_path
from img2loc_desktop.gui.map.projection import (
    WORLD_PIXELS,
    Box,
    Points,
    View,
    plane_points,
)
from img2loc_desktop.gui.map.shapes import (
    Lines,
    Polygons,
    Segments,
    segments_within,
    unbroken,
)
from img2loc_desktop.gui.map.theme import Theme

_FINE_FROM = 3.0  # the zoom from which the outlines at 1:50 million are worth their points
_CELL_PIXELS = 1.0  # no more than one point of a line in each
_MARGIN = 0.2  # of the view's sides: what is drawn beyond them for panning


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """The world's outlines on the plane at one scale."""

    land: Polygons
    lakes: Polygons
    borders: Lines

    @classmethod
    @lru_cache(maxsize=2)  # a report draws a map for each photo
    def load(cls, scale: basemap.Scale) -> Outlines:
        """Read the app's own files. Raises OSError, ValueError, KeyError."""
        return cls(
            land=_polygons(basemap.land(scale)),
            lakes=_polygons(basemap.lakes(scale)),
            borders=Lines.of(
                plane_points(line[:, 1], unbroken(line[:, 0])) for line in basemap.borders(scale)
            ),
        )

    def thinned(self, cell: float) -> _Band:
        """What is left of them where a pixel is as large as a cell of the plane."""
        return _Band(
            self.land.thinned(cell),
            self.lakes.thinned(cell),
            self.borders.thinned(cell, keep_ends=True).segments(),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """The outlines as they are drawn within one step of zoom."""

    land: Polygons
    lakes: Polygons
    borders: Segments


@dataclass(frozen=True, slots=True)
class _Paths:
    """What can be seen in a box at a band, relative to the box's corner and in its pixels."""

    fine: bool
    band: float
    box: Box
    land: list[QPainterPath]
    lakes: list[QPainterPath]
    borders: QPainterPath


@dataclass(frozen=True, slots=True)
class _Picture:
    """The ground drawn for a view that is larger than the one on the screen."""

    view: View
    theme: Theme
    fine: bool
    pixmap: QPixmap


class Ground:
    """Draws the ground. Outlines are added when they are read; until then all is sea.

    Drawn with smooth edges it takes some tens of milliseconds, so it is kept as a picture that
    is larger than the view and only copied while the map is panned. While the zoom changes it
    is drawn anew with plain edges, which takes a tenth of the time.
    """

    def __init__(self) -> None:
        self._outlines: dict[bool, Outlines] = {}
        self._bands: dict[tuple[bool, float], _Band] = {}
        self._paths: _Paths | None = None
        self._picture: _Picture | None = None

    def add(self, scale: basemap.Scale, outlines: Outlines) -> None:
        """Take in the outlines of a scale."""
        self._outlines[scale == "50m"] = outlines
        self._paths = self._picture = None

    def paint(self, painter: QPainter, view: View, theme: Theme, moving: bool) -> None:
        """Fill the view with the ground; ``moving`` says that the zoom is about to change again."""
        fine = self._fine(view)
        if fine is None:
            painter.fillRect(0, 0, view.width, view.height, theme.sea)
            return
        picture = self._picture
        if picture is None or not _shows(picture, view, theme, fine, painter):
            if moving:
                self._draw(painter, view, theme, fine, smooth=False)
                return
            picture = self._picture = self._pictured(painter, view, theme, fine)
        # A copy that is off by a part of a pixel would be blurred.
        shift = (view.x - picture.view.x + 0.5) % 1.0 - 0.5
        left = round((view.width - picture.view.width) / 2 - shift * view.scale)
        down = (view.y - picture.view.y) * view.scale
        top = round((view.height - picture.view.height) / 2 - down)
        painter.drawPixmap(QPointF(left, top), picture.pixmap)

    def _fine(self, view: View) -> bool | None:
        """Whether to draw the fine outlines; None where there are none at all yet."""
        wanted = view.zoom >= _FINE_FROM
        if wanted in self._outlines:
            return wanted
        return (not wanted) if (not wanted) in self._outlines else None

    def _pictured(self, painter: QPainter, view: View, theme: Theme, fine: bool) -> _Picture:
        ratio = painter.device().devicePixelRatioF()
        wide = replace(
            view,
            width=view.width + 2 * round(_MARGIN * view.width),
            height=view.height + 2 * round(_MARGIN * view.height),
        )
        pixmap = QPixmap(math.ceil(wide.width * ratio), math.ceil(wide.height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        with QPainter(pixmap) as inner:
            self._draw(inner, wide, theme, fine, smooth=True)
        return _Picture(wide, theme, fine, pixmap)

    def _draw(
        self, painter: QPainter, view: View, theme: Theme, fine: bool, *, smooth: bool
    ) -> None:
        paths = self._paths_for(view, fine)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        painter.fillRect(0, 0, view.width, view.height, theme.sea)
        left, top = view.pixel(paths.box.left, paths.box.top)
        painter.translate(left, top)
        zoom = view.scale / (WORLD_PIXELS * 2.0**paths.band)
        painter.scale(zoom, zoom)
        for land in paths.land:
            painter.fillPath(land, theme.land)
        for lake in paths.lakes:
            painter.fillPath(lake, theme.sea)
        pen = QPen(theme.border, 1.0)
        pen.setCosmetic(True)
        painter.strokePath(paths.borders, pen)
        painter.restore()

    def _paths_for(self, view: View, fine: bool) -> _Paths:
        band = math.ceil(2 * view.zoom) / 2
        paths = self._paths
        is_other = paths is None or (paths.fine, paths.band) != (fine, band)
        if paths is None or is_other or not paths.box.holds(view.box):
            # Room for panning, and for zooming out to the end of the band.
            box = view.box.grown(view.box.width * 0.35, view.box.height * 0.35)
            paths = self._paths = _paths_of(self._band(fine, band), fine, band, box)
        return paths

    def _band(self, fine: bool, band: float) -> _Band:
        if (fine, band) not in self._bands:
            cell = _CELL_PIXELS / (WORLD_PIXELS * 2.0**band)
            self._bands[fine, band] = self._outlines[fine].thinned(cell)
        return self._bands[fine, band]


def _paths_of(band: _Band, fine: bool, number: float, box: Box) -> _Paths:
    scale = WORLD_PIXELS * 2.0**number
    corner = np.array((box.left, box.top))

    def placed(polygons: Polygons, overlap: float = 0.0) -> Iterator[list[Points]]:
        for polygon in polygons.within(box, overlap):
            yield [(ring - corner) * scale for ring in polygon]

    borders = list(segments_within(band.borders, box))
    lines = np.concatenate(borders) if borders else np.empty((0, 4))
    return _Paths(
        fine,
        number,
        box,
        area_paths(placed(band.land, overlap=1.0 / scale)),
        area_paths(placed(band.lakes)),
        line_path((lines - np.tile(corner, 2)) * scale),
    )


def _shows(picture: _Picture, view: View, theme: Theme, fine: bool, painter: QPainter) -> bool:
    """Whether a picture can be copied into a view as it is."""
    if (picture.theme, picture.fine, picture.view.zoom) != (theme, fine, view.zoom):
        return False
    if picture.pixmap.devicePixelRatioF() != painter.device().devicePixelRatioF():
        return False
    # The view may have gone round the world since.
    return picture.view.box.near(view.x).holds(view.box)


def _polygons(polygons: Iterable[basemap.Polygon]) -> Polygons:
    return Polygons.of([_ring(ring) for ring in polygon] for polygon in polygons)


def _ring(ring: basemap.Line) -> Points:
    """A closed ring on the plane, without its last point, which is its first one again."""
    points = basemap.unbroken(ring)[:-1]
    # Holes must stay with their land: both in the world where their middle is.
    middle = (points[:, 0].min() + points[:, 0].max()) / 2
    return plane_points(points[:, 1], points[:, 0] - 360.0 * np.round(middle / 360.0))
