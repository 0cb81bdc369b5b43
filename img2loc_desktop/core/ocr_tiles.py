"""Tiles of large pictures, and the shapes of lines: the plain geometry behind ``core.ocr``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

TILE = 1280  # pixels of a side at most
STEP = 32  # the network wants sides that are multiples of this

_MARGIN = 96  # of a tile, which its neighbour sees better
_SMALL = 736  # pixels of the long side: smaller pictures are enlarged
_MOST_ENLARGED = 2.0
_TALL = 1.5  # height by width from which RapidOCR lays a line on its side

Pixels = NDArray[np.uint8]  # (height, width, 3), blue first, as OpenCV wants
Quad = NDArray[np.float32]  # (4, 2): corners as x, y, clockwise from the top left


def enlarged(picture: Image.Image) -> Image.Image:
    """The picture, or up to twice its size where it is small."""
    scale = min(_MOST_ENLARGED, _SMALL / max(picture.size))
    if scale <= 1:
        return picture
    size = (round(picture.width * scale), round(picture.height * scale))
    return picture.resize(size, Image.Resampling.BICUBIC)


def rounded(side: int) -> int:
    """The nearest multiple of 32, at least one."""
    return max(1, round(side / STEP)) * STEP


@dataclass(frozen=True, slots=True)
class Span:
    """A tile along one side, where its answer counts in the whole, and where in the tile."""

    tile: slice
    whole: slice
    part: slice


def spans(side: int) -> list[Span]:
    """Tiles of about equal length that overlap by two margins and together cover a side."""
    inner = TILE - 2 * _MARGIN
    count = 1 if side <= TILE else -(-(side - 2 * _MARGIN) // inner)
    length = -(-(side + (count - 1) * 2 * _MARGIN) // (count * STEP)) * STEP
    starts = [min(number * (length - 2 * _MARGIN), side - length) for number in range(count)]
    if count == 1:
        starts, length = [0], side
    ends = [*(start + length - _MARGIN for start in starts[:-1]), side]
    return [
        Span(slice(start, start + length), slice(begin, end), slice(begin - start, end - start))
        for start, begin, end in zip(starts, [0, *ends[:-1]], ends, strict=True)
    ]


def is_tall(corners: Quad) -> bool:
    """Whether RapidOCR takes a line for one that is written downwards."""
    width = np.linalg.norm(corners[0] - corners[1])
    return bool(np.linalg.norm(corners[0] - corners[3]) >= _TALL * width)


def bounds(pixels: Pixels, corners: Quad) -> Pixels:
    """The upright rectangle around a line."""
    left, top = np.maximum(corners.min(axis=0).astype(int), 0)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    return pixels[top : max(bottom, top + 1), left : max(right, left + 1)]


def side_by_side(column: Pixels) -> Pixels:
    """Letters that stand below each other, cut apart into squares and laid in a row."""
    height, width = column.shape[:2]
    count = max(1, round(height / max(width, 1)))
    side = height // count
    cells = [column[row * side : (row + 1) * side] for row in range(count)]
    return np.ascontiguousarray(np.concatenate(cells, axis=1))


def area(corners: Quad) -> float:
    """The area of the upright rectangle around a line, in pixels."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float((right - left) * (bottom - top))


def overlap(one: Quad, other: Quad) -> float:
    """The common area of two boxes, as a part of the smaller one."""
    left, top = np.maximum(one.min(axis=0), other.min(axis=0))
    right, bottom = np.minimum(one.max(axis=0), other.max(axis=0))
    common = max(0.0, float(right - left)) * max(0.0, float(bottom - top))
    return common / max(min(area(one), area(other)), 1.0)
