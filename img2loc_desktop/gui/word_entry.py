"""A line to type a word in: one that the analyst can read, or what a misread one really says."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from img2loc_desktop.core.types import TextLine
from img2loc_desktop.core.word_edits import LONGEST_TEXT
from img2loc_desktop.gui.line_kinds import plain_text, shown_text

_SHOWN = 24  # characters of the line that is corrected


class WordEntry(QWidget):
    """``typed`` brings a new word, ``corrected`` the line and what it says."""

    typed = Signal(str)
    corrected = Signal(object, str)  # TextLine, text
    left = Signal()  # the correction is given up, or done

    def __init__(self) -> None:
        super().__init__()
        self._line: TextLine | None = None
        self.label = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.edit = QLineEdit()
        self.edit.setMaxLength(LONGEST_TEXT)
        self.edit.setClearButtonEnabled(True)
        self.take = QPushButton()
        self.cancel = QPushButton(self.tr("Cancel"))
        self.label.setBuddy(self.edit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.take)
        layout.addWidget(self.cancel)
        self.edit.returnPressed.connect(self._take)
        self.edit.textChanged.connect(self._enable)
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self.leave)
        self.leave()

    def correct(self, line: TextLine) -> None:
        """Ask what a line says."""
        self._line = line
        text = shown_text(line)
        short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        self._name(
            self.tr("“{word}” really says:").format(word=short), self.tr("&Correct"), is_open=True
        )
        self.edit.setText(plain_text(line)[:LONGEST_TEXT])
        self.edit.selectAll()
        self.edit.setFocus()

    def leave(self) -> None:
        """Ask for new words again."""
        was_open, self._line = self._line is not None, None
        self._name(self.tr("Another &word in the photo:"), self.tr("&Add"), is_open=False)
        self.edit.clear()
        if was_open:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape gives a correction up, and only what is typed otherwise."""
        if event.key() == Qt.Key.Key_Escape and (self._line is not None or self.edit.text()):
            self.leave()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        text, line = self.edit.text().strip(), self._line
        if not text:
            return
        if line is None:
            self.edit.clear()
            self.typed.emit(text)
        else:
            self.leave()
            self.corrected.emit(line, text)

    def _name(self, label: str, button: str, *, is_open: bool) -> None:
        self.label.setText(label)
        self.edit.setAccessibleName(label.replace("&", ""))
        self.take.setText(button)
        self.cancel.setVisible(is_open)
        self._enable()

    def _enable(self) -> None:
        self.take.setEnabled(bool(self.edit.text().strip()))
