"""What is under way when another case is opened stays with its own case, or is said to be gone."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import window_samples as samples
from event_loop import spin
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, wait_until_done

from img2loc_desktop.core import photos as photo_files
from img2loc_desktop.core.case import Case, FileState
from img2loc_desktop.core.types import Failure
from img2loc_desktop.gui import case_reading, messages, photo_finder
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.originals import Originals

Open = Callable[..., MainWindow]


class Slow:
    """A listing that comes to a halt behind its first photo, until it may go on."""

    def __init__(self) -> None:
        self.is_halfway, self.go_on, self.is_over = (threading.Event() for _ in range(3))
        self._expand = photo_files.expand

    def expand(self, paths: Sequence[Path]) -> Iterator[Path | Failure]:
        """In the place of core.photos.expand; in the finder's thread."""
        try:
            for number, item in enumerate(self._expand(paths)):
                if number == 1:
                    self.is_halfway.set()  # and the first one is on its way to the window
                    assert self.go_on.wait(PATIENCE / 1000)
                yield item
        finally:
            self.is_over.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Every folder is listed slowly, a photo at a time."""
    slow = Slow()
    monkeypatch.setattr(photo_finder, "BATCH", 1)
    monkeypatch.setattr(photo_files, "expand", slow.expand)
    yield slow
    slow.go_on.set()


def other_case(folder: Path) -> Path:
    """An empty case beside the open one."""
    with Case.create(folder / "other.img2loc") as case:
        return case.path


def paths_in(case: Path) -> list[Path]:
    """What is in a case that no window has open."""
    with Case.open(case) as opened:
        return [photo.path for photo in opened.photos()]


def test_a_folder_that_is_being_listed_does_not_land_in_a_case_opened_meanwhile(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str], slow: Slow
) -> None:
    photos = samples.photos(tmp_path / "photos", 3)
    first, other = window.session.case.path, other_case(tmp_path)
    drop(window, [tmp_path / "photos"])
    qtbot.waitUntil(lambda: window.table.rowCount() == 1, timeout=PATIENCE)
    window.cases.open(other)
    assert window.session.case.path == other
    assert answers[-1].startswith("Not all photos were added: unnamed case was closed while")
    slow.go_on.set()
    qtbot.waitUntil(slow.is_over.is_set, timeout=PATIENCE)
    spin(50)
    assert window.table.rowCount() == 0 and not window.finder.busy
    window.cases.open(first)
    assert window.table.paths() == photos[:1] and paths_in(other) == []
    assert len(answers) == 1  # nothing was being listed any more

    # The advice holds: what is in the case already is passed over.
    drop(window, [tmp_path / "photos"])
    wait_until_done(qtbot, window, 3)


def test_a_batch_that_is_on_its_way_to_the_window_does_not_land_there_either(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, slow: Slow
) -> None:
    samples.photos(tmp_path / "photos", 2)
    other = other_case(tmp_path)
    drop(window, [tmp_path / "photos"])
    assert slow.is_halfway.wait(PATIENCE / 1000)  # no event is handled meanwhile
    window.cases.open(other)
    slow.go_on.set()
    qtbot.waitUntil(slow.is_over.is_set, timeout=PATIENCE)
    spin(50)
    assert window.table.rowCount() == 0


def test_a_listing_goes_on_into_a_case_that_is_given_a_name_meanwhile(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str], slow: Slow
) -> None:
    photos = samples.photos(tmp_path / "photos", 3)
    drop(window, [tmp_path / "photos"])
    qtbot.waitUntil(lambda: window.table.rowCount() == 1, timeout=PATIENCE)
    window.cases.name_as(tmp_path / "named.img2loc")
    slow.go_on.set()
    wait_until_done(qtbot, window, 3)
    assert set(window.table.paths()) == set(photos) and not answers
    assert window.session.case.path == tmp_path / "named.img2loc"


def test_photos_dropped_together_with_a_case_go_into_it(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    first, other = window.session.case.path, other_case(tmp_path)
    photos = samples.photos(tmp_path, 2)
    drop(window, [photos[0], other, photos[1]])
    wait_until_done(qtbot, window, 2)
    assert window.session.case.path == other and not answers
    assert paths_in(first) == []

    # Where it cannot be opened they go nowhere, and that is said.
    bad = tmp_path / "bad.img2loc"
    bad.write_text("no case")
    drop(window, [*samples.photos(tmp_path, 1, first=200), bad])
    assert "is no case file" in answers[0]
    assert answers[1].startswith("No photos were added: ")
    assert not window.finder.busy and window.table.rowCount() == 2


def test_the_sample_case_is_filled_also_when_it_was_left_at_once(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    other = other_case(tmp_path)
    window.actions_.sample.trigger()
    window.cases.open(other)
    qtbot.waitUntil(lambda: not window.finder.busy, timeout=PATIENCE)
    assert window.table.rowCount() == 0
    window.actions_.sample.trigger()
    qtbot.waitUntil(lambda: window.table.rowCount() > 1, timeout=PATIENCE)
    assert paths_in(other) == []


def test_closing_the_window_while_photos_are_looked_for_is_asked_about(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: Slow
) -> None:
    samples.photos(tmp_path / "photos", 2)
    asked: list[str] = []

    def stay(_parent: object, _title: str, question: str, *_: str) -> bool:
        asked.append(question)
        return False

    drop(window, [tmp_path / "photos"])
    with monkeypatch.context() as patched:
        patched.setattr(messages, "ask", stay)
        assert not window.close()
    assert asked == ["Photos are still being looked for."]
    slow.go_on.set()


def test_a_correction_that_is_being_typed_does_not_go_over_to_the_same_photo_of_another_case(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (path,) = samples.photos(tmp_path / "photos", 1)
    drop(window, [path])
    wait_until_done(qtbot, window, 1)
    copy = tmp_path / "copy.img2loc"
    window.session.case.save_copy(copy)
    window.photos.show_photo(path)
    headline = window.result.answer.headline.text()
    window.actions_.correct.trigger()
    correction = window.result.correction
    correction.line.setText("45.764, 4.836")
    qtbot.waitUntil(lambda: correction.position is not None, timeout=PATIENCE)
    window.cases.open(copy)
    # Nothing is chosen in it yet, and nothing is said of a photo.
    assert window.photos.current() is None
    assert window.result.answer.headline.text() != headline
    assert window.map.map.scene.result is None
    window.photos.show_photo(path)
    assert window.result.answer.headline.text() == headline
    assert correction.isHidden()
    assert window.session.decision(path) is None


def test_a_file_that_moved_away_is_not_told_of_the_photo_of_another_case(
    tmp_path: Path, qtbot: QtBot
) -> None:
    (path,) = samples.photos(tmp_path, 1)
    with Case.create(tmp_path / "a.img2loc") as case:
        photos = case.add_photos([path])
    path.unlink()
    originals = Originals()
    told: list[tuple[Path, FileState]] = []
    originals.looked_at.connect(lambda *what: told.append(what))
    try:
        originals.look_at(photos)
        originals._thread.submit(lambda: None).result()  # it was looked at; no event is handled
        originals.stop()
        spin(20)
        assert told == []
        originals.look_at(photos)
        qtbot.waitUntil(lambda: told == [(path, FileState.MISSING)], timeout=PATIENCE)
    finally:
        originals.close()


def test_an_export_writes_of_its_own_case_or_nothing(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, answers: list[str]
) -> None:
    photos = samples.photos(tmp_path, 3)
    drop(window, photos[:2])
    wait_until_done(qtbot, window, 2)
    first, other = window.session.case.path, other_case(tmp_path)
    window.cases.open(other)
    drop(window, photos[2:])
    wait_until_done(qtbot, window, 1)
    dialog = window.pages.export()
    window.cases.open(first)
    dialog.parts["areas"].toggle()  # what goes in is listed anew
    assert [dialog.content.item(row, 0).text() for row in range(dialog.content.rowCount())] == [
        photos[2].name
    ]
    target = tmp_path / "places.geojson"
    dialog.save_to(target)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE)
    assert answers == ["Not exported: The case was closed. Open it again."]
    assert not target.exists()
    dialog.reject()


def large_case(path: Path, number: int) -> Path:
    """A case of so many photos that fail, as their files are not there."""
    with Case.create(path) as case:
        for photo in case.add_photos(path.parent / f"{i}.jpg" for i in range(number)):
            case.record(photo.id, Failure(photo.path, "No.", "Yes."))
    return path


def test_a_large_case_is_read_between_events_and_the_present_one_stays_until_then(
    window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    answers: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(case_reading, "SLICE", 2)
    first, other = window.session.case.path, other_case(tmp_path)
    large = large_case(tmp_path / "large.img2loc", 6)  # a whole number of slices
    (photo,) = samples.photos(tmp_path, 1)
    drop(window, [large, photo])
    assert window.session.case.path == first and not window.finder.busy
    qtbot.waitUntil(lambda: window.table.rowCount() == 7, timeout=PATIENCE)
    assert window.session.case.path == large and window.table.paths()[-1] == photo
    wait_until_done(qtbot, window, 7)

    # Whoever wants another one before it is read gets that, and this one is free again.
    window.cases.open(first)
    drop(window, [large, photo])
    window.cases.open(other)
    assert answers[-1].startswith("No photos were added: ")
    spin(50)
    assert window.session.case.path == other and window.table.rowCount() == 0
    window.cases.open(large)
    qtbot.waitUntil(lambda: window.session.case.path == large, timeout=PATIENCE)

    # A fault that shows late leaves the present case as it is.
    bad = large_case(tmp_path / "bad.img2loc", 5)
    with contextlib.closing(sqlite3.connect(bad)) as raw:
        raw.execute("UPDATE photos SET state = 'lost' WHERE id = 5")
        raw.commit()
    answers.clear()
    window.cases.open(bad)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE)
    assert "is damaged" in answers[0] and window.session.case.path == large

    # The window may be closed meanwhile.
    window.cases.open(first)
    window.cases.open(large)
