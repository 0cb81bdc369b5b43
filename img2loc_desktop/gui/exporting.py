"""Writing results and decisions to files for others, outside the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from img2loc_desktop.core import exports
from img2loc_desktop.core.case import Case
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.exports import Parts
from img2loc_desktop.core.exports.report import ReportOptions
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Failure, Result
from img2loc_desktop.gui.writing import Writing

_SAMPLE = 2  # photos that a preview writes


class Format(Enum):
    """What can be written, and the ending of its files."""

    GEOJSON = ".geojson"
    KML = ".kml"
    KMZ = ".kmz"
    CSV = ".csv"
    GPX = ".gpx"
    PAGE = ".html"
    REPORT_PDF = ".pdf"
    REPORT_HTML = ".htm"  # a report is told from a page with a map

    @property
    def suffix(self) -> str:
        """The ending of the file."""
        return ".html" if self is Format.REPORT_HTML else self.value

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings that a file of this kind may have, the usual one first."""
        if self.suffix == ".html":
            return (".html", ".htm")
        return (".geojson", ".json") if self is Format.GEOJSON else (self.suffix,)

    @property
    def has_parts(self) -> bool:
        """Whether areas, candidates and neighbours can be features of their own."""
        return self in (Format.GEOJSON, Format.KML, Format.KMZ)

    @property
    def is_text(self) -> bool:
        """Whether its beginning can be shown."""
        return self not in (Format.KMZ, Format.REPORT_PDF)

    @property
    def is_report(self) -> bool:
        """Whether it is the report on the case."""
        return self in (Format.REPORT_PDF, Format.REPORT_HTML)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written: these photos of the case, in this form."""

    photo_ids: tuple[int, ...]
    format: Format
    parts: Parts
    writing: Writing
    title: str
    analyst: str


class GivenUp(Exception):  # noqa: N818 - it is no error
    """The user no longer wants the file."""


class _Watched(Sequence[Result | Failure]):
    """Entries that ask before each one whether it is still wanted."""

    def __init__(self, entries: Sequence[Result | Failure], go_on: Callable[[], None]) -> None:
        self._entries, self._go_on = entries, go_on

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, at: Any) -> Any:
        self._go_on()
        return self._entries[at]


def write(
    case: Case,
    path: Path,
    order: Order,
    gazetteer: Callable[[], Gazetteer],
    go_on: Callable[[], None] = lambda: None,
) -> int:
    """Write the file; the number of photos in it. What ``go_on`` raises ends it between photos.

    Raises UserError, also where a file lies that is no earlier export of the kind, and KeyError
    where a photo was taken out of the case meanwhile. Then nothing is written.
    """
    known, decisions = _content(case, order.photo_ids, go_on)
    entries = _Watched(known, go_on)
    if order.format.is_report:
        _write_report(case, path, order, entries, decisions, gazetteer, go_on)
    else:
        name = "html" if order.format is Format.PAGE else order.format.name.lower()
        exports.write(path, entries, format=name, parts=order.parts, decisions=decisions)
    return len(entries)


def sample(
    case: Case, folder: Path, order: Order, gazetteer: Callable[[], Gazetteer], longest: int
) -> str:
    """The beginning of what would be written of the first photos. Raises UserError."""
    first = Order(
        order.photo_ids[:_SAMPLE],
        *(order.format, order.parts, order.writing, order.title, order.analyst),
    )
    path = folder / f"sample{order.format.suffix}"
    write(case, path, first, gazetteer)
    with path.open("rb") as file:
        return file.read(longest).decode("utf-8", "replace")


def _content(
    case: Case, photo_ids: Sequence[int], go_on: Callable[[], None]
) -> tuple[list[Result | Failure], list[Decision | None]]:
    entries: list[Result | Failure] = []
    decisions: list[Decision | None] = []
    for photo, entry in case.entries(photo_ids):
        go_on()
        entries.append(entry)
        decisions.append(photo.decision)
    return entries, decisions


def _write_report(
    case: Case,
    path: Path,
    order: Order,
    entries: Sequence[Result | Failure],
    decisions: Sequence[Decision | None],
    gazetteer: Callable[[], Gazetteer],
    go_on: Callable[[], None],
) -> None:
    options = ReportOptions(
        title=order.title,
        analyst=order.analyst,
        log_head=case.log_head(),
        log_problems=tuple(case.verify_log().problems),
        notation=order.writing.notation,
        units=order.writing.units,
    )
    if order.format is Format.REPORT_HTML:
        from img2loc_desktop.core.exports import report

        report.write(path, entries, decisions, options)
    else:
        from img2loc_desktop.gui import report_pdf

        report_pdf.write(path, entries, decisions, options, gazetteer(), go_on)
