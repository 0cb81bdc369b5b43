"""The smallest sets of cells that hold given parts of the mass; they may be several islands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.cells import DEEPEST, MOST, cell_of, size_km2
from img2loc_desktop.core.estimator.density import Cloud
from img2loc_desktop.core.geo import Array, latitudes_longitudes
from img2loc_desktop.core.types import Area, Cell, LatLon

_FIRST_LEVEL = 3  # 22.5 degrees: no area is drawn more coarsely
_SPLIT_MASS = 0.01  # a cell that holds more is divided,
_SPLIT_POINTS = 16  # as long as it has the points to tell its parts apart


@dataclass(frozen=True, slots=True)
class AreaLevels:
    """At what parts of the mass calibration cuts the areas that promise 50 % and 90 %."""

    p50: float = 0.5
    p90: float = 0.9

    def __post_init__(self) -> None:
        if not 0 <= self.p50 <= self.p90 <= 1:
            raise ValueError(f"levels must be parts of 1 in order: {self.p50}, {self.p90}")


def smallest_areas(
    cloud: Cloud, parts: Sequence[float], levels: Sequence[float] | None = None
) -> tuple[Area, ...]:
    """For each part that is promised the fewest square kilometres that hold its level of the mass.

    A level is the part itself unless calibration says otherwise. The globe is divided more finely
    where there is more mass, and the cells are taken from the densest one on: a highest density
    region (Hyndman, 1996).
    """
    leaves, before = _ranked(cloud)
    areas = []
    for part, level in zip(parts, levels or parts, strict=True):
        count = int(np.searchsorted(before, level, side="right"))
        areas.append(Area(part, tuple(sorted(leaves[:count], key=_place))))
    return tuple(areas)


def mass_before(cloud: Cloud, position: LatLon) -> float:
    """The part of the mass that is denser than the cell of a position: in [0, 1].

    It is the lowest level at which `smallest_areas` holds the position; 1 where no cell does.
    """
    leaves, before = _ranked(cloud)
    homes = [cell_of(position, level) for level in range(DEEPEST + 1)]
    found = (mass for leaf, mass in zip(leaves, before, strict=True) if homes[leaf.level] == leaf)
    return float(next(found, 1.0))


def united(areas: Iterable[Area], others: Iterable[Area], most: int = MOST) -> tuple[Area, ...]:
    """For each share the cells of both; one that lies in another is left out.

    Of more than ``most`` cells the smallest grow, until there are as few: into what holds them.
    """
    by_share = {area.share: set(area.cells) for area in others}
    found = []
    for area in areas:
        both = _apart(by_share.get(area.share, set()) | set(area.cells))
        while len(both) > most and (level := max(cell.level for cell in both)) > _FIRST_LEVEL:
            both = _apart({next(iter(_around(c))) if c.level == level else c for c in both})
        found.append(Area(area.share, tuple(sorted(both, key=_place))))
    return tuple(found)


def _apart(cells: set[Cell]) -> set[Cell]:
    return {cell for cell in cells if not any(up in cells for up in _around(cell))}


def _around(cell: Cell) -> Iterable[Cell]:
    """The larger cells that a cell lies in."""
    return (
        Cell(cell.level - up, cell.row >> up, cell.column >> up)
        for up in range(1, cell.level - _FIRST_LEVEL + 1)
    )


def _ranked(cloud: Cloud) -> tuple[list[Cell], Array]:
    """The cells, densest first, and what part of the mass is in those before each."""
    leaves, masses = _leaves(cloud)
    order = np.argsort(-masses / np.array([size_km2([leaf]) for leaf in leaves]), kind="stable")
    held = np.cumsum(masses[order])
    before = np.concatenate(([0.0], held[:-1])) / held[-1]
    return [leaves[row] for row in order.tolist()], before


def _leaves(cloud: Cloud) -> tuple[list[Cell], NDArray[np.float64]]:
    latitudes, longitudes = latitudes_longitudes(cloud.vectors)
    heights = (latitudes + 90.0) / 180.0
    widths = (longitudes + 180.0) / 180.0
    weights = cloud.weights / cloud.weights.sum()
    leaves: list[Cell] = []
    masses: list[float] = []
    for level in range(_FIRST_LEVEL, DEEPEST + 1):
        rows = 1 << level
        row = np.minimum((heights * rows).astype(np.int64), rows - 1)
        column = np.minimum((widths * rows).astype(np.int64), 2 * rows - 1)
        codes, place, counts = np.unique(
            row * 2 * rows + column, return_inverse=True, return_counts=True
        )
        mass = np.bincount(place, weights)
        divided = (mass > _SPLIT_MASS) & (counts >= _SPLIT_POINTS) & (level < DEEPEST)
        for code, value in zip(codes[~divided].tolist(), mass[~divided].tolist(), strict=True):
            leaves.append(Cell(level, code // (2 * rows), code % (2 * rows)))
            masses.append(value)
        remaining = divided[place]
        if not remaining.any():
            break
        heights, widths, weights = heights[remaining], widths[remaining], weights[remaining]
    return leaves, np.array(masses)


def _place(cell: Cell) -> tuple[int, int, int]:
    return cell.level, cell.row, cell.column
