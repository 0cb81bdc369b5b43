"""What reading the words costs, and what it wins: python tests/bench/bench_ocr.py [--photos FOLDER]

Time and memory: each photo is read by the product and by RapidOCR as it comes, in turns, so
that a busy machine slows both; photos of 12 and 48 megapixels are such photos enlarged.
Accuracy: photos with text of photographers that nothing was tuned on are located by the starter
gallery with and without their words, per kind of clue and together, and by the best constant
guess (of these photos, so a little too good); intervals are bootstraps over photographers. The
starter encoder was trained on the same benchmark, so what the image alone is worth is
flattered, and the gain is not. Photos that were not chosen for their text, most of them without
any, tell whether words make these worse.
"""

from __future__ import annotations

import argparse
import csv
import math
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core import estimator, geo, joint, ocr, photos
from img2loc_desktop.core.clues import ClueData, Interpreter
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.weighing import Scales
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.ocr_finder import as_pixels
from img2loc_desktop.core.retrieval import Options, Retrieval
from img2loc_desktop.core.sources import open_sources
from img2loc_desktop.core.trust import joint_calibration
from img2loc_desktop.core.types import WORDS, Clue, CountryShare, LatLon, WeightedPoints

if sys.platform != "win32":
    import resource
else:
    resource = None

PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "photos" / "text"
PLAIN = PHOTOS.parent / "streets"
MOST_PLAIN = 80
WITHIN_KM = (25, 200, 750, 2500)
TIMED = 12  # photos
ROUNDS = 2000  # of the bootstrap


@dataclass(frozen=True)
class Query:
    """A photo with its truth and what is known of it."""

    truth: LatLon
    country: str
    author: str
    image: tuple[WeightedPoints, ...]
    clues: tuple[Clue, ...]


