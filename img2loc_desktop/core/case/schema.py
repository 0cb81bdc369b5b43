"""The tables of a case file, their version, and how older ones are brought up to it.

A case is opened only when its tables, indexes and triggers are exactly those of its version:
a file from somebody else's hands cannot bring along any of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

APPLICATION_ID = 0x49324C43  # "I2LC"; tells a case from the databases of other programs
VERSION = 1

# Paths are JSON strings: a name may hold bytes that are no text. ``brief`` and ``evidence`` are
# the two halves of an entry in the words of core/protocol: what a list shows, and the rest.
# Size and time are those of the file while its bytes were the ones with that SHA-256.
_TABLES = {
    1: """
CREATE TABLE photos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    sha256 TEXT,
    byte_size INTEGER,
    modified_ns INTEGER,
    recorded_at TEXT,
    brief TEXT,
    evidence TEXT
);
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    step INTEGER NOT NULL,
    photo_id INTEGER NOT NULL,
    decision TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX decisions_by_photo ON decisions (photo_id);
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    data TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_not_shortened BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
"""
}

# From the version that is the key to the next one; runs inside a transaction.
_MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {}


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.executescript(_TABLES[VERSION])


def is_of_version(connection: sqlite3.Connection, version: int) -> bool:
    """Whether the tables are those of a version, and there is nothing else."""
    expected = sqlite3.connect(":memory:")
    try:
        expected.executescript(_TABLES[version])
        return _objects(connection) == _objects(expected)
    finally:
        expected.close()


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring the tables from ``version`` to the current one, all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version, VERSION):
            _MIGRATIONS[step](connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        if not is_of_version(connection, VERSION):
            raise RuntimeError(f"the migration from version {version} made other tables")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _objects(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT 100")
    return sorted(
        (kind, name, table, " ".join((sql or "").split())) for kind, name, table, sql in rows
    )
