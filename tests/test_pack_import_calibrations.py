"""Calibrations travel with the index that they are bound to, and are shown with it."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import evaluation_samples as samples
import pytest
from test_cli import img2loc

from img2loc_desktop.core import files, pack_library, together
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.index import IndexSettings, calibration
from img2loc_desktop.core.packs_import import Decided, Imported, import_packs
from img2loc_desktop.core.sources import open_locator
from img2loc_desktop.core.together import SourceFit, Together
from img2loc_desktop.core.types import Artefact, Result

FITTED = IndexSettings(trust="calibrated", calibrated_on="9 photos of 4 photographers")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    library = samples.write_table(folder / "photos", samples.shots("l", 8, ("ann", "bob")))
    samples.build_index(folder / "index", library)
    return folder


@pytest.fixture
def index(made: Path, tmp_path: Path) -> Path:
    """An index with a calibration of its own, one with another source, and two that are not its."""
    shutil.copytree(made / "encoder", tmp_path / "encoder")
    folder = shutil.copytree(made / "index", tmp_path / "index")
    sha256 = files.sha256_of(folder / "manifest.json")
    calibration.write(
        folder / calibration.FILE, calibration.Calibration("index", sha256, FITTED, {})
    )
    joint(folder, sha256, "f" * 64)
    joint(folder, "0" * 64, "1" * 64)  # of an index before it changed
    (folder / "calibration-notes.json").write_text("{}")
    return folder


def joint(folder: Path, index: str, other: str) -> Path:
    members = (Artefact("index", index), Artefact("llava", other))
    fits = {"index": SourceFit(), "vlm answers": SourceFit(0.25)}
    path = folder / together.file_name(members)
    together.write(path, Together(members, {index: FITTED}, fits, FITTED, agreement=0.5))
    return path


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("calibration*")}


def imported(given: Path, mode: str = "copy", **how: str) -> tuple[Path, list[str]]:
    events = list(import_packs([given], mode, **how))  # type: ignore[arg-type]
    (done,) = [event for event in events if isinstance(event, Imported)]
    return done.folder, [event.text for event in events if isinstance(event, Decided)]


def test_they_go_with_an_export_and_are_used_on_the_next_machine(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = files.sha256_of(index / "manifest.json")
    mine = {calibration.FILE, together.file_name((Artefact("", sha256), Artefact("", "f" * 64)))}
    installed, _ = imported(index)
    archive = tmp_path / "index.zip"
    for _ in pack_library.export(pack_library.find("index"), archive):
        pass
    with zipfile.ZipFile(archive) as opened:
        assert {name for name in opened.namelist() if name.startswith("calibration")} == mine
    monkeypatch.setenv("IMG2LOC_HOME", str(tmp_path / "next"))
    imported(tmp_path / "encoder")
    there, decided = imported(archive)
    assert there != installed and kept(there) == mine
    assert any("calibration.json, a calibration of this index, came with it." in d for d in decided)
    locator = open_locator(Configuration(indexes=(there,), use_gpu=False))
    samples.Shot("photo.png", samples.PARIS, "zoe", 99).write(tmp_path)
    *_, result = locator.locate(tmp_path / "photo.png")
    assert isinstance(result, Result)
    assert result.estimate.calibrated_on == FITTED.calibrated_on


def test_a_new_name_is_another_index(index: Path) -> None:
    there, decided = imported(index, name="other")
    assert kept(there) == set()
    assert sum("no calibration of this index as it is now" in text for text in decided) == 3


def test_a_pack_that_is_there_gets_what_it_lacks_and_keeps_what_it_has(index: Path) -> None:
    sha256 = files.sha256_of(index / "manifest.json")
    hidden = index.parent / "calibration"
    (index / calibration.FILE).rename(hidden)
    there, _ = imported(index)
    assert calibration.FILE not in kept(there)
    hidden.rename(index / calibration.FILE)
    imported(index)
    assert (there / calibration.FILE).read_bytes() == (index / calibration.FILE).read_bytes()
    before = (there / calibration.FILE).read_bytes()
    calibration.write(
        index / calibration.FILE, calibration.Calibration("index", sha256, IndexSettings(), {})
    )
    _, decided = imported(index)
    assert (there / calibration.FILE).read_bytes() == before
    assert any("keeps the calibration.json that it has" in text for text in decided)


def test_a_move_takes_them_along_and_leaves_what_is_not_taken(index: Path) -> None:
    there, _ = imported(index, "move")
    assert len(kept(there)) == 2
    assert len(kept(index)) == 2  # the one of another index, and somebody's notes


def test_a_damaged_one_is_left_out(index: Path) -> None:
    path = index / calibration.FILE
    path.write_text(path.read_text().replace('"temperature": ', '"temperature": -'))
    there, decided = imported(index)
    assert calibration.FILE not in kept(there)
    assert any(text.startswith("calibration.json was left out: ") for text in decided)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
def test_a_pipe_of_its_name_is_not_waited_for(index: Path) -> None:
    (index / calibration.FILE).unlink()
    os.mkfifo(index / calibration.FILE)
    os.mkfifo(index / "calibration-0123456789ab.json")
    there, _ = imported(index)
    assert calibration.FILE not in kept(there)
    assert img2loc("index", "info", index).returncode == 0


def test_info_shows_all_of_them_and_what_is_wrong(index: Path) -> None:
    done = img2loc("index", "info", index)
    assert done.returncode == 0, done.stderr
    assert "Trust    calibrated on 9 photos of 4 photographers" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("Together")]
    assert "calibrated on 9 photos of 4 photographers when just these answer: index (" in line
    assert "llava (ffffffffffff); weights index 1.00, vlm answers 0.25; agreement 0.50" in line
    assert "made for other indexes, or before this one changed" in done.stderr
    assert "calibration-notes.json" in done.stderr
