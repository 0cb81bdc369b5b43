"""A newer program opens what older ones left; an older one leaves what newer ones made."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import REPOSITORY

from img2loc_desktop.core import model_packs, paths, settings
from img2loc_desktop.core.case import Case, open_unnamed, unnamed_path
from img2loc_desktop.core.case.schema import VERSION
from img2loc_desktop.core.decisions import Verdict
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Failure, Result

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
