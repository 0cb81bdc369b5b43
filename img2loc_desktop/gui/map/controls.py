"""The widgets on the edge of the map: the layers, zoom and fit, and where the cursor is."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QEvent, QObject, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from img2loc_desktop.core.coordinates import Notation, formatted
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.gui.map.furniture import MARGIN
from img2loc_desktop.gui.map.layers_panel import LayersPanel
from img2loc_desktop.gui.map.lettering import blank
from img2loc_desktop.gui.map.signs import Layer

_MOVES = (
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.FontChange,
    QEvent.Type.LayoutDirectionChange,
)


class Controls(QObject):
    """Stand on a map and keep to its corners; what they do is up to whoever connects them."""

    zoomed = Signal(float)  # steps
    fitted = Signal()

    def __init__(self, visible: Collection[Layer], on: QWidget) -> None:
        super().__init__(on)
        self._map = on
        self.notation = Notation.DECIMAL
        self._covered = 0
        self.panel = LayersPanel(visible, on)
        self.panel.hide()
        self.layers = self._button(self.tr("Layers"), self.tr("Layers of the map (L)"))
        self.layers.setCheckable(True)
        self.layers.toggled.connect(self._show_panel)
        self.column = (
            self._button("+", self.tr("Zoom in (+)"), lambda: self.zoomed.emit(1.0)),
            self._button("−", self.tr("Zoom out (-)"), lambda: self.zoomed.emit(-1.0)),
            self._button("", self.tr("Fit to the result (F)"), self.fitted.emit),
        )
        self.column[2].setIcon(_fit_icon(on))
        self.coordinates = QLabel(on)
        self.coordinates.setAutoFillBackground(True)
        self.coordinates.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.coordinates.setAccessibleName(self.tr("Coordinates under the cursor"))
        self.coordinates.setContentsMargins(6, 2, 6, 2)
        self.coordinates.hide()
        self.notice = QLabel(on)
        self.notice.setAutoFillBackground(True)
        self.notice.setWordWrap(True)
        self.notice.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.notice.setContentsMargins(8, 4, 8, 4)
        self.notice.hide()
        on.installEventFilter(self)

    def show_position(self, position: LatLon | None) -> None:
        """Write where the cursor is; nothing where it is not on the map."""
        if position is not None:
            self.coordinates.setText(formatted(position, self.notation))
            self.coordinates.adjustSize()
        self.coordinates.setVisible(position is not None)

    def say(self, text: str) -> None:
        """Show a line where the coordinates stand, until the cursor moves."""
        self.coordinates.setText(text)
        self.coordinates.adjustSize()
        self.coordinates.show()

    def set_notice(self, text: str) -> None:
        """Say above the map what it shows, where that is not a result."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))
        self.place()

    def set_covered(self, pixels: int) -> None:
        """How much of the end of the map lies below something else."""
        self._covered = pixels
        self.place()

    def set_tiles(self, are_there: bool) -> None:
        """Offer the layer of the user's tiles only where there are any."""
        self.panel.set_tiles(are_there)
        self.place()

    def place(self) -> None:
        """Keep to the corners; in a right-to-left layout to the other side's."""
        height = self._map.height()
        is_mirrored = self._map.layoutDirection() == Qt.LayoutDirection.RightToLeft
        # The first pixel that is free, and the last one.
        first = self._covered if is_mirrored else 0
        last = self._map.width() - (0 if is_mirrored else self._covered)
        top = MARGIN
        side = max(button.sizeHint().height() for button in self.column) + 4
        for button in self.column:
            left = first + MARGIN if is_mirrored else last - MARGIN - side
            button.setGeometry(left, top, side, side)
            top += side + 2
        room = max(1, last - first - 2 * (MARGIN + side + MARGIN))
        wide = min(room, self.notice.fontMetrics().horizontalAdvance(self.notice.text()) + 20)
        high = self.notice.heightForWidth(wide)
        self.notice.setGeometry((first + last - wide) // 2, MARGIN, wide, high)
        self.layers.adjustSize()
        # Above the attribution, which may be as long as the map is wide.
        bottom = height - MARGIN - 24
        self.layers.move(first + MARGIN, bottom - self.layers.height())
        self.panel.adjustSize()
        self.panel.move(first + MARGIN, max(MARGIN, self.layers.y() - 4 - self.panel.height()))
        beside = self.layers.geometry().right() + MARGIN
        self.coordinates.move(
            beside, bottom - (self.layers.height() + self.coordinates.sizeHint().height()) // 2
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in _MOVES:
            self.place()
        elif event.type() == QEvent.Type.PaletteChange:
            self.column[2].setIcon(_fit_icon(self._map))
        return super().eventFilter(watched, event)

    def _show_panel(self, on: bool) -> None:
        self.panel.setVisible(on)
        if on:
            self.place()
            self.panel.raise_()
            self.panel.focus_first()
        else:
            self._map.setFocus()

    def _button(
        self, text: str, what: str, call: Callable[[], object] | None = None
    ) -> QToolButton:
        button = QToolButton(self._map)
        button.setText(text)
        button.setAccessibleName(what)
        button.setToolTip(what)
        button.setAutoFillBackground(True)
        if call is not None:
            button.clicked.connect(lambda _=False: call())
        return button


def _fit_icon(widget: QWidget) -> QIcon:
    """The four corners of a frame: no font can be trusted to have the sign."""
    pixmap = blank(QSizeF(16, 16), widget.devicePixelRatioF())
    with QPainter(pixmap) as painter:
        painter.setPen(QPen(widget.palette().buttonText().color(), 1.6))
        for x, y in ((2.5, 2.5), (13.5, 2.5), (2.5, 13.5), (13.5, 13.5)):
            painter.drawLine(QPointF(x, y), QPointF(x + (4 if x < 8 else -4), y))
            painter.drawLine(QPointF(x, y), QPointF(x, y + (4 if y < 8 else -4)))
    return QIcon(pixmap)
