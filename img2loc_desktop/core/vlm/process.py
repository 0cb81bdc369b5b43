"""The multimodal model in a process of its own, so that a native crash costs one answer.

llama.cpp ends its process at failed assertions, and a damaged model can make it crash in
other ways. The process is started for the first photo, kept for the next ones, and started
again after it ended. It ends with the process that started it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from img2loc_desktop.core import paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import VlmReport
from img2loc_desktop.core.vlm import children
from img2loc_desktop.core.vlm.chat import Chat
from img2loc_desktop.core.vlm.events import StoppedError, Words
from img2loc_desktop.core.vlm.memory import ModelOptions, photo_side, shrunk
from img2loc_desktop.core.vlm.pack import VlmPack, open_pack
from img2loc_desktop.core.vlm.questions import Question, VlmSettings

if TYPE_CHECKING:
    from img2loc_desktop.core.vlm.binding import Machine

_LOADING_SECONDS = 600.0  # a large model on a slow disk
_WITHOUT = "The photo was located without it."


@dataclass(frozen=True, slots=True)
class _Ready:
    """The model is loaded."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A UserError on its way to the other process."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Job:
    size: tuple[int, int]
    pixels: bytes  # RGB
    question: Question
    settings: VlmSettings
    seed: int


class VisionProcess:
    """A checked vlm pack that is loaded and asked in another process."""

    def __init__(self, pack: VlmPack, options: ModelOptions | None = None) -> None:
        self.pack = pack
        self._options = options or ModelOptions()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._stopped = False

    @classmethod
    def open(cls, folder: Path, options: ModelOptions | None = None) -> VisionProcess:
        """Check a pack's hashes and headers; it is loaded later. Raises UserError."""
        return cls(open_pack(folder), options)

    def ask(
        self, photo: Image.Image, question: Question, settings: VlmSettings, seed: int = 0
    ) -> Iterator[Words | VlmReport]:
        """Yield the reasons while they are written and, at the end, the report.

        Raises UserError where the model cannot be loaded, refuses, crashes or takes too
        long, and StoppedError after a ``stop`` that came after this call. The next photo can
        be asked about after any. Leaving the iteration early ends the process.
        """
        self._stopped = False
        return self._ask(photo, question, settings, seed)

    def _ask(
        self, photo: Image.Image, question: Question, settings: VlmSettings, seed: int
    ) -> Iterator[Words | VlmReport]:
        answered = False
        try:
            connection = self._connected()
            small = shrunk(photo, photo_side(self.pack.mmproj)).convert("RGB")
            self._send(connection, _Job(small.size, small.tobytes(), question, settings, seed))
            deadline = time.monotonic() + settings.timeout_seconds
            while not answered:
                event = self._receive(connection, deadline, settings.timeout_seconds)
                answered = isinstance(event, VlmReport | _Refusal)
                if isinstance(event, Words | VlmReport):
                    yield event
                elif isinstance(event, _Refusal):
                    raise UserError(event.message, event.hint)
        finally:
            if not answered:
                self.close()

    def stop(self) -> None:
        """End the process, and the question under way; safe from any thread."""
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the process; it starts again when it is asked. May be called twice."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()

    def _connected(self) -> Connection:
        """The connection to a process with the loaded model."""
        self._look()
        if self._process is not None and not self._process.is_alive():
            self.close()
        if self._connection is None:
            self._connection, self._process = children.start(
                _serve, self.pack.folder, self._options, self.pack.chat
            )
            self._look()  # `stop` may have found no process
            event = self._receive(
                self._connection, time.monotonic() + _LOADING_SECONDS, _LOADING_SECONDS
            )
            if isinstance(event, _Refusal):
                raise UserError(event.message, event.hint)
        return self._connection

    def _look(self) -> None:
        """Raise StoppedError where the question was stopped."""
        if self._stopped:
            raise StoppedError

    def _send(self, connection: Connection, job: _Job) -> None:
        try:
            connection.send(job)
        except OSError:  # the process has just ended: reading says how
            return

    def _receive(self, connection: Connection, deadline: float, seconds: float) -> object:
        try:
            if connection.poll(max(0.0, deadline - time.monotonic())):
                return connection.recv()
        except (EOFError, OSError):
            self._look()
            raise UserError(
                f"The multimodal model {self.pack.name} ended unexpectedly "
                f"({children.how_it_ended(self._process)}).",
                f"{_WITHOUT} If it happens again, get the model from another source.",
            ) from None
        raise UserError(
            f"The multimodal model {self.pack.name} took longer than {_number(seconds)} seconds.",
            f"{_WITHOUT} Use a smaller model, fewer samples or a longer time-out.",
        )


def describe_machine() -> Machine:
    """What llama.cpp can use here, found out in another process.

    Raises UserError where llama.cpp is missing or does not run on this processor.
    """
    connection, process = children.start(_describe)
    try:
        answer = connection.recv()
    except (EOFError, OSError):
        raise UserError(
            f"llama.cpp does not run on this machine ({children.how_it_ended(process)}).",
            "It needs a processor with AVX2; photos are located without it."
            if paths.is_frozen()
            else "Install llama-cpp-python again on this machine.",
        ) from None
    finally:
        connection.close()
        process.join()
    if isinstance(answer, _Refusal):
        raise UserError(answer.message, answer.hint)
    machine: Machine = answer
    return machine


def _number(seconds: float) -> str:
    return f"{seconds:,.0f}" if seconds >= 10 else f"{seconds:g}"


# What follows runs in the other process.


def _serve(connection: Connection, folder: Path, options: ModelOptions, chat: Chat) -> None:
    """Load the model, then answer one question after another."""
    children.become_a_child()
    try:
        from img2loc_desktop.core.vlm.model import VisionModel

        model = VisionModel.load(open_pack(folder, chat), options)
    except UserError as error:
        connection.send(_Refusal(error.message, error.hint))
        return
    except (ImportError, OSError) as error:
        connection.send(_no_llama(error))
        return
    connection.send(_Ready())
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        photo = Image.frombytes("RGB", job.size, job.pixels)
        try:
            for event in model.ask(photo, job.question, job.settings, job.seed):
                connection.send(event)
        except UserError as error:
            connection.send(_Refusal(error.message, error.hint))
        except Exception as error:  # nobody sees what a child prints
            connection.send(_Refusal(f"The multimodal model failed: {error!r:.300}.", _WITHOUT))


def _describe(connection: Connection) -> None:
    children.become_a_child()
    try:
        from img2loc_desktop.core.vlm.binding import machine

        connection.send(machine())
    except (ImportError, OSError) as error:
        connection.send(_no_llama(error))


def _no_llama(error: Exception) -> _Refusal:
    return _Refusal(
        f"llama.cpp cannot be loaded: {str(error)[:300]}.",
        "Install llama-cpp-python, or locate photos without a multimodal model.",
    )
