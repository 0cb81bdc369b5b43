"""How long the gazetteer takes to load, to name a position and to search for a name.

Run: python tests/bench/bench_gazetteer.py
Prints milliseconds. A lookup must stay below 2 ms; loading is a part of every start.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import latitudes_longitudes
from img2loc_desktop.core.types import LatLon


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    loads = [milliseconds(Gazetteer.load) for _ in range(7)]
    print(f"load                     best {min(loads):.1f}, first {loads[0]:.1f}")

    gazetteer = Gazetteer.load()
    latitudes, longitudes = latitudes_longitudes(np.random.default_rng(0).normal(size=(3_000, 3)))
    positions = [
        LatLon(*pair) for pair in zip(latitudes.tolist(), longitudes.tolist(), strict=True)
    ]
    first = milliseconds(lambda: gazetteer.place(LatLon(45.76, 4.84)))
    print(f"first lookup             {first:.1f} (unpacks the names)")
    for name, wanted in (("on land", True), ("at sea", False)):
        times = [
            milliseconds(lambda p=position: gazetteer.place(p))
            for position, code in zip(
                positions, gazetteer.countries(latitudes, longitudes), strict=True
            )
            if bool(code) == wanted
        ]
        slow, median = statistics.quantiles(times, n=100)[-1], statistics.median(times)
        print(f"lookup {name:<8}          median {median:.2f}, 99 of 100 below {slow:.2f}")
    many = min(milliseconds(lambda: gazetteer.countries(latitudes, longitudes)) for _ in range(7))
    print(f"countries of {len(positions):,}       {many:.2f}")
    print(f"first search             {milliseconds(lambda: gazetteer.search('Lyon')):.0f}")
    searches = [
        milliseconds(lambda t=text: gazetteer.search(t))
        for text in ("Paris, Texas", "San", "S", "xyzzyq", "Köln", "東京", "Springfield, IL")
    ]
    print(f"search                   worst of {len(searches)} {max(searches):.1f}")


if __name__ == "__main__":
    main()
