"""A newer program opens what older ones left; an older one leaves what newer ones made."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from conftest import REPOSITORY

from img2loc_desktop.core import model_packs, paths, settings, together, versions
from img2loc_desktop.core.case import Case, open_unnamed, unnamed_path
from img2loc_desktop.core.case.schema import VERSION
from img2loc_desktop.core.decisions import Verdict
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import IndexSettings, calibration
from img2loc_desktop.core.types import Artefact, Failure, Result

OLDER = sorted((Path(__file__).parent / "updates").glob("case-*.img2loc"))


def content(folder: Path) -> dict[Path, str]:
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_there_is_a_case_of_every_version() -> None:
    assert [path.stem for path in OLDER] == [f"case-{v}" for v in range(1, VERSION + 1)]


@pytest.mark.parametrize("path", OLDER, ids=lambda path: path.stem)
def test_a_case_of_an_older_program_keeps_its_photos_and_decisions(
    path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / path.name
    shutil.copyfile(path, copy)
    with Case.open(copy) as case:
        located, broken, waits = case.photos()
        assert located.path == Path("/photos/IMG_1.jpg")
        assert located.decision.verdict is Verdict.CORRECTED
        assert located.decision.note == "The harbour"
        assert isinstance(case.entry(located.id), Result)
        assert isinstance(case.entry(broken.id), Failure)
        assert case.entry(waits.id) is None
        assert case.verify_log().problems == ()
    with Case.open(copy) as again:
        assert len(again.photos()) == 3


def test_an_older_program_leaves_a_newer_case_as_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "newer.img2loc"
    shutil.copyfile(OLDER[-1], copy)
    connection = sqlite3.connect(copy)
    connection.executescript(f"PRAGMA user_version = {VERSION + 1}; CREATE TABLE colours (name);")
    connection.close()
    before = content(tmp_path)
    with pytest.raises(UserError, match="newer version"):
        Case.open(copy)
    assert content(tmp_path) == before


def test_an_older_program_leaves_a_newer_case_without_a_name_where_it_is(home: Path) -> None:
    path = unnamed_path()
    path.parent.mkdir(parents=True)
    shutil.copyfile(OLDER[-1], path)
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA user_version = {VERSION + 1};")
    connection.close()
    before = content(home)
    with pytest.raises(UserError, match="newer version"):
        open_unnamed()
    assert content(home) == before


def test_an_older_program_leaves_a_newer_pack_as_it_is(home: Path) -> None:
    pack = home / "models" / "newer"
    shutil.copytree(paths.bundled_models() / "starter-encoder", pack)
    manifest = pack / "manifest.json"
    newer = {**json.loads(manifest.read_text()), "schema": model_packs.SCHEMA + 1, "colour": "red"}
    manifest.write_text(json.dumps({**newer, "name": "newer"}))
    before = content(home)
    broken = [
        found
        for found in model_packs.find_packs("encoder")
        if isinstance(found, model_packs.BrokenPack)
    ]
    assert len(broken) == 1
    assert "schema version" in broken[0].error.message
    assert "Update img2loc" in broken[0].error.hint
    assert content(home) == before


# A made-up first version of each format: what it called otherwise is today's.
RENAMED = {
    "manifest": (model_packs, "licence", "license"),
    "calibration": (calibration, "index", "pack"),
    "together": (together, "members", "artefacts"),
}


def older(values: dict[str, object], format_: str) -> dict[str, object]:
    _, today, before = RENAMED[format_]
    return {before if name == today else name: value for name, value in values.items()}


@pytest.fixture
def next_version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program is one version further: it knows how to read the one before."""
    module, today, before = RENAMED[request.param]
    rename = {before: today}

    def step(values: Mapping[str, object]) -> Mapping[str, object]:
        return {rename.get(name, name): value for name, value in values.items()}

    monkeypatch.setattr(module, "_STEPS", {module.SCHEMA: step})
    monkeypatch.setattr(module, "SCHEMA", module.SCHEMA + 1)
    return module


@pytest.mark.parametrize("next_version", ["manifest"], indirect=True)
def test_a_pack_of_an_older_program_is_read_and_stays_as_it_is(
    next_version: ModuleType, home: Path
) -> None:
    pack = home / "models" / "older"
    shutil.copytree(paths.bundled_models() / "starter-encoder", pack)
    manifest = pack / "manifest.json"
    values = {**json.loads(manifest.read_text()), "name": "older"}
    manifest.write_text(json.dumps(older(values, "manifest")))
    before = content(pack)
    found = model_packs.read_manifest(pack, "encoder")
    assert found.licence == values["licence"] and found.schema == next_version.SCHEMA
    model_packs.check_files(found)
    assert content(pack) == before


CALIBRATIONS = [("calibration", "one"), ("together", "several")]


def calibrated(kind: str, path: Path) -> object:
    """A calibration of a kind at ``path``, and what reading it gives."""
    settings_ = IndexSettings()
    if kind == "one":
        calibration.write(path, calibration.Calibration("tiny", "0" * 64, settings_))
        return calibration.read(path)
    artefact = Artefact("tiny", "0" * 64)
    together.write(path, together.Together((artefact,), {}, {}, settings_))
    return together.read(path)


@pytest.mark.parametrize(
    ("next_version", "kind"), CALIBRATIONS, indirect=["next_version"], ids=["one", "several"]
)
def test_a_calibration_of_an_older_program_is_read_and_stays_as_it_is(
    next_version: ModuleType, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "calibration.json"
    wanted = calibrated(kind, path)
    format_ = "calibration" if kind == "one" else "together"
    values = {**json.loads(path.read_text()), "schema": next_version.SCHEMA - 1}
    path.write_text(json.dumps(older(values, format_)))
    before = content(tmp_path)
    read = next_version.read(path)
    if kind == "several":  # these also say which file they are from
        read, wanted = replace(read, sha256=""), replace(wanted, sha256="")
    assert read == wanted
    assert content(tmp_path) == before


@pytest.mark.parametrize(("format_", "kind"), CALIBRATIONS)
def test_an_older_program_leaves_a_newer_calibration_as_it_is(
    format_: str, kind: str, tmp_path: Path
) -> None:
    module = RENAMED[format_][0]
    path = tmp_path / "calibration.json"
    calibrated(kind, path)
    newer = {**json.loads(path.read_text()), "schema": module.SCHEMA + 1, "colour": "red"}
    path.write_text(json.dumps(newer))
    before = content(tmp_path)
    with pytest.raises(UserError, match="schema version") as raised:
        module.read(path)
    assert "Update img2loc" in raised.value.hint
    with pytest.raises(UserError, match="newer version"):
        versions.refuse_newer(path, module.SCHEMA)
    assert content(tmp_path) == before


def test_an_older_program_leaves_newer_settings_as_they_are(home: Path) -> None:
    settings.save(settings.Settings())
    (path,) = [path for path in home.rglob("*.json") if "schema" in path.read_text()]
    newer = {**json.loads(path.read_text()), "schema": settings.SCHEMA + 1, "colour": "red"}
    path.write_text(json.dumps(newer))
    before = content(home)
    loaded, warning = settings.load()
    assert warning is not None and "newer version" in warning
    with pytest.raises(UserError):
        settings.save(loaded)
    assert content(home) == before


def test_what_belongs_to_the_user_is_not_in_the_program_s_folder() -> None:
    for folder in (paths.user_data(), paths.user_config(), paths.user_cache()):
        assert not folder.is_relative_to(REPOSITORY)
        assert not folder.is_relative_to(paths.bundled_models().parent)
