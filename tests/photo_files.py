"""Photo files for tests: EXIF blocks with any value, however wrong, and files that lie."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

Value = str | bytes | int | float | list[tuple[int, int]]

NORTH_EAST: Mapping[int, Value] = {
    1: "N",
    2: [(48, 1), (51, 1), (296, 10)],
    3: "E",
    4: [(2, 1), (17, 1), (402, 10)],
}


def exif_block(
    base: Mapping[int, Value] | None = None,
    sub: Mapping[int, Value] | None = None,
    gps: Mapping[int, Value] | None = None,
) -> bytes:
    """A little-endian TIFF block with IFD0 and, where given, the Exif and GPS directories.

    str becomes ASCII, bytes UNDEFINED, int SHORT, float DOUBLE, pairs (S)RATIONAL.
    """
    entries = dict(base or {})
    children = {0x8769: sub, 0x8825: gps}
    entries.update({tag: 0 for tag, child in children.items() if child is not None})
    head = b"II*\0" + struct.pack("<L", 8)
    size = len(_directory(entries, 8))
    blocks = b""
    offsets = {}
    for tag, child in children.items():
        if child is not None:
            offsets[tag] = 8 + size + len(blocks)
            blocks += _directory(child, offsets[tag])
    return head + _directory(entries, 8, offsets) + blocks


def photo_bytes(
    format: str = "JPEG",  # noqa: A002
    size: tuple[int, int] = (64, 48),
    exif: bytes | None = None,
    **options: Any,
) -> bytes:
    """A photo with a red upper left corner on grey, in a format of Pillow or pillow-heif."""
    picture = Image.new("RGB", size, (128, 128, 128))
    picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return encoded(picture, format, exif, **options)


def encoded(
    picture: Image.Image,
    format: str,  # noqa: A002
    exif: bytes | None = None,
    **options: Any,
) -> bytes:
    if format == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    if exif is not None:
        options["exif"] = b"Exif\0\0" + exif if format in ("JPEG", "HEIF") else exif
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def png_claiming(width: int, height: int, rows: int = 0) -> bytes:
    """A grey PNG whose header announces a size and whose data hold ``rows`` rows of zeros."""
    header = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes((width + 1) * rows), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    )


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose frame header announces another size."""
    data = bytearray(photo_bytes())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_claiming(width: int, height: int) -> bytes:
    """A GIF of one small frame on a logical screen of another size."""
    data = bytearray(photo_bytes("GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def _directory(
    entries: Mapping[int, Value], at: int, pointers: Mapping[int, int] | None = None
) -> bytes:
    fixed = struct.pack("<H", len(entries))
    extra = b""
    after = at + 2 + 12 * len(entries) + 4
    for tag, value in sorted(entries.items()):
        kind, count, body = _encoded_value(value)
        if pointers and tag in pointers:
            kind, count, body = 4, 1, struct.pack("<L", pointers[tag])
        if len(body) > 4:
            field = struct.pack("<L", after + len(extra))
            extra += body
        else:
            field = body.ljust(4, b"\0")
        fixed += struct.pack("<HHL", tag, kind, count) + field
    return fixed + struct.pack("<L", 0) + extra


def _encoded_value(value: Value) -> tuple[int, int, bytes]:
    if isinstance(value, str):
        body = value.encode("latin-1") + b"\0"
        return 2, len(body), body
    if isinstance(value, bytes):
        return 7, len(value), value
    if isinstance(value, int):
        return 3, 1, struct.pack("<H", value)
    if isinstance(value, float):
        return 12, 1, struct.pack("<d", value)
    signed = any(number < 0 for pair in value for number in pair)
    body = b"".join(struct.pack("<ll" if signed else "<LL", *pair) for pair in value)
    return 10 if signed else 5, len(value), body
