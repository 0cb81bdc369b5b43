"""The list of the map's layers, each with its sign and a box to switch it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QVBoxLayout, QWidget

from img2loc_desktop.gui.map.signs import Layer, icon, layer_name

_ORDER = (
    Layer.ESTIMATE,
    Layer.AREAS,
    Layer.CANDIDATES,
    Layer.NEAR,
    Layer.FAR,
    Layer.GPS,
    Layer.PIN,
    Layer.DENSITY,
    Layer.TILES,
)


class LayersPanel(QFrame):
    """Says by ``switched`` what was switched, by ``tiles_removed`` that the tiles shall go."""

    switched = Signal(object, bool)  # Layer
    tiles_removed = Signal()

    def __init__(self, visible: Collection[Layer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAccessibleName(self.tr("Layers of the map"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        self._boxes: dict[Layer, QCheckBox] = {}
        for layer in _ORDER:
            box = QCheckBox(layer_name(layer))
            box.setIcon(icon(layer, self.devicePixelRatioF()))
            box.setChecked(layer in visible)
            box.toggled.connect(lambda on, layer=layer: self.switched.emit(layer, on))
            self._boxes[layer] = box
            column.addWidget(box)
        self._boxes[Layer.DENSITY].setToolTip(
            self.tr("Rebuilt from the candidates, the neighbours and the 50 % radius")
        )
        self._remove = QPushButton(self.tr("Remove map tiles"))
        self._remove.clicked.connect(self.tiles_removed)
        column.addWidget(self._remove)
        self.set_tiles(False)

    def set_checked(self, layer: Layer, on: bool) -> None:
        """Show a layer as switched on or off."""
        self._boxes[layer].setChecked(on)

    def set_tiles(self, are_there: bool) -> None:
        """Offer the layer of the user's tiles only where there are any."""
        self._boxes[Layer.TILES].setVisible(are_there)
        self._remove.setVisible(are_there)
        self.adjustSize()

    def focus_first(self) -> None:
        """Put the keyboard on the first box."""
        self._boxes[Layer.ESTIMATE].setFocus()
