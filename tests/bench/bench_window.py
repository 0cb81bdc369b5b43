"""The window: time to the first paint, and how long it is deaf while 1,000 photos come in.

``python tests/bench/bench_window.py [PHOTOS]`` measures with the small index of the tests (the
photos are located by a real worker), then what is done with all of them at once: decisions, the
way back, sorting, the export's preview. It fails where a bound of the window is broken. Works
offscreen.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stall_watch import Gap, StallWatch

if TYPE_CHECKING:
    from img2loc_desktop.gui.main_window import MainWindow

PHOTOS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
FIRST_PAINT_S = 1.0  # warm, from the start of the process
STALL_MS = 100.0
SETTLE_MS = 2000  # for what the window still does of itself when everything is read
AFTER_MS = 300  # for what an action leaves to be done later
SHOWN = 4  # gaps of which is told what the window did

_START = """
import os, sys, time
started = time.time()
with open("/proc/self/stat") as file:
    ticks = int(file.read().rsplit(")", 1)[1].split()[19])
with open("/proc/uptime") as file:
    before = float(file.read().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from img2loc_desktop.core import settings
from img2loc_desktop.gui.appearance import apply_look
from img2loc_desktop.gui.main_window import MainWindow

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print(before + time.time() - started, flush=True)
            os._exit(0)
        return False

application = QApplication([])
chosen, _ = settings.load()
apply_look(application, chosen)
window = MainWindow(chosen)
watcher = FirstPaint()
window.map.welcome.installEventFilter(watcher)
window.show()
application.exec()
"""


def first_paint(home: Path) -> float:
    """Seconds from the start of the process to the first paint of the window's middle."""
    done = subprocess.run(
        [sys.executable, "-c", _START],
        env={**os.environ, "IMG2LOC_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def stalls(home: Path) -> tuple[list[Gap], float, dict[str, Gap]]:
    """Gaps of the event loop while the photos are dropped and located, and seconds in all.

    Then the longest gap of each action on all of them.
    """
    os.environ["IMG2LOC_HOME"] = str(home)
    import window_samples as samples
    from event_loop import spin, spin_until
    from PySide6.QtWidgets import QApplication
    from window_fixtures import drop

    from img2loc_desktop.core.settings import Settings
    from img2loc_desktop.gui.main_window import MainWindow
    from img2loc_desktop.gui.states import State

    pack = samples.small_index(home / "index")
    photos = samples.photos(home / "photos", PHOTOS)
    application = QApplication([])
    configuration = replace(samples.configuration(pack), neighbours=len(samples.REFERENCES))
    window = MainWindow(Settings(configuration=configuration))
    window.resize(1440, 900)
    loaded: list[str] = []
    window.map.map.loaded.connect(lambda: loaded.append("map"))
    window.names.loaded.connect(lambda _: loaded.append("names"))
    window.show()
    spin_until(lambda: window.session.is_open and len(loaded) == 2)
    spin(SETTLE_MS)
    watch = StallWatch()
    begin = time.perf_counter()
    watch.start()
    drop(window, photos)
    spin_until(
        lambda: (
            window.table.rowCount() == PHOTOS
            and all(row.state is State.DONE for row in window.table.rows())
        ),
        every=50,
    )
    seconds = time.perf_counter() - begin
    gaps = watch.stop()
    acted: dict[str, Gap] = {}
    for name, act, is_done in actions(window):
        spin(AFTER_MS)
        watch = StallWatch()
        watch.start()
        spin(AFTER_MS // 10)
        act()
        spin_until(is_done)
        spin(AFTER_MS)
        acted[name] = watch.stop()[-1]
    window.close()
    window.deleteLater()
    application.processEvents()
    return gaps, seconds, acted


def actions(
    window: MainWindow,
) -> Iterator[tuple[str, Callable[[], object], Callable[[], bool]]]:
    """What can be done with all photos at once: its name, the act, and whether it is done."""
    from img2loc_desktop.core.case import Case
    from img2loc_desktop.gui import messages
    from img2loc_desktop.gui.exporting import Format

    messages.ask = lambda *_: True
    photos, can, table = window.photos, window.actions_, window.table

    def all_are(decision: str) -> Callable[[], bool]:
        return lambda: all(row.decision == decision for row in table.rows())

    def at_once() -> bool:
        return True

    yield "select all", photos.select_all.trigger, at_once
    yield "accept", can.accept.trigger, all_are("accepted")
    yield "undo", can.undo.trigger, all_are("")
    yield "redo", can.redo.trigger, all_are("accepted")
    yield "reject", can.reject.trigger, all_are("rejected")
    for row in range(photos.sorting.count()):
        order = photos.sorting.itemData(row)
        yield (
            f"sort {photos.sorting.itemText(row)}",
            lambda o=order: photos.order.set_order(o),
            (at_once),
        )
    photos.order.set_order(photos.sorting.itemData(0))
    yield "filter", lambda: photos.filter.setText("IMG 1 rej"), at_once
    yield "filter no more", photos.filter.clear, at_once
    for format_ in (Format.GEOJSON, Format.REPORT_HTML):
        dialogs = []
        yield (
            f"export preview, {format_.name}",
            lambda f=format_, d=dialogs: d.append(window.pages.export(f)),
            lambda d=dialogs: bool(d[0].sample.toPlainText()),
        )
        dialogs[0].reject()
    yield "select all again", photos.select_all.trigger, at_once
    yield "locate again", photos.again.trigger, lambda: window.engine.working
    yield "stop", can.stop.trigger, lambda: not window.engine.working
    case = window.session.case.path
    other = case.with_name("other.img2loc")
    Case.create(other).close()
    window.cases.open(other)
    yield "open the case", lambda: window.cases.open(case), lambda: table.rowCount() == PHOTOS
    photos.select_all.trigger()
    yield "remove", photos.take_out.trigger, lambda: table.rowCount() == 0


def main() -> int:
    """Measure and compare with the bounds; 0 where both hold."""
    with tempfile.TemporaryDirectory(prefix="img2loc-bench-") as folder:
        home = Path(folder)
        first_paint(home)  # warms the disk's cache
        paints = sorted(first_paint(home) for _ in range(5))
        gaps, seconds, acted = stalls(home / "window")
    longest = gaps[-1]
    print(f"first paint: {paints[2]:.2f} s (middle of 5: {paints[0]:.2f} to {paints[-1]:.2f})")
    print(
        f"{PHOTOS} photos dropped and located in {seconds:.1f} s ({PHOTOS / seconds:.0f}/s); "
        f"gaps of the event loop: 99.9 % {gaps[int(len(gaps) * 0.999)].ms:.1f} ms, longest "
        f"{longest.ms:.1f} ms; longest at work {max(gap.work_ms for gap in gaps):.1f} ms"
    )
    print("the longest, and what was seen meanwhile:")
    for gap in gaps[: -1 - SHOWN : -1]:
        print(f"  {gap}")
    print(f"the longest gap while something is done with all {PHOTOS} at once:")
    for name, gap in acted.items():
        print(f"  {name}: {gap}" if gap.ms > STALL_MS else f"  {name}: {gap.ms:.0f} ms")
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"load of the machine: {load:.1f} processes a processor")
    slowest = max(gap.ms for gap in (longest, *acted.values()))
    return int(paints[2] > FIRST_PAINT_S or slowest > STALL_MS)


if __name__ == "__main__":
    sys.exit(main())
