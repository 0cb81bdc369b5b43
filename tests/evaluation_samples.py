"""Plain pictures whose colour tells the place, for evaluating and calibrating."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path

import encoder_packs
import numpy as np
from PIL import Image

from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.index import build_from_photos

PARIS, TOKYO, SYDNEY, LIMA = (48.86, 2.35), (35.68, 139.69), (-33.87, 151.21), (-12.05, -77.04)
COLOURS = {PARIS: (220, 30, 30), TOKYO: (30, 220, 30), SYDNEY: (30, 30, 220), LIMA: (120, 120, 30)}


@dataclasses.dataclass(frozen=True)
class Shot:
    """A picture of a place: its colour is the place's, a little changed by ``number``."""

    name: str
    place: tuple[float, float]
    author: str
    number: int
    taken_at: str = ""
    scene: str = "urban"

    def write(self, folder: Path) -> None:
        shades = np.random.default_rng(self.number).integers(-25, 26, 3)
        colour = np.clip(np.array(COLOURS[self.place]) + shades, 0, 255)
        folder.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), tuple(colour.tolist())).save(folder / self.name)


def shots(prefix: str, count: int, authors: Sequence[str], first: int = 0) -> list[Shot]:
    """That many pictures, in turn of each place and by each of the authors."""
    places = list(COLOURS)
    return [
        Shot(
            f"{prefix}{number:03d}.png",
            places[number % len(places)],
            authors[number % len(authors)],
            first + number,
        )
        for number in range(count)
    ]


def write_table(folder: Path, taken: Iterable[Shot]) -> Path:
    """The pictures, and photos.csv beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "photos.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "latitude", "longitude", "author", "scene", "taken_at"])
        for shot in taken:
            shot.write(folder)
            table.writerow([shot.name, *shot.place, shot.author, shot.scene, shot.taken_at])
    return folder / "photos.csv"


def build_index(folder: Path, table: Path) -> Path:
    """An index pack of the table's photos, with the encoder's pack beside it."""
    encoder = encoder_packs.write_pack(folder.parent / "encoder")
    for _ in build_from_photos(table, folder, Encoder.open(encoder, prefer_gpu=False, threads=1)):
        pass
    return folder


def index_and_queries(folder: Path, photos: int) -> Path:
    """An index of three photographers' photos, and a table of photos of ten others."""
    library = shots("l", 24, ("ann", "bob", "cyd"))
    build_index(folder / "index", write_table(folder / "library", library))
    authors = tuple(f"q{n}" for n in range(10))
    write_table(folder / "queries", shots("q", photos, authors, first=500))
    return folder
