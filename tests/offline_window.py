"""A process of its own: opens the window, drops photos, waits, exports, and says what it saw.

``python offline_window.py INDEX OUT PHOTO...``; the last line of the output is JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import window_samples as samples
from event_loop import spin
from PySide6.QtWidgets import QApplication
from window_fixtures import drop

from img2loc_desktop.core.settings import Settings
from img2loc_desktop.gui.exporting import Format
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.states import State

_SOCKETS = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet")


def main() -> None:
    """Do the window's whole job."""
    index, out, *photos = map(Path, sys.argv[1:])
    application = QApplication(sys.argv[:1])
    window = MainWindow(Settings(configuration=samples.configuration(index)))
    window.show()
    _until(lambda: window.session.is_open)
    drop(window, photos)
    _until(lambda: window.table.rowCount() == len(photos) and not window.engine.working)
    _until(lambda: all(row.state is State.DONE for row in window.table.rows()))
    sockets = _sockets()  # the worker is still there
    window.session.accept(photos)
    dialog = window.pages.export(Format.REPORT_PDF)
    dialog.save_to(out)
    _until(out.exists)
    said = window.status.offline.text()
    window.close()
    application.processEvents()
    print(json.dumps({"located": len(photos), "sockets": sockets, "said": said}))


def _sockets() -> list[str]:
    """All sockets of the namespace that could reach a network."""
    found = []
    for kind in _SOCKETS:
        table = Path("/proc/net") / kind
        if table.exists():
            found += [f"{kind}: {line}" for line in table.read_text().splitlines()[1:]]
    return found


def _until(true: object) -> None:
    end = time.monotonic() + 120
    while not true():  # type: ignore[operator]
        if time.monotonic() > end:
            raise TimeoutError
        spin(20)


if __name__ == "__main__":
    main()
