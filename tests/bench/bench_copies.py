"""Which copies of an index's photos are found, and which other photos are taken for copies.

    python tests/bench/bench_copies.py INDEX PHOTOS.csv QUERIES.csv [--count N]

INDEX was made of PHOTOS.csv; QUERIES.csv has photos by others, none of which is in it. The test is
measured on copies of 24 of the queries, as an evaluation does, and tried on copies of N others of
the index. Percent that are found, for several limits of how much a copy may differ, relative to
another photo; with 1.00 only the similarity counts.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from img2loc_desktop.core import photos
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.evaluation import copies, queries
from img2loc_desktop.core.index import Scan, sources
from img2loc_desktop.core.retrieval import Retrieval
from img2loc_desktop.core.sources import open_locator

NEARER = (0.2, 0.3, 0.4, 0.5, 0.6, 1.0)


def smaller(factor: float, quality: int) -> Callable[[Image.Image], Image.Image]:
    def make(picture: Image.Image) -> Image.Image:
        size = (round(picture.width * factor), round(picture.height * factor))
        return saved(picture.resize(size, Image.Resampling.LANCZOS), quality)

    return make


def cropped(part: float) -> Callable[[Image.Image], Image.Image]:
    def make(picture: Image.Image) -> Image.Image:
        return saved(picture.crop((0, 0, *(round(part * side) for side in picture.size))), 85)

    return make


def saved(picture: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


MADE: dict[str, Callable[[Image.Image], Image.Image]] = {
    "JPEG 90": smaller(1, 90),
    "JPEG 50": smaller(1, 50),
    "2/3, JPEG 60": smaller(2 / 3, 60),
    "1/2, JPEG 90": smaller(1 / 2, 90),
    "1/2, JPEG 70": smaller(1 / 2, 70),
    "1/2, JPEG 50": smaller(1 / 2, 50),
    "1/4, JPEG 80": smaller(1 / 4, 80),
    "5 % off": cropped(0.95),
    "10 % off": cropped(0.9),
    "20 % off": cropped(0.8),
    "15 % brighter": lambda picture: saved(ImageEnhance.Brightness(picture).enhance(1.15), 85),
    "grey": lambda picture: saved(ImageOps.grayscale(picture).convert("RGB"), 85),
    "mirrored": lambda picture: saved(ImageOps.mirror(picture), 85),
    "on its side": lambda picture: saved(picture.rotate(90, expand=True), 85),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("photos", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--count", type=int, default=150, metavar="N")
    options = parser.parse_args()
    retrieval = open_locator(Configuration(indexes=(options.index,), use_gpu=False)).retrieval
    strangers = queries.read(options.queries).photos
    (test,) = copies.limits(retrieval, strangers)
    print(f"A copy from {test.least:.3f} where it stands out, from {test.sure:.3f} anyway.")
    known = queries.sample(queries.read(options.photos).photos, options.count, seed=0)
    scans: dict[str, list[tuple[int, Scan]]] = {name: [] for name in MADE}
    rows = rows_by_sha256(retrieval)
    for query in known:
        opened = photos.read(query.path, short_side=2 * retrieval.short_side)
        for name, make in MADE.items():
            row = rows[opened.photo.sha256]
            scans[name].append((row, scan(retrieval, make(opened.pixels))))
    others = [
        (-1, scan(retrieval, photos.read(query.path, short_side=retrieval.short_side).pixels))
        for query in strangers
    ]
    print("| | " + " | ".join(f"{nearer:.2f}" for nearer in NEARER) + " |")
    for name, found in scans.items():
        print(line(name, test, found, lambda row, rows: row in rows))
    print(line("photos by others", test, others, lambda _, rows: bool(rows)))


def scan(retrieval: Retrieval, picture: Image.Image) -> Scan:
    (encoder,), (pack,) = retrieval.encoders, retrieval.packs
    return pack.scan(encoder.embed([picture], (pack.role,))[pack.role][0], near=10, far=0)


def rows_by_sha256(retrieval: Retrieval) -> dict[str, int]:
    (pack,) = retrieval.packs
    if pack.sources_path is None:
        raise SystemExit("The index does not say which photos it was made of.")
    return {each.sha256 or "": row for row, each in enumerate(sources.every(pack.sources_path))}


def line(
    name: str,
    test: copies.CopyTest,
    scans: Iterable[tuple[int, Scan]],
    counts: Callable[[int, list[int]], bool],
) -> str:
    shares = []
    for nearer in NEARER:
        varied = replace(test, nearer=nearer)
        found = [counts(row, varied.copies(each).tolist()) for row, each in scans]
        shares.append(f"{100 * np.mean(found):.1f}")
    return f"| {name} | " + " | ".join(shares) + " |"


if __name__ == "__main__":
    main()
