"""Windows and maps that are closed at any moment: nothing is said by Qt, no thread is left.

The moments are turns of the event loop, so each of them is another one on another machine.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
import shiboken6
import window_samples as samples
from event_loop import spin
from map_fixtures import gazetteer, view  # noqa: F401 - fixtures
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names

from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.settings import Settings
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.map import MapView

MOMENTS = [0, 1, 2, 3, 4, 6, 9, 14, 22, 35, 60]  # turns of the event loop
_AFTERWARDS_MS = 60


def let_turn(turns: int) -> None:
    """So many turns of the event loop."""
    for _ in range(turns):
        QApplication.processEvents()


def delete(widget: QWidget) -> None:
    """Take a widget away at once, then let come what it has left to come."""
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(widget)
    spin(_AFTERWARDS_MS)


@pytest.mark.parametrize("turns", MOMENTS)
def test_the_window_may_be_closed_at_any_moment(
    turns: int, pack: Path, tmp_path: Path, qapp: QApplication, answers: list[str]
) -> None:
    photos = samples.photos(tmp_path, 2)
    window = MainWindow(Settings(configuration=samples.configuration(pack)))
    window.show()
    window.bring(photos)
    let_turn(turns)
    window.close()
    assert not window.isVisible()
    spin(_AFTERWARDS_MS)
    assert not window.session.is_open, "what was to come after the close must not come"
    delete(window)
    assert not [said for said in answers if not said.startswith("Quit")]


@pytest.mark.parametrize("turns", MOMENTS)
def test_a_window_under_work_may_be_closed_at_any_moment(
    turns: int, open_window: Callable[..., MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    window.bring(samples.photos(tmp_path, 2))
    window.actions_.picture.trigger()
    qtbot.waitUntil(lambda: window.table.rowCount() == 2, timeout=PATIENCE)  # noqa: F405
    window.pages.settings()
    window.pages.models()
    window.pages.export()
    let_turn(turns)
    window.close()
    spin(_AFTERWARDS_MS)


@pytest.mark.parametrize("turns", MOMENTS)
def test_a_map_may_be_closed_at_any_moment(
    turns: int,
    gazetteer: Gazetteer,  # noqa: F811 - the fixture
    qapp: QApplication,
) -> None:
    for moved in (False, True):
        shown = MapView(lambda: gazetteer)
        shown.resize(900, 600)
        shown.show()
        let_turn(turns)
        if moved:
            shown.zoom_by(2)
            QApplication.processEvents()
        shown.stop()
        delete(shown)


def test_what_a_map_prepares_may_be_dropped_at_any_step(
    view: MapView,  # noqa: F811 - the fixture
) -> None:
    """Qt warns of a drawing that ends half-way, and here a warning fails."""
    view.zoom_by(3)
    whole = 0
    for taken in range(1000):
        steps = view.scene.steps(view.view, view.font(), 1.0, False)
        whole = sum(1 for _ in islice(steps, taken))
        steps.close()
        if whole < taken:
            break
    assert 3 < whole < 999
