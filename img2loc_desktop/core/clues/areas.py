"""Places of telephone area codes: the longest known beginning of a number tells where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np


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

    def name(self, digits: str) -> str:
        """The place of a number, country code first: "Bridgend", "Springfield, IL"; "" if none."""
        for length in range(len(digits), 0, -1):
            prefix = int(digits[:length])
            row = int(np.searchsorted(self._prefixes, prefix))
            if row < len(self._prefixes) and self._prefixes[row] == prefix:
                return self._names[int(self._owners[row])]
        return ""
