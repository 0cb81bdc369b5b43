"""The words of a photo as a list: what each is taken to mean, and what it moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from img2loc_desktop.core import line_effects, words
from img2loc_desktop.core.types import Clue, LineEffect, TextLine
from img2loc_desktop.gui.line_kinds import Kind, kind_sign, kind_words, shown_text
from img2loc_desktop.gui.speech import isolated, spoken
from img2loc_desktop.gui.writing import Writing

translate = QCoreApplication.translate

_NUMBER, _WORD, _MEANING, _MOVED = range(4)

CountryName = Callable[[str], str | None]


class WordList(QTreeWidget):
    """One row for each line, in the order in which they were read."""

    chosen = Signal(int)
    search = Signal()
    copied = Signal()
    strike = Signal()
    correct = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Words in the picture"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setHeaderLabels(
            [
                self.tr("No"),
                self.tr("Word"),
                self.tr("Taken to mean"),
                self.tr("Moved the estimate"),
            ]
        )
        header = self.header()
        header.setStretchLastSection(False)
        # Widths that follow every text would cost more than all else.
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_MEANING, QHeaderView.ResizeMode.Stretch)
        self._set_widths()
        self.currentItemChanged.connect(self._current_changed)
        self.itemActivated.connect(lambda *_: self.search.emit())

    def set_lines(
        self, lines: Sequence[TextLine], kinds: Sequence[Kind], meanings: Sequence[str]
    ) -> None:
        """Replace what is shown; the chosen row stays chosen."""
        before = self.row
        self.blockSignals(True)
        self.clear()
        for row, (line, kind, meaning) in enumerate(zip(lines, kinds, meanings, strict=True)):
            cells = (f"{kind_sign(kind)} {row + 1}", shown_text(line), meaning, "")
            item = QTreeWidgetItem([isolated(cell) for cell in cells])
            font = item.font(_WORD)
            font.setStrikeOut(kind is Kind.STRUCK)
            item.setFont(_WORD, font)
            said = f"{row + 1}, {shown_text(line)}, {kind_words(kind)}, {meaning}"
            item.setData(_NUMBER, Qt.ItemDataRole.AccessibleTextRole, said)
            self.addTopLevelItem(item)
        self.blockSignals(False)
        self.choose(min(before, len(lines) - 1))

    def set_moved(self, row: int, text: str) -> None:
        """What a line moved, once that is known."""
        item = self.topLevelItem(row)
        if item is not None and item.text(_MOVED) != isolated(text):
            item.setText(_MOVED, isolated(text))

    @property
    def row(self) -> int:
        """The chosen row, -1 where there is none."""
        item = self.currentItem()
        return self.indexOfTopLevelItem(item) if item is not None else -1

    def choose(self, row: int) -> None:
        """Choose a row; nobody is told who chose it already."""
        item = self.topLevelItem(row)
        if item is not None and item is not self.currentItem():
            self.setCurrentItem(item)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_widths()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._set_widths()

    def _set_widths(self) -> None:
        """What a word means has the rest: a third of the list and more, also in large letters."""
        letter, whole = self.fontMetrics().averageCharWidth(), self.viewport().width()
        for column, letters, part in ((_NUMBER, 7, 0.12), (_WORD, 22, 0.24), (_MOVED, 30, 0.28)):
            self.header().resizeSection(column, min(letters * letter, round(part * whole)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete strikes, F2 corrects, Enter searches, Ctrl+C copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.strike.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.correct.emit()
        else:
            super().keyPressEvent(event)

    def _current_changed(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(self.indexOfTopLevelItem(item))


def meaning_of(row: int, clues: Sequence[Clue]) -> str:
    """What a line is taken to mean: the reasons of its clues, the strongest first."""
    own = sorted((clue for clue in clues if row in clue.lines), key=lambda clue: -clue.moved)
    return " ".join(dict.fromkeys(spoken(words.one_line(clue.reason)) for clue in own))


def place_in(row: int, clues: Sequence[Clue]) -> str:
    """The likeliest place of the strongest clue of a line that has any; else nothing."""
    own = (clue for clue in clues if row in clue.lines and clue.places)
    strongest = max(own, key=lambda clue: clue.moved, default=None)
    return strongest.places[0].name if strongest is not None else ""


def moved_words(effect: LineEffect, writing: Writing, countries: CountryName) -> str:
    """What a line moved, in a few words: a distance, and a country's share from and to."""
    country = countries(effect.country) or effect.country or translate("word_list", "at sea")
    return spoken(line_effects.in_words(effect, country, writing.units))
