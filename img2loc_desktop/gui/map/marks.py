"""The points of a result on the map: drawn as signs, and found again under the mouse."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QPainter

from img2loc_desktop.core import words
from img2loc_desktop.core.types import LatLon, Neighbour, Neighbours, Result
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui.map.names import Obstacle
from img2loc_desktop.gui.map.projection import Points, View, in_copy, plane_points
from img2loc_desktop.gui.map.signs import NEAR_SIZES, PIN_SIZE, Layer, sign, sign_size
from img2loc_desktop.gui.map.theme import Theme
from img2loc_desktop.gui.speech import spoken

translate = QCoreApplication.translate

_BOTTOM_UP = (Layer.FAR, Layer.NEAR, Layer.CANDIDATES, Layer.GPS, Layer.ESTIMATE, Layer.PIN)
_REACH = 4.0  # pixels beyond a sign that still count as on it
_FEW = 40  # signs of a layer that the names of the map keep clear of
_CROWD = 2000  # signs of a layer; beyond that those on the same spot are drawn once


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the map. ``row`` is its place in the result's list of such points."""

    layer: Layer
    row: int
    position: LatLon
    title: str
    detail: str


@dataclass(frozen=True, slots=True, eq=False)
class _Signs:
    """The points of a layer; ``sizes`` are rows of the layer's kinds of sign."""

    points: Points
    sizes: NDArray[np.intp]


class Marks:
    """What the map shows of a result and of the analyst's decision."""

    def __init__(
        self,
        result: Result | None = None,
        decision: LatLon | None = None,
        units: Units = Units.KM,
        found: Neighbours | None = None,
    ) -> None:
        """``found`` is what looks like a photo that has no result yet."""
        self._result = result
        if result is not None:
            found = Neighbours(result.neighbours, result.far)
        self._found = found
        self._units = units
        self._pin = decision
        self._signs: dict[Layer, _Signs] = {}
        if result is not None:
            if not words.is_hint(result):
                self._put(Layer.ESTIMATE, [result.estimate.position])
            self._put(Layer.CANDIDATES, [candidate.position for candidate in result.candidates])
            self._put(Layer.GPS, [result.photo.gps] if result.photo.gps else [])
        if found is not None:
            self._put_neighbours(Layer.NEAR, found.near)
            self._put_neighbours(Layer.FAR, found.far)
        self.move_pin(decision)

    @property
    def pin(self) -> LatLon | None:
        """Where the analyst has put the pin."""
        return self._pin

    def move_pin(self, position: LatLon | None) -> None:
        """Put the pin somewhere else, or take it away."""
        self._pin = position
        self._put(Layer.PIN, [position] if position else [])

    def obstacles(self, layers: Collection[Layer]) -> tuple[Obstacle, ...]:
        """The signs that no name of the map may cover, unless they are too many."""
        found: list[Obstacle] = []
        for layer in _BOTTOM_UP[:-1]:  # names must not jump around a pin that is dragged
            signs = self._signs.get(layer) if layer in layers else None
            if signs is not None and len(signs.points) <= _FEW:
                half = max(_sizes(layer)) / 2
                found += [Obstacle(x, y, half) for x, y in signs.points.tolist()]
        return tuple(found)

    def paint(
        self,
        painter: QPainter,
        view: View,
        theme: Theme,
        layers: Collection[Layer],
        chosen: Mark | None = None,
    ) -> None:
        """Draw the signs of the visible layers."""
        ratio = painter.device().devicePixelRatioF()
        casing = theme.casing.name()
        for layer in _BOTTOM_UP:
            if layer not in layers or layer not in self._signs:
                continue
            signs = self._signs[layer]
            for kind, width in enumerate(_sizes(layer)):
                picture = sign(layer, width, casing, ratio)
                across, up = _anchor(layer, width)
                for x, y in _spots(signs.points[signs.sizes == kind], view):
                    painter.drawPixmap(x - across, y - up, picture)
        if chosen is not None and chosen.layer in layers and chosen.layer in self._signs:
            self._paint_chosen(painter, view, chosen, casing, ratio)

    def at(self, view: View, left: float, top: float, layers: Collection[Layer]) -> list[Mark]:
        """The marks under a pixel, the uppermost and nearest first."""
        found = []
        for order, layer in enumerate(reversed(_BOTTOM_UP)):
            if layer not in layers or layer not in self._signs:
                continue
            signs = self._signs[layer]
            widths = np.array(_sizes(layer))[signs.sizes]
            for copy in view.copies(margin=50):
                pixels = view.pixels(in_copy(signs.points, copy))
                if layer is Layer.PIN:
                    pixels = pixels - (0.0, PIN_SIZE.height() / 2)
                    widths = np.full(len(pixels), PIN_SIZE.width())
                away = np.hypot(pixels[:, 0] - left, pixels[:, 1] - top)
                for row in np.flatnonzero(away <= widths / 2 + _REACH).tolist():
                    found.append((order, float(away[row]), row, layer))
        return [self.mark(layer, row) for _, _, row, layer in sorted(found)]

    def rows(self, layers: Collection[Layer]) -> list[tuple[Layer, int]]:
        """All points of the visible layers, the most important first."""
        return [
            (layer, row)
            for layer in reversed(_BOTTOM_UP)
            if layer in layers and layer in self._signs
            for row in range(len(self._signs[layer].points))
        ]

    def mark(self, layer: Layer, row: int) -> Mark:
        """What the point of a layer is, in words. Raises IndexError for one that is not there."""
        position, title, detail = self._described(layer, row)
        return Mark(layer, row, position, title, detail)

    def _described(self, layer: Layer, row: int) -> tuple[LatLon, str, str]:
        if layer is Layer.PIN and self._pin is not None and row == 0:
            return (
                self._pin,
                translate("Map", "Corrected position"),
                translate("Map", "Put here by the analyst"),
            )
        if layer in (Layer.NEAR, Layer.FAR) and self._found is not None:
            neighbour = (self._found.near if layer is Layer.NEAR else self._found.far)[row]
            return neighbour.position, *_neighbour_words(neighbour, layer)
        result = self._result
        if result is None:
            raise IndexError(row)
        if layer is Layer.ESTIMATE:
            return (
                result.estimate.position,
                spoken(words.headline(result)),
                spoken(words.how_sure(result, self._units)),
            )
        if layer is Layer.CANDIDATES:
            candidate = result.candidates[row]
            share = translate(
                "Map", "Candidate {rank}: {share} of the chance lies nearest to it"
            ).format(rank=row + 1, share=spoken(words.percent(candidate.share)))
            return candidate.position, spoken(words.candidate_name(candidate, result)), share
        if layer is Layer.GPS and result.photo.gps is not None:
            detail = spoken(words.own_gps(result, self._units) or "")
            if words.is_hint(result):
                detail = translate("Map", "Written into the file; the estimate made no use of it.")
            return result.photo.gps, translate("Map", "The photo's own GPS"), detail
        raise IndexError(row)

    def _put(self, layer: Layer, positions: Sequence[LatLon]) -> None:
        self._signs.pop(layer, None)
        if positions:
            latitudes = [position.latitude for position in positions]
            longitudes = [position.longitude for position in positions]
            points = plane_points(latitudes, longitudes)
            self._signs[layer] = _Signs(points, np.zeros(len(points), dtype=np.intp))

    def _put_neighbours(self, layer: Layer, neighbours: Sequence[Neighbour]) -> None:
        self._put(layer, [neighbour.position for neighbour in neighbours])
        if layer is Layer.NEAR and neighbours:
            similarities = np.array([neighbour.similarity for neighbour in neighbours])
            low, high = similarities.min(), similarities.max()
            part = (similarities - low) / (high - low) if high > low else np.ones(len(neighbours))
            kinds = np.minimum((part * len(NEAR_SIZES)).astype(np.intp), len(NEAR_SIZES) - 1)
            self._signs[layer] = _Signs(self._signs[layer].points, kinds)

    def _paint_chosen(
        self, painter: QPainter, view: View, mark: Mark, casing: str, ratio: float
    ) -> None:
        signs = self._signs[mark.layer]
        if mark.row >= len(signs.points) or mark.layer is Layer.PIN:
            return
        width = _sizes(mark.layer)[int(signs.sizes[mark.row])]
        picture = sign(mark.layer, width, casing, ratio, chosen=True)
        across, up = _anchor(mark.layer, width)
        for x, y in _spots(signs.points[mark.row : mark.row + 1], view):
            painter.drawPixmap(QPointF(x - across, y - up), picture)


