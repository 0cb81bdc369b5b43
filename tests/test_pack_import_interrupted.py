"""Imports that are killed, that find no room, or that may not write."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from index_samples import content
from pack_samples import (
    encoder_pack,
    installed,
    nothing_is_there,
    only,
    refused,
    vision_tower,
    write_export,
)
from test_pack_import_zip import pack_zip

from img2loc_desktop.core import pack_library, paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.packs_import import Imported, import_packs

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("mode", ["copy", "move", "zip"])
def test_an_import_killed_before_every_step(tmp_path: Path, mode: str) -> None:
    stick = pack_zip(tmp_path) if mode == "zip" else encoder_pack(tmp_path / "stick")
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "killed_imports.py", mode, stick, tmp_path / "run"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["kills"] >= 8
    assert told["states"] == ["none", "whole"]  # never broken


@pytest.mark.parametrize("kilobytes", [0, 1])
def test_a_disk_that_is_full_in_the_middle_leaves_nothing(tmp_path: Path, kilobytes: int) -> None:
    stick = write_export(
        tmp_path / "stick", {"model.onnx": vision_tower({"image_embeds": 6}), "big": bytes(9000)}
    )
    encoder_pack(stick, files=[{"path": "model.onnx"}, {"path": "big"}])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, hard))
    try:
        refusal = refused(stick)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "Cannot write" in refusal.why
    assert "make room" in refusal.remedy
    assert nothing_is_there()
    assert installed(stick).new


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_what_the_system_says_of_the_disk_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A disk that is full, read-only or over its quota when the file is synced."""
    stick = encoder_pack(tmp_path / "stick")

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        assert os.strerror(number) in refused(stick).why
    assert nothing_is_there()
    assert installed(stick).new


def test_a_folder_of_packs_that_may_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = encoder_pack(tmp_path / "stick")
    before = content(stick)
    (tmp_path / "file").write_text("a file where the folder should be")
    monkeypatch.setenv("IMG2LOC_HOME", str(tmp_path / "file"))
    with pytest.raises(UserError, match="Cannot write"):
        list(import_packs([stick], "move"))
    assert content(stick) == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    models = paths.user_models()
    models.mkdir(parents=True)
    models.chmod(0o555)
    try:
        with pytest.raises(UserError, match="Cannot write"):
            list(import_packs([encoder_pack(tmp_path / "stick")]))
    finally:
        models.chmod(0o755)


def test_an_import_that_is_abandoned_leaves_nothing(tmp_path: Path) -> None:
    """Closing the generator is how a window stops an import."""
    from img2loc_desktop.core.packs_import import Copying

    events = import_packs([encoder_pack(tmp_path / "stick")])
    for event in events:
        if isinstance(event, Copying):
            break
    events.close()  # type: ignore[attr-defined]
    assert nothing_is_there()
    assert installed(tmp_path / "stick").new


def test_one_refusal_does_not_end_the_others(tmp_path: Path) -> None:
    good = encoder_pack(tmp_path / "good", name="good")
    bad = encoder_pack(tmp_path / "bad", schema=9)
    events = list(import_packs([bad, good, tmp_path / "gone"]))
    assert [pack.name for pack in only(events, Imported)] == ["good"]
    assert [pack.name for pack in pack_library.installed() if pack.origin == "yours"] == ["good"]
