"""Packs describe themselves, and nothing in them is believed before it was checked."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from img2loc_desktop.core import checked_files, files, model_packs, paths
from img2loc_desktop.core.errors import UserError

WEIGHTS = b"weights" * 100


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(WEIGHTS)
    write(folder, manifest_of(folder))
    return folder


def manifest_of(folder: Path) -> dict[str, Any]:
    return {
        "schema": 1,
        "kind": "encoder",
        "name": "small",
        "title": "A small encoder",
        "licence": "Apache-2.0",
        "source": "https://example.org/small",
        "files": [
            {
                "path": "model.onnx",
                "bytes": len(WEIGHTS),
                "sha256": files.sha256_of(folder / "model.onnx"),
            }
        ],
        "encoder": {"file": "model.onnx"},
    }


def write(folder: Path, content: object) -> None:
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def refusal(folder: Path, kind: str = "encoder") -> str:
    with pytest.raises(UserError) as caught:
        model_packs.read_manifest(folder, kind)
    assert caught.value.hint
    return caught.value.message


def test_a_manifest_is_read_and_written_back(pack: Path, tmp_path: Path) -> None:
    manifest = model_packs.read_manifest(pack, "encoder")
    assert (manifest.name, manifest.title, manifest.licence) == (
        "small",
        "A small encoder",
        "Apache-2.0",
    )
    assert manifest.fields().text("file") == "model.onnx"
    model_packs.check_files(manifest)

    assert model_packs.describe_files(pack, ["model.onnx"]) == manifest.files
    model_packs.write_manifest(manifest)
    assert model_packs.read_manifest(pack, "encoder") == manifest


def test_title_licence_and_source_may_be_left_out(pack: Path) -> None:
    content = manifest_of(pack)
    for name in ("title", "licence", "source"):
        del content[name]
    write(pack, content)
    manifest = model_packs.read_manifest(pack, "encoder")
    assert (manifest.title, manifest.licence, manifest.source) == ("small", "", "")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("schema", "1", '"schema" is "1", expected the number 1'),
        ("schema", True, '"schema" is true, expected the number 1'),
        ("schema", 2, "schema version 2; this version of img2loc reads 1"),
        ("schema", None, 'lacks "schema"'),
        ("kind", "clip", '"kind" is "clip", expected one of "encoder", "index", "vlm"'),
        ("name", "", '"name" is "", expected a line of text'),
        ("name", "../up", '"name" is "../up", expected letters'),
        ("name", "x" * 101, '"name" is "xxx'),
        ("title", "two\nlines", '"title" is "two\\nlines", expected a line of text'),
        ("title", "\u202egnp.exe", '"title"'),
        ("files", {}, '"files" is {}, expected a list of objects'),
        ("files", [], '"files" is [], expected at least one file'),
        ("files", ["model.onnx"], '"files" is ["model.onnx"], expected a list of objects'),
        ("encoder", None, 'lacks "encoder"'),
        ("encoder", [], '"encoder" is [], expected an object'),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected(
    pack: Path, field: str, value: object, expected: str
) -> None:
    write(pack, manifest_of(pack) | {field: value})
    assert expected in refusal(pack)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bytes", -1),
        ("bytes", 1.5),
        ("bytes", "700"),
        ("sha256", "abc"),
        ("sha256", "A" * 64),
        ("path", "/etc/passwd"),
        ("path", "../model.onnx"),
        ("path", "a/../../model.onnx"),
        ("path", "a//b"),
        ("path", "./model.onnx"),
        ("path", "C:model.onnx"),
        ("path", "C:\\model.onnx"),
        ("path", "a\\model.onnx"),
        ("path", "*/model.onnx"),
        ("path", "model.onnx\x00.txt"),
        ("path", "Manifest.json"),
        ("path", "x" * 256),
    ],
)
def test_a_wrong_file_entry_is_named(pack: Path, field: str, value: object) -> None:
    content = manifest_of(pack)
    content["files"][0][field] = value
    write(pack, content)
    message = refusal(pack)
    assert f'"files[0].{field}"' in message
    assert len(message) < 250


def test_a_file_may_be_listed_once(pack: Path) -> None:
    content = manifest_of(pack)
    content["files"].append(content["files"][0] | {"path": "MODEL.onnx"})
    write(pack, content)
    assert '"files[1].path" is "MODEL.onnx"' in refusal(pack)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b'{"schema": NaN}', "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"schema": ' + b"9" * 10_000 + b"}", "not valid JSON"),
        (b"[]", "no JSON object"),
        (b" " * (1 << 20) + b"{}", "larger than 1024 KB"),
    ],
)
def test_a_manifest_that_is_no_json_object_is_refused(
    pack: Path, content: bytes, expected: str
) -> None:
    (pack / "manifest.json").write_bytes(content)
    assert expected in refusal(pack)


def test_what_is_no_pack_is_refused(pack: Path, tmp_path: Path) -> None:
    assert "There is no folder" in refusal(tmp_path / "absent")
    assert "it has no manifest.json" in refusal(tmp_path)
    assert "is a pack of the kind encoder, not index" in refusal(pack, "index")


def check_refusal(folder: Path) -> tuple[str, str]:
    manifest = model_packs.read_manifest(folder, "encoder")
    with pytest.raises(UserError) as caught:
        model_packs.check_files(manifest)
    return caught.value.message, caught.value.hint


def test_a_missing_short_or_altered_file_is_said(pack: Path) -> None:
    model = pack / "model.onnx"
    model.write_bytes(WEIGHTS[:-1] + b"!")
    message, hint = check_refusal(pack)
    assert message.startswith('model.onnx of the pack "small" was altered: its SHA-256 begins with')
    assert files.sha256_of(model)[:12] in message
    assert "https://example.org/small" in hint

    model.write_bytes(WEIGHTS[:-1])
    assert check_refusal(pack)[0] == 'model.onnx of the pack "small" has 699 bytes, expected 700.'

    model.unlink()
    assert check_refusal(pack)[0] == 'model.onnx of the pack "small" is missing.'

    os.mkfifo(model) if hasattr(os, "mkfifo") else model.mkdir()  # reading it would never end
    assert check_refusal(pack)[0] == 'model.onnx of the pack "small" is missing.'


def test_a_missing_file_is_said_before_others_are_hashed(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = manifest_of(pack)
    content["files"].append({"path": "heads/a.bin", "bytes": 5, "sha256": "0" * 64})
    write(pack, content)
    monkeypatch.setattr(files, "sha256_of", pytest.fail)
    assert check_refusal(pack)[0] == 'heads/a.bin of the pack "small" is missing.'


def test_only_the_named_files_are_checked(pack: Path) -> None:
    content = manifest_of(pack)
    content["files"].append({"path": "absent.bin", "bytes": 5, "sha256": "0" * 64})
    write(pack, content)
    manifest = model_packs.read_manifest(pack, "encoder")
    model_packs.check_files(manifest, only=["model.onnx"])
    with pytest.raises(UserError, match=r'uses "other.onnx", but does not list it'):
        model_packs.check_files(manifest, only=["other.onnx"])


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_may_not_leave_the_folder(pack: Path, tmp_path: Path) -> None:
    model = pack / "model.onnx"
    outside = model.rename(tmp_path / "outside.onnx")
    model.symlink_to(outside)
    assert "is a link that leaves the pack's folder" in check_refusal(pack)[0]

    model.unlink()
    model.symlink_to(model)
    assert "leaves the pack's folder" in check_refusal(pack)[0]

    model.unlink()
    outside.rename(pack / "inside.onnx")
    model.symlink_to("inside.onnx")
    model_packs.check_files(model_packs.read_manifest(pack, "encoder"))


class Hashing:
    """Counts the files that are read to be hashed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self._sha256_of = files.sha256_of
        monkeypatch.setattr(files, "sha256_of", self._count)

    def _count(self, path: Path) -> str:
        self.read.append(path.name)
        return self._sha256_of(path)


