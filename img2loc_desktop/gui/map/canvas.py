"""A widget that shows a part of the world: panning and zooming by mouse, fingers and keys."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from img2loc_desktop.gui.map.projection import View

_WHEEL_STEP = 0.5  # zooms for a notch of a wheel, which is 120 eighths of a degree
_KEY_STEP = 0.5
_KEY_PART = 0.2  # of the view's smaller side that an arrow key moves it by
_SETTLE_MS = 120  # without a change of zoom until everything is drawn in full
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Canvas(QWidget):
    """What the user does becomes another ``view``; a subclass draws it.

    ``moving`` is true while the zoom changes and for a moment after: a picture that takes long
    to draw may then be drawn in less detail.
    """

    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self._view = View(width=max(1, self.width()), height=max(1, self.height())).kept()
        self._drag_from: QPointF | None = None
        self._fingers: tuple[QPointF, QPointF] | None = None
        self._is_dragging = self._has_taken = False
        self._settled = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settled.timeout.connect(self.update)

    @property
    def view(self) -> View:
        """What is shown."""
        return self._view

    @property
    def moving(self) -> bool:
        """Whether the zoom has just changed."""
        return self._settled.isActive()

    @property
    def dragging(self) -> bool:
        """Whether the mouse is dragging something."""
        return self._is_dragging

    def set_view(self, view: View, moving: bool = False) -> None:
        """Show another part of the world; ``moving`` says that the next change is near."""
        view = view.resized(self.width(), self.height())
        if moving:
            self._settled.start()
        if view != self._view:
            self._view = view
            self.update()
            self.view_changed.emit()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in or out around a pixel, or the middle."""
        spot = at or QPointF(self.width() / 2, self.height() / 2)
        self.set_view(self._view.zoomed(steps, spot.x(), spot.y()), moving=True)

    def home(self) -> None:
        """Show the whole world."""
        self.set_view(replace(self._view, x=0.5, y=0.5, zoom=0.0))

    # What a subclass may take over.

    def take(self, spot: QPointF) -> bool:
        """Whether something at a pixel is to be dragged instead of the map."""
        return False

    def drag_taken(self, spot: QPointF) -> None:
        """What was taken is now at a pixel."""

    def drop_taken(self, spot: QPointF) -> None:
        """What was taken was let go at a pixel."""

    def click(self, spot: QPointF) -> None:
        """A pixel was clicked."""

    def hover(self, spot: QPointF | None) -> None:
        """The cursor is over a pixel, or has left."""

    # Qt's names from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.set_view(self._view)
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.hover(event.position())
        self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._release(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.zoom_by(1.0, event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.hover(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoom_by(notches * _WHEEL_STEP, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if key in ARROWS:
            step = round(min(self.width(), self.height()) * _KEY_PART)
            right, down = ARROWS[key]
            self.set_view(self._view.panned(right * step, down * step))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(_KEY_STEP)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_by(-_KEY_STEP)
        elif key == Qt.Key.Key_Home:
            self.home()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):  # from a touchpad
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                # The value is how much larger things get, less one.
                self.zoom_by(_log2(1.0 + event.value()), event.position())
                return True
        elif isinstance(event, QTouchEvent):  # from a screen
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def _press(self, spot: QPointF) -> None:
        self._drag_from = spot
        self._is_dragging = False
        self._has_taken = self.take(spot)

    def _move(self, spot: QPointF) -> None:
        if self._drag_from is None:
            return
        way = spot - self._drag_from
        if not self._is_dragging:
            if way.manhattanLength() < QApplication.startDragDistance():
                return
            self._is_dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._has_taken:
            self.drag_taken(spot)
        else:
            self._drag_from = spot
            self.set_view(self._view.panned(-way.x(), -way.y()))

    def _release(self, spot: QPointF) -> None:
        if self._drag_from is None:
            return
        was_dragging, has_taken = self._is_dragging, self._has_taken
        self._drag_from = None
        self._is_dragging = self._has_taken = False
        self.unsetCursor()
        if not was_dragging:
            self.click(spot)
        elif has_taken:
            self.drop_taken(spot)

    def _touch(self, event: QTouchEvent) -> None:
        """One finger drags and clicks as the mouse does, two move and zoom.

        Qt's own pinch gesture counts some movements twice.
        """
        fingers = [point.position() for point in event.points()]
        if len(fingers) >= 2:
            self._drag_from = None  # two fingers are no drag, though the first began as one
            first, second = fingers[:2]
            if self._fingers is not None and event.type() == QEvent.Type.TouchUpdate:
                self._pinch(self._fingers, (first, second))
            self._fingers = (first, second)
        elif event.type() == QEvent.Type.TouchBegin:
            self._press(fingers[0])
        elif fingers and self._fingers is None:
            self._move(fingers[0])
        if event.type() in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
            self._fingers = None
            if event.type() == QEvent.Type.TouchEnd and fingers:
                self._release(fingers[0])
            self._drag_from = None

    def _pinch(self, before: tuple[QPointF, QPointF], now: tuple[QPointF, QPointF]) -> None:
        middle, was = (now[0] + now[1]) / 2, (before[0] + before[1]) / 2
        apart, were = (math.dist(a.toTuple(), b.toTuple()) for a, b in (now, before))
        self.set_view(self._view.panned(was.x() - middle.x(), was.y() - middle.y()))
        if apart > 0 and were > 0:
            self.zoom_by(_log2(apart / were), middle)


def _log2(factor: float) -> float:
    """Zooms for a factor, within what one movement of fingers can mean."""
    return math.log2(min(max(factor, 0.25), 4.0))
