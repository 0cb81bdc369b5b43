"""From arrays to painter paths. Point by point in Python that takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream, Qt
from PySide6.QtGui import QPainterPath

from img2loc_desktop.gui.map.projection import Points
from img2loc_desktop.gui.map.shapes import Segments, joined

# How QDataStream writes a path: https://doc.qt.io/qt-6/datastreamformat.html
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1
_MANY_POINTS = 300


def ring_path(rings: Iterable[Points]) -> QPainterPath:
    """The area of rings: a ring within another one is a hole."""
    kept = list(rings)
    elements = np.empty(sum(len(ring) + 1 for ring in kept), dtype=_ELEMENT)
    elements["kind"] = _LINE
    at = 0
    for ring in kept:
        end = at + len(ring)
        elements["kind"][at] = _MOVE
        elements["x"][at:end], elements["y"][at:end] = ring[:, 0], ring[:, 1]
        elements[end] = (_LINE, *ring[0])
        at = end + 1
    return _path(elements)


def area_paths(polygons: Iterable[Sequence[Points]]) -> Iterator[QPainterPath]:
    """The area of polygons that do not overlap, in many paths.

    To fill a path with smooth edges, Qt sorts all edges of a row of pixels: a path of the whole
    world takes ten times as long as its pieces.
    """
    rings: list[Points] = []
    for polygon in polygons:
        if sum(map(len, rings)) > _MANY_POINTS:
            yield ring_path(rings)
            rings = []
        rings.extend(polygon)
    yield ring_path(rings)


def line_path(segments: Segments) -> QPainterPath:
    """Segments as lines; those that follow on each other are one line, so that dashes run on."""
    elements = np.empty((len(segments), 2), dtype=_ELEMENT)
    elements["kind"] = (_MOVE, _LINE)
    elements["x"], elements["y"] = segments[:, 0::2], segments[:, 1::2]
    kept = np.ones((len(segments), 2), dtype=bool)
    kept[:, 0] = ~joined(segments)
    return _path(elements[kept])


def _path(elements: np.ndarray) -> QPainterPath:
    path = QPainterPath()
    if len(elements):
        count = np.array([len(elements)], dtype=">i4").tobytes()
        start = np.zeros(1, dtype=">i4").tobytes()
        rule = np.array([Qt.FillRule.OddEvenFill.value], dtype=">i4").tobytes()
        data = QByteArray(count + elements.tobytes() + start + rule)
        stream = QDataStream(data)
        stream >> path
    return path
