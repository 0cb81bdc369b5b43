"""Times of a table, of EXIF and of an index: which of them are of the same hour."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import evaluation_samples as samples
import pytest
from evaluation_samples import PARIS, TOKYO, Shot
from PIL import Image
from PIL.ExifTags import IFD, Base

from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.evaluation import run
from img2loc_desktop.core.evaluation.times import Moment, Moments, moment

NOON = 476_268.0  # hours to 2024-05-01 12:00 UTC


@pytest.mark.parametrize(
    ("written", "hours", "is_utc"),
    [
        ("2024-05-01T12:00:00", NOON, False),
        ("2024-05-01 12:00", NOON, False),
        ("2024:05:01 12:00:00", NOON, False),
        ("20240501120000", NOON, False),
        ("2009-07-12 12:00:00.0", 346_500.0, False),
        ("2024-05-01T12:00:00Z", NOON, True),
        ("2024-05-01 12:00:00 UTC", NOON, True),
        ("2024-05-01T14:00:00+02:00", NOON, True),
        ("2024-05-01T14:00:00+0200", NOON, True),
        ("2024:05:01 14:00:00+02:00", NOON, True),
        ("2024:05:01 07:00:00 -05:00", NOON, True),
        ("1714564800", NOON, True),
        ("1714564800000", NOON, True),
        ("1714564800.0", NOON, True),
        ("1.7145648e12", NOON, True),
    ],
)
def test_a_time_is_understood_however_it_is_written(
    written: str, hours: float, is_utc: bool
) -> None:
    assert moment(written) == Moment(hours, is_utc)


@pytest.mark.parametrize(
    "written",
    [None, "", "2024-05-01", "20240501", "12:00:00", "01/05/2024 12:00", "nan", "inf", "7", "noon"],
)
def test_what_names_no_hour_is_no_time(written: str | None) -> None:
    assert moment(written) is None
    assert math.isnan(Moments.of([written]).hours[0])


@pytest.mark.parametrize(
    ("one", "other", "longitude", "is_near"),
    [
        # Two of UTC and two clocks: an hour is an hour, wherever it is.
        ("2024-05-01T12:00:00Z", "2024-05-01T14:50:00+02:00", 2.0, True),
        ("2024-05-01T12:00:00Z", "2024-05-01T12:10:00+02:00", 2.0, False),
        ("1714564800", "1714564800000", 139.0, True),
        ("2024:05:01 12:00:00", "2024-05-01T12:40:00", 139.0, True),
        ("2024:05:01 12:00:00", "2024-05-01T13:10:00", 139.0, False),
        # A clock and UTC: clocks of Tokyo are nine hours ahead, of Lima five behind.
        ("2024:05:01 21:30:00", "1714564800000", 139.7, True),
        ("2024:05:01 12:00:00", "2024-05-01T12:00:00Z", 139.7, False),
        ("2024-05-01T12:00:00Z", "2024:05:01 07:10:00", -77.0, True),
        ("2024-05-01T12:00:00Z", "2024:05:01 12:00:00", -77.0, False),
        # Madrid in summer is 2 h 15 min ahead of its sun, Kashgar on the clock of Beijing 3.
        ("2024-05-01T14:00:00", "2024-05-01T12:00:00Z", -3.7, True),
        ("2024-05-01T20:00:00", "2024-05-01T12:00:00Z", 76.0, True),
    ],
)
def test_times_of_a_place_are_compared_by_what_they_mean(
    one: str, other: str, longitude: float, is_near: bool
) -> None:
    for first, second in ((one, other), (other, one)):
        taken = moment(second)
        assert taken is not None
        assert Moments.of([None, first]).near(taken, longitude).tolist() == [False, is_near]


def test_leaks_of_an_hour_are_found_across_the_ways_of_writing_it(tmp_path: Path) -> None:
    """The index knows the camera's clock, or its offset; the table knows milliseconds of UTC."""
    library = [
        Shot("clock.png", TOKYO, "ann", 1, "2024:05:01 21:10:00"),
        Shot("offset.png", PARIS, "bob", 2, "2024-05-01T14:10:00+02:00"),
        *samples.shots("l", 8, ("fay",), first=40),
    ]
    index = samples.build_index(tmp_path / "index", samples.write_table(tmp_path / "l", library))
    asked = [
        Shot("tokyo.png", TOKYO, "cyd", 3, "1714564800000"),
        Shot("paris.png", PARIS, "dan", 4, "1714564800"),
        Shot("later.png", PARIS, "dan", 5, "2024-05-01T14:20:00Z"),
        Shot("odd.png", PARIS, "dan", 6, "1/5/2024, noon"),
    ]
    table = samples.write_table(tmp_path / "q", asked)
    found = _evaluated(index, table, tmp_path / "out")
    together = {
        each.identifier: [leak.identifier for leak in each.leaks if leak.kind.startswith("same-p")]
        for each in found.records
    }
    assert together == {
        "tokyo.png": ["clock.png"],
        "paris.png": ["offset.png"],
        "later.png": [],
        "odd.png": [],
    }
    notes = " ".join(found.run["unseen"])
    assert "1 time in the table is not understood" in notes and "1/5/2024, noon" in notes
    assert "offset from UTC" in notes


