"""The rows of a case's photos, read as values and written from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from img2loc_desktop.core.case import entries, history, originals
from img2loc_desktop.core.case.records import CasePhoto, State
from img2loc_desktop.core.decisions import Decision, utc_now
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Failure, Result

# A list of photos has no use for the cells and countries of an estimate. SQLite leaves them out
# in a tenth of the time that Python takes to read them.
_COLUMNS = """id, path, state, sha256, byte_size, modified_ns, recorded_at,
    CASE WHEN json_valid(brief)
    THEN json_remove(brief, '$.estimate.areas', '$.estimate.countries') ELSE brief END"""
# Of an entry, only what take_back asks: a thousand whole ones would be a pause to be noticed.
# Each function of SQLite reads the whole text again: two of them do.
_WAITS = """state, byte_size, modified_ns, brief IS NOT NULL,
    CASE WHEN json_valid(brief) THEN json_extract(brief, '$.error', '$.photo.byte_size') END"""
FIRST = -(2**63)  # no number is smaller
_LONGEST_PATH = 100_000  # characters as JSON, where one may take six


def photos(connection: sqlite3.Connection, first: int = FIRST, most: int = -1) -> list[CasePhoto]:
    """Photos in the order in which they were added: from this number on, at most so many.

    Raises ValueError for impossible rows.
    """
    decided = history.all_in_force(connection)
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM photos WHERE id >= ? ORDER BY id LIMIT ?",  # noqa: S608
        (first, most),
    )
    return [
        _photo(row, history.read(decided[row[0]]) if row[0] in decided else None) for row in found
    ]


def photo(connection: sqlite3.Connection, photo_id: int) -> CasePhoto:
    """One photo. Raises KeyError where there is none, and ValueError for an impossible row."""
    row = _row(connection, _COLUMNS, photo_id)
    return _photo(row, history.in_force(connection, photo_id))


def ids(connection: sqlite3.Connection) -> list[int]:
    """The numbers of all photos, in order."""
    return [row[0] for row in connection.execute("SELECT id FROM photos ORDER BY id")]


def check_there(connection: sqlite3.Connection, photo_ids: Collection[int]) -> None:
    """Raises KeyError where the case has not all of these photos."""
    _rows(connection, "id", photo_ids)


def entry(connection: sqlite3.Connection, photo_id: int) -> Result | Failure | None:
    """The whole entry of a photo; one that is damaged is a Failure that says so."""
    path, brief, evidence = _row(connection, "path, brief, evidence", photo_id)
    if brief is None:
        return None
    where = _path(path)
    try:
        return entries.load(brief, evidence, where)
    except ValueError:
        return entries.unreadable(where)


def add(
    connection: sqlite3.Connection, path: Path, size: int | None, time: int | None
) -> int | None:
    """Add a photo that waits; its number, or None where the case has it."""
    text = json.dumps(str(path))
    if len(text) > _LONGEST_PATH:
        raise UserError("The name of a photo is too long to be one.", "Rename it, then add it.")
    if connection.execute("SELECT 1 FROM photos WHERE path = ?", (text,)).fetchone():
        return None
    made = connection.execute(
        "INSERT INTO photos (path, state, byte_size, modified_ns) VALUES (?, ?, ?, ?)",
        (text, State.WAITING.value, size, time),
    )
    return made.lastrowid


def remove(connection: sqlite3.Connection, photo_ids: Sequence[int]) -> None:
    """Delete photos. Raises KeyError where there is none."""
    check_there(connection, photo_ids)
    connection.executemany("DELETE FROM photos WHERE id = ?", [(each,) for each in photo_ids])


def record(
    connection: sqlite3.Connection,
    photo: CasePhoto,
    entry: Result | Failure,
    brief: str,
    evidence: str,
) -> None:
    """Keep an entry, with the file's size and time where they belong to the same bytes.

    They do if they are those from before the file was read, and the size is the one that was
    read: then nothing has changed in between.
    """
    size, time = originals.size_and_time(photo.path)
    read = entry.photo.byte_size if entry.photo else None
    if (size, time) != (photo.byte_size, photo.modified_ns) or size != read:
        size, time = read, None
    connection.execute(
        "UPDATE photos SET state = ?, sha256 = ?, byte_size = ?, modified_ns = ?, "
        "recorded_at = ?, brief = ?, evidence = ? WHERE id = ?",
        (
            state_of(entry).value,
            entry.photo.sha256 if entry.photo else None,
            *(size, time, utc_now(), brief, evidence, photo.id),
        ),
    )


def wait(connection: sqlite3.Connection, photo_ids: Collection[int]) -> None:
    """Put photos into the queue, seen with their files' size and time of now.

    Raises KeyError where there is none.
    """
    _keep_states(
        connection,
        [
            (State.WAITING, *originals.size_and_time(_path(path)), photo_id)
            for photo_id, (path,) in _rows(connection, "path", photo_ids).items()
        ],
    )


def take_back(connection: sqlite3.Connection, photo_ids: Collection[int]) -> dict[int, State]:
    """Let photos wait no longer; those with an entry get back the state that belongs to it.

    The time of such a file was taken anew when it began to wait, perhaps of other bytes: it is
    forgotten, so that the next look at the file compares the bytes. Returns the states of all
    photos as they are then. Raises KeyError where there is none.
    """
    states, changed = {}, []
    for photo_id, row in _rows(connection, _WAITS, photo_ids).items():
        state, size, time, has_entry, told = row
        states[photo_id] = State(state)
        if states[photo_id] is State.WAITING:
            states[photo_id] = State.STOPPED
            if has_entry:
                has_failed, read = json.loads(told) if told else (True, None)
                states[photo_id] = State.FAILED if has_failed else State.LOCATED
                size, time = read, None
            changed.append((states[photo_id], size, time, photo_id))
    _keep_states(connection, changed)
    return states


def relink(
    connection: sqlite3.Connection, photo_id: int, path: Path, size: int | None, time: int | None
) -> None:
    """Give a photo another path. Raises UserError where another photo has it."""
    text = json.dumps(str(path))
    if connection.execute("SELECT 1 FROM photos WHERE path = ?", (text,)).fetchone():
        raise UserError(
            "The case has a photo at that place already.", "Remove one of the two from the case."
        )
    connection.execute(
        "UPDATE photos SET path = ?, byte_size = ?, modified_ns = ? WHERE id = ?",
        (text, size, time, photo_id),
    )


def _keep_states(
    connection: sqlite3.Connection, changed: Sequence[tuple[State, int | None, int | None, int]]
) -> None:
    connection.executemany(
        "UPDATE photos SET state = ?, byte_size = ?, modified_ns = ? WHERE id = ?", changed
    )


def state_of(entry: Result | Failure) -> State:
    """The state of a photo that has this entry."""
    return State.FAILED if isinstance(entry, Failure) else State.LOCATED


def _row(connection: sqlite3.Connection, columns: str, photo_id: int) -> tuple[Any, ...]:
    row = connection.execute(f"SELECT {columns} FROM photos WHERE id = ?", (photo_id,)).fetchone()  # noqa: S608
    if row is None:
        raise KeyError(photo_id)
    return tuple(row)


def _rows(
    connection: sqlite3.Connection, columns: str, photo_ids: Collection[int]
) -> dict[int, tuple[Any, ...]]:
    """Of many photos at once, by their numbers. Raises KeyError where one is not there."""
    found = connection.execute(
        f"SELECT id, {columns} FROM photos WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(list(photo_ids)),),
    )
    rows = {row[0]: tuple(row[1:]) for row in found}
    for photo_id in photo_ids:
        if photo_id not in rows:
            raise KeyError(photo_id)
    return rows


def _photo(row: tuple[Any, ...], decision: Decision | None) -> CasePhoto:
    photo_id, path, state, sha256, byte_size, modified_ns, recorded_at, brief = row
    where = _path(path)
    _expect(str, sha256, recorded_at)
    _expect(int, byte_size, modified_ns)
    said = _brief(brief, where) if brief is not None else entries.Brief()
    return CasePhoto(
        *(photo_id, where, State(state), sha256, byte_size, modified_ns, recorded_at),
        *(said.photo, said.estimate, said.failure, decision, said.retry_failure),
    )


def _brief(text: str, path: Path) -> entries.Brief:
    try:
        return entries.load_brief(text, path)
    except ValueError:
        return entries.Brief(failure=entries.unreadable(path))


def _path(text: object) -> Path:
    value = json.loads(text) if isinstance(text, str) and len(text) <= _LONGEST_PATH else None
    if not isinstance(value, str):
        raise ValueError("a path is none")
    return Path(value)


def _expect(kind: type, *values: object) -> None:
    if not all(value is None or isinstance(value, kind) for value in values):
        raise ValueError("a value of a photo is of the wrong kind")
