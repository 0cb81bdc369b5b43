"""A process of its own: opens the window, drops photos, and prints each photo that is done.

``python killed_window.py INDEX PHOTO...``; the first line is the number of the worker's process.
Whoever started it kills it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import window_samples as samples
from event_loop import spin
from PySide6.QtWidgets import QApplication
from window_fixtures import drop

from img2loc_desktop.core.settings import Settings
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.states import State


def main() -> None:
    """Work until killed."""
    index, *photos = map(Path, sys.argv[1:])
    application = QApplication(sys.argv[:1])
    window = MainWindow(Settings(configuration=samples.configuration(index)))
    window.show()
    while not window.session.is_open:
        spin(10)

    def changed(paths: tuple[Path, ...]) -> None:
        for path in paths:
            if window.table.row(path).state is State.DONE:
                print(f"done {path}", flush=True)

    def started(_path: Path, _stage: str) -> None:
        worker = window.engine._worker
        assert worker is not None
        print(f"worker {worker._process.processId()}", flush=True)
        window.engine.stage.disconnect(started)

    window.session.entries_changed.connect(changed)
    window.engine.stage.connect(started)
    drop(window, photos)
    application.exec()


if __name__ == "__main__":
    main()
