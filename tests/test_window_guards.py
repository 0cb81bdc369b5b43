"""What the window never does: write over what is not its own, or lose a result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import export_samples
import pytest
import window_samples as samples
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, wait_until_done

from img2loc_desktop.core.case import Case
from img2loc_desktop.core.settings import Settings
from img2loc_desktop.core.types import Failure, Result
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui import messages
from img2loc_desktop.gui.appearance import apply_look
from img2loc_desktop.gui.exporting import Format
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.map.projection import plane_of
from img2loc_desktop.gui.states import State

_FOREIGN = "is not a file that img2loc wrote"

Open = Callable[..., MainWindow]


def named(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """The file dialog comes back with this name."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_an_export_never_replaces_a_case_a_photo_or_another_kind_of_file(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    photos = samples.photos(tmp_path / "photos", 2)
    drop(window, photos)
    wait_until_done(qtbot, window, 2)
    with Case.create(tmp_path / "another.img2loc") as case:
        another = case.path
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    hidden = tmp_path / "database.geojson"
    hidden.write_bytes(another.read_bytes())
    linked = tmp_path / "linked.geojson"
    linked.hardlink_to(photos[0])
    dialog = window.pages.export()
    for path, why in (
        (window.session.case.path, _FOREIGN),
        (another, _FOREIGN),
        (hidden, _FOREIGN),
        (photos[1], "Originals are never changed"),
        (linked, "Originals are never changed"),
        (notes, _FOREIGN),
    ):
        before = path.read_bytes()
        answers.clear()
        dialog.save_to(path)
        qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE)
        assert why in answers[0]
        assert path.read_bytes() == before
    dialog.reject()
    assert len(window.session.case.photos()) == 2


