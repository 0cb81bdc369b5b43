"""Small copies of the originals for exports that carry pictures."""

from __future__ import annotations

import io

from img2loc_desktop.core import photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Photo

LONGEST_SIDE = 320


def thumbnail(photo: Photo) -> bytes:
    """The photo as a JPEG of at most 320 pixels a side, upright, without any metadata.

    Raises UserError where the original cannot be read, or is no longer the file that the
    result speaks of: a thumbnail is evidence, too.
    """
    from PIL import Image

    opened = photos.read(photo.path, short_side=LONGEST_SIDE)
    if opened.photo.sha256 != photo.sha256:
        raise UserError(
            f"{photo.path.name} has changed since it was located.", "Locate it once more."
        )
    picture = Image.new("RGB", opened.pixels.size)  # a new image brings no EXIF and no profile
    picture.paste(opened.pixels)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80, optimize=True)
    return file.getvalue()