def test_the_time_in_the_file_stands_in_for_one_that_is_not_understood(tmp_path: Path) -> None:
    library = [Shot("a.jpg", PARIS, "ann", 1), *samples.shots("l", 8, ("fay",), first=40)]
    table = samples.write_table(tmp_path / "l", library)
    _write_exif(tmp_path / "l" / "a.jpg", "2024:05:01 14:00:00", "+02:00")
    index = samples.build_index(tmp_path / "index", table)
    asked = [Shot("b.jpg", PARIS, "bob", 2), replace(Shot("c.jpg", PARIS, "bob", 3), taken_at="x")]
    table = samples.write_table(tmp_path / "q", asked)
    for name, written, offset in (
        ("b.jpg", "2024:05:01 08:30:00", "-04:00"),
        ("c.jpg", "2024:05:01 14:20:00", None),
    ):
        _write_exif(tmp_path / "q" / name, written, offset)
    for each in _evaluated(index, table, tmp_path / "out").records:
        assert ("same-place-and-hour", "a.jpg") in {(k.kind, k.identifier) for k in each.leaks}


def test_the_milliseconds_of_a_public_table_reach_the_index(tmp_path: Path) -> None:
    """Its column is called captured_at; the photo that is asked about has its clock in its EXIF."""
    library = [Shot("a.png", TOKYO, "ann", 1, "1714564800000"), *samples.shots("l", 8, ("fay",))]
    table = samples.write_table(tmp_path / "l", library)
    written = table.read_text().replace("taken_at", "captured_at")
    table.write_text(written.replace("author", "creator_username"))
    index = samples.build_index(tmp_path / "index", table)
    asked = samples.write_table(tmp_path / "q", [Shot("b.jpg", TOKYO, "ann", 2)])
    _write_exif(tmp_path / "q" / "b.jpg", "2024:05:01 21:30:00", None)
    (found,) = _evaluated(index, asked, tmp_path / "out").records
    kinds = {leak.kind for leak in found.leaks if leak.identifier == "a.png"}
    assert kinds >= {"same-place-and-hour", "same-author"}


def _evaluated(index: Path, table: Path, out: Path) -> run.Evaluation:
    configuration = Configuration(indexes=(index,), use_gpu=False)
    return run.evaluate(run.Plan(table, out, configuration), lambda *_: None)


def _write_exif(path: Path, taken: str, offset: str | None) -> None:
    with Image.open(path) as picture:
        exif = picture.getexif()
        sub = exif.get_ifd(IFD.Exif)
        sub[Base.DateTimeOriginal] = taken
        if offset is not None:
            sub[Base.OffsetTimeOriginal] = offset
        picture.copy().save(path, exif=exif)
