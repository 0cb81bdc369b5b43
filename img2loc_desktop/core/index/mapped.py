"""Rows of arrays that lie in a file and are mapped into memory."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray


def will_need(array: NDArray[Any], rows: NDArray[np.int64]) -> None:
    """Let the system fetch some rows (n,) of a mapped, contiguous array (m, d) all at once.

    Touched one after the other, each row that is not in memory yet would wait for the disk, and
    bring a hundred kilobytes around it that nobody asked for. Does nothing for other arrays, and
    where the system has no such call.
    """
    mapping = array.base
    while isinstance(mapping, np.ndarray):
        mapping = mapping.base
    if not isinstance(mapping, mmap.mmap) or not hasattr(mapping, "madvise"):
        return
    first = array.ctypes.data - np.frombuffer(mapping, np.uint8).ctypes.data
    size = array.strides[0]
    for row in rows.tolist():
        start = first + row * size
        within = start % mmap.PAGESIZE
        mapping.madvise(mmap.MADV_WILLNEED, start - within, within + size)
