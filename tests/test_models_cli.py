"""``img2loc models`` as a person or a script uses it: real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from index_samples import content
from pack_samples import CLIP_CONFIG, encoder_pack, vision_tower, write_export
from test_pack_import_clip import transformers_js

from img2loc_desktop.core import pack_library, paths


def models(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "img2loc_desktop", "models", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return encoder_pack(tmp_path / "Stick mit Ü" / "tiny")


def test_from_the_stick_to_the_next_machine(
    stick: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = models("where")
    assert where.stdout.strip() == str(home / "models")

    done = models("import", stick)
    assert done.returncode == 0, done.stderr
    assert "Installed: tiny (encoder" in done.stdout
    assert "The network works: pictures of 8 x 8 become embedding (4 numbers)" in done.stdout
    assert done.stderr == ""  # no terminal, no progress
    again = models("import", stick)
    assert again.returncode == 0
    assert "Already installed: tiny" in again.stdout

    listed = models("list")
    assert listed.returncode == 0
    assert "tiny: encoder" in listed.stdout
    assert "SHA-256" in listed.stdout
    assert "licence: CC0-1.0" in listed.stdout
    assert models("verify", "tiny").returncode == 0

    archive = tmp_path / "tiny.zip"
    assert models("export", "tiny", archive).returncode == 0
    first = archive.read_bytes()
    assert models("export", "tiny", archive).returncode == 0
    assert archive.read_bytes() == first
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        assert sorted(opened.namelist()) == ["manifest.json", "model.onnx"]

    monkeypatch.setenv("IMG2LOC_HOME", str(tmp_path / "next machine"))
    assert models("import", archive).returncode == 0
    installed = tmp_path / "next machine" / "models" / "tiny"
    assert content(installed) == content(stick)
    assert models("remove", "tiny").returncode == 0
    assert not installed.exists()
    assert "There is no pack named tiny" in models("remove", "tiny").stderr


def test_decisions_and_refusals_are_printed(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    transformers_js(stick / "clip")
    write_export(stick / "rest", {"model.safetensors": b"x", "half.gguf": b"GGUF"})
    done = models("import", stick)
    assert done.returncode == 1  # something was refused
    assert "Of 4 networks vision_model.onnx (float32) is taken" in done.stdout
    assert "Not needed: " in done.stdout
    assert "Installed: clip-vit-tiny" in done.stdout
    assert "refused model.safetensors: weights for PyTorch" in done.stderr
    assert "models/export_clip.py" in done.stderr
    assert "refused half.gguf: a language model (GGUF)." in done.stderr
    assert "is damaged" in done.stderr


def test_a_name_is_printed_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes(b"PK")
    assert "\n  cut.zip is no readable zip archive" in models("import", tmp_path / "cut.zip").stderr


def test_list_shows_the_hash_that_results_name(tmp_path: Path) -> None:
    from index_samples import build, unit_vectors

    from img2loc_desktop.core.encoder import Encoder
    from img2loc_desktop.core.index import IndexPack

    assert models("import", encoder_pack(tmp_path / "stick")).returncode == 0
    assert models("import", build(tmp_path / "sample", unit_vectors(9, 4))).returncode == 0
    listed = models("list").stdout
    assert f"model.onnx: SHA-256 {Encoder.open(paths.user_models() / 'tiny').sha256}" in listed
    sha256 = IndexPack.open(paths.user_models() / "sample").sha256
    assert f"manifest.json: SHA-256 {sha256}" in listed
    assert "It cannot be searched: The index" in listed  # its encoder is nowhere


def test_events_as_json_for_the_window(stick: Path, tmp_path: Path) -> None:
    done = models("import", stick, tmp_path / "gone", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [event["event"] for event in events]
    assert {"decided", "copying", "imported", "refused"} <= set(kinds)
    (imported,) = (event for event in events if event["event"] == "imported")
    assert imported["name"] == "tiny"
    assert Path(imported["folder"]) == paths.user_models() / "tiny"
    (refused,) = (event for event in events if event["event"] == "refused")
    assert set(refused) == {"event", "name", "what", "why", "remedy"}
    assert done.returncode == 1


def test_options_do_what_they_say(stick: Path, tmp_path: Path) -> None:
    assert models("import", stick, "--link", "--name", "linked").returncode == 0
    linked = paths.user_models() / "linked" / "model.onnx"
    assert linked.samefile(stick / "model.onnx")
    assert models("import", stick, "--move").returncode == 0
    assert not stick.exists()
    assert models("import", "x", "--move", "--copy").returncode == 2


def test_verify_finds_what_was_altered_and_list_what_is_broken(stick: Path) -> None:
    assert models("import", stick).returncode == 0
    network = paths.user_models() / "tiny" / "model.onnx"
    data = bytearray(network.read_bytes())
    data[-1] ^= 1
    stamp = network.stat().st_mtime_ns
    network.write_bytes(data)
    os.utime(network, ns=(stamp, stamp))  # remembered as checked, and altered all the same
    done = models("verify", "tiny")
    assert done.returncode == 1
    assert "model.onnx: It was altered" in done.stdout
    network.unlink()
    assert "It is missing" in models("verify").stdout
    (paths.user_models() / "tiny" / "manifest.json").unlink()
    network.write_bytes(b"x")
    listed = models("list").stdout
    assert "tiny: NOT USABLE" in listed
    assert "no manifest.json" in listed


def test_misplaced_files_are_not_passed_over(home: Path) -> None:
    folder = home / "models"
    write_export(folder, {"llava.gguf": b"GGUF", "some folder/readme.txt": "x"})
    done = models("list")
    assert "llava.gguf: NOT USABLE. llava.gguf lies in the folder of packs itself" in done.stdout
    assert "some folder: NOT USABLE" in done.stdout
    told = {item["name"]: item for item in json.loads(models("list", "--json").stdout)}
    assert "--move" in told["llava.gguf"]["error"]["hint"]
    # The advice works, also for a file that lies in the folder of packs already.
    (folder / "llava.gguf").unlink()
    export = {"model.onnx": vision_tower({"image_embeds": 6})}
    write_export(folder, {**export, "preprocessor_config.json": CLIP_CONFIG})
    done = models("import", folder / "model.onnx", "--move", "--name", "clip")
    assert done.returncode == 0, done.stderr
    assert not (folder / "model.onnx").exists()


def test_a_linked_pack_whose_disk_is_gone_is_named(home: Path, tmp_path: Path) -> None:
    (home / "models").mkdir()
    (home / "models" / "far").symlink_to(tmp_path / "gone")
    done = models("list")
    assert "far: NOT USABLE" in done.stdout
    assert "Connect its disk" in done.stdout
    assert models("verify").returncode == 1
    assert models("remove", "far").returncode == 0
    assert not (home / "models" / "far").is_symlink()


def test_removing_a_linked_pack_leaves_its_files(home: Path, stick: Path) -> None:
    (home / "models").mkdir()
    (home / "models" / "tiny").symlink_to(stick)
    before = content(stick)
    assert "The link to it is removed" in models("remove", "tiny").stdout
    assert content(stick) == before


def test_removing_an_encoder_names_the_indexes_that_need_it(stick: Path, tmp_path: Path) -> None:
    from test_pack_import_features import write

    from img2loc_desktop.core.packs_import import import_packs

    list(import_packs([stick]))
    import numpy as np

    table, array = write(tmp_path / "f", np.eye(4, dtype=np.float32))
    done = models("import", table, array, "--encoder", "tiny")
    assert done.returncode == 0, done.stderr
    assert "mp16" in models("remove", "tiny").stdout


def test_a_folder_of_the_same_name_does_not_stand_before_a_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path / "shipped")
    pack = tmp_path / "shipped" / "tiny"
    encoder_pack(pack)
    here = tmp_path / "here"
    (here / "tiny").mkdir(parents=True)  # what the pack was made of
    monkeypatch.chdir(here)
    assert pack_library.pack_folder("tiny", "encoder") == pack
    encoder_pack(here / "tiny")
    assert pack_library.pack_folder("tiny", "encoder") == Path("tiny")


def test_shipped_packs_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path / "shipped")
    encoder_pack(tmp_path / "shipped" / "tiny")
    pack = pack_library.find("tiny")
    assert pack.origin == "shipped"
    with pytest.raises(Exception, match="ships with the app"):
        pack_library.remove(pack)
    assert (tmp_path / "shipped" / "tiny").is_dir()


def test_an_export_of_a_damaged_pack_is_refused(stick: Path, tmp_path: Path) -> None:
    models("import", stick)
    network = paths.user_models() / "tiny" / "model.onnx"
    network.write_bytes(network.read_bytes() + b"x")
    done = models("export", "tiny", tmp_path / "tiny.zip")
    assert done.returncode == 1
    assert not (tmp_path / "tiny.zip").exists()


def test_nothing_to_do_is_wrong_usage() -> None:
    assert models().returncode == 2
    assert models("import").returncode == 2
