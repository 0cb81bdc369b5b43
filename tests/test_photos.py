"""Photo files: found, read once, opened upright, and refused in words when they cannot be."""

from __future__ import annotations

import errno
import hashlib
import inspect
import io
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from photo_files import (
    NORTH_EAST,
    Value,
    encoded,
    exif_block,
    gif_claiming,
    jpeg_claiming,
    photo_bytes,
    png_claiming,
    write,
)
from PIL import Image

from img2loc_desktop.core import photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.photos import Limits
from img2loc_desktop.core.photos.decode import decode
from img2loc_desktop.core.types import Failure, LatLon

REPOSITORY = Path(__file__).resolve().parent.parent
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF", "AVIF")
WITH_EXIF = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
needs_posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")

PARIS = LatLon(48 + 51 / 60 + 29.6 / 3600, 2 + 17 / 60 + 40.2 / 3600)


def refusal(path: Path, limits: Limits | None = None) -> UserError:
    """The UserError with which a file is refused; both its parts say something."""
    with pytest.raises(UserError) as caught:
        photos.read(path, limits=limits)
    assert caught.value.message and caught.value.hint
    return caught.value


def closed(path: Path) -> None:
    """Take all permissions from a file or folder, or skip the test where that has no effect."""
    path.chmod(0)
    if os.access(path, os.R_OK):
        path.chmod(0o700)
        pytest.skip("this user may read everything")


def position_of(tmp_path: Path, gps: dict[int, Value]) -> tuple[LatLon | None, tuple[str, ...]]:
    path = write(tmp_path / "gps.jpg", photo_bytes(exif=exif_block(gps=gps)))
    opened = photos.read(path)
    return opened.photo.gps, opened.warnings


def is_red(image: Image.Image, x: float, y: float) -> bool:
    pixel = image.getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))
    assert isinstance(pixel, tuple)
    return pixel[0] > 180 and pixel[1] < 90


# ---- opening ----


@pytest.mark.parametrize("suffix", [".jpg", ".heic", ""])
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_opens_by_content_whatever_its_name(
    kind: str, suffix: str, tmp_path: Path
) -> None:
    data = photo_bytes(kind)
    path = write(tmp_path / f"photo{suffix}", data)
    opened = photos.read(path)
    assert opened.photo.format == kind
    assert (opened.photo.width, opened.photo.height) == opened.pixels.size == (64, 48)
    assert opened.pixels.mode == "RGB"
    assert is_red(opened.pixels, 0.2, 0.2) and not is_red(opened.pixels, 0.8, 0.8)
    assert opened.photo.sha256 == hashlib.sha256(data).hexdigest()
    assert opened.photo.byte_size == len(data)
    assert opened.photo.path == path


def test_the_original_is_not_touched(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", photo_bytes(exif=exif_block({0x112: 6})))
    path.chmod(0o444)
    before = path.stat()
    data = path.read_bytes()
    photos.read(path)
    assert path.read_bytes() == data
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [*WITH_EXIF, "TIFF"])
def test_the_picture_is_turned_upright_once(kind: str, orientation: int, tmp_path: Path) -> None:
    upright = Image.new("RGB", (64, 32), (128, 128, 128))
    upright.paste((255, 0, 0), (0, 0, 32, 16))
    stored = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    if kind == "TIFF":
        data = encoded(stored, kind, tiffinfo={0x112: orientation})
    else:
        # HEIF and AVIF are written with boxes that turn the picture, which readers must
        # take instead of the EXIF orientation, not besides it.
        data = encoded(stored, kind, exif_block({0x112: orientation}))
    opened = photos.read(write(tmp_path / "turned", data))
    assert (opened.photo.width, opened.photo.height) == opened.pixels.size == (64, 32)
    assert is_red(opened.pixels, 0.2, 0.2)
    for x, y in ((0.8, 0.2), (0.2, 0.8), (0.8, 0.8)):
        assert not is_red(opened.pixels, x, y)


def test_orientation_in_xmp_does_not_turn_a_container_that_turns_itself(tmp_path: Path) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/>'
    path = write(tmp_path / "a.avif", photo_bytes("AVIF", xmp=xmp))
    with Image.open(path) as image:
        assert image.getexif().get(0x112) == 6  # what Pillow alone makes of it
    assert photos.read(path).pixels.size == (64, 48)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(value: int, tmp_path: Path) -> None:
    data = photo_bytes(exif=exif_block({0x112: value}))
    assert photos.read(write(tmp_path / "a.jpg", data)).pixels.size == (64, 48)


@pytest.mark.parametrize("kind", WITH_EXIF)
def test_exif_is_found_in_every_format_that_has_it(kind: str, tmp_path: Path) -> None:
    block = exif_block(
        {0x10F: "ACME", 0x110: "Snap 3"}, {0x9003: "2021:02:03 04:05:06"}, NORTH_EAST
    )
    photo = photos.read(write(tmp_path / "a", photo_bytes(kind, exif=block))).photo
    assert photo.gps is not None
    assert (photo.gps.latitude, photo.gps.longitude) == pytest.approx(
        (PARIS.latitude, PARIS.longitude), abs=1e-9
    )
    assert (photo.taken_at, photo.camera) == ("2021-02-03T04:05:06", "ACME Snap 3")


