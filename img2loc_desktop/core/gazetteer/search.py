"""From a name to places: "Paris", "Paris, Texas", "Springfield, IL, USA", "Köln", "東京"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.gazetteer.store import Division, File, Places
from img2loc_desktop.core.strings import StringTable
from img2loc_desktop.core.types import LatLon

_LONGEST = 200  # characters; no name is longer


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A populated place with its name. ``population`` is 0 where it is unknown."""

    name: str
    admin: str | None  # first-level division
    admin_code: str | None  # what people abbreviate it to: TX, NSW
    country: str
    country_code: str  # ISO 3166-1 alpha-2
    position: LatLon
    population: int


def described(places: Places, row: int) -> NamedPlace:
    """The place of a row."""
    division = places.division(row)
    return NamedPlace(
        name=places.name(row),
        admin=division.name or None,
        admin_code=division.abbreviation or None,
        country=division.country.name,
        country_code=division.country.code,
        position=places.position(row),
        population=int(places.populations[row]),
    )


class NameSearch:
    """An index of all names, made at the first search and kept."""

    def __init__(self, file: File, places: Places) -> None:
        """Takes about 0.2 s. Raises UserError."""
        self._places = places
        names = _Names(fold(file.text_of("names")))
        alternates = _Names(file.text_of("alternates"))
        counts = file.bytes_of("alternate_counts")
        of_each = len(names) == len(counts) == len(places.latitudes)
        if not of_each or int(counts.sum()) != len(alternates):
            raise file.damaged("its names and places differ in number")
        rows = np.repeat(np.arange(len(names)), counts)
        self._names = ((names, np.arange(len(names))), (alternates, rows))

    def search(self, text: str, limit: int) -> tuple[NamedPlace, ...]:
        """At most ``limit`` places; whole names before beginnings, then by population."""
        parts = [part for part in map(str.strip, fold(text[:_LONGEST]).split(",")) if part]
        if not parts or limit < 1:
            return ()
        rows = self._rows(parts[0], parts[1:], limit)
        words = parts[0].split()
        # "Paris Texas": without a comma, the last words may say where.
        for end in range(len(words) - 1, 0, -1):
            if rows:
                break
            rows = self._rows(" ".join(words[:end]), [" ".join(words[end:]), *parts[1:]], limit)
        return tuple(described(self._places, row) for row in rows)

    def known(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """For each of k folded names whether a place has it, bool (k,); spaces do not matter."""
        return self._exact.contains([name.replace(" ", "") for name in names])

    def named(self, name: str) -> tuple[NamedPlace, ...]:
        """All places that have exactly this folded name, but for spaces; the largest first."""
        rows = np.concatenate([rows for _, rows in self._names])
        found = np.unique(rows[self._exact.rows(name.replace(" ", ""))])
        largest = np.argsort(-self._places.populations[found].astype(np.int64), kind="stable")
        return tuple(described(self._places, row) for row in found[largest].tolist())

    @cached_property
    def _exact(self) -> StringTable:
        """All names without their spaces, row by row as in ``_names``."""
        lines = (line for names, _ in self._names for line in names.lines())
        return StringTable(line.replace(" ", "") for line in lines)

    def _rows(self, name: str, within: Sequence[str], limit: int) -> list[int]:
        whole, begun = [], []
        for names, rows in self._names:
            lines, is_whole = names.starting_with(name)
            whole.append(rows[lines[is_whole]])
            begun.append(rows[lines[~is_whole]])
        exact = np.unique(np.concatenate(whole))
        others = np.setdiff1d(np.concatenate(begun), exact)
        ranked: list[int] = []
        for found in (exact, others):
            populations = self._places.populations[found].astype(np.int64)
            for row in found[np.argsort(-populations, kind="stable")].tolist():
                if len(ranked) == limit:
                    return ranked
                if not within or _is_within(self._places.division(row), within):
                    ranked.append(row)
        return ranked


class _Names:
    """Folded names, one a line, and where in the text each line begins."""

    def __init__(self, lines: str) -> None:
        self._text = "\n" + lines
        characters = np.frombuffer(self._text.encode("utf-32-le"), dtype="<u4")
        self._breaks: NDArray[np.intp] = np.flatnonzero(characters == ord("\n"))

    def __len__(self) -> int:
        return len(self._breaks) - 1

    def lines(self) -> list[str]:
        """All of them, in order."""
        return self._text[1:-1].split("\n")

    def starting_with(self, name: str) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Line numbers of the names that begin with ``name``, and whether they end with it."""
        wanted = "\n" + name
        starts, is_whole = [], []
        at = self._text.find(wanted)
        while at >= 0:
            starts.append(at)
            at += len(wanted)
            is_whole.append(self._text[at] == "\n")
            at = self._text.find(wanted, at)
        lines = np.searchsorted(self._breaks, np.array(starts, dtype=np.intp))
        return lines, np.array(is_whole, dtype=np.bool_)


def _is_within(division: Division, parts: Sequence[str]) -> bool:
    """Whether each of the folded qualifiers means this division or its country."""
    country = division.country
    names = {fold(name) for name in (country.code, country.name, *country.aliases)}
    names |= {fold(name) for name in (division.name, division.abbreviation) if name}
    # "berlin" is the State of Berlin; a code must not be the beginning of a word.
    words = f" {fold(division.name)}"
    return all(part in names or (len(part) > 3 and f" {part}" in words) for part in parts)
