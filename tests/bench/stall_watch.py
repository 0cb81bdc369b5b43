"""How long the event loop is deaf, and what it was doing meanwhile."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer

_BEAT_MS = 1
_LOOK_S = 0.005  # between two looks at what holds up the loop
_LATE_S = 0.025
_DEPTH = 4  # functions of the product that are named, the innermost first
_PRODUCT = "img2loc_desktop"


@dataclass(slots=True)
class Gap:
    """The time between two beats of the event loop.

    ``work_ms`` is the part in which the loop's thread had a processor, ``queue_ms`` that in which
    it was ready and others had it (Linux only); the rest is waiting for a lock, the interpreter's
    among them. ``doing`` counts what it was seen at.
    """

    ms: float
    work_ms: float
    queue_ms: float
    at_s: float
    doing: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        seen = [f"{count} x {what}" for what, count in self.doing.most_common(4)]
        return (
            f"{self.ms:.0f} ms after {self.at_s:.2f} s: {self.work_ms:.0f} at work, "
            f"{self.queue_ms:.0f} without a processor\n    "
        ) + ("\n    ".join(seen) or "not looked at")


class StallWatch:
    """Beats in the event loop; a thread looks at what the loop's thread does when it is late.

    The collections of Python's garbage are counted as well: they belong to no function.
    """

    def __init__(self) -> None:
        self.gaps: list[Gap] = []
        self._thread_id = threading.get_ident()
        self._seen: Counter[str] = Counter()
        self._begin = self._last = time.perf_counter()
        self._worked, self._queued = time.thread_time(), _queued()
        self._over = threading.Event()
        self._collecting = 0.0
        self._timer = QTimer(interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._looker = threading.Thread(target=self._look, name="stall watch", daemon=True)

    def start(self) -> None:
        """Begin, in the thread of the event loop."""
        gc.callbacks.append(self._collected)
        self._begin = self._last = time.perf_counter()
        self._worked, self._queued = time.thread_time(), _queued()
        self._timer.start()
        self._looker.start()

    def stop(self) -> list[Gap]:
        """All gaps, the longest last."""
        self._timer.stop()
        self._over.set()
        self._looker.join()
        gc.callbacks.remove(self._collected)
        return sorted(self.gaps, key=lambda gap: gap.ms)

    def _beat(self) -> None:
        now, worked, queued = time.perf_counter(), time.thread_time(), _queued()
        seen, self._seen = self._seen, Counter()
        self.gaps.append(
            Gap(
                (now - self._last) * 1000,
                (worked - self._worked) * 1000,
                (queued - self._queued) * 1000,
                self._last - self._begin,
                seen,
            )
        )
        self._last, self._worked, self._queued = now, worked, queued

    def _look(self) -> None:
        while not self._over.wait(_LOOK_S):
            if time.perf_counter() - self._last > _LATE_S:
                self._seen[_where(self._thread_id)] += 1

    def _collected(self, phase: str, info: dict[str, Any]) -> None:
        if threading.get_ident() != self._thread_id:
            return
        if phase == "start":
            self._collecting = time.perf_counter()
            return
        took = (time.perf_counter() - self._collecting) * 1000
        if took > 5:
            self._seen[f"garbage of generation {info['generation']}: {took:.0f} ms"] += 1


def _queued() -> float:
    """For how many seconds this thread was ready and had no processor; 0 but on Linux."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def _where(thread_id: int) -> str:
    """The functions of the product on a thread's stack, the innermost first, each with its line.

    No frame is kept: that would keep what its function has, a painter for example.
    """
    names: list[str] = []
    frame = sys._current_frames().get(thread_id)
    while frame is not None and len(names) < _DEPTH:
        path = Path(frame.f_code.co_filename)
        if _PRODUCT in path.parts or not names:
            names.append(f"{path.stem}.{frame.f_code.co_qualname}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(names) or "nothing of Python"
