"""What the window shows while a photo is being located, for the first time or once more."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tiny_models
import window_samples as samples
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, wait_until_done

from img2loc_desktop.core import protocol, vlm
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.settings import Settings
from img2loc_desktop.core.types import Failure, LatLon, Neighbour, Neighbours, Result, Source
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.map import Layer
from img2loc_desktop.gui.photo_table import PhotoRow
from img2loc_desktop.gui.states import State

Open = Callable[..., MainWindow]

FOUND = Neighbours(
    near=(
        Neighbour(1, LatLon(45.76, 4.84), 0.8, "holidays", Source("lyon.jpg")),
        Neighbour(2, LatLon(48.85, 2.35), 0.7, "holidays"),
    ),
    far=(Neighbour(1, LatLon(-33.9, 151.2), -0.2, "holidays"),),
)


@pytest.fixture
def with_model(pack: Path, tmp_path: Path) -> Configuration:
    """The small index, and a tiny multimodal model that is asked after it."""
    return replace(
        samples.configuration(pack),
        vlm=tiny_models.write_pack(tmp_path / "llava"),
        vlm_settings=vlm.VlmSettings(anchors=(2,), samples=1, reason_characters=12, candidates=2),
        model_options=vlm.ModelOptions(threads=1, context=6144),
    )


def test_neighbours_come_before_the_model_is_asked(
    with_model: Configuration, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = Engine(with_model)
    heard: list[tuple[str, Any]] = []
    engine.stage.connect(lambda _, stage: heard.append(("stage", stage)))
    engine.found.connect(lambda _, found: heard.append(("found", found)))
    engine.words.connect(lambda *_: heard.append(("words", None)))
    engine.located.connect(lambda _, entry: heard.append(("located", entry)))
    engine.add(samples.photos(tmp_path, 1))
    qtbot.waitUntil(lambda: any(kind == "located" for kind, _ in heard), timeout=PATIENCE)
    engine.shut_down()
    kinds = [kind for kind, _ in heard]
    at = kinds.index("found")
    assert heard[at - 1] == ("stage", "searching")
    assert heard[at + 1] == ("stage", "asking the model")
    assert kinds.count("found") == 1 and at < kinds.index("words")
    found, entry = heard[at][1], heard[-1][1]
    assert isinstance(entry, Result)
    assert (found.near, found.far) == (entry.neighbours, entry.far)


def test_the_window_shows_neighbours_before_there_is_an_estimate(
    open_window: Open, with_model: Configuration, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(Settings(configuration=with_model))
    (path,) = samples.photos(tmp_path / "photos", 1)
    seen: list[tuple[Any, ...]] = []

    def look(_path: Path, _found: Neighbours) -> None:
        """As soon as they are there: what the window says then, it says until the result."""
        window.photos.show_photo(path)
        window.presenter.show(path)
        strip, map_ = window.result.evidence, window.map.map
        layers = [layer for layer, _ in map_.scene.marks.rows(frozenset(Layer))]
        seen.append(
            (
                strip.cards.count(),
                strip.title.text(),
                layers.count(Layer.NEAR),
                layers.count(Layer.ESTIMATE),
                map_.controls.notice.isVisibleTo(map_),
                map_.accessibleDescription(),
            )
        )

    window.engine.found.connect(look)
    drop(window, [path])
    wait_until_done(qtbot, window, 1)
    (cards, title, near, estimates, notice, spoken) = seen[0]
    assert cards == near == 4 and estimates == 0
    assert title == "Evidence so far; no estimate yet"
    assert notice and "Preliminary" in spoken
    qtbot.waitUntil(lambda: window.result.evidence.title.text() == "Evidence", timeout=PATIENCE)
    assert window.map.map.controls.notice.isHidden()
    assert window.map.map.scene.found is None and window.map.map.scene.result is not None


def hanging_worker(folder: Path, lines: str) -> tuple[tuple[str, ...], Path]:
    """A worker that says something of each photo, then waits for a file before it answers."""
    go_on = folder / "go on"
    code = f"""
ready()
for job in jobs():
    answer(job, stage="searching")
    {lines}
    while not os.path.exists({str(go_on)!r}):
        time.sleep(0.01)
    answer(job, entry=entry(job["path"]))
