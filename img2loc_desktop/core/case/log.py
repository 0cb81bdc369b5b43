"""The log of a case: every entry carries the hash of the one before.

An entry's hash is the SHA-256 of its number, time, event, the previous hash and its data as
stored (JSON in its one canonical form), each ended by a line feed, in UTF-8. Whoever changes
an entry has to write all later ones anew, and then the last hash is another.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from img2loc_desktop.core.case.entries import canonical, parse
from img2loc_desktop.core.case.records import LogEntry
from img2loc_desktop.core.decisions import utc_now

FIRST = "0" * 64  # what the first entry has in place of a previous hash
IN_ONE_ENTRY = 1000  # photos; one dropped folder may bring many thousands

_PAGE = 500


def append(connection: sqlite3.Connection, event: str, data: Mapping[str, Any]) -> int:
    """Add an entry inside the caller's transaction; returns its number."""
    last = connection.execute(
        "SELECT number, hash FROM log ORDER BY number DESC LIMIT 1"
    ).fetchone()
    number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
    at, text = utc_now(), canonical(data)
    row = (number, at, event, text, previous, hash_of(number, at, event, previous, text))
    connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", row)
    return number


def append_many(
    connection: sqlite3.Connection, event: str, name: str, items: Sequence[Any]
) -> None:
    """Add as many entries as a long list needs, each with a part of it under ``name``."""
    for start in range(0, len(items), IN_ONE_ENTRY):
        append(connection, event, {name: items[start : start + IN_ONE_ENTRY]})


def rows(connection: sqlite3.Connection, after: int = 0) -> Iterator[tuple[Any, ...]]:
    """The entries as stored, in order, a page at a time."""
    while True:
        page = connection.execute(
            "SELECT number, at, event, data, previous, hash FROM log WHERE number > ? "
            "ORDER BY number LIMIT ?",
            (after, _PAGE),
        ).fetchall()
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1][0]


def entry_of(row: tuple[Any, ...]) -> LogEntry:
    """A stored entry as a value. Raises ValueError where it is none."""
    number, at, event, data, previous, own = row
    if not all(isinstance(text, str) for text in (at, event, previous, own)):
        raise ValueError("not a log entry")
    return LogEntry(number, at, event, parse(data), previous, own)


def head(connection: sqlite3.Connection) -> str:
    """The last entry's hash."""
    row = connection.execute("SELECT hash FROM log ORDER BY number DESC LIMIT 1").fetchone()
    return str(row[0]) if row else FIRST


def first(connection: sqlite3.Connection) -> str:
    """The first entry's hash, which a case has in common with its copies alone."""
    row = connection.execute("SELECT hash FROM log WHERE number = 1").fetchone()
    return str(row[0]) if row else FIRST


def hash_of(number: int, at: str, event: str, previous: str, data: str) -> str:
    """The hash that an entry must carry, 64 hexadecimal digits."""
    text = f"{number}\n{at}\n{event}\n{previous}\n{data}\n"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
