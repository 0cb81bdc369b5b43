"""What ``python -m tests.bench`` measures: each function in a process of its own.

Each yields rows: what was measured, the figure, and the same figure of a yardstick from the same
process, so that a busy machine slows both. Lower is better for times, higher for rates; a ratio
above 1 always means better than the yardstick.
"""

from __future__ import annotations

import contextlib
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests"), str(REPOSITORY / "tests" / "bench")]

_ROUNDS = 5
_PHOTOS = 40
_STALLS_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its yardstick's; ``unit`` that ends with "/s" is a rate."""

    what: str
    value: float
    unit: str
    yardstick: str = ""
    than: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as good as the yardstick."""
        if self.than is None:
            return None
        return self.value / self.than if self.unit.endswith("/s") else self.than / self.value


def terminal() -> Iterator[Row]:
    """Start of the terminal against a bare Python."""

    def command(*arguments: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    ours, bare = _in_turns(command("-m", "img2loc_desktop", "--version"), command("-c", "pass"))
    yield Row("terminal: img2loc --version", 1000 * ours, "ms", "python -c pass", 1000 * bare)


# The app's own entry, with the event loop replaced by one that is watched.
_WINDOW = """
import json, sys, time
start = time.perf_counter()
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
gaps = []
def watched(*_):
    application = QApplication.instance()
    application.processEvents()
    shown = time.perf_counter() - start
    loop, last = QEventLoop(), [time.perf_counter()]
    def tick():
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now
    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(5)
    QTimer.singleShot(int(1000 * float(sys.argv[1])), loop.quit)
    loop.exec()
    print(json.dumps({"shown": shown, "stall": max(gaps, default=0.0)}), flush=True)
    import os
    os._exit(0)  # what is measured is the start, not the end
