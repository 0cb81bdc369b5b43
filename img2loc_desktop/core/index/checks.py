"""What must hold of the numbers of a pack, when it is written, opened and verified."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.index.quantise import blocks

_TOLERANCE = 5e-3  # float16 alone moves the length of a unit vector by less than 1e-3


def first_bad_vector(vectors: NDArray[np.float16]) -> int | None:
    """The first row of (n, d) that is no unit vector: wrong length, infinite or not a number."""
    start = 0
    for block in blocks(vectors):
        values = block.astype(np.float32)
        squares = np.einsum("ij,ij->i", values, values)
        bad = ~(np.abs(squares - 1.0) < 2 * _TOLERANCE)  # true where a square is not a number
        if bad.any():
            return start + int(np.argmax(bad))
        start += len(block)
    return None


def first_bad_place(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> int | None:
    """The first point that is nowhere on Earth: outside the range of degrees or not a number."""
    bad = ~((np.abs(latitudes) <= 90.0) & (np.abs(longitudes) <= 180.0))
    return int(np.argmax(bad)) if bad.any() else None


def first_bad_weight(weights: NDArray[np.float32]) -> int | None:
    """The first weight that is negative, infinite or not a number."""
    bad = ~((weights >= 0.0) & np.isfinite(weights))
    return int(np.argmax(bad)) if bad.any() else None
