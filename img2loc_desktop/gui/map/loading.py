"""Reading what the map shows, in the background: outlines, names and places."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.gui.map.background import Background
from img2loc_desktop.gui.map.ground import Outlines
from img2loc_desktop.gui.map.scene import BaseMap, Scene


class Loading(QObject):
    """Gives a scene one thing after the other, the one that is wanted first before the others."""

    more = Signal()  # there is more to be shown
    loaded = Signal()  # nothing is left to be read
    failed = Signal(object)  # UserError

    def __init__(
        self,
        scene: Scene,
        background: Background,
        gazetteer: Callable[[], Gazetteer],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._scene, self._background, self._gazetteer = scene, background, gazetteer
        self.has_begun = False

    def begin(self) -> None:
        """Read, if that has not begun yet."""
        if self.has_begun:
            return
        self.has_begun = True
        self._background.run(BaseMap.load, self._add_base_map, self._failed)
        self._background.run(self._load_gazetteer, self._add_gazetteer, self._failed)
        self._background.run(lambda: Outlines.load("50m"), self._add_fine_outlines, self._failed)

    def _load_gazetteer(self) -> Gazetteer:
        gazetteer = self._gazetteer()
        gazetteer.within(-90, -180, 90, 180, limit=1)  # names are read with the first place
        return gazetteer

    def _add_base_map(self, base: BaseMap) -> None:
        self._scene.add_base_map(base)
        self.more.emit()

    def _add_gazetteer(self, gazetteer: Gazetteer) -> None:
        self._scene.add_gazetteer(gazetteer)
        self.more.emit()

    def _add_fine_outlines(self, outlines: Outlines) -> None:
        self._scene.add_fine_outlines(outlines)
        self.more.emit()
        self.loaded.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            error = UserError(
                f"The base map is missing or damaged: {error}.", "Install img2loc-desktop again."
            )
        self.failed.emit(error)
