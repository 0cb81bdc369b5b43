"""What was read in the picture, and what it says about the place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from img2loc_desktop.core import words
from img2loc_desktop.core.types import Result
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.speech import spoken


class PictureWords(QWidget):
    """The words in quotation marks, and each clue that counted with its reason."""

    def __init__(self) -> None:
        super().__init__()
        title = QLabel(self.tr("Words in the picture"))
        self.text = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setAccessibleName(title.text())
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.grid(0.5))
        layout.addWidget(title)
        layout.addWidget(self.text)
        self.hide()

    def set_result(self, result: Result | None) -> None:
        """Show what was read; nothing where nothing was looked for, or found."""
        sentences = words.read_in_the_picture(result) if result else ()
        self.text.setText("\n".join(map(spoken, sentences)))
        self.setVisible(bool(sentences))
