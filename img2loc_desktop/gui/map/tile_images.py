"""Decoded map tiles: how they are made from what a file holds, and how many are kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtGui import QImage

from img2loc_desktop.core import mbtiles
from img2loc_desktop.core.photos import formats

_KINDS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class Key:
    """A tile of one of the sources."""

    source: int
    zoom: int
    column: int
    row: int

    def ancestor(self, up: int) -> Key:
        """The tile that shows the same place some zooms up."""
        return Key(self.source, self.zoom - up, self.column >> up, self.row >> up)


class TileCache:
    """Decoded tiles, the least recently drawn dropped first; None where there is nothing."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = 0
        self._images: OrderedDict[Key, QImage | None] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        return key in self._images

    def get(self, key: Key) -> QImage | None:
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
        return image

    def put(self, key: Key, image: QImage | None) -> None:
        self._forget(key)
        self._images[key] = image
        self._bytes += _cost(image)
        while self._bytes > self._limit:
            self._forget(next(iter(self._images)))

    def drop(self, source: int) -> None:
        for key in [key for key in self._images if key.source == source]:
            self._forget(key)

    def _forget(self, key: Key) -> None:
        if key in self._images:
            self._bytes -= _cost(self._images.pop(key))


def decoded(content: bytes | None) -> QImage | None:
    """The image of a tile, or None for what is no sound PNG, JPEG or WebP of a tile's size."""
    if content is None or len(content) > mbtiles.LARGEST_TILE:
        return None
    kind = formats.recognise(content)
    if kind not in _KINDS:
        return None
    try:
        with formats.open_image(kind, content) as image:
            width, height = image.size  # from the header, before any pixel is decoded
            if not (0 < width <= mbtiles.LONGEST_SIDE and 0 < height <= mbtiles.LONGEST_SIDE):
                return None
            pixels = image.convert("RGBA").tobytes()
    except Exception:  # decoders raise nearly every class on damaged data
        return None
    rgba = QImage(pixels, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    # A copy: the first one only looks at the bytes.
    return rgba.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _cost(image: QImage | None) -> int:
    return 64 if image is None else image.sizeInBytes()
