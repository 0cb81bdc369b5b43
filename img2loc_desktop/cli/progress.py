"""One line of progress on a terminal; nothing where there is none."""

from __future__ import annotations

import sys
import time


class Progress:
    """``12/300 photos, 8.3/s, 35 s left`` on stderr, only when that is a terminal."""

    def __init__(self, total: int | None = None, noun: str = "photos") -> None:
        self._total = total
        self._noun = noun
        self._started = time.monotonic()
        self._shown = sys.stderr.isatty()

    def update(self, done: int, what: str = "") -> None:
        """Replace the line."""
        if not self._shown:
            return
        seconds = time.monotonic() - self._started
        rate = done / seconds if seconds > 0 else 0.0
        parts = [f"{done}/{self._total} {self._noun}" if self._total else f"{done} {self._noun}"]
        if done and rate:
            parts.append(f"{rate:.1f}/s")
            if self._total:
                parts.append(f"{duration((self._total - done) / rate)} left")
        line = ", ".join(parts) + (f"  {what}" if what else "")
        sys.stderr.write(f"\r\x1b[K{line[:100]}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, before something else is printed."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def duration(seconds: float) -> str:
    """``35 s``, ``4 min`` or ``2 h 10 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"
