"""The window beside what a newer program left, and beside another window."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names

from img2loc_desktop.core import settings
from img2loc_desktop.core.case import Case, unnamed_path
from img2loc_desktop.core.case.schema import VERSION
from img2loc_desktop.gui.main_window import MainWindow

Open = Callable[..., MainWindow]


def raise_version(case: Path) -> None:
    """Make it one of a newer program."""
    connection = sqlite3.connect(case)
    connection.executescript(f"PRAGMA user_version = {VERSION + 1}; CREATE TABLE colours (name);")
    connection.close()


def test_a_second_window_goes_on_with_the_second_case(open_window: Open, tmp_path: Path) -> None:
    open_window()
    second = open_window()
    path = second.session.case.path
    second.session._on_added(second.session.case.add_photos([tmp_path / "a.jpg"]))
    second.close()
    again = open_window()
    assert again.session.case.path == path
    assert again.table.paths() == [tmp_path / "a.jpg"]


def test_a_newer_case_without_a_name_is_left_alone_and_one_other_goes_on(
    open_window: Open, home: Path, answers: list[str]
) -> None:
    open_window().close()
    newer = unnamed_path()
    raise_version(newer)
    newer_settings = settings.settings_path()
    newer_settings.parent.mkdir(parents=True, exist_ok=True)
    newer_settings.write_text(json.dumps({"schema": settings.SCHEMA + 1, "colour": "red"}))
    before = newer.read_bytes(), newer_settings.read_bytes()
    opened = []
    for _ in range(3):  # as the program starts: with the settings that it finds
        answers.clear()
        window = open_window(settings.load()[0])
        opened.append(window.session.case.path)
        assert any("made by a newer version" in said for said in answers)
        window.close()
    assert len(set(opened)) == 1
    assert sorted(newer.parent.glob("*.img2loc")) == sorted([newer, opened[0]])
    assert (newer.read_bytes(), newer_settings.read_bytes()) == before


def test_a_newer_second_case_is_left_alone_as_well(open_window: Open, home: Path) -> None:
    open_window().close()
    raise_version(unnamed_path())
    second = unnamed_path().with_name("unnamed 2.img2loc")
    second.write_bytes(unnamed_path().read_bytes())
    before = second.read_bytes()
    assert open_window().session.case.path.name == "unnamed 3.img2loc"
    assert second.read_bytes() == before


def spoil(case: Path, photo: Path) -> bytes:
    """As a disk does: the file is a sound database, but a state of a photo is none."""
    with Case.open(case) as opened:
        opened.add_photos([photo])
    connection = sqlite3.connect(case)
    connection.executescript("UPDATE photos SET state = 'wakting';")
    connection.close()
    return case.read_bytes()


@pytest.mark.parametrize("is_second", [False, True], ids=["the first", "the second"])
@pytest.mark.parametrize("is_cut", [False, True], ids=["a wrong value", "cut off"])
def test_a_damaged_case_of_the_program_is_kept_and_told_of(
    is_second: bool, is_cut: bool, open_window: Open, tmp_path: Path, answers: list[str]
) -> None:
    windows = [open_window(), open_window()]
    paths = [window.session.case.path for window in windows]
    for window in windows:
        window.close()
    damaged = paths[is_second]
    content = spoil(damaged, tmp_path / "a.jpg")
    if is_cut:
        content = content[:5000]
        damaged.write_bytes(content)
    answers.clear()
    if is_second:
        open_window()
    window = open_window()
    kept = damaged.with_name(f"{damaged.stem} (damaged 1).img2loc")
    assert kept.read_bytes() == content
    assert window.session.case.path == damaged and window.table.rowCount() == 0
    (told,) = [said for said in answers if "open in another window" not in said]
    assert told.startswith(f"The case is damaged: The case file {damaged.name} is damaged: ")
    assert str(kept) in told and "add the photos once more" in told

    # Nobody is told twice.
    window.close()
    answers.clear()
    assert open_window().session.case.path == damaged
    assert all("open in another window" in said for said in answers)


def test_each_case_that_is_passed_over_is_told_of_once(
    open_window: Open, home: Path, answers: list[str]
) -> None:
    windows = [open_window() for _ in range(4)]
    paths = [window.session.case.path for window in windows]
    for window in windows[:3]:
        window.close()
    raise_version(paths[0])
    raise_version(paths[1])
    paths[2].unlink()
    paths[2].mkdir()  # as little to be opened as one that nobody may read
    answers.clear()
    last = settings.Settings(configuration=windows[3].preferences.now.configuration)
    # The second one was open last: it is tried twice.
    again = open_window(replace(last, recent=(paths[1],)))
    assert again.session.case.path.name == "unnamed 5.img2loc"  # the fourth is open still
    assert [sum(path.name in said for said in answers) for path in paths] == [1, 1, 1, 1]
    assert len(answers) == 1 and answers[0].startswith("The case was not opened: ")


def test_a_last_case_that_cannot_even_be_looked_for_is_told_of(
    open_window: Open, tmp_path: Path, answers: list[str]
) -> None:
    last = open_window()
    last.close()
    # As in a folder that may not be entered: whether it is there cannot be said.
    path = tmp_path / f"{'x' * 300}.img2loc"
    again = open_window(replace(last.preferences.now, recent=(path,)))
    assert again.session.case.path == unnamed_path()
    assert len(answers) == 1 and answers[0].startswith("The case was not opened: ")
