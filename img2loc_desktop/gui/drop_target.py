"""What lights up while something is dragged over the window, and says what will happen."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from img2loc_desktop.gui import theme


class DropTarget(QWidget):
    """Covers the window's middle; takes no events, so that the window itself gets the drop."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def light_up(self, area: QRect, text: str) -> None:
        """Cover an area of the parent and say what a drop will do."""
        self._text = text
        self.setAccessibleName(text)
        self.setGeometry(area)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        accent = self.palette().color(QPalette.ColorRole.Accent)
        ground = theme.mixed(self.palette().window().color(), accent, 0.12)
        edge = theme.grid(2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), ground)
            painter.setPen(QPen(accent, 3, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.rect().adjusted(edge, edge, -edge, -edge), 8, 8)
            painter.setPen(self.palette().windowText().color())
            painter.setFont(theme.headline_font(self))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
