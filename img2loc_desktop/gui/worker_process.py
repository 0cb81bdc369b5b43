"""One worker process: started, spoken to in JSON lines, and watched until it ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from img2loc_desktop.core import paths
from img2loc_desktop.gui.counting import duration
from img2loc_desktop.gui.worker_end import Cause, WorkerEnd

PROTOCOL = 3
COMMAND = tuple(paths.worker_command())

_LONGEST_LINE = 64 << 20  # bytes; an answer has some 20 KB
_LAST_WORDS = 4096  # bytes of stderr that are kept
_KILLED_MS = 500


class WorkerProcess(QObject):
    """A child process that is ready for jobs after ``ready`` and gone after ``ended``.

    ``ended`` comes exactly once, with a WorkerEnd, unless ``kill`` was called before.
    """

    ready = Signal()
    message = Signal(object)  # dict: one event of a job
    ended = Signal(object)  # WorkerEnd

    def __init__(
        self,
        configuration: dict[str, Any],
        command: Sequence[str] = COMMAND,
        parent: QObject | None = None,
    ) -> None:
        """Start it. ``configuration`` is the first line that it reads."""
        super().__init__(parent)
        self._is_ready = False
        self._gone = False
        self._refusal: WorkerEnd | None = None
        self._last_words = b""
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1:]))
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._keep_last_words)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._hung)
        self._process.start()
        self.send(configuration)

    @property
    def is_ready(self) -> bool:
        """Whether its packs are loaded and it takes jobs."""
        return self._is_ready

    def send(self, line: dict[str, Any]) -> None:
        """Give it one JSON object."""
        self._process.write((json.dumps(line) + "\n").encode("ascii"))

    def wait_at_most(self, milliseconds: int) -> None:
        """From now on, and from each sign of life, it has this time for the next one."""
        self._patience.start(milliseconds)

    def rest(self) -> None:
        """Nothing is expected of it."""
        self._patience.stop()

    def kill(self) -> None:
        """End it at once, without ``ended``; it is gone when this returns (0.5 s at most)."""
        self._gone = True
        self._patience.stop()
        self._process.kill()
        self._process.waitForFinished(_KILLED_MS)
        self.deleteLater()

    def give_up(self) -> None:
        """What it said is no answer: end it, with ``ended``."""
        self._end(WorkerEnd(Cause.GARBAGE))

    def _read(self) -> None:
        while not self._gone and self._process.canReadLine():
            if not self._receive(bytes(self._process.readLine().data())):
                self.give_up()
        if not self._gone and self._process.bytesAvailable() > _LONGEST_LINE:
            self.give_up()

    def _receive(self, line: bytes) -> bool:
        """Whether the line is one of the protocol's."""
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return False
        if not isinstance(message, dict):
            return False
        if self._patience.isActive():
            self._patience.start()
        if self._is_ready:
            self.message.emit(message)
            return True
        if "fatal" in message:
            words = message["fatal"]
            if not isinstance(words, dict):
                return False
            text, hint = str(words.get("message", "")), str(words.get("hint", ""))
            self._refusal = WorkerEnd(Cause.REFUSED, text, hint)
            return True
        self._is_ready = message.get("protocol") == PROTOCOL
        if self._is_ready:
            self.ready.emit()
        return self._is_ready

    def _keep_last_words(self) -> None:
        said = bytes(self._process.readAllStandardError().data())
        self._last_words = (self._last_words + said)[-_LAST_WORDS:]

    def _hung(self) -> None:
        self._end(WorkerEnd(Cause.HUNG, duration(self._patience.interval() / 1000)))

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(WorkerEnd(Cause.MISSING, self._process.errorString()))

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()  # what it wrote at last: a refusal, or an answer
        if self._gone:
            return
        lines = self._last_words.decode("utf-8", "replace").strip().splitlines()
        said = lines[-1].strip() if lines else ""
        crashed = status == QProcess.ExitStatus.CrashExit
        self._end(self._refusal or WorkerEnd(Cause.CRASHED if crashed else Cause.LEFT, said))

    def _end(self, end: WorkerEnd) -> None:
        if self._gone:
            return
        self.kill()
        self.ended.emit(end)
