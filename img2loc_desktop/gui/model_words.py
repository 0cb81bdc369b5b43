"""What the multimodal model says, while it says it, and always marked as unverified."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from img2loc_desktop.core import words
from img2loc_desktop.core.types import VlmReport
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.speech import spoken

_LONGEST = 2000  # characters of one answer; more than any prompt allows


class ModelWords(QWidget):
    """The answer that is being written, or the reason of the one that stands for all."""

    def __init__(self) -> None:
        super().__init__()
        self._answer = -1
        self.title = QLabel(self.tr("The model’s words, unverified"))
        self.text = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName(self.title.text())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.grid(0.5))
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        self.hide()

    def clear(self) -> None:
        """Another photo."""
        self._answer = -1
        self.text.clear()
        self.hide()

    def add(self, answer: int, text: str) -> None:
        """What was just added to an answer; a new answer takes the place of the one before."""
        before = self.text.text() if answer == self._answer else ""
        self._answer = answer
        self.text.setText((before + words.one_line(text))[-_LONGEST:])
        self.show()

    def set_report(self, report: VlmReport | None) -> None:
        """What the finished result says."""
        self.clear()
        if report is None:
            return
        parts = [f"“{words.one_line(report.reason)}”"] if report.reason else []
        for score in report.scores:
            parts.append(
                self.tr("{place}: {share} of its choice").format(
                    place=words.one_line(score.place), share=spoken(words.percent(score.share))
                )
            )
        self.text.setText("\n".join(parts))
        self.setVisible(bool(parts))
