"""The ground of the map: sea, land, lakes and borders, as fine as the zoom shows them."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator
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
from img2loc_desktop.gui.map.slices import Steps
from img2loc_desktop.gui.map.theme import Theme

_FINE_FROM = 3.0  # the zoom from which the outlines at 1:50 million are worth their points
_CELL_PIXELS = 1.0  # no more than one point of a line in each
_MARGIN = 0.2  # of the view's sides: what is drawn beyond them for panning
_AHEAD = 0.06  # of the view's sides: what must be left of that, or the next picture is prepared
_WORLD = Box(-2.0, 0.0, 3.0, 1.0)  # as many worlds as the widest view can show
_WORLD_BAND = 2.0


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

    def hold(self, view: View) -> bool:
        """Whether a view lies within their box."""
        return self.box.near(view.x).holds(view.box)


@dataclass(frozen=True, slots=True)
class _Picture:
    """The ground drawn for a view that is larger than the one on the screen."""

    view: View
    theme: Theme
    fine: bool
    pixmap: QPixmap

    def is_like(self, view: View, theme: Theme, fine: bool, ratio: float) -> bool:
        """Whether it looks as the ground of a view does, wherever that is."""
        return (self.theme, self.fine, self.view.zoom, self.pixmap.devicePixelRatioF()) == (
            *(theme, fine, view.zoom, ratio),
        )

    def holds(self, box: Box) -> bool:
        """Whether a box of the plane is in it; the view may have gone round the world since."""
        return self.view.box.near((box.left + box.right) / 2).holds(box)


class Ground:
    """Draws the ground. Outlines are added when they are read; until then all is sea.

    Drawn with smooth edges it takes some tens of milliseconds, so it is kept as a picture that
    is larger than the view and only copied while the map is panned. While the zoom changes it
    is drawn anew with plain edges, which takes a tenth of the time. To paint never prepares
    anything: until `steps` were taken for a view, what is there for another one stands in.
    """

    def __init__(self) -> None:
        self._outlines: dict[bool, Outlines] = {}
        self._bands: dict[tuple[bool, float], _Band] = {}
        self._world: _Paths | None = None  # for views of which nothing else is known
        self._paths: _Paths | None = None
        self._picture: _Picture | None = None

    def add(self, scale: basemap.Scale, outlines: Outlines) -> None:
        """Take in the outlines of a scale."""
        self._outlines[scale == "50m"] = outlines
        self._paths = self._picture = None

    def steps(self, view: View, theme: Theme, ratio: float, moving: bool = False) -> Steps:
        """Prepare what a view shows, piece by piece; nothing is yielded where all is there.

        ``ratio`` is the pixels of the device for each logical one; ``moving`` says that the zoom
        is about to change again, so that a picture is not worth its time.
        """
        fine = self._fine(view)
        if fine is None:
            return
        if self._world is None:
            self._world = yield from self._collected(
                False not in self._outlines, _WORLD_BAND, _WORLD
            )
            yield True
        if moving:
            if not self._have_paths(view, fine):
                yield from self._prepare_paths(view, fine)
                yield True
            return
        picture = self._picture
        soon = view.box.grown(view.box.width * _AHEAD, view.box.height * _AHEAD)
        if (
            picture is not None
            and picture.is_like(view, theme, fine, ratio)
            and picture.holds(soon)
        ):
            return
        wide = replace(
            view,
            width=view.width + 2 * round(_MARGIN * view.width),
            height=view.height + 2 * round(_MARGIN * view.height),
        )
        if not self._have_paths(wide, fine):
            yield from self._prepare_paths(wide, fine)
        if self._paths is not None:
            self._picture = yield from _pictured(self._paths, wide, theme, ratio)
            yield True

    def paint(self, painter: QPainter, view: View, theme: Theme) -> None:
        """Fill the view with the ground, as far as it is prepared."""
        fine = self._fine(view)
        picture, paths = self._picture, self._paths
        if paths is None or not paths.hold(view):
            paths = self._world
        if fine is None or paths is None:
            painter.fillRect(0, 0, view.width, view.height, theme.sea)
            return
        ratio = painter.device().devicePixelRatioF()
        if picture is not None and not picture.is_like(view, theme, fine, ratio):
            picture = None
        if picture is None or not picture.holds(view.box):
            for _ in _drawn(painter, view, theme, paths, smooth=False):
                pass
        if picture is not None:
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

    def _have_paths(self, view: View, fine: bool) -> bool:
        paths = self._paths
        return (
            paths is not None
            and (paths.fine, paths.band) == (fine, _band_of(view))
            and paths.hold(view)
        )

    def _prepare_paths(self, view: View, fine: bool) -> Steps:
        # Room for panning, and for zooming out to the end of the band.
        box = view.box.grown(view.box.width * 0.35, view.box.height * 0.35)
        self._paths = yield from self._collected(fine, _band_of(view), box)

    def _collected(self, fine: bool, number: float, box: Box) -> Generator[bool, None, _Paths]:
        """The paths of a box at a band."""
        scale = WORLD_PIXELS * 2.0**number
        corner = np.array((box.left, box.top))
        if (fine, number) not in self._bands:
            self._bands[fine, number] = self._outlines[fine].thinned(_CELL_PIXELS / scale)
            yield False
        band = self._bands[fine, number]

        def placed(polygons: Polygons, overlap: float = 0.0) -> Iterator[list[Points]]:
            for polygon in polygons.within(box, overlap):
                yield [(ring - corner) * scale for ring in polygon]

        paths = _Paths(fine, number, box, [], [], QPainterPath())
        for path in area_paths(placed(band.land, overlap=1.0 / scale)):
            paths.land.append(path)
            yield False
        for path in area_paths(placed(band.lakes)):
            paths.lakes.append(path)
            yield False
        for lines in segments_within(band.borders, box):
            paths.borders.addPath(line_path((lines - np.tile(corner, 2)) * scale))
            yield False
        return paths


def _band_of(view: View) -> float:
    return math.ceil(2 * view.zoom) / 2


def _pictured(
    paths: _Paths, view: View, theme: Theme, ratio: float
) -> Generator[bool, None, _Picture]:
    pixmap = QPixmap(math.ceil(view.width * ratio), math.ceil(view.height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    with QPainter(pixmap) as painter:
        yield from _drawn(painter, view, theme, paths, smooth=True)
    return _Picture(view, theme, paths.fine, pixmap)


def _drawn(painter: QPainter, view: View, theme: Theme, paths: _Paths, *, smooth: bool) -> Steps:
    """Draw paths into a view, one with each step."""
    painter.save()
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        painter.fillRect(0, 0, view.width, view.height, theme.sea)
        box = paths.box.near(view.x)
        painter.translate(*view.pixel(box.left, box.top))
        zoom = view.scale / (WORLD_PIXELS * 2.0**paths.band)
        painter.scale(zoom, zoom)
        for land in paths.land:
            painter.fillPath(land, theme.land)
            yield False
        for lake in paths.lakes:
            painter.fillPath(lake, theme.sea)
            yield False
        pen = QPen(theme.border, 1.0)
        pen.setCosmetic(True)
        painter.strokePath(paths.borders, pen)
    finally:  # Also where the steps are dropped half-way, as the map has moved on.
        painter.restore()
    yield False


def _polygons(polygons: Iterable[basemap.Polygon]) -> Polygons:
    return Polygons.of([_ring(ring) for ring in polygon] for polygon in polygons)


def _ring(ring: basemap.Line) -> Points:
    """A closed ring on the plane, without its last point, which is its first one again."""
    points = basemap.unbroken(ring)[:-1]
    # Holes must stay with their land: both in the world where their middle is.
    middle = (points[:, 0].min() + points[:, 0].max()) / 2
    return plane_points(points[:, 1], points[:, 0] - 360.0 * np.round(middle / 360.0))
