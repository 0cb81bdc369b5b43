"""What to index: the photos of a folder, or the rows of a CSV or TSV with their positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from img2loc_desktop.core import path_kinds, photos, tables
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Failure, LatLon
from img2loc_desktop.core.words import one_line

Cause = Literal["unreadable", "no_position", "duplicate", "bad_row"]

_REQUIRED = ("file", "latitude", "longitude")
_OPTIONAL = ("author", "licence", "taken_at")
_OTHER_NAMES = {**tables.OTHER_NAMES, "license": "licence"}
_LONGEST_TEXT = 1_000
_SOURCE = "Give a folder of photos, or a CSV with the columns file,latitude,longitude."
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
    check_source(source)
    if source.is_dir():
        yield from _list_folder(source)
    elif source.suffix.lower() in tables.SUFFIXES:
        yield from _list_table(source)
    else:
        raise UserError(
            f"{one_line(source.name)} is neither a folder nor a table: "
            f"{', '.join(tables.SUFFIXES)}.",
            _SOURCE,
        )


def check_source(source: Path) -> None:
    """Refuse what is neither a folder nor a file, a pipe above all. Raises UserError."""
    if not source.is_dir():
        path_kinds.check(source, "file", _SOURCE)


def _list_folder(folder: Path) -> Iterator[Listed | Skipped]:
    for item in photos.expand([folder]):
        if isinstance(item, Failure):
            cause: Cause = "duplicate" if isinstance(item, photos.Repeated) else "unreadable"
            yield Skipped(item.path, item.message, cause)
        else:
            yield Listed(item, one_line(item.relative_to(folder).as_posix()))


def _list_table(path: Path) -> Iterator[Listed | Skipped]:
    for row in tables.rows(path, _REQUIRED, _OTHER_NAMES, _FORMAT):
        try:
            yield _listed(path, row)
        except tables.BadRowError as error:
            yield Skipped(path, phrase(f"Line {row.line}: {error}."), "bad_row")


def _listed(path: Path, row: tables.Row) -> Listed:
    name = row.text("file")
    if not name:
        raise tables.BadRowError("the file is not named")
    position = row.position()
    author, licence, taken_at = (
        one_line(row.text(column))[:_LONGEST_TEXT] or None for column in _OPTIONAL
    )
    return Listed(path.parent / name, one_line(name), position, author, licence, taken_at)
