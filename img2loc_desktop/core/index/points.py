"""What to index: the photos of a folder, or the rows of a CSV or TSV with their positions."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from img2loc_desktop.core import photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Failure, LatLon
from img2loc_desktop.core.words import one_line

Cause = Literal["unreadable", "no_position", "duplicate", "bad_row"]

_TABLES = (".csv", ".tsv", ".tab", ".txt")
_DELIMITERS = (",", ";", "\t", "|")
_REQUIRED = ("file", "latitude", "longitude")
_OPTIONAL = ("author", "licence", "taken_at")
_OTHER_NAMES = {"lat": "latitude", "lon": "longitude", "lng": "longitude", "license": "licence"}
_LONGEST_TEXT = 1_000
_FORMAT = (
    "The first line names the columns: file,latitude,longitude and perhaps author,licence,taken_at."
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A photo to index; without a ``position`` the one in its EXIF counts.

    ``identifier`` is its path relative to the indexed folder, or as the table has it.
    """

    path: Path
    identifier: str
    position: LatLon | None = None
    author: str | None = None
    licence: str | None = None
    taken_at: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was listed and is not in the index, with the reason in one sentence."""

    path: Path
    reason: str
    cause: Cause


def list_points(source: Path) -> Iterator[Listed | Skipped]:
    """What a folder or a table lists, in its order (folders by name); no photo is opened.

    Raises UserError when there is no such source or the table has no usable header.
    """
    if source.is_dir():
        yield from _list_folder(source)
    elif not source.exists():
        raise UserError(f"There is no {one_line(str(source))}.", "Check the name and its disk.")
    elif source.suffix.lower() in _TABLES:
        yield from _list_table(source)
    else:
        raise UserError(
            f"{one_line(source.name)} is neither a folder nor a table: {', '.join(_TABLES)}.",
            "Give a folder of photos, or a CSV with the columns file,latitude,longitude.",
        )


def _list_folder(folder: Path) -> Iterator[Listed | Skipped]:
    for item in photos.expand([folder]):
        if isinstance(item, Failure):
            cause: Cause = "duplicate" if isinstance(item, photos.Repeated) else "unreadable"
            yield Skipped(item.path, item.message, cause)
        else:
            yield Listed(item, one_line(item.relative_to(folder).as_posix()))


def _list_table(path: Path) -> Iterator[Listed | Skipped]:
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            header = file.readline()
            delimiter = _delimiter(path, header)
            names = _names(next(csv.reader([header], delimiter=delimiter)))
            reader = csv.reader(file, delimiter=delimiter)
            while True:
                try:
                    values = next(reader, None)
                    if values is None:
                        return
                    if any(value.strip() for value in values):
                        yield _row(path, dict(zip(names, values, strict=False)), delimiter)
                except (_BadRowError, csv.Error) as error:
                    line = reader.line_num + 1  # the header was read before
                    yield Skipped(path, f"Line {line}: {error}.", "bad_row")
    except UnicodeError as error:
        raise UserError(
            f"{one_line(path.name)} is not UTF-8 text.", 'Save it as "CSV UTF-8".'
        ) from error
    except OSError as error:
        raise UserError(
            f"{one_line(path.name)} cannot be read: {error.strerror or error}.",
            "Check that you may read it.",
        ) from error


class _BadRowError(Exception):
    """A row that cannot be used; the text says why, without the full stop."""


def _row(path: Path, values: dict[str, str], delimiter: str) -> Listed:
    name = values.get("file", "").strip()
    if not name:
        raise _BadRowError("the file is not named")
    position = LatLon(
        _degrees("latitude", values, 90.0, delimiter),
        _degrees("longitude", values, 180.0, delimiter),
    )
    if position == LatLon(0.0, 0.0):
        raise _BadRowError("0, 0 is what programs write that know no position")
    author, licence, taken_at = (
        one_line(values.get(column, "").strip())[:_LONGEST_TEXT] or None for column in _OPTIONAL
    )
    return Listed(path.parent / name, one_line(name), position, author, licence, taken_at)


def _degrees(column: str, values: dict[str, str], largest: float, delimiter: str) -> float:
    text = values.get(column, "").strip()
    try:
        # Where the columns are not separated by commas, a comma is a decimal one.
        value = float(text if delimiter == "," else text.replace(",", "."))
    except ValueError:
        raise _BadRowError(f'the {column} is "{one_line(text[:40])}", no number') from None
    if not abs(value) <= largest:  # true for NaN as well
        raise _BadRowError(f"the {column} is {text}, expected -{largest:g} to {largest:g} degrees")
    return value


def _names(header: Sequence[str]) -> list[str]:
    names = (name.strip().lower() for name in header)
    return [_OTHER_NAMES.get(name, name) for name in names]


def _delimiter(path: Path, header: str) -> str:
    for delimiter in _DELIMITERS:
        names = _names(next(csv.reader([header], delimiter=delimiter), []))
        if all(names.count(name) == 1 for name in _REQUIRED):
            return delimiter
    raise UserError(
        f"{one_line(path.name)} has no columns {', '.join(_REQUIRED)}, each once; its first line "
        f'is "{one_line(header.strip()[:80])}".',
        _FORMAT,
    )


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(2)
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
