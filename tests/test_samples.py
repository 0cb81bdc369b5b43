"""The sample photos: readable, small, credited, and where their list says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from img2loc_desktop.cli.demo import Sample, read_samples
from img2loc_desktop.core import paths, photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer

FOLDER = paths.resources() / "samples"
SAMPLES = read_samples(FOLDER)
NOT_PHOTOS = {"LICENSE-geoclip", "README.md", "samples.csv"}


def test_the_list_and_the_files_agree() -> None:
    listed = [sample.path.name for sample in SAMPLES]
    assert len(listed) >= 3
    assert sorted(listed) == sorted({path.name for path in FOLDER.iterdir()} - NOT_PHOTOS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.path.name)
def test_a_sample_is_a_small_photo_without_gps(sample: Sample) -> None:
    photo = photos.read(sample.path).photo
    assert min(photo.width, photo.height) >= 400
    assert photo.byte_size < 700_000
    assert photo.gps is None  # else the demo would seem to read the answer from the file


def test_the_places_are_where_their_titles_say() -> None:
    gazetteer = Gazetteer.load()
    for sample in SAMPLES:
        place = gazetteer.place(sample.position)
        names = (place.city, place.admin, place.country)
        assert any(name and name in sample.title for name in names), (sample.title, names)


def test_every_sample_is_credited_with_its_licence() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    licences = (paths.resources() / "LICENCES.md").read_text("utf-8")
    with (FOLDER / "samples.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [sample.path.name for sample in SAMPLES]
    for row in rows:
        lines = [line for line in readme.splitlines() if f"| `{row['file']}` |" in line]
        assert len(lines) == 1
        assert row["author"] in lines[0]
        assert row["licence"] in lines[0]
        (listed,) = (line for line in licences.splitlines() if f"`samples/{row['file']}`" in line)
        assert row["licence"] in listed


def test_a_folder_without_samples_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_samples(tmp_path)
    (tmp_path / "samples.csv").write_text("file,latitude\nphoto.jpg,1\n")
    with pytest.raises(UserError, match="cannot be read"):
        read_samples(tmp_path)
