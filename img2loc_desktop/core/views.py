"""Looking at a photo more than once: mirrored, and at its parts. Its embedding is their mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from PIL import Image, ImageOps

Views = Literal["one", "flip", "crops"]

_PART = 0.8  # of each side, for a crop
_PLACES = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.5))  # corners and middle


def views_of(picture: Image.Image, views: Views) -> Iterator[Image.Image]:
    """The picture ("one"), its mirror image as well ("flip"), five crops as well ("crops")."""
    yield picture
    if views == "one":
        return
    yield ImageOps.mirror(picture)
    if views == "crops":
        width, height = (max(1, round(side * _PART)) for side in picture.size)
        for x, y in _PLACES:
            left, top = round(x * (picture.width - width)), round(y * (picture.height - height))
            yield picture.crop((left, top, left + width, top + height))
