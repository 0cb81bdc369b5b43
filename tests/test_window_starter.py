"""The window as it is after installing: the starter pack, photographs and broken files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import drop, wait_until_done

from img2loc_desktop.core import photos
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import sha256_of
from img2loc_desktop.core.settings import Settings
from img2loc_desktop.core.types import Failure, Result
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.states import State


def is_readable(path: Path) -> bool:
    try:
        photos.read(path)
    except UserError:
        return False
    return True


def test_photographs_and_files_good_and_broken_are_dropped_on_it(
    open_window: Callable[..., MainWindow], shared: Path, qtbot: QtBot
) -> None:
    window = open_window(Settings(configuration=Configuration(use_gpu=False)))
    queries = sorted((shared / "photos" / "queries").glob("*.jpg"))[:6]
    corpus = sorted((shared / "exif").glob("exif-py_jpg_*.jpg"))[:20]
    # Files with the same bytes are one photo.
    dropped = list({sha256_of(path): path for path in [*queries, *corpus]}.values())
    hashes = {path: sha256_of(path) for path in dropped}
    assert drop(window, dropped).dropAction() == Qt.DropAction.CopyAction
    wait_until_done(qtbot, window, len(dropped))

    with_gps = 0
    for path in dropped:
        row = window.table.row(path)
        entry = window.session.entry(path)
        if not is_readable(path):
            assert row.state is State.FAILED and isinstance(entry, Failure)
            assert entry.message and entry.hint
            continue
        assert row.state is State.HINT and isinstance(entry, Result), path
        assert entry.estimate.trust == "hint"
        assert entry.photo.sha256 == hashes[path]
        assert row.own_gps == (entry.photo.gps is not None)
        with_gps += row.own_gps
    assert with_gps > 0
    assert {path: sha256_of(path) for path in dropped} == hashes  # no original was touched
    window.photos.show_photo(queries[0])
    assert window.result.answer.headline.text().startswith("Perhaps")


def test_the_sample_case_is_answered_by_the_starter_pack(
    open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = open_window(Settings(configuration=Configuration(use_gpu=False)))
    window.map.welcome.samples.click()
    wait_until_done(qtbot, window, 3)
    for path in window.table.paths():
        entry = window.session.entry(path)
        assert isinstance(entry, Result)
        assert [index.name for index in entry.provenance.index] == ["starter-gallery"]