def _sizes(layer: Layer) -> Sequence[float]:
    return NEAR_SIZES if layer is Layer.NEAR else (sign_size(layer),)


def _anchor(layer: Layer, width: float) -> tuple[int, int]:
    """Where in a sign's picture the position is."""
    if layer is Layer.PIN:
        return round(PIN_SIZE.width() / 2), round(PIN_SIZE.height() - 1.5)
    return round(width / 2 + 4), round(width / 2 + 4)


def _spots(points: Points, view: View) -> Iterator[tuple[int, int]]:
    """The whole pixels of all copies of points that are in a view."""
    for copy in view.copies(margin=50):
        pixels = view.pixels(in_copy(points, copy))
        inside = (pixels > -50) & (pixels < (view.width + 50, view.height + 50))
        spots = np.rint(pixels[inside.all(axis=1)]).astype(np.int64)
        if len(spots) > _CROWD:
            side = 1 << math.ceil(math.log2(view.width + 200))
            keys = (spots[:, 0] + 60) // 2 + (spots[:, 1] + 60) // 2 * side
            spots = spots[np.sort(np.unique(keys, return_index=True)[1])]
        yield from map(tuple, spots.tolist())


def _neighbour_words(neighbour: Neighbour, layer: Layer) -> tuple[str, str]:
    source = neighbour.source
    title = (
        translate("Map", "Near neighbour {rank}")
        if layer is Layer.NEAR
        else translate("Map", "Far neighbour {rank}")
    )
    lines = [translate("Map", "Similarity {value}").format(value=f"{neighbour.similarity:.2f}")]
    if source is not None:
        lines.insert(0, words.one_line(source.identifier))
    lines.append(
        translate("Map", "From the index {name}").format(name=words.one_line(neighbour.index))
    )
    return title.format(rank=neighbour.rank), "\n".join(lines)
