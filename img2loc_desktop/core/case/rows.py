"""The rows of a case's photos, read as values and written from them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

from img2loc_desktop.core.case import entries, history, originals
from img2loc_desktop.core.case.records import CasePhoto, State
from img2loc_desktop.core.decisions import Decision, utc_now
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Failure, Result

_COLUMNS = "id, path, state, sha256, byte_size, modified_ns, recorded_at, brief"
_LONGEST_PATH = 100_000  # characters as JSON, where one may take six


def photos(connection: sqlite3.Connection) -> tuple[CasePhoto, ...]:
    """All photos, in the order in which they were added. Raises ValueError for impossible rows."""
    decided = history.all_in_force(connection)
    found = connection.execute(f"SELECT {_COLUMNS} FROM photos ORDER BY id")  # noqa: S608
    return tuple(
        _photo(row, history.read(decided[row[0]]) if row[0] in decided else None) for row in found
    )


def photo(connection: sqlite3.Connection, photo_id: int) -> CasePhoto:
    """One photo. Raises KeyError where there is none, and ValueError for an impossible row."""
    row = _row(connection, _COLUMNS, photo_id)
    return _photo(row, history.in_force(connection, photo_id))


def ids(connection: sqlite3.Connection) -> list[int]:
    """The numbers of all photos, in order."""
    return [row[0] for row in connection.execute("SELECT id FROM photos ORDER BY id")]


def check_there(connection: sqlite3.Connection, photo_id: int) -> None:
    """Raises KeyError where the case has no such photo."""
    _row(connection, "id", photo_id)


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


def remove(connection: sqlite3.Connection, photo_id: int) -> None:
    """Delete a photo. Raises KeyError where there is none."""
    check_there(connection, photo_id)
    connection.execute("DELETE FROM photos WHERE id = ?", (photo_id,))


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


def wait(connection: sqlite3.Connection, photo_id: int) -> None:
    """Put a photo into the queue, seen with its file's size and time of now.

    Raises KeyError where there is none.
    """
    (path,) = _row(connection, "path", photo_id)
    _keep_state(connection, photo_id, State.WAITING, *originals.size_and_time(_path(path)))


def take_back(connection: sqlite3.Connection, photo: CasePhoto) -> CasePhoto:
    """Let a photo wait no longer; one with an entry gets back the state that belongs to it.

    The time of its file was taken anew when it began to wait, perhaps of other bytes: it is
    forgotten, so that the next look at the file compares the bytes. Returns it as it is then.
    """
    state, size, time = State.STOPPED, photo.byte_size, photo.modified_ns
    if photo.estimate is not None or photo.failure is not None:
        state = State.FAILED if photo.failure is not None else State.LOCATED
        size, time = photo.photo.byte_size if photo.photo is not None else None, None
    _keep_state(connection, photo.id, state, size, time)
    return replace(photo, state=state, byte_size=size, modified_ns=time)


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


def _keep_state(
    connection: sqlite3.Connection, photo_id: int, state: State, size: int | None, time: int | None
) -> None:
    connection.execute(
        "UPDATE photos SET state = ?, byte_size = ?, modified_ns = ? WHERE id = ?",
        (state.value, size, time, photo_id),
    )


def state_of(entry: Result | Failure) -> State:
    """The state of a photo that has this entry."""
    return State.FAILED if isinstance(entry, Failure) else State.LOCATED


def _row(connection: sqlite3.Connection, columns: str, photo_id: int) -> tuple[Any, ...]:
    row = connection.execute(f"SELECT {columns} FROM photos WHERE id = ?", (photo_id,)).fetchone()  # noqa: S608
    if row is None:
        raise KeyError(photo_id)
    return tuple(row)


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
