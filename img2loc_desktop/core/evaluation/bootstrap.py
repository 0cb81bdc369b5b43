"""How far chance alone could move a figure: resampling the photographers.

Photos of one person show the same trip, so they are drawn together. Where no authors are
known every photo is its own.

Where all photos say the same, every draw does, too, and chance would seem to be nothing. A share
of 0 or 1 among n authors then gets the exact interval of Clopper and Pearson (1934), "The use of
confidence or fiducial limits illustrated in the case of the binomial": up to 1 - 0.025^(1/n) from
0, which is about 3.7 / n. It counts each author once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

DRAWS = 2000
_EDGES = (2.5, 97.5)
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its 95 % interval; None where there is nothing to measure.

    A figure of one photographer has no interval: there is nobody else to draw. ``is_exact`` where
    all draws were the same and the interval is that of Clopper and Pearson.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    is_exact: bool = False

    @property
    def is_alone(self) -> bool:
        """Whether there is a value, and no interval because all is of one photographer."""
        return self.value is not None and self.low is None


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A figure, and what it would have been with other photographers: float64 (draws,).

    NaN stands for a draw in which nobody had a photo that counts; all are NaN where the photos
    that count are of one photographer. A share has ``doubt``, how far it may be off where all
    draws are the same, and lies within ``bounds``.
    """

    value: float
    others: Array
    doubt: float = 0.0
    bounds: tuple[float, float] = (-math.inf, math.inf)

    def __sub__(self, other: Drawn) -> Drawn:
        """The paired difference: both were drawn alike."""
        least, most = self.bounds[0] - other.bounds[1], self.bounds[1] - other.bounds[0]
        doubt = max(self.doubt, other.doubt)
        return Drawn(self.value - other.value, self.others - other.others, doubt, (least, most))

    def figure(self) -> Figure:
        """The value between the 2.5th and the 97.5th percentile of the draws."""
        if not np.isfinite(self.value):
            return Figure()
        others = self.others[np.isfinite(self.others)]
        if not others.size:
            return Figure(self.value)
        low, high = np.percentile(others, _EDGES).tolist()
        if self.doubt and others.min() == others.max():
            low = max(low - self.doubt, self.bounds[0])
            high = min(high + self.doubt, self.bounds[1])
            return Figure(self.value, low, high, is_exact=True)
        return Figure(self.value, low, high)


class Resampling:
    """The same draws for every figure, so that two figures of the same photos are paired."""

    def __init__(self, groups: Sequence[str], seed: int = 0, draws: int = DRAWS) -> None:
        """``groups`` names the author of each of the n photos."""
        names, rows = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
        random = np.random.default_rng(seed)
        drawn = random.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
        self.groups = len(names)
        self._weights = drawn.astype(np.float64)  # (draws, groups)
        self._rows = rows

    def mean(self, values: Array, which: Mask | None = None) -> Drawn:
        """The mean of (n,) values over the photos that are meant; NaN ones do not count."""
        mask = _counted(values, which)
        sums, counts = self._sums(np.where(mask, values, 0.0)), self._sums(mask.astype(float))
        value = _ratio(values[mask].sum(), mask.sum())
        if self._alone(mask):
            return Drawn(value, np.full(len(sums), np.nan))
        with np.errstate(invalid="ignore"):
            return Drawn(value, sums / counts)

    def share(self, values: Array, which: Mask | None = None) -> Drawn:
        """The mean of (n,) values that are 0 or 1, or NaN where they do not count."""
        drawn = self.mean(values, which)
        authors = len(np.unique(self._rows[_counted(values, which)]))
        doubt = 1.0 - (_EDGES[0] / 100.0) ** (1.0 / max(authors, 1))
        return replace(drawn, doubt=doubt, bounds=(0.0, 1.0))

    def median(self, values: Array, which: Mask | None = None) -> Drawn:
        """The median of (n,) values over the photos that are meant; NaN ones do not count."""
        mask = _counted(values, which)
        order = np.flatnonzero(mask)[np.argsort(values[mask], kind="stable")]
        chosen, rows = values[order], self._rows[order]
        others = np.full(len(self._weights), np.nan)
        for number, weights in enumerate(() if self._alone(mask) else self._weights):
            reached = np.cumsum(weights[rows])
            if reached.size and reached[-1] > 0:
                # Weights are whole numbers: where exactly half is reached, two are in the middle.
                low, high = (np.searchsorted(reached, reached[-1] / 2, side) for side in _SIDES)
                others[number] = (chosen[low] + chosen[high]) / 2
        return Drawn(float(np.median(chosen)) if chosen.size else np.nan, others)

    def _alone(self, mask: Mask) -> bool:
        """Whether all photos that count are of one author, so that every draw is the same."""
        return len(np.unique(self._rows[mask])) < 2

    def _sums(self, values: Array) -> Array:
        sums: Array = self._weights @ np.bincount(self._rows, values, minlength=self.groups)
        return sums


def _counted(values: Array, which: Mask | None) -> Mask:
    finite: Mask = np.isfinite(values)
    return finite if which is None else finite & which


def _ratio(total: float, count: int) -> float:
    return float(total / count) if count else float("nan")
