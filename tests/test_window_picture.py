"""The page of the photo with its words: what is shown, changed, kept, and estimated again."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import window_samples as samples
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from text_pictures import picture
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, wait_until_done

from img2loc_desktop.core import decisions, exports
from img2loc_desktop.core.configuration import Configuration, ReadText
from img2loc_desktop.core.settings import Settings
from img2loc_desktop.core.types import Failure, LineMark, Result, TextLine, WordEdit
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.line_kinds import Kind, kind_sign, kind_words
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.picture_boxes import HALO, LINES
from img2loc_desktop.gui.requests import Request

Open = Callable[..., MainWindow]
SIGN = [(40, 60, "BRIDGEND", 40), (40, 160, "(01656) 643443", 30), (40, 240, "EXIT", 26)]


def settings(pack: Path, read: ReadText) -> Settings:
    return Settings(
        configuration=replace(samples.configuration(pack), read_text=read), analyst="Ann"
    )


def sign(path: Path, turned: int | None = None) -> Path:
    """A photo of a sign in Wales; ``turned`` is its EXIF orientation, 6 for a quarter turn."""
    image = picture(480, 320, SIGN)
    exif = Image.Exif()
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = turned
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, quality=92, exif=exif)
    return path


class Jobs:
    """What the worker was asked, and the stages that it went through."""

    def __init__(self, window: MainWindow) -> None:
        self.sent: list[dict[str, object]] = []
        self.stages: list[str] = []
        start = window.engine._start_worker

        def watched() -> None:
            start()
            worker = window.engine._worker
            assert worker is not None
            send = worker.send
            worker.send = lambda line: (self.sent.append(line), send(line))[1]  # type: ignore
            worker.message.connect(lambda said: self.stages.append(str(said.get("stage", ""))))

        window.engine._start_worker = watched  # type: ignore[method-assign]


def located(window: MainWindow, path: Path, qtbot: QtBot) -> Result:
    drop(window, [path])
    wait_until_done(qtbot, window, 1)
    window.photos.show_photo(path)
    return result(window, path)


def result(window: MainWindow, path: Path) -> Result:
    entry = window.session.entry(path)
    assert isinstance(entry, Result), entry
    return entry


def marks(window: MainWindow, path: Path) -> list[LineMark]:
    report = result(window, path).text
    return [line.mark for line in report.lines] if report else []


def share(window: MainWindow, path: Path, code: str) -> float:
    countries = result(window, path).estimate.countries
    return next((country.share for country in countries if country.code == code), 0.0)


def until_measured(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    def done() -> bool:
        report = result(window, path).text
        return report is not None and bool(report.effects)

    qtbot.waitUntil(done, timeout=PATIENCE)


@pytest.fixture
def wales(open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot) -> tuple[MainWindow, Path]:
    """A window with a photo of a sign whose words were read."""
    window = open_window(settings(pack, "on"))
    path = sign(tmp_path / "sign.jpg")
    located(window, path, qtbot)
    window.actions_.picture.trigger()
    return window, path


def test_words_are_shown_where_they_stand_with_what_they_mean_and_moved(
    wales: tuple[MainWindow, Path], qtbot: QtBot
) -> None:
    window, path = wales
    page = window.picture
    assert page.isVisible() and window.map.currentWidget() is page
    assert page.list.topLevelItemCount() == 3 and list(page.view.boxes) == [0, 1, 2]
    assert page.list.topLevelItem(0).text(1) == "BRIDGEND"
    assert "is a place in United Kingdom" in page.list.topLevelItem(0).text(2)
    assert page._kinds == [Kind.USED, Kind.USED, Kind.SILENT]
    qtbot.waitUntil(lambda: page.view.has_image, timeout=PATIENCE)
    # The box lies where the word was drawn, in pixels of the photo.
    box = page.view.boxes[0].polygon.boundingRect()
    assert box.contains(150, 80) and box.height() < 70
    until_measured(window, path, qtbot)
    report = result(window, path).text
    assert report is not None and {effect.line for effect in report.effects} == {0, 1}
    telephone = next(effect for effect in report.effects if effect.line == 1)
    assert telephone.share_with > telephone.share_without and telephone.country == "GB"
    assert "%" in page.list.topLevelItem(1).text(3) and page.list.topLevelItem(2).text(3) == "–"
    page.choose(1)
    assert "Without it the estimate would lie" in page.about.text()
    assert window.session.case.verify_log().problems == ()


def test_a_photo_that_is_turned_has_its_boxes_on_the_upright_picture(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    found = located(window, sign(tmp_path / "turned.jpg", 6), qtbot)
    window.actions_.picture.trigger()
    view = window.picture.view
    assert (found.photo.width, found.photo.height) == (480, 320)
    assert view.sceneRect().width() == 480 and view.boxes[0].polygon.boundingRect().contains(
        150, 80
    )
    qtbot.waitUntil(lambda: view.has_image, timeout=PATIENCE)
    assert view._picture.sceneBoundingRect().size() == view.sceneRect().size()


def test_a_struck_word_counts_for_nothing_at_once_without_encoder_and_file(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    jobs = Jobs(window)
    path = sign(tmp_path / "sign.jpg")
    before = located(window, path, qtbot)
    assert share(window, path, "GB") > 0.5
    window.actions_.picture.trigger()
    until_measured(window, path, qtbot)
    window.engine._end_worker()  # one that remembers nothing
    path.rename(tmp_path / "elsewhere.jpg")
    jobs.stages.clear()
    page = window.picture
    for row in (0, 1):
        page.choose(row)
        page.strike.click()
        assert page._kinds[row] is Kind.STRUCK  # shown before the estimate follows
    window.commands.accept()  # an estimate that is not there yet
    undecided = window.session.decision(path)
    assert undecided is not None and undecided.verdict is decisions.Verdict.OPEN
    qtbot.waitUntil(
        lambda: marks(window, path) == [LineMark.STRUCK, LineMark.STRUCK, LineMark.READ],
        timeout=PATIENCE,
    )
    assert share(window, path, "GB") < 0.1
    assert "embedding" not in jobs.stages and "reading" not in jobs.stages
    assert "estimating" in jobs.stages
    after = result(window, path)
    assert after.neighbours == before.neighbours and after.provenance == before.provenance
    decision = window.session.decision(path)
    assert decision is not None and decision.analyst == "Ann"
    said = decisions.sentence(decision)
    assert "Struck by the analyst: “BRIDGEND”, “(01656) 643443”." in said

    # Undo and redo like every decision; the estimate follows each time.
    window.actions_.undo.trigger()
    qtbot.waitUntil(
        lambda: marks(window, path) == [LineMark.STRUCK, LineMark.READ, LineMark.READ],
        timeout=PATIENCE,
    )
    window.actions_.undo.trigger()
    qtbot.waitUntil(lambda: set(marks(window, path)) == {LineMark.READ}, timeout=PATIENCE)
    again = result(window, path).estimate
    assert again.countries == before.estimate.countries
    assert again.position == before.estimate.position
    window.actions_.redo.trigger()
    qtbot.waitUntil(lambda: marks(window, path)[0] is LineMark.STRUCK, timeout=PATIENCE)
    assert "embedding" not in jobs.stages and "reading" not in jobs.stages
    events = [entry.event for entry in window.session.case.log()]
    assert events.count("undone") == 2 and events.count("redone") == 1
    assert window.session.case.verify_log().problems == ()


def test_words_are_corrected_typed_and_taken_back_and_survive_a_restart(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    path = sign(tmp_path / "sign.jpg")
    located(window, path, qtbot)
    window.actions_.picture.trigger()
    page = window.picture
    page.choose(0)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_F2)
    assert page.entry.edit.text() == "BRIDGEND" and "BRIDGEND" in page.entry.label.text()
    page.entry.edit.setText("BRIDGETOWN")
    QTest.keyClick(page.entry.edit, Qt.Key.Key_Return)
    page.entry.edit.setText("Wagga Wagga NSW")
    QTest.keyClick(page.entry.edit, Qt.Key.Key_Return)
    wanted = [LineMark.CORRECTED, LineMark.READ, LineMark.READ, LineMark.TYPED]
    qtbot.waitUntil(lambda: marks(window, path) == wanted, timeout=PATIENCE)
    assert share(window, path, "AU") > 0.05
    assert 3 not in page.view.boxes and page.list.topLevelItem(3).text(1) == "Wagga Wagga NSW"
    page.choose(0)
    assert "read as “BRIDGEND”" in page.about.text()
    unread = TextLine("서울", 0.33, mark=LineMark.CORRECTED)  # nobody is sure of a reading then
    assert page._origin(unread, Kind.CORRECTED) == "corrected by you"
    window.close()

    again = open_window(settings(pack, "on"))
    qtbot.waitUntil(lambda: path in again.table, timeout=PATIENCE)
    again.photos.show_photo(path)
    again.actions_.picture.trigger()
    assert marks(again, path) == wanted
    page = again.picture
    page.choose(3)
    assert page.strike.text().replace("&", "") == "Take back"
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: marks(again, path) == wanted[:3], timeout=PATIENCE)
    again.actions_.undo.trigger()
    qtbot.waitUntil(lambda: marks(again, path) == wanted, timeout=PATIENCE)

    # Said in every export, as what it is.
    found = result(again, path)
    decision = again.session.decision(path)
    for suffix in ("geojson", "csv", "kml", "html"):
        exports.write(tmp_path / f"out.{suffix}", [found], decisions=[decision])
    (feature,) = [
        item
        for item in json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]
        if item["properties"]["role"] == "estimate"
    ]
    ocr = feature["properties"]["ocr"]
    assert [line.get("by_analyst") for line in ocr] == ["corrected", None, None, "typed"]
    assert ocr[0]["read_as"] == "BRIDGEND"
    assert [word["mark"] for word in feature["properties"]["decision"]["words"]] == [
        "corrected",
        "typed",
    ]
    assert "embeddings" not in feature["properties"]
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert "BRIDGETOWN (corrected by the analyst)" in row["words_in_the_picture"]
    assert "Wagga Wagga NSW (typed by the analyst)" in row["words_in_the_picture"]
    for suffix in ("kml", "html"):
        text = (tmp_path / f"out.{suffix}").read_text("utf-8")
        assert "Typed by the analyst: “Wagga Wagga NSW”" in text
        assert "Corrected by the analyst: “BRIDGEND” to “BRIDGETOWN”" in text


def test_words_are_read_on_demand_without_the_encoder(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "asked"))
    jobs = Jobs(window)
    path = sign(tmp_path / "sign.jpg")
    assert located(window, path, qtbot).text is None
    assert window.result.picture_words.read.isVisibleTo(window.result.picture_words)
    window.engine._end_worker()
    jobs.stages.clear()
    window.actions_.read_words.trigger()
    qtbot.waitUntil(lambda: len(marks(window, path)) == 3, timeout=PATIENCE)
    assert "reading words" in jobs.stages and "embedding" not in jobs.stages
    assert share(window, path, "GB") > 0.5
    qtbot.waitUntil(window.result.picture_words.read.isHidden, timeout=PATIENCE)


def test_words_that_were_asked_for_are_read_again_when_the_photo_is_located_again(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "asked"))
    jobs = Jobs(window)
    path = sign(tmp_path / "sign.jpg")
    assert located(window, path, qtbot).text is None
    for reads in (False, True):
        jobs.stages.clear()
        with qtbot.waitSignal(window.engine.located, timeout=PATIENCE):
            window.commands.locate_again([path])
        assert "embedding" in jobs.stages
        assert len(marks(window, path)) == (3 if reads else 0)
        if not reads:
            window.actions_.read_words.trigger()
            qtbot.waitUntil(lambda: len(marks(window, path)) == 3, timeout=PATIENCE)


def test_small_words_are_searched_for_on_demand_where_words_are_read(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    jobs = Jobs(window)
    path = tmp_path / "large.jpg"
    picture(2400, 1600, SIGN).save(path)  # more than is searched where nobody asks
    assert located(window, path, qtbot).text is not None
    panel, page = window.result.picture_words, window.picture
    assert panel.read.isVisibleTo(panel) and panel.read.text() == "Search for small words"
    window.actions_.picture.trigger()
    assert page.read.isVisibleTo(page) and page.read.text() == "Search for small &words"
    page.read.click()
    qtbot.waitUntil(lambda: page.read.isHidden() and panel.read.isHidden(), timeout=PATIENCE)
    (asked,) = [job for job in jobs.sent if "read_text" in job]
    report = result(window, path).text
    assert asked["read_text"] and report is not None and report.is_thorough
    with qtbot.waitSignal(window.engine.located, timeout=PATIENCE):
        window.commands.locate_again([path])
    assert any("reread" in job for job in jobs.sent)  # what was asked for once is not lost
    assert page.read.isHidden()


def test_small_words_are_not_offered_where_the_photo_has_no_room_for_them(
    wales: tuple[MainWindow, Path],
) -> None:
    window, _ = wales
    assert window.result.picture_words.read.isHidden()


def test_where_no_words_are_read_they_can_be_typed(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "off"))
    path = sign(tmp_path / "sign.jpg")
    located(window, path, qtbot)
    window.actions_.picture.trigger()
    page = window.picture
    assert page.read.isHidden() and page.list.topLevelItemCount() == 0
    page.entry.edit.setText("Bridgend")
    page.entry.take.click()
    qtbot.waitUntil(lambda: marks(window, path) == [LineMark.TYPED], timeout=PATIENCE)
    assert share(window, path, "GB") > 0.2
    window.actions_.undo.trigger()
    qtbot.waitUntil(lambda: marks(window, path) == [], timeout=PATIENCE)


def test_reading_a_photo_that_is_gone_says_so_and_keeps_the_result(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "asked"))
    path = sign(tmp_path / "sign.jpg")
    before = located(window, path, qtbot)
    window.actions_.picture.trigger()
    path.unlink()
    window.picture.read.click()
    qtbot.waitUntil(lambda: "sign.jpg" in window.picture.status.text(), timeout=PATIENCE)
    assert result(window, path).estimate == before.estimate


def test_a_file_that_is_another_now_is_not_shown_and_its_words_are_changed_all_the_same(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    path = sign(tmp_path / "sign.jpg")
    located(window, path, qtbot)
    Image.new("RGB", (480, 320), "red").save(path)
    window.actions_.picture.trigger()
    page = window.picture
    qtbot.waitUntil(lambda: "has changed" in page.status.text(), timeout=PATIENCE)
    assert not page.view.has_image and len(page.view.boxes) == 3
    page.choose(2)
    page.strike.click()
    qtbot.waitUntil(lambda: marks(window, path)[2] is LineMark.STRUCK, timeout=PATIENCE)


def test_a_worker_that_cannot_weigh_words_is_asked_once_and_the_result_stays(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    path = sign(tmp_path / "sign.jpg")
    before = located(window, path, qtbot)
    window.actions_.picture.trigger()
    asked: list[Request] = []

    def ask(request: Request) -> None:
        asked.append(request)
        if not request.is_trial:
            broken = replace(before, text=None, warnings=("The words' data is damaged.",))
            window.engine.answered.emit(request, broken)

    window.engine.ask = ask  # type: ignore[method-assign]
    window.picture.entry.edit.setText("Lyon")
    window.picture.entry.take.click()
    assert "data is damaged" in window.picture.status.text()
    assert [request.is_trial for request in asked].count(False) == 1
    window.session.entries_changed.emit((path,))
    assert [request.is_trial for request in asked].count(False) == 1
    assert result(window, path).text == before.text


def test_a_refusal_is_of_the_words_that_were_tried_and_goes_with_them(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    path = sign(tmp_path / "sign.jpg")
    located(window, path, qtbot)
    window.actions_.picture.trigger()
    asked: list[Request] = []
    window.engine.ask = (  # type: ignore[method-assign]
        lambda request: None if request.is_trial else asked.append(request)
    )

    def fail(request: Request) -> None:
        window.engine.answered.emit(request, Failure(path, "The worker crashed.", "Go on."))

    window.changes.add(path, "Lyon")
    window.changes.add(path, "Paris")  # before the first was answered
    fail(asked[0])
    assert [line.text for line in (asked[-1].lines or ())[-2:]] == ["Lyon", "Paris"]
    assert "crashed" not in window.picture.status.text()
    fail(asked[-1])
    assert "crashed" in window.picture.status.text()
    window.session.undo()
    fail(asked[-1])
    window.session.undo()
    assert not window.picture.status.text()


def test_words_are_searched_and_copied_and_the_map_is_back_for_a_correction(
    wales: tuple[MainWindow, Path], qtbot: QtBot
) -> None:
    window, _ = wales
    page = window.picture
    page.choose(0)
    QTest.keyClick(page.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "BRIDGEND"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    correction = window.result.correction
    assert correction.isVisible() and correction.line.text() == "Bridgend"
    assert window.map.currentWidget() is window.map.map
    qtbot.waitUntil(lambda: correction.found.count() > 0, timeout=PATIENCE)
    assert "Bridgend" in correction.found.item(0).text()
    correction.cancel.click()
    # A line is searched for the place that it is taken to name, if there is one.
    for row, searched in ((1, "Bridgend"), (2, "EXIT")):
        page.choose(row)
        page.search.click()
        assert correction.line.text() == searched
        correction.cancel.click()
    assert window.map.currentWidget() is page
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    assert window.map.currentWidget() is window.map.map
    assert not window.actions_.picture.isChecked()


def test_a_change_that_was_undone_just_before_the_end_leaves_no_trace(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    path = sign(tmp_path / "sign.jpg")
    located(window, path, qtbot)
    window.changes.add(path, "Wagga Wagga NSW")
    qtbot.waitUntil(lambda: LineMark.TYPED in marks(window, path), timeout=PATIENCE)
    window.actions_.undo.trigger()
    window.close()
    again = open_window(settings(pack, "on"))
    qtbot.waitUntil(lambda: path in again.table, timeout=PATIENCE)
    qtbot.waitUntil(lambda: set(marks(again, path)) == {LineMark.READ}, timeout=PATIENCE)


def test_an_accepted_estimate_is_open_again_when_its_words_change(
    wales: tuple[MainWindow, Path], qtbot: QtBot
) -> None:
    window, path = wales
    window.actions_.accept.trigger()
    page = window.picture
    page.choose(0)
    page.strike.click()
    decision = window.session.decision(path)
    assert decision is not None and decision.verdict is decisions.Verdict.OPEN
    qtbot.waitUntil(lambda: marks(window, path)[0] is LineMark.STRUCK, timeout=PATIENCE)
    window.actions_.accept.trigger()
    decision = window.session.decision(path)
    assert decision is not None and decision.verdict is decisions.Verdict.ACCEPTED
    assert [edit.mark for edit in decision.words] == [LineMark.STRUCK]  # they stay


def test_a_located_photo_is_located_again_with_its_changes(
    wales: tuple[MainWindow, Path], qtbot: QtBot
) -> None:
    window, path = wales
    page = window.picture
    page.choose(2)
    page.strike.click()
    qtbot.waitUntil(lambda: marks(window, path)[2] is LineMark.STRUCK, timeout=PATIENCE)
    window.commands.locate_again([path])
    wait_until_done(qtbot, window, 1)
    assert marks(window, path) == [LineMark.READ, LineMark.READ, LineMark.STRUCK]


HOSTILE = ("<b>bold</b> <img src=x>", "\x1b[31mred\n\x00", "\u202egnp.exe", "x" * 10_000)


def test_hostile_words_are_shown_as_text(wales: tuple[MainWindow, Path], qtbot: QtBot) -> None:
    window, path = wales
    found = result(window, path)
    assert found.text is not None
    box = found.text.lines[0].box
    lines = tuple(TextLine(text, 0.9, box) for text in HOSTILE)
    page = window.picture
    page.show_result(
        replace(found, text=replace(found.text, lines=lines, clues=())), lines, can_read=False
    )
    shown = [page.list.topLevelItem(row).text(1) for row in range(4)]
    assert shown[0] == HOSTILE[0]
    assert "\x1b" not in shown[1] and "\n" not in shown[1] and "\u202e" not in shown[2]
    assert len(shown[3]) < 400
    assert page.about.textFormat() == Qt.TextFormat.PlainText
    for row in range(4):
        page.choose(row)
        page.copy.click()
        assert all(letter.isprintable() for letter in QApplication.clipboard().text())
        page.correct.click()
        assert len(page.entry.edit.text()) <= 300
        page.entry.leave()


def test_keys_lead_through_words_and_zoom_the_photo(wales: tuple[MainWindow, Path]) -> None:
    window, _ = wales
    view = window.picture.view
    view.setFocus()
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Up, 1)):
        if window.picture.list.row < 0:
            window.picture.choose(0)
        QTest.keyClick(view, key)
        assert window.picture.list.row == row
    box = view.boxes[2].polygon.boundingRect().center()
    click = view.mapFromScene(box)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=click)
    assert window.picture.list.row == 2
    before = view.transform().m11()
    window.actions_.zoom_in.trigger()
    assert view.transform().m11() > before
    window.actions_.fit.trigger()
    assert abs(view.transform().m11() - before) < 1e-6
    for widget in (window.picture.list, view, window.picture.entry.edit):
        assert widget.accessibleName() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def test_a_photograph_with_words_is_walked_through(
    open_window: Open, shared: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    original = shared / "photos" / "text" / "04ba065ee22b.jpg"  # the board of a ball park
    if not original.is_file():
        pytest.skip("the photographs with words are not on this machine")
    window = open_window(
        Settings(configuration=Configuration(use_gpu=False, read_text="on"), analyst="Ann")
    )
    jobs = Jobs(window)
    path = tmp_path / "board.jpg"
    path.write_bytes(original.read_bytes())
    found = located(window, path, qtbot)
    assert found.text is not None and len(found.text.lines) > 20
    window.actions_.picture.trigger()
    page = window.picture
    texts = [line.text for line in found.text.lines]
    row = texts.index("OAKLAND")
    page.choose(row)
    assert "place in United States" in page.about.text()
    until_measured(window, path, qtbot)
    path.unlink()
    jobs.stages.clear()
    page.strike.click()
    qtbot.waitUntil(lambda: marks(window, path)[row] is LineMark.STRUCK, timeout=PATIENCE)
    assert "embedding" not in jobs.stages and "reading" not in jobs.stages
    changed = result(window, path)
    assert changed.text is not None and changed.text.clues != found.text.clues
    assert changed.estimate != found.estimate


def test_from_right_to_left_words_and_figures_keep_their_own_order(
    wales: tuple[MainWindow, Path], qtbot: QtBot
) -> None:
    window, path = wales
    until_measured(window, path, qtbot)
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        cells = [window.picture.list.topLevelItem(1).text(column) for column in (1, 3)]
        assert all(cell[0] == "\u2068" and cell[-1] == "\u2069" for cell in cells)
        assert window.picture.list.topLevelItemCount() == 3
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert window.picture.list.topLevelItem(1).text(1) == "(01656) 643443"


def test_each_kind_of_line_is_told_from_the_others_without_its_colour() -> None:
    assert len({kind_sign(kind) for kind in Kind}) == len(Kind)
    assert len({kind_words(kind) for kind in Kind}) == len(Kind)
    in_the_photo = [kind for kind in Kind if kind is not Kind.TYPED]
    shapes = {(LINES[kind][1:], kind is Kind.STRUCK) for kind in in_the_photo}
    assert len(shapes) == len(in_the_photo)
    for colour, _, _ in LINES.values():
        assert theme.contrast(QColor(colour), HALO) > 4.5


def test_a_result_that_was_kept_before_a_change_does_not_take_it_back(
    wales: tuple[MainWindow, Path], qtbot: QtBot
) -> None:
    window, path = wales
    session = window.session
    session.keep(path, result(window, path))  # on its way while the next word is typed
    session.reword(path, (WordEdit(LineMark.TYPED, "Swansea"),))
    qtbot.wait(500)
    assert [edit.text for edit in window.table.row(path).edits] == ["Swansea"]


def test_letters_that_nobody_can_read_count_by_their_script_until_they_are_struck(
    open_window: Open, pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings(pack, "on"))
    words = [(40, 120, "תחנה מרכזית ירושלים", 44)]
    path = tmp_path / "hebrew.png"
    picture(640, 320, words, "Cyrillic").save(path)
    located(window, path, qtbot)
    window.actions_.picture.trigger()
    page = window.picture
    assert page._kinds == [Kind.LOOKS_LIKE]
    shown = page.list.topLevelItem(0)
    assert "(not read)" in shown.text(1) and "look Hebrew, as in Israel" in shown.text(2)
    assert "its script is used" in page.about.text()
    before = share(window, path, "IL")
    assert before > 0.3
    page.choose(0)
    page.strike.click()
    qtbot.waitUntil(lambda: share(window, path, "IL") < before / 2, timeout=PATIENCE)
    assert page._kinds == [Kind.STRUCK]
