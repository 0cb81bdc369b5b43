"""The states of a photo: each has a word and a sign, so that colour alone never tells."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication

from img2loc_desktop.core.decisions import Verdict

translate = QCoreApplication.translate


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
        State.WORKING: translate("states", "working"),
        State.FAILED: translate("states", "failed"),
        State.STOPPED: translate("states", "stopped"),
        State.WAITING: translate("states", "waiting"),
        State.HINT: translate("states", "a hint only"),
        State.DONE: translate("states", "located"),
    }[state]


def state_sign(state: State) -> str:
    """One character that stands for the state."""
    return _SIGNS[state]


def verdict_words(verdict: str) -> str:
    """What was decided, as a word of the user's language; nothing where nothing was."""
    return {
        Verdict.ACCEPTED.value: translate("states", "accepted"),
        Verdict.CORRECTED.value: translate("states", "corrected"),
        Verdict.REJECTED.value: translate("states", "rejected"),
    }.get(verdict, "")


def stage_words(stage: str) -> str:
    """What is being done to a photo, in words."""
    return {
        "starting": translate("states", "starting the search"),
        "waiting": translate("states", "waiting"),
        "reading": translate("states", "reading the file"),
        "embedding": translate("states", "looking at the picture"),
        "searching": translate("states", "searching similar places"),
        "estimating": translate("states", "weighing the places"),
        "reading words": translate("states", "reading words in the picture"),
        "verifying": translate("states", "comparing the likeliest places"),
        "asking the model": translate("states", "asking the model"),
    }.get(stage, stage)
