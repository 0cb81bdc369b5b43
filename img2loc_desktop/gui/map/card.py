"""The small card beside a point: what it is, where, and its coordinates to be copied."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.core.coordinates import Notation, formatted
from img2loc_desktop.gui.map.marks import Mark

_CHARACTERS = 46  # of a line
_GAP = 14  # pixels between the point and the card


class Card(QFrame):
    """Stays beside the point until it is closed; ``copied`` carries the text to copy."""

    copied = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAccessibleName(self.tr("Point on the map"))
        self._map = parent
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 10)
        column.setSpacing(4)
        head = QHBoxLayout()
        self.title = _label()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        close = _button("✕")
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(self.close_card)
        head.addWidget(self.title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.detail = _label()
        column.addWidget(self.detail)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self.texts: dict[Notation, QLabel] = {}
        self.buttons: dict[Notation, QToolButton] = {}
        for row, notation in enumerate(Notation):
            text = _label()
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            button = _button(self.tr("Copy"))
            button.setAccessibleName(self.tr("Copy as {form}").format(form=notation_name(notation)))
            button.setToolTip(button.accessibleName())
            button.clicked.connect(lambda _=False, text=text: self.copied.emit(text.text()))
            grid.addWidget(text, row, 0)
            grid.addWidget(button, row, 1)
            self.texts[notation] = text
            self.buttons[notation] = button
        column.addLayout(grid)
        self.hide()

    def show_mark(self, mark: Mark, count: int = 1) -> None:
        """Show a point; ``count`` is how many lie on the same spot."""
        self.title.setText(mark.title)
        detail = mark.detail
        if count > 1:
            more = self.tr("%n more here: click again", "", count - 1)
            detail = f"{detail}\n{more}"
        self.detail.setText(detail)
        for notation, label in self.texts.items():
            label.setText(formatted(mark.position, notation))
        self.setAccessibleDescription(f"{mark.title}. {detail}")
        # The width follows from the text size, and the height from the words at that width.
        width = _CHARACTERS * self.fontMetrics().averageCharWidth()
        self.setFixedSize(width, self._column.heightForWidth(width))
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def place(self, point: QPoint, area: QRect) -> None:
        """Stand beside a pixel within an area, without covering it."""
        left = point.x() + _GAP
        if left + self.width() > area.right():
            left = point.x() - _GAP - self.width()
        top = min(max(point.y() - self.height() // 2, area.top()), area.bottom() - self.height())
        self.move(max(left, area.left()), max(top, area.top()))

    def close_card(self) -> None:
        """Go away, and give the keyboard back to the map."""
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.hide()
        if had_focus:
            self._map.setFocus()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        else:
            super().keyPressEvent(event)


def notation_name(notation: Notation) -> str:
    """A notation as people call it."""
    return {
        Notation.DECIMAL: QCoreApplication.translate("Map", "decimal degrees"),
        Notation.DMS: QCoreApplication.translate("Map", "degrees, minutes, seconds"),
        Notation.MGRS: QCoreApplication.translate("Map", "MGRS"),
        Notation.PLUS_CODE: QCoreApplication.translate("Map", "plus code"),
    }[notation]


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAutoRaise(True)
    return button


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)  # names come from files
    label.setWordWrap(True)
    return label
