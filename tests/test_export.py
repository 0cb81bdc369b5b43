"""Choosing a format, and what holds for every one of them."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import export_samples as samples
import pytest

from img2loc_desktop.core import exports
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.exports import xml
from img2loc_desktop.core.types import Failure, Result

SUFFIXES = [suffix for group in exports.FORMATS.values() for suffix in group]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_chooses_the_format(tmp_path: Path, suffix: str) -> None:
    upper = tmp_path / f"out{suffix.upper()}"
    exports.write(upper, samples.mixed())
    named = tmp_path / "named"
    format_ = next(name for name, group in exports.FORMATS.items() if suffix in group)
    exports.write(named, samples.mixed(), format=format_)
    assert upper.read_bytes() == named.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {upper.name, "named"}


@pytest.mark.parametrize("name", ["out", "out.shp", "out.kml.gz"])
def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="no ending") as refused:
        exports.write(tmp_path / name, [])
    assert all(suffix in refused.value.hint for suffix in SUFFIXES)


def test_an_original_is_never_overwritten(tmp_path: Path) -> None:
    entry = samples.with_file(tmp_path)
    before = entry.photo.path.read_bytes()
    link = tmp_path / "link.csv"
    link.symlink_to(entry.photo.path)
    for entries in ([entry], [Failure(entry.photo.path, "a", "b")]):
        with pytest.raises(UserError, match="one of the photos"):
            exports.write(link, entries)
    assert entry.photo.path.read_bytes() == before
    gone = [samples.result("/gone.jpg"), samples.result("a\0b.jpg"), samples.result("x" * 5000)]
    exports.write(tmp_path / "out.csv", gone)
    exports.write(tmp_path / "out.csv", gone)


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".gpx", ".html", ".csv"])
def test_what_nobody_compared_with_known_places_says_so(tmp_path: Path, suffix: str) -> None:
    usual = samples.result()
    estimate = replace(usual.estimate, trust="uncalibrated", calibrated_on=None)
    exports.write(tmp_path / f"out{suffix}", [replace(usual, estimate=estimate)])
    said = (tmp_path / f"out{suffix}").read_text(encoding="utf-8")
    assert "uncalibrated" in said or "Not calibrated" in said
    if suffix != ".csv":  # for programs: that one word
        assert "Whether it is better than a guess without the photo is not known." in said


@pytest.mark.parametrize("suffix", [group[0] for group in exports.FORMATS.values()])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(UserError, match="Cannot write") as refused:
        exports.write(tmp_path / "missing" / f"out{suffix}", samples.mixed())
    assert refused.value.hint


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".kmz", ".csv", ".gpx", ".html"])
def test_memory_does_not_grow_with_the_number_of_photos(tmp_path: Path, suffix: str) -> None:
    def peak(entries: list[Result | Failure]) -> int:
        tracemalloc.start()
        exports.write(tmp_path / f"out{suffix}", entries)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(samples.mixed())  # imports
    few, many = peak([samples.result()] * 5), peak([samples.result()] * 45)
    assert many < few + 80_000


def test_importing_the_package_loads_no_format() -> None:
    script = (
        "import sys, img2loc_desktop.core.exports as e;"
        "loaded = [m for m in sys.modules if m.startswith(e.__name__ + '.')"
        " or m in ('PIL', 'xml.etree.ElementTree', 'zipfile', 'csv', 'lxml')];"
        "print(sorted(loaded))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "['img2loc_desktop.core.exports.parts']"


@pytest.mark.parametrize(
    ("taken_at", "known"),
    [
        ("2024-05-01T12:30:00", True),
        ("2024-05-01T12:30:00.25+14:00", True),
        ("2024-05-01T12:30:00+23:00", False),
        ("2024-05-01T12:30:00+01:00:30", False),
        ("2024-05-01", False),
        ("0001-01-01T00:00:00+10:00", False),
        ("9999-12-31T23:59:59-10:00", False),
        ("0000:00:00 00:00:00", False),
        (None, False),
    ],
)
def test_only_times_that_a_photo_can_have_are_times(taken_at: str | None, known: bool) -> None:
    assert (xml.moment(taken_at) is not None) == known
