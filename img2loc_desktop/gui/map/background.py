"""Work that would hold up the window: reading files and decoding tiles, in a thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class Background:
    """Runs one job after another in a thread that ends when there is nothing to do.

    What comes of a job is handed over in the thread of the window.
    """

    def __init__(self) -> None:
        self._messenger = _Messenger()
        self._jobs: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Call ``work`` in the thread, and then ``then`` or ``failed`` in the window's."""

        def job() -> None:
            try:
                result = work()
            except Exception as error:
                # Bound now: Python forgets the name at the end of this clause.
                self._hand_over(lambda error=error: failed(error))  # type: ignore[misc]
            else:
                self._hand_over(lambda: then(result))

        with self._lock:
            if self._stopped:
                return
            self._jobs.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="map", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Forget what waits, and wait for the job under way; nothing is handed over any more."""
        with self._lock:
            self._stopped = True
            self._jobs.clear()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._thread = None
                    return
                job = self._jobs.popleft()
            job()

    def _hand_over(self, call: Callable[[], None]) -> None:
        if not self._stopped:
            self._messenger.message.emit(self, call)

    def deliver(self, call: Callable[[], None]) -> None:
        """Take over what comes of a job; in the window's thread."""
        if not self._stopped:
            call()


class _Messenger(QObject):
    """Carries calls from the thread into the window's event loop."""

    message = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.message.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, background: Background, call: Callable[[], None]) -> None:
        background.deliver(call)
