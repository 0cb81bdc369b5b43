"""What the analyst decides about a photo: kept apart from what the machine estimates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from img2loc_desktop.core import word_edits, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields
from img2loc_desktop.core.speech import Said, say
from img2loc_desktop.core.types import Estimate, LatLon, WordEdits

LONGEST_NOTE = 10_000  # characters
_LONGEST_LINE = 300


class Verdict(StrEnum):
    """What was decided."""

    ACCEPTED = "accepted"  # the estimate stands
    CORRECTED = "corrected"  # the photo was taken elsewhere, and it is known where
    REJECTED = "rejected"  # the estimate is wrong
    OPEN = "open"  # there is a note, or words were changed, and nothing is decided yet


@dataclass(frozen=True, slots=True)
class Decision:
    """The analyst's word on one photo.

    ``position`` is the accepted estimate's or the corrected one, None for the other verdicts;
    ``given_as`` says how a corrected one was given ("pin", "coordinates 45.76, 4.84", "place
    Lyon, France"). ``decided_at`` is the time of the last change, UTC, as
    "2026-03-01T12:30:00Z". ``note`` may have several lines; ``analyst`` may be empty.
    ``words`` are the changes to the words in the picture, which the estimate is made with.
    """

    verdict: Verdict
    decided_at: str
    position: LatLon | None = None
    given_as: str = ""
    note: str = ""
    analyst: str = ""
    words: WordEdits = ()


def accepted(estimate: Estimate, *, note: str = "", analyst: str = "") -> Decision:
    """An estimate is taken as it is."""
    return Decision(Verdict.ACCEPTED, utc_now(), estimate.position, note=note, analyst=analyst)


def corrected(position: LatLon, given_as: str, *, note: str = "", analyst: str = "") -> Decision:
    """The photo was taken at ``position``, which was given as ``given_as`` says."""
    return Decision(Verdict.CORRECTED, utc_now(), position, given_as, note, analyst)


def rejected(*, note: str = "", analyst: str = "") -> Decision:
    """The estimate is wrong, and no better place is known."""
    return Decision(Verdict.REJECTED, utc_now(), note=note, analyst=analyst)


def noted(before: Decision | None, note: str, *, analyst: str = "") -> Decision:
    """The decision before with another note; without one, an open decision that has a note."""
    if before is None:
        return Decision(Verdict.OPEN, utc_now(), note=note, analyst=analyst)
    return replace(before, note=note, decided_at=utc_now(), analyst=analyst or before.analyst)


def reworded(before: Decision | None, edits: WordEdits, *, analyst: str = "") -> Decision:
    """The decision before with other changes to the words.

    Who accepted or rejected an estimate judged the one before: that is open again.
    """
    if before is None:
        return Decision(Verdict.OPEN, utc_now(), analyst=analyst, words=edits)
    kept = replace(before, words=edits, decided_at=utc_now(), analyst=analyst or before.analyst)
    if before.verdict in (Verdict.ACCEPTED, Verdict.REJECTED):
        return replace(kept, verdict=Verdict.OPEN, position=None)
    return kept


def sentence(decision: Decision) -> Said:
    """The decision in one sentence, without its note: what every front end and export says.

    Where words were changed, further sentences say which.
    """
    said = _decided(decision)
    for change in words.analysts_changes(decision.words):
        said = say("{sentence} {change}", sentence=said, change=change)
    return said


def _decided(decision: Decision) -> Said:
    when = decision.decided_at.replace("T", " ").replace("Z", " UTC")
    what = _what(decision)
    if decision.analyst:
        by = words.one_line(decision.analyst)
        return say("{decision} by {analyst}, {time}.", decision=what, analyst=by, time=when)
    return say("{decision}, {time}.", decision=what, time=when)


def _what(decision: Decision) -> Said:
    if decision.verdict is Verdict.ACCEPTED:
        return say("The estimate was accepted")
    if decision.verdict is Verdict.REJECTED:
        return say("The estimate was rejected")
    if decision.verdict is Verdict.OPEN or decision.position is None:
        return say("Not decided") if decision.words else say("Noted, not decided")
    place = words.coordinates(decision.position)
    if not decision.given_as:
        return say("Corrected to {place}", place=place)
    return say("Corrected to {place} (given as {how})", place=place, how=_how(decision.given_as))


def _how(given_as: str) -> str:
    """How a position was given, in words; the case keeps it in English."""
    if given_as == "pin":
        return say("pin")
    kind, _, typed = words.one_line(given_as).partition(" ")
    if kind == "coordinates" and typed:
        return say("coordinates {typed}", typed=typed)
    return (
        say("place {typed}", typed=typed)
        if kind == "place" and typed
        else f"{kind} {typed}".strip()
    )


def to_json(decision: Decision) -> dict[str, Any]:
    """The decision as plain values; latitude and longitude are null where there are none."""
    position = decision.position
    return {
        "verdict": decision.verdict.value,
        "latitude": position.latitude if position else None,
        "longitude": position.longitude if position else None,
        "given_as": decision.given_as,
        "note": decision.note,
        "decided_at": decision.decided_at,
        "analyst": decision.analyst,
        **({"words": word_edits.to_json(decision.words)} if decision.words else {}),
    }


def from_json(data: Mapping[str, Any], origin: str) -> Decision:
    """The decision that `to_json` wrote, checked. Raises UserError, which names ``origin``."""
    fields = Fields(data, origin, "decision")
    position = None
    if fields.has("latitude") or fields.has("longitude"):
        position = LatLon(
            fields.number("latitude", -90.0, 90.0), fields.number("longitude", -180.0, 180.0)
        )
    note = data.get("note")
    if not isinstance(note, str):
        fields.refuse("note", "a text")
    decided_at = fields.text("decided_at", longest=40)
    if not _is_utc(decided_at):
        fields.refuse("decided_at", "a time such as 2026-03-01T12:30:00Z")
    return checked(
        Decision(
            verdict=Verdict(fields.choice("verdict", [verdict.value for verdict in Verdict])),
            decided_at=decided_at,
            position=position,
            given_as=_line(fields, "given_as"),
            note=note,
            analyst=_line(fields, "analyst"),
            words=word_edits.from_json(data.get("words", []), fields),
        )
    )


def checked(decision: Decision) -> Decision:
    """The same decision, if it makes sense. Raises UserError."""
    located = decision.verdict in (Verdict.ACCEPTED, Verdict.CORRECTED)
    if located != (decision.position is not None):
        raise UserError(
            f"A decision that says “{decision.verdict}” "
            f"{'needs a position' if located else 'has no position of its own'}.",
            "Give the position with a correction, and with nothing else.",
        )
    if len(decision.note) > LONGEST_NOTE:
        raise UserError(
            f"The note has {len(decision.note):,} characters; at most {LONGEST_NOTE:,} are kept.",
            "Shorten it, or keep the long text in a file of its own and name that here.",
        )
    word_edits.checked(decision.words)
    for text in (decision.given_as, decision.analyst):
        if len(text) > _LONGEST_LINE:
            raise UserError(
                f"“{words.one_line(text[:40])}…” is longer than {_LONGEST_LINE} characters.",
                "Shorten it.",
            )
    return decision


def utc_now() -> str:
    """The time now, as "2026-03-01T12:30:00Z"."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(fields: Fields, name: str) -> str:
    value = fields.values.get(name)
    if not isinstance(value, str):
        fields.refuse(name, "a line of text")
    return value


def _is_utc(text: str) -> bool:
    try:
        dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return True
