"""Whether circles and areas hold what they promise: python tests/bench/bench_calibration.py

An index of the library's photos is asked about the queries, which others took. Calibrated: the
queries' photographers are divided in halves many times, one to calibrate with and one to check.
Not calibrated: indexes of some of the library's photographers, with the starter encoder and with
one whose vectors mean nothing. In brackets 95 % of a bootstrap over photographers.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.calibration import fitting, observations
from img2loc_desktop.core.calibration.fitting import Reach
from img2loc_desktop.core.calibration.observations import Observation
from img2loc_desktop.core.embedding import embed_files
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.estimator import AreaLevels, Centres, RadiusFactors, modes
from img2loc_desktop.core.evaluation.bootstrap import Resampling
from img2loc_desktop.core.geo import Array
from img2loc_desktop.core.index import EncoderIdentity, IndexPack, IndexSettings, build_from_arrays
from img2loc_desktop.core.preprocessing import Preprocessing
from img2loc_desktop.core.sources import starter_encoder
from img2loc_desktop.core.trust import joint_calibration
from img2loc_desktop.core.types import Failure, LatLon

PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "photos"
CLOUD_POINTS = 5000  # of a density: hundreds of thousands are looked at
SIZES = (1, 3, 10, 30, 100)  # photographers of an index
DRAWS = 12  # indexes of each size, each asked about a photo of every photographer
SMALL, SMALL_DRAWS = 20, 4  # photographers of small indexes that are calibrated, and how many
NAMES = ("circle 50 %", "circle 90 %", "area 50 %", "area 90 %")


@dataclass(frozen=True, eq=False)
class Photos:
    """n photos: vectors float32 (n, d), degrees float64 (n,), photographers."""

    vectors: NDArray[np.float32]
    latitudes: Array
    longitudes: Array
    authors: tuple[str, ...]

    def of(self, which: NDArray[np.bool_]) -> Photos:
        """Some of them."""
        names = np.array(self.authors)[which].tolist()
        return Photos(self.vectors[which], self.latitudes[which], self.longitudes[which], (*names,))

    def meaningless(self, seed: int) -> Photos:
        """The same with vectors that know nothing of the pictures."""
        drawn = np.random.default_rng(seed).normal(size=self.vectors.shape).astype(np.float32)
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        return Photos(drawn, self.latitudes, self.longitudes, self.authors)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--library", type=Path, default=PHOTOS / "library")
    parser.add_argument("--queries", type=Path, default=PHOTOS / "queries")
    parser.add_argument("--divisions", type=int, default=200)
    options = parser.parse_args()
    encoder = Encoder.open(starter_encoder(), prefer_gpu=False, threads=1)
    run(embedded(encoder, options.library), embedded(encoder, options.queries), options.divisions)


def run(library: Photos, queries: Photos, count: int) -> None:
    """Print what is held without a calibration and with one."""
    fitting._CLOUD_POINTS = CLOUD_POINTS
    remember_work()
    with tempfile.TemporaryDirectory() as scratch:
        print("not calibrated: " + ", ".join(NAMES))
        for label, authors, checked in uncalibrated(library, queries, Path(scratch)):
            print(label, figures(authors, checked), flush=True)
        calibrated(index(library, Path(scratch) / "pack"), queries, count)
        names = np.unique(library.authors)
        for seed in range(SMALL_DRAWS if len(names) > SMALL else 0):
            chosen = np.random.default_rng(seed).choice(names, SMALL, replace=False)
            known = library.of(np.isin(library.authors, chosen))
            print(f"an index of {len(known.authors)} photos of {SMALL} photographers")
            calibrated(index(known, Path(scratch) / f"small-{seed}"), queries, count // 10)


def calibrated(pack: IndexPack, queries: Photos, count: int) -> None:
    """Print what held the photos of those that a calibration has not seen.

    The interval of many divisions is that of the 37 photographers: each photo counts as what
    part of the divisions that it checked held it.
    """
    ((which, checked),) = divisions(pack, queries, [0])
    print("calibrated, the product's own division:", figures(queries.of(which).authors, checked))
    means = []
    sums, times = np.zeros((len(queries.authors), len(NAMES))), np.zeros(len(queries.authors))
    for which, checked in divisions(pack, queries, range(1, count + 1)):
        means.append(checked.mean(axis=0))
        sums[which] += checked
        times += which
    seen = times > 0
    parts = sums[seen] / times[seen, None]
    print(f"{count} other divisions:", figures(queries.of(seen).authors, parts))
    print("the same by division: mean, deviation, mean distance to the promise")
    for name, promised, column in zip(NAMES, (0.5, 0.9) * 2, np.array(means).T, strict=True):
        off = np.abs(column - promised).mean()
        print(f"{name}: {column.mean():.1%} {column.std():.1%} {off:.1%}", flush=True)


def figures(authors: Sequence[str], checked: NDArray[np.float64]) -> str:
    """The mean of each column with its interval."""
    draws = Resampling(authors)
    found = [draws.share(column).figure() for column in checked.T]
    return ", ".join(f"{each.value:.1%} [{each.low:.1%}, {each.high:.1%}]" for each in found)


def uncalibrated(
    library: Photos, queries: Photos, scratch: Path
) -> Iterator[tuple[str, tuple[str, ...], NDArray[np.float64]]]:
    """What indexes of some photographers hold: a label, the authors, and what held the truth."""
    names = np.unique(library.authors)
    for encoder in ("starter", "meaningless"):
        for size in (size for size in SIZES if size <= len(names)):
            rows, authors = [], ()
            for seed in range(DRAWS):
                random = np.random.default_rng(seed)
                chosen = random.choice(names, size, replace=False)
                known = library.of(np.isin(library.authors, chosen))
                asked = one_of_each(queries, random)
                if encoder == "meaningless":
                    known, asked = known.meaningless(seed), asked.meaningless(seed + 1000)
                pack = index(known, scratch / f"{encoder}-{size}-{seed}")
                settings = as_used(pack)
                reached = [fitting.reach(pack, settings, each) for each in observed(pack, asked)]
                rows.append(held(reached, settings))
                authors += asked.authors
            yield f"{encoder}, {size} photographers:", authors, np.concatenate(rows)


def one_of_each(photos: Photos, random: np.random.Generator) -> Photos:
    """A photo of every photographer."""
    order = random.permutation(len(photos.authors))
    _, first = np.unique(np.array(photos.authors)[order], return_index=True)
    which = np.zeros(len(order), dtype=bool)
    which[order[first]] = True
    return photos.of(which)


def as_used(pack: IndexPack) -> IndexSettings:
    """What the product estimates with."""
    used = joint_calibration([pack])
    return IndexSettings(
        pack.settings, used.trust, used.bandwidths, used.radius_factors, used.area_levels
    )


def divisions(
    pack: IndexPack, queries: Photos, seeds: Iterable[int]
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.float64]]]:
    """For each division which photos check it, (n,), and what held those: (photos, 4)."""
    seen = observed(pack, queries)
    authors = np.array(queries.authors)
    for seed in seeds:
        teaching = observations.halves(queries.authors, seed)[0]
        by = authors[teaching].tolist()
        taught = [each for each, teaches in zip(seen, teaching, strict=True) if teaches]
        first = observations.halves(by, seed)[0]
        settings = fitting.fit_with_factors(pack, taught, first, by).settings
        others = [each for each, teaches in zip(seen, teaching, strict=True) if not teaches]
        checked = held([fitting.reach(pack, settings, each) for each in others], settings)
        yield ~teaching, checked


def held(reached: Sequence[Reach], settings: IndexSettings) -> NDArray[np.float64]:
    """Which circles and areas hold the truth: (n, 4)."""
    factors = settings.radius_factors or RadiusFactors()
    levels = settings.area_levels or AreaLevels()
    rows = [
        (
            each.distance_km <= each.p50_km * factors.p50,
            each.distance_km <= each.p90_km * factors.p90,
            each.mass <= levels.p50,
            each.mass_most <= levels.p90,
        )
        for each in reached
    ]
    return np.array(rows, dtype=np.float64)


def observed(pack: IndexPack, photos: Photos) -> list[Observation]:
    """What the index says of each photo."""
    rows = min(pack.count, observations.MOST_ROWS)
    return [
        observations.observe(pack, pack.scan(vector, rows, 1), LatLon(latitude, longitude))
        for vector, latitude, longitude in zip(
            photos.vectors, photos.latitudes.tolist(), photos.longitudes.tolist(), strict=True
        )
    ]


def index(photos: Photos, folder: Path) -> IndexPack:
    """An index of the vectors."""
    preprocessing = Preprocessing(8, 8, "short_side", 8, "bicubic", (0.0,) * 3, (1.0,) * 3)
    build_from_arrays(
        folder,
        "photos",
        photos.vectors,
        photos.latitudes,
        photos.longitudes,
        encoder=EncoderIdentity("any", hashlib.sha256().hexdigest(), "image", preprocessing),
    )
    return IndexPack.open(folder)


def embedded(encoder: Encoder, folder: Path, every: int = 1) -> Photos:
    """The photos of a folder with photos.csv (file,latitude,longitude,author), or some of them."""
    with (folder / "photos.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[::every]
    vectors = []
    for item in embed_files(encoder, [folder / row["file"] for row in rows], "image"):
        if isinstance(item, Failure):
            raise SystemExit(f"{item.path}: {item.message}")
        vectors.append(item.embedding)
    degrees = np.array([(float(row["latitude"]), float(row["longitude"])) for row in rows])
    return Photos(np.stack(vectors), *degrees.T, tuple(row["author"] for row in rows))


def remember_work() -> None:
    """What every division asks again is worked out once."""
    mixtures: dict[tuple[int, float, int | None], Array] = {}
    scores: dict[bytes, Array] = {}
    plain = fitting.mixtures_of

    def mixtures_of(
        seen: Sequence[Observation], temperature: float, neighbours: int | None, powers: Array
    ) -> Array:
        found = []
        for each in seen:
            key = (id(each), temperature, neighbours)
            if key not in mixtures:
                mixtures[key] = plain([each], temperature, neighbours, powers)[0]
            found.append(mixtures[key])
        return np.array(found)

    def proximity_scores(centres: Centres) -> Array:
        key = hashlib.sha256(centres.weights.tobytes() + centres.vectors.tobytes()).digest()
        if key not in scores:
            scores[key] = modes.proximity_scores(centres)
        return scores[key]

    fitting.mixtures_of = mixtures_of
    fitting.proximity_scores = proximity_scores


if __name__ == "__main__":
    main()
