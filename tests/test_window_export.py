"""Writing files beside the window: nothing of Qt complains, and it can be given up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import export_samples
import pytest
import window_samples as samples
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, wait_until_done

from img2loc_desktop.core.case import Case
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.exports import Parts
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.gui import exporting
from img2loc_desktop.gui.export_task import ExportTask
from img2loc_desktop.gui.exporting import Format, GivenUp, Order
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.writing import Writing


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "harbour.img2loc") as made:
        for photo in made.add_photos(tmp_path / f"{number}.jpg" for number in range(4)):
            made.record(photo.id, export_samples.result(photo.path))
        yield made


def order(case: Case, format_: Format) -> Order:
    ids = tuple(photo.id for photo in case.photos())
    return Order(ids, format_, Parts(), Writing(), "harbour", "")


def test_a_report_is_printed_without_a_word_from_qt(
    case: Case, tmp_path: Path, qtbot: QtBot
) -> None:
    """That there is no warning is what a fixture of the window's tests looks after."""
    out, owner = tmp_path / "out.pdf", QObject()
    task = ExportTask(
        lambda go_on: exporting.write(
            case, out, order(case, Format.REPORT_PDF), Gazetteer.load, go_on
        ),
        *(out, owner),
    )
    with qtbot.waitSignals([task.written, task.finished], timeout=PATIENCE):
        task.start()
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("format_", list(Format))
def test_only_an_export_of_the_same_kind_is_replaced(
    case: Case, tmp_path: Path, format_: Format
) -> None:
    out = tmp_path / f"out{format_.suffix}"
    for _ in range(2):
        assert exporting.write(case, out, order(case, format_), Gazetteer.load) == 4
    out.write_bytes(b"somebody's notes")
    with pytest.raises(UserError):
        exporting.write(case, out, order(case, format_), Gazetteer.load)
    assert out.read_bytes() == b"somebody's notes"


@pytest.mark.parametrize("format_", list(Format))
def test_what_is_given_up_is_not_written(case: Case, tmp_path: Path, format_: Format) -> None:
    calls = 0

    def count() -> None:
        nonlocal calls
        calls += 1

    out = tmp_path / f"out{format_.suffix}"
    wanted = order(case, format_)
    exporting.write(case, out, wanted, Gazetteer.load, count)
    assert calls >= 8  # for each photo, when it is read and when it is written
    before, left = out.read_bytes(), calls

    def end() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise GivenUp

    with pytest.raises(GivenUp):
        exporting.write(case, out, wanted, Gazetteer.load, end)
    assert out.read_bytes() == before
    assert not list(tmp_path.glob(f".{out.name}*"))


def hold(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Let a report stop in the middle: one event says that it is there, the other lets it go."""
    there, go = threading.Event(), threading.Event()
    content = exporting._content

    def waits(case: Case, ids: tuple[int, ...], go_on: Callable[[], None]) -> object:
        there.set()
        assert go.wait(60)
        return content(case, ids, go_on)

    monkeypatch.setattr(exporting, "_content", waits)
    return there, go


def test_a_dialog_that_is_closed_waits_for_nothing_and_leaves_no_file(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(window, samples.photos(tmp_path, 2))
    wait_until_done(qtbot, window, 2)
    there, go = hold(monkeypatch)
    dialog = window.pages.report()
    out = tmp_path / "out.pdf"
    dialog.save_to(out)
    qtbot.waitUntil(there.is_set, timeout=PATIENCE)
    (task,) = window.findChildren(ExportTask)
    with qtbot.waitSignal(task.finished, timeout=PATIENCE):
        dialog.reject()  # returns although the report is held
        go.set()
    assert not out.exists()
    qtbot.waitUntil(lambda: not window.findChildren(ExportTask), timeout=PATIENCE)


def test_a_photo_that_is_removed_meanwhile_is_told(
    window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    answers: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths = samples.photos(tmp_path, 2)
    drop(window, paths)
    wait_until_done(qtbot, window, 2)
    dialog = window.pages.report()
    there, go = hold(monkeypatch)
    out = tmp_path / "out.pdf"
    dialog.save_to(out)
    qtbot.waitUntil(there.is_set, timeout=PATIENCE)
    window.session.remove(paths[:1])
    go.set()
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE)
    assert "taken out of the case meanwhile" in answers[0] and not out.exists()
    dialog.reject()
