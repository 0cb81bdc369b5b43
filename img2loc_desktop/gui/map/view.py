"""The map of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from img2loc_desktop.core import words
from img2loc_desktop.core.coordinates import Notation
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon, Neighbours, Result
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui.map.background import Background
from img2loc_desktop.gui.map.loading import Loading
from img2loc_desktop.gui.map.pointing import PointingCanvas
from img2loc_desktop.gui.map.projection import View
from img2loc_desktop.gui.map.scene import Scene
from img2loc_desktop.gui.map.signs import Layer
from img2loc_desktop.gui.map.slices import Slices
from img2loc_desktop.gui.map.theme import DARK, LIGHT
from img2loc_desktop.gui.map.tiles import TileSource, open_tiles
from img2loc_desktop.gui.speech import spoken


class MapView(PointingCanvas):
    """Shows a result on an offline map of the world.

    Nothing is read before ``load`` or the first paint; outlines, names and places then come one
    after the other, and ``loaded`` says that all are there. Whatever takes long to draw is drawn
    in slices, and until it is there the map shows what it has. Call ``stop`` before the window
    goes.
    """

    switched = Signal(object, bool)  # Layer, whether it is visible now
    failed = Signal(object)  # UserError of a file that cannot be used
    loaded = Signal()

    def __init__(
        self,
        load_gazetteer: Callable[[], Gazetteer] = Gazetteer.load,
        parent: QWidget | None = None,
        *,
        open_source: Callable[[Path], TileSource] = open_tiles,
    ) -> None:
        self._background = Background()
        super().__init__(Scene(open_source, self._background), parent)
        self._slices = Slices(self)
        self._slices.shown.connect(self.update)
        self._slices.finished.connect(self._prepare)
        self._prepared: object = None  # what the last steps were taken for
        self._loading = Loading(self.scene, self._background, load_gazetteer, self)
        self._loading.more.connect(self.update)
        self._loading.loaded.connect(self.loaded)
        self._loading.failed.connect(self.failed)
        self._covered = 0
        self._fitted: View | None = None  # the view of the last fit
        self._fits_when_shown = False
        self.setAccessibleName(self.tr("Map"))
        self.controls.panel.switched.connect(self._switch)
        self.controls.panel.tiles_removed.connect(self.clear_tiles)
        self.controls.zoomed.connect(self.zoom_by)
        self.controls.fitted.connect(self.fit)
        self.scene.tiles.changed.connect(self.update)
        self.scene.tiles.opened.connect(lambda _: self.controls.set_tiles(True))
        self.scene.tiles.failed.connect(self._tiles_failed)
        self._describe()

    def load(self) -> None:
        """Read outlines, names and places, if that has not begun yet."""
        self._loading.begin()

    @property
    def is_complete(self) -> bool:
        """Whether what is shown is drawn in full, and not on its way there."""
        return not (self.moving or self._slices.are_busy) and self._wanted() == self._prepared

    def show_result(self, result: Result | None, decision: LatLon | None = None) -> None:
        """Show a result, or none, and the position that the analyst decided on, if any.

        The view goes to a result of another photo; for the same one it stays.
        """
        before = self.scene.result
        is_new = result is not None and (
            before is None
            or before.photo.path != result.photo.path
            or before.estimate != result.estimate
        )
        self._show(result, decision, None)
        if is_new:
            self.fit()

    def show_found(self, found: Neighbours, decision: LatLon | None = None) -> None:
        """Show what looks like a photo that has no result yet, marked as preliminary."""
        is_new = self.scene.found != found
        self._show(None, decision, found)
        if is_new:
            self.fit()

    def fit(self) -> None:
        """Show the whole result, or the world without one."""
        view = self.view
        free = view.resized(max(1, view.width - self._covered), view.height)
        fitted = self.scene.fitted(free)
        if fitted is None:
            self.home()
        else:
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            aside = self._covered / 2 * (-1 if is_mirrored else 1)
            self.set_view(fitted.resized(view.width, view.height).panned(aside, 0))
        self._fitted = self.view
        # Before it is shown, a widget does not have the size that it will get.
        self._fits_when_shown = not self.isVisible()

    def set_covered(self, pixels: int) -> None:
        """How much of the end of the map lies below something else.

        No result is fitted there, and what stands on the map's edge stands before it.
        """
        was_fitted = self.view == self._fitted
        self._covered = pixels
        self.controls.set_covered(pixels)
        self.update()
        if was_fitted:
            self.fit()

    def show_position(self, position: LatLon, zoom: float | None = None) -> None:
        """Show a position in the middle."""
        self.set_view(self.view.centered(position, zoom))

    def select(self, layer: Layer | str, row: int) -> None:
        """Show which point an entry of a list is, and bring it into the view.

        Raises ValueError for a name that is no layer's, IndexError for a row that is not there.
        """
        mark = self.scene.marks.mark(Layer(layer), row)
        if not self.is_in_view(mark.position):
            self.show_position(mark.position)
        self.choose(mark)

    def set_layer_visible(self, layer: Layer | str, on: bool) -> None:
        """Switch a layer. Raises ValueError for a name that is none's."""
        self.controls.panel.set_checked(Layer(layer), on)

    def is_layer_visible(self, layer: Layer | str) -> bool:
        """Whether a layer is switched on."""
        return Layer(layer) in self.scene.visible

    def toggle_layers(self) -> None:
        """Open or close the list of layers."""
        self.controls.layers.toggle()

    def add_tiles(self, path: Path) -> None:
        """Lay the raster tiles of an MBTiles file over the base map; ``failed`` if that fails."""
        self.scene.tiles.add(path)

    def clear_tiles(self) -> None:
        """Take all tiles away again."""
        self.scene.tiles.clear()
        self.controls.set_tiles(False)

    def set_theme(self, dark: bool) -> None:
        """Draw the map for a dark or a light window."""
        self.scene.theme = DARK if dark else LIGHT
        self.update()

    def set_coordinate_format(self, notation: Notation) -> None:
        """Write the coordinates under the cursor in a notation."""
        self.controls.notation = notation
        self.controls.show_position(None)

    def set_units(self, units: Units) -> None:
        """Write distances in other units."""
        self.scene.units = units
        self._show(self.scene.result, self.decision, self.scene.found)

    def begin_correction(self, position: LatLon | None = None) -> None:
        """Offer the pin to be put where the photo was taken.

        It stands at ``position``, at the decision or at the estimate; in the middle of the view
        where there is none or it cannot be seen. The mouse drags it; with Shift the arrow keys
        move it, Enter puts it down, and Escape takes it back to the decision.
        """
        result = self.scene.result
        spot = position or self.scene.marks.pin
        if spot is None and result is not None and not words.is_hint(result):
            spot = result.estimate.position
        if position is not None and not self.is_in_view(position):
            self.show_position(position)
        elif spot is None or not self.is_in_view(spot):
            spot = self.view.center
        self.choose(None)
        self.set_layer_visible(Layer.PIN, True)
        self.scene.marks.move_pin(spot)
        self.setFocus()
        self.update()

    def stop(self) -> None:
        """End the work in the background and close the user's tiles."""
        self._slices.stop()
        self._background.stop()
        self.scene.tiles.close()

    # Qt's names from here on.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        with QPainter(self) as painter:
            self.scene.paint(painter, self.view, self.font(), self.moving, self._uncovered())
            if self.hasFocus():
                painter.setPen(QPen(self.palette().highlight().color(), 2))
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        self._prepare()
        if not self._loading.has_begun:
            QTimer.singleShot(0, self, self.load)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What was fitted, and not moved since, is fitted again."""
        was_fitted = self.view == self._fitted
        super().resizeEvent(event)
        if was_fitted:
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._fits_when_shown:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_F:
            self.fit()
        elif event.key() == Qt.Key.Key_L:
            self.toggle_layers()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    def _show(
        self, result: Result | None, decision: LatLon | None, found: Neighbours | None
    ) -> None:
        self.decision = decision
        self.choose(None)
        self.scene.show(result, decision, found)
        preliminary = self.tr("Preliminary: these places look like it. The estimate is to come.")
        self.controls.set_notice("" if found is None else preliminary)
        self._describe()

    def _prepare(self) -> None:
        """See to it that what is shown is drawn in full, unless that is under way already."""
        if self._slices.are_busy:
            return
        wanted = self._wanted()
        if wanted != self._prepared:
            self._prepared = wanted
            ratio = self.devicePixelRatioF()
            self._slices.start(self.scene.steps(self.view, self.font(), ratio, self.moving))

    def _uncovered(self) -> int:
        """The pixel before which everything on the right edge has to stand."""
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return self.width() - (0 if is_mirrored else self._covered)

    def _wanted(self) -> object:
        """What the picture of the map depends on, as far as it is prepared in steps."""
        ratio = self.devicePixelRatioF()
        return self.view, self.font().key(), ratio, self.moving, self.scene.content

    def _tiles_failed(self, error: UserError) -> None:
        self.controls.set_tiles(bool(self.scene.tiles.paths))
        self.failed.emit(error)

    def _switch(self, layer: Layer, on: bool) -> None:
        if on:
            self.scene.visible.add(layer)
        else:
            self.scene.visible.discard(layer)
        if self.scene.chosen is not None and self.scene.chosen.layer not in self.scene.visible:
            self.choose(None)
        self.switched.emit(layer, on)
        self.update()

    def _describe(self) -> None:
        """What a screen reader says of the map."""
        result = self.scene.result
        if result is None and self.scene.found is not None:
            text = self.controls.notice.text()
        elif result is None:
            text = self.tr("No result is shown.")
        else:
            sure = words.how_sure(result, self.scene.units)
            text = f"{spoken(words.headline(result))}. {spoken(sure)}"
        keys = self.tr("Period and comma step through the points; arrows, plus and minus move.")
        self.setAccessibleDescription(f"{text} {keys}")
        self.update()
