"""Work that would hold up the window, done in slices between what else the window has to do."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

_SLICE_S = 0.008

# Each step is a few milliseconds of work; it yields whether there is something new to be seen.
Steps = Iterator[bool]


class Slices(QObject):
    """Takes the steps of one piece of work after another, some in each turn of the event loop.

    A thread would not do: it would fight for the interpreter's lock with the very painting that
    it is to relieve.
    """

    shown = Signal()  # there is something new to be seen
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Steps | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._turn)

    @property
    def are_busy(self) -> bool:
        """Whether there are steps to be taken."""
        return self._steps is not None

    def start(self, steps: Steps) -> None:
        """Take these steps from the next turn on, in place of those that are left."""
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        """Take no more steps."""
        self._steps = None
        self._timer.stop()

    def _turn(self) -> None:
        end = time.perf_counter() + _SLICE_S
        is_new = False
        while (steps := self._steps) is not None and time.perf_counter() < end:
            step = next(steps, None)
            if step is not None:
                is_new |= step
            elif steps is self._steps:  # its last step may have started others
                self.stop()
        if is_new:
            self.shown.emit()
        if self._steps is None:
            self.finished.emit()
