"""How a worker process ended, and the words for it: a crash is not a stop is not an error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from img2loc_desktop.core.types import Failure
from img2loc_desktop.core.words import one_line

translate = QCoreApplication.translate

_SAID = 200  # characters of the worker's last words that are shown


class Cause(Enum):
    """Why a worker is gone."""

    STOPPED = auto()  # the user wanted it
    CRASHED = auto()  # the system ended it: a native assertion, no memory
    LEFT = auto()  # it ended itself, without a word in the protocol
    REFUSED = auto()  # it said that it cannot work, and why
    HUNG = auto()  # it gave no sign of life for too long, and was ended
    GARBAGE = auto()  # it wrote something that is no answer, and was ended
    MISSING = auto()  # it could not be started at all


@dataclass(frozen=True, slots=True)
class WorkerEnd:
    """The end of a worker as a value.

    ``detail`` is a signal's or an exit code's number, the seconds that were waited, or what
    the worker said; ``hint`` is filled where the worker gave one itself.
    """

    cause: Cause
    detail: str = ""
    hint: str = ""

    def message(self) -> str:
        """What happened, without a photo: for a worker that never got to one."""
        return {
            Cause.STOPPED: translate("WorkerEnd", "The process that locates photos was stopped."),
            Cause.CRASHED: translate(
                "WorkerEnd", "The process that locates photos crashed when it started."
            ),
            Cause.LEFT: translate(
                "WorkerEnd", "The process that locates photos ended when it started."
            ),
            Cause.REFUSED: self.detail,
            Cause.HUNG: translate(
                "WorkerEnd", "The process that locates photos did not get ready in {detail}."
            ),
            Cause.GARBAGE: translate(
                "WorkerEnd", "The process that locates photos is another program or version."
            ),
            Cause.MISSING: translate(
                "WorkerEnd", "The process that locates photos cannot be started: {detail}."
            ),
        }[self.cause].format(detail=self.detail) + self._said()

    def advice(self) -> str:
        """The next step after a worker that never got to a photo."""
        return self.hint or translate(
            "WorkerEnd", "Look at the packs under Models, or install img2loc-desktop again."
        )

    def failure(self, path: Path) -> Failure:
        """What is said of the photo that the worker had in hand."""
        name = one_line(path.name)
        message = {
            Cause.STOPPED: translate("WorkerEnd", "{name} was stopped."),
            Cause.CRASHED: translate(
                "WorkerEnd", "The process that locates photos crashed while it had {name}."
            ),
            Cause.LEFT: translate(
                "WorkerEnd", "The process that locates photos gave up on {name} with an error."
            ),
            Cause.REFUSED: self.detail.replace("{", "{{").replace("}", "}}"),
            Cause.HUNG: translate(
                "WorkerEnd",
                "The process that locates photos gave no sign of life for {detail} while it had "
                "{name}, and was ended.",
            ),
            Cause.GARBAGE: translate(
                "WorkerEnd",
                "The process that locates photos wrote something that is no answer while it had "
                "{name}, and was ended.",
            ),
            Cause.MISSING: translate(
                "WorkerEnd", "The process that locates photos cannot be started: {detail}."
            ),
        }[self.cause].format(name=name, detail=self.detail) + self._said()
        hint = self.hint or {
            Cause.STOPPED: translate("WorkerEnd", "Choose Locate to try it again."),
            Cause.CRASHED: translate(
                "WorkerEnd",
                "The other photos go on. Try this one again; if it crashes once more, open it in "
                "another program and save it anew.",
            ),
            Cause.HUNG: translate(
                "WorkerEnd", "The other photos go on. Try this one again when there is less to do."
            ),
        }.get(self.cause, translate("WorkerEnd", "The other photos go on. Try this one again."))
        return Failure(path, message, hint)

    def _said(self) -> str:
        if self.cause not in (Cause.CRASHED, Cause.LEFT) or not self.detail:
            return ""
        return " " + translate("WorkerEnd", "Its last words: {said}").format(
            said=one_line(self.detail)[:_SAID]
        )
