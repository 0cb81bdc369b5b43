"""Photos, map and result side by side; in a narrow window the result is a drawer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from img2loc_desktop.gui import theme

NARROW = 1100  # pixels of the window's width below which the right panel is a drawer
_LEFT, _RIGHT = 300, 384
_LEFT_LEAST, _RIGHT_LEAST = 240, 340
_MAP_LEAST = 300
_RIGHT_LETTERS, _RIGHT_MOST = 36, 520  # that a line should hold, and what that may take at most


class Panels(QWidget):
    """Three widgets; the outer two can be hidden, and their widths are remembered."""

    narrow_changed = Signal(bool)
    covered_changed = Signal(int)  # pixels of the centre that lie below the drawer

    def __init__(self, left: QWidget, centre: QWidget, right: QWidget) -> None:
        super().__init__()
        self._narrow = False
        self._right_wanted = True
        self._covered = 0
        self._right_width = _RIGHT
        self.left, self.centre, self.right = left, centre, right
        left.setMinimumWidth(_LEFT_LEAST)
        centre.setMinimumWidth(_MAP_LEAST)
        self._holder = _Drawer()
        self._holder.inside.addWidget(right)
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        for widget in (left, centre, self._holder):
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([_LEFT, 760, _RIGHT])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._set_least()

    @property
    def is_narrow(self) -> bool:
        """Whether the right panel is a drawer."""
        return self._narrow

    @property
    def right_shown(self) -> bool:
        """Whether the right panel is there, or out."""
        return self._right_wanted

    def show_right(self, shown: bool) -> None:
        """Show the right panel, or pull the drawer out."""
        self._right_wanted = shown
        self._holder.setVisible(shown)
        self._place_drawer()

    def show_left(self, shown: bool) -> None:
        """Show or hide the left panel."""
        self.left.setVisible(shown)

    def widths(self) -> list[int]:
        """The widths of the outer panels, to be remembered."""
        sizes = self._splitter.sizes()
        right = self._right_width if self._narrow else sizes[2]
        return [sizes[0] or _LEFT, right or _RIGHT]

    def set_widths(self, left: int, right: int) -> None:
        """What `widths` returned."""
        left, right = max(_LEFT_LEAST, min(left, 600)), max(_RIGHT_LEAST, min(right, 700))
        self._right_width = right
        self._splitter.setSizes([left, max(_MAP_LEAST, self.width() - left - right), right])

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_least()
            self._place_drawer()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        if narrow != self._narrow:
            self._set_narrow(narrow)
        self._place_drawer()

    def _set_narrow(self, narrow: bool) -> None:
        if narrow:
            self._right_width = self._splitter.sizes()[2] or self._right_width
            self._holder.setParent(self)
        else:
            self._splitter.addWidget(self._holder)
            self.set_widths(self._splitter.sizes()[0], self._right_width)
        self._narrow = narrow
        self._holder.set_edge(narrow)
        self._right_wanted = not narrow
        self._holder.setVisible(self._right_wanted)
        self.narrow_changed.emit(narrow)

    def _set_least(self) -> None:
        """Large letters need a wider panel, or each line would have two words."""
        needed = _RIGHT_LETTERS * self.fontMetrics().averageCharWidth()
        self._holder.setMinimumWidth(max(_RIGHT_LEAST, min(needed, _RIGHT_MOST)))

    def _place_drawer(self) -> None:
        if not self._narrow:
            self._say_covered(0)
            return
        width = min(max(self._right_width, self._holder.minimumWidth()), self.width())
        left = 0 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else None
        self._holder.setGeometry(
            QRect(self.width() - width if left is None else left, 0, width, self.height())
        )
        self._holder.raise_()
        covered = self.centre.geometry().intersected(self._holder.geometry()).width()
        self._say_covered(covered if self._right_wanted else 0)

    def _say_covered(self, covered: int) -> None:
        if covered != self._covered:
            self._covered = covered
            self.covered_changed.emit(covered)


class _Drawer(QWidget):
    """The ground of the right panel, with a line at its edge while it lies over the map."""

    def __init__(self) -> None:
        super().__init__()
        self._edge = False
        self.setAutoFillBackground(True)
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(0, 0, 0, 0)

    def set_edge(self, edge: bool) -> None:
        self._edge = edge
        self.inside.setContentsMargins(int(edge), 0, int(edge), 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._edge:
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), theme.hairline(self.palette()))
                painter.fillRect(self.rect().adjusted(1, 0, -1, 0), self.palette().window())
