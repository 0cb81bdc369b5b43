"""The centre of the window: the map, and in its place a welcome while there are no photos."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from img2loc_desktop.core.types import LatLon, Result
from img2loc_desktop.gui.welcome import Welcome


class MapPanel(QStackedWidget):
    """Welcome or map; the map is made when it is needed for the first time."""

    corrected = Signal(object)  # LatLon: the pin was dragged there

    def __init__(self) -> None:
        super().__init__()
        self.welcome = Welcome()
        self.addWidget(self.welcome)
        self.map = QWidget()
        self.addWidget(self.map)

    def show_map(self, shown: bool) -> None:
        """Whether there is anything to show on a map."""
        self.setCurrentIndex(1 if shown else 0)

    def show_result(self, result: Result | None, decided: LatLon | None) -> None:
        """Show a result and the corrected position."""
