"""Writing to the case in a thread: a disk may take longer to sync than a window may be still."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core.errors import UserError

Done = Callable[[Any], None]


class CaseWriter(QObject):
    """Runs functions one after another, and what is to follow in the window's thread."""

    failed = Signal(str, str)  # message, hint: nothing of that function was kept

    _returned = Signal(object, object)  # Done, the result

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, "case")
        self._closed = False
        self._returned.connect(self._follow)

    def submit(self, work: Callable[[], Any], done: Done) -> None:
        """Let ``work`` run when it is its turn; ``done`` is called with what it returns."""
        self._thread.submit(self._run, work, done)

    def close(self) -> None:
        """Wait until everything is on the disk; from now on no ``done`` is called."""
        self._closed = True
        self._thread.shutdown(wait=True)

    def abandon(self) -> None:
        """Nobody wants to know any more: end with what is in hand, and wait for nothing."""
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _follow(self, done: Done, result: Any) -> None:
        if not self._closed:
            done(result)

    def _run(self, work: Callable[[], Any], done: Done) -> None:
        """In the thread."""
        try:
            result = work()
        except UserError as error:
            self.failed.emit(error.message, error.hint)
        except Exception as error:  # a fault of ours must not look like a success
            self.failed.emit(f"{type(error).__name__}: {error}", "")
            raise
        else:
            self._returned.emit(done, result)
