"""Factors by which radii are corrected, so that they hold the truth as often as they say.

A conformal correction on groups: each photographer counts once, however many photos there are of
one (Lee, Barber and Willett, 2023, "Distribution-free inference with hierarchical data"). A few
photographers say little about such a quantile, and the densities were fitted to their photos
already, so a factor is followed only as far as it is more than chance: its logarithm is shrunk by
1 - variance / square, where that is positive (James and Stein, 1961), with the variance from
resampling the photographers.

Measured by 200 random divisions of 37 photographers (476 photos) in halves, one to fit and one to
check: the 50 % and 90 % circles held 50.1 % and 92.0 % on average, 7.3 and 3.7 points apart from
one division to the next. With all photos alike and no shrinking, as it was before, it was 47.8 %
and 88.3 %, 11.0 and 7.8 points apart; without any correction 50.9 % and 92.2 %, 6.0 and 3.4 points
apart, which is what chance does to a check with half of 37 photographers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.geo import Array

LARGEST = 100.0
_SMALLEST = 1e-3
_DRAWS = 200


def factor(ratios: Array, level: float, authors: Sequence[str | None]) -> float:
    """The factor for radii of a ``level``.

    ``ratios`` (n,) are distances to the truth in parts of the radius, of photos that nothing was
    fitted to; ``authors`` are theirs, None for a photo that is its own.
    """
    names = [author or f"\0{number}" for number, author in enumerate(authors)]
    _, groups, counts = np.unique(names, return_inverse=True, return_counts=True)
    logs = np.log(np.clip(ratios, _SMALLEST, LARGEST))
    order = np.argsort(logs, kind="stable")
    logs, groups = logs[order], groups[order]
    random = np.random.default_rng(0)
    ones = np.ones((1, counts.size), dtype=np.int64)
    drawn = random.multinomial(counts.size, np.full(counts.size, 1 / counts.size), _DRAWS)
    found = _quantiles(logs, groups, counts, np.concatenate((ones, drawn)), level)
    whole, chance = float(found[0]), float(np.var(found[1:]))
    kept = max(0.0, 1.0 - chance / whole**2) if whole else 0.0
    return math.exp(kept * whole)


def _quantiles(
    logs: Array,
    groups: NDArray[np.intp],
    counts: NDArray[np.intp],
    times: NDArray[np.int64],
    level: float,
) -> Array:
    """Quantiles of sorted values, each group drawn so many ``times`` (draws, groups)."""
    weights = (times / counts)[:, groups]
    reached = np.cumsum(weights, axis=1)
    total = reached[:, -1:]
    # One more group than there are: that of the photo to come.
    wanted = np.minimum(level * total * (1.0 + 1.0 / counts.size), total)
    rows = np.minimum((reached < wanted - 1e-12).sum(axis=1), logs.size - 1)
    return np.asarray(logs[rows], dtype=np.float64)