"""
_OURS = """
QApplication.exec = watched
from img2loc_desktop.gui import app
app.main(["bench"])
"""
_BARE = """
from PySide6.QtWidgets import QMainWindow
application = QApplication([])
window = QMainWindow()
window.show()
watched()
"""


def window() -> Iterator[Row]:
    """Start of the window, and how long its event loop stalls, against an empty window."""
    ours, bare = [], []
    for _ in range(_ROUNDS):
        for script, found in ((_OURS, ours), (_BARE, bare)):
            done = subprocess.run(
                [sys.executable, "-c", _WINDOW + script, str(_STALLS_SECONDS)],
                check=True,
                capture_output=True,
                text=True,
            )
            found.append(json.loads(done.stdout.splitlines()[-1]))
    for key, what in (("shown", "window: shown"), ("stall", "window: longest stall in 2 s")):
        middles = [1000 * statistics.median(each[key] for each in found) for found in (ours, bare)]
        yield Row(what, middles[0], "ms", "empty window", middles[1])


def answer() -> Iterator[Row]:
    """From a photo file to its result, with the starter pack, against the network alone."""
    from img2loc_desktop.core import paths, photos
    from img2loc_desktop.core.embedding import decoded_side
    from img2loc_desktop.core.gazetteer import Gazetteer
    from img2loc_desktop.core.locator import Locator
    from img2loc_desktop.core.sources import open_sources

    start = time.perf_counter()
    sources = open_sources(prefer_gpu=False)
    locator = Locator(sources, Gazetteer.load())
    sample = paths.resources() / "samples" / "china.jpg"
    list(locator.locate(sample))
    first = 1000 * (time.perf_counter() - start)
    encoder = sources[0].encoder
    pixels = photos.read(sample, short_side=decoded_side(encoder.preprocessing)).pixels
    whole, network = _in_turns(
        lambda: list(locator.locate(sample)), lambda: encoder.embed([pixels], ["location"])
    )
    yield Row("photo to answer, starter", 1000 * whole, "ms", "its network alone", 1000 * network)
    yield Row("the first one, packs opened", first, "ms", "a later one", 1000 * whole)


def embedding() -> Iterator[Row]:
    """Photos a second, embedded and indexed, against the network over decoded pictures."""
    import bench_embedding
    from index_samples import write_photos

    from img2loc_desktop.core import photos, sources
    from img2loc_desktop.core.embedding import decoded_side, embed_files
    from img2loc_desktop.core.encoder import Encoder
    from img2loc_desktop.core.index import build_from_photos

    encoder = Encoder.open(sources.starter_encoder(), prefer_gpu=False, threads=1)
    with tempfile.TemporaryDirectory() as name:
        files = bench_embedding.sample_photos(Path(name), _PHOTOS)
        side = decoded_side(encoder.preprocessing)
        decoded = [photos.read(path, short_side=side).pixels for path in files]
        ours, bare = _in_turns(
            lambda: list(embed_files(encoder, files)), lambda: encoder.embed(decoded), rounds=3
        )
        yardstick = "the network, one thread"
        rates = _PHOTOS / ours, _PHOTOS / bare
        yield Row("embedding photo files", rates[0], "photos/s", yardstick, rates[1])
        folder = write_photos(Path(name) / "small", range(_PHOTOS))
        seconds = _timed(
            lambda: list(build_from_photos(folder, Path(name) / "pack", encoder, name="bench"))
        )
        yield Row("index build, small photos", _PHOTOS / seconds, "photos/s", yardstick, rates[1])


def search(rows: int) -> Iterator[Row]:
    """Near and far among many vectors, against FAISS and against reading them once."""
    import bench_index
    import faiss
    import numpy as np
    from yardsticks import read_once

    from img2loc_desktop.core.index import IndexPack

    vectors = bench_index.Vectors()
    queries = vectors.queries()
    faiss.omp_set_num_threads(1)  # it shares out queries, not rows: others would only spin
    flat = faiss.IndexFlatIP(bench_index.DIMENSION)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "all.f16").open("wb") as file:
            for block in vectors.blocks(rows):
                file.write(block.astype(np.float16).data)
                flat.add(block)
        shape = (rows, bench_index.DIMENSION)
        made = np.memmap(folder / "all.f16", dtype=np.float16, mode="r", shape=shape)
        seconds = _timed(lambda: bench_index.pack(folder / "pack", made, rows + 1))
        count = bench_index.K
        opened = IndexPack.open(folder / "pack")
        np.save(folder / "queries.npy", queries)
        alone = bench_index.in_own_process(folder / "pack")
        own_mb = float(str(alone["anonymous_mb"])) - float(str(alone["before_mb"]))
        read_ms, ours_ms, flat_ms = bench_index.in_turns(
            lambda _: read_once(opened.rows.codes),
            lambda query: opened.scan(query, count, count),
            lambda query: (flat.search(query[None], count), flat.search(-query[None], count)),
            queries=queries,
        )
        what = f"near + far of {rows:,}"
        yield Row(what, ours_ms, "ms", "FAISS Flat, twice", flat_ms)
        yield Row(what, ours_ms, "ms", "reading the codes once", read_ms)
        # Anonymous memory, what a search adds: mapped files are given back when need be.
        yield Row(f"memory of its own, {rows:,}", own_mb, "MB", "FAISS Flat", vectors_mb(rows))
        yield Row(f"writing an index of {rows:,}", rows / seconds, "rows/s")
        if rows <= 100_000:  # of a million, see graph_of_a_million
            graph = faiss.IndexHNSWFlat(bench_index.DIMENSION, 16, faiss.METRIC_INNER_PRODUCT)
            graph_seconds = _timed(lambda: graph.add(made.astype(np.float32)))
            graph.hnsw.efSearch = 128
            near_ms, hnsw_ms = bench_index.in_turns(
                lambda query: opened.scan(query, count, count),
                lambda query: graph.search(query[None], count),
                queries=queries,
            )
            yield Row(what, near_ms, "ms", "FAISS HNSW, near only", hnsw_ms)
            yield Row(
                f"writing an index of {rows:,}",
                rows / seconds,
                "rows/s",
                "building FAISS HNSW",
                rows / graph_seconds,
            )


def vectors_mb(rows: int) -> float:
    """What float32 rows take."""
    import bench_index

    return 4 * rows * bench_index.DIMENSION / 1e6


def graph_of_a_million() -> Iterator[Row]:
    """The same against FAISS HNSW, whose graph takes minutes to build: by all cores, for once."""
    import os

    import bench_index
    import faiss
    import numpy as np

    from img2loc_desktop.core.index import IndexPack

    rows, count = 1_000_000, bench_index.K
    vectors = bench_index.Vectors()
    queries = vectors.queries()
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    graph = faiss.IndexHNSWFlat(bench_index.DIMENSION, 16, faiss.METRIC_INNER_PRODUCT)
    seconds = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "all.f16").open("wb") as file:
            for block in vectors.blocks(rows):
                file.write(block.astype(np.float16).data)
                seconds += _timed(lambda block=block: graph.add(block))  # type: ignore[misc]
        shape = (rows, bench_index.DIMENSION)
        made = np.memmap(folder / "all.f16", dtype=np.float16, mode="r", shape=shape)
        ours = _timed(lambda: bench_index.pack(folder / "pack", made, rows + 1))
        opened = IndexPack.open(folder / "pack")
        graph.hnsw.efSearch = 128
        near_ms, hnsw_ms = bench_index.in_turns(
            lambda query: opened.scan(query, count, count),
            lambda query: graph.search(query[None], count),
            queries=queries,
        )
    yield Row(f"near + far of {rows:,}", near_ms, "ms", "FAISS HNSW, near only", hnsw_ms)
    yield Row(
        f"writing an index of {rows:,}", rows / ours, "rows/s", "building FAISS HNSW",
        rows / seconds,
    )  # fmt: skip


def model() -> Iterator[Row]:
    """Ten answers of a random multimodal model against ten chat completions."""
    import bench_vlm
    import tiny_models

    samples = 10
    with tempfile.TemporaryDirectory() as name:
        folder = tiny_models.write_pack(Path(name) / "middle", "llava", bench_vlm.SIZE)
        seconds, *_ = bench_vlm.ours(folder, 0, samples, 1)
        naive, _ = bench_vlm.naive(folder, 0, samples, 1)
    yield Row(
        "answers of a random model", samples / seconds[0], "answers/s", "one by one",
        samples / naive[0],
    )  # fmt: skip


def frames() -> Iterator[Row]:
    """Frames a second of the map with 10,000 points, against a blank widget."""
    import bench_map
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    with contextlib.redirect_stdout(io.StringIO()):
        blank_widget = bench_map.Blank()
        blank_widget.resize(bench_map.WIDTH, bench_map.HEIGHT)
        blank_widget.show()
        application.processEvents()
        blank = bench_map.frames("blank", blank_widget, lambda _: None, 0.0)
        view = bench_map.MapView()
        view.resize(bench_map.WIDTH, bench_map.HEIGHT)
        loop = QEventLoop()
        view.loaded.connect(loop.quit)
        view.show()
        loop.exec()
        view.show_result(bench_map.crowd(bench_map.POINTS, bench_map.EUROPE, 40.0))
        view.show_position(bench_map.EUROPE, 4.5)
        application.processEvents()
        frame = bench_map.frames(
            "pan", view, lambda _: view.set_view(view.view.panned(9, 3)), blank
        )
        view.stop()
    yield Row("map: panned, 10,000 points", 1 / frame, "frames/s", "a blank widget", 1 / blank)


def _in_turns(*work: Callable[[], object], rounds: int = _ROUNDS) -> list[float]:
    """The median seconds of each, measured in turns after one round that does not count."""
    times: list[list[float]] = [[] for _ in work]
    for number in range(rounds + 1):
        for each, found in zip(work, times, strict=True):
            seconds = _timed(each)
            if number:
                found.append(seconds)
    return [statistics.median(found) for found in times]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


MEASURES: dict[str, Callable[[], Iterator[Row]]] = {
    "terminal": terminal,
    "window": window,
    "answer": answer,
    "embedding": embedding,
    "search-100k": lambda: search(100_000),
    "search-1m": lambda: search(1_000_000),
    "hnsw-1m": graph_of_a_million,
    "model": model,
    "map": frames,
}
