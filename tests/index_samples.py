"""Index packs for tests: clustered unit vectors with a mean, and photos with positions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from photo_files import encoded, exif_block
from PIL import Image

from img2loc_desktop.core.index import EncoderIdentity, build_from_arrays
from img2loc_desktop.core.preprocessing import Preprocessing
from img2loc_desktop.core.types import Source

PREPROCESSING = Preprocessing(
    height=8,
    width=8,
    resize="short_side",
    short_side=8,
    filter="bicubic",
    mean=(0.0, 0.0, 0.0),
    std=(1.0, 1.0, 1.0),
)
ENCODER = EncoderIdentity("tiny", "e" * 64, "image", PREPROCESSING)


def unit_vectors(count: int, dimension: int, seed: int = 0, spread: float = 1.0) -> NDArray[Any]:
    """Clustered float32 unit vectors around a mean that all share, as embeddings have one."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(max(1, count // 100), dimension))
    rows = centres[random.integers(0, len(centres), count)]
    rows = rows + spread * random.normal(size=rows.shape) + 2 * random.normal(size=dimension)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def places(count: int, seed: int = 0) -> tuple[NDArray[Any], NDArray[Any]]:
    """Latitudes and longitudes all over the globe."""
    random = np.random.default_rng(seed)
    return random.uniform(-90, 90, count), random.uniform(-180, 180, count)


def sha256(number: int) -> str:
    """The SHA-256 that the photo of a row has."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def sources(count: int) -> list[Source]:
    """Sources as photos have them; some fields are unknown."""
    return [
        Source(f"album/{row}.jpg", "Åsa" if row % 2 else None, None, "2024-05-01", sha256(row))
        for row in range(count)
    ]


def build(folder: Path, vectors: NDArray[Any], **options: Any) -> Path:
    """A pack of vectors with places and sources; options replace what it has by default."""
    latitudes, longitudes = places(len(vectors))
    arguments: dict[str, Any] = {
        "name": "sample",
        "latitudes": latitudes,
        "longitudes": longitudes,
        "encoder": ENCODER,
        "sources": sources(len(vectors)),
        **options,
    }
    build_from_arrays(folder, embeddings=vectors, **arguments)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_photo(
    path: Path,
    number: int,
    position: tuple[float, float] | None,
    format: str = "JPEG",  # noqa: A002
) -> Path:
    """A photo whose colours depend on its number, with or without a position in its EXIF."""
    random = np.random.default_rng(number)
    picture = Image.fromarray(random.integers(0, 256, (2, 3, 3), dtype=np.uint8), "RGB")
    picture = picture.resize((48, 32), Image.Resampling.BICUBIC)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(picture, format, None if position is None else _gps(*position)))
    return path


def write_photos(folder: Path, numbers: Iterable[int]) -> Path:
    """Photos named by their numbers, each at latitude 1 + number / 10 and longitude -number."""
    for number in numbers:
        write_photo(folder / f"{number:03d}.jpg", number, (1 + number / 10, -float(number)))
    return folder


def _gps(latitude: float, longitude: float) -> bytes:
    def degrees(value: float) -> list[tuple[int, int]]:
        return [(round(abs(value) * 1_000_000), 1_000_000), (0, 1), (0, 1)]

    return exif_block(
        gps={
            1: "S" if latitude < 0 else "N",
            2: degrees(latitude),
            3: "W" if longitude < 0 else "E",
            4: degrees(longitude),
        }
    )
