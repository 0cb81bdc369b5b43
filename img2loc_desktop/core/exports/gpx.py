"""GPX 1.1: one waypoint per located photo, at the estimate.

A photo's own GPS position is another thing and is left out. GPX times are UTC, so a capture
time whose offset is unknown stands in the comment, not in ``time``. Photos that could not be
located have no waypoint; the file's description says how many they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from img2loc_desktop import __version__
from img2loc_desktop.core import words
from img2loc_desktop.core.exports import attribution
from img2loc_desktop.core.exports.xml import Element, element, moment, serialised
from img2loc_desktop.core.files import written_beside
from img2loc_desktop.core.types import Failure, Result

_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="img2loc %s">\n'
)


def write(entries: Sequence[Result | Failure], path: Path) -> None:
    """Write a GPX file. Raises UserError where it cannot be written."""
    results = [entry for entry in entries if isinstance(entry, Result)]
    with written_beside(path) as file:
        file.write(_HEAD % __version__.encode("ascii"))
        file.write(serialised(_metadata(len(results), len(entries))) + b"\n")
        for result in results:
            file.write(serialised(_waypoint(result)) + b"\n")
        file.write(b"</gpx>\n")


def _metadata(located: int, total: int) -> Element:
    return element(
        "metadata",
        element("name", text="Photo locations"),
        element("desc", text=f"Estimates for {located} of {total} photos. {attribution.SENTENCE}"),
    )


def _waypoint(result: Result) -> Element:
    estimate = result.estimate
    taken = moment(result.photo.taken_at)
    children = []
    if taken is not None and taken.tzinfo is not None:
        utc = taken.astimezone(dt.UTC).replace(tzinfo=None)
        children.append(element("time", text=f"{utc.isoformat(timespec='seconds')}Z"))
    children.append(element("name", text=_name(result)))
    if taken is not None and taken.tzinfo is None:
        children.append(element("cmt", text=f"Taken {taken.isoformat(' ')}, time zone unknown."))
    sentences = (words.headline(result) + ".", words.how_sure(result), *result.warnings)
    children.append(element("desc", text=" ".join(sentences)))
    children.append(element("type", text=estimate.trust))
    return element(
        "wpt",
        *children,
        lat=f"{estimate.position.latitude:.6f}",
        lon=f"{estimate.position.longitude:.6f}",
    )


def _name(result: Result) -> str:
    name = result.photo.path.name
    return f"Hint: {name}" if words.is_hint(result) else name
