"""The empty window: what can be dropped here, two buttons, and the sample case."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from img2loc_desktop.gui import theme

_WIDTH = 520


class Welcome(QWidget):
    """Stands in the map's place as long as there are no photos."""

    add_files = Signal()
    add_folder = Signal()
    sample = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._headline = headline = QLabel(self.tr("Drop photos or folders here"))
        headline.setFont(theme.headline_font(self))
        headline.setWordWrap(True)
        headline.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text = QLabel(
            self.tr(
                "Each photo is compared with geotagged places on this machine. You see where it "
                "may have been taken, how sure that is, and why.\n"
                "Nothing leaves this machine, and your files are only read."
            )
        )
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.files = QPushButton(self.tr("Add photos..."))
        self.folder = QPushButton(self.tr("Add a folder..."))
        self.samples = QPushButton(self.tr("Open the sample case"))
        self.samples.setToolTip(
            self.tr("Three photos that come with the program, to see how it works")
        )
        self.files.setDefault(True)
        self.files.clicked.connect(self.add_files)
        self.folder.clicked.connect(self.add_folder)
        self.samples.clicked.connect(self.sample)
        also = QLabel(
            self.tr("Also: a case (.img2loc), map tiles (.mbtiles), or a model pack.\nOr try it:")
        )
        also.setWordWrap(True)
        also.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.files)
        buttons.addWidget(self.folder)
        buttons.addStretch(1)
        column = QWidget()
        column.setMaximumWidth(_WIDTH)
        layout = QVBoxLayout(column)
        layout.setSpacing(theme.grid(2))
        layout.addStretch(2)
        layout.addWidget(headline)
        layout.addWidget(text)
        layout.addLayout(buttons)
        layout.addSpacing(theme.grid(2))
        layout.addWidget(also)
        layout.addWidget(self.samples, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        around = QHBoxLayout(self)
        around.addStretch(1)
        around.addWidget(column, 4)
        around.addStretch(1)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._headline.setFont(theme.headline_font(self))