"""
    return samples.worker(folder, code), go_on


def test_a_photo_under_way_can_be_looked_at_and_left_and_is_no_longer_preliminary_when_stopped(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    said = json.dumps(protocol.neighbours_to_json(FOUND))
    command, _ = hanging_worker(tmp_path, f"answer(job, neighbours=json.loads({said!r}))")
    window.engine._command = command
    paths = samples.photos(tmp_path / "photos", 2)
    drop(window, paths)
    map_, strip = window.map.map, window.result.evidence
    # Nobody needs to choose the photo: what is under way is shown if it is the current one.
    qtbot.waitUntil(lambda: window.engine.current == paths[0], timeout=PATIENCE)
    window.photos.show_photo(paths[0])
    qtbot.waitUntil(lambda: map_.scene.found == FOUND, timeout=PATIENCE)
    assert strip.cards.count() == 2 and not map_.controls.notice.isHidden()
    assert map_.is_in_view(FOUND.near[0].position) and map_.is_in_view(FOUND.near[1].position)
    strip.chosen.emit(True, 1)  # a card shows its point
    assert map_.scene.chosen.position == FOUND.near[1].position
    # A setting, or a correction that is given up, leaves them there.
    map_.set_units(map_.scene.units)
    map_.begin_correction()
    map_.cancel_correction()
    assert map_.scene.found == FOUND
    window.photos.show_photo(paths[1])
    assert map_.scene.found is None and map_.controls.notice.isHidden()
    assert strip.cards.count() == 0
    window.photos.show_photo(paths[0])
    assert map_.scene.found == FOUND
    window.actions_.stop.trigger()
    assert map_.scene.found is None and strip.cards.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"near": [], "far": 7},
        {"near": []},
        {"latitude": 1000.0},
        {"longitude": "east"},
        {"similarity": None},
        {"rank": "first"},
        {"index": 7},
    ],
)
def test_neighbours_that_are_none_cost_the_photo_and_not_the_window(
    wrong: dict[str, Any], tmp_path: Path, qtbot: QtBot
) -> None:
    line = protocol.neighbours_to_json(FOUND)
    line = wrong if "near" in wrong else {**line, "near": [{**line["near"][0], **wrong}]}
    command, _ = hanging_worker(
        tmp_path, f"answer(job, neighbours=json.loads({json.dumps(line)!r}))"
    )
    engine = Engine(Configuration(), command=command)
    located: list[Result | Failure] = []
    found: list[Neighbours] = []
    engine.located.connect(lambda _, entry: located.append(entry))
    engine.found.connect(lambda _, neighbours: found.append(neighbours))
    engine.add([tmp_path / "a.jpg"])
    qtbot.waitUntil(lambda: bool(located), timeout=PATIENCE)
    engine.shut_down()
    assert isinstance(located[0], Failure) and "no answer" in located[0].message
    assert found == []


def test_a_photo_that_is_located_again_keeps_its_result_until_the_new_one_is_there(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = samples.photos(tmp_path / "photos", 2)
    drop(window, paths)
    wait_until_done(qtbot, window, 2)
    window.photos.show_photo(paths[0])
    before = window.session.entry(paths[0])
    assert isinstance(before, Result)
    headline = window.result.answer.headline.text()
    row, anew = window.table.row(paths[0]), window.result.answer.anew
    place, radius = row.place, row.radius_km
    assert anew.isHidden()

    said = json.dumps(protocol.neighbours_to_json(FOUND))
    command, go_on = hanging_worker(tmp_path, f"answer(job, neighbours=json.loads({said!r}))")
    window.engine._command = command
    window.engine._end_worker()
    window.commands.locate_again(paths)
    qtbot.waitUntil(lambda: row.detail == "searching similar places", timeout=PATIENCE)

    def shows_the_earlier_result() -> None:
        assert window.result.answer.headline.text() == headline
        assert window.map.map.scene.result == before and window.map.map.scene.found is None
        assert window.result.evidence.cards.count() == len(before.neighbours)
        assert window.result.decision.accept.isEnabled()
        assert anew.isVisible()

    shows_the_earlier_result()
    assert "Being located anew: searching similar places" in anew.text()
    assert row.state is State.WORKING and (row.place, row.radius_km) == (place, radius)
    assert row.line == f"locating anew · {place}"
    assert window.table.row(paths[1]).line.startswith("waiting anew · ")
    # The other one waits, and what is said of it is its earlier result as well.
    window.photos.show_photo(paths[1])
    assert "Being located anew: waiting" in anew.text()
    window.photos.show_photo(paths[0])
    shows_the_earlier_result()

    # It fails: the result stays; row and panel say that the new try failed, and why.
    go_on.touch()
    wait_until_done(qtbot, window, 2)
    assert anew.isHidden() and window.result.answer.headline.text() == headline
    assert row.state is State.DONE and row.radius_km == radius
    assert row.line == f"new try failed: No · {place}"
    texts = [label.text() for label in window.result.answer._warned]
    assert texts[0].endswith("locating the photo again failed. No. Yes.")
    assert window.result.answer.again.isVisible()

    # "Try again" brings the result of a worker that works, and all marks go.
    window.engine._end_worker()
    window.engine._command = Engine(Configuration())._command
    window.result.answer.again.click()
    wait_until_done(qtbot, window, 2)
    assert row.line == row.place == place and not row.retry_failed
    assert window.result.answer.again.isHidden()
    assert window.session.entry(paths[0]) == before


def test_what_is_decided_on_photos_that_wait_again_leaves_them_waiting(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = samples.photos(tmp_path / "photos", 3)
    drop(window, paths)
    wait_until_done(qtbot, window, 3)
    window.engine.pause()
    window.commands.locate_again(paths)
    for act in (
        lambda: window.session.accept(paths),
        lambda: window.session.note(paths[0], "a note"),
        window.session.undo,
    ):
        act()
        assert {window.table.row(path).state for path in paths} == {State.WAITING}
    assert window.table.row(paths[0]).decision == "accepted"


def test_a_failed_retry_is_told_when_the_case_is_opened_again(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    (path,) = samples.photos(tmp_path / "photos", 1)
    drop(window, [path])
    wait_until_done(qtbot, window, 1)
    moved = path.rename(tmp_path / "elsewhere.jpg")
    window.commands.locate_again([path])
    wait_until_done(qtbot, window, 1)
    line = window.table.row(path).line
    assert line.startswith("new try failed: ") and "not there" in line
    window.close()
    again = open_window()
    assert again.table.row(path).line == line
    # It counts among what failed.
    moved.rename(path)
    again.actions_.retry_failed.trigger()
    wait_until_done(qtbot, again, 1)
    assert not again.table.row(path).retry_failed


def test_a_row_says_what_happens_to_it(window: MainWindow) -> None:
    """The filter and a screen reader know it, too."""
    row = PhotoRow(Path("/photos/a.jpg"), state=State.DONE, place="Lyon, France", has_result=True)
    row.retry_failed = "It is gone."
    window.table.add([row])
    window.photos.filter.setText("gone")
    assert window.photos.order.rowCount() == 1
    index = window.table.index_of(row.path)
    spoken = window.table.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert "new try failed: It is gone · Lyon, France" in spoken
    window.photos.filter.setText("anew")
    assert window.photos.order.rowCount() == 0
