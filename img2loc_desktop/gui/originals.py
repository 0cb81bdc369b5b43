"""Are the photos of the case still the files that they were? Looked at in a thread."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core.case import CasePhoto, FileState, file_state


class Originals(QObject):
    """Says of each photo whose file moved or changed that it did, and of no other."""

    looked_at = Signal(object, object)  # Path, FileState

    _found = Signal(object, object, object)  # from the thread: Path, FileState, what stops it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, "originals")
        self._stop = threading.Event()
        self._found.connect(self._report)

    def look_at(self, photos: Sequence[CasePhoto]) -> None:
        """Look at these files."""
        self._stop = threading.Event()
        self._thread.submit(self._look, tuple(photos), self._stop)

    def stop(self) -> None:
        """Look no further."""
        self._stop.set()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _look(self, photos: Sequence[CasePhoto], stop: threading.Event) -> None:
        """In the thread."""
        for photo in photos:
            if stop.is_set():
                return
            path: Path = photo.path
            state = file_state(photo)
            if state is not FileState.UNCHANGED:
                self._found.emit(path, state, stop)

    def _report(self, path: Path, state: FileState, stop: threading.Event) -> None:
        if not stop.is_set():  # it may have been on its way already
            self.looked_at.emit(path, state)
