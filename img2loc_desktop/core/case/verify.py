"""Does the log hold together, and does the case still say what the log tells?

The chain of hashes shows a changed, missing or inserted entry. It does not show a result or a
decision that was changed outside the log: for that the log is told again, and what comes out is
compared with what the case holds.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from img2loc_desktop.core.case import history, log
from img2loc_desktop.core.case.entries import canonical, digest
from img2loc_desktop.core.case.records import LogCheck, LogEntry
from img2loc_desktop.core.speech import phrase

_MOST_PROBLEMS = 20


@dataclass(slots=True)
class _Told:
    """What the case must hold according to the log, by the number of the photo."""

    paths: dict[int, str] = field(default_factory=dict)
    results: dict[int, str] = field(default_factory=dict)  # SHA-256 of the entry
    decisions: dict[int, str] = field(default_factory=dict)

    def take(self, entry: LogEntry) -> None:
        """Follow one entry. Raises KeyError, TypeError or ValueError where it makes no sense."""
        data = entry.data
        match entry.event:
            case "created":
                pass
            case "added":
                self.paths.update((int(item["photo"]), item["path"]) for item in data["photos"])
            case "removed":
                for photo in data["photos"]:
                    for column in (self.paths, self.results, self.decisions):
                        column.pop(photo, None)
            case "recorded":
                self.results[data["photo"]] = data["entry"]
            case "relinked":
                self.paths[data["photo"]] = data["path"]
            case "decided" | "undone" | "redone":
                for item in data["decisions"]:
                    self._decide(item["photo"], item["decision"])
            case _:
                raise ValueError(f"there is no event “{entry.event}”")

    def _decide(self, photo: int, decision: dict[str, Any] | None) -> None:
        if decision is None:
            self.decisions.pop(photo, None)
        elif photo in self.paths:
            self.decisions[photo] = canonical(decision)


def check(connection: sqlite3.Connection) -> LogCheck:
    """Check the whole log, then compare. Changes nothing. Raises sqlite3.Error."""
    told = _Told()
    previous, count = log.FIRST, 0
    for row in log.rows(connection):
        problem = _problem(row, count + 1, previous, told)
        if problem:
            return LogCheck(count, previous, count + 1, (problem,))
        count, previous = row[0], row[5]
    if count == 0:
        return LogCheck(0, previous, 1, (phrase("The log is empty; a case begins with an entry."),))
    problems = itertools.islice(_differences(connection, told), _MOST_PROBLEMS)
    return LogCheck(count, previous, None, tuple(problems))


def _problem(row: tuple[Any, ...], number: int, previous: str, told: _Told) -> str | None:
    """What is wrong with an entry, None where it follows from the one before."""
    if row[0] != number:
        return phrase(f"Entry {number} of the log is missing.")
    try:
        entry = log.entry_of(row)
        if entry.previous != previous:
            return phrase(f"Entry {number} of the log does not follow from the one before.")
        if entry.hash != log.hash_of(number, entry.at, entry.event, previous, row[3]):
            return phrase(f"Entry {number} of the log was changed after it was written.")
        told.take(entry)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return phrase(f"Entry {number} of the log cannot be read: {error}.")
    return None


def _differences(connection: sqlite3.Connection, told: _Told) -> Any:
    """A sentence for each thing that is not as the log tells."""
    held = set()
    decided = history.all_in_force(connection)
    photos = connection.execute("SELECT id, path, brief, evidence FROM photos ORDER BY id")
    for photo, path, brief, evidence in photos:
        held.add(photo)
        if json.dumps(told.paths.get(photo)) != path:
            yield phrase(f"Photo {photo} has another path than the log tells.")
        result = digest(str(brief), str(evidence)) if brief is not None else None
        if result != told.results.get(photo):
            yield phrase(f"The result of photo {photo} is not the one that the log tells of.")
        if decided.get(photo) != told.decisions.get(photo):
            yield phrase(f"The decision on photo {photo} is not the one that the log tells of.")
    for photo in sorted(told.paths.keys() - held):
        yield phrase(f"Photo {photo} is missing from the case, and the log tells of no removal.")
