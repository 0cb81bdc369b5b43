"""What is pasted or dropped besides photos in a folder, and what many photos come to at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import window_samples as samples
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, mime, wait_until_done

from img2loc_desktop.gui.exporting import Format
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.map import Layer


def paste(window: MainWindow, data: QMimeData) -> None:
    """As Ctrl+V does."""
    QGuiApplication.clipboard().setMimeData(data)
    window.actions_.paste.trigger()


def text(said: str) -> QMimeData:
    """Text in the clipboard."""
    data = QMimeData()
    data.setText(said)
    return data


def test_files_and_paths_are_pasted(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    photos = samples.photos(tmp_path, 3)
    paste(window, mime(photos[:1]))
    wait_until_done(qtbot, window, 1)
    paste(window, text(f'"{photos[1]}"\n{photos[2]}\n{tmp_path / "none.jpg"}\n'))
    wait_until_done(qtbot, window, 3)
    assert set(window.table.paths()) == set(photos)
    assert not answers


@pytest.mark.parametrize("said", ["", "Lyon", "/nowhere/a.jpg", "/a\0b.jpg", "/" + "x" * 5000])
def test_a_text_that_names_no_file_is_said_to_be_none(
    said: str, window: MainWindow, answers: list[str]
) -> None:
    paste(window, text(said))
    assert "no file" in window.status.queue.text()
    assert window.table.rowCount() == 0
    assert not answers


def test_a_picture_in_the_clipboard_is_no_file(window: MainWindow, answers: list[str]) -> None:
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("teal"))
    data = QMimeData()
    data.setImageData(picture)
    paste(window, data)
    assert answers == [
        "Nothing was pasted: The clipboard holds a picture, not a file. "
        "Save the picture as a file first, then add that."
    ]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(2000)])
def test_damaged_tiles_among_photos_are_told_and_the_photos_are_taken(
    content: bytes, window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    photos = samples.photos(tmp_path, 1)
    tiles = tmp_path / "streets.mbtiles"
    tiles.write_bytes(content)
    drop(window, [tiles, *photos])
    wait_until_done(qtbot, window, 1)
    qtbot.waitUntil(lambda: len(answers) == 1, timeout=PATIENCE)
    assert answers[0].startswith("The map: ")
    assert "streets.mbtiles" in answers[0]
    assert tiles.read_bytes() == content
    assert not window.map.tile_files()


def test_the_density_is_drawn_where_it_is_switched_on(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(window, samples.photos(tmp_path, 1))
    wait_until_done(qtbot, window, 1)
    view = window.map.map
    for layer in Layer:
        view.set_layer_visible(layer, False)
    qtbot.waitUntil(lambda: view.is_complete, timeout=PATIENCE)
    before = view.grab().toImage()
    view.set_layer_visible(Layer.DENSITY, True)
    qtbot.waitUntil(lambda: view.is_complete, timeout=PATIENCE)
    assert view.grab().toImage() != before


@pytest.mark.parametrize("format_", [Format.REPORT_PDF, Format.REPORT_HTML])
def test_a_report_on_fifty_photos_is_written_beside_the_window(
    format_: Format, window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    drop(window, samples.photos(tmp_path, 50))
    wait_until_done(qtbot, window, 50)
    window.photos.select_all.trigger()
    window.actions_.accept.trigger()
    dialog = window.pages.export(format_)
    target = tmp_path / f"report{format_.suffix}"
    with qtbot.waitSignal(dialog.written, timeout=PATIENCE):
        dialog.save_to(target)
    content = target.read_bytes()
    if format_ is Format.REPORT_PDF:
        assert content.startswith(b"%PDF")
        assert content.count(b"/Type /Page\n") >= 50
    else:
        said = content.decode()
        assert said.count("The estimate was accepted") >= 50
        assert all(row.name in said for row in window.table.rows())
    assert not answers
