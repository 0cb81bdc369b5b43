"""The offline map: Natural Earth and GeoNames below, a result and its evidence above."""

from img2loc_desktop.gui.map.marks import Mark
from img2loc_desktop.gui.map.picture import render_image
from img2loc_desktop.gui.map.signs import Layer
from img2loc_desktop.gui.map.view import MapView

__all__ = ["Layer", "MapView", "Mark", "render_image"]
