"""From what the case holds of a photo to the row that the list shows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from img2loc_desktop.core import case, coordinates, words
from img2loc_desktop.core.case import CasePhoto, FileState
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.types import Failure
from img2loc_desktop.gui.photo_table import PhotoRow
from img2loc_desktop.gui.speech import spoken
from img2loc_desktop.gui.states import State

translate = QCoreApplication.translate

_PLACE = "place "  # how core/decisions.py writes that a place was typed


def fill(row: PhotoRow, photo: CasePhoto) -> None:
    """Bring a row up to what the case holds."""
    estimate, decision = photo.estimate, photo.decision
    row.id, row.kept = photo.id, photo
    row.state = _state(photo)
    row.detail = ""
    if photo.failure and row.state is State.FAILED:
        row.detail = _below_name(row, photo.failure)
    row.retry_failed = _below_name(row, photo.retry_failure) if photo.retry_failure else ""
    row.has_result = estimate is not None
    row.own_gps = photo.photo is not None and photo.photo.gps is not None
    row.radius_km = estimate.radius_p50_km if estimate else None
    row.place = ""
    if estimate:
        row.place = spoken(words.where(estimate))
    row.decision = ""
    row.note = decision.note if decision else ""
    row.edits = decision.words if decision else ()
    if decision is not None and decision.verdict is not Verdict.OPEN:
        row.decision = decision.verdict.value
        if decision.verdict is Verdict.CORRECTED:
            row.place, row.radius_km = corrected_place(decision), None


def corrected_place(decision: Decision) -> str:
    """The place that the analyst gave, as a name where one was typed."""
    if decision.given_as.startswith(_PLACE):
        return words.one_line(decision.given_as.removeprefix(_PLACE))
    return coordinates.formatted(decision.position) if decision.position else ""


def file_words(state: FileState) -> str:
    """What is to be said of a photo's file; nothing as long as it is what it was."""
    return {
        FileState.CHANGED: translate("rows", "The file has changed since it was located."),
        FileState.MISSING: translate(
            "rows", "The file is not where it was. Use “Find a moved file”."
        ),
        FileState.REMOTE: translate(
            "rows", "The file is on a network share, which is not looked at."
        ),
    }.get(state, "")


def _below_name(row: PhotoRow, failure: Failure) -> str:
    """What went wrong, without the file's name, which stands above."""
    return spoken(failure.message).removeprefix(f"{row.name} ")


def _state(photo: CasePhoto) -> State:
    if photo.state is case.State.LOCATED:
        hint = photo.estimate is not None and photo.estimate.trust == "hint"
        return State.HINT if hint else State.DONE
    return {
        case.State.WAITING: State.WAITING,
        case.State.STOPPED: State.STOPPED,
    }.get(photo.state, State.FAILED)
