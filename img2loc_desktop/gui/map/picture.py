"""The map of one result as a picture, for a report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter

from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon, Result
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui.map.background import Background
from img2loc_desktop.gui.map.ground import Outlines
from img2loc_desktop.gui.map.projection import View
from img2loc_desktop.gui.map.scene import AT_FIRST, BaseMap, Scene
from img2loc_desktop.gui.map.signs import Layer
from img2loc_desktop.gui.map.theme import DARK, LIGHT
from img2loc_desktop.gui.map.tiles import TileSource, open_tiles


def render_image(
    result: Result,
    size: QSize,
    *,
    gazetteer: Gazetteer,
    decision: LatLon | None = None,
    layers: Collection[Layer] = AT_FIRST,
    tiles: Sequence[Path] = (),
    units: Units = Units.KM,
    dark: bool = False,
    ratio: float = 2.0,
    open_source: Callable[[Path], TileSource] = open_tiles,
) -> QImage:
    """Draw the map around a result, ``size`` logical pixels large, with attribution and scale.

    ``decision`` is the position that the analyst decided on; ``tiles`` are MBTiles files;
    ``ratio`` is the pixels of the picture for each logical one. Needs a QGuiApplication, and no
    event loop. Raises UserError for a tile file, and OSError where the installation is broken.
    """
    background = Background()
    scene = Scene(open_source, background)
    try:
        scene.theme = DARK if dark else LIGHT
        scene.units = units
        scene.visible = set(layers)
        scene.add_base_map(BaseMap.load())
        scene.add_fine_outlines(Outlines.load("50m"))
        scene.add_gazetteer(gazetteer)
        for path in tiles:
            scene.tiles.use(path, open_source(path))
        scene.show(result, decision)
        view = View().resized(size.width(), size.height())
        view = scene.fitted(view) or view
        scene.tiles.load(view, ratio)
        image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        font = QFont(QGuiApplication.font())
        for _ in scene.steps(view, font, ratio):
            pass
        with QPainter(image) as painter:
            scene.paint(painter, view, font)
        return image
    finally:
        scene.tiles.close()
        background.stop()
