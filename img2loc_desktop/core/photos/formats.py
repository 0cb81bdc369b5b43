"""Which format a file has by its content, and which Pillow class opens it."""

from __future__ import annotations

import io
from typing import cast

from PIL import ImageFile

# In folders only these are taken; a file that is named is tried whatever its name.
SUFFIXES = frozenset(
    (
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff"),
        *(".bmp", ".dib", ".gif", ".heic", ".heif", ".hif", ".avif"),
    )
)
# Pictures all the same: passing them over without a word would hide them.
RAW_SUFFIXES = frozenset(
    (
        *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".iiq", ".kdc"),
        *(".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".rw2", ".rwl", ".sr2"),
        *(".srf", ".srw", ".x3f"),
    )
)
UNREAD_SUFFIXES = RAW_SUFFIXES | {".jxl", ".jp2", ".j2k", ".jpf", ".jpx", ".psd"}
READABLE = "JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC and AVIF"

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"BM", "BMP"),
)
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_HEIF_BRANDS = frozenset(
    b"heic heix heim heis hevc hevx hevm hevs mif1 msf1".split()  # mif1, msf1: any codec
)

# What people try to open that is not read; naming it saves them a search.
_OTHERS = (
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"8BPS", "a Photoshop document"),
    (b"%PDF", "a PDF document"),
    (b"FUJIFILMCCD-RAW", "a camera raw file"),
    (b"IIRO", "a camera raw file"),
    (b"IIU\0", "a camera raw file"),
    (b"FOVb", "a camera raw file"),
    (b"PK\x03\x04", "an archive"),
)
_TEXT = bytes({*b"\t\n\f\r", *range(0x20, 0x7F), *range(0x80, 0x100)})

_DNG_VERSION = 50706
_NEW_SUBFILE_TYPE = 254
_REDUCED = 1


def recognise(data: bytes) -> str | None:
    """The name of a readable format ("JPEG", "HEIF", ...), or None for anything else."""
    if data[8:10] == b"CR" and data[:2] == b"II":  # a Canon raw file calls itself a TIFF
        return None
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    brands = _brands(data)
    if _AVIF_BRANDS & brands:
        return "AVIF"
    if _HEIF_BRANDS & brands:
        return "HEIF"
    return None


def describe_other(data: bytes) -> str | None:
    """Words for a file that is not readable as a photo but known, or None."""
    for signature, words in _OTHERS:
        if data.startswith(signature):
            return words
    if data[8:12] == b"crx " or data[8:10] == b"CR":
        return "a camera raw file"
    if data[4:8] == b"ftyp":
        return "a video"
    if not data[:512].strip(b"\0"):
        return "nothing but zero bytes"
    if not data[:512].translate(None, _TEXT):
        return "a text file"
    return None


def open_image(name: str, data: bytes) -> ImageFile.ImageFile:
    """Parse the header of ``data`` as the format ``name``; no pixel is decoded yet.

    The class is called directly rather than through ``Image.open``: that one tries every
    format Pillow knows, among them some that start other programs, and its limit on pixels
    is one number for the whole process, too low for a 200-megapixel telephone. Each format's
    module is imported when the first such file comes.
    """
    stream = io.BytesIO(data)
    match name:
        case "JPEG":
            from PIL.JpegImagePlugin import JpegImageFile

            return JpegImageFile(stream)
        case "PNG":
            from PIL.PngImagePlugin import PngImageFile

            return PngImageFile(stream)
        case "WEBP":
            from PIL.WebPImagePlugin import WebPImageFile

            return WebPImageFile(stream)
        case "TIFF":
            from PIL.TiffImagePlugin import TiffImageFile

            return TiffImageFile(stream)
        case "BMP":
            from PIL.BmpImagePlugin import BmpImageFile

            return BmpImageFile(stream)
        case "GIF":
            from PIL.GifImagePlugin import GifImageFile

            return GifImageFile(stream)
        case "AVIF":
            from PIL.AvifImagePlugin import AvifImageFile

            return AvifImageFile(stream)
        case "HEIF":
            from pi_heif import HeifImageFile

            return cast(ImageFile.ImageFile, HeifImageFile(stream))
    raise ValueError(f"no reader for {name}")


def is_raw(image: ImageFile.ImageFile) -> bool:
    """Whether an opened TIFF is a camera raw file, whose first picture is a small preview."""
    tags = getattr(image, "tag_v2", {})
    return _DNG_VERSION in tags or bool(int(tags.get(_NEW_SUBFILE_TYPE, 0)) & _REDUCED)


def _brands(data: bytes) -> frozenset[bytes]:
    """Major and compatible brands of an ISO base media file; empty for other files."""
    if data[4:8] != b"ftyp":
        return frozenset()
    end = min(int.from_bytes(data[:4], "big"), 512)
    compatible = (data[at : at + 4] for at in range(16, end, 4))
    return frozenset((data[8:12], *compatible))
