"""From an upright picture to the numbers that a network was trained on.

The rules are explicit because the reference implementations differ: transformers and
torchvision both cut the long side down to whole pixels, but where the centre crop leaves an
odd number of pixels, transformers floors the offset and torchvision rounds it half to even.
A network sees the difference as a picture shifted by one pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core.fields import Fields

Resize = Literal["short_side", "squash"]
Filter = Literal["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]
Rounding = Literal["floor", "half_even"]
Channels = Literal["RGB", "BGR"]

LARGEST_SIDE = 4096
_LARGEST_VALUE = 1e6
# Of a picture more elongated than this only the middle is resized: the network sees no more
# than a square or so of it, and a strip of one pixel by 60,000 would otherwise fill the memory.
_MOST_ELONGATED = 16


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a picture becomes a network's input; equal values mean equal pixels.

    ``resize`` is "short_side" (the short side becomes ``short_side`` pixels, the long one
    keeps the proportion, rounded down; then the centre of ``height`` x ``width`` is cut out,
    its offset rounded by ``crop_offset``) or "squash" (straight to ``height`` x
    ``width``). Resizing is antialiased, in 8 bits. A pixel value v in 0..255 becomes
    (v * scale - mean) / std, each channel with its own mean and std.
    """

    height: int
    width: int
    resize: Resize
    short_side: int
    filter: Filter
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    scale: float = 1 / 255
    channels: Channels = "RGB"
    crop_offset: Rounding = "floor"

    @classmethod
    def from_json(cls, fields: Fields) -> Preprocessing:
        """Read the form that ``to_json`` writes. Raises UserError for a wrong field."""
        height, width = whole_numbers(fields, "size")
        resize = fields.choice("resize", _RESIZES)
        short_side = min(height, width)
        if resize == "short_side":
            short_side = fields.integer("short_side", max(height, width), LARGEST_SIDE)
        return cls(
            height=height,
            width=width,
            resize=resize,
            short_side=short_side,
            filter=fields.choice("filter", tuple(_FILTERS)),
            mean=three(fields, "mean", -_LARGEST_VALUE),
            std=three(fields, "std", 1 / _LARGEST_VALUE),
            scale=fields.number("scale", 1 / _LARGEST_VALUE, _LARGEST_VALUE, 1 / 255),
            channels=fields.choice("channels", _CHANNELS, "RGB"),
            crop_offset=fields.choice("crop_offset", _ROUNDINGS, "floor"),
        )

    def to_json(self) -> dict[str, object]:
        """The section of a manifest that ``from_json`` reads back to an equal value."""
        cropped = {"short_side": self.short_side, "crop_offset": self.crop_offset}
        return {
            "size": [self.height, self.width],
            "resize": self.resize,
            **(cropped if self.resize == "short_side" else {}),
            "filter": self.filter,
            "channels": self.channels,
            "scale": self.scale,
            "mean": list(self.mean),
            "std": list(self.std),
        }

    def pixels(self, image: Image.Image) -> NDArray[np.float32]:
        """The network's input for one upright picture: float32 (3, height, width)."""
        fitted = self._fitted(image if image.mode == "RGB" else image.convert("RGB"))
        values = np.asarray(fitted, dtype=np.float32)
        if self.channels == "BGR":
            values = values[:, :, ::-1]
        std = np.asarray(self.std)
        factor = (self.scale / std).astype(np.float32)
        offset = (np.asarray(self.mean) / std).astype(np.float32)
        return np.ascontiguousarray((values * factor - offset).transpose(2, 0, 1))

    def _fitted(self, image: Image.Image) -> Image.Image:
        resample = _FILTERS[self.filter]
        if self.resize == "squash":
            return image.resize((self.width, self.height), resample)
        image = _middle(image)
        short, long = min(image.size), max(image.size)
        long_side = int(self.short_side * long / short)
        landscape = image.width > image.height
        size = (long_side, self.short_side) if landscape else (self.short_side, long_side)
        resized = image.resize(size, resample)
        rounded = int if self.crop_offset == "floor" else round
        left = rounded((resized.width - self.width) / 2)
        top = rounded((resized.height - self.height) / 2)
        return resized.crop((left, top, left + self.width, top + self.height))


def whole_numbers(fields: Fields, name: str) -> tuple[int, int]:
    """A size in pixels: [height, width], or one number for a square. Raises UserError."""
    value = fields.values.get(name)
    pair = value if isinstance(value, list) else [value, value]
    sides = [side for side in pair if isinstance(side, int) and not isinstance(side, bool)]
    if len(pair) != 2 or len(sides) != 2 or not all(1 <= side <= LARGEST_SIDE for side in sides):
        fields.refuse(name, f"[height, width] or one side, in pixels from 1 to {LARGEST_SIDE}")
    return sides[0], sides[1]


def three(fields: Fields, name: str, low: float) -> tuple[float, float, float]:
    """One number for each channel. Raises UserError."""
    first, second, third = fields.numbers(name, low, _LARGEST_VALUE, count=3)
    return first, second, third


def _middle(image: Image.Image) -> Image.Image:
    width, height = image.size
    longest = _MOST_ELONGATED * min(width, height)
    if max(width, height) <= longest:
        return image
    left, top = max(0, (width - longest) // 2), max(0, (height - longest) // 2)
    return image.crop((left, top, min(width, left + longest), min(height, top + longest)))


_RESIZES: tuple[Resize, ...] = ("short_side", "squash")
_ROUNDINGS: tuple[Rounding, ...] = ("floor", "half_even")
_CHANNELS: tuple[Channels, ...] = ("RGB", "BGR")
_FILTERS: dict[Filter, Image.Resampling] = {
    "nearest": Image.Resampling.NEAREST,
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "hamming": Image.Resampling.HAMMING,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
