"""Places of telephone area codes: the longest known beginning of a number tells where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Area:
    """A place, all beginnings of its numbers, country code first, and its code without that.

    The code is how one number in question begins.
    """

    name: str
    beginnings: tuple[str, ...]
    code: str


class AreaCodes:
    """Google's libphonenumber's table in two arrays: 4 MB, where its own dictionaries take 100."""

    def __init__(self, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Names of places, each with the beginnings of its numbers from the country code on."""
        names: list[str] = []
        counts: list[int] = []

        def beginnings() -> Iterable[int]:
            for name, prefixes in rows:
                names.append(name)
                counts.append(len(prefixes))
                yield from map(int, prefixes)

        prefixes = np.fromiter(beginnings(), np.int64)
        owners = np.repeat(np.arange(len(names), dtype=np.int32), counts)
        order = np.argsort(prefixes, kind="stable")
        self._prefixes = prefixes[order]
        self._owners = owners[order]
        self._names: Sequence[str] = names

    def find(self, digits: str, country_code: int) -> Area | None:
        """The area of a number, its country's code first: "Bridgend", "Springfield, IL"."""
        start = str(country_code)
        for length in range(len(digits), len(start) - 1, -1):
            prefix = int(digits[:length])
            row = int(np.searchsorted(self._prefixes, prefix))
            if row < len(self._prefixes) and self._prefixes[row] == prefix:
                owner = self._owners[row]
                own = map(str, self._prefixes[self._owners == owner].tolist())
                beginnings = tuple(one for one in own if one.startswith(start))
                return Area(self._names[int(owner)], beginnings, digits[len(start) : length])
        return None
