"""The worker process and the queue of photos that wait for it."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from img2loc_desktop.core import paths, protocol
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.types import Failure, Result


class Engine(QObject):
    """Locates photos one after another in a child process that is started when needed.

    A crash costs the photo under way: it fails with words that say so, and the next photo
    gets a fresh process. ``words`` are the multimodal model's while it writes, unverified;
    ``located`` carries a Result or a Failure.
    """

    stage = Signal(object, str)  # Path, what is being done
    words = Signal(object, int, str)  # Path, number of the answer, what was added to its reason
    located = Signal(object, object)  # Path, Result | Failure
    idle = Signal()

    def __init__(
        self, parent: QObject | None = None, configuration: Configuration | None = None
    ) -> None:
        super().__init__(parent)
        self._configuration = configuration or Configuration()
        self._waiting: deque[Path] = deque()
        self._current: Path | None = None
        self._job = 0
        self._ready = False
        self._fatal: Failure | None = None
        self._process: QProcess | None = None

    def add(self, paths: list[Path]) -> None:
        """Put photos at the end of the queue."""
        self._waiting.extend(paths)
        self._next()

    def stop(self) -> None:
        """End the worker at once; what waits is forgotten and the photo under way has no answer."""
        self._waiting.clear()
        self._current = None
        if self._process is not None:
            process, self._process = self._process, None
            process.disconnect(self)
            process.kill()
            process.waitForFinished(500)
            process.deleteLater()

    def _next(self) -> None:
        if self._current is not None:
            return
        if not self._waiting:
            self.idle.emit()
            return
        self._current = self._waiting.popleft()
        self.stage.emit(self._current, "starting" if self._process is None else "waiting")
        if self._process is None:
            self._start()
        elif self._ready:
            self._send()

    def _start(self) -> None:
        self._ready = False
        self._fatal = None
        process = QProcess(self)
        program, *arguments = paths.worker_command()
        process.setProgram(program)
        process.setArguments(arguments)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._process = process
        process.start()
        self._write(self._configuration.to_json())

    def _send(self) -> None:
        assert self._process is not None and self._current is not None  # noqa: S101
        self._job += 1
        self._write({"job": self._job, "path": str(self._current)})

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process is not None  # noqa: S101
        self._process.write((json.dumps(message) + "\n").encode("ascii"))

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                self._receive(json.loads(line))
            except (ValueError, KeyError, TypeError):
                # Whoever prints garbage here is not the worker that we know: start afresh.
                self._process.kill()
                return

    def _receive(self, message: dict[str, Any]) -> None:
        if "fatal" in message:
            words = message["fatal"]
            self._fatal = Failure(Path(), words["message"], words["hint"])
        elif "protocol" in message:
            self._ready = True
            if self._current is not None:
                self._send()
        elif self._current is not None and message["job"] == self._job:
            if "stage" in message:
                self.stage.emit(self._current, message["stage"])
            elif "words" in message:
                self.words.emit(self._current, message["words"]["answer"], message["words"]["text"])
            else:
                self._answer(protocol.from_json(message["entry"]))

    def _answer(self, entry: Result | Failure) -> None:
        path, self._current = self._current, None
        self.located.emit(path, entry)
        self._next()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finished()

    def _finished(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._current is None:
            return
        if self._fatal is not None:
            message, hint = self._fatal.message, self._fatal.hint
        else:
            message = f"The process that locates photos ended while it had {self._current.name}."
            hint = "The other photos go on. Open this one in another program and save it anew."
        self._answer(Failure(self._current, message, hint))
