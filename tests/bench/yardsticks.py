"""What figures of a search are compared with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.index import native


def read_once(codes: NDArray[np.int8]) -> None:
    """Touch every byte of int8 rows, by as many threads as a scan has.

    As fast as numpy can: as words, which it ors together in registers.
    """
    words = codes.reshape(-1).view(np.int64)
    with ThreadPoolExecutor(native.threads()) as pool:
        list(pool.map(np.bitwise_or.reduce, np.array_split(words, native.threads())))
