"""Cells of the globe: squares of latitude and longitude, each made of four smaller ones.

The two cells of level 0 are the western and the eastern hemisphere; a cell of level n measures
180 / 2^n degrees. Sets of cells become polygons without a library for that: their edges lie
on a grid, so what two cells share can be told by whole numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from img2loc_desktop.core.geo import EARTH_RADIUS_KM, Polygon
from img2loc_desktop.core.types import Cell, LatLon

DEEPEST = 14  # 1.2 km of latitude
MOST = 8192  # cells of one area; an estimate has some hundreds

_Corner = tuple[int, int]  # column and row on the grid of the deepest level
_Loop = list[_Corner]


def checked(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Cells that somebody else wrote. Raises ValueError unless they are on the globe, apart, few.

    The outlines of cells that overlap would be no polygons.
    """
    if len(cells) > MOST:
        raise ValueError(f"{len(cells)} cells, where {MOST} are the most")
    every = {(cell.level, cell.row, cell.column) for cell in cells}
    for level, row, column in every:
        if not all(type(value) is int for value in (level, row, column)):
            raise ValueError("cells are whole numbers")
        if not (0 <= level <= DEEPEST and 0 <= row < 1 << level and 0 <= column < 2 << level):
            raise ValueError(f"there is no cell {level}, {row}, {column}")
        if any((level - up, row >> up, column >> up) in every for up in range(1, level + 1)):
            raise ValueError(f"the cell {level}, {row}, {column} lies in another")
    if len(every) != len(cells):
        raise ValueError("a cell is there twice")
    return tuple(cells)


def holds(cells: Iterable[Cell], position: LatLon) -> bool:
    """Whether a position lies in one of the cells."""
    return any(cell == cell_of(position, cell.level) for cell in cells)


def size_km2(cells: Iterable[Cell]) -> float:
    """The square kilometres of cells that do not overlap."""
    total = 0.0
    for cell in cells:
        side = math.pi / (1 << cell.level)
        south = cell.row * side - math.pi / 2
        total += side * (math.sin(south + side) - math.sin(south))
    return EARTH_RADIUS_KM**2 * total


def cell_of(position: LatLon, level: int) -> Cell:
    """The cell of a level in which a position lies."""
    rows = 1 << level
    row = int((position.latitude + 90.0) / 180.0 * rows)
    column = int((position.longitude + 180.0) / 180.0 * rows)
    return Cell(level, min(max(row, 0), rows - 1), min(max(column, 0), 2 * rows - 1))


def polygons(cells: Iterable[Cell]) -> tuple[Polygon, ...]:
    """The union of cells that do not overlap, as polygons that touch at points at most.

    Islands are polygons of their own, lakes are holes; what crosses the antimeridian is cut
    there. Larger ones first.
    """
    loops = [part for loop in _loops(_edges(cells)) for part in _simple(loop)]
    outer = sorted((loop for loop in loops if _area(loop) > 0), key=_area)  # smallest first
    holes: dict[int, list[_Loop]] = defaultdict(list)
    for loop in loops:
        if _area(loop) < 0:
            home = next(n for n, around in enumerate(outer) if _surrounds(around, loop))
            holes[home].append(loop)
    found = [
        Polygon(_ring(loop), tuple(_ring(hole) for hole in holes[number]))
        for number, loop in enumerate(outer)
    ]
    return tuple(reversed(found))


def _edges(cells: Iterable[Cell]) -> Iterator[tuple[_Corner, _Corner]]:
    """The outline of the union as directed steps, the inside to the left of each.

    Along a line of the grid every cell adds +1 where it begins above the line and -1 where it
    ends below it; where the sum is 0 two cells meet, or there is none.
    """
    across: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    along: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for cell in cells:
        side = 1 << (DEEPEST - cell.level)
        left, low = cell.column * side, cell.row * side
        for line, start, sign in ((low, left, 1), (low + side, left, -1)):
            across[line][start] += sign
            across[line][start + side] -= sign
        for line, start, sign in ((left, low, -1), (left + side, low, 1)):
            along[line][start] += sign
            along[line][start + side] -= sign
    for row, changes in across.items():
        for start, end, sign in _runs(changes):
            yield ((start, row), (end, row)) if sign > 0 else ((end, row), (start, row))
    for column, changes in along.items():
        for start, end, sign in _runs(changes):
            yield ((column, start), (column, end)) if sign > 0 else ((column, end), (column, start))


def _runs(changes: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    """Stretches on which the sum of the changes stays the same and is not 0."""
    total, start = 0, 0
    for place in sorted(place for place, change in changes.items() if change):
        if total:
            yield start, place, total
        total, start = total + changes[place], place


def _loops(edges: Iterable[tuple[_Corner, _Corner]]) -> Iterator[_Loop]:
    """Steps put together to closed outlines, each turning left where two ways go on."""
    onward: dict[_Corner, list[_Corner]] = defaultdict(list)
    for start, end in edges:
        onward[start].append(end)
    while onward:
        first = next(iter(onward))
        loop, here = [first], first
        before: _Corner | None = None
        while True:
            ways = onward[here]
            there = ways[0] if before is None else max(ways, key=_turn_of(before, here))
            ways.remove(there)
            if not ways:
                del onward[here]
            before, here = here, there
            if here == first:
                break
            loop.append(here)
        yield loop


class _turn_of:  # noqa: N801 - used as a function
    """How far left a way goes on: 1 left, 0 ahead, -1 right."""

    def __init__(self, before: _Corner, here: _Corner) -> None:
        self._step = (here[0] - before[0], here[1] - before[1])
        self._here = here

    def __call__(self, there: _Corner) -> int:
        x, y = there[0] - self._here[0], there[1] - self._here[1]
        turn = self._step[0] * y - self._step[1] * x
        return (turn > 0) - (turn < 0)


def _simple(loop: _Loop) -> Iterator[_Loop]:
    """An outline that meets itself at corners, as several that do not."""
    path: _Loop = []
    for corner in loop:
        if corner in path:
            at = path.index(corner)
            yield path[at:]
            del path[at:]
        path.append(corner)
    yield path


def _area(loop: Sequence[_Corner]) -> int:
    """Twice the area, positive where the outline goes counter-clockwise."""
    pairs = zip(loop, [*loop[1:], loop[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)


def _surrounds(around: Sequence[_Corner], hole: Sequence[_Corner]) -> bool:
    """Whether the point half a step inside a hole's first corner lies within an outline."""
    (x, y), (next_x, next_y) = hole[0], hole[1]
    step_x, step_y = _sign(next_x - x), _sign(next_y - y)
    # Ahead and to the right: the hole itself, for the outline has its inside to the left.
    point = (x + (step_x + step_y) / 2, y + (step_y - step_x) / 2)
    inside = False
    for a, b in zip(around, [*around[1:], around[0]], strict=True):
        if a[0] == b[0] and a[0] > point[0] and min(a[1], b[1]) < point[1] < max(a[1], b[1]):
            inside = not inside
    return inside


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _ring(loop: Sequence[_Corner]) -> tuple[LatLon, ...]:
    degrees = 180.0 / (1 << DEEPEST)
    ring = [LatLon(y * degrees - 90.0, x * degrees - 180.0) for x, y in loop]
    return (*ring, ring[0])
