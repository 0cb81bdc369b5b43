"""The states of a photo and what is decided on it, in words and signs.

Colour alone never tells, and each sign has one meaning wherever it is shown: a tick is an
analyst's word, never the machine's.
"""

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
    State.DONE: "◉",
}
_VERDICTS = {
    Verdict.ACCEPTED.value: "✓",
    Verdict.CORRECTED.value: "✎",
    Verdict.REJECTED.value: "✕",
    Verdict.OPEN.value: "¶",
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


def verdict_sign(verdict: str) -> str:
    """One character that stands for what was decided; nothing where nothing was."""
    return _VERDICTS.get(verdict, "")


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
