"""SQLite files that strangers may have made: looked at before SQLite does, opened with limits.

A journal beside a database is part of it: SQLite plays it back when it opens the file for
writing, and deletes the file that a journal names as its super-journal. So what lies beside
a file is looked at as well.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

_MAGIC = b"SQLite format 3\0"
_HEADER = 100  # bytes
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


@dataclass(frozen=True, slots=True)
class Header:
    """What the first hundred bytes of a database say; ``wal`` is its journal mode."""

    application_id: int
    user_version: int
    wal: bool


def read_header(path: Path) -> Header | None:
    """The header of a database, or None for any other regular file. Raises OSError.

    A file that is no regular one (a pipe would wait for ever) raises OSError as well.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(f"{path.name} is not a file")
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        return None
    return Header(
        application_id=int.from_bytes(head[68:72], "big"),
        user_version=int.from_bytes(head[60:64], "big", signed=True),
        wal=head[18] != 1 or head[19] != 1,
    )


def beside(path: Path, suffix: str) -> Path:
    """The path of a database's "-journal", "-wal" or "-shm"."""
    return path.with_name(path.name + suffix)


def has_content(path: Path) -> bool:
    """Whether there is a file with at least one byte. Raises OSError where that is unknown."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def names_another_file(journal: Path) -> bool:
    """Whether a journal belongs to a transaction over several files. Raises OSError."""
    with journal.open("rb") as file:
        if file.seek(0, os.SEEK_END) < len(_JOURNAL_MAGIC):
            return False
        file.seek(-len(_JOURNAL_MAGIC), os.SEEK_END)
        return file.read() == _JOURNAL_MAGIC


def connect(
    path: Path, parameters: str, *, longest: int, busy_seconds: float = 0.0
) -> sqlite3.Connection:
    """Open a database by URI parameters ("mode=ro") without trust in what it holds.

    ``longest`` (bytes) caps every string, blob and row; ``busy_seconds`` is how long another
    program's lock is waited for. Transactions are the caller's; so is keeping two threads from
    using it at once. Raises sqlite3.Error.
    """
    connection = sqlite3.connect(
        f"{_uri(path)}?{parameters}",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA mmap_size = 0")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def error_name(error: sqlite3.Error) -> str:
    """SQLite's name of an error ("SQLITE_BUSY"), empty for those of Python's module itself."""
    return getattr(error, "sqlite_errorname", None) or ""


def _uri(path: Path) -> str:
    # Path.as_uri puts the server of a network share where SQLite accepts none.
    name = path.absolute().as_posix()
    return f"file://{quote(os.fsencode(name if name.startswith('/') else f'/{name}'))}"
