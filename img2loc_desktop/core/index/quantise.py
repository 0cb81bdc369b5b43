"""From float16 rows to int8 rows: centre, scale, round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK = 16_384  # rows at a time
_SAMPLE = 20_000  # rows that stand for all of them
_USUAL = 99.95  # per cent of the values
_OUTLIER = 4.0  # times the usual range


@dataclass(frozen=True, slots=True, eq=False)
class Quantiser:
    """code = round((value - mean) * scale), within [-127, 127].

    Embeddings of one encoder share a large mean; without it the 255 levels are spent on what
    differs between photos. ``mean`` is float32 (d,).
    """

    mean: NDArray[np.float32]
    scale: float

    def codes(self, vectors: NDArray[np.floating]) -> NDArray[np.int8]:
        """int8 codes of float vectors (n, d) or (d,)."""
        scaled = (vectors.astype(np.float32) - self.mean) * np.float32(self.scale)
        codes: NDArray[np.int8] = np.clip(np.rint(scaled), -127, 127).astype(np.int8)
        return codes


def fit(vectors: NDArray[np.float16]) -> Quantiser:
    """The quantiser for rows (n, d), n >= 1: their mean, and 127 over the largest deviation.

    Clipping would spoil just the rows that lie farthest: where some of the d values vary more
    than the others (reduced features do), a percentile over all values cuts off the ends of
    those that matter most. Only values beyond four times the range of 99.95 % of all values
    are clipped, so that a freak does not take the levels from everything else.
    """
    total = np.zeros(vectors.shape[1], dtype=np.float64)
    lowest = np.full(vectors.shape[1], np.inf, dtype=np.float32)
    highest = -lowest
    for block in blocks(vectors):
        values = block.astype(np.float32)
        total += values.sum(axis=0, dtype=np.float64)
        np.minimum(lowest, values.min(axis=0), out=lowest)
        np.maximum(highest, values.max(axis=0), out=highest)
    mean = (total / len(vectors)).astype(np.float32)
    largest = float(np.maximum(highest - mean, mean - lowest).max())
    sample = vectors[:: -(-len(vectors) // _SAMPLE)].astype(np.float32)
    usual = float(np.percentile(np.abs(sample - mean), _USUAL))
    spread = min(largest, _OUTLIER * usual)
    # Rows that are all alike have no spread, and any scale serves them.
    return Quantiser(mean, 127.0 / spread if spread > 1e-6 else 127.0)


def blocks(vectors: NDArray[np.float16]) -> Iterator[NDArray[np.float16]]:
    """Consecutive blocks of rows, so that a large mapped matrix never is in memory as a whole."""
    for start in range(0, len(vectors), _BLOCK):
        yield vectors[start : start + _BLOCK]


def query_codes(query: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """A query (d,) as int8 codes that use the whole range, and the factor that restores it."""
    largest = float(np.abs(query).max())
    factor = largest / 127.0 if largest > 0 else 1.0
    return np.rint(query / np.float32(factor)).astype(np.int8), factor
