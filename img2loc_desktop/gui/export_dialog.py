"""Export: which photos, in which form, and what exactly goes in, before anything is written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.core.case import Case
from img2loc_desktop.core.exports import Parts
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.gui import exporting, messages, theme
from img2loc_desktop.gui.case_writer import CaseWriter
from img2loc_desktop.gui.counting import counted
from img2loc_desktop.gui.export_task import ExportTask
from img2loc_desktop.gui.exporting import Format, Order
from img2loc_desktop.gui.photo_table import PhotoRow
from img2loc_desktop.gui.saving import ask_path
from img2loc_desktop.gui.speech import spoken
from img2loc_desktop.gui.states import State, state_words, verdict_words
from img2loc_desktop.gui.writing import Writing

_SHOWN_ROWS = 500
_SHOWN_CHARACTERS = 6000


class ExportDialog(QDialog):
    """Shows what goes in, asks for a name, and writes in a thread.

    Closed before the file is there, it leaves none behind.
    """

    written = Signal(object)  # Path

    def __init__(
        self,
        case: Case,
        rows: Sequence[PhotoRow],
        selected: Sequence[PhotoRow],
        gazetteer: Callable[[], Gazetteer],
        writing: Writing,
        analyst: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.resize(820, 600)
        self._case, self._gazetteer = case, gazetteer
        self._rows, self._selected = tuple(rows), selected  # of this case, whatever is opened next
        self._writing, self._analyst = writing, analyst
        self._task: ExportTask | None = None
        self._samples = CaseWriter(self)
        self._asked = 0
        self.format = QComboBox()
        self.format.setAccessibleName(self.tr("Format"))
        for format_, name in self._names():
            self.format.addItem(name, format_)
        self.all = QRadioButton(
            self.tr("all photos ({number})", "", len(rows)).format(number=len(rows))
        )
        self.chosen = QRadioButton(
            self.tr("the selected ones ({number})", "", len(selected)).format(number=len(selected))
        )
        self.chosen.setEnabled(bool(selected))
        (self.chosen if len(selected) > 1 else self.all).setChecked(True)
        self.parts = self._part_boxes()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.content = self._table()
        self.sample = QPlainTextEdit()
        self.sample.setReadOnly(True)
        self.sample.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.sample.setAccessibleName(self.tr("Beginning of the file"))
        self.tabs = QTabWidget()
        self.tabs.addTab(self.content, self.tr("What goes in"))
        self.tabs.addTab(self.sample, self.tr("How it will be written"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        theme.without_icons(self.buttons)
        self._lay_out()
        self._connect()
        self._refresh()

    def choose(self, format_: Format) -> None:
        """Begin with another format."""
        self.format.setCurrentIndex(self.format.findData(format_))

    def save_to(self, path: Path) -> None:
        """Write the file; ``written`` says that it is there."""
        if self._task is not None:
            return
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(False)
        self.summary.setText(self.tr("Writing {name}...").format(name=path.name))
        case, order, gazetteer = self._case, self._order(), self._gazetteer
        self._task = ExportTask(
            lambda go_on: exporting.write(case, path, order, gazetteer, go_on), path, self.parent()
        )
        self._task.written.connect(self._done)
        self._task.failed.connect(self._failed)
        self._task.start()

    def done(self, result: int) -> None:
        """Closed: nobody waits for the threads, and what is being written is given up."""
        if self._task is not None:
            self._task.give_up()
            self._task = None
        self._samples.abandon()
        super().done(result)

    def _names(self) -> tuple[tuple[Format, str], ...]:
        return (
            (Format.GEOJSON, self.tr("GeoJSON, for maps and scripts")),
            (Format.KML, self.tr("KML, for Google Earth and others")),
            (Format.KMZ, self.tr("KMZ, with small pictures of the photos")),
            (Format.CSV, self.tr("CSV, a table")),
            (Format.GPX, self.tr("GPX, waypoints")),
            (Format.PAGE, self.tr("HTML page with a map")),
            (Format.REPORT_PDF, self.tr("Report as PDF")),
            (Format.REPORT_HTML, self.tr("Report as HTML")),
        )

    def _part_boxes(self) -> dict[str, QCheckBox]:
        usual = Parts()
        boxes = {
            "areas": QCheckBox(self.tr("areas")),
            "cells": QCheckBox(self.tr("smallest areas")),
            "candidates": QCheckBox(self.tr("candidates")),
            "neighbours": QCheckBox(self.tr("near neighbours")),
            "far": QCheckBox(self.tr("far neighbours")),
            "own_gps": QCheckBox(self.tr("own GPS")),
        }
        for name, box in boxes.items():
            box.setChecked(getattr(usual, name))
        return boxes

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 4)
        table.setAccessibleName(self.tr("What goes in"))
        table.setHorizontalHeaderLabels(
            [self.tr("Photo"), self.tr("Estimate"), self.tr("Half within"), self.tr("Decision")]
        )
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self) -> None:
        scope = QHBoxLayout()
        scope.addWidget(self.all)
        scope.addWidget(self.chosen)
        scope.addStretch(1)
        parts = QHBoxLayout()
        for box in self.parts.values():
            parts.addWidget(box)
        parts.addStretch(1)
        form = QFormLayout()
        form.setVerticalSpacing(theme.grid())
        form.addRow(self.tr("&Format"), self.format)
        form.addRow(self.tr("Photos"), scope)
        form.addRow(self.tr("Also"), parts)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.summary)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._refresh)
        self.all.toggled.connect(self._refresh)
        for box in self.parts.values():
            box.toggled.connect(self._refresh)
        self.buttons.accepted.connect(self._ask)
        self.buttons.rejected.connect(self.reject)
        self._samples.failed.connect(
            lambda message, hint: self.sample.setPlainText(spoken(message))
        )

    def _chosen_rows(self) -> list[PhotoRow]:
        """Only what has a result, or a reason why there is none, can be written."""
        rows = self._rows if self.all.isChecked() else self._selected
        known = (State.DONE, State.HINT, State.FAILED)
        return [row for row in rows if row.state in known]

    def _order(self) -> Order:
        format_: Format = self.format.currentData()
        parts = Parts(**{name: box.isChecked() for name, box in self.parts.items()})
        return Order(
            photo_ids=tuple(row.id for row in self._chosen_rows()),
            format=format_,
            parts=parts,
            writing=self._writing,
            title=self._case.path.stem,
            analyst=self._analyst,
        )

    def _refresh(self) -> None:
        rows = self._chosen_rows()
        order = self._order()
        for box in self.parts.values():
            box.setEnabled(order.format.has_parts)
        self.summary.setText(self._summary(rows))
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(
            bool(rows) and self._task is None
        )
        self._fill(rows[:_SHOWN_ROWS])
        self.tabs.setTabEnabled(1, order.format.is_text)
        self._asked += 1
        asked, case, gazetteer = self._asked, self._case, self._gazetteer
        if order.format.is_text and rows:
            self._samples.submit(
                lambda: (asked, _sampled(case, order, gazetteer)), self._show_sample
            )

    def _show_sample(self, answer: tuple[int, str]) -> None:
        asked, text = answer
        if asked == self._asked:
            self.sample.setPlainText(text)

    def _fill(self, rows: Sequence[PhotoRow]) -> None:
        self.content.setRowCount(len(rows))
        for number, row in enumerate(rows):
            radius = "" if row.radius_km is None else self._writing.distance(row.radius_km)
            failed = row.state is State.FAILED
            place = row.detail if failed else row.place
            decision = verdict_words(row.decision)
            for column, text in enumerate((row.name, place, radius, decision)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 2:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.content.setItem(number, column, item)

    def _summary(self, rows: Sequence[PhotoRow]) -> str:
        parts = [counted(len(rows), self.tr("1 photo"), self.tr("{number} photos", "", len(rows)))]
        for state in (State.DONE, State.HINT, State.FAILED):
            number = sum(row.state is state for row in rows)
            if number:
                parts.append(f"{number:,} {state_words(state)}")
        decided = sum(bool(row.decision) for row in rows)
        if decided:
            parts.append(
                counted(decided, self.tr("1 decided"), self.tr("{number} decided", "", decided))
            )
        left = (len(self._rows) if self.all.isChecked() else len(self._selected)) - len(rows)
        if left:
            parts.append(
                self.tr("{number} without a result are left out", "", left).format(number=left)
            )
        return ", ".join(parts) + "."

    def _ask(self) -> None:
        format_: Format = self.format.currentData()
        start = self._case.path.with_suffix(format_.suffix)
        path = ask_path(self, self.tr("Export"), start, format_.suffixes)
        if path is not None:
            self.save_to(path)

    def _done(self, path: Path) -> None:
        self._task = None
        self.written.emit(path)
        self.accept()

    def _failed(self, message: str, hint: str) -> None:
        if self._task is None:  # it was closed meanwhile
            return
        self._task = None
        self._refresh()
        messages.tell(self, self.tr("Not exported"), message, hint)


def _sampled(case: Case, order: Order, gazetteer: Callable[[], Gazetteer]) -> str:
    """In a thread."""
    with tempfile.TemporaryDirectory(prefix="img2loc-") as folder:
        return exporting.sample(case, Path(folder), order, gazetteer, _SHOWN_CHARACTERS)
