"""How many frames a second the map paints while it is panned and zoomed with 10,000 points.

Run: python tests/bench/bench_map.py
Paints offscreen into a window of 1100 x 760 and prints, for each way of moving, the frames a
second over the whole run, the slowest frame, and how many times as long as a blank repaint of
the same size (the yardstick, from the same run) a frame takes. Times are of the process, so
that what else the machine does counts little; the wall clock is printed, too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from PySide6.QtCore import QEventLoop, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from img2loc_desktop.core.types import (
    Candidate,
    Estimate,
    LatLon,
    Neighbour,
    Photo,
    Provenance,
    Result,
)
from img2loc_desktop.gui.map import MapView

WIDTH, HEIGHT = 1100, 760
FRAMES = 90
POINTS = 10_000
EUROPE = LatLon(46.0, 8.0)


class Blank(QWidget):
    """The yardstick: a widget of one colour."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)


def crowd(count: int, center: LatLon, spread: float) -> Result:
    """A result with many neighbours, near a place or all over the world."""
    random = np.random.default_rng(0)
    latitudes = np.clip(random.normal(center.latitude, spread, count), -80, 80).tolist()
    longitudes = (random.normal(center.longitude, 2 * spread, count) % 360 - 180).tolist()
    similarities = np.sort(random.uniform(0.4, 0.9, count))[::-1].tolist()
    neighbours = tuple(
        Neighbour(row + 1, LatLon(latitude, longitude), similarity, "bench")
        for row, (latitude, longitude, similarity) in enumerate(
            zip(latitudes, longitudes, similarities, strict=True)
        )
    )
    photo = Photo(Path("bench.jpg"), "0" * 64, 1, "JPEG", 10, 10, gps=LatLon(48.0, 4.0))
    estimate = Estimate(center, 180.0, 950.0, None, (), "calibrated", "bench")
    candidates = (Candidate(center, 0.6), Candidate(LatLon(40.4, -3.7), 0.4))
    return Result(photo, estimate, candidates, neighbours, (), Provenance("bench"))


def frames(name: str, widget: QWidget, step: Callable[[int], object], blank: float) -> float:
    """Print how quickly the steps of a movement are painted; seconds of a frame."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    durations = []
    start, wall = time.process_time(), time.perf_counter()
    for number in range(FRAMES):
        before = time.process_time()
        step(number)
        widget.repaint()
        application.processEvents()
        durations.append(time.process_time() - before)
    frame = (time.process_time() - start) / FRAMES
    rate = FRAMES / (time.perf_counter() - wall)
    times = f"{frame / blank:8.0f}" if blank else " " * 8
    print(f"{name:<34}{1 / frame:8.0f}{rate:12.0f}{1000 * max(durations):12.1f}{times}", flush=True)
    return frame


def main() -> None:
    application = QApplication([])
    blank_widget = Blank()
    blank_widget.resize(WIDTH, HEIGHT)
    blank_widget.show()
    application.processEvents()
    print(f"{WIDTH} x {HEIGHT}, {POINTS:,} points")
    print(f"{'':<34}{'frames/s':>8}{'by the wall':>12}{'slowest/ms':>12}{'blank = 1':>10}")
    blank = frames("blank", blank_widget, lambda _: None, 0.0)

    view = MapView()
    view.resize(WIDTH, HEIGHT)
    loop = QEventLoop()
    view.loaded.connect(loop.quit)
    before = time.perf_counter()
    view.show()
    application.processEvents()
    first = time.perf_counter() - before
    loop.exec()
    for name, spread in (("near", 6.0), ("everywhere", 40.0)):
        view.show_result(crowd(POINTS, EUROPE, spread))
        for density in (False, True):
            view.set_layer_visible("density", density)
            what = f"{name}{', with density' if density else ''}"
            for zoom in (2.0, 4.5, 8.0):
                view.show_position(EUROPE, zoom)
                application.processEvents()

                def pan(number: int) -> None:
                    view.set_view(view.view.panned(9, 3 if number % 60 < 30 else -3))

                frames(f"pan at zoom {zoom}, {what}", view, pan, blank)
            view.show_position(EUROPE, 2.0)

            def zoom_in_and_out(number: int) -> None:
                view.zoom_by(0.1 if number % 90 < 45 else -0.1, QPointF(420, 300))

            frames(f"zoom 2.0 to 6.5, {what}", view, zoom_in_and_out, blank)
    view.stop()
    print(f"\nfirst paint of the map after {1000 * first:.0f} ms")


if __name__ == "__main__":
    main()
