"""Everything that is drawn on the map, from the ground up; for the window and for pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter

from img2loc_desktop.core import basemap, geo, words
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon, Neighbours, Result
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui.map.areas import Areas, DistanceLine, SmallestAreas
from img2loc_desktop.gui.map.background import Background
from img2loc_desktop.gui.map.furniture import Furniture
from img2loc_desktop.gui.map.ground import Ground, Outlines
from img2loc_desktop.gui.map.heat import HeatLayer
from img2loc_desktop.gui.map.marks import Mark, Marks
from img2loc_desktop.gui.map.names import Names
from img2loc_desktop.gui.map.projection import Box, View, plane_of, position_of
from img2loc_desktop.gui.map.signs import Layer
from img2loc_desktop.gui.map.slices import Steps
from img2loc_desktop.gui.map.theme import LIGHT, Theme
from img2loc_desktop.gui.map.tiles import TileLayer, TileSource

AT_FIRST = frozenset(Layer) - {Layer.DENSITY, Layer.AREAS}  # the layers that are visible at first
_CLOSEST = 11.0  # the zoom that a fitted view stops at: closer, the base map has nothing to show


@dataclass(frozen=True, slots=True)
class BaseMap:
    """What is read from the app's own files, in the order in which it is wanted."""

    countries: tuple[basemap.CountryName, ...]
    capitals: tuple[basemap.Capital, ...]
    coarse: Outlines

    @classmethod
    def load(cls) -> BaseMap:
        """Read the names and the coarse outlines. Raises OSError, ValueError, KeyError."""
        return cls(basemap.country_names(), basemap.capitals(), Outlines.load("110m"))