def test_exif_is_found_in_tiff(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.load(exif_block({0x110: "Snap 3"}, {0x9003: "2021:02:03 04:05:06"}, NORTH_EAST))
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "TIFF", exif=exif)
    photo = photos.read(write(tmp_path / "a.tif", buffer.getvalue())).photo
    assert photo.gps is not None and photo.gps.latitude == pytest.approx(PARIS.latitude)
    assert (photo.taken_at, photo.camera) == ("2021-02-03T04:05:06", "Snap 3")


def test_exif_as_imagemagick_writes_it_into_png_text(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    block = b"Exif\0\0" + exif_block(gps=NORTH_EAST)
    info = PngInfo()
    info.add_text("Raw profile type exif", f"\nexif\n{len(block)}\n{block.hex()}\n")
    data = photo_bytes("PNG", pnginfo=info)
    assert photos.read(write(tmp_path / "a.png", data)).photo.gps is not None


def test_pixels_carry_no_metadata(tmp_path: Path) -> None:
    data = photo_bytes(exif=exif_block(gps=NORTH_EAST), comment=b"at home")
    assert photos.read(write(tmp_path / "a.jpg", data)).pixels.info == {}


# ---- colour ----


def grey_levels(image: Image.Image) -> list[int]:
    return [int(v) for v in np.asarray(image)[0, :, 0]]


@pytest.mark.parametrize(
    "values",
    [
        np.array([[0, 1000, 4000]], np.uint16),  # a 12-bit sensor
        np.array([[0.0, 0.25, 1.0]], np.float32),
        np.array([[-40.0, 0.0, 120.0]], np.float32),  # degrees Celsius
        np.array([[0, 10**6, 4 * 10**6]], np.int32),
    ],
)
def test_deep_greys_use_their_own_range(values: np.ndarray, tmp_path: Path) -> None:
    data = encoded(Image.fromarray(values), "TIFF")
    assert grey_levels(photos.read(write(tmp_path / "a.tif", data)).pixels) == [0, 64, 255]


def test_deep_greys_without_a_range_or_a_number(tmp_path: Path) -> None:
    for values, levels in (
        ([np.nan, 1.0, np.inf, 3.0], [0, 0, 0, 255]),
        ([np.nan, np.nan], [0, 0]),
        ([7.0, 7.0], [0, 0]),
    ):
        data = encoded(Image.fromarray(np.array([values], np.float32)), "TIFF")
        assert grey_levels(photos.read(write(tmp_path / "a.tif", data)).pixels) == levels


def test_sixteen_bit_grey_png(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(np.array([[0, 32768, 65535]], np.uint16)), "PNG")
    assert grey_levels(photos.read(write(tmp_path / "a.png", data)).pixels) == [0, 128, 255]


def test_cmyk_and_one_bit(tmp_path: Path) -> None:
    cyan = encoded(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", quality=95)
    red, green, blue = photos.read(write(tmp_path / "a.jpg", cyan)).pixels.getpixel((8, 8))
    assert red < 20 and green > 200 and blue > 200
    bits = Image.new("1", (2, 1))
    bits.putpixel((1, 0), 1)
    opened = photos.read(write(tmp_path / "a.tif", encoded(bits, "TIFF"))).pixels
    assert grey_levels(opened) == [0, 255]


def transparent_pictures() -> dict[str, Image.Image]:
    """Two pixels in each mode: opaque black, and a black that is wholly transparent."""
    rgba = Image.new("RGBA", (2, 1), (0, 0, 0, 255))
    rgba.putpixel((1, 0), (0, 0, 0, 0))
    palette = Image.new("P", (2, 1))
    palette.putpalette([0, 0, 0, 0, 0, 0])
    palette.putpixel((1, 0), 1)
    palette.info["transparency"] = 1
    return {"RGBA": rgba, "LA": rgba.convert("LA"), "P": palette}


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_is_white(mode: str, tmp_path: Path) -> None:
    picture = transparent_pictures()[mode]
    options = {"transparency": 1} if mode == "P" else {}
    opened = photos.read(write(tmp_path / "a.png", encoded(picture, "PNG", **options))).pixels
    assert [opened.getpixel((x, 0)) for x in (0, 1)] == [(0, 0, 0), (255, 255, 255)]


def test_a_gif_shows_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert photos.read(write(tmp_path / "a.gif", data)).pixels.getpixel((4, 4)) == (255, 0, 0)


# ---- less than the full picture ----


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize(
    ("short_side", "expected"), [(1000, 600), (301, 600), (300, 300), (100, 150), (10, 75)]
)
def test_short_side_reduces_but_never_below(
    kind: str, short_side: int, expected: int, tmp_path: Path
) -> None:
    block = exif_block({0x112: 6}, gps=NORTH_EAST)
    path = write(tmp_path / "a", photo_bytes(kind, (800, 600), block))
    opened = photos.read(path, short_side=short_side)
    assert (opened.photo.width, opened.photo.height) == (600, 800)
    assert min(opened.pixels.size) == expected
    assert opened.pixels.width < opened.pixels.height
    assert opened.photo == photos.read(path).photo


def test_short_side_of_nothing_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="short_side"):
        photos.read(tmp_path / "a.jpg", short_side=0)


def test_a_draft_shows_the_same_picture(tmp_path: Path) -> None:
    ramp = np.linspace(0, 255, 1024 * 768 * 3).reshape(768, 1024, 3).astype(np.uint8)
    path = write(tmp_path / "a.jpg", encoded(Image.fromarray(ramp), "JPEG", quality=95))
    draft = photos.read(path, short_side=96).pixels
    full = photos.read(path).pixels.reduce(8)
    assert draft.size == full.size
    assert np.abs(np.asarray(draft, float) - np.asarray(full, float)).max() < 6


# ---- position ----


@pytest.mark.parametrize(
    ("gps", "expected"),
    [
        ({1: "s", 3: "w"}, (-48.8582222, -2.2945)),
        ({1: b"S\0", 3: b"W\0"}, (-48.8582222, -2.2945)),
        ({1: "South", 3: "West"}, (-48.8582222, -2.2945)),
        ({1: " N ", 3: "East"}, (48.8582222, 2.2945)),
        ({2: [(-48, 1), (51, 1), (296, 10)], 1: "S"}, (-48.8582222, 2.2945)),
        ({2: [(-48, 1), (51, 1), (296, 10)], 1: "N"}, (-48.8582222, 2.2945)),
        ({4: [(0, 1), (-30, 1), (0, 1)], 3: "W"}, (48.8582222, -0.5)),
        ({2: [(4885822, 100000)]}, (48.85822, 2.2945)),
        ({2: [(48, 1), (514933, 10000)]}, (48.8582216, 2.2945)),
        ({2: [(48, 1), (514933, 10000), (0, 0)]}, (48.8582216, 2.2945)),
        ({2: [(48, 1), (0, 0), (0, 0)]}, (48.0, 2.2945)),
        ({2: 48.8582222}, (48.8582222, 2.2945)),
        ({2: 48}, (48.0, 2.2945)),
        ({2: "48.8582222"}, (48.8582222, 2.2945)),
        ({2: "48,51,29.6"}, (48.8582222, 2.2945)),
        ({2: "48;51;29.6"}, (48.8582222, 2.2945)),
        ({2: "48,00,51,00,29,60"}, (48.8582222, 2.2945)),
        ({2: "48,8582222"}, (48.8582222, 2.2945)),
        ({2: [(90, 1), (0, 1), (0, 1)], 4: [(180, 1), (0, 1), (0, 1)]}, (90.0, 180.0)),
        ({2: [(0, 1), (0, 1), (0, 1)]}, (0.0, 2.2945)),
    ],
)
def test_positions_as_devices_write_them(
    gps: dict[int, Value], expected: tuple[float, float], tmp_path: Path
) -> None:
    found, warnings = position_of(tmp_path, {**NORTH_EAST, **gps})
    assert found is not None
    assert (found.latitude, found.longitude) == pytest.approx(expected, abs=1e-7)
    assert warnings == ()


@pytest.mark.parametrize(
    ("gps", "reason"),
    [
        ({2: [(0, 1)] * 3, 4: [(0, 1)] * 3}, "fix"),
        ({2: [(0, 0)] * 3, 4: [(0, 0)] * 3}, "undefined"),
        ({2: [(0, 0), (51, 1), (29, 1)]}, "undefined"),
        ({2: [(48, 0)] * 3}, "undefined"),
        ({2: float("nan")}, "undefined"),
        ({2: float("inf")}, "undefined"),
        ({2: "somewhere"}, "undefined"),
        ({2: ""}, "undefined"),
        ({2: b"\x30\x00\x00\x00\x01\x00\x00\x00"}, "undefined"),
        ({2: [(91, 1), (0, 1), (0, 1)]}, "globe"),
        ({2: [(90, 1), (0, 1), (1, 1)]}, "globe"),
        ({4: [(181, 1), (0, 1), (0, 1)]}, "globe"),
        ({2: [(4294967262, 1), (0, 1), (0, 1)]}, "globe"),
        ({1: ""}, "N or S"),
        ({3: "O"}, "E or W"),  # Ost or Ouest
        ({1: b"\0\0"}, "N or S"),
    ],
)
def test_what_is_no_position_is_left_out_and_said(
    gps: dict[int, Value], reason: str, tmp_path: Path
) -> None:
    found, warnings = position_of(tmp_path, {**NORTH_EAST, **gps})
    assert found is None
    assert len(warnings) == 1 and reason in warnings[0]


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_a_position_without_one_of_its_parts(missing: int, tmp_path: Path) -> None:
    gps = {tag: value for tag, value in NORTH_EAST.items() if tag != missing}
    found, warnings = position_of(tmp_path, gps)
    assert found is None and len(warnings) == 1


def test_who_writes_signs_needs_no_letters(tmp_path: Path) -> None:
    found, _ = position_of(
        tmp_path, {2: [(-33, 1), (30, 1), (0, 1)], 4: [(151, 1), (15, 1), (0, 1)]}
    )
    assert found == LatLon(-33.5, 151.25)


def test_no_position_is_no_warning(tmp_path: Path) -> None:
    assert position_of(tmp_path, {5: b"\0", 29: "2020:01:01"}) == (None, ())


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_position_comes_back(latitude: float, longitude: float) -> None:
    def rationals(angle: float) -> list[tuple[int, int]]:
        thousandths = round(abs(angle) * 3_600_000)
        minutes, seconds = divmod(thousandths, 60_000)
        return [(minutes // 60, 1), (minutes % 60, 1), (seconds, 1000)]

    gps: dict[int, Value] = {
        1: "S" if latitude < 0 else "N",
        2: rationals(latitude),
        3: "W" if longitude < 0 else "E",
        4: rationals(longitude),
    }
    data = photo_bytes(size=(8, 8), exif=exif_block(gps=gps))
    found = decode(data, "JPEG", "a.jpg", None, Limits()).metadata.gps
    if round(latitude * 3_600_000) == 0 and round(longitude * 3_600_000) == 0:
        assert found is None
    else:
        assert found is not None
        assert (found.latitude, found.longitude) == pytest.approx((latitude, longitude), abs=2e-7)


# ---- time and camera ----


@pytest.mark.parametrize(
    ("sub", "gps", "expected"),
    [
        ({0x9003: "2021:02:03 04:05:06"}, {}, "2021-02-03T04:05:06"),
        ({0x9003: "2021:02:03 04:05:06", 0x9011: "+05:30"}, {}, "2021-02-03T04:05:06+05:30"),
        ({0x9003: "2021:02:03 04:05:06", 0x9011: "-0330"}, {}, "2021-02-03T04:05:06-03:30"),
        ({0x9003: "2021:02:03 04:05:06", 0x9011: "Z"}, {}, "2021-02-03T04:05:06+00:00"),
        ({0x9003: "2021:02:03 04:05:06", 0x9011: "+25:00"}, {}, "2021-02-03T04:05:06"),
        ({0x9003: "2021:02:03 04:05:06", 0x9011: "   :  "}, {}, "2021-02-03T04:05:06"),
        # Of the last change, not of the picture.
        ({0x9003: "2021:02:03 04:05:06", 0x9010: "+02:00"}, {}, "2021-02-03T04:05:06"),
        ({0x9003: "2021-02-03T04:05:06\0\0"}, {}, "2021-02-03T04:05:06"),
        ({0x9003: "0000:00:00 00:00:00"}, {}, None),
        ({0x9003: "    :  :     :  :  "}, {}, None),
        ({0x9003: "2021:02:30 04:05:06"}, {}, None),
        ({0x9003: "2021:02:03 24:05:06"}, {}, None),
        ({0x9003: "yesterday"}, {}, None),
        ({0x9003: 7}, {}, None),
        ({0x9004: "2021:02:03 04:05:06"}, {}, None),  # when a print was scanned
        ({}, {29: "2021:02:03", 7: [(4, 1), (5, 1), (69, 10)]}, "2021-02-03T04:05:06+00:00"),
        (
            {0x9003: "0000:00:00 00:00:00"},
            {29: "2021:02:03", 7: [(4, 1), (5, 1), (6, 1)]},
            "2021-02-03T04:05:06+00:00",
        ),
        (
            {0x9003: "2021:02:03 06:05:06"},
            {29: "2021:02:03", 7: [(4, 1), (5, 1), (6, 1)]},
            "2021-02-03T06:05:06",
        ),
        ({}, {29: "2021:02:03", 7: [(4, 0), (5, 1), (6, 1)]}, None),
        ({}, {29: "2021:02:03", 7: [(25, 1), (5, 1), (6, 1)]}, None),
        ({}, {29: "2021:02:03"}, None),
        ({}, {7: [(4, 1), (5, 1), (6, 1)]}, None),
        ({}, {29: "2014:04:26", 7: "17,00000,8,00000,29,00000"}, "2014-04-26T17:08:29+00:00"),
    ],
)
def test_when_it_was_taken(
    sub: dict[int, Value], gps: dict[int, Value], expected: str | None, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jpg", photo_bytes(exif=exif_block(sub=sub, gps=gps)))
    opened = photos.read(path)
    assert opened.photo.taken_at == expected
    assert opened.warnings == ()


@pytest.mark.parametrize(
    ("make", "model", "expected"),
    [
        ("Canon", "Canon EOS 40D", "Canon EOS 40D"),
        ("NIKON CORPORATION", "NIKON D70", "NIKON D70"),
        ("EASTMAN KODAK COMPANY", "KODAK CX7530", "KODAK CX7530"),
        ("samsung", "SM-G930F", "samsung SM-G930F"),
        ("Apple\0\0\0", "  iPhone   7 \0", "Apple iPhone 7"),
        ("Apple", None, "Apple"),
        (None, "iPhone 7", "iPhone 7"),
        ("", " \0 ", None),
        (None, None, None),
        (7, 8, None),
        ("A\x1b[31m", "B\nC", "A\u241b[31m B C"),
    ],
)
def test_camera(
    make: Value | None, model: Value | None, expected: str | None, tmp_path: Path
) -> None:
    base = {tag: value for tag, value in ((0x10F, make), (0x110, model)) if value is not None}
    data = photo_bytes(exif=exif_block(base))
    assert photos.read(write(tmp_path / "a.jpg", data)).photo.camera == expected


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, on damaged blocks
@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"II*\0",
        b"garbage that is no TIFF block",
        exif_block(gps=NORTH_EAST)[:40],
        b"II*\0\xff\xff\xff\xff" + exif_block()[8:],
    ],
)
def test_damaged_exif_spoils_no_picture(block: bytes, tmp_path: Path) -> None:
    opened = photos.read(write(tmp_path / "a.jpg", photo_bytes(exif=block)))
    assert opened.pixels.size == (64, 48)
    assert opened.photo.gps is None


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.data())
def test_exif_with_flipped_bytes_never_spoils_a_picture(data: st.DataObject) -> None:
    block = bytearray(
        exif_block(
            {0x10F: "ACME", 0x112: 6},
            {0x9003: "2021:02:03 04:05:06", 0x9011: "+05:30"},
            {**NORTH_EAST, 29: "2021:02:03", 7: [(4, 1), (5, 1), (6, 1)]},
        )
    )
    for _ in range(data.draw(st.integers(1, 12))):
        block[data.draw(st.integers(0, len(block) - 1))] = data.draw(st.integers(0, 255))
    jpeg = photo_bytes(size=(8, 6), exif=bytes(block))
    decoded = decode(jpeg, "JPEG", "a.jpg", None, Limits())
    assert sorted((decoded.width, decoded.height)) == [6, 8]
    gps = decoded.metadata.gps
    assert gps is None or (abs(gps.latitude) <= 90 and abs(gps.longitude) <= 180)


# ---- bad files ----


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.jpg", b"", "empty"),
        ("note.jpg", "Ich war in Köln.\n".encode(), "a text file"),
        ("zeros.jpg", bytes(4000), "nothing but zero bytes"),
        ("noise.jpg", bytes(range(1, 32)) * 9, "no known picture"),
        ("a.jxl", b"\xff\x0a" + bytes(20), "JPEG XL"),
        ("a.jpg", b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        ("a.jp2", b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        ("a.psd", b"8BPS\0\x01", "Photoshop"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        ("a.cr3", b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "camera raw"),
        ("a.cr2", b"II*\0\x10\0\0\0CR\x02\0", "camera raw"),
        ("a.raf", b"FUJIFILMCCD-RAW 0201", "camera raw"),
    ],
)
def test_what_is_no_photo_is_refused_by_name(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    error = refusal(write(tmp_path / name, content))
    assert error.message.startswith(name) and words in error.message


@pytest.mark.parametrize("tags", [{254: 1}, {50706: b"\1\4\0\0"}])
def test_a_raw_file_is_not_taken_for_its_preview(tags: dict[int, object], tmp_path: Path) -> None:
    data = encoded(Image.new("RGB", (16, 12)), "TIFF", tiffinfo=tags)
    assert "camera raw" in refusal(write(tmp_path / "a.dng", data)).message


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
@pytest.mark.parametrize("kind", FORMATS)
def test_half_a_file_is_refused(kind: str, share: float, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)
    data = encoded(Image.fromarray(noise), kind)
    path = write(tmp_path / "half.jpg", data[: int(len(data) * share)])
    assert refusal(path).message.startswith("half.jpg")
    with pytest.raises(UserError):
        photos.read(path, short_side=32)


def test_a_truncated_jpeg_is_said_to_end_early(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)
    data = encoded(Image.fromarray(noise), "JPEG")
    error = refusal(write(tmp_path / "IMG_1.jpg", data[: 24 * 1024]))
    assert error.message == "IMG_1.jpg says it is a JPEG but its data ends after 24 KB."
    assert error.hint == "Copy it again from its source."


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.data())
def test_flipped_bytes_are_a_photo_or_a_refusal(kind: str, data: st.DataObject) -> None:
    content = bytearray(photo_bytes(kind, (24, 16)))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = Path("flipped.jpg")
    limits = Limits(pixels=10**6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("img2loc_desktop.core.photos.reading.read_bytes", lambda *_: bytes(content))
        try:
            assert photos.read(path, limits=limits).pixels.mode == "RGB"
        except UserError as error:
            assert "flipped.jpg" in error.message and error.hint


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (png_claiming(20_000, 20_000), "400 megapixels"),
        (png_claiming(2**31 - 1, 2**31 - 1), "megapixels"),
        (jpeg_claiming(65_500, 65_500), "4,290 megapixels"),
        (gif_claiming(65_535, 65_535), "4,295 megapixels"),
        (png_claiming(60_000, 2), "100 times"),
    ],
)
def test_more_pixels_than_are_decoded(data: bytes, words: str, tmp_path: Path) -> None:
    error = refusal(write(tmp_path / "bomb.jpg", data))
    assert words in error.message


def test_a_two_hundred_megapixel_photo_opens_as_a_draft(tmp_path: Path) -> None:
    """As the largest telephones write it; decoding it is quick because it is one colour."""
    data = encoded(Image.new("L", (16_320, 12_240)), "JPEG")
    opened = photos.read(write(tmp_path / "a.jpg", data), short_side=292)
    assert (opened.photo.width, opened.photo.height) == (16_320, 12_240)
    assert opened.pixels.size == (2040, 1530)


def test_bytes_are_counted_before_they_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", photo_bytes())
    with path.open("r+b") as file:
        file.truncate(3 * 2**30)  # sparse
    assert "3,072 MB" in refusal(path).message


def test_a_file_that_grows_is_read_to_the_limit_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.jpg", photo_bytes())
    monkeypatch.setattr(os, "read", lambda _, count: bytes(count))
    assert "at most 8 MB" in refusal(path, Limits(file_bytes=8 * 2**20)).message


@pytest.mark.parametrize("kind", [*WITH_EXIF, "TIFF"])
@pytest.mark.parametrize("directory", ["sub", "gps"])
def test_too_many_values_in_metadata_are_refused(kind: str, directory: str, tmp_path: Path) -> None:
    block = exif_block(**{directory: {0x9999 if directory == "sub" else 2: [(1, 3)] * 2000}})
    if kind == "TIFF":
        exif = Image.Exif()
        exif.load(block)
        data = encoded(Image.new("L", (9, 9)), "TIFF", exif=exif)
    else:
        data = photo_bytes(kind, exif=block)
    path = write(tmp_path / "a", data)
    assert "2,0" in refusal(path, Limits(metadata_values=1500)).message
    assert photos.read(path).pixels.mode == "RGB"


def overlapping_directory(entries: int, span: int) -> bytes:
    """A TIFF block of many entries that all hold the same ``span`` bytes."""
    fields = b"".join(struct.pack("<HHLL", 0x1000 + at, 7, span, 8) for at in range(entries))
    block = b"II*\0" + struct.pack("<LH", 8, entries) + fields + bytes(4)
    return block + bytes(max(0, span + 8 - len(block)))


def jpeg_with_exif_in_many_segments() -> bytes:
    block = overlapping_directory(20_000, 2_000_000)
    segments = b"".join(
        b"\xff\xe1" + struct.pack(">H", len(part) + 8) + b"Exif\0\0" + part
        for part in (block[at : at + 65_000] for at in range(0, len(block), 65_000))
    )
    data = photo_bytes()
    return data[:2] + segments + data[2:]


# One grey pixel: width, height, bits, compression, black is zero, where, samples, rows, bytes.
ONE_PIXEL: dict[int, Value] = dict(
    zip((256, 257, 258, 259, 262, 273, 277, 278, 279), (1, 1, 8, 1, 1, 8, 1, 1, 1), strict=True)
)


def tiff_that_leads_back_to_itself() -> bytes:
    data = exif_block({**ONE_PIXEL, 0x8769: 8, 0x8825: 8})
    next_directory = 8 + 2 + 12 * (len(ONE_PIXEL) + 2)
    return data[:next_directory] + struct.pack("<L", 8) + data[next_directory + 4 :]


def many_rationals(base: dict[int, Value], count: int = 8_000_000) -> bytes:
    """A block whose GPS latitude is that many thirds; they begin wherever, say at byte 44."""
    block = exif_block(base, gps={2: 0})
    gps = block.index(struct.pack("<HHL", 2, 3, 1))
    entry = struct.pack("<HHLL", 2, 5, count, 44)
    return block[:gps] + entry + block[gps + 12 :] + struct.pack("<LL", 1, 3) * count


def test_directories_may_lead_back_to_themselves(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", tiff_that_leads_back_to_itself())
    assert photos.read(path).pixels.size == (1, 1)


# The peak of this process alone: that of getrusage begins with the parent's.
PEAK_OF_READING = """
import re, sys
from pathlib import Path
from img2loc_desktop.core import photos
from img2loc_desktop.core.errors import UserError
try:
    photos.read(Path(sys.argv[1]))
except UserError as error:
    print(error.message, file=sys.stderr)
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
@pytest.mark.parametrize(
    "bomb",
    [
        jpeg_with_exif_in_many_segments,
        lambda: photo_bytes("PNG", exif=overlapping_directory(20_000, 2_000_000)),
        lambda: overlapping_directory(20_000, 2_000_000),
        lambda: photo_bytes("PNG", exif=many_rationals({})),
        lambda: many_rationals(ONE_PIXEL),
    ],
    ids=["jpeg", "png", "tiff", "png rationals", "tiff rationals"],
)
def test_bombs_neither_hang_nor_take_the_memory(bomb: Callable[[], bytes], tmp_path: Path) -> None:
    path = write(tmp_path / "bomb", bomb())
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PEAK_OF_READING, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=REPOSITORY,
        check=True,
    )
    assert int(done.stdout) < 2**20, done.stderr


@pytest.mark.parametrize(
    "error",
    [
        Image.DecompressionBombError("too large"),
        Image.UnidentifiedImageError("what is it"),
        OSError(errno.EIO, "bad"),
        SyntaxError("not a JPEG"),
        struct.error("unpack"),
        ValueError("no"),
        EOFError(),
        IndexError("list"),
        KeyError(7),
        RecursionError("deep"),
        RuntimeError("native"),
        MemoryError(),
        Image.DecompressionBombWarning("large"),
    ],
)
def test_whatever_a_decoder_raises_is_a_refusal(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("img2loc_desktop.core.photos.formats.open_image", fail)
    assert refusal(write(tmp_path / "a.jpg", photo_bytes())).message.startswith("a.jpg")


# ---- what is no file ----


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "not there" in refusal(tmp_path / "gone.jpg").message
    assert "a folder" in refusal(tmp_path).message
    assert refusal(tmp_path / "zero\0byte.jpg").message.startswith("zero\u2400byte.jpg")
    assert refusal(tmp_path / ("long" * 500)).hint


@needs_posix
def test_pipes_devices_and_loops_do_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    (tmp_path / "dangling.jpg").symlink_to("nowhere")
    assert "a pipe" in refusal(tmp_path / "pipe.jpg").message
    assert "a device" in refusal(Path("/dev/zero")).message
    assert refusal(tmp_path / "loop.jpg").hint
    assert "not there" in refusal(tmp_path / "dangling.jpg").message


@needs_posix
def test_a_pipe_that_takes_a_files_place_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular = write(tmp_path / "regular.jpg", photo_bytes()).stat()
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: regular)
    assert "a pipe" in refusal(pipe).message


@needs_posix
def test_what_may_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", photo_bytes())
    closed(path)
    assert "may not be read" in refusal(path).message


@needs_posix
def test_names_are_shown_on_one_line_whatever_they_hold(tmp_path: Path) -> None:
    for raw in (b"two\nlines.jpg", b"\xff\xfe.jpg", "📷\u202egpj.exe".encode(), b"\x1b[2J.jpg"):
        message = refusal(write(tmp_path / os.fsdecode(raw), b"")).message
        message.encode()
        assert message.isprintable()
    good = write(tmp_path / os.fsdecode(b"caf\xe9.jpg"), photo_bytes())
    assert photos.read(good).photo.path == good
    assert list(photos.expand([good])) == [good]


# ---- threads and imports ----


def test_reads_in_threads_agree(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / f"{index}", photo_bytes(kind, (200 + index, 150)))
        for index, kind in enumerate(FORMATS * 3)
    ]
    alone = [photos.read(path, short_side=64) for path in paths]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda path: photos.read(path, short_side=64), paths))
    for one, other in zip(alone, together, strict=True):
        assert one.photo == other.photo
        assert one.pixels.tobytes() == other.pixels.tobytes()


def test_pillows_own_limit_for_the_process_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    path = write(tmp_path / "a.jpg", photo_bytes())
    assert photos.read(path).pixels.size == (64, 48)
    assert Image.MAX_IMAGE_PIXELS == 100


def test_large_pictures_are_decoded_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("img2loc_desktop.core.photos.decode._LARGE", 1000)
    from img2loc_desktop.core.photos import decode as module

    inside = 0
    most = 0
    counting = threading.Lock()
    as_rgb: Callable[[Image.Image], Image.Image] = module._as_rgb

    def counted(image: Image.Image) -> Image.Image:
        nonlocal inside, most
        with counting:
            inside += 1
            most = max(most, inside)
        result = as_rgb(image.resize((900, 900)))
        with counting:
            inside -= 1
        return result

    monkeypatch.setattr(module, "_as_rgb", counted)
    path = write(tmp_path / "a.png", photo_bytes("PNG"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(photos.read, [path] * 12))
    assert most == 1


def test_importing_loads_no_format() -> None:
    code = (
        "import sys; from img2loc_desktop.core import photos;"
        "print([m for m in sys.modules if m.endswith('ImagePlugin') or 'heif' in m])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert done.stdout.strip() == "[]"


# ---- expanding what the user named ----


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def shown(items: list[Path | Failure], root: Path) -> list[str]:
    return [
        f"!{item.path.relative_to(root)}"
        if isinstance(item, Failure)
        else str(item.relative_to(root))
        for item in items
    ]


def test_folders_are_expanded_by_name_and_suffix(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "b/2.JPG",
        "b/1.heic",
        "b/a/9.tif",
        "b/notes.txt",
        "b/.hidden.jpg",
        "b/._1.heic",
        "b/.cache/x.jpg",
        "b/c.jpg/inside.png",
        "a.jpg",
    )
    items = list(photos.expand([tmp_path / "b", str(tmp_path / "a.jpg")]))
    assert shown(items, tmp_path) == [
        "b/1.heic",
        "b/2.JPG",
        "b/a/9.tif",
        "b/c.jpg/inside.png",
        "a.jpg",
    ]


def test_a_named_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    tree(tmp_path, "notes.txt", ".hidden.jpg", ".dot/a.jpg")
    named = [tmp_path / "notes.txt", tmp_path / ".hidden.jpg"]
    assert list(photos.expand([*named, tmp_path / ".dot"])) == [
        *named,
        tmp_path / ".dot" / "a.jpg",
    ]


def test_every_way_of_naming_a_file_twice_is_one_line(tmp_path: Path) -> None:
    tree(tmp_path, "d/a.jpg", "d/e/b.jpg")
    os.link(tmp_path / "d/a.jpg", tmp_path / "d/z.jpg")
    items = list(
        photos.expand(
            [
                tmp_path / "d" / "a.jpg",
                tmp_path / "d",
                tmp_path / "d" / "e" / ".." / "a.jpg",
                tmp_path / "d",
            ]
        )
    )
    assert shown(items, tmp_path) == [
        "d/a.jpg",
        "!d/a.jpg",
        "d/e/b.jpg",
        "!d/z.jpg",
        "!d/e/../a.jpg",
        "!d",
    ]
    for item in items:
        if isinstance(item, Failure):
            assert isinstance(item, photos.Repeated)
            assert "the same" in item.message and item.hint


@needs_posix
def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    tree(tmp_path, "d/a.jpg", "d/e/b.jpg", "elsewhere/c.jpg")
    (tmp_path / "d/e/up").symlink_to("..")
    (tmp_path / "d/other").symlink_to("../elsewhere")
    (tmp_path / "d/self.jpg").symlink_to("self.jpg")
    (tmp_path / "d/self").symlink_to("self")
    items = list(photos.expand([tmp_path / "d"]))
    assert shown(items, tmp_path) == [
        "d/a.jpg",
        "d/e/b.jpg",
        "!d/e/up",
        "d/other/c.jpg",
        "!d/self.jpg",
    ]
    loop = next(item for item in items if isinstance(item, photos.Repeated))
    up, top = tmp_path / "d/e/up", tmp_path / "d"
    assert loop.message == f"{up} is a link that leads back to {top}, in which it lies."
    again = list(photos.expand([top, top / "e" / ".."]))[-1]
    assert isinstance(again, photos.Repeated) and "the same folder as" in again.message


def test_pictures_that_are_not_read_are_one_line_each(tmp_path: Path) -> None:
    tree(tmp_path, "d/a.jxl", "d/b.NEF", "d/c.CR2", "d/c.JPG", "d/e.txt", "d/f.dng/g.jpg")
    items = list(photos.expand([tmp_path / "d"]))
    # The raw file c.CR2 has its picture beside it.
    assert shown(items, tmp_path) == ["!d/a.jxl", "!d/b.NEF", "d/c.JPG", "d/f.dng/g.jpg"]
    messages = [item.message for item in items if isinstance(item, Failure)]
    assert messages == [
        "a.jxl is a picture in a format that is not read: JXL.",
        "b.NEF is a picture in a format that is not read: camera raw.",
    ]
    named = tmp_path / "d" / "a.jxl"
    assert list(photos.expand([named])) == [named]  # reading it says what it is


@needs_posix
def test_what_is_no_photo_file_is_one_line_each_and_the_rest_goes_on(tmp_path: Path) -> None:
    tree(tmp_path, "a.jpg", "z.jpg")
    (tmp_path / "empty.jpg").touch()
    os.mkfifo(tmp_path / "pipe.jpg")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling.jpg").symlink_to("nowhere")
    items = list(photos.expand([tmp_path / "gone.jpg", tmp_path, tmp_path / "zero\0"]))
    assert shown(items, tmp_path) == [
        "!gone.jpg",
        "a.jpg",
        "!dangling.jpg",
        "!empty.jpg",
        "!pipe.jpg",
        "z.jpg",
        "!zero\0",
    ]
    for item in items:
        if isinstance(item, Failure):
            assert item.message and item.hint and "\0" not in item.message


def test_a_folder_without_photos_says_so(tmp_path: Path) -> None:
    tree(tmp_path, "d/notes.txt", "d/e/more.txt")
    (item,) = photos.expand([tmp_path / "d"])
    assert isinstance(item, Failure)
    assert "no photos" in item.message and ".jpg" in item.hint


@needs_posix
def test_a_folder_that_may_not_be_listed_is_one_line(tmp_path: Path) -> None:
    tree(tmp_path, "closed/a.jpg", "open/b.jpg")
    closed(tmp_path / "closed")
    items = list(photos.expand([tmp_path]))
    (tmp_path / "closed").chmod(0o700)
    assert shown(items, tmp_path) == ["!closed", "open/b.jpg"]


def test_a_folder_that_fails_while_it_is_listed_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "bad/a.jpg", "good/b.jpg")
    scandir = os.scandir

    def failing(path: Path) -> object:
        if Path(path).name == "bad":
            raise OSError(errno.EIO, "Input/output error")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    items = list(photos.expand([tmp_path]))
    assert shown(items, tmp_path) == ["!bad", "good/b.jpg"]
    assert isinstance(items[0], Failure) and "Input/output error" in items[0].message


def test_expanding_is_lazy_and_a_vanished_file_is_refused_later(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.jpg", "b/2.jpg")
    items = photos.expand([tmp_path / "a", tmp_path / "b"])
    first = next(items)
    assert isinstance(first, Path)
    first.unlink()
    assert "not there" in refusal(first).message
    (tmp_path / "b" / "2.jpg").unlink()
    (late,) = items
    assert isinstance(late, Failure) and "no photos" in late.message


def test_a_file_that_vanishes_while_its_folder_is_walked_is_one_line(tmp_path: Path) -> None:
    tree(tmp_path, "1.jpg", "2.jpg", "3.jpg")
    items = photos.expand([tmp_path])
    assert next(items) == tmp_path / "1.jpg"
    (tmp_path / "2.jpg").unlink()
    gone, last = items
    assert isinstance(gone, Failure) and "not there" in gone.message
    assert last == tmp_path / "3.jpg"


def test_folders_may_nest_deeper_than_python_may_call(tmp_path: Path) -> None:
    tree(tmp_path, "d/" * 200 + "a.jpg")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    try:
        items = list(photos.expand([tmp_path]))
    finally:
        sys.setrecursionlimit(usual)
    assert shown(items, tmp_path) == ["d/" * 200 + "a.jpg"]


def test_many_files(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number:05}.jpg").write_bytes(b"x")
    items = list(photos.expand([tmp_path]))
    assert items == sorted(tmp_path.iterdir())


def test_a_photo_that_comes_next_is_read_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "next.jpg"
    Image.new("RGB", (640, 480), (200, 90, 30)).save(path)
    ahead = photos.Ahead()
    ahead.begin(path, 200)
    for thread in threading.enumerate():
        if thread.name == "read ahead":
            thread.join()
    expected = photos.read(path, short_side=200)
    path.unlink()
    taken = ahead.take(path, 200)
    assert taken.photo == expected.photo
    assert taken.pixels.tobytes() == expected.pixels.tobytes()
    with pytest.raises(UserError, match="is not there any more"):
        ahead.take(path, 200)  # it was taken: this time the file is read
    ahead.begin(path, 200)
    with pytest.raises(UserError, match="is not there any more"):
        ahead.take(path, 200)
