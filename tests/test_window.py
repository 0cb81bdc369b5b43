"""The whole window with a real worker: drop, locate, decide, undo, export, open again."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import export_samples
import pytest
import window_samples as samples
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drag, drop, leave, mime, wait_until_done

from img2loc_desktop.core import settings
from img2loc_desktop.core.case import Case, FileState
from img2loc_desktop.core.decisions import Verdict
from img2loc_desktop.core.files import sha256_of
from img2loc_desktop.core.types import Clue, Failure, Result, TextLine, TextReport
from img2loc_desktop.gui.exporting import Format
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.states import State

Open = Callable[..., MainWindow]


def test_a_case_from_drop_to_export_and_back(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    """The way of every user, in one piece: what is decided is what is found again."""
    window = open_window()
    paths = samples.photos(tmp_path / "photos", 5)
    hashes = [sha256_of(path) for path in paths]
    event = drop(window, paths)
    assert event.dropAction() == Qt.DropAction.CopyAction and event.isAccepted()
    wait_until_done(qtbot, window, 5)

    # What the window says of a photo.
    window.photos.show_photo(paths[1])
    assert window.result.answer.headline.text()
    assert "Half of the chance lies within" in window.result.answer.sure.text()
    assert "own GPS says 45" in window.result.answer.sure.text()
    assert window.table.row(paths[1]).own_gps and not window.table.row(paths[0]).own_gps
    assert window.result.evidence.cards.count() == 4
    assert hashes[1] in window.result.photo.text()
    origin = window.result.origin.text()
    assert "holidays" in origin and "tiny" in origin and "Seed: 0" in origin

    # Accept, correct by coordinates, correct by a name, reject, note.
    actions, panel = window.actions_, window.result
    window.photos.show_photo(paths[0])
    QTest.keyClick(window, Qt.Key.Key_A)
    window.photos.show_photo(paths[1])
    QTest.keyClick(window, Qt.Key.Key_C)
    panel.correction.line.setText("45°45'50.4\"N 4°50'08.5\"E")
    QTest.keyClick(panel.correction.line, Qt.Key.Key_Return)
    window.photos.show_photo(paths[2])
    actions.correct.trigger()
    QTest.keyClicks(panel.correction.line, "Paris, Texas")
    QTest.keyClick(panel.correction.line, Qt.Key.Key_Return)
    window.photos.show_photo(paths[3])
    QTest.keyClick(window, Qt.Key.Key_R)
    window.session.note(paths[3], "The shop sign is Portuguese.")
    decided = {path: window.session.decision(path) for path in paths}
    assert decided[paths[0]].verdict is Verdict.ACCEPTED
    assert decided[paths[1]].position.latitude == pytest.approx(45.764, abs=1e-4)
    assert decided[paths[1]].given_as.startswith("coordinates 45°45'")
    assert decided[paths[2]].given_as.startswith("place Paris, Texas, United States")
    assert decided[paths[3]].verdict is Verdict.REJECTED
    assert decided[paths[3]].note == "The shop sign is Portuguese."
    assert window.table.row(paths[2]).place == "Paris, Texas, United States"

    # Undo goes back step by step, redo forward again.
    actions.undo.trigger()
    assert window.session.decision(paths[3]).note == ""
    actions.undo.trigger()
    assert window.session.decision(paths[3]) is None
    actions.redo.trigger()
    actions.redo.trigger()
    assert {path: window.session.decision(path) for path in paths} == decided
    assert not actions.redo.isEnabled() and actions.undo.isEnabled()

    # Both the estimate and the decision are exported.
    out = tmp_path / "out.geojson"
    dialog = window.pages.export()
    with qtbot.waitSignal(dialog.written, timeout=PATIENCE):
        dialog.save_to(out)
    features = json.loads(out.read_text())["features"]
    assert "Portuguese" in out.read_text() and "Paris, Texas" in out.read_text()
    assert {name for f in features if (name := f["properties"].get("file"))} or len(features) >= 5

    # The case is the same when it is opened again, and its log holds.
    entries = {path: window.session.entry(path) for path in paths}
    places = [row.place for row in window.table.rows()]
    window.close()
    again = open_window()
    assert again.table.paths() == paths
    assert {path: again.session.entry(path) for path in paths} == entries
    assert {path: again.session.decision(path) for path in paths} == decided
    assert [row.place for row in again.table.rows()] == places
    assert again.session.case.verify_log().problems == ()
    assert not again.engine.working
    assert [sha256_of(path) for path in paths] == hashes  # the originals are as they were


def test_broken_files_fail_with_words_and_the_rest_goes_on(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    good = samples.photos(tmp_path, 2)
    torn = tmp_path / "torn.jpg"
    torn.write_bytes(good[0].read_bytes()[:200])
    text = tmp_path / "text.jpg"
    text.write_text("not a picture")
    gone = tmp_path / "gone.jpg"
    drop(window, [torn, good[0], text, gone, good[1]])
    wait_until_done(qtbot, window, 5)
    failed = {row.name: row.detail for row in window.table.rows() if row.state is State.FAILED}
    assert set(failed) == {"torn.jpg", "text.jpg", "gone.jpg"}
    assert "not there any more" in failed["gone.jpg"]
    window.photos.show_photo(torn)
    assert window.result.answer.headline.text() == "Not located"
    assert "Copy it again" in window.result.answer.sure.text()
    assert not window.result.decision.accept.isEnabled()
    # A file that has been mended is located when it is tried again.
    torn.write_bytes(good[1].read_bytes() + b"\0")
    window.commands.locate_failed()
    qtbot.waitUntil(
        lambda: window.table.row(torn).state is State.DONE and not window.engine.working,
        timeout=PATIENCE,
    )


def test_the_drop_target_says_what_will_happen(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    samples.photos(tmp_path / "many", 30)
    event = drag(window, mime([tmp_path / "many"]), Qt.DropAction.MoveAction)
    assert event.isAccepted() and event.dropAction() == Qt.DropAction.CopyAction
    target = window.drops.target
    assert target.isVisible()
    qtbot.waitUntil(lambda: target.text == "Add 30 photos", timeout=PATIENCE)
    leave(window)
    assert not target.isVisible() and window.table.rowCount() == 0
    for name, said in (
        ("harbour.img2loc", "Open the case harbour.img2loc"),
        ("city.mbtiles", "Show the map tiles city.mbtiles"),
        ("llava.gguf", "Import the model llava.gguf"),
    ):
        drag(window, mime([tmp_path / name]), Qt.DropAction.CopyAction)
        assert target.text == said
        leave(window)


def test_stopped_and_paused_photos_wait_for_the_user(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = samples.photos(tmp_path, 6)
    drop(window, paths)
    qtbot.waitUntil(lambda: window.engine.working, timeout=PATIENCE)
    window.actions_.stop.trigger()
    assert not window.engine.working
    states = [window.table.row(path).state for path in paths]
    assert State.STOPPED in states and State.WORKING not in states
    window.actions_.locate.trigger()
    wait_until_done(qtbot, window, 6)
    assert all(row.state is State.DONE for row in window.table.rows())


def test_quitting_with_work_under_way_asks_and_goes_on_next_time(
    open_window: Open, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    window = open_window()
    paths = samples.photos(tmp_path, 8)
    drop(window, paths)
    qtbot.waitUntil(lambda: window.engine.waiting > 3, timeout=PATIENCE)
    window.close()
    assert any("not located yet" in said for said in answers)
    again = open_window()
    wait_until_done(qtbot, again, 8)
    assert all(row.state is State.DONE for row in again.table.rows())


def test_a_photo_that_moved_is_shown_as_such_and_found_again(
    open_window: Open, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    window = open_window()
    paths = samples.photos(tmp_path / "here", 3)
    drop(window, paths)
    wait_until_done(qtbot, window, 3)
    window.session.reject([paths[0]])
    window.close()
    moved = paths[0].rename(tmp_path / "elsewhere.jpg")
    paths[1].write_bytes(paths[2].read_bytes() + b"\0")
    again = open_window()
    qtbot.waitUntil(
        lambda: (
            [again.table.row(path).file_state for path in paths]
            == [FileState.MISSING, FileState.CHANGED, FileState.UNCHANGED]
        ),
        timeout=PATIENCE,
    )
    again.photos.show_photo(paths[0])
    warnings = again.result.answer.warnings
    assert warnings.count() == 1
    with pytest.raises(Exception, match="other"):
        again.session.relink(paths[0], paths[2])
    again.session.relink(paths[0], moved)
    assert again.session.decision(moved).verdict is Verdict.REJECTED
    assert isinstance(again.session.entry(moved), Result)


def test_a_photo_that_is_found_elsewhere_while_under_way_is_located_there(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (path,) = samples.photos(tmp_path / "photos", 1)
    drop(window, [path])
    wait_until_done(qtbot, window, 1)
    moved = tmp_path / "elsewhere.jpg"
    moved.write_bytes(path.read_bytes())
    window.session.locate([path])
    window.engine.stage.emit(path, "searching")
    assert window.table.row(path).state is State.WORKING
    window.session.relink(path, moved)
    qtbot.waitUntil(lambda: window.table.row(moved).state is State.DONE, timeout=PATIENCE)
    assert window.table.paths() == [moved]


def test_a_damaged_case_is_refused_and_the_present_one_stays(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    present = window.session.case.path
    bad = tmp_path / "bad.img2loc"
    sqlite3.connect(bad).execute("CREATE TABLE t (x)").connection.close()
    before = bad.read_bytes()
    drop(window, [bad])
    assert any("is no case file" in said for said in answers)
    assert window.session.case.path == present
    assert bad.read_bytes() == before


def test_a_second_window_leaves_the_case_of_the_first_alone(
    open_window: Open, answers: list[str]
) -> None:
    first, second = open_window(), open_window()
    assert first.session.case.path != second.session.case.path
    assert any("open in another window" in said for said in answers)


def test_cases_are_named_copied_and_remembered(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    paths = samples.photos(tmp_path, 2)
    drop(window, paths)
    wait_until_done(qtbot, window, 2)
    named = tmp_path / "harbour.img2loc"
    window.cases.name_as(named)
    assert window.windowTitle().startswith("harbour.img2loc")
    assert window.table.paths() == paths
    window.session.case.save_copy(tmp_path / "copy.img2loc")
    with Case.open(tmp_path / "copy.img2loc") as copy:
        assert [photo.path for photo in copy.photos()] == paths
    window.close()
    stored, warning = settings.load()
    assert stored.recent[0] == named and warning is None
    again = open_window(stored)
    assert again.session.case.path == named


def test_the_sample_case_is_one_click_away(window: MainWindow, qtbot: QtBot) -> None:
    window.map.welcome.samples.click()
    wait_until_done(qtbot, window, 3)
    assert window.session.case.path.name == "sample.img2loc"
    assert all(isinstance(window.session.entry(path), Result) for path in window.table.paths())
    assert window.map.currentWidget() is window.map.map


def test_every_format_can_be_exported_with_a_preview(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(window, [*samples.photos(tmp_path, 2), tmp_path / "gone.jpg"])
    wait_until_done(qtbot, window, 3)
    for format_ in Format:
        dialog = window.pages.export(format_)
        assert dialog.content.rowCount() == 3
        assert "3 photos" in dialog.summary.text() and "1 failed" in dialog.summary.text()
        if format_.is_text:
            qtbot.waitUntil(lambda d=dialog: bool(d.sample.toPlainText()), timeout=PATIENCE)
        out = tmp_path / f"out-{format_.name.lower()}{format_.suffix}"
        with qtbot.waitSignal(dialog.written, timeout=PATIENCE):
            dialog.save_to(out)
        assert out.stat().st_size > 200
    assert (tmp_path / "out-report_pdf.pdf").read_bytes().startswith(b"%PDF-")
    assert b"data:image/png" not in (tmp_path / "out-geojson.geojson").read_bytes()


def test_the_words_of_the_model_are_shown_while_they_come(
    window: MainWindow, tmp_path: Path
) -> None:
    path = samples.photos(tmp_path, 1)[0]
    window.session._on_added(window.session.case.add_photos([path]))
    window.photos.show_photo(path)
    window.engine.words.emit(path, 0, "Limestone ")
    window.engine.words.emit(path, 0, "facades \x1b[31m")
    shown = window.result.model_words
    assert shown.text.text() == "Limestone facades ␛[31m"
    assert "unverified" in shown.title.text()
    window.engine.stop_now()


def test_failed_entries_are_shown_without_a_result(window: MainWindow, tmp_path: Path) -> None:
    failure = Failure(tmp_path / "x.jpg", "It is <b>broken</b>.", "Mend it.")
    window.result.show_entry(failure, None)
    assert window.result.answer.sure.text() == "It is <b>broken</b>.\nMend it."
    assert window.result.answer.sure.textFormat() == Qt.TextFormat.PlainText


def test_dropped_map_tiles_are_shown_and_broken_ones_refused(
    open_window: Open, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    window = open_window()
    good, broken = tmp_path / "city.mbtiles", tmp_path / "broken.mbtiles"
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), "teal").save(picture, "PNG")
    with contextlib.closing(sqlite3.connect(good)) as database:
        database.executescript(
            "CREATE TABLE metadata (name TEXT, value TEXT);"
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER,"
            " tile_data BLOB);"
            "INSERT INTO metadata VALUES ('name', 'City'), ('format', 'png');"
        )
        database.execute("INSERT INTO tiles VALUES (0, 0, 0, ?)", (picture.getvalue(),))
        database.commit()
    broken.write_bytes(b"SQLite format 3\0 and then nothing")
    drop(window, [good, broken])
    qtbot.waitUntil(lambda: window.map.tile_files() == (good,), timeout=PATIENCE)
    qtbot.waitUntil(lambda: any("broken.mbtiles" in said for said in answers), timeout=PATIENCE)
    assert window.map.currentWidget() is window.map.map
    window.close()
    stored, _ = settings.load()
    assert stored.tiles == (good,)
    again = open_window(stored)
    qtbot.waitUntil(lambda: again.map.tile_files() == (good,), timeout=PATIENCE)


def test_words_in_the_picture_are_shown_with_what_they_say(window: MainWindow) -> None:
    clue = Clue("name", "Praia", "“Praia” is a town on Santiago.", 0.8, moved=0.4)
    report = TextReport((TextLine("PRAIA <b>", 0.9), TextLine("", 0.6)), (clue,), 0.5, 1.0)
    window.result.show_entry(export_samples.result(text=report), None)
    said = window.result.picture_words.text
    assert "“PRAIA <b>”" in said.text() and "is a town on Santiago" in said.text()
    assert "1 more with text" in said.text()
    assert said.textFormat() == Qt.TextFormat.PlainText
    window.result.show_entry(export_samples.result(text=None), None)
    assert said.isHidden() and not window.result.picture_words.isHidden()  # words can be typed in
