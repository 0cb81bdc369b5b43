"""How long an estimate takes, from one point to three million.

Run: python tests/bench/bench_estimator.py
Prints the best of some runs in milliseconds and, as a yardstick from the same run, the ratio to
evaluating the same kernels for all pairs of centres without any care.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from img2loc_desktop.core.estimator import Bandwidths, Centres, estimate, gather
from img2loc_desktop.core.estimator.density import (
    cloud,
    country_shares,
    mass_radii,
    nearest_shares,
)
from img2loc_desktop.core.estimator.modes import best_first, modes, proximity_scores
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, latitudes_longitudes
from img2loc_desktop.core.types import WeightedPoints


def milliseconds(work: Callable[[], object], runs: int = 7) -> float:
    """The best of some runs: others only ever make it slower."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def all_pairs(centres: Centres) -> object:
    """The yardstick: every pair, every kernel, double precision, blocks of 500 rows."""
    scores = []
    for start in range(0, centres.weights.size, 500):
        cosine = centres.vectors[start : start + 500] @ centres.vectors.T
        kernels = [
            np.exp((EARTH_RADIUS_KM / (0.7 * scale)) ** 2 * (cosine - 1.0))
            for scale in (25.0, 200.0, 750.0, 2_500.0)
        ]
        scores.append(np.mean(kernels, axis=0) @ centres.weights)
    return scores


def main() -> None:
    gazetteer = Gazetteer.load()
    random = np.random.default_rng(0)
    print("points      centres   estimate   with countries      (ms)")
    for count in (1, 100, 5_000, 100_000, 3_000_000):
        latitudes, longitudes = latitudes_longitudes(random.normal(size=(count, 3)))
        weights = np.exp(2 * random.normal(size=count))
        points = [WeightedPoints("bench", latitudes, longitudes, weights)]
        runs = 3 if count > 1_000_000 else 7
        plain = milliseconds(lambda p=points: estimate(p), runs)
        full = milliseconds(lambda p=points: estimate(p, country_of=gazetteer.countries), runs)
        print(f"{count:>9,}  {gather(points).weights.size:>7,}  {plain:>9.1f}  {full:>15.1f}")
        if count == 5_000:
            five_thousand, total = points, full

    centres = gather(five_thousand)
    density = cloud(centres, Bandwidths())
    scores = proximity_scores(centres)
    ranked = centres.vectors[best_first(centres, scores)]
    steps: list[tuple[str, Callable[[], object]]] = [
        ("gather", lambda: gather(five_thousand)),
        ("scores", lambda: proximity_scores(centres)),
        ("modes", lambda: modes(ranked, 200, 8)),
        ("cloud", lambda: cloud(centres, Bandwidths())),
        ("radii", lambda: mass_radii(density, ranked[0], (0.5, 0.9))),
        ("candidate shares", lambda: nearest_shares(density, ranked[:8])),
        ("country shares", lambda: country_shares(density, centres, gazetteer.countries)),
    ]
    print("\n5,000 points, step by step (ms)")
    for name, work in steps:
        print(f"{name:<18}{milliseconds(work):8.1f}")
    yardstick = milliseconds(lambda: all_pairs(centres), 3)
    print(
        f"\nyardstick: all pairs {yardstick:.1f} ms, an estimate is {total / yardstick:.2f} of it"
    )


if __name__ == "__main__":
    main()
