"""The analyst decides: accept, correct, reject, note; and what has been decided."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from img2loc_desktop.core import decisions
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.icons import icon
from img2loc_desktop.gui.speech import spoken
from img2loc_desktop.gui.states import verdict_sign


class DecisionBar(QWidget):
    """Four buttons below the result, and above them the decision in force with its note."""

    accepted = Signal()
    correcting = Signal()
    rejected = Signal()
    noting = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText)  # words of signs stand in it
        self.words.setWordWrap(True)
        self.words.setAccessibleName(self.tr("Decision"))
        self.accept = self._button(self.tr("Accept"), "A", self.accepted)
        self.correct = self._button(self.tr("Correct"), "C", self.correcting)
        self.reject = self._button(self.tr("Reject"), "R", self.rejected)
        self.note = self._button(self.tr("Note"), "N", self.noting)
        self._buttons = QGridLayout()
        self._buttons.setSpacing(theme.grid(0.5))
        self._columns = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        layout.addLayout(self._buttons)
        self._arrange(4)
        self._set_icons()
        self.set_decision(None, located=False)

    def set_decision(self, decision: Decision | None, *, located: bool) -> None:
        """Show a decision; only what was located can be accepted or rejected."""
        self.accept.setEnabled(located)
        self.reject.setEnabled(located)
        self.words.setVisible(decision is not None)
        if decision is not None:
            said = f"{verdict_sign(decision.verdict)}  {spoken(decisions.sentence(decision))}"
            self.words.setText(f"{said}\n{decision.note}" if decision.note else said)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Two rows where large letters leave no room for one."""
        super().resizeEvent(event)
        needed = sum(button.sizeHint().width() + theme.grid(0.5) for button in self._all())
        self._arrange(4 if needed <= event.size().width() else 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow enough for two columns."""
        widest = max(button.sizeHint().width() for button in self._all())
        return QSize(2 * widest + theme.grid(), super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_icons()

    def _button(self, text: str, key: str, signal: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(self.tr("{what} (key {key})").format(what=text, key=key))
        button.clicked.connect(signal)
        return button

    def _all(self) -> tuple[QPushButton, ...]:
        return self.accept, self.correct, self.reject, self.note

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, button in enumerate(self._all()):
            self._buttons.addWidget(button, number // columns, number % columns)

    def _set_icons(self) -> None:
        for name in ("accept", "correct", "reject", "note"):
            getattr(self, name).setIcon(icon(name, self.palette()))
