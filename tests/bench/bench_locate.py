"""How long ``img2loc locate`` takes for one photo, and where the time goes.

    python tests/bench/bench_locate.py [--runs N] [--photo PHOTO]

At most 1.0 s from process start to exit is wanted, with the starter pack and a warm cache: that
is the run with --no-ocr. By default the words in the picture are read as well, which is timed
beside it. Processor time says more than the clock where others use the machine, too. The
yardstick is a process that only imports the libraries without which nothing can be located.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
YARDSTICK = "import numpy, onnxruntime, usearch, PIL"

# Runs in a process of its own, so that each part is measured as a user meets it: once.
PARTS = """
import json, sys, time
from pathlib import Path
times, last = {}, time.perf_counter()
def lap(name):
    global last
    now = time.perf_counter()
    times[name], last = (now - last) * 1000, now
from img2loc_desktop.cli import locate
import onnxruntime  # before usearch, as the product loads them
import usearch.index
lap("imports")
from img2loc_desktop.core import estimator, paths, photos
from img2loc_desktop.core.embedding import decoded_side
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.evidence import points_of_scan
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import IndexPack
last = time.perf_counter()
encoder = Encoder.open(paths.bundled_models() / "starter-encoder")
lap("encoder load")
pack = IndexPack.open(paths.bundled_models() / "starter-gallery", encoder.sha256)
lap("gallery open")
gazetteer = Gazetteer.load()
lap("gazetteer load")
side = decoded_side(encoder.preprocessing)
opened = photos.read(Path(sys.argv[1]), short_side=side)
lap("photo read")
query = encoder.embed([opened.pixels], [pack.role])[pack.role][0]
lap("encoder run")
scan = pack.scan(query, near=pack.count, far=500)
lap("gallery scan")
spread = estimator.estimate(
    [points_of_scan(pack, scan)], pack.bandwidths,
    radius_factors=pack.radius_factors, country_of=gazetteer.countries,
)
lap("estimate")
gazetteer.place(spread.position)
lap("first place name")
print(json.dumps(times))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds that a process took: on the clock, and of all processors together."""

    clock: float
    processor: float


def measured(command: list[str]) -> Run:
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, check=True, capture_output=True)
    clock, after = time.perf_counter() - start, os.times()
    children = (after.children_user - before.children_user, after.children_system)
    return Run(clock, children[0] + children[1] - before.children_system)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    sample = REPOSITORY / "resources" / "samples" / "china.jpg"
    parser.add_argument("--photo", type=Path, default=sample)
    options = parser.parse_args()
    locate = [sys.executable, "-m", "img2loc_desktop", "locate", str(options.photo)]
    commands = {
        "starter pack": [*locate, "--no-ocr"],
        "with words read": locate,
        "yardstick: imports alone": [sys.executable, "-c", YARDSTICK],
    }
    parts = [sys.executable, "-c", PARTS, str(options.photo)]
    runs: dict[str, list[Run]] = {label: [] for label in commands}
    laps = []
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["IMG2LOC_HOME"] = scratch
        os.environ["PYTHONPATH"] = str(REPOSITORY)
        measured(locate)  # hashes are checked and files cached
        for _ in range(options.runs):
            for label, command in commands.items():
                runs[label].append(measured(command))
            done = subprocess.run(parts, check=True, capture_output=True, text=True)
            laps.append(json.loads(done.stdout))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{options.photo.name}, {options.runs} runs, {os.cpu_count()} cores{load}")
    for label, found in runs.items():
        clock = [run.clock for run in found]
        processor = statistics.median(run.processor for run in found)
        print(
            f"  {label:<26} {statistics.median(clock):.3f} s, fastest {min(clock):.3f} s, "
            f"processor time {processor:.3f} s"
        )
    print("parts, median (fastest) of a process each:")
    for name in laps[0]:
        times = [lap[name] for lap in laps]
        print(f"  {name:<26} {statistics.median(times):7.1f} ({min(times):.1f}) ms")


if __name__ == "__main__":
    main()
