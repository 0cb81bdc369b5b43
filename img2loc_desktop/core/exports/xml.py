"""What KML and GPX share: small trees of the standard library, written one after another.

Chosen over simplekml (LGPL, last release 2021, whole document in memory, ids from a global
counter) and gpxpy (last release 2023): neither replaces characters that XML forbids, and
what they would save is a few elements.
"""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

from img2loc_desktop.core.exports.text import fit

Element = ElementTree.Element


def element(tag: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """A new element with its children in order; text and attributes are made fit for XML."""
    made = ElementTree.Element(tag, {name: fit(value) for name, value in attributes.items()})
    if text is not None:
        made.text = fit(text)
    made.extend(children)
    return made


def serialised(tree: Element) -> bytes:
    """UTF-8 bytes without a declaration; carriage returns survive as character references."""
    return ElementTree.tostring(tree, encoding="unicode").replace("\r", "&#13;").encode("utf-8")


def moment(taken_at: str | None) -> dt.datetime | None:
    """A capture time as datetime, aware where the file records an offset.

    None for what is no time of a photo: a day without an hour, a year before photography, and
    an offset beyond the 14 hours that exist (and that XML allows).
    """
    if taken_at is None or "T" not in taken_at:
        return None
    try:
        taken = dt.datetime.fromisoformat(taken_at)
    except ValueError:
        return None
    offset = taken.utcoffset() or dt.timedelta(0)
    real = 1800 <= taken.year < dt.MAXYEAR and abs(offset) <= dt.timedelta(hours=14)
    return taken if real and not offset % dt.timedelta(minutes=1) else None
