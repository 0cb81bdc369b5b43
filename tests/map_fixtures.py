"""Fixtures for tests of the map: a real one on the (offscreen) screen, with everything loaded."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from event_loop import spin
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.gui.map import MapView


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The one that ships with the app."""
    return Gazetteer.load()


@pytest.fixture
def view(qtbot: QtBot, gazetteer: Gazetteer) -> Iterator[MapView]:
    """A map of 900 x 600 pixels that leaves no thread behind."""
    made = MapView(lambda: gazetteer)
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitSignal(made.loaded):
        made.show()
    yield made
    made.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "map"]


def drawn(view: MapView) -> QImage:
    """What is on the screen when everything is drawn in full and all tiles are read."""
    while True:
        image = view.grab().toImage()
        if view.is_complete and not view.scene.tiles.is_reading:
            return image
        spin(5)
