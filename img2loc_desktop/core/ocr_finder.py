"""Finding lines of text: tiles, and how the pixels for the network are prepared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core.ocr_tiles import Pixels, Quad, rounded, spans
from img2loc_desktop.core.onnx_session import Network

Map = NDArray[np.float32]  # (1, 1, height, width): of each pixel how likely it is text
Boxes = tuple[Any, Sequence[float]]  # corners (n, 4, 2), and how sure the network is of each

_LEVELS = np.float32(2 / 255)  # from 0 to 255 to -1 to 1


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where a line of text is, in pixels, and how sure the network is that it is one."""

    corners: Quad
    score: float


class Finder:
    """Finds lines. ``resized`` brings pixels to multiples of 32, ``outlined`` cuts boxes."""

    def __init__(
        self,
        model: Path,
        threads: int,
        resized: Callable[[Pixels], Any],
        outlined: Callable[[Any, tuple[int, int]], Boxes],
    ) -> None:
        """Raises UserError where the network cannot be loaded."""
        self._network = Network(model, "finding words", threads)
        self._resized = resized
        self._outlined = outlined

    def find(self, pixels: Pixels, size: tuple[int, int]) -> list[Found]:
        """The lines in a picture, in pixels of a picture of ``size`` (width, height)."""
        return self._boxes(self._map(pixels), size)

    def find_in_tiles(self, picture: Image.Image) -> list[Found]:
        """The lines in a large RGB picture.

        The network says of each pixel whether it belongs to text. Its answers for the tiles
        are put together before lines are looked for, so that no seam can cut one.
        """
        size = (rounded(picture.width), rounded(picture.height))
        pixels = as_pixels(picture.resize(size, Image.Resampling.BICUBIC))
        whole = np.zeros((1, 1, size[1], size[0]), np.float32)
        for rows in spans(size[1]):
            for columns in spans(size[0]):
                answer = self._map(pixels[rows.tile, columns.tile])
                whole[..., rows.whole, columns.whole] = answer[..., rows.part, columns.part]
        return self._boxes(whole, picture.size)

    def _map(self, pixels: Pixels) -> Map:
        even: Pixels = self._resized(pixels)
        prepared = np.empty((1, 3, *even.shape[:2]), np.float32)
        np.multiply(even.transpose(2, 0, 1), _LEVELS, out=prepared[0])
        prepared -= 1.0
        answer: Map = self._network(prepared)
        return answer

    def _boxes(self, answer: Map, size: tuple[int, int]) -> list[Found]:
        boxes, scores = self._outlined(answer, (size[1], size[0]))
        return [
            Found(np.asarray(box, np.float32), float(score))
            for box, score in zip(boxes, scores, strict=True)
        ]


def as_pixels(picture: Image.Image) -> Pixels:
    """An RGB picture as OpenCV wants it."""
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[..., ::-1])
