"""Decisions in the order in which they were made, and the way back through them.

A step is what one action of the analyst decided, of one photo or of many. Undone steps stay
until a new decision takes their place; the log keeps them in any case.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from img2loc_desktop.core import decisions
from img2loc_desktop.core.case import log
from img2loc_desktop.core.case.entries import canonical, parse
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.errors import UserError


def decide(connection: sqlite3.Connection, made: Mapping[int, Decision]) -> None:
    """Put decisions into force as one step, inside the caller's transaction."""
    connection.execute("DELETE FROM decisions WHERE undone")
    texts = {photo: canonical(decisions.to_json(made[photo])) for photo in made}
    step = 1 + connection.execute("SELECT coalesce(max(step), 0) FROM decisions").fetchone()[0]
    connection.executemany(
        "INSERT INTO decisions (step, photo_id, decision) VALUES (?, ?, ?)",
        [(step, photo, text) for photo, text in texts.items()],
    )
    _tell(connection, "decided", texts)


def undo(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Take back the last step; the photos of it, none where there is nothing to take back."""
    return _turn(connection, "undone", "SELECT max(step) FROM decisions WHERE NOT undone", 1)


def redo(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Put the step that was undone last into force again; the photos of it."""
    return _turn(connection, "redone", "SELECT min(step) FROM decisions WHERE undone", 0)


def steps(connection: sqlite3.Connection) -> tuple[bool, bool]:
    """Whether there is something to undo, and something to redo."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM decisions WHERE NOT undone), "
        "EXISTS (SELECT 1 FROM decisions WHERE undone)"
    ).fetchone()
    return bool(row[0]), bool(row[1])


def forget(connection: sqlite3.Connection, photos: Sequence[int]) -> None:
    """Drop the steps of photos that leave the case."""
    connection.executemany(
        "DELETE FROM decisions WHERE photo_id = ?", [(photo,) for photo in photos]
    )


def in_force(connection: sqlite3.Connection, photo: int) -> Decision | None:
    """The decision on one photo."""
    text = _text_in_force(connection, photo)
    return read(text) if text else None


def all_in_force(connection: sqlite3.Connection) -> dict[int, str]:
    """Of each photo that has one, the last decision that was not undone, as stored."""
    rows = connection.execute(
        "SELECT photo_id, decision FROM decisions WHERE id IN "
        "(SELECT max(id) FROM decisions WHERE NOT undone GROUP BY photo_id)"
    )
    return dict(rows.fetchall())


def reworded(connection: sqlite3.Connection) -> frozenset[int]:
    """Photos of which a decision ever changed the words, as the log knows it."""
    rows = connection.execute(
        """SELECT data FROM log WHERE event = 'decided' AND instr(data, '"words":')"""
    )
    photos = set()
    for (text,) in rows:
        try:
            made = parse(text).get("decisions")
        except ValueError:  # the log's check will name it
            continue
        for each in made if isinstance(made, list) else ():
            if isinstance(each, dict) and isinstance(each.get("photo"), int):
                photos.add(each["photo"])
    return frozenset(photos)


def read(text: object) -> Decision | None:
    """A stored decision; None for what is none: the log's check will name it."""
    try:
        return decisions.from_json(parse(text), "The case file")
    except (ValueError, UserError):
        return None


def _turn(connection: sqlite3.Connection, event: str, which: str, undone: int) -> tuple[int, ...]:
    (step,) = connection.execute(which).fetchone()
    if step is None:
        return ()
    connection.execute("UPDATE decisions SET undone = ? WHERE step = ?", (undone, step))
    rows = connection.execute("SELECT photo_id FROM decisions WHERE step = ?", (step,)).fetchall()
    photos = tuple(sorted({row[0] for row in rows}))
    stored = all_in_force(connection)
    _tell(connection, event, {photo: stored.get(photo) for photo in photos})
    return photos


def _text_in_force(connection: sqlite3.Connection, photo: int) -> str | None:
    row = connection.execute(
        "SELECT decision FROM decisions WHERE photo_id = ? AND NOT undone ORDER BY id DESC LIMIT 1",
        (photo,),
    ).fetchone()
    return row[0] if row else None


def _tell(connection: sqlite3.Connection, event: str, texts: Mapping[int, str | None]) -> None:
    items: list[dict[str, Any]] = [
        {"photo": photo, "decision": parse(text) if text else None} for photo, text in texts.items()
    ]
    log.append_many(connection, event, "decisions", items)
