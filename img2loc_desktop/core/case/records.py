"""What a case holds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.types import Estimate, Failure, Photo


class State(StrEnum):
    """How far a photo of the case is."""

    WAITING = "waiting"  # will be located; also after the program was ended
    STOPPED = "stopped"  # the user stopped before it was its turn
    LOCATED = "located"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CasePhoto:
    """One photo of a case: what a list shows of it.

    ``photo`` and ``estimate`` (without its areas and countries) are those of its result,
    ``failure`` is why there is none; a photo that waits for another run keeps those of the last
    one. ``byte_size`` and ``modified_ns`` are the file's while its bytes had this ``sha256``, None
    where that is not certain. ``recorded_at`` is UTC, as "2026-03-01T12:30:00Z". ``decision`` is
    the one in force.
    ``retry_failure`` is why the last run failed where the result is that of an earlier one.
    """

    id: int
    path: Path
    state: State
    sha256: str | None = None
    byte_size: int | None = None
    modified_ns: int | None = None
    recorded_at: str | None = None
    photo: Photo | None = None
    estimate: Estimate | None = None
    failure: Failure | None = None
    decision: Decision | None = None
    retry_failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log: its number from 1 on, UTC time, event, data, and the two hashes.

    ``event`` is "created", "added", "removed", "recorded", "relinked", "decided", "undone" or
    "redone". ``hash`` is the SHA-256 of everything before it, the previous entry's included.
    """

    number: int
    at: str
    event: str
    data: dict[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What a check of the log found.

    ``broken_at`` is the number of the first entry that does not fit its hashes, or None.
    ``problems`` are sentences, the broken entry's first, then what the case holds and the log
    does not tell. ``head`` is the last entry's hash: whoever noted it before can tell whether
    the end of the log was cut off or written anew.
    """

    entries: int
    head: str
    broken_at: int | None
    problems: tuple[str, ...]
