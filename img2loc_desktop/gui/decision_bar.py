"""The analyst decides: accept, correct, reject, note; and what has been decided."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from img2loc_desktop.core import decisions
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.icons import icon

_SIGNS = {Verdict.ACCEPTED: "✓", Verdict.CORRECTED: "✎", Verdict.REJECTED: "✕", Verdict.OPEN: "…"}


class DecisionBar(QWidget):
    """Four buttons below the result, and above them the decision in force with its note."""

    accepted = Signal()
    correcting = Signal()
    rejected = Signal()
    noting = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAccessibleName(self.tr("Decision"))
        self.accept = self._button(self.tr("Accept"), "A", self.accepted)
        self.correct = self._button(self.tr("Correct"), "C", self.correcting)
        self.reject = self._button(self.tr("Reject"), "R", self.rejected)
        self.note = self._button(self.tr("Note"), "N", self.noting)
        buttons = QGridLayout()
        buttons.setSpacing(theme.grid(0.5))
        for number, button in enumerate((self.accept, self.correct, self.reject, self.note)):
            buttons.addWidget(button, 0, number)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        layout.addLayout(buttons)
        self._set_icons()
        self.set_decision(None, located=False)

    def set_decision(self, decision: Decision | None, *, located: bool) -> None:
        """Show a decision; only what was located can be accepted or rejected."""
        self.accept.setEnabled(located)
        self.reject.setEnabled(located)
        self.words.setVisible(decision is not None)
        if decision is not None:
            said = f"{_SIGNS[decision.verdict]}  {decisions.sentence(decision)}"
            self.words.setText(f"{said}\n{decision.note}" if decision.note else said)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_icons()

    def _button(self, text: str, key: str, signal: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(self.tr("{what} (key {key})").format(what=text, key=key))
        button.clicked.connect(signal)
        return button

    def _set_icons(self) -> None:
        for name in ("accept", "correct", "reject", "note"):
            getattr(self, name).setIcon(icon(name, self.palette()))
