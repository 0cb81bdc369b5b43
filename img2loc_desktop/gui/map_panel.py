"""The centre of the window: the map; in its place the photo, or a welcome without photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon, Neighbours, Result
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.map import Layer, MapView
from img2loc_desktop.gui.welcome import Welcome
from img2loc_desktop.gui.writing import Writing


class MapPanel(QStackedWidget):
    """Welcome, map, or the photo with its words."""

    corrected = Signal(object)  # LatLon: the pin was put there
    tiles_changed = Signal(object)  # list[Path]
    failed = Signal(str, str)  # message, hint

    picture_shown = Signal(bool)

    def __init__(self, gazetteer: Callable[[], Gazetteer], picture: QWidget) -> None:
        super().__init__()
        self._has_photos = self._wants_picture = self._is_correcting = False
        self.welcome = Welcome()
        self.map = MapView(gazetteer)
        self.addWidget(self.welcome)
        self.addWidget(self.map)
        self.picture = picture
        self.addWidget(picture)
        self.map.corrected.connect(self.corrected)
        self.map.failed.connect(self._failed)
        self._set_theme()

    def load(self) -> None:
        """Read what the map shows, so that it is there when the first photos come."""
        self.map.load()

    def show_map(self, shown: bool) -> None:
        """Whether there is anything to show on a map."""
        self._has_photos = shown
        self._choose()

    def show_picture(self, shown: bool) -> None:
        """Whether the photo is shown in place of the map."""
        self._wants_picture = shown
        self._choose()

    def _choose(self) -> None:
        """A correction is made on the map; afterwards the photo comes back."""
        before = self.currentWidget()
        with_photo = self._wants_picture and not self._is_correcting
        shown = self.picture if with_photo else self.map
        self.setCurrentWidget(shown if self._has_photos else self.welcome)
        if (before is self.picture) != (self.currentWidget() is self.picture):
            self.picture_shown.emit(self.currentWidget() is self.picture)

    def show_result(self, result: Result | None, decided: LatLon | None) -> None:
        """Show a result and the position that was decided."""
        self.map.show_result(result, decided)

    def show_found(self, found: Neighbours, decided: LatLon | None) -> None:
        """Show what looks like a photo that has no result yet."""
        self.map.show_found(found, decided)

    def set_correcting(self, on: bool) -> None:
        """Whether the pin can be put where the photo was taken."""
        self._is_correcting = on
        self._choose()
        if on:
            self.map.begin_correction()
        else:
            self.map.cancel_correction()

    def preview(self, position: LatLon) -> None:
        """Show where a correction that is being typed would be; one can type on."""
        typing = QApplication.focusWidget()
        self.map.begin_correction(position)
        if typing is not None:
            typing.setFocus()

    def show_candidate(self, row: int) -> None:
        """Mark one of the likeliest places, from 0 on."""
        self.map.select(Layer.CANDIDATES, row)

    def show_neighbour(self, near: bool, row: int) -> None:
        """Mark a near or a far neighbour, from 0 on."""
        self.map.select(Layer.NEAR if near else Layer.FAR, row)

    def set_writing(self, writing: Writing) -> None:
        """How coordinates and distances are written."""
        self.map.set_coordinate_format(writing.notation)
        self.map.set_units(writing.units)

    def add_tiles(self, paths: Sequence[Path]) -> None:
        """Lay the user's own map tiles over the map."""
        for path in paths:
            self.map.add_tiles(path)

    def tile_files(self) -> tuple[Path, ...]:
        """The tiles that are shown: those that could be used, and were not removed."""
        return tuple(self.map.scene.tiles.paths)

    def stop(self) -> None:
        """The window goes."""
        self.map.stop()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "map"):
            self._set_theme()

    def _set_theme(self) -> None:
        self.map.set_theme(theme.is_dark(self.palette()))

    def _failed(self, error: UserError) -> None:
        self.failed.emit(error.message, error.hint)
