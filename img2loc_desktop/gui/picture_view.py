"""The photo, large, with the boxes of its words; zoomed, moved and walked through by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsScene, QGraphicsView

from img2loc_desktop.core.types import TextLine
from img2loc_desktop.gui.line_kinds import Kind
from img2loc_desktop.gui.picture_boxes import Box

_GROUND = QColor("#2b2d30")
_STEP = 1.25
_LARGEST = 8.0  # pixels of the screen for one of the photo
_NOTCH = 120.0  # of a wheel


class PictureView(QGraphicsView):
    """Coordinates are pixels of the upright photo at full size, whatever picture there is of it."""

    chosen = Signal(int)  # row of the line
    zoomed = Signal()

    def __init__(self) -> None:
        self._scene = QGraphicsScene()
        # What a box covers depends on the zoom, which an index would not learn of.
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        super().__init__(self._scene)
        self._picture: QGraphicsPixmapItem | None = None
        self._boxes: dict[int, Box] = {}
        self._chosen = -1
        self._rows = 0
        self._size = (1, 1)
        self._is_fitted = True
        self.setBackgroundBrush(_GROUND)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        self.setAccessibleName(self.tr("The photo with its words"))

    @property
    def scale_of_screen(self) -> float:
        """Pixels of the screen for one pixel of the photo."""
        return float(self.transform().m11()) * self.devicePixelRatioF()

    @property
    def has_image(self) -> bool:
        """Whether there is a picture below the boxes."""
        return self._picture is not None

    @property
    def boxes(self) -> dict[int, Box]:
        """The boxes by the rows of their lines."""
        return self._boxes

    def set_photo(self, width: int, height: int) -> None:
        """Another photo, of which there is no picture yet."""
        self._scene.clear()
        self._picture, self._boxes, self._chosen = None, {}, -1
        self._size = (max(width, 1), max(height, 1))
        self.setSceneRect(QRectF(0, 0, *self._size))
        self.fit()

    def set_image(self, image: QImage) -> None:
        """Its picture, or one that shows more."""
        if self._picture is not None:
            self._scene.removeItem(self._picture)
        self._picture = QGraphicsPixmapItem(QPixmap.fromImage(image))
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._picture.setZValue(-1.0)
        self._picture.setScale(self._size[0] / max(image.width(), 1))
        self._scene.addItem(self._picture)

    def set_lines(self, lines: Sequence[TextLine], kinds: Sequence[Kind]) -> None:
        """The lines; those that the analyst typed have no place in the photo."""
        for box in self._boxes.values():
            self._scene.removeItem(box)
        self._rows = len(lines)
        self._boxes = {
            row: Box(row, line.box, kind, self.chosen.emit)
            for row, (line, kind) in enumerate(zip(lines, kinds, strict=True))
            if line.box
        }
        for box in self._boxes.values():
            self._scene.addItem(box)
        self.choose(self._chosen)

    def choose(self, row: int) -> None:
        """Mark a line, and bring it into view."""
        self._chosen = row
        for other, box in self._boxes.items():
            box.set_chosen(other == row)
        if row in self._boxes and not self._is_fitted:
            self.ensureVisible(self._boxes[row].polygon.boundingRect(), 40, 40)
        self.viewport().update()

    def fit(self) -> None:
        """Show the whole photo."""
        self._is_fitted = True
        self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        self.zoomed.emit()

    def zoom_by(self, steps: float) -> None:
        """Zoom in (or out) by so many steps, but not further out than the whole photo."""
        self._is_fitted = False
        now = self.transform().m11()
        least = min(
            self.viewport().width() / self._size[0], self.viewport().height() / self._size[1]
        )
        wanted = min(now * _STEP**steps, _LARGEST)
        if wanted <= least:
            self.fit()
            return
        self.scale(wanted / now, wanted / now)
        if self._chosen in self._boxes:
            self.ensureVisible(self._boxes[self._chosen].polygon.boundingRect(), 40, 40)
        self.zoomed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows go from word to word; with Shift they move the photo."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: -1,
        }
        step = steps.get(Qt.Key(event.key()))
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or step is None:
            super().keyPressEvent(event)
        elif self._rows:
            self.chosen.emit(max(0, min(self._rows - 1, self._chosen + step)))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        self.zoom_by(event.angleDelta().y() / _NOTCH)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._is_fitted:
            self.fit()
