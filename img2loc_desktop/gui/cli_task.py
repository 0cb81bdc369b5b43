"""A command of the terminal, run beside the window: whatever loads native code runs there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from img2loc_desktop.core import paths

_LAST_WORDS = 4096  # bytes
_KILLED_MS = 500


class CliTask(QObject):
    """One ``img2loc`` command with ``--json``; ``ended`` comes once, also after a stop."""

    said = Signal(object)  # dict: a line of JSON
    ended = Signal(int, str)  # exit code (-1 when it was stopped or crashed), its last words

    def __init__(self, arguments: Sequence[str], parent: QObject | None = None) -> None:
        """Start it."""
        super().__init__(parent)
        self._last_words = b""
        self._over = False
        self._process = QProcess(self)
        program, *before = paths.terminal_command()
        self._process.setProgram(program)
        self._process.setArguments([*before, *arguments])
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._keep)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._process.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return not self._over

    def stop(self) -> None:
        """End it at once; what it had not finished can be taken up by the same command."""
        if not self._over:
            self._over = True
            self._process.kill()
            self._process.waitForFinished(_KILLED_MS)
            self.ended.emit(-1, "")

    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                event: Any = json.loads(line)
            except (ValueError, RecursionError):
                self._last_words = (self._last_words + line)[-_LAST_WORDS:]
                continue
            if isinstance(event, dict) and not self._over:
                self.said.emit(event)

    def _keep(self) -> None:
        said = bytes(self._process.readAllStandardError().data())
        self._last_words = (self._last_words + said)[-_LAST_WORDS:]

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(-1)

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._end(code if status == QProcess.ExitStatus.NormalExit else -1)

    def _end(self, code: int) -> None:
        if not self._over:
            self._over = True
            self.ended.emit(code, self._last_words.decode("utf-8", "replace").strip())
