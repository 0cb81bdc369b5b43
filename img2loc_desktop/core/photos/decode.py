"""From a file's bytes to an upright RGB picture and its metadata."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.photos import formats
from img2loc_desktop.core.photos.exif import Metadata, read_metadata
from img2loc_desktop.core.photos.limits import Limits, check_metadata, check_size

# A picture of 200 megapixels takes 0.8 GB in Pillow and as much again while it is converted.
# Only one of that kind is decoded at a time, whatever the number of threads.
_LARGE = 64_000_000
_one_large = threading.Lock()

_DEEP_GREYS = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")

_TO_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """An upright RGB picture; ``width`` and ``height`` are those of the full, upright one."""

    pixels: Image.Image
    width: int
    height: int
    metadata: Metadata


def decode(data: bytes, kind: str, name: str, short_side: int | None, limits: Limits) -> Decoded:
    """Decode ``data`` of the format ``kind``; ``name`` is for messages.

    With ``short_side`` (pixels) the picture may be reduced by 2, 4 or 8, but not below that.
    Raises UserError beyond the limits, and whatever the decoder raises on damaged data.
    """
    if kind == "TIFF":
        check_metadata(name, data, limits)
    image = formats.open_image(kind, data)
    if formats.is_raw(image):
        raise UserError(
            f"{name} is a camera raw file; only its small preview could be read.",
            "Export it as JPEG with a raw converter and use that copy.",
        )
    size = image.size
    check_size(name, *size, limits)
    with _one_large if size[0] * size[1] > _LARGE else contextlib.nullcontext():
        if kind == "JPEG" and short_side is not None:
            image.draft(None, (short_side, short_side))
            pixels = _as_rgb(image)
        else:
            image.load()
            size = image.size  # some files hold more than their header says
            check_size(name, *size, limits)
            pixels = _reduced(_as_rgb(image), short_side)
        metadata = read_metadata(_exif(image, kind, name, limits))
    if metadata.orientation != 1:
        pixels = pixels.transpose(_TO_UPRIGHT[metadata.orientation])
    pixels.info.clear()  # a thumbnail made of it must not carry the original's metadata
    width, height = size if metadata.orientation < 5 else (size[1], size[0])
    return Decoded(pixels, width, height, metadata)


def _exif(image: ImageFile.ImageFile, kind: str, name: str, limits: Limits) -> Image.Exif:
    """The EXIF block of a loaded image.

    HEIF and AVIF turn the picture by their own boxes, which Pillow and pi-heif put into
    effect or into the EXIF block; the orientation in their XMP must not turn it once more.
    TIFF is upright once it is loaded, and its block says so.
    """
    if kind in ("HEIF", "AVIF"):
        image.info.pop("xmp", None)
    check_metadata(name, image.info.get("exif") or b"", limits)
    return image.getexif()


def _as_rgb(image: Image.Image) -> Image.Image:
    if image.mode in _DEEP_GREYS:
        image = _stretched(image)
    if image.has_transparency_data:
        # What is transparent holds arbitrary colours. On white it looks as it does on paper
        # and in a browser, and dark writing without a background stays readable.
        image = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image)
        return flat
    return image.convert("RGB")


def _stretched(image: Image.Image) -> Image.Image:
    """Greys of more than 8 bits as 8 bits, from their darkest to their brightest value.

    They have no agreed white: 12-bit sensors, thermal cameras and floating-point files in
    any unit store them. Values that are not finite become black.
    """
    values = np.asarray(image).astype(np.float32)
    finite = np.isfinite(values)
    if not finite.any():
        return Image.new("L", image.size)
    low, high = values[finite].min(), values[finite].max()
    scale = 255 / (high - low) if high > low else 0.0
    scaled = np.where(finite, (values - low) * scale, 0)
    return Image.fromarray(scaled.round().astype(np.uint8))


def _reduced(image: Image.Image, short_side: int | None) -> Image.Image:
    """What a draft is to a JPEG: averaged over 2, 4 or 8 pixels, no smaller than asked for."""
    if short_side is not None:
        for factor in (8, 4, 2):
            if min(image.size) // factor >= short_side:
                return image.reduce(factor)
    return image
