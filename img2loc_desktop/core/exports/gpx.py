"""GPX 1.1: one waypoint per located photo, at the estimate, and one where it was corrected to.

A photo's own GPS position is another thing and is left out. GPX times are UTC, so a capture
time whose offset is unknown stands in the comment, not in ``time``. Photos that could not be
located have no waypoint; the file's description says how many they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from img2loc_desktop import __version__
from img2loc_desktop.core import decisions, words
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.exports import attribution
from img2loc_desktop.core.exports.parts import decided
from img2loc_desktop.core.exports.xml import Element, element, moment, serialised
from img2loc_desktop.core.files import written_beside
from img2loc_desktop.core.types import Failure, Result

_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="img2loc %s">\n'
)


def write(
    entries: Sequence[Result | Failure], path: Path, made: Sequence[Decision | None] = ()
) -> None:
    """Write a GPX file. Raises UserError where it cannot be written."""
    located = sum(isinstance(entry, Result) for entry in entries)
    with written_beside(path) as file:
        file.write(_HEAD % __version__.encode("ascii"))
        file.write(serialised(_metadata(located, len(entries))) + b"\n")
        for entry, decision in decided(entries, made):
            for waypoint in _waypoints(entry, decision):
                file.write(serialised(waypoint) + b"\n")
        file.write(b"</gpx>\n")


def _metadata(located: int, total: int) -> Element:
    return element(
        "metadata",
        element("name", text="Photo locations"),
        element("desc", text=f"Estimates for {located} of {total} photos. {attribution.SENTENCE}"),
    )


def _waypoints(entry: Result | Failure, decision: Decision | None) -> Iterator[Element]:
    if isinstance(entry, Result):
        yield _estimate(entry, decision)
    if decision is None or decision.verdict is not Verdict.CORRECTED or decision.position is None:
        return
    path = entry.path if isinstance(entry, Failure) else entry.photo.path
    yield element(
        "wpt",
        element("time", text=decision.decided_at),
        element("name", text=f"Corrected: {path.name}"),
        element("desc", text=_said(decision)),
        element("type", text="decision"),
        lat=f"{decision.position.latitude:.6f}",
        lon=f"{decision.position.longitude:.6f}",
    )


def _said(decision: Decision) -> str:
    return f"{decisions.sentence(decision)} {decision.note}".strip()


def _estimate(result: Result, decision: Decision | None) -> Element:
    estimate = result.estimate
    taken = moment(result.photo.taken_at)
    children = []
    if taken is not None and taken.tzinfo is not None:
        utc = taken.astimezone(dt.UTC).replace(tzinfo=None)
        children.append(element("time", text=f"{utc.isoformat(timespec='seconds')}Z"))
    children.append(element("name", text=_name(result, decision)))
    if taken is not None and taken.tzinfo is None:
        children.append(element("cmt", text=f"Taken {taken.isoformat(' ')}, time zone unknown."))
    sentences = [words.headline(result) + ".", words.how_sure(result), *result.warnings]
    counted = words.words_that_counted(result)
    if counted is not None:
        sentences.append(f"Words that counted: {counted}")
    if decision is not None:
        sentences.append(_said(decision))
    children.append(element("desc", text=" ".join(sentences)))
    children.append(element("type", text=estimate.trust))
    return element(
        "wpt",
        *children,
        lat=f"{estimate.position.latitude:.6f}",
        lon=f"{estimate.position.longitude:.6f}",
    )


def _name(result: Result, decision: Decision | None) -> str:
    name = result.photo.path.name
    if decision is not None and decision.verdict is Verdict.REJECTED:
        return f"Rejected: {name}"
    return f"Hint: {name}" if words.is_hint(result) else name
