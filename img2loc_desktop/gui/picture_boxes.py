"""The boxes of the words over a photo: each kind has a line of its own, not only a colour."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from img2loc_desktop.core.types import Corners
from img2loc_desktop.gui.line_kinds import Kind

HALO = QColor("#101010")  # below every line: on whatever photo, one of the two is seen
_CHOSEN = QColor("#ffffff")
_NEAR = 6  # pixels beside a box that still choose it

LINES = {
    Kind.USED: ("#ffb000", 3.0, Qt.PenStyle.SolidLine),
    Kind.SILENT: ("#d9d9d9", 1.5, Qt.PenStyle.SolidLine),
    Kind.UNREAD: ("#8cc8ff", 2.0, Qt.PenStyle.DotLine),
    Kind.LOOKS_LIKE: ("#ffb000", 2.5, Qt.PenStyle.DotLine),
    Kind.STRUCK: ("#ff8a5c", 2.0, Qt.PenStyle.SolidLine),
    Kind.CORRECTED: ("#5fe0b0", 2.5, Qt.PenStyle.DashLine),
    Kind.TYPED: ("#5fe0b0", 2.5, Qt.PenStyle.DashLine),
}


class Box(QGraphicsItem):
    """A line of text where it stands in the photo, with its number in the list."""

    def __init__(
        self, row: int, corners: Corners, kind: Kind, choose: Callable[[int], None]
    ) -> None:
        super().__init__()
        self.row = row
        self._kind = kind
        self._choose = choose
        self._is_chosen = False
        self._corners = [QPointF(x, y) for x, y in corners]
        self.polygon = QPolygonF(self._corners)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_chosen(self, chosen: bool) -> None:
        """Draw it as the one that is looked at."""
        if chosen != self._is_chosen:
            self.prepareGeometryChange()
            self._is_chosen = chosen
            self.setZValue(1.0 if chosen else 0.0)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        # The number may be larger than the box, in a photo that is shown small.
        margin = 40.0 / self._scale()
        return self.polygon.boundingRect().adjusted(-margin, -margin, margin, margin)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        near = _NEAR / self._scale()
        path.addRect(self.polygon.boundingRect().adjusted(-near, -near, near, near))
        return path

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        colour, width, style = LINES[self._kind]
        if self._is_chosen:
            self._stroke(painter, HALO, width + 5, Qt.PenStyle.SolidLine)
            self._stroke(painter, _CHOSEN, width + 3, Qt.PenStyle.SolidLine)
        self._stroke(painter, HALO, width + 1.5, Qt.PenStyle.SolidLine)
        self._stroke(painter, QColor(colour), width, style)
        # Numbers of small boxes would hide one another: those come with the zoom.
        high = self.polygon.boundingRect().height() * self._scale()
        has_number = self._kind not in (Kind.SILENT, Kind.UNREAD)
        if self._is_chosen or (has_number and high > painter.fontMetrics().height() * 0.8):
            self._number(painter, QColor(colour))

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._choose(self.row)

    def _stroke(self, painter: QPainter, colour: QColor, width: float, style: Qt.PenStyle) -> None:
        pen = QPen(colour, width, style)
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(self.polygon)
        if self._kind is Kind.STRUCK and len(self._corners) == 4:
            first, second, third, fourth = self._corners
            painter.drawLines([QLineF(first, third), QLineF(second, fourth)])

    def _number(self, painter: QPainter, colour: QColor) -> None:
        """The number in the list, of one size on the screen however large the photo is shown."""
        corner: QPointF = painter.transform().map(self._corners[0])
        painter.save()
        painter.resetTransform()
        text = str(self.row + 1)
        metrics = painter.fontMetrics()
        place = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height() + 2)
        place.moveBottomLeft(corner)
        painter.fillRect(place, HALO)
        painter.setPen(_CHOSEN if self._is_chosen else colour)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()

    def _scale(self) -> float:
        scene = self.scene()
        views = scene.views() if scene is not None else []
        return max(views[0].transform().m11(), 1e-6) if views else 1.0