def test_a_passed_check_is_remembered(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = model_packs.read_manifest(pack, "encoder")
    hashing = Hashing(monkeypatch)
    model_packs.check_files(manifest)
    model_packs.check_files(manifest)
    assert hashing.read == ["model.onnx"]

    os.utime(pack / "model.onnx", ns=(1, 1))
    model_packs.check_files(manifest)
    assert hashing.read == ["model.onnx"] * 2

    (pack / "model.onnx").write_bytes(WEIGHTS[::-1])
    for _ in range(2):  # a failed check is not remembered
        check_refusal(pack)
    assert hashing.read == ["model.onnx"] * 4


def test_the_memory_belongs_to_the_hash(pack: Path) -> None:
    model_packs.check_files(model_packs.read_manifest(pack, "encoder"))
    content = manifest_of(pack)
    content["files"][0]["sha256"] = "0" * 64
    write(pack, content)
    assert "was altered" in check_refusal(pack)[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"a": 1}',
        b'{"a": [1, 2]}',
        b'{"a": ["x", 1, "y"]}',
        b"[" * 9999,
    ],
)
def test_a_damaged_memory_is_forgotten(
    pack: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    memory = paths.user_cache() / "checked-files.json"
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_bytes(content)
    manifest = model_packs.read_manifest(pack, "encoder")
    hashing = Hashing(monkeypatch)
    model_packs.check_files(manifest)
    model_packs.check_files(manifest)
    assert hashing.read == ["model.onnx"]


def test_a_memory_that_cannot_be_written_costs_only_time(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("IMG2LOC_HOME", str(tmp_path / "file"))  # no folder can be made below a file
    manifest = model_packs.read_manifest(pack, "encoder")
    hashing = Hashing(monkeypatch)
    model_packs.check_files(manifest)
    model_packs.check_files(manifest)
    assert hashing.read == ["model.onnx"] * 2


def test_the_memory_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked_files, "_MOST_ENTRIES", 3)
    for number in range(5):
        path = tmp_path / f"{number}.bin"
        path.write_bytes(b"x")
        assert checked_files.sha256_matches(path, files.sha256_of(path))[0]
    kept = json.loads((paths.user_cache() / "checked-files.json").read_text(encoding="utf-8"))
    assert [Path(path).name for path in kept] == ["2.bin", "3.bin", "4.bin"]


def test_packs_are_found_and_broken_ones_reported(pack: Path, tmp_path: Path) -> None:
    models = paths.user_data() / "models"
    models.mkdir(parents=True)
    pack.rename(models / "good")
    for name, content in {
        "altered": b"{}",
        "other": json.dumps(manifest_of(models / "good") | {"kind": "index", "index": {}}).encode(),
    }.items():
        (models / name).mkdir()
        (models / name / "manifest.json").write_bytes(content)
    (models / "bare").mkdir()
    (models / "bare" / "model.onnx").write_bytes(WEIGHTS)
    (models / "scripts").mkdir()
    (models / "notes.txt").write_text("no pack")

    found = model_packs.find_packs("encoder", [models, tmp_path / "absent"])
    assert [item.folder.name for item in found] == ["altered", "bare", "good"]
    altered, bare, good = found
    assert isinstance(good, model_packs.Manifest)
    assert isinstance(altered, model_packs.BrokenPack)
    assert isinstance(bare, model_packs.BrokenPack)
    assert 'lacks "schema"' in altered.error.message
    assert "it has no manifest.json" in bare.error.message
    everywhere = [item.folder for item in model_packs.find_packs("encoder")]
    assert [folder.name for folder in everywhere if folder.parent == models] == [
        "altered",
        "bare",
        "good",
    ]
    assert "other" in [item.folder.name for item in model_packs.find_packs("index", [models])]


def test_what_would_not_be_read_is_not_written(pack: Path) -> None:
    good = model_packs.read_manifest(pack, "encoder")
    before = (pack / "manifest.json").read_bytes()
    for wrong in (
        replace(good, schema=2),
        replace(good, name="a/b"),
        replace(good, files=(model_packs.PackFile("../x", 1, "0" * 64),)),
    ):
        with pytest.raises(UserError):
            model_packs.write_manifest(wrong)
    assert (pack / "manifest.json").read_bytes() == before


def test_the_home_variable_moves_data_and_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMG2LOC_HOME", str(tmp_path))
    assert paths.user_data() == tmp_path
    assert paths.user_cache().parent == tmp_path
    monkeypatch.delenv("IMG2LOC_HOME")
    assert paths.user_data().name == "img2loc-desktop"
    assert paths.user_data() != paths.user_cache()


def test_bundled_folders_of_a_checkout_and_of_a_frozen_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).resolve().parent.parent
    assert paths.bundled_models() == root / "models"
    assert paths.resources() == root / "resources"

    (tmp_path / "img2loc_desktop" / "models").mkdir(parents=True)
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.bundled_models() == tmp_path / "img2loc_desktop" / "models"
