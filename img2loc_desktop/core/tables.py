"""Tables that people and programs write: CSV and TSV with a first line that names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import path_kinds
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.core.words import one_line

SUFFIXES = (".csv", ".tsv", ".tab", ".txt")

# As people and the public collections of photos name what stands in a column.
OTHER_NAMES = {
    "lat": "latitude",
    **dict.fromkeys(("lon", "lng", "long"), "longitude"),
    **dict.fromkeys(("user", "user_id", "owner", "photographer", "creator_username"), "author"),
    **dict.fromkeys(("captured_at", "date_taken", "datetaken", "datetime"), "taken_at"),
}

_DELIMITERS = (",", ";", "\t", "|")


class BadRowError(Exception):
    """A row that cannot be used; the text says why, without the full stop."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the lower-case names of its columns; ``line`` is its last line, counted from 1.

    ``problem`` says why the row could not be read; its first use raises that.
    """

    line: int
    values: Mapping[str, str]
    delimiter: str
    problem: str | None = None

    def text(self, column: str) -> str:
        """What stands in a column, "" where there is none. Raises BadRowError."""
        if self.problem is not None:
            raise BadRowError(self.problem)
        return (self.values.get(column) or "").strip()

    def position(self) -> LatLon:
        """The columns latitude and longitude, degrees. Raises BadRowError."""
        try:
            position = LatLon(self._degrees("latitude", 90.0), self._degrees("longitude", 180.0))
        except BadRowError as error:
            if self._is_swapped():
                raise BadRowError(f"{error} (are the two swapped?)") from None
            raise
        if position == LatLon(0.0, 0.0):
            raise BadRowError("0, 0 is what programs write that know no position")
        return position

    def _is_swapped(self) -> bool:
        try:
            return (
                abs(self._degrees("latitude", 180.0))
                > 90.0
                >= abs(self._degrees("longitude", 180.0))
            )
        except BadRowError:
            return False

    def _degrees(self, column: str, largest: float) -> float:
        text = self.text(column)
        try:
            # Where the columns are not separated by commas, a comma is a decimal one.
            value = float(text if self.delimiter == "," else text.replace(",", "."))
        except ValueError:
            raise BadRowError(f'the {column} is "{one_line(text[:40])}", no number') from None
        if not abs(value) <= largest:  # true for NaN as well
            raise BadRowError(
                f"the {column} is {text}, expected -{largest:g} to {largest:g} degrees"
            )
        return value


def rows(
    path: Path, required: Sequence[str], other_names: Mapping[str, str], form: str
) -> Iterator[Row]:
    """The rows of a table that are not empty, in its order.

    Each of the ``required`` columns stands there once, under its own name or else the first of
    those that ``other_names`` maps to it; ``form`` tells the user what the first line should be.
    Raises UserError when it is otherwise, or when the file cannot be read.
    """
    path_kinds.check(path, "file", form)
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            header = file.readline()
            delimiter = _delimiter(path, header, required, other_names, form)
            names = _names(next(csv.reader([header], delimiter=delimiter)), other_names)
            reader = csv.reader(file, delimiter=delimiter)
            while True:
                try:
                    values = next(reader, None)
                except csv.Error as error:
                    yield Row(reader.line_num + 1, {}, delimiter, str(error))
                    continue
                if values is None:
                    return
                if any(value.strip() for value in values):
                    line = reader.line_num + 1  # the header was read before
                    yield Row(line, dict(zip(names, values, strict=False)), delimiter)
    except UnicodeError as error:
        raise UserError(
            f"{one_line(path.name)} is not UTF-8 text.", 'Save it as "CSV UTF-8".'
        ) from error
    except OSError as error:
        raise UserError(
            f"{one_line(path.name)} cannot be read: {error.strerror or error}.",
            "Check that you may read it.",
        ) from error


def _names(header: Sequence[str], other_names: Mapping[str, str]) -> list[str]:
    """The names of the columns; of several other names of one the first counts, as mapped."""
    names = [name.strip().lower() for name in header]
    chosen: dict[str, str] = {}
    for other, name in other_names.items():
        if other in names and name not in names:
            chosen.setdefault(name, other)
    return [next((n for n, other in chosen.items() if other == name), name) for name in names]


def _delimiter(
    path: Path, header: str, required: Sequence[str], other_names: Mapping[str, str], form: str
) -> str:
    for delimiter in _DELIMITERS:
        names = _names(next(csv.reader([header], delimiter=delimiter), []), other_names)
        if all(names.count(name) == 1 for name in required):
            return delimiter
    raise UserError(
        f"{one_line(path.name)} has no columns {', '.join(required)}, each once; its first line "
        f'is "{one_line(header.strip()[:80])}".',
        form,
    )


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(2)
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
