"""Fixtures for tests of the window: a real one with a real worker, watched for what it leaves.

A Qt warning fails the test, and so does a thread that outlives the window.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import window_samples as samples
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from img2loc_desktop.core.settings import Settings
from img2loc_desktop.gui import messages
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.states import State

PATIENCE = 180_000  # ms for what must come, on a machine that is busy with other things

# What the platform says of itself, not of the window.
_HARMLESS = re.compile(
    r"propagateSizeHints|does not support|QFontDatabase|fontconfig|session management", re.I
)
_OWN_THREADS = ("thumbnails", "photo-finder", "case", "originals", "place-names", "pictures")


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small index, made once."""
    return samples.small_index(tmp_path_factory.mktemp("index"))


@pytest.fixture(autouse=True)
def _no_qt_warnings() -> Iterator[None]:
    said: list[str] = []

    def listen(kind: QtMsgType, _context: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not _HARMLESS.search(text):
            said.append(text)

    before = qInstallMessageHandler(listen)
    yield
    qInstallMessageHandler(before)
    assert not said, said


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    yield
    deadline = time.monotonic() + 10
    while left := [t.name for t in threading.enumerate() if t.name.startswith(_OWN_THREADS)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.01)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question of the window is answered with yes; the list has what was asked and told."""
    said: list[str] = []

    def ask(_parent: QWidget, title: str, question: str, *_: str) -> bool:
        said.append(f"{title}: {question}")
        return True

    def tell(_parent: QWidget, title: str, message: str, hint: str = "") -> None:
        said.append(f"{title}: {message} {hint}".strip())

    monkeypatch.setattr(messages, "ask", ask)
    monkeypatch.setattr(messages, "tell", tell)
    monkeypatch.setattr(messages, "inform", tell)
    return said


@pytest.fixture
def open_window(
    qtbot: QtBot, pack: Path, answers: list[str]
) -> Iterator[Callable[..., MainWindow]]:
    """Open a window whose worker answers from the small index; closed at the end."""
    opened: list[MainWindow] = []

    def make(settings: Settings | None = None) -> MainWindow:
        window = MainWindow(settings or Settings(configuration=samples.configuration(pack)))
        opened.append(window)
        window.resize(1440, 900)
        window.show()
        qtbot.waitUntil(lambda: window.session.is_open, timeout=PATIENCE)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, 0)
    QApplication.processEvents()


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    """An open window with an empty case."""
    return open_window()


def mime(paths: list[Path]) -> QMimeData:
    """What a file manager hands over."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(window: MainWindow, data: QMimeData, action: Qt.DropAction) -> QDragEnterEvent:
    """Drag something over the window."""
    event = QDragEnterEvent(
        *(QPoint(600, 400), Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, data),
        *(Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier),
    )
    event.setDropAction(action)
    QApplication.sendEvent(window, event)
    return event


def leave(window: MainWindow) -> None:
    """Drag it away again."""
    QApplication.sendEvent(window, QDragLeaveEvent())


def drop(window: MainWindow, paths: list[Path]) -> QDropEvent:
    """Drop files on the window as a file manager does that would rather move them."""
    data = mime(paths)
    drag(window, data, Qt.DropAction.MoveAction)
    event = QDropEvent(
        *(QPointF(600, 400), Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, data),
        *(Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier),
    )
    event.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(window, event)
    return event


def wait_until_done(qtbot: QtBot, window: MainWindow, number: int) -> None:
    """Wait until so many photos are in the case, and each has a result or a reason."""
    open_states = (State.WAITING, State.WORKING)

    def done() -> bool:
        rows = window.table.rows()
        return (
            len(rows) == number
            and not window.engine.working
            and all(row.state not in open_states for row in rows)
        )

    qtbot.waitUntil(done, timeout=PATIENCE)
