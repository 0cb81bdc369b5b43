"""What was read in the picture, and what it says about the place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from img2loc_desktop.core import words
from img2loc_desktop.core.types import Result
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.speech import spoken


class PictureWords(QWidget):
    """The words in quotation marks, and each clue that counted with its reason."""

    wants_photo = Signal()  # the words where they stand
    wants_reading = Signal()

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
        self.photo = QPushButton(self.tr("Show in the photo"))
        self.photo.setToolTip(self.tr("The photo with its words: strike, correct, add (key W)"))
        self.read = QPushButton()
        self.photo.clicked.connect(self.wants_photo)
        self.read.clicked.connect(self.wants_reading)
        buttons = QHBoxLayout()
        buttons.addWidget(self.photo)
        buttons.addWidget(self.read)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.grid(0.5))
        layout.addWidget(title)
        layout.addWidget(self.text)
        layout.addLayout(buttons)
        self._reads = True
        self._result: Result | None = None
        self.set_result(None)

    def set_result(self, result: Result | None) -> None:
        """Show what was read; only the buttons where nothing was looked for, or found."""
        self._result = result
        was_read = bool(result and result.provenance.ocr)
        self.read.setText(
            self.tr("Search for small words") if was_read else self.tr("Read the words")
        )
        sentences = words.read_in_the_picture(result) if result else ()
        self.text.setText("\n".join(map(spoken, sentences)))
        self.text.setVisible(bool(sentences))
        self.read.setVisible(self.can_read(result))
        self.setVisible(result is not None)

    def set_reads(self, reads: bool) -> None:
        """Whether words are read at all, on their own or where somebody asks."""
        self._reads = reads
        self.read.setVisible(self.can_read(self._result))

    def can_read(self, result: Result | None) -> bool:
        """Whether words of a photo, perhaps small ones, are still to be read, and may be."""
        if not self._reads or result is None:
            return False
        return not result.provenance.ocr or not (result.text and result.text.is_thorough)
