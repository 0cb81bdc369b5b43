"""Rings and lines on the map's plane: thinned for a zoom, clipped to a box. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.gui.map.projection import Box, Points, in_copy

Segments = NDArray[np.float64]  # (n, 4): x and y of the start, x and y of the end


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Many lines or rings on the plane, one after the other in one array.

    ``points`` is float64 (n, 2); ``starts`` are the rows where the lines begin. All have at
    least one point. A ring does not repeat its first point.
    """

    points: Points
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, lines: Iterable[Points]) -> Lines:
        """Lines of any number, those without points left out."""
        kept = [line for line in lines if len(line)]
        lengths = np.array([len(line) for line in kept], dtype=np.intp)
        points = np.concatenate(kept) if kept else np.empty((0, 2))
        return cls(points, np.cumsum(lengths) - lengths)

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, number: int) -> Points:
        last = number + 1 == len(self.starts)
        return self.points[self.starts[number] : None if last else self.starts[number + 1]]

    def boxes(self) -> NDArray[np.float64]:
        """Left, top, right and bottom of each line, float64 (n, 4)."""
        if not len(self):
            return np.empty((0, 4))
        low = np.minimum.reduceat(self.points, self.starts)
        return np.column_stack((low, np.maximum.reduceat(self.points, self.starts)))

    def thinned(self, cell: float, keep_ends: bool = False) -> Lines:
        """The lines with no more than one point of each passage through a cell of the plane.

        Points keep their places, so that nothing looks like stairs.
        """
        if not len(self):
            return self
        cells = np.floor(self.points / cell)
        moved = np.ones(len(self.points), dtype=bool)
        moved[1:] = (cells[1:] != cells[:-1]).any(axis=1)
        moved[self.starts] = True
        if keep_ends:
            moved[self.starts - 1] = True  # of the first line that is the end of the last one
        before = np.cumsum(moved) - moved
        return Lines(self.points[moved], before[self.starts])

    def segments(self) -> Segments:
        """All segments of the lines, one after the other."""
        both = np.column_stack((self.points[:-1], self.points[1:]))
        within = np.ones(len(both), dtype=bool)
        within[self.starts[1:] - 1] = False
        return both[within]


@dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """Closed rings on the plane, whose boxes tell which of them a view can see.

    ``owners`` tells which polygon each ring belongs to; those of one stand together, and one
    within another is a hole.
    """

    rings: Lines
    owners: NDArray[np.intp]
    boxes: NDArray[np.float64]

    @classmethod
    def of(cls, polygons: Iterable[Sequence[Points]]) -> Polygons:
        """Polygons of rings that do not repeat their first point."""
        rings = [(owner, ring) for owner, polygon in enumerate(polygons) for ring in polygon]
        lines = Lines.of(ring for _, ring in rings)
        return cls(lines, np.array([owner for owner, _ in rings], dtype=np.intp), lines.boxes())

    def thinned(self, cell: float) -> Polygons:
        """Polygons that are as fine as cells of the plane."""
        return replace(self, rings=self.rings.thinned(cell))

    def within(self, box: Box, overlap: float = 0.0) -> Iterator[tuple[Points, ...]]:
        """The parts of the polygons in a box, moved by whole worlds where a copy is in it.

        Neighbouring copies of the world overlap by ``overlap``: land that was cut at the
        antimeridian would otherwise show a hairline there.
        """
        left, top, right, bottom = self.boxes.T
        visible = (top <= box.bottom) & (bottom >= box.top)
        first = int(np.floor(box.left)) - 1
        for copy in range(first, int(np.ceil(box.right)) + 1):
            seen = visible & (left + copy <= box.right) & (right + copy >= box.left)
            local = box.shifted(-copy)
            for _, numbers in groupby(np.flatnonzero(seen).tolist(), self.owners.__getitem__):
                rings = (self._clipped(number, local, overlap) for number in numbers)
                parts = tuple(in_copy(ring, copy) for ring in rings if len(ring) > 2)
                if parts:
                    yield parts

    def _clipped(self, number: int, box: Box, overlap: float) -> Points:
        ring = self.rings[number]
        if overlap:
            ring = _overlapping(ring, overlap)
        if box.holds(Box(*self.boxes[number].tolist())):
            return ring
        return clipped_ring(ring, box)


