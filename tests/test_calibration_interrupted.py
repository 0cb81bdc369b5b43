"""A calibration that is stopped goes on where it was, and nothing stale is used for it."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import evaluation_samples as samples
import pytest

from img2loc_desktop.cli.main import main
from img2loc_desktop.core.calibration import calibrate, jobs
from img2loc_desktop.core.calibration.calibrate import Calibrated, Told
from img2loc_desktop.core.calibration.hearing import Hearing
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.index import calibration
from img2loc_desktop.core.locator import Locator

TEACHING, ALL = 30, 60


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index, and sixty photos of ten others: thirty teach, thirty check."""
    folder = tmp_path_factory.mktemp("stopped")
    return samples.index_and_queries(folder, ALL)


@pytest.fixture(scope="module")
def whole(world: Path) -> bytes:
    """The calibration that was never stopped."""
    path = world / "whole.json"
    calibrated(world, path)
    return path.read_bytes()


class StoppedError(Exception):
    """Somebody ended a run."""


def stop_at(number: int) -> Told:
    """What ends a calibration after that many photos."""

    def told(done: int, total: int, name: str) -> None:
        assert total == ALL
        if name and done == number:
            raise StoppedError

    return told


def calibrated(world: Path, path: Path, told: Told | None = None, **changes: object) -> Calibrated:
    given = {
        "table": world / "queries" / "photos.csv",
        "indexes": (world / "index",),
        "out": path,
        "use_gpu": False,
        **changes,
    }
    plan = calibrate.Plan(**given)  # type: ignore[arg-type]
    return calibrate.calibrate(plan, told or (lambda *_: None))


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the photos that were read, to learn from or to check with."""
    names: list[str] = []

    def noted(method: Callable[..., object], name_of: Callable[..., str]) -> Callable[..., object]:
        def call(self: object, first: object, *others: object) -> object:
            names.append(name_of(first))
            return method(self, first, *others)

        return call

    listen, locate = jobs.OneIndex.listen, Locator.locate
    monkeypatch.setattr(jobs.OneIndex, "listen", noted(listen, lambda query: query.path.name))
    monkeypatch.setattr(Locator, "locate", noted(locate, lambda path: path.name))
    return names


@pytest.mark.parametrize("at", [1, 7, TEACHING, 41, ALL])
def test_it_goes_on_and_comes_to_the_same(
    world: Path, whole: bytes, tmp_path: Path, looked_at: list[str], at: int
) -> None:
    path = tmp_path / "calibration.json"
    with pytest.raises(StoppedError):
        calibrated(world, path, stop_at(at))
    assert len(looked_at) == at and not path.exists()
    told: list[tuple[int, str]] = []
    calibrated(world, path, lambda done, _total, name: told.append((done, name)))
    assert sorted(looked_at) == [f"q{number:03d}.png" for number in range(ALL)]  # each once
    assert path.read_bytes() == whole
    assert [done for done, name in told if name] == list(range(at + 1, ALL + 1))
    assert told[0] == (min(at, TEACHING), "")
    assert {entry.name for entry in tmp_path.iterdir()} == {"calibration.json"}


def test_ctrl_c_says_how_to_go_on(
    world: Path,
    whole: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    listen = jobs.OneIndex.listen
    heard: list[str] = []

    def pressed(self: jobs.OneIndex, query: Query) -> Hearing:
        if len(heard) == 7:
            signal.raise_signal(signal.SIGINT)
        heard.append(query.identifier)
        return listen(self, query)

    monkeypatch.setattr(jobs.OneIndex, "listen", pressed)
    out = tmp_path / "calibration.json"
    table, index = world / "queries" / "photos.csv", world / "index"
    command = ["calibrate", str(table), "--index", str(index), "--out", str(out)]
    assert main(command) == 130
    assert capsys.readouterr().err.endswith(
        "img2loc: stopped.\n  7 of 60 photos are done and kept. "
        "The same command goes on from there.\n"
    )
    monkeypatch.setattr(jobs.OneIndex, "listen", listen)
    assert main(command) == 0
    found, expected = json.loads(out.read_text()), json.loads(whole)
    assert found["settings"] == expected["settings"]
    assert found["taught"] == expected["taught"]


def test_replaced_photos_are_read_anew_and_the_others_are_not(
    world: Path, tmp_path: Path, looked_at: list[str]
) -> None:
    folder = shutil.copytree(world / "queries", tmp_path / "queries")
    table, path = folder / "photos.csv", tmp_path / "calibration.json"
    with pytest.raises(StoppedError):
        calibrated(world, path, stop_at(41), table=table)
    taught, checked = looked_at[0], looked_at[TEACHING]
    looked_at.clear()
    os.utime(folder / taught)  # nothing but its date is another
    samples.Shot(checked, samples.LIMA, "zoe", 990).write(folder)
    with pytest.raises(StoppedError):
        calibrated(world, path, stop_at(42), table=table)
    assert looked_at[0] == checked and len(looked_at) == 2
    looked_at.clear()
    # Of another photo that taught something else is learned: what was checked with that is void.
    samples.Shot(taught, samples.LIMA, "zoe", 991).write(folder)
    calibrated(world, path, table=table)
    assert looked_at[0] == taught and len(looked_at) == 1 + TEACHING
    whole = tmp_path / "whole.json"
    calibrated(world, whole, table=table)
    assert path.read_bytes() == whole.read_bytes()


def test_that_of_other_photos_or_settings_is_not_used(
    world: Path, whole: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "calibration.json"
    with pytest.raises(StoppedError):
        calibrated(world, path, stop_at(9))
    other = shutil.copytree(world / "queries", tmp_path / "queries") / "photos.csv"
    other.write_text(other.read_text().replace("urban", "indoor"))
    for changes in ({"seed": 1}, {"limit": 59}, {"table": other}):
        with pytest.raises(UserError, match="other photos, packs or settings") as refused:
            calibrated(world, path, **changes)
        assert "calibration.json.partial to begin again" in refused.value.hint
    calibrated(world, path)
    assert path.read_bytes() == whole


def test_one_that_cannot_succeed_leaves_nothing(world: Path, tmp_path: Path) -> None:
    """Too few of the photos can be read: there is nothing to go on with."""
    folder = shutil.copytree(world / "queries", tmp_path / "queries")
    for number in range(40):
        (folder / f"q{number:03d}.png").unlink()
    path = tmp_path / "calibration.json"
    with pytest.raises(UserError, match="Only"):
        calibrated(world, path, table=folder / "photos.csv")
    assert not (tmp_path / "calibration.json.partial").exists()


def test_beside_the_index_it_is_no_part_of_the_pack(world: Path, whole: bytes) -> None:
    index = world / "index"
    with pytest.raises(StoppedError):
        calibrated(world, index, stop_at(3))
    assert (index / f"{calibration.FILE}.partial").is_dir()
    assert calibration.find(index, "") == calibration.Found()
    calibrated(world, index)
    assert not (index / f"{calibration.FILE}.partial").exists()
    assert (index / calibration.FILE).read_bytes() == whole
    (index / calibration.FILE).unlink()
