"""How much of an untrusted file is read and decoded."""

from __future__ import annotations

from dataclasses import dataclass

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.photos.directories import count_values


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that hold before anything is decoded.

    The defaults admit a 200-megapixel telephone photo and its uncompressed TIFF. Pillow
    itself stops TIFF and WebP at 179 megapixels.
    """

    file_bytes: int = 640 * 2**20
    pixels: int = 250_000_000
    # A picture longer than this many times its width is a strip; scaled to the square of an
    # encoder by its short side, its long side would take all memory.
    aspect: int = 100
    metadata_values: int = 500_000


def check_size(name: str, width: int, height: int, limits: Limits) -> None:
    """Refuse a picture whose header announces more than is decoded. Raises UserError."""
    if width * height > limits.pixels:
        raise UserError(
            f"{name} has {width} x {height} pixels, {_mega(width * height)} megapixels; "
            f"at most {_mega(limits.pixels)} are opened.",
            "If the picture is genuine, save a smaller copy and use that.",
        )
    if max(width, height) > limits.aspect * min(width, height):
        raise UserError(
            f"{name} has {width} x {height} pixels and is more than {limits.aspect} times as "
            "long as it is wide.",
            "Cut out the part that shows the place, save it as a copy, and use that.",
        )


def check_metadata(name: str, block: bytes, limits: Limits) -> None:
    """Refuse a TIFF or EXIF block with too many values. Raises UserError."""
    values = count_values(block.removeprefix(b"Exif\0\0"))
    if values > limits.metadata_values:
        raise UserError(
            f"{name} has {values:,} numbers in its EXIF data; "
            f"at most {limits.metadata_values:,} are read.",
            "Save a copy without its metadata and use that.",
        )


def _mega(pixels: int) -> str:
    return f"{pixels / 1e6:,.4g}"