def clipped_ring(ring: Points, box: Box) -> Points:
    """The part of a ring in a box, as one ring: where it leaves, it follows the box's edge."""
    for axis, limit, sign in (
        (0, box.left, 1.0),
        (0, box.right, -1.0),
        (1, box.top, 1.0),
        (1, box.bottom, -1.0),
    ):
        inside = (ring[:, axis] - limit) * sign >= 0
        if inside.all():
            continue
        if not inside.any():
            return ring[:0]
        following = np.roll(ring, -1, axis=0)
        crosses = inside != np.roll(inside, -1)
        step = following[:, axis] - ring[:, axis]
        part = np.divide(limit - ring[:, axis], step, out=np.zeros(len(ring)), where=crosses)
        # Each point that is inside, and after it the crossing to the next one, if there is any.
        both = np.stack((ring, ring + part[:, None] * (following - ring)), axis=1)
        ring = both[np.column_stack((inside, crosses))]
    return ring


def clipped_segments(segments: Segments, box: Box) -> Segments:
    """The parts of segments that lie in a box (the method of Liang and Barsky)."""
    start, step = segments[:, :2], segments[:, 2:] - segments[:, :2]
    enter, leave = np.zeros(len(segments)), np.ones(len(segments))
    low, high = np.array((box.left, box.top)), np.array((box.right, box.bottom))
    with np.errstate(divide="ignore", invalid="ignore"):
        for axis in (0, 1):
            a = (low[axis] - start[:, axis]) / step[:, axis]
            b = (high[axis] - start[:, axis]) / step[:, axis]
            still = step[:, axis] == 0
            between = (start[:, axis] >= low[axis]) & (start[:, axis] <= high[axis])
            first = np.where(still, np.where(between, 0.0, 2.0), np.minimum(a, b))
            last = np.where(still, np.where(between, 1.0, -1.0), np.maximum(a, b))
            enter, leave = np.maximum(enter, first), np.minimum(leave, last)
    kept = enter < leave
    start, step, enter, leave = start[kept], step[kept], enter[kept], leave[kept]
    begin = np.where(enter[:, None] > 0, start + enter[:, None] * step, start)
    end = np.where(leave[:, None] < 1, start + leave[:, None] * step, segments[kept, 2:])
    return np.column_stack((begin, end))


def segments_within(segments: Segments, box: Box) -> Iterator[Segments]:
    """The parts of segments in a box, those of each copy of the world that is in it."""
    if not len(segments):
        return
    left = min(segments[:, 0].min(), segments[:, 2].min())
    right = max(segments[:, 0].max(), segments[:, 2].max())
    for copy in range(int(np.ceil(box.left - right)), int(np.floor(box.right - left)) + 1):
        found = clipped_segments(segments, box.shifted(-copy))
        if len(found):
            yield found + np.array((copy, 0.0, copy, 0.0))


def unbroken(longitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes that run on across the antimeridian instead of jumping back."""
    return np.unwrap(longitudes, period=360.0)


def without_map_edges(ring: Points) -> Segments:
    """The segments of a closed ring but those along the plane's own edge, which are no outline."""
    segments = np.column_stack((ring, np.roll(ring, -1, axis=0)))
    edges = [
        (segments[:, axis] == edge) & (segments[:, axis + 2] == edge)
        for axis in (0, 1)
        for edge in (0.0, 1.0)
    ]
    kept: Segments = segments[~np.any(edges, axis=0)]
    return kept


def joined(segments: Segments) -> NDArray[np.bool_]:
    """Whether each segment begins where the one before it ended."""
    follows = np.zeros(len(segments), dtype=bool)
    follows[1:] = (segments[1:, :2] == segments[:-1, 2:]).all(axis=1)
    return follows


def spans(left: float, right: float) -> Iterator[tuple[int, float, float]]:
    """A stretch of x as parts of single worlds: the world's number, and from where to where."""
    cuts: Sequence[float] = [left, *range(int(np.floor(left)) + 1, int(np.ceil(right))), right]
    for start, end in pairwise(cuts):
        world = int(np.floor((start + end) / 2))
        yield world, max(start - world, 0.0), min(end - world, 1.0)


def _overlapping(ring: Points, overlap: float) -> Points:
    """A ring whose points on the world's western and eastern edge lie a little beyond it."""
    x = ring[:, 0]
    on_edge = np.where(x <= 1e-6, -overlap, np.where(x >= 1 - 1e-6, overlap, 0.0))
    return ring if not on_edge.any() else ring + np.column_stack((on_edge, np.zeros(len(ring))))
