"""Where the rows of a pack come from: one SQLite file, read by row number or by SHA-256."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write
from img2loc_desktop.core.types import Source

_COLUMNS = "identifier, author, licence, taken_at, sha256"
_SHA256 = re.compile("[0-9a-f]{64}")
_MOST_VALUES = 500  # in one statement; SQLite's own limit was once 999


def write(path: Path, sources: Iterable[Source]) -> None:
    """Write a new file with the sources of rows 0, 1, ...; it is on the disk on return.

    The same sources give the same bytes. Raises UserError when it cannot be written.
    """
    try:
        path.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            # What is half-written is never used, so no journal is kept beside the file.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN")
            database.execute(
                "CREATE TABLE sources (row INTEGER PRIMARY KEY, identifier TEXT NOT NULL, "
                "author TEXT, licence TEXT, taken_at TEXT, sha256 TEXT)"
            )
            database.executemany(
                f"INSERT INTO sources (row, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
                (
                    (row, item.identifier, item.author, item.licence, item.taken_at, item.sha256)
                    for row, item in enumerate(sources)
                ),
            )
            database.execute("CREATE INDEX sources_by_sha256 ON sources (sha256)")
            database.execute("COMMIT")
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    except sqlite3.OperationalError as error:
        raise cannot_write(path, _as_os_error(error)) from error
    except OSError as error:
        raise cannot_write(path, error) from error


def lookup(path: Path, rows: Iterable[int]) -> dict[int, Source]:
    """The sources of the given rows. Raises UserError when the file is not as written here."""
    wanted = [int(row) for row in rows]
    found: dict[int, Source] = {}
    with _reading(path) as database:
        for some in _portions(wanted):
            for row, *values in _select(database, "row", some):
                found[row] = Source(*values)
    return found


def rows_of(path: Path, keys: Collection[str]) -> NDArray[np.int64]:
    """The rows, ascending, with one of the keys (see ``Source.key``). Raises UserError."""
    hashes = {key.lower() for key in keys if _SHA256.fullmatch(key.lower())}
    names = {key for key in keys if not _SHA256.fullmatch(key.lower())}
    with _reading(path) as database:
        found = _numbers(database, "sha256", hashes)
        # Without an index: only where a pack states no SHA-256 of what it was made of.
        found += _numbers(database, "identifier", names, "AND coalesce(sha256, '') = ''")
    return np.array(sorted(found), dtype=np.int64)


def rows_by(path: Path, authors: Collection[str]) -> NDArray[np.int64]:
    """The rows, ascending, by one of the authors. Raises UserError."""
    with _reading(path) as database:
        return np.array(sorted(_numbers(database, "author", authors)), dtype=np.int64)


def every(path: Path) -> Iterator[Source]:
    """All sources in the order of their rows. Raises UserError."""
    with _reading(path) as database:
        for values in database.execute(f"SELECT {_COLUMNS} FROM sources ORDER BY row"):  # noqa: S608
            yield Source(*values)


def count(path: Path) -> int:
    """How many rows the file describes; they are numbered from 0. Raises UserError."""
    with _reading(path) as database:
        number, first, last = database.execute(
            "SELECT count(*), min(row), max(row) FROM sources"
        ).fetchone()
    if number and (first, last) != (0, number - 1):
        raise _damaged(path, "its rows are not numbered from 0")
    return int(number)


def _as_os_error(error: sqlite3.OperationalError) -> OSError:
    if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return OSError(str(error))


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        address = path.absolute().as_uri() + "?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            kind = database.execute(
                "SELECT type FROM sqlite_schema WHERE name = 'sources'"
            ).fetchone()
            if kind != ("table",):  # a view could hide an endless query
                raise _damaged(path, "it has no table of sources")
            yield database
    except sqlite3.Error as error:
        raise _damaged(path, str(error)) from error


def _select(
    database: sqlite3.Connection, column: str, values: list[int] | list[str], more: str = ""
) -> sqlite3.Cursor:
    marks = ", ".join("?" * len(values))
    return database.execute(
        f"SELECT row, {_COLUMNS} FROM sources WHERE {column} IN ({marks}) {more}",  # noqa: S608
        values,
    )


def _numbers(
    database: sqlite3.Connection, column: str, values: Collection[str], more: str = ""
) -> list[int]:
    found: list[int] = []
    for some in _portions(sorted(values)):
        found.extend(row for row, *_ in _select(database, column, some, more))
    return found


def _portions(values: list) -> Iterator[list]:  # type: ignore[type-arg]
    for start in range(0, len(values), _MOST_VALUES):
        yield values[start : start + _MOST_VALUES]


def _damaged(path: Path, reason: str) -> UserError:
    return UserError(
        f"{path.name} of the index pack cannot be read: {reason}.",
        "Build the index again, or get the pack again from its source.",
    )
