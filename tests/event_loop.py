"""Waiting with Qt's event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer


def spin(milliseconds: int) -> None:
    """Let events be handled for this long.

    ``QTest.qWait`` keeps the interpreter's lock while it sleeps: threads get nowhere.
    """
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def spin_until(true: Callable[[], bool], every: int = 5) -> None:
    """Let events be handled until something is true; looked at ``every`` so many milliseconds."""
    while not true():
        spin(every)
