"""From a name to places: "Paris", "Paris, Texas", "Springfield, IL, USA", "Köln", "東京"."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.gazetteer.store import Country, Division, File, Places
from img2loc_desktop.core.strings import StringTable
from img2loc_desktop.core.types import LatLon

_OWN = 100  # times as populous must be what has the name only besides: Mumbai for "Bombay"
_ROUNDED = 0.001  # degrees
_LONGEST = 200  # characters; no name is longer


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A populated place with its name. ``population`` is 0 where it is unknown.

    ``area`` is what was searched for where the place, its most populous one, only stands for it:
    a country, or a first-level division with its country.
    """

    name: str
    admin: str | None  # first-level division
    admin_code: str | None  # what people abbreviate it to: TX, NSW
    country: str
    country_code: str  # ISO 3166-1 alpha-2
    position: LatLon
    population: int
    area: str = ""

    @property
    def text(self) -> str:
        """In words: "Paris, Texas, United States", "Georgia: Tbilisi, its most populous place"."""
        if self.area:
            return f"{self.area}: {self.name}, its most populous place"
        return ", ".join(filter(None, (self.name, self.admin, self.country)))


def described(places: Places, row: int, area: str = "") -> NamedPlace:
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
        area=area,
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
        """At most ``limit`` places; whole names before beginnings, then by population.

        A name of the place's own weighs more than one that it has besides. Countries
        come first; a division is taken as a further name of its most populous place.
        """
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
        return tuple(described(self._places, row, area) for row, area in rows)

    def known(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """For each of k folded names whether a place has it, bool (k,); spaces do not matter."""
        return self._exact.contains([name.replace(" ", "") for name in names])

    def named(self, name: str) -> tuple[NamedPlace, ...]:
        """All places that have exactly this folded name, but for spaces; the largest first."""
        rows = np.concatenate([rows for _, rows in self._names])
        found = np.unique(rows[self._exact.rows(name.replace(" ", ""))])
        largest = np.argsort(-self._places.populations[found].astype(np.int64), kind="stable")
        return tuple(described(self._places, row) for row in found[largest].tolist())

    def others(self, place: NamedPlace) -> tuple[str, ...]:
        """The folded names that a place has besides its own; none of a place that is not here."""
        north = self._places.latitudes - place.position.latitude
        east = self._places.longitudes - place.position.longitude
        found = (abs(north) < _ROUNDED) & (abs(east) < _ROUNDED)
        names, rows = self._names[1]
        return tuple(
            names.line(line)
            for row in np.flatnonzero(found).tolist()
            if self._places.name(row) == place.name
            for line in range(*np.searchsorted(rows, (row, row + 1)).tolist())
        )

    @cached_property
    def _exact(self) -> StringTable:
        """All names without their spaces, row by row as in ``_names``."""
        lines = (line for names, _ in self._names for line in names.lines())
        return StringTable(line.replace(" ", "") for line in lines)

    def _rows(self, name: str, within: Sequence[str], limit: int) -> list[tuple[int, str]]:
        """Rows with the area that they stand for."""
        whole, begun = [], []
        for names, rows in self._names:
            lines, is_whole = names.starting_with(name)
            whole.append(rows[lines[is_whole]])
            begun.append(rows[lines[~is_whole]])
        exact = np.unique(np.concatenate(whole))
        others = np.setdiff1d(np.concatenate(begun), exact)
        # What has the name itself needs no other to stand for it.
        areas = [area for area in self._areas_of(name, within) if area[1] not in exact]
        own = np.where(np.isin(exact, whole[0]), _OWN, 1)
        found = [(weight, row, "") for weight, row in self._weighed(exact, own)]
        ranked = sorted([*areas, *found], key=lambda item: -item[0])
        ranked += [(weight, row, "") for weight, row in self._weighed(others)]
        chosen: list[tuple[int, str]] = []
        for _, row, area in ranked:
            if len(chosen) == limit:
                break
            if area or not within or _is_within(self._places.division(row), within):
                chosen.append((row, area))
        return chosen

    def _weighed(
        self, rows: NDArray[np.intp], factors: NDArray[np.intp] | int = 1
    ) -> list[tuple[int, int]]:
        """Population times factor, and row; the largest first."""
        weights = self._places.populations[rows].astype(np.int64) * factors
        order = np.argsort(-weights, kind="stable")
        return list(zip(weights[order].tolist(), rows[order].tolist(), strict=True))

    def _areas_of(self, name: str, within: Sequence[str]) -> Iterator[tuple[float, int, str]]:
        """Weight, most populous place and words of each area of that name: countries first."""
        for area in self._areas.get(name, ()):
            row = self._most_populous(area.rows)
            if isinstance(area, Country):
                if not within:
                    yield math.inf, row, area.name
            elif not within or _is_within(area, within):
                population = float(self._places.populations[row])
                yield population, row, f"{area.name}, {area.country.name}"

    def _most_populous(self, rows: slice) -> int:
        return int(self._places.populations[rows].argmax()) + int(rows.start)

    @cached_property
    def _areas(self) -> dict[str, list[Country | Division]]:
        """Countries, then divisions, by their folded names; those without places are left out."""
        found: dict[str, list[Country | Division]] = {}
        for country in self._places.countries.values():
            if country.rows.start < country.rows.stop:
                for name in {fold(text) for text in (country.name, *country.aliases)}:
                    found.setdefault(name, []).append(country)
        for division in self._places.divisions():
            found.setdefault(fold(division.name), []).append(division)
        return found


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

    def line(self, number: int) -> str:
        """One of them."""
        return self._text[self._breaks[number] + 1 : self._breaks[number + 1]]

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