@dataclass(frozen=True)
class Answer:
    """How far off an answer is, and the chance that it gave to the right country.

    ``in_p50`` and ``in_p90`` tell whether its radii reach the truth.
    """

    kilometres: float
    is_right_country: bool
    chance: float
    in_p50: bool = False
    in_p90: bool = False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, default=PHOTOS, metavar="FOLDER")
    parser.add_argument("--plain", type=Path, default=PLAIN, metavar="FOLDER", help="other photos")
    parser.add_argument("--set", default="queries", help="queries (default) or library")
    options = parser.parse_args()
    if not (options.photos / "photos.csv").is_file():
        print(f"There are no photos with text in {options.photos}.", file=sys.stderr)
        return 1
    with (options.photos / "photos.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == options.set]
    reader = cost(options.photos, [row["file"] for row in rows[:TIMED]])
    gain(options.photos, rows, reader, not_chosen(options.plain, options.photos))
    return 0


def cost(folder: Path, names: Sequence[str]) -> ocr.Reader:
    """Seconds and memory, against RapidOCR's own pipeline on the same pictures."""
    process = psutil.Process()
    before = process.memory_info().rss
    begun = time.perf_counter()
    reader = ocr.Reader()
    loading = time.perf_counter() - begun
    pictures = []
    for name in names:
        with Image.open(folder / name) as image:
            pictures.append(image.convert("RGB"))
    for picture in pictures:
        reader.read(picture, *picture.size)
    memory = (process.memory_info().rss - before) / 2**20
    print(f"loading {loading:.2f} s, {memory:.0f} MiB after {len(names)} photos")
    yardstick = rapidocr_as_it_comes()
    product, bare = [], []
    for picture in pictures:
        product.append(seconds(partial(reader.read, picture, *picture.size)))
        bare.append(seconds(partial(yardstick, as_pixels(picture))))
    ratio = statistics.median(a / b for a, b in zip(product, bare, strict=True))
    megapixels = statistics.median(one.width * one.height / 1e6 for one in pictures)
    print(
        f"reading {statistics.median(product):.2f} s a photo of {megapixels:.1f} megapixels "
        f"(medians), RapidOCR alone {statistics.median(bare):.2f} s: ratio {ratio:.2f}"
    )
    for width, height in ((4000, 3000), (8000, 6000)):
        large = pictures[0].resize((width, height))
        for thorough in (False, True):
            taken = seconds(partial(reader.read, large, width, height, thorough=thorough))
            print(f"{width}x{height}{', small words too' if thorough else ''}: {taken:.1f} s")
    print(f"{peak()} at the most, with RapidOCR and the largest picture")
    return reader


def rapidocr_as_it_comes() -> Callable[[Any], Any]:
    """RapidOCR with the same networks and its own settings."""
    models = {f"{kind}.model_path": str(path) for kind, path in ocr.bundled_models().items()}
    engine: Callable[[Any], Any] = ocr._rapidocr().RapidOCR(
        params={"Global.log_level": "critical", **models}
    )
    return engine


def seconds(work: Callable[[], object]) -> float:
    """The time that it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peak() -> str:
    """The most memory that this process has had."""
    if resource is None:
        return "an unknown number of MiB"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"


def not_chosen(folder: Path, chosen: Path) -> list[tuple[Path, dict[str, str]]]:
    """Some photos that are not among those with text, evenly spread over the list."""
    if not (folder / "photos.csv").is_file():
        return []
    with (folder / "photos.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not (chosen / row["file"]).is_file()]
    return [(folder, row) for row in rows[:: max(1, len(rows) // MOST_PLAIN)][:MOST_PLAIN]]


def gain(
    folder: Path,
    rows: Sequence[dict[str, str]],
    reader: ocr.Reader,
    others: Sequence[tuple[Path, dict[str, str]]],
) -> None:
    """The table of accuracies, and whether photos that were not chosen for text are worse."""
    gazetteer = Gazetteer.load()
    interpreter = Interpreter(gazetteer)
    scales = Scales(Knowledge(ClueData(), gazetteer))
    sources = open_sources()
    retrieval = Retrieval(sources, Options())
    queries = [query(folder, row, reader, interpreter, retrieval, gazetteer) for row in rows]
    calibration = joint_calibration([source.pack for source in sources])

    def spread(points: Sequence[WeightedPoints]) -> estimator.Spread:
        """As the product has it, with the words as one more source."""
        read = sum(source.share for source in points if source.source == WORDS)
        part = read / sum(source.share for source in points)
        weighed = calibration.with_others(part) if read else calibration
        return joint.spread_of(points, weighed, gazetteer.countries)

    known: dict[tuple[int, tuple[Clue, ...]], Answer] = {}

    def worded(one: Query, keep: Callable[[str], bool]) -> Answer:
        clues = tuple(clue for clue in one.clues if keep(clue.kind))
        key = (id(one), clues)  # most photos have clues of one or two kinds
        if key not in known:
            points, _ = scales.weigh(clues)
            found = spread([*one.image, *([points] if points else [])])
            known[key] = replace(
                answer(one, found.position, found.countries),
                in_p50=geo.distance_km(one.truth, found.position) <= found.radius_p50_km,
                in_p90=geo.distance_km(one.truth, found.position) <= found.radius_p90_km,
            )
        return known[key]

    def speaks(one: Query) -> bool:
        return scales.weigh(one.clues)[0] is not None

    kinds = sorted({clue.kind for one in queries for clue in one.clues})
    constant = best_constant(queries)
    counted = Counter(one.country for one in queries)
    prior = tuple(CountryShare(code, n / len(queries)) for code, n in counted.items())
    table = {
        "constant guess": [answer(one, constant, prior) for one in queries],
        "image alone": [worded(one, lambda _: False) for one in queries],
        "image and words": [worded(one, lambda _: True) for one in queries],
    }
    for kind in kinds:
        table[f"image and {kind} only"] = [worded(one, lambda k, w=kind: k == w) for one in queries]
        table[f"all but {kind}"] = [worded(one, lambda k, w=kind: k != w) for one in queries]
    authors = [one.author for one in queries]
    print(f"\n{len(queries)} photos of {len(set(authors))} photographers, 90 % intervals")
    heads = [f"<{km} km" for km in WITHIN_KM]
    print(f"{'':28}" + "".join(f"{head:>18}" for head in ["country", "bits/photo", *heads]))
    for name, answers in table.items():
        print(f"{name:28}" + "".join(f"{cell:>18}" for cell in cells(answers, authors)))
    paired("image and words", "image alone", table, authors)
    speaking = np.array([speaks(one) for one in queries])
    names = [name for name, one in zip(authors, speaking.tolist(), strict=True) if one]
    print(f"on {speaking.sum()} photos whose words say something the truth is within the radius of")
    for name in ("image alone", "image and words"):
        held = [
            np.array([getattr(one, part) for one in table[name]], float)[speaking]
            for part in ("in_p50", "in_p90")
        ]
        half, most = (interval(values, names) for values in held)
        print(f"  {name}: 50 % {half}, 90 % {most}")

    plain = [query(*one, reader, interpreter, retrieval, gazetteer) for one in others]
    if plain:
        names = [one.author for one in plain]
        spoken = sum(speaks(one) for one in plain)
        print(
            f"\n{len(plain)} photos that were not chosen for text; in {spoken} words say something"
        )
        rest = {
            "image alone": [worded(one, lambda _: False) for one in plain],
            "image and words": [worded(one, lambda _: True) for one in plain],
        }
        for name, answers in rest.items():
            print(f"{name:28}" + "".join(f"{cell:>18}" for cell in cells(answers, names)))
        paired("image and words", "image alone", rest, names)


def query(
    folder: Path,
    row: dict[str, str],
    reader: ocr.Reader,
    interpreter: Interpreter,
    retrieval: Retrieval,
    gazetteer: Gazetteer,
) -> Query:
    path = folder / row["file"]
    small = photos.read(path, short_side=retrieval.short_side)
    found = retrieval.search(retrieval.embed(small), {small.photo.sha256})
    whole = photos.read(path).pixels
    truth = LatLon(float(row["latitude"]), float(row["longitude"]))
    return Query(
        truth=truth,
        country=str(gazetteer.countries([truth.latitude], [truth.longitude])[0]),
        author=row.get("author", row["file"]),
        image=found.points,
        clues=interpreter.interpret(interpreter.legible(reader.read(whole, *whole.size))).clues,
    )


def best_constant(queries: Sequence[Query]) -> LatLon:
    """The truth that is nearest to all others at the four scales: what no method may fall below."""
    truths = [one.truth for one in queries]

    def score(guess: LatLon) -> int:
        away = geo.distances_km([t.latitude for t in truths], [t.longitude for t in truths], guess)
        return int(sum((away <= km).sum() for km in WITHIN_KM))

    return max(truths, key=score)


def answer(one: Query, position: LatLon, countries: Sequence[CountryShare]) -> Answer:
    chances = {country.code: country.share for country in countries}
    best = max(chances, key=lambda code: chances[code], default="")
    return Answer(
        kilometres=geo.distance_km(one.truth, position),
        is_right_country=best == one.country,
        chance=max(chances.get(one.country, 0.0), 1e-3),
    )


def cells(answers: Sequence[Answer], authors: Sequence[str]) -> list[str]:
    columns = [
        np.array([one.is_right_country for one in answers], float),
        np.array([math.log2(one.chance) for one in answers]),
        *(np.array([one.kilometres <= km for one in answers], float) for km in WITHIN_KM),
    ]
    return [interval(column, authors) for column in columns]


def interval(values: NDArray[np.float64], authors: Sequence[str]) -> str:
    low, high = np.quantile(bootstrap(values, authors), (0.05, 0.95))
    digits = 1 if values.min() < 0 or values.max() > 1 else 2
    return f"{values.mean():.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def bootstrap(values: NDArray[np.float64], authors: Sequence[str]) -> NDArray[np.float64]:
    """Means over photographers that are drawn with replacement, all their photos at once."""
    names = np.array(authors)
    groups = [values[names == name] for name in sorted(set(authors))]
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(groups), (ROUNDS, len(groups)))
    sums = np.array([group.sum() for group in groups])[drawn].sum(axis=1)
    return np.asarray(sums / np.array([len(group) for group in groups])[drawn].sum(axis=1))


def paired(one: str, other: str, table: dict[str, list[Answer]], authors: Sequence[str]) -> None:
    """Whether the difference of two rows can be chance."""
    for what, value in (
        ("right country", lambda answer: float(answer.is_right_country)),
        ("bits a photo", lambda answer: math.log2(answer.chance)),
    ):
        pairs = zip(table[one], table[other], strict=True)
        gained = np.array([value(a) - value(b) for a, b in pairs])
        low, high = np.quantile(bootstrap(gained, authors), (0.05, 0.95))
        print(f"{one}, less {other}, {what}: {gained.mean():+.2f} [{low:+.2f}, {high:+.2f}]")


if __name__ == "__main__":
    sys.exit(main())