class Scene:
    """The layers of the map and what they show."""

    def __init__(self, open_tiles: Callable[[Path], TileSource], background: Background) -> None:
        self.theme: Theme = LIGHT
        self.units = Units.KM
        self.visible: set[Layer] = set(AT_FIRST)
        self.ground = Ground()
        self.names = Names()
        self.tiles = TileLayer(open_tiles, background)
        self.marks = Marks()
        self.chosen: Mark | None = None
        self.found: Neighbours | None = None
        self._result: Result | None = None
        self._areas: Areas | None = None
        self._smallest: SmallestAreas | None = None
        self._line: DistanceLine | None = None
        self._heat: HeatLayer | None = None
        self._loaded = 0  # how often something was read

    @property
    def content(self) -> object:
        """What the steps for a view depend on besides the view; to be compared."""
        heat = self._heat if Layer.DENSITY in self.visible else None
        return self.theme, self._loaded, heat, self.marks.obstacles(self.visible)

    @property
    def result(self) -> Result | None:
        """The result that is shown."""
        return self._result

    def add_base_map(self, base: BaseMap) -> None:
        """Take in what the map shows first."""
        self.names.add_basemap(base.countries, base.capitals)
        self.ground.add("110m", base.coarse)
        self._loaded += 1

    def add_fine_outlines(self, outlines: Outlines) -> None:
        """Take in the outlines for a closer look."""
        self.ground.add("50m", outlines)
        self._loaded += 1

    def add_gazetteer(self, gazetteer: Gazetteer) -> None:
        """Take in the places."""
        self.names.add_gazetteer(gazetteer)
        self._loaded += 1

    def show(
        self, result: Result | None, decision: LatLon | None, found: Neighbours | None = None
    ) -> None:
        """Show a result, or nothing, and the position that the analyst decided on.

        ``found`` is what looks like a photo that has no result yet.
        """
        accepted = (
            result is not None
            and not words.is_hint(result)
            and decision == result.estimate.position
        )
        self.found = found
        self.marks = Marks(result, None if accepted else decision, self.units, found)
        self.chosen = None
        self._result = result
        self._areas = Areas(result.estimate) if result is not None else None
        self._heat = HeatLayer(result) if result is not None else None
        self._line = self._smallest = None
        if result is not None and result.photo.gps is not None and not words.is_hint(result):
            self._line = DistanceLine(result)

    def steps(self, view: View, font: QFont, ratio: float, moving: bool = False) -> Steps:
        """Prepare what `paint` shows of a view; without that it shows what is there already.

        ``ratio`` is the pixels of the device for each logical one.
        """
        yield from self.ground.steps(view, self.theme, ratio, moving)
        obstacles = self.marks.obstacles(self.visible)
        yield from self.names.steps(view, self.theme, font, ratio, obstacles, moving)
        if Layer.DENSITY in self.visible and self._heat is not None:
            yield from self._heat.steps(view, self.theme, moving)

    def paint(
        self,
        painter: QPainter,
        view: View,
        font: QFont,
        moving: bool = False,
        right: int | None = None,
    ) -> None:
        """Draw all visible layers.

        Scale bar and attribution stand before the pixel ``right``, else before the view's edge.
        """
        theme, layers = self.theme, self.visible
        # Names and numbers read the same way whatever the layout of the window.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        free = view if right is None else replace(view, width=max(1, right))
        furniture = Furniture.of(free, font, self.units, self.credit)
        self.ground.paint(painter, view, theme)
        if moving:  # names that have been found already follow at once
            self.names.layout(view, font, self.marks.obstacles(layers), moving)
        has_tiles = Layer.TILES in layers and bool(self.tiles.paths)
        if has_tiles:
            # Tiles have names of their own.
            self.names.paint(painter, view, theme, font, furniture.plates)
            self.tiles.paint(painter, view)
        if Layer.DENSITY in layers and self._heat is not None:
            self._heat.paint(painter, view)
        if Layer.AREAS in layers and self._result is not None:
            if self._smallest is None:
                self._smallest = SmallestAreas(self._result.estimate)
            self._smallest.paint(painter, view)
        if Layer.ESTIMATE in layers and self._areas is not None:
            self._areas.paint(painter, view, theme)
        if not has_tiles:
            self.names.paint(painter, view, theme, font, furniture.plates)
        if {Layer.ESTIMATE, Layer.GPS} <= layers and self._line is not None:
            self._line.paint(painter, view, theme, font, self.units)
        self.marks.paint(painter, view, theme, layers, self.chosen)
        furniture.paint(painter, theme)

    @property
    def credit(self) -> str:
        """Whom the visible tiles are owed to."""
        return self.tiles.attribution if Layer.TILES in self.visible else ""

    def extent(self) -> Box | None:
        """The part of the plane that a view of the result should hold, None without one.

        That is the estimate with its 90 % area, the photo's own GPS, the pin, and the
        candidates if they are what a hint consists of; without a result the near neighbours.
        """
        points: list[LatLon] = []
        box: Box | None = None
        result = self._result
        if result is not None:
            box = circle_box(result.estimate.position, result.estimate.radius_p90_km)
            points += [result.photo.gps] if result.photo.gps is not None else []
            if words.is_hint(result):
                points += [candidate.position for candidate in result.candidates]
        elif self.found is not None:
            points += [neighbour.position for neighbour in self.found.near]
        points += [self.marks.pin] if self.marks.pin is not None else []
        for point in points:
            box = _united(box, point)
        return box

    def fitted(self, view: View) -> View | None:
        """The view that shows the result as large as is useful, None without one."""
        box = self.extent()
        if box is None:
            return None
        middle = position_of((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        has_streets = Layer.TILES in self.visible
        streets = self.tiles.max_zoom_at(middle) if has_streets else 0
        return view.fitted(box, most=max(_CLOSEST, streets))


def circle_box(center: LatLon, radius_km: float) -> Box:
    """The box of a circle on the globe; the whole width of the world where a pole is inside."""
    x, _ = plane_of(center)
    degrees = radius_km / geo.HALF_CIRCUMFERENCE_KM * 180.0
    north, south = center.latitude + degrees, center.latitude - degrees
    _, top = plane_of(LatLon(min(north, 90.0), 0.0))
    _, bottom = plane_of(LatLon(max(south, -90.0), 0.0))
    if north >= 90.0 or south <= -90.0:
        return Box(x - 0.5, top, x + 0.5, bottom)
    outline = [
        vertex for polygon in geo.cap_polygons(center, radius_km) for vertex in polygon.exterior
    ]
    steps = [geo.wrap_longitude(vertex.longitude - center.longitude) for vertex in outline]
    across = max(map(abs, steps), default=0.0) / 360.0
    return Box(x - across, top, x + across, bottom)


def _united(box: Box | None, point: LatLon) -> Box:
    """A box with a point, in the world that is nearest to the box."""
    x, y = plane_of(point)
    if box is None:
        return Box(x, y, x, y)
    x += round((box.left + box.right) / 2 - x)
    return Box(min(box.left, x), min(box.top, y), max(box.right, x), max(box.bottom, y))
