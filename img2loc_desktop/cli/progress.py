"""One line of progress on a terminal; nothing where there is none."""

from __future__ import annotations

import sys
import time

from img2loc_desktop.cli import interrupts


class Progress:
    """``12/300 photos, 8.3/s, 35 s left`` on stderr, only when that is a terminal."""

    def __init__(self, *, resumable: bool = False) -> None:
        """``resumable`` is work that the same command goes on with: who stops it is told."""
        self._resumable = resumable
        self._started = time.monotonic()
        self._before = 0
        self._shown = sys.stderr.isatty()

    def update(self, done: int, total: int, what: str) -> None:
        """Show how many are done, with the rate since this object was made.

        Without a name they were done before, in a run that goes on, and the rate is that since
        then. Raises Interrupted if Ctrl-C was pressed and got lost.
        """
        interrupts.check()
        if self._resumable:
            interrupts.leave(
                f"{done:,} of {total:,} photos are done and kept. "
                "The same command goes on from there."
            )
        if not what:
            self._before, self._started = done, time.monotonic()
        seconds = time.monotonic() - self._started
        rate = (done - self._before) / seconds if seconds > 0 else 0.0
        self.show(done, total, rate, (total - done) / rate if rate else None, "photos", what)

    def show(
        self,
        done: int,
        total: int,
        rate: float,
        seconds_left: float | None,
        noun: str,
        what: str = "",
    ) -> None:
        """Replace the line. Raises Interrupted if Ctrl-C was pressed and got lost."""
        interrupts.check()
        if not self._shown:
            return
        parts = [f"{done:,}/{total:,} {noun}"]
        if rate > 0:
            parts.append(f"{rate:.1f}/s")
        if seconds_left is not None:
            parts.append(f"{duration(seconds_left)} left")
        line = ", ".join(parts) + (f"  {what}" if what else "")
        sys.stderr.write(f"\r\x1b[K{line[:100]}")
        sys.stderr.flush()

    def tail(self, label: str, text: str) -> None:
        """Replace the line by a label and as much of a text's end as there is room for."""
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{label}{text[-(100 - len(label)) :]}")
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