def test_a_name_without_ending_is_asked_about_before_it_replaces_a_file(
    window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    answers: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drop(window, samples.photos(tmp_path, 1))
    wait_until_done(qtbot, window, 1)
    there = tmp_path / "a.b.geojson"
    there.write_bytes(b"")
    named(monkeypatch, tmp_path / "a.b")
    dialog = window.pages.export(Format.GEOJSON)
    monkeypatch.setattr(messages, "ask", lambda *said: answers.append(str(said)))
    dialog._ask()
    assert "a.b.geojson exists already" in answers[-1] and there.read_bytes() == b""
    monkeypatch.setattr(messages, "ask", lambda *_: True)
    with qtbot.waitSignal(dialog.written, timeout=PATIENCE):
        dialog._ask()
    assert "img2loc" in there.read_text()

    # A case is not even replaced by a copy of another one when that was agreed to.
    with Case.create(tmp_path / "other.img2loc") as case:
        before = case.path.read_bytes()
    named(monkeypatch, tmp_path / "other")
    window.cases.save_copy()
    assert "is another case" in answers[-1] and case.path.read_bytes() == before


def test_locating_again_loses_no_result(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    paths = samples.photos(tmp_path, 3)
    drop(window, paths)
    wait_until_done(qtbot, window, 3)
    window.photos.view.selectAll()
    # The space bar and “Locate” leave alone what is located.
    window.actions_.locate_or_pause.trigger()
    window.actions_.locate.trigger()
    assert not window.engine.working
    assert any("Nothing waits" in label.text() for label in window.status.findChildren(QLabel))

    # Stopped in the middle, everything is as it was, also for an export.
    before = {path: window.session.entry(path) for path in paths}
    window.photos.again.trigger()
    assert window.engine.working
    window.actions_.stop.trigger()
    assert [row.state for row in window.table.rows()] == [State.DONE] * 3
    assert window.result.answer.headline.text()
    dialog = window.pages.export()
    assert dialog.content.rowCount() == 3
    dialog.reject()

    # A run that fails costs nothing either.
    paths[0].rename(tmp_path / "elsewhere.jpg")
    window.commands.locate_again([paths[0]])
    wait_until_done(qtbot, window, 3)
    qtbot.waitUntil(
        lambda: (entry := window.session.entry(paths[0])) != before[paths[0]] and bool(entry),
        timeout=PATIENCE,
    )
    entry = window.session.entry(paths[0])
    assert isinstance(entry, Result) and entry.estimate == before[paths[0]].estimate
    window.photos.show_photo(paths[0])
    said = [label.text() for label in window.result.answer.findChildren(QLabel)]
    assert any("locating the photo again failed" in text for text in said)


def test_a_correction_pulls_the_drawer_out(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(window, samples.photos(tmp_path, 1))
    wait_until_done(qtbot, window, 1)
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: window.panels.is_narrow, timeout=PATIENCE)
    assert not window.result.correction.isVisible()
    window.actions_.correct.trigger()
    assert window.result.correction.line.isVisible()
    assert window.actions_.result_panel.isChecked()


def test_a_setting_leaves_a_correction_open(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = samples.photos(tmp_path, 2)
    drop(window, paths)
    wait_until_done(qtbot, window, 2)
    window.photos.show_photo(paths[0])
    window.actions_.correct.trigger()
    correction = window.result.correction
    correction.line.setText("45.764, 4.836")
    qtbot.waitUntil(lambda: correction.position is not None, timeout=PATIENCE)
    window.preferences.change(units=Units.MILES)
    assert correction.isVisible() and correction.line.text() == "45.764, 4.836"
    pin = window.map.map.scene.marks.pin
    assert pin is not None and pin.latitude == pytest.approx(45.764)
    window.photos.show_photo(paths[1])
    assert correction.isHidden()


def test_a_failed_photo_names_its_file_and_can_be_tried_again(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "late.jpg"
    path.write_text("not yet")
    drop(window, [path])
    wait_until_done(qtbot, window, 1)
    window.photos.show_photo(path)
    assert window.table.row(path).state is State.FAILED
    assert str(path) in window.result.photo.text()
    known = replace(export_samples.result(path).photo, sha256="5a" * 32)
    window.result.show_entry(Failure(path, "No.", "Wait.", known), None)
    assert "5a" * 32 in window.result.photo.text()
    path.write_bytes(samples.photos(tmp_path, 1)[0].read_bytes())
    assert window.result.answer.again.isVisible()
    window.result.answer.again.click()
    wait_until_done(qtbot, window, 1)
    assert window.table.row(path).state is State.DONE
    assert window.result.answer.again.isHidden()


def test_candidates_are_reached_from_top_to_bottom(window: MainWindow) -> None:
    window.map.show_map(True)
    entry = export_samples.result(warnings=("One.", "Two."))
    window.result.show_entry(replace(entry, candidates=entry.candidates[:1] * 3), None)
    answer = window.result.answer
    rows = answer._rows
    chain: list[QWidget] = [answer.headline]
    while chain[-1] is not rows[-1]:
        chain.append(chain[-1].nextInFocusChain())
        assert len(chain) < 40
    heights = [part.mapTo(answer, part.rect().topLeft()).y() for part in chain if part.isVisible()]
    assert len(rows) > 1 and heights == sorted(heights)


def test_the_sort_box_has_a_label_for_screen_readers(window: MainWindow) -> None:
    box = QAccessible.queryAccessibleInterface(window.photos.sorting)
    assert any(
        other.text(QAccessible.Text.Name) == "Sort photos by" for other, _ in box.relations()
    )


def test_a_result_is_fitted_beside_the_open_drawer(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(window, samples.photos(tmp_path, 1))
    wait_until_done(qtbot, window, 1)
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: window.panels.is_narrow, timeout=PATIENCE)
    map_, estimate = window.map.map, window.result._entry.estimate.position
    map_.fit()
    middle = map_.view.pixel(*plane_of(estimate))[0]
    window.panels.show_right(True)
    map_.fit()
    drawer = window.result.mapTo(window, window.result.rect().topLeft()).x()
    left = map_.mapTo(window, map_.rect().topLeft()).x()
    x = map_.view.pixel(map_.view.nearest_copy(plane_of(estimate)[0]), plane_of(estimate)[1])[0]
    assert x < middle and 0 < x < drawer - left


def test_nothing_is_lost_at_twice_the_size_of_text(window: MainWindow) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    bar = window.actions_.toolbar
    assert bar.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    least = window.result.width()
    try:
        window.preferences.change(text_size=200)
        for width in (1440, 1024):
            window.resize(width, 700)
            window.panels.show_right(True)
            QApplication.processEvents()
            assert window.width() == width
            assert bar.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
            for action in (window.actions_.export, window.actions_.result_panel):
                button = bar.widgetForAction(action)
                assert button.isVisible() and bar.rect().contains(button.geometry())
            inside = window.result.scrolled.widget()
            assert inside.width() <= window.result.scrolled.viewport().width()
            assert window.result.width() >= min(least, 400)
    finally:
        apply_look(application, Settings())
