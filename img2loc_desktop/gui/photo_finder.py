"""From what was dropped to photo files, in a thread: a folder may hold a hundred thousand."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core import photos
from img2loc_desktop.core.types import Failure

BATCH = 100  # files that the window takes in between two events of the user
COUNTED = 20_000  # nobody waits for an exact larger number
_REPORT_S = 0.05
_WAIT_S = 0.02


class PhotoFinder(QObject):
    """Lists the photos of files and folders, one request after another."""

    found = Signal(object)  # list[Path | Failure], in order
    finished = Signal()  # nothing more is being listed
    counted = Signal(int, bool)  # photos so far in what is dragged; whether that is all

    _listed = Signal(object, object)  # from a thread to the window: a batch, and what stops it
    _done = Signal(object)  # what would have stopped it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(2, "photo-finder")
        self._stop_finding = threading.Event()
        self._stop_counting = threading.Event()
        self._running = 0
        self._listed.connect(self._report)
        self._done.connect(self._one_done)

    @property
    def busy(self) -> bool:
        """Whether files are being listed."""
        return self._running > 0

    def find(self, paths: Sequence[Path]) -> None:
        """List the photos of these files and folders."""
        if not paths:
            return
        self._running += 1
        self._threads.submit(self._find, tuple(paths), self._stop_finding)

    def stop(self) -> bool:
        """List no further; nothing more is found. Whether anything was being listed."""
        was_busy = self.busy
        self._stop_finding.set()
        self._stop_finding = threading.Event()
        self._running = 0
        return was_busy

    def count(self, paths: Sequence[Path]) -> None:
        """Count the photos of what is dragged over the window."""
        self.stop_counting()
        self._stop_counting = threading.Event()
        self._threads.submit(self._count, tuple(paths), self._stop_counting)

    def stop_counting(self) -> None:
        """What was dragged is dropped, or went away."""
        self._stop_counting.set()

    def close(self) -> None:
        """End the threads; a listing under way ends at the next file."""
        self.stop()
        self._stop_counting.set()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _find(self, paths: Sequence[Path], stop: threading.Event) -> None:
        """In a thread."""
        batch: list[Path | Failure] = []
        try:
            for item in photos.expand(paths):
                if stop.is_set():
                    return
                batch.append(item)
                if len(batch) == BATCH:
                    self._listed.emit(batch, stop)
                    batch = []
                    time.sleep(_WAIT_S)  # lets the window show what it has
            if batch:
                self._listed.emit(batch, stop)
        finally:
            self._done.emit(stop)

    def _count(self, paths: Sequence[Path], stop: threading.Event) -> None:
        """In a thread."""
        number = 0
        reported = time.monotonic()
        for item in photos.expand(paths):
            if stop.is_set() or number >= COUNTED:
                break
            number += not isinstance(item, Failure)
            if time.monotonic() - reported > _REPORT_S:
                self.counted.emit(number, False)
                reported = time.monotonic()
        if not stop.is_set():
            self.counted.emit(number, number < COUNTED)

    def _report(self, batch: list[Path | Failure], stop: threading.Event) -> None:
        if not stop.is_set():  # it may have been on its way already
            self.found.emit(batch)

    def _one_done(self, stop: threading.Event) -> None:
        if stop.is_set():
            return
        self._running -= 1
        if not self._running:
            self.finished.emit()
