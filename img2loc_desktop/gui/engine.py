"""The queue of photos, and the worker that takes them one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core import protocol, word_edits
from img2loc_desktop.core.configuration import Configuration, ReadText
from img2loc_desktop.core.types import Failure, Result, WordEdits
from img2loc_desktop.gui.requests import Request
from img2loc_desktop.gui.worker_end import Cause, WorkerEnd
from img2loc_desktop.gui.worker_process import COMMAND, WorkerProcess

START_MS = 5 * 60_000  # packs of several GB are hashed before they are loaded
STAGE_MS = 20 * 60_000  # a model may take 15 min for a photo before it gives up by itself
_CRASHES_AT_START = 2


class Engine(QObject):
    """Locates photos in a child process that is started when there is something to do.

    A worker that dies costs the photo that it had: it fails with words that say how, and the
    next photo gets a fresh worker. A worker that cannot start costs none: the queue waits,
    and ``cannot_start`` says why. ``located`` carries a Result or a Failure.

    Requests about photos that are located already go before the queue, and go on while that
    waits; ``answered`` carries what came of one.
    """

    stage = Signal(object, str)  # Path, what is being done
    found = Signal(object, object)  # Path, Neighbours: before the result is there
    words = Signal(object, int, str)  # Path, number of the answer, what was added to it
    located = Signal(object, object)  # Path, Result | Failure
    answered = Signal(object, object)  # Request, Result | Failure
    stopped = Signal(object)  # list of Path: they are no longer in the queue
    cannot_start = Signal(str, str)  # message, hint
    changed = Signal()  # the queue, or whether it moves

    def __init__(
        self,
        configuration: Configuration,
        *,
        command: Sequence[str] = COMMAND,
        start_ms: int = START_MS,
        stage_ms: int = STAGE_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._configuration = configuration
        self._command = command
        self._start_ms = start_ms
        self._stage_ms = stage_ms
        self._queue: dict[Path, None] = {}  # a dict keeps the order and takes out of the middle
        self._requests: list[Request] = []
        self._current: Path | None = None
        self._request: Request | None = None  # what is asked of the worker instead of a photo
        self._job = 0
        self._paused = False
        self._stopping = False
        self._crashes_at_start = 0
        self._worker: WorkerProcess | None = None
        self._outdated = False
        self.edits_of: Callable[[Path], WordEdits] = lambda path: ()
        self.was_asked: Callable[[Path, ReadText], bool] = lambda path, read_text: False

    @property
    def waiting(self) -> int:
        """How many photos wait for their turn."""
        return len(self._queue)

    @property
    def current(self) -> Path | None:
        """The photo under way."""
        return self._current

    @property
    def paused(self) -> bool:
        """Whether the queue waits, or will after the photo under way."""
        return self._paused

    @property
    def working(self) -> bool:
        """Whether there is anything under way or in the queue."""
        return self._current is not None or bool(self._queue)

    def add(self, paths: Iterable[Path]) -> None:
        """Put photos at the end of the queue; one that is in it already stays where it is."""
        for path in paths:
            if path != self._current:
                self._queue.setdefault(path)
        self._next()
        self.changed.emit()

    def ask(self, request: Request) -> None:
        """Answer as soon as the worker is free; of a photo's requests of a kind the last counts."""
        self._drop(lambda other: other.stands_for(request))
        self._requests.append(request)
        self._requests.sort(key=lambda other: other.is_trial)
        self._next()

    def withdraw(self, path: Path) -> None:
        """Nobody wants to know any more what single words of a photo move."""
        self._drop(lambda other: other.is_trial and other.path == path)

    def asks(self, path: Path) -> bool:
        """Whether the estimate of a photo is about to follow its words."""
        open_ = (*self._requests, *((self._request,) if self._request else ()))
        return any(request.path == path and not request.is_trial for request in open_)

    def remove(self, paths: Iterable[Path]) -> None:
        """Take photos out of the queue; one that is under way is given up."""
        gone = set(paths)
        self._drop(lambda request: request.path in gone)
        for path in gone:
            self._queue.pop(path, None)
            if self._request is not None and path == self._request.path:
                self._request = None
                self._end_worker()
            if path == self._current:
                self._current = None
                self._end_worker()
        self._next()
        self.changed.emit()

    def pause(self) -> None:
        """Finish the photo under way, then wait."""
        self._paused = True
        self.changed.emit()

    def resume(self) -> None:
        """Go on after a pause, or after a worker that could not start."""
        self._paused = False
        self._stopping = False
        self._crashes_at_start = 0
        self._next()
        self.changed.emit()

    def stop_after_this(self) -> None:
        """Finish the photo under way; the others are no longer in the queue."""
        self._stopping = self._current is not None
        self._forget_queue(())
        self.changed.emit()

    def stop_now(self) -> None:
        """End the worker at once; neither the photo under way nor those that wait go on."""
        given_up = () if self._current is None else (self._current,)
        self._current = None
        if self._request is None:
            self._end_worker()
        self._paused = self._stopping = False
        self._forget_queue(given_up)
        self.changed.emit()

    def configure(self, configuration: Configuration) -> None:
        """Use other packs or options from the next photo on."""
        if configuration == self._configuration:
            return
        self._configuration = configuration
        self._crashes_at_start = 0
        if self._current is None and self._request is None:
            self._end_worker()
        else:
            self._outdated = True

    def shut_down(self) -> None:
        """End the worker and forget the queue; nobody is told of the photos."""
        self._queue.clear()
        self._requests.clear()
        self._current = self._request = None
        self._paused = self._stopping = False
        self._end_worker()
        self.changed.emit()

    def _next(self) -> None:
        if self._current is not None or self._request is not None:
            return
        if not self._requests and (self._paused or not self._queue):
            return
        if self._outdated:
            self._end_worker()
        if self._requests:
            self._request = self._requests.pop(0)
        else:
            self._current = next(iter(self._queue))
            del self._queue[self._current]
            self.stage.emit(self._current, "starting" if self._worker is None else "waiting")
        if self._worker is None:
            self._start_worker()
        elif self._worker.is_ready:
            self._send()

    def _start_worker(self) -> None:
        worker = WorkerProcess(self._configuration.to_json(), self._command, self)
        worker.ready.connect(self._send)
        worker.message.connect(self._receive)
        worker.ended.connect(self._ended)
        worker.wait_at_most(self._start_ms)
        self._worker = worker

    def _send(self) -> None:
        self._crashes_at_start = 0
        if self._worker is None:
            return
        if self._request is not None:
            job = self._request.to_json()
        elif self._current is not None:
            job = {"path": str(self._current)}
            edits = self.edits_of(self._current)
            if edits:
                job["edits"] = word_edits.to_json(edits)
            # What somebody asked for once is not lost because the photo is located again.
            if self.was_asked(self._current, self._configuration.read_text):
                job["reread"] = True
        else:
            self._worker.rest()
            return
        self._job += 1
        self._worker.wait_at_most(self._stage_ms)
        self._worker.send({"job": self._job, **job})

    def _receive(self, message: dict[str, Any]) -> None:
        if self._current is None and self._request is None:
            return
        try:
            if message["job"] != self._job:
                return
            if self._request is not None:
                if "entry" in message:
                    self._answer_request(protocol.from_json(message["entry"]))
            elif "stage" in message:
                self.stage.emit(self._current, str(message["stage"]))
            elif "neighbours" in message:
                found = protocol.neighbours_from_json(message["neighbours"])
                self.found.emit(self._current, found)
            elif "words" in message:
                said = message["words"]
                self.words.emit(self._current, int(said["answer"]), str(said["text"]))
            else:
                entry = protocol.from_json(message["entry"])
                if self._worker is not None:
                    self._worker.rest()
                self._answer(entry)
        except (KeyError, TypeError, ValueError):
            if self._worker is not None:
                self._worker.give_up()

    def _answer(self, entry: Result | Failure) -> None:
        path, self._current = self._current, None
        self.located.emit(path, entry)
        if self._stopping:
            self._stopping = False
            if self._current is None and not self._queue:
                self._end_worker()
        self._next()
        self.changed.emit()

    def _answer_request(self, entry: Result | Failure) -> None:
        if self._worker is not None:
            self._worker.rest()
        request, self._request = self._request, None
        self.answered.emit(request, entry)
        self._next()

    def _drop(self, unwanted: Callable[[Request], bool]) -> None:
        self._requests = [request for request in self._requests if not unwanted(request)]

    def _ended(self, end: WorkerEnd) -> None:
        was_ready = self._worker is not None and self._worker.is_ready
        self._worker = None
        self._outdated = False
        if was_ready:
            if self._request is not None:
                self._answer_request(end.failure(self._request.path))
            elif self._current is not None:
                self._answer(end.failure(self._current))
            return
        self._crashes_at_start += 1
        asked = [*([self._request] if self._request else []), *self._requests]
        self._request, self._requests = None, []
        if self._current is not None:  # it never had the photo: that keeps its turn
            self._queue = {self._current: None, **self._queue}
            path, self._current = self._current, None
            self.stage.emit(path, "waiting")
        if end.cause is Cause.REFUSED or self._crashes_at_start >= _CRASHES_AT_START:
            self._crashes_at_start = 0
            self._paused = True
            self.cannot_start.emit(end.message(), end.advice())
        for request in asked:  # their photos are located: no reason to try again
            self.answered.emit(request, Failure(request.path, end.message(), end.advice()))
        self._next()
        self.changed.emit()

    def _end_worker(self) -> None:
        self._outdated = False
        if self._worker is not None:
            worker, self._worker = self._worker, None
            worker.disconnect(self)
            worker.kill()

    def _forget_queue(self, given_up: tuple[Path, ...]) -> None:
        stopped = [*given_up, *self._queue]
        self._queue.clear()
        if stopped:
            self.stopped.emit(stopped)
