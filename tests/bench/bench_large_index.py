"""An index of millions of photos: import of its features, opening, near and far.

    python tests/bench/bench_large_index.py [--rows N] [--dimension D] [--folder FOLDER] [--keep]

Synthetic clustered vectors, written in blocks. The yardstick of a query is reading the int8
matrix once, with as many threads, in the same run. Needs about 5.5 KB of disk for each row while
it is imported. With --keep the index stays in FOLDER, and the next run only searches it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from encoder_packs import mean_colour, write_pack
from yardsticks import read_once

from img2loc_desktop.core import paths
from img2loc_desktop.core.index import IndexPack
from img2loc_desktop.core.packs_import import Refused, import_packs

BLOCK = 50_000
WARM = 9


def write_features(folder: Path, rows: int, dimension: int) -> tuple[Path, Path]:
    """A table and a float16 array; vectors share a mean, as those of one encoder do."""
    random = np.random.default_rng(0)
    mean = random.normal(size=dimension).astype(np.float32)
    centres = random.normal(size=(2_000, dimension)).astype(np.float32)
    table, array = folder / "features.csv", folder / "features.npy"
    with array.open("wb") as file:
        header = {"descr": "<f2", "fortran_order": False, "shape": (rows, dimension)}
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, rows, BLOCK):
            count = min(BLOCK, rows - start)
            block = centres[random.integers(0, len(centres), count)] + 1.5 * mean
            block += 0.7 * random.standard_normal((count, dimension), dtype=np.float32)
            block /= np.linalg.norm(block, axis=1, keepdims=True)
            file.write(block.astype(np.float16).tobytes())
    with table.open("w") as text:
        text.write("LAT,LON\n")
        for start in range(0, rows, BLOCK):
            count = min(BLOCK, rows - start)
            pairs = np.stack((random.uniform(-60, 70, count), random.uniform(-180, 180, count)), 1)
            np.savetxt(text, pairs, "%.5f", ",")
    return table, array


def anonymous() -> int:
    """The bytes of this process that no file stands behind; 0 where that is not told."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Anonymous:"))


def seconds(work: object, *arguments: object, **options: object) -> float:
    start = time.perf_counter()
    work(*arguments, **options)  # type: ignore[operator]
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--dimension", type=int, default=768)
    parser.add_argument("--folder", type=Path, help="a disk with room (default: temporary)")
    parser.add_argument("--keep", action="store_true", help="keep the index there, or search it")
    options = parser.parse_args()
    if options.keep and options.folder is None:
        parser.error("--keep needs --folder")
    rows, dimension = options.rows, options.dimension
    print(f"{rows:,} x {dimension}, {os.cpu_count()} cores")
    with contextlib.ExitStack() as stack:
        if options.keep:
            folder = options.folder / f"large-index-{rows}-{dimension}"
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=options.folder)))
        os.environ["IMG2LOC_HOME"] = str(folder / "home")
        pack = paths.user_models() / "features"
        if not pack.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            build(folder, rows, dimension)
        search(pack)


def build(folder: Path, rows: int, dimension: int) -> None:
    """Import the features as an index pack of the user's, and say what that took."""
    weights = np.ones((3, dimension), np.float32)
    encoder = write_pack(folder / "encoder", mean_colour(weights=weights, dimension=dimension))
    table, array = write_features(folder, rows, dimension)

    before, most = anonymous(), 0
    started = time.perf_counter()
    for event in import_packs([table, array], encoder=encoder):
        most = max(most, anonymous() - before)
        assert not isinstance(event, Refused), event
    taken = time.perf_counter() - started
    print(f"  import: {taken:.1f} s, {rows / taken:,.0f} rows/s, {most / 1e6:,.0f} MB anonymous")
    for path in (table, array):
        path.unlink()


def search(folder: Path) -> None:
    """Near and far against reading the matrix, in turns."""
    IndexPack.open(folder)  # hashes its files if need be, and remembers that
    before = anonymous()
    started = time.perf_counter()
    pack = IndexPack.open(folder)
    print(f"  open: {time.perf_counter() - started:.3f} s (hashes are remembered)")
    random = np.random.default_rng(1)
    queries = np.asarray(pack.rows.vectors[random.integers(0, pack.count, WARM + 1)], np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    first = seconds(pack.scan, queries[0], near=16, far=16)
    print(f"  first query: {first:.3f} s")
    read_once(pack.rows.codes)
    scans, reads = [], []
    for query in queries[1:]:
        scans.append(seconds(pack.scan, query, near=16, far=16))
        reads.append(seconds(read_once, pack.rows.codes))
    scan, read = statistics.median(scans), statistics.median(reads)
    speed = pack.rows.codes.nbytes / read / 1e9
    print(f"  warm query, 16 near and 16 far: {scan * 1000:.0f} ms")
    wide = statistics.median(seconds(pack.scan, q, near=500, far=500) for q in queries[1:])
    print(f"  warm query, 500 near and 500 far: {wide * 1000:.0f} ms")
    print(f"  reading the matrix once: {read * 1000:.0f} ms ({speed:.1f} GB/s)")
    print(f"  ratio: {scan / read:.2f}; anonymous memory: {(anonymous() - before) / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
