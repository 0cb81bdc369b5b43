"""The names on the map: which ones, where, and so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QPainter

from img2loc_desktop.core import basemap
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.gui.map.lettering import Lettering, Rank
from img2loc_desktop.gui.map.projection import Box, Points, View, plane_of, position_of
from img2loc_desktop.gui.map.shapes import spans
from img2loc_desktop.gui.map.slices import Steps
from img2loc_desktop.gui.map.theme import Theme

_MOST_PLACES = 400  # that are asked for in a view
_ROOM = 11_000  # square pixels of the view for each name
_MARGIN = 0.25  # of the view's sides: names that panning brings in
_PADDING = (5.0, 3.0)  # pixels that stay free between names
_DOT = 3.0  # half of the size of a place's dot
_GAPS = (5.0, 14.0)  # pixels from a place to its name: the wider one leaves room for a sign
_CITY_PIXELS = 12.0
_CITY = 100_000  # inhabitants
_SECTIONS_FROM = 10.5  # the zoom from which parts of cities have names


Rectangle = tuple[float, float, float, float]  # left, top, right and bottom, in pixels


@dataclass(frozen=True, slots=True)
class Name:
    """Something that may be written. ``width`` is the room that a country has on the plane."""

    text: str
    rank: Rank
    x: float
    y: float
    population: int = 0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A name and the top left corner of its text, in pixels from the place's own."""

    name: Name
    left: float
    top: float
    size: QSizeF


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A sign on the plane that no name may cover; ``half`` is half of its size in pixels."""

    x: float
    y: float
    half: float


@dataclass(frozen=True, slots=True)
class _Layout:
    """Names that were placed, and what for."""

    zoom: float
    box: Box
    font: str
    obstacles: tuple[Obstacle, ...]
    placed: tuple[Placed, ...]

    def shows(self, view: View, font: str, obstacles: tuple[Obstacle, ...]) -> bool:
        same = (self.zoom, self.font, self.obstacles) == (view.zoom, font, obstacles)
        return same and self.box.near(view.x).holds(view.box)


class Names:
    """Chooses and draws names; places come when the gazetteer has been read."""

    def __init__(self) -> None:
        self._countries: tuple[Name, ...] = ()
        self._capitals: tuple[Name, ...] = ()
        self._gazetteer: Gazetteer | None = None
        self._lettering = Lettering()
        # What may be written within _known_box, the most important first.
        self._known: tuple[Name, ...] = ()
        self._points: Points = np.empty((0, 2))
        self._known_box: Box | None = None
        self._known_zoom = -1.0
        self._layout: _Layout | None = None

    def add_basemap(
        self, countries: Iterable[basemap.CountryName], capitals: Iterable[basemap.Capital]
    ) -> None:
        """Take in the names that ship with the base map."""
        self._countries = tuple(
            Name(country.name, Rank.COUNTRY, *plane_of(country.position), width=country.width / 360)
            for country in sorted(countries, key=lambda country: -country.width)
        )
        self._capitals = tuple(
            Name(capital.name, Rank.CAPITAL, *plane_of(capital.position), capital.population)
            for capital in capitals
        )
        self._forget()

    def add_gazetteer(self, gazetteer: Gazetteer) -> None:
        """Take in the places."""
        self._gazetteer = gazetteer
        self._forget()

    def steps(
        self,
        view: View,
        theme: Theme,
        font: QFont,
        ratio: float,
        obstacles: tuple[Obstacle, ...] = (),
        moving: bool = False,
    ) -> Steps:
        """Find, place and letter the names of a view; nothing is yielded where all is there.

        While the zoom is ``moving`` no places are looked up.
        """
        for _ in self._laid_out(view, font, obstacles, moving):
            yield False
        key, is_new = font.key(), False
        for placed in self._layout.placed if self._layout else ():
            text, rank = placed.name.text, placed.name.rank
            if not self._lettering.has(text, rank, key, theme, ratio):
                self._lettering.of(text, rank, font, key, theme, ratio)
                is_new = True
                yield False
        if is_new:
            yield True

    def paint(
        self,
        painter: QPainter,
        view: View,
        theme: Theme,
        font: QFont,
        plates: Sequence[QRectF] = (),
    ) -> None:
        """Write the names of the last layout, those that are lettered.

        What would reach below one of the ``plates``, in pixels of the view, is left out: half a
        name is a wrong name. It stands where it did as soon as the map is panned.
        """
        ratio, key = painter.device().devicePixelRatioF(), font.key()
        for placed in self._layout.placed if self._layout else ():
            text, rank = placed.name.text, placed.name.rank
            if not self._lettering.has(text, rank, key, theme, ratio):
                continue
            letters = self._lettering.of(text, rank, font, key, theme, ratio)
            for copy in view.copies(placed.name.x, placed.name.x, margin=200):
                x, y = view.pixel(placed.name.x + copy, placed.name.y)
                # Letters stay sharp on whole pixels.
                corner = QPointF(round(x + placed.left), round(y + placed.top))
                pictures = [(corner, letters)]
                if rank != Rank.COUNTRY:
                    dot = self._lettering.dot(rank, theme, ratio)
                    half = dot.deviceIndependentSize() / 2
                    pictures.insert(0, (QPointF(x - half.width(), y - half.height()), dot))
                if any(
                    plate.intersects(QRectF(at, picture.deviceIndependentSize()))
                    for plate in plates
                    for at, picture in pictures
                ):
                    continue
                for at, picture in pictures:
                    painter.drawPixmap(at, picture)

    def layout(
        self,
        view: View,
        font: QFont,
        obstacles: tuple[Obstacle, ...] = (),
        moving: bool = False,
    ) -> tuple[Placed, ...]:
        """The names of a view and where they stand, the most important first."""
        for _ in self._laid_out(view, font, obstacles, moving):
            pass
        return self._layout.placed if self._layout else ()

    def _laid_out(
        self, view: View, font: QFont, obstacles: tuple[Obstacle, ...], moving: bool
    ) -> Iterator[None]:
        """Bring the layout up to a view, with one name at each step."""
        is_known = self._known_box is not None and (
            moving
            or (self._known_zoom == view.zoom and self._known_box.near(view.x).holds(view.box))
        )
        layout = self._layout
        if is_known and layout is not None and layout.shows(view, font.key(), obstacles):
            return
        if not is_known:
            self._look_up(view)
            yield
        wide = view.box.grown(view.box.width * _MARGIN, view.box.height * _MARGIN)
        placed = []
        for one in self._place(view, wide, font, obstacles):
            placed.append(one)
            yield
        self._layout = _Layout(view.zoom, wide, font.key(), obstacles, tuple(placed))

    def _forget(self) -> None:
        self._known_box = self._layout = None

    def _look_up(self, view: View) -> None:
        box = view.box.grown(view.box.width * _MARGIN * 2, view.box.height * _MARGIN * 2)
        least = smallest_population(view.zoom)
        names = [*self._countries]
        names += [capital for capital in self._capitals if capital.population >= least / 10]
        if self._gazetteer is not None:
            known = {(name.text, round(name.x, 5), round(name.y, 5)) for name in names}
            for place in self._places(self._gazetteer, box, least, view.zoom):
                if (place.text, round(place.x, 5), round(place.y, 5)) not in known:
                    names.append(place)
        self._known = tuple(sorted(names, key=lambda name: (name.rank, -name.population)))
        self._points = np.array([(name.x, name.y) for name in self._known]).reshape(-1, 2)
        self._known_box, self._known_zoom = box, view.zoom

    @staticmethod
    def _places(gazetteer: Gazetteer, box: Box, least: int, zoom: float) -> Iterator[Name]:
        north, south = position_of(0.5, box.top).latitude, position_of(0.5, box.bottom).latitude
        if box.width >= 1.0:
            worlds = [(0.0, 1.0)]
        else:
            worlds = [(left, right) for _, left, right in spans(box.left, box.right)]
        for left, right in worlds:
            for place in gazetteer.within(
                south,
                left * 360 - 180,
                north,
                right * 360 - 180,
                population=least,
                sections=zoom >= _SECTIONS_FROM,
                limit=_MOST_PLACES,
            ):
                rank = Rank.CITY if place.population >= _CITY else Rank.TOWN
                yield Name(place.name, rank, *plane_of(place.position), place.population)

    def _place(
        self, view: View, box: Box, font: QFont, obstacles: tuple[Obstacle, ...]
    ) -> Iterator[Placed]:
        """Take names by rank and size, each at the first spot where it covers no other."""
        width, height = round(box.width * view.scale), round(box.height * view.scale)
        names, signs = _Taken(width, height), _Taken(width, height)
        middle = (box.left + box.right) / 2
        for obstacle in obstacles:
            x = (obstacle.x + round(middle - obstacle.x) - box.left) * view.scale
            y = (obstacle.y - box.top) * view.scale
            signs.take(_around(x, y, obstacle.half))
        # One copy of the world stands for all: the others look the same.
        points = self._points + np.column_stack(
            (np.round(middle - self._points[:, 0]), np.zeros(len(self._points)))
        )
        pixels = (points - np.array((box.left, box.top))) * view.scale
        inside = ((pixels >= 0) & (pixels <= (width, height))).all(axis=1)
        room = width * height // _ROOM
        key = font.key()
        for row in np.flatnonzero(inside).tolist():
            if not room:
                return
            name = self._known[row]
            size = self._lettering.size(name.text, name.rank, font, key)
            if name.rank == Rank.COUNTRY and size[0] > 1.2 * name.width * view.scale:
                continue
            x, y = pixels[row].tolist()
            dot = _around(x, y, _DOT)
            if name.rank != Rank.COUNTRY and not names.is_free(dot):
                continue
            for left, top in _spots(name.rank, size):
                text = (x + left, y + top, x + left + size[0], y + top + size[1])
                whole = _padded(text)
                if name.rank != Rank.COUNTRY:
                    whole = _united(whole, dot)
                if names.is_free(whole) and signs.is_free(text):
                    names.take(whole)
                    room -= 1
                    yield Placed(name, left, top, QSizeF(*size))
                    break
            else:
                # Else a village would be named where its city could not be.
                names.take(_around(x, y, _CITY_PIXELS))


class _Taken:
    """Which cells of a picture are taken."""

    _CELL = 3.0  # pixels

    def __init__(self, width: int, height: int) -> None:
        self._cells = np.zeros((int(height / self._CELL) + 2, int(width / self._CELL) + 2), bool)

    def is_free(self, rectangle: Rectangle) -> bool:
        return not self._cells[self._of(rectangle)].any()

    def take(self, rectangle: Rectangle) -> None:
        self._cells[self._of(rectangle)] = True

    def _of(self, rectangle: Rectangle) -> tuple[slice, slice]:
        left, top, right, bottom = rectangle
        cell = self._CELL
        return (
            slice(max(0, int(top / cell)), max(0, int(bottom / cell) + 1)),
            slice(max(0, int(left / cell)), max(0, int(right / cell) + 1)),
        )


def smallest_population(zoom: float) -> int:
    """How many inhabitants a place must have to be named at a zoom."""
    if zoom >= 11:
        return 0
    return int(3_000_000 / 3.0 ** (zoom - 2.0))


def _spots(rank: Rank, size: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Where the text may stand: in the middle of a country; beside, above or below a place."""
    width, height = size
    if rank == Rank.COUNTRY:
        for rows in (0.0, -1.2, 1.2):
            yield -width / 2, (rows - 0.5) * height
        return
    for gap in _GAPS:
        yield gap, -height / 2
        yield -width - gap, -height / 2
        yield -width / 2, -height - gap + 2
        yield -width / 2, gap - 2


def _around(x: float, y: float, half: float) -> Rectangle:
    return x - half, y - half, x + half, y + half


def _padded(rectangle: Rectangle) -> Rectangle:
    left, top, right, bottom = rectangle
    return left - _PADDING[0], top - _PADDING[1], right + _PADDING[0], bottom + _PADDING[1]


def _united(a: Rectangle, b: Rectangle) -> Rectangle:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
