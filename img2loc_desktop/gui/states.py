"""The states of a photo: each has a word and a sign, so that colour alone never tells."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication


class State(Enum):
    """How far a photo is; the order is that of sorting by state."""

    WORKING = "working"
    FAILED = "failed"
    STOPPED = "stopped"
    WAITING = "waiting"
    HINT = "hint"  # located, but too weakly for a pin
    DONE = "done"


_SIGNS = {
    State.WORKING: "◔",
    State.FAILED: "!",
    State.STOPPED: "■",
    State.WAITING: "…",
    State.HINT: "~",
    State.DONE: "✓",
}


def state_words(state: State) -> str:
    """The state as a word of the user's language."""
    return {
        State.WORKING: _tr("working"),
        State.FAILED: _tr("failed"),
        State.STOPPED: _tr("stopped"),
        State.WAITING: _tr("waiting"),
        State.HINT: _tr("a hint only"),
        State.DONE: _tr("located"),
    }[state]


def state_sign(state: State) -> str:
    """One character that stands for the state."""
    return _SIGNS[state]


def stage_words(stage: str) -> str:
    """What is being done to a photo, in words."""
    return {
        "starting": _tr("starting the search"),
        "waiting": _tr("waiting"),
        "reading": _tr("reading the file"),
        "embedding": _tr("looking at the picture"),
        "searching": _tr("searching similar places"),
        "estimating": _tr("weighing the places"),
        "reading words": _tr("reading words in the picture"),
        "verifying": _tr("comparing the likeliest places"),
        "asking the model": _tr("asking the model"),
    }.get(stage, stage)


def _tr(text: str) -> str:
    return QCoreApplication.translate("states", text)
