"""What a build reports while it runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from img2loc_desktop.core.index.points import Skipped

Stage = Literal["photos", "points", "graph"]


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a build is: ``done`` of ``total`` photos or points, or of the graph's rows.

    ``rate`` is per second in this run, ``seconds_left`` None while nothing is known of it;
    ``skipped`` is what was skipped since the event before.
    """

    stage: Stage
    done: int
    total: int
    rate: float
    seconds_left: float | None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildFinished:
    """The last event of a build: the pack has ``count`` points, ``added`` of them new.

    ``skipped`` is everything that was skipped, in earlier runs of the same build as well.
    """

    folder: Path
    count: int
    added: int
    skipped: tuple[Skipped, ...]

    @property
    def without_position(self) -> int:
        """How many photos have no GPS position."""
        return sum(item.cause == "no_position" for item in self.skipped)


BuildEvent = BuildProgress | BuildFinished


class Clock:
    """Rate and time left, measured since it was made."""

    def __init__(self, stage: Stage, done: int, total: int) -> None:
        self._stage, self._first, self._total = stage, done, total
        self._start = time.monotonic()

    def at(self, done: int, skipped: tuple[Skipped, ...] = ()) -> BuildProgress:
        """The event for ``done`` of the total."""
        elapsed = time.monotonic() - self._start
        rate = (done - self._first) / elapsed if elapsed > 0 else 0.0
        left = (self._total - done) / rate if rate > 0 else None
        return BuildProgress(self._stage, done, self._total, rate, left, skipped)
