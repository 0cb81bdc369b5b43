"""The report as PDF: the HTML of core/exports/report, laid out by Qt, with maps as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSize
from PySide6.QtGui import QImageWriter, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from img2loc_desktop.core import files, targets
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.exports import refuse_an_original
from img2loc_desktop.core.exports.report import ReportOptions, report_html
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Failure, Result
from img2loc_desktop.gui.map import render_image
from img2loc_desktop.gui.page_breaks import keep_headings

_DPI = 300
_MARGIN_MM = 2.0  # what Qt takes for none; it adds 2 cm to each side of a document that it prints
_MAP = QSize(400, 260)  # as the report lays it out, in pixels


def write(
    path: Path,
    entries: Sequence[Result | Failure],
    decisions: Sequence[Decision | None],
    options: ReportOptions,
    gazetteer: Gazetteer,
    go_on: Callable[[], None] = lambda: None,
) -> None:
    """Write the report on A4. May run in a QThread, in no other; needs a QGuiApplication.

    ``go_on`` is called between photos and pages; what it raises ends the work.
    Raises UserError where it cannot be written, and where ``path`` is one of the photos.
    """
    refuse_an_original(path, entries)
    targets.check(path, "pdf")

    def map_image(entry: Result | Failure, decision: Decision | None) -> bytes | None:
        if isinstance(entry, Failure):
            return None
        position = decision.position if decision else None
        image = render_image(
            entry, _MAP, gazetteer=gazetteer, decision=position, units=options.units
        )
        png = QBuffer()
        png.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(png, QByteArray(b"png")).write(image)
        return bytes(png.data().data())

    document = QTextDocument()
    document.setHtml(report_html(entries, decisions, replace(options, map_image=map_image)))
    with files.written_beside(path) as file:
        file.write(_printed(document, options.title, go_on))


class _Pages(QPdfWriter):
    """Asks before each page whether it is still wanted; printing ends where it is not."""

    def __init__(self, device: QIODevice, go_on: Callable[[], None]) -> None:
        super().__init__(device)
        self._go_on = go_on
        self.ended_by: Exception | None = None

    def newPage(self) -> bool:  # noqa: N802 - Qt's name
        try:
            self._go_on()
        except Exception as error:
            self.ended_by = error  # it cannot pass through Qt
            return False
        return super().newPage()


def _printed(document: QTextDocument, title: str, go_on: Callable[[], None]) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _Pages(buffer, go_on)
    writer.setResolution(_DPI)
    writer.setTitle(title)
    writer.setCreator("img2loc-desktop")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    keep_headings(document, writer)
    document.print_(writer)
    if writer.ended_by is not None:
        raise writer.ended_by
    go_on()
    buffer.close()
    return bytes(content.data())
