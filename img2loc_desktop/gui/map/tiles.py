"""The user's own raster tiles over the base map, from MBTiles files."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.mbtiles import MBTiles
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.gui.map.background import Background
from img2loc_desktop.gui.map.projection import View, plane_points
from img2loc_desktop.gui.map.tile_images import Key, TileCache, decoded

_CACHE_BYTES = 96 << 20
_MOST_VISIBLE = 200  # tiles of a view; more are not worth reading
_TOO_MANY_FAILURES = 3  # tiles of a file, one after the other
_ANCESTORS = 5  # how many zooms up a coarser tile may stand in for one that is not there


def open_tiles(path: Path) -> TileSource:
    """Open an MBTiles file. Raises UserError for one that cannot be used."""
    return MBTiles(path)


class TileSource(Protocol):
    """Raster tiles of the Web Mercator pyramid, as ``core/mbtiles.py`` reads them.

    Rows count from the north; ``bounds`` are west, south, east and north in degrees.
    """

    @property
    def name(self) -> str: ...
    @property
    def attribution(self) -> str: ...
    @property
    def min_zoom(self) -> int: ...
    @property
    def max_zoom(self) -> int: ...
    @property
    def bounds(self) -> tuple[float, float, float, float]: ...

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """The bytes of an image, or None where there is none. Raises UserError."""
        ...

    def close(self) -> None: ...


@dataclass(slots=True)
class _Source:
    """A file in use, and how many of its tiles could not be read since the last that could."""

    path: Path
    tiles: TileSource
    failures: int = 0


class TileLayer(QObject):
    """Draws tiles that are there, and reads and decodes the others in the background.

    ``changed`` says that there is more to draw; ``failed`` carries the UserError of a file that
    cannot be used, or of which tile after tile cannot be read. One that is missing or broken is
    not drawn.
    """

    changed = Signal()
    opened = Signal(object)  # the file's Path
    failed = Signal(object)  # UserError

    def __init__(
        self,
        open_tiles: Callable[[Path], TileSource],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_tiles = open_tiles
        self._background = background
        self._sources: dict[int, _Source] = {}
        self._next_source = 0
        self._images = TileCache(_CACHE_BYTES)
        self._wanted: frozenset[Key] = frozenset()
        self._asked: set[Key] = set()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files in use, the lowest first."""
        return tuple(source.path for source in self._sources.values())

    @property
    def attribution(self) -> str:
        """Whom the files name."""
        texts = (source.tiles.attribution.strip() for source in self._sources.values())
        return " · ".join(dict.fromkeys(text for text in texts if text))

    def max_zoom_at(self, position: LatLon) -> int:
        """The closest zoom of the files that say they have a position, 0 without any."""
        found = 0
        for source in self._sources.values():
            west, south, east, north = source.tiles.bounds
            if west <= position.longitude <= east and south <= position.latitude <= north:
                found = max(found, source.tiles.max_zoom)
        return found

    @property
    def is_reading(self) -> bool:
        """Whether tiles are still to come."""
        return bool(self._asked)

    def add(self, path: Path) -> None:
        """Use a file; those added later lie above."""
        if path in self.paths:
            return

        self._background.run(
            lambda: self._open_tiles(path), lambda source: self.use(path, source), self._fail
        )

    def use(self, path: Path, source: TileSource) -> None:
        """Use a file that is open already, and close it in the end."""
        self._sources[self._next_source] = _Source(path, source)
        self._next_source += 1
        self.opened.emit(path)
        self.changed.emit()

    def clear(self) -> None:
        """Use no file any more."""
        for number in list(self._sources):
            self._drop(number)
        self.changed.emit()

    def close(self) -> None:
        """Close the files at once; nothing may be under way in the background."""
        for source in self._sources.values():
            source.tiles.close()
        self._sources.clear()

    def paint(self, painter: QPainter, view: View) -> None:
        """Draw the tiles of a view, and ask for those that are not there yet."""
        wanted: list[Key] = []
        ratio = painter.device().devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, source in self._sources.items():
            wanted += self._paint_source(painter, view, number, source.tiles, ratio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        self._wanted = frozenset(wanted)
        for key in wanted:
            self._ask(key)

    def load(self, view: View, ratio: float) -> None:
        """Read the tiles of a view at once, without the background: for a picture."""
        for number, source in self._sources.items():
            for key, _ in visible_tiles(view, number, source.tiles, ratio):
                if key not in self._images:
                    with contextlib.suppress(UserError):
                        content = source.tiles.tile(key.zoom, key.column, key.row)
                        self._images.put(key, decoded(content))

    def _paint_source(
        self, painter: QPainter, view: View, number: int, source: TileSource, ratio: float
    ) -> list[Key]:
        missing = []
        for key, target in visible_tiles(view, number, source, ratio):
            if key not in self._images:
                missing.append(key)
            image = self._images.get(key)
            if image is not None:
                painter.drawImage(target, image)
                continue
            for up in range(1, min(_ANCESTORS, key.zoom - source.min_zoom) + 1):
                above = key.ancestor(up)
                image = self._images.get(above)
                if image is not None:
                    parts = 1 << up
                    width, height = image.width() / parts, image.height() / parts
                    part = QRectF(
                        (key.column % parts) * width, (key.row % parts) * height, width, height
                    )
                    painter.drawImage(target, image, part)
                    break
        return missing

    def _ask(self, key: Key) -> None:
        if key in self._asked or key.source not in self._sources:
            return
        self._asked.add(key)
        source = self._sources[key.source]

        def read() -> tuple[bool, QImage | None]:
            # The view may have moved on since.
            if key not in self._wanted:
                return False, None
            return True, decoded(source.tiles.tile(key.zoom, key.column, key.row))

        def keep(found: tuple[bool, QImage | None]) -> None:
            self._asked.discard(key)
            was_read, image = found
            if was_read and key.source in self._sources:
                source.failures = 0
                self._images.put(key, image)
                self.changed.emit()

        def fail(error: Exception) -> None:
            self._asked.discard(key)
            if key.source in self._sources:
                self._images.put(key, None)
                source.failures += 1
                if source.failures == _TOO_MANY_FAILURES:
                    self._drop(key.source)
                    self._fail(error)
                    self.changed.emit()

        self._background.run(read, keep, fail)

    def _drop(self, number: int) -> None:
        source = self._sources.pop(number)
        self._images.drop(number)
        self._background.run(source.tiles.close, lambda _: None, lambda _: None)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            error = UserError(
                f"The map tiles cannot be read: {error}.", "Export them again as raster MBTiles."
            )
        self.failed.emit(error)


def visible_tiles(
    view: View, number: int, source: TileSource, ratio: float
) -> Iterator[tuple[Key, QRectF]]:
    """The tiles of a view at the zoom that suits it best, and where each is drawn.

    Nothing where the file has only tiles that are much finer than the view.
    """
    zoom = min(max(round(view.zoom + math.log2(ratio)), source.min_zoom), source.max_zoom)
    count = 1 << zoom
    box = view.box
    first, last = math.floor(box.left * count), math.ceil(box.right * count)
    top, bottom = max(0, math.floor(box.top * count)), min(count, math.ceil(box.bottom * count))
    if (last - first) * (bottom - top) > _MOST_VISIBLE:
        return
    west, south, east, north = source.bounds
    (low_x, low_y), (high_x, high_y) = plane_points((north, south), (west, east)).tolist()
    for row in range(max(top, math.floor(low_y * count)), min(bottom, math.ceil(high_y * count))):
        for column in range(first, last):
            world = math.floor(column / count)
            if not low_x < (column + 1) / count - world or not column / count - world < high_x:
                continue
            left, up = view.pixel(column / count, row / count)
            right, down = view.pixel((column + 1) / count, (row + 1) / count)
            # Whole pixels: neighbouring tiles share an edge without a gap.
            target = QRectF(
                round(left), round(up), round(right) - round(left), round(down) - round(up)
            )
            yield Key(number, zoom, column % count, row), target
