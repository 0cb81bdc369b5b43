"""Every file of four EXIF libraries' test suites, read as ExifTool reads it or refused."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from img2loc_desktop.core import photos
from img2loc_desktop.core.photos import exif as exif_module

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY.parent / "shared" / "exif"
TRUTH: dict[str, dict[str, str]] = {}
if (FOLDER / "exiftool.csv").is_file():
    with (FOLDER / "exiftool.csv").open(encoding="utf-8", newline="") as table:
        TRUTH = {row["file"]: row for row in csv.DictReader(table)}

pytestmark = pytest.mark.skipif(not TRUTH, reason="the EXIF test files are not on this machine")

# ExifTool reads the first three of the six numbers in "52,00000,50,00000,34,01180".
DECIMAL_COMMAS = "goexif_exif_samples_geodegrees_as_string.jpg"
JPEG_XL = "exif-py_jxl_test_0001.jxl"
CUT_SHORT = "exifr_32d08f4a5eb10332506ebedbb9bc7257.jpg"
DAMAGED_HEADERS = {
    "goexif_exif_corrupt_huge_tag_exif.jpg",
    "goexif_exif_corrupt_max_uint32_exif.jpg",
}

# The "-sep-" files of goexif are the first kilobytes of photos, without the picture; the last
# part of the picture is missing from CUT_SHORT, and most of it from the other two.
REFUSED = {name for name in TRUTH if "-sep-" in name} | DAMAGED_HEADERS | {JPEG_XL, CUT_SHORT}

READ_ALL = """
import json, re, sys
from pathlib import Path
from img2loc_desktop.core import photos
from img2loc_desktop.core.errors import UserError

for path in map(Path, sys.stdin.read().splitlines()):
    answer = {"file": path.name}
    try:
        opened = photos.read(path)
    except UserError as error:
        answer |= {"message": error.message, "hint": error.hint}
    else:
        photo = opened.photo
        answer |= {
            "gps": photo.gps and (photo.gps.latitude, photo.gps.longitude),
            "size": (photo.width, photo.height),
            "pixels": opened.pixels.size,
            "mode": opened.pixels.mode,
            "format": photo.format,
        }
    print(json.dumps(answer))
status = Path("/proc/self/status")
peak = status.is_file() and re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())
print(json.dumps({"peak": int(peak[1]) if peak else None}))
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    """What ``photos.read`` says of every file, all in one process; its peak under ""."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ_ALL],
        input="\n".join(str(FOLDER / name) for name in TRUTH),
        capture_output=True,
        text=True,
        timeout=300,
        cwd=REPOSITORY,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row.get("file", ""): row for row in rows}


def test_all_files_are_answered(answers: dict[str, dict[str, Any]]) -> None:
    assert len(TRUTH) == 218
    assert set(answers) == {*TRUTH, ""}


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_all_files_are_read_below_a_gigabyte(answers: dict[str, dict[str, Any]]) -> None:
    assert answers[""]["peak"] < 2**20


@pytest.mark.parametrize("name", sorted(set(TRUTH) - {DECIMAL_COMMAS, JPEG_XL}))
def test_position_is_exiftools_or_none_where_it_has_none(
    name: str, answers: dict[str, dict[str, Any]]
) -> None:
    truth = TRUTH[name]
    found = answers[name].get("gps")
    if truth["GPSLatitude"]:
        assert found == pytest.approx(
            (float(truth["GPSLatitude"]), float(truth["GPSLongitude"])), abs=1e-5
        )
    else:
        assert found is None


def test_decimal_commas_are_not_separators(answers: dict[str, dict[str, Any]]) -> None:
    """ExifTool has 52.01389, 11.00278 here, from 52 degrees "00000" minutes 50 seconds.

    The numbers have five decimals after a decimal comma: 52, 50, 34.0118. The file proves
    it: its GPS time "17,00000,8,00000,29,00000" is 17:08:29 UTC read this way, 50 seconds
    from the camera's 19:09:19 in German summer time, and would be 17:00:08 in the other.
    """
    assert answers[DECIMAL_COMMAS]["gps"] == pytest.approx(
        (52 + 50 / 60 + 34.0118 / 3600, 11 + 10 / 60 + 58.2836 / 3600), abs=1e-9
    )
    with Image.open(FOLDER / DECIMAL_COMMAS) as image:
        clock = image.getexif().get_ifd(0x8825)[7]
    assert exif_module.numbers(clock) == [17, 8, 29]
    opened = photos.read(FOLDER / DECIMAL_COMMAS)
    assert opened.photo.taken_at == "2014-04-26T19:09:19"


def test_jpeg_xl_is_refused_by_name(answers: dict[str, dict[str, Any]]) -> None:
    """Pillow does not decode it, so there is no picture to look at, whatever its EXIF says."""
    assert "is a JPEG XL picture" in answers[JPEG_XL]["message"]


def test_only_files_without_a_whole_picture_are_refused(
    answers: dict[str, dict[str, Any]],
) -> None:
    assert {name for name, answer in answers.items() if "message" in answer} == REFUSED
    for name in REFUSED:
        assert answers[name]["message"].startswith(name)
        assert answers[name]["hint"]


@pytest.mark.parametrize("name", sorted(set(TRUTH) - REFUSED))
def test_opens_upright(name: str, answers: dict[str, dict[str, Any]]) -> None:
    answer = answers[name]
    assert answer["mode"] == "RGB"
    assert answer["pixels"] == answer["size"]
    with _plainly_opened(FOLDER / name) as image:
        stored = image.size
    turned = TRUTH[name]["Orientation"] in ("5", "6", "7", "8")
    assert tuple(answer["size"]) == (stored[::-1] if turned else stored)


@pytest.mark.parametrize(
    "series",
    [
        "exif-py_jpg_orientation_landscape_{}.jpg",
        "exif-py_jpg_orientation_portrait_{}.jpg",
        "exifr_orientation_f{}t.jpg",
        "goexif_exif_samples_f{}-exif.jpg",
    ],
)
@pytest.mark.parametrize("orientation", range(2, 9))
def test_all_orientations_show_the_same_picture(series: str, orientation: int) -> None:
    upright = photos.read(FOLDER / series.format(1)).pixels
    turned = photos.read(FOLDER / series.format(orientation)).pixels
    assert turned.size == upright.size
    # Some series have the number of the orientation drawn in, so they are not quite equal:
    # no other turn brings them closer together.
    distances = {
        turn: _distance(upright, turned if turn is None else turned.transpose(turn))
        for turn in (None, *Image.Transpose)
    }
    assert min(distances, key=distances.__getitem__) is None


def _distance(one: Image.Image, other: Image.Image) -> float:
    if one.size != other.size:
        return float("inf")
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).mean())


def _plainly_opened(path: Path) -> Image.Image:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return Image.open(path)
