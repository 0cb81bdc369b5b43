"""The geotagged photos that the starter pack is fitted on, and their features."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import photos
from img2loc_desktop.core.embedding import decoded_side, embed_files
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.preprocessing import Preprocessing
from img2loc_desktop.core.types import Failure

FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Photos:
    """n photos: paths, coordinates in degrees float64 (n,), photographers (n,)."""

    paths: tuple[Path, ...]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    authors: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.paths)

    def folds(self) -> NDArray[np.intp]:
        """The fold of each photo, (n,): all photos of a photographer are in the same one."""
        _, author = np.unique(self.authors, return_inverse=True)
        return author % FOLDS


def read_photos(folders: Sequence[Path]) -> Photos:
    """The photos of folders with a photos.csv (file, latitude, longitude, author)."""
    rows = [(folder, row) for folder in folders for row in _rows(folder / "photos.csv")]
    return Photos(
        tuple(folder / row["file"] for folder, row in rows),
        np.array([float(row["latitude"]) for _, row in rows]),
        np.array([float(row["longitude"]) for _, row in rows]),
        np.array([row["author"] for _, row in rows]),
    )


def pixels(paths: Sequence[Path], preprocessing: Preprocessing) -> Iterator[NDArray[np.float32]]:
    """What the network sees of each photo, prepared as the product does it."""

    def prepare(path: Path) -> NDArray[np.float32]:
        opened = photos.read(path, short_side=decoded_side(preprocessing))
        return preprocessing.pixels(opened.pixels)

    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(prepare, paths)


def embed(encoder: Encoder, paths: Sequence[Path], role: str) -> NDArray[np.float32]:
    """Unit vectors of the photos, (n, d). Stops at a photo that cannot be read."""
    found = []
    for item in embed_files(encoder, paths, role):
        if isinstance(item, Failure):
            raise SystemExit(f"{item.path}: {item.message}")
        found.append(item.embedding)
    return np.stack(found)


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
