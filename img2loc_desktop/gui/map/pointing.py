"""Points on the map as things to click, to copy from and to drag."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from img2loc_desktop.core.types import LatLon
from img2loc_desktop.gui.map.canvas import ARROWS, Canvas
from img2loc_desktop.gui.map.card import Card
from img2loc_desktop.gui.map.controls import Controls
from img2loc_desktop.gui.map.marks import Mark
from img2loc_desktop.gui.map.menu import position_menu
from img2loc_desktop.gui.map.projection import plane_of
from img2loc_desktop.gui.map.scene import Scene
from img2loc_desktop.gui.map.signs import Layer

_PIN_STEP = 8  # pixels that a key moves the pin by
_EDGE = 24  # pixels from the map's edge within which a point is not quite in the view


class PointingCanvas(Canvas):
    """A canvas whose scene has points; a card says what the chosen one is."""

    corrected = Signal(object)  # LatLon: where the analyst has put the pin
    picked = Signal(object)  # Mark that was clicked

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.decision: LatLon | None = None
        self._grip = QPointF()
        self._under_click: list[Mark] = []
        self.controls = Controls(scene.visible, self)
        self.card = Card(self)
        self.card.copied.connect(self.copy)
        self.card.closed.connect(lambda: self.choose(None))
        self.view_changed.connect(self._place_card)

    def choose(self, mark: Mark | None, count: int = 1) -> None:
        """Mark a point as the chosen one and show its card, or none."""
        self.scene.chosen = mark
        if mark is None:
            self.card.hide()
        else:
            self.card.show_mark(mark, count)
            self._place_card()
        self.update()

    def copy(self, text: str) -> None:
        """Put text on the clipboard and say so."""
        QGuiApplication.clipboard().setText(text)
        self.controls.say(self.tr("Copied {text}").format(text=text))

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in or out around a pixel, else around the chosen point, or the middle."""
        chosen = self.scene.chosen
        if at is None and chosen is not None and self.is_in_view(chosen.position):
            at = self.pixel_of(chosen.position)
        super().zoom_by(steps, at)

    def is_in_view(self, position: LatLon) -> bool:
        """Whether a position can be seen, not too near the edge."""
        inner = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        return inner.contains(self.pixel_of(position).toPoint())

    def pixel_of(self, position: LatLon) -> QPointF:
        """Where a position is, in the copy of the world that is nearest to the middle."""
        x, y = plane_of(position)
        return QPointF(*self.view.pixel(self.view.nearest_copy(x), y))

    def position_at(self, spot: QPointF) -> LatLon:
        """The position under a pixel."""
        return self.view.position(spot.x(), spot.y())

    def cancel_correction(self) -> None:
        """Put the pin back to where the decision is."""
        self.choose(None)
        self.scene.show(self.scene.result, self.decision, self.scene.found)
        self.update()

    def menu_at(self, spot: QPointF) -> QMenu:
        """What can be done with the position under a pixel."""
        return position_menu(
            self,
            self.position_at(spot),
            copy=self.copy,
            correct=self._correct_to,
            center=lambda position: self.set_view(self.view.centered(position)),
        )

    # What Canvas asks.

    def take(self, spot: QPointF) -> bool:
        pin = self.scene.marks.pin
        if pin is None or not self._marks_at(spot, {Layer.PIN} & self.scene.visible):
            return False
        self._grip = self.pixel_of(pin) - spot
        return True

    def drag_taken(self, spot: QPointF) -> None:
        self.choose(None)
        self.scene.marks.move_pin(self.position_at(spot + self._grip))

    def drop_taken(self, spot: QPointF) -> None:
        self._correct_to(self.position_at(spot + self._grip))

    def click(self, spot: QPointF) -> None:
        marks = self._marks_at(spot, self.scene.visible)
        if not marks:
            self.choose(None)
            return
        # Another click on the same spot shows what lies below.
        row = 0
        if self.scene.chosen in marks and marks == self._under_click:
            row = (marks.index(self.scene.chosen) + 1) % len(marks)
        self._under_click = marks
        self.choose(marks[row], len(marks))
        self.picked.emit(marks[row])

    def hover(self, spot: QPointF | None) -> None:
        if spot is None or not self.rect().contains(spot.toPoint()):
            self.controls.show_position(None)
            return
        self.controls.show_position(self.position_at(spot))
        if not self.dragging:
            over = self._marks_at(spot, self.scene.visible)
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)

    # Qt's names from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        pin = self.scene.marks.pin
        if pin is not None and self._key_for_pin(key, event.modifiers(), pin):
            return
        if key == Qt.Key.Key_Escape and self.card.isVisible():
            self.card.close_card()
        elif key in (Qt.Key.Key_Period, Qt.Key.Key_Comma):
            self._step(1 if key == Qt.Key.Key_Period else -1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        spot = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            chosen = self.scene.chosen
            spot = self.pixel_of(chosen.position).toPoint() if chosen else self.rect().center()
        menu = self.menu_at(QPointF(spot))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(spot))

    def _key_for_pin(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, pin: LatLon) -> bool:
        """Move the pin, put it down or take it back; whether the key meant that."""
        if key in ARROWS and modifiers & Qt.KeyboardModifier.ShiftModifier:
            right, down = ARROWS[key]
            spot = self.pixel_of(pin) + QPointF(right * _PIN_STEP, down * _PIN_STEP)
            self.scene.marks.move_pin(self.position_at(spot))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._correct_to(pin)
        elif key == Qt.Key.Key_Escape and not self.card.isVisible() and pin != self.decision:
            self.cancel_correction()
        else:
            return False
        return True

    def _correct_to(self, position: LatLon) -> None:
        self.choose(None)
        self.controls.panel.set_checked(Layer.PIN, True)
        self.scene.marks.move_pin(position)
        self.update()
        self.corrected.emit(position)

    def _step(self, by: int) -> None:
        """Choose the next point, or the one before, and bring it into the view."""
        rows = self.scene.marks.rows(self.scene.visible)
        if not rows:
            return
        chosen = self.scene.chosen
        at = rows.index((chosen.layer, chosen.row)) + by if chosen else (0 if by > 0 else -1)
        mark = self.scene.marks.mark(*rows[at % len(rows)])
        if not self.is_in_view(mark.position):
            self.set_view(self.view.centered(mark.position))
        self.choose(mark)
        self.picked.emit(mark)

    def _marks_at(self, spot: QPointF, layers: Collection[Layer]) -> list[Mark]:
        return self.scene.marks.at(self.view, spot.x(), spot.y(), layers)

    def _place_card(self) -> None:
        chosen = self.scene.chosen
        if chosen is None:
            return
        spot = self.pixel_of(chosen.position).toPoint()
        self.card.setVisible(self.rect().contains(spot))
        self.card.place(QPoint(spot), self.rect().adjusted(8, 8, -8, -8))
