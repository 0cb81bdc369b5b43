"""Searching a large index: speed against reading it once and against FAISS, recall, memory.

    pip install -e '.[bench]'
    python tests/bench/bench_index.py [--rows 1000000] [--graph-rows 200000] [--folder FOLDER]

Makes clustered synthetic vectors as an index pack, 1.6 GB for a million rows, and searches them
in a process of its own whose memory is watched. What it must reach is printed beside each
figure. Times are medians of runs in turns, so that a busy machine slows all alike. The graph is
built on the first rows only: that takes about 25 minutes for a million (--graph-rows 1000000),
and more time per row the more there are. Linux only where memory is concerned.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# For the truth in NumPy and for FAISS, which runs a single query on one thread in any case.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from index_samples import ENCODER, places
from yardsticks import read_once

from img2loc_desktop.core.index import IndexPack, native
from img2loc_desktop.core.index.writing import Heading, Points, write_pack

DIMENSION = 512
CLUSTERS = 2_000
BLOCK = 20_000  # rows made at a time
QUERIES = 50
K = 16
ROUNDS = 15
Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


class Vectors:
    """Clustered unit vectors around a mean, as embeddings of photos have one; always the same."""

    def __init__(self) -> None:
        random = np.random.default_rng(0)
        # Embeddings use some directions more than others.
        self._scales = (np.arange(1, DIMENSION + 1) ** -0.35).astype(np.float32)
        self._mean = 1.5 * random.standard_normal(DIMENSION, dtype=np.float32)
        self._centres = random.standard_normal((CLUSTERS, DIMENSION), dtype=np.float32)

    def blocks(self, rows: int) -> Iterator[Floats]:
        for start in range(0, rows, BLOCK):
            yield self._drawn(min(BLOCK, rows - start), seed=start + 1)

    def queries(self) -> Floats:
        return self._drawn(QUERIES, seed=10**9)

    def _drawn(self, count: int, seed: int) -> Floats:
        random = np.random.default_rng(seed)
        vectors = self._centres[random.integers(0, CLUSTERS, count)]
        vectors += random.standard_normal(vectors.shape, dtype=np.float32)
        vectors *= self._scales
        vectors += self._mean * self._scales
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


class Truth:
    """The ``K`` rows of the largest cosine to each query, found by comparing all in float32."""

    def __init__(self, queries: Floats) -> None:
        self._queries = queries
        self._scores = np.empty((len(queries), 0), dtype=np.float32)
        self._rows = np.empty((len(queries), 0), dtype=np.int64)

    def add(self, block: Floats, first: int) -> None:
        rows = np.broadcast_to(np.arange(first, first + len(block)), (len(self._rows), len(block)))
        scores = np.hstack((self._scores, self._queries @ block.T))
        rows = np.hstack((self._rows, rows))
        best = np.argpartition(-scores, K, axis=1)[:, :K]
        self._scores = np.take_along_axis(scores, best, axis=1)
        self._rows = np.take_along_axis(rows, best, axis=1)

    def recall(self, found: list[list[int]]) -> float:
        hits = sum(
            len(set(rows) & set(truth))
            for rows, truth in zip(found, self._rows.tolist(), strict=True)
        )
        return hits / self._rows.size


class Prepared:
    """What the vectors are compared with, filled while they are made.

    ``near``, ``far`` and ``of_graph`` are of the float16 rows that a pack stores; ``near_32``
    and ``far_32`` of the rows before that rounding, which can swap two that are all but equal.
    """

    def __init__(self, queries: Floats) -> None:
        import faiss

        self.near, self.near_32, self.of_graph = Truth(queries), Truth(queries), Truth(queries)
        self.far, self.far_32 = Truth(-queries), Truth(-queries)
        self.faiss_index = faiss.IndexFlatIP(DIMENSION)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--graph-rows", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, help="where to put the packs for a while")
    parser.add_argument("--search", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.search:
        json.dump(searched(options.search), sys.stdout)
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        measure(options.rows, min(options.graph_rows, options.rows), Path(name))


def measure(rows: int, graph_rows: int, folder: Path) -> None:
    vectors = Vectors()
    queries = vectors.queries()
    np.save(folder / "queries.npy", queries)
    prepared = prepare(vectors, queries, rows, graph_rows, folder / "all.f16")
    made = np.memmap(folder / "all.f16", dtype=np.float16, mode="r", shape=(rows, DIMENSION))

    pack(folder / "scan", made, graph_from_rows=rows + 1)
    found = in_own_process(folder / "scan")
    faiss_ms = faiss_time(prepared.faiss_index, queries)
    print(f"\n{rows:,} x {DIMENSION} int8, near {K} and far {K} in one pass", end=", ")
    print(f"{native.threads()} threads (FAISS takes one for a query)")
    print(f"  reading the matrix once      {found['read_ms']:8.1f} ms")
    ratio = found["scan_ms"] / found["read_ms"]
    print(
        f"  one pass                     {found['scan_ms']:8.1f} ms, {ratio:.2f} of reading (1.5)"
    )
    print(f"  one pass for 500 and 500     {found['scan_500_ms']:8.1f} ms")
    times = faiss_ms / found["scan_ms"]
    print(f"  two FAISS Flat searches      {faiss_ms:8.1f} ms, {times:.1f} times that (6)")
    print(f"  recall near                  {prepared.near.recall(found['near']):8.4f} (1.000)")
    print(f"  recall far                   {prepared.far.recall(found['far']):8.4f} (1.000)")
    both = prepared.near_32.recall(found["near"]), prepared.far_32.recall(found["far"])
    print(f"  of float32 rows, near, far   {both[0]:8.4f}, {both[1]:.4f}")
    print(f"  anonymous memory             {found['anonymous_mb']:8.0f} MB (150)")
    print(f"  of which before the pack     {found['before_mb']:8.0f} MB")
    print(f"  opening, hashes remembered   {found['open_ms']:8.1f} ms")

    start = time.perf_counter()
    pack(folder / "graph", made[:graph_rows], graph_from_rows=0)
    seconds = time.perf_counter() - start
    found = in_own_process(folder / "graph")
    print(f"\nUSearch graph of {graph_rows:,} rows, built in {seconds:,.0f} s")
    print(f"  near {K} by the graph         {found['graph_ms']:8.1f} ms")
    print(f"  recall near                  {prepared.of_graph.recall(found['graph']):8.4f} (0.95)")
    print(f"  anonymous memory             {found['anonymous_mb']:8.0f} MB (150)")


def prepare(vectors: Vectors, queries: Floats, rows: int, graph_rows: int, path: Path) -> Prepared:
    """Write the rows as float16; compare them with all queries on the way."""
    prepared = Prepared(queries)
    first = 0
    with path.open("wb") as file:
        for block in vectors.blocks(rows):
            stored = block.astype(np.float16)
            file.write(stored.data)
            rounded = stored.astype(np.float32)
            rounded /= np.linalg.norm(rounded, axis=1, keepdims=True)
            for truth in (prepared.near, prepared.far):
                truth.add(rounded, first)
            for truth in (prepared.near_32, prepared.far_32):
                truth.add(block, first)
            if first < graph_rows:
                prepared.of_graph.add(rounded[: graph_rows - first], first)
            prepared.faiss_index.add(block)
            first += len(block)
            progress("making vectors", first)
    return prepared


def pack(folder: Path, vectors: NDArray[np.float16], graph_from_rows: int) -> None:
    """An index pack of rows that stay on the disk."""
    work = folder.with_name(folder.name + ".work")
    work.mkdir()
    points = Points(vectors, *places(len(vectors)))
    for rows in write_pack(folder, work, Heading("bench", ENCODER), points, graph_from_rows):
        progress("building the graph", rows)


def progress(what: str, rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{what}: {rows:,} rows ", end="", file=sys.stderr, flush=True)


def faiss_time(index: object, queries: Floats) -> float:
    """Milliseconds for the nearest of a query and the nearest of its opposite."""
    times = []
    for query in queries[:ROUNDS]:
        start = time.perf_counter()
        index.search(query[None], K)
        index.search(-query[None], K)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def in_own_process(folder: Path) -> dict[str, object]:
    """What ``searched`` found, in a process that has done nothing else."""
    command = [sys.executable, __file__, "--search", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def searched(folder: Path) -> dict[str, object]:
    """Search a pack for every query; times in milliseconds, memory in megabytes."""
    queries = np.load(folder.parent / "queries.npy")
    with Watch() as watch:
        before = watch.anonymous_mb()
        IndexPack.open(folder)  # hashes its files, and remembers that
        start = time.perf_counter()
        opened = IndexPack.open(folder)
        open_ms = 1000 * (time.perf_counter() - start)
        scans = [opened.scan(query, K, K) for query in queries]
        by_graph = [] if opened.graph is None else [opened.scan(query, K, 0) for query in queries]
    codes = opened.rows.codes
    read_ms, scan_ms, scan_500_ms, graph_ms = in_turns(
        lambda query: read_once(codes),
        lambda query: opened.scan(query, K, K),
        lambda query: opened.scan(query, 500, 500),
        lambda query: opened.scan(query, K, 0),
        queries=queries,
    )
    return {
        "near": [scan.near_rows.tolist() for scan in scans],
        "far": [scan.far_rows.tolist() for scan in scans],
        "graph": [scan.near_rows.tolist() for scan in by_graph],
        "open_ms": open_ms,
        "read_ms": read_ms,
        "scan_ms": scan_ms,
        "scan_500_ms": scan_500_ms,
        "graph_ms": graph_ms,
        "before_mb": before,
        "anonymous_mb": watch.most_mb,
    }


def in_turns(*work: Callable[[Floats], object], queries: Floats) -> list[float]:
    """The median milliseconds of each, measured in turns."""
    times: list[list[float]] = [[] for _ in work]
    for query in queries[:ROUNDS]:
        for one, taken in zip(work, times, strict=True):
            start = time.perf_counter()
            one(query)
            taken.append(1000 * (time.perf_counter() - start))
    return [statistics.median(taken) for taken in times]


class Watch:
    """The most anonymous memory (not of files) that this process had meanwhile."""

    def __init__(self) -> None:
        self.most_mb = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def anonymous_mb(self) -> float:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1000
        return float("nan")

    def _watch(self) -> None:
        while not self._done.wait(0.002):
            self.most_mb = max(self.most_mb, self.anonymous_mb())


if __name__ == "__main__":
    main()
