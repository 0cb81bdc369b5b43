"""Write what Xvfb shows as a picture: python packaging/screen.py XWD PNG"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PIL import Image

# https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/master/include/X11/XWDFile.h
_HEADER = struct.Struct(">25I")


def picture(dump: bytes) -> Image.Image:
    """The picture of a dump of 32 bits a pixel, as Xvfb writes one with -fbdir."""
    header = _HEADER.unpack_from(dump)
    size, width, height, bits, line, colours = (header[i] for i in (0, 4, 5, 11, 12, 19))
    if bits != 32:
        raise ValueError(f"{bits} bits a pixel")
    start = size + 12 * colours
    return Image.frombytes(
        "RGB", (width, height), dump[start : start + line * height], "raw", "BGRX", line
    )


if __name__ == "__main__":
    picture(Path(sys.argv[1]).read_bytes()).save(sys.argv[2])
