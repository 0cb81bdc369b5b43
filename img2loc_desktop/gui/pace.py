"""How many photos a second, and how long the rest will take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_REMEMBERED = 20  # photos


class Pace:
    """The rate of the last photos; a pause between two of them is counted like any time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: deque[float] = deque(maxlen=_REMEMBERED + 1)

    def begin(self) -> None:
        """Work begins, or goes on after a pause."""
        self._ends.clear()
        self._ends.append(self._clock())

    def done(self) -> None:
        """A photo is done."""
        self._ends.append(self._clock())

    def rate(self) -> float | None:
        """Photos a second; None while nothing is known of it."""
        if len(self._ends) < 2:
            return None
        seconds = self._ends[-1] - self._ends[0]
        return (len(self._ends) - 1) / seconds if seconds > 0 else None

    def seconds_left(self, photos: int) -> float | None:
        """The time that so many photos will take; None while nothing is known of it."""
        rate = self.rate()
        return photos / rate if rate else None
