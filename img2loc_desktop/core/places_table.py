"""Tables of places: a CSV or TSV whose every line has a latitude and a longitude.

For many points that belong to something else line by line, so a bad line ends the reading
with its number instead of being skipped.
"""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import path_kinds
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Source
from img2loc_desktop.core.words import one_line

_DELIMITERS = (",", ";", "\t", "|")
_LATITUDES = ("latitude", "lat", "gps_lat", "y")
_LONGITUDES = ("longitude", "lon", "lng", "long", "gps_lon", "x")
_IDENTIFIERS = ("file", "img_id", "image", "image_id", "filename", "path", "id", "name")
_OTHERS = {
    "author": ("author", "user", "photographer", "owner"),
    "licence": ("licence", "license"),
    "taken_at": ("taken_at", "date_taken", "captured_at"),
}
_LONGEST = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class PlacesTable:
    """Latitudes and longitudes (n,) in degrees, and whether lines have an identifier."""

    path: Path
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    has_sources: bool

    def sources(self) -> Iterator[Source]:
        """What each line says of where it comes from, in order; the file is read again."""
        with _Reader(self.path) as reader:
            for values in reader.rows():
                yield reader.source(values)


def read_places(path: Path) -> PlacesTable:
    """Read a table; its first line names the columns. Raises UserError, with the line."""
    latitudes, longitudes = array("d"), array("d")  # millions of lines fit
    with _Reader(path) as reader:
        for values in reader.rows():
            latitudes.append(reader.degrees(values, reader.latitude, 90.0, reader.longitude))
            longitudes.append(reader.degrees(values, reader.longitude, 180.0))
        has_sources = reader.identifier is not None
    if not latitudes:
        raise UserError(f"{one_line(path.name)} lists no places.", "Give a table with places.")
    return PlacesTable(path, np.array(latitudes), np.array(longitudes), has_sources)


class _Reader:
    """An open table, and which of its columns is which."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._name = one_line(path.name)

    def __enter__(self) -> _Reader:
        path_kinds.check(self.path, "file", "Give a table with the columns latitude,longitude.")
        try:
            self._file = self.path.open(encoding=_encoding(self.path), newline="")
            header = self._file.readline(100_000)
        except (OSError, UnicodeError) as error:
            raise self._unreadable(error) from error
        delimiter, names = _columns(header)
        self._decimal_comma = delimiter != ","
        self.latitude, self.longitude = _first(names, _LATITUDES), _first(names, _LONGITUDES)
        if self.latitude is None or self.longitude is None:
            self._file.close()
            raise UserError(
                f"{self._name} has no columns for latitude and longitude; its first line is "
                f'"{one_line(header.strip()[:80])}".',
                "Name them in the first line: latitude,longitude (or LAT,LON).",
            )
        self.identifier = _first(names, _IDENTIFIERS)
        self._others = {key: _first(names, known) for key, known in _OTHERS.items()}
        self._reader = csv.reader(self._file, delimiter=delimiter)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def rows(self) -> Iterator[list[str]]:
        """The lines that are not blank. Raises UserError."""
        try:
            yield from (values for values in self._reader if any(values))
        except csv.Error as error:
            raise UserError(f"{self._line()}: {error}.", "Correct that line.") from error
        except (OSError, UnicodeError) as error:
            raise self._unreadable(error) from error

    def degrees(
        self, values: list[str], column: int | None, largest: float, other: int | None = None
    ) -> float:
        """A number of degrees. Raises UserError with the line for what is none.

        ``other`` is the column that this one may have been confused with.
        """
        value = self._number(values, column)
        if not abs(value) <= largest:  # true for NaN as well
            text = self._text(values, column) or ""
            remedy = "Correct or remove that line, and what belongs to it."
            if abs(value) <= 180 and abs(self._number(values, other)) <= largest:
                remedy += " If the columns are swapped, swap their names in the first line."
            raise UserError(
                f'{self._line()} has "{text[:40]}", expected degrees from '
                f"-{largest:g} to {largest:g}.",
                remedy,
            )
        return value

    def _number(self, values: list[str], column: int | None) -> float:
        text = values[column].strip() if column is not None and column < len(values) else ""
        try:
            return float(text.replace(",", ".") if self._decimal_comma else text)
        except ValueError:
            return math.nan

    def source(self, values: list[str]) -> Source:
        """Where a line comes from."""
        others = {key: self._text(values, column) for key, column in self._others.items()}
        return Source(self._text(values, self.identifier) or "", **others)

    def _text(self, values: list[str], column: int | None) -> str | None:
        if column is None or column >= len(values):
            return None
        return one_line(values[column].strip())[:_LONGEST] or None

    def _line(self) -> str:
        return f"Line {self._reader.line_num + 1} of {self._name}"  # the header was read before

    def _unreadable(self, error: Exception) -> UserError:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        return UserError(f"{self._name} cannot be read: {reason}.", 'Save it as "CSV UTF-8".')


def _columns(header: str) -> tuple[str, list[str]]:
    splits = {mark: next(csv.reader([header], delimiter=mark), []) for mark in _DELIMITERS}
    delimiter = max(splits, key=lambda mark: len(splits[mark]))
    return delimiter, [name.strip().strip('"').lower() for name in splits[delimiter]]


def _first(names: list[str], known: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(2)
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
