"""Finding a string among a million: by its hash in a sorted array, without an object for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


class StringTable:
    """The row numbers of n strings, 16 bytes each.

    Only their 64-bit hashes are kept: among a million strings one lookup in 10^13 finds a
    wrong one.
    """

    def __init__(self, strings: Iterable[str]) -> None:
        hashes = np.fromiter(map(hash, strings), np.int64)
        self._rows = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._rows]

    def __len__(self) -> int:
        return len(self._hashes)

    def rows(self, string: str) -> NDArray[np.intp]:
        """The rows that hold this string, in ascending order."""
        wanted = np.int64(hash(string))
        first = np.searchsorted(self._hashes, wanted, side="left")
        end = np.searchsorted(self._hashes, wanted, side="right")
        return self._rows[first:end]

    def contains(self, strings: Sequence[str]) -> NDArray[np.bool_]:
        """For each of k strings whether it is there, bool (k,)."""
        wanted = np.fromiter(map(hash, strings), np.int64, len(strings))
        at = np.searchsorted(self._hashes, wanted)
        found: NDArray[np.bool_] = self._hashes[np.minimum(at, len(self) - 1)] == wanted
        return found
