"""Copies of the index's photos, made as people make them, and other photos that are none."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.evaluation import run, text
from img2loc_desktop.core.evaluation.copies import NEARER, OTHERS, CopyTest
from img2loc_desktop.core.evaluation.measure import LeakOptions
from img2loc_desktop.core.evaluation.yardsticks import NEAREST
from img2loc_desktop.core.geo import distance_km
from img2loc_desktop.core.index import Scan, build_from_photos
from img2loc_desktop.core.sources import starter_encoder

COPIED, OTHER = 6, 24  # photos of the index of which there are copies; photos by others


def scan(*scores: float) -> Scan:
    rows = np.arange(len(scores))
    return Scan(rows, np.array(scores, np.float32), rows[:0], np.empty(0, np.float32), 0.0, 0.1)


@pytest.mark.parametrize(
    ("scores", "copies"),
    [
        ((0.85, 0.5, 0.45, 0.4), 1),  # it stands out
        ((0.85, 0.8, 0.78, 0.7), 0),  # no more than others do
        ((0.85, 0.84, 0.83, 0.5), 3),  # several copies
        ((0.65, 0.1, 0.1, 0.1), 0),  # stands out, and is too unlike
        ((0.97, 0.96, 0.96, 0.95, 0.94), 4),  # surely, however many there are
        ((0.85, 0.5), 1),  # an index without another photo
        ((), 0),
    ],
)
def test_a_copy_is_alike_and_stands_out(scores: tuple[float, ...], copies: int) -> None:
    test = CopyTest(least=0.7, sure=0.95)
    assert test.copies(scan(*scores)).tolist() == list(range(copies))


def test_what_is_found_is_what_is_said_to_be_found() -> None:
    """The measurement asks the same question as the search."""
    test = CopyTest(least=0.7, sure=0.95)
    for cosine in (0.6, 0.75, 0.88, 0.96):
        for other in (-1.0, 0.2, 0.6, 0.8):
            found = test.copies(scan(cosine, *[min(other, cosine)] * OTHERS))
            assert bool(found.size) == test.finds(cosine, min(other, cosine))
    assert not test.finds(1 - NEARER * 0.4 - 0.01, 0.6) and test.finds(1 - NEARER * 0.4, 0.6)


def smaller(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)


def cropped(picture: Image.Image) -> Image.Image:
    return picture.crop((0, 0, round(0.9 * picture.width), round(0.9 * picture.height)))


def brighter(picture: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(1.15)


MADE: dict[str, Callable[[Image.Image], Image.Image]] = {
    "again": lambda picture: picture,
    "smaller": smaller,
    "cropped": cropped,
    "brighter": brighter,
    "mirrored": ImageOps.mirror,
}


@pytest.fixture(scope="module")
def photos(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of photos, and a table of copies of some of them and of photos by others."""
    folder = tmp_path_factory.mktemp("copies")
    known = every(shared / "photos" / "text", "library")[:60]
    others = every(shared / "photos" / "queries")[::19][:OTHER]
    write(folder / "library.csv", known)
    encoder = Encoder.open(starter_encoder(), prefer_gpu=False, threads=1)
    for _ in build_from_photos(folder / "library.csv", folder / "index", encoder):
        pass
    asked = list(others)
    for path, *place in known[:: len(known) // COPIED][:COPIED]:
        for name, make in MADE.items():
            made = folder / f"{name}-{Path(path).stem}.jpg"
            with Image.open(path) as picture:
                make(picture.convert("RGB")).save(made, quality=70)
            asked.append((str(made), *place))
        # On its side, as a camera keeps it that says so in the file.
        made = folder / f"turned-{Path(path).stem}.jpg"
        with Image.open(path) as picture:
            exif = Image.Exif()
            exif[0x0112] = 6
            picture.rotate(90, expand=True).save(made, quality=85, exif=exif)
        asked.append((str(made), *place))
    write(folder / "asked.csv", asked)
    return folder


def every(folder: Path, part: str | None = None) -> list[tuple[str, str, str]]:
    with (folder / "photos.csv").open(newline="") as file:
        return [
            (str(folder / row["file"]), row["latitude"], row["longitude"])
            for row in csv.DictReader(file)
            if part is None or row["set"] == part
        ]


def write(table: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([("file", "latitude", "longitude"), *rows])


@pytest.fixture(scope="module")
def found(photos: Path) -> run.Evaluation:
    return evaluated(photos, "found")


def evaluated(photos: Path, out: str, limit: int | None = None, **leaks: object) -> run.Evaluation:
    plan = run.Plan(
        photos / "asked.csv",
        photos / out,
        Configuration(indexes=(photos / "index",), use_gpu=False),
        leaks=LeakOptions(**leaks),  # type: ignore[arg-type]
        limit=limit,
    )
    return run.evaluate(plan, lambda *_: None)


def test_copies_are_found_and_other_photos_are_not(found: run.Evaluation) -> None:
    """Of 476 photos by others six in a thousand were taken for copies of one of 1,990."""
    kinds = dict.fromkeys((*MADE, "turned"), 0)
    wrong = 0
    for each in found.records:
        kind, _, stem = Path(each.path).stem.rpartition("-")
        references = [leak.identifier for leak in each.leaks if leak.kind == "near-duplicate"]
        if kind:
            kinds[kind] += any(stem in reference for reference in references)
        else:
            wrong += bool(references)
    assert kinds == {name: pytest.approx(COPIED, abs=1) for name in kinds}
    assert wrong <= 1


def test_what_the_search_finds_is_measured_and_told(found: run.Evaluation, photos: Path) -> None:
    (test,) = found.run["near_duplicate"].values()
    assert test["tried"] == 24
    assert test["found"]["saved again"] >= 23 and test["found"]["at half size"] >= 12
    assert test["found"]["at a quarter of the size"] <= test["found"]["at half size"]
    notes = " ".join(text.leak_notes(found.run))
    assert "Of copies of 24 photos of the table this finds:" in notes
    assert f"{test['found']['at half size']} at half size" in notes
    page = (photos / "found" / run.PAGE).read_text(encoding="utf-8")
    assert "Of copies of 24 photos" in page


def test_excluded_copies_no_longer_answer(found: run.Evaluation, photos: Path) -> None:
    before = {each.path: each for each in found.records}
    without = evaluated(photos, "without", limit=24, exclude=("near-duplicates",)).records
    copies = [each for each in without if Path(each.path).stem.startswith(("again-", "mirrored-"))]
    assert copies
    for each in copies:
        known = before[each.path]
        assert known.guesses is not None and each.guesses is not None
        assert distance_km(known.guesses[NEAREST], known.position) < 1.0
        assert each.guesses[NEAREST] != known.guesses[NEAREST]


def test_a_given_similarity_is_all_that_counts(photos: Path) -> None:
    loose = evaluated(photos, "given", limit=8, near_duplicate=-1.0)
    assert loose.metrics.leaks["near-duplicate"] == 8
    notes = " ".join(text.leak_notes(loose.run))
    assert "from a cosine similarity of -1 on." in notes and "Of copies" not in notes
