"""The smallest sets of cells that hold given parts of the mass; they may be several islands."""

from __future__ import annotations

import numpy as np

from img2loc_desktop.core.cells import DEEPEST, size_km2
from img2loc_desktop.core.estimator.density import Cloud
from img2loc_desktop.core.geo import latitudes_longitudes
from img2loc_desktop.core.types import Area, Cell

_FIRST_LEVEL = 3  # 22.5 degrees: no area is drawn more coarsely
_SPLIT_MASS = 0.01  # a cell that holds more is divided,
_SPLIT_POINTS = 16  # as long as it has the points to tell its parts apart


def smallest_areas(cloud: Cloud, parts: tuple[float, ...]) -> tuple[Area, ...]:
    """For each part of the mass the fewest square kilometres that hold it.

    The globe is divided more finely where there is more mass, and the cells are taken from the
    densest one on: a highest density region (Hyndman, 1996).
    """
    leaves, masses = _leaves(cloud)
    order = np.argsort(-masses / np.array([size_km2([leaf]) for leaf in leaves]), kind="stable")
    held = np.cumsum(masses[order])
    areas = []
    for part in parts:
        count = int(np.searchsorted(held, part * held[-1])) + 1
        chosen = (leaves[row] for row in order[:count].tolist())
        areas.append(Area(part, tuple(sorted(chosen, key=_place))))
    return tuple(areas)


def _leaves(cloud: Cloud) -> tuple[list[Cell], np.ndarray[tuple[int], np.dtype[np.float64]]]:
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
