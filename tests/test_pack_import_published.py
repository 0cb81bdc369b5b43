"""Packs with a manifest, as folders: copied with their hashes, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import encoder_packs
import pytest
import tiny_models
from index_samples import build, content, unit_vectors
from pack_samples import (
    CLIP_CONFIG,
    bring,
    described,
    encoder_pack,
    installed,
    nothing_is_there,
    only,
    refused,
    vision_tower,
    write_export,
)

from img2loc_desktop.core import checked_files, files, model_packs, pack_staging, paths
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import IndexPack, verify
from img2loc_desktop.core.packs_import import Copying, Decided, Imported, Refused, copying
from img2loc_desktop.core.vlm.pack import open_pack


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return encoder_pack(tmp_path / "stick" / "tiny pack")


def test_a_pack_is_copied_with_its_hashes_and_opens(stick: Path) -> None:
    before = content(stick)
    events = bring(stick)
    (pack,) = only(events, Imported)
    assert pack.folder == paths.user_models() / "tiny"
    assert (pack.name, pack.kind, pack.new) == ("tiny", "encoder", True)
    assert content(stick) == before
    # Byte for byte, as results name the hash of manifests.
    assert content(pack.folder) == before
    assert only(events, Copying)[-1].done == only(events, Copying)[-1].total
    assert Encoder.open(pack.folder).outputs == {"image": 4}
    assert any("a pack" in e.text or "an image encoder" in e.text for e in only(events, Decided))


def test_the_import_hashes_once_and_the_first_start_not_again(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = installed(stick)

    def no_reading(path: Path) -> str:
        pytest.fail(f"{path} was hashed again")

    monkeypatch.setattr(files, "sha256_of", no_reading)
    model_packs.check_files(model_packs.read_manifest(pack.folder, "encoder"))


def test_a_missing_hash_of_the_publisher_is_said_and_recorded(tmp_path: Path) -> None:
    folder = encoder_pack(tmp_path / "pack", files=[{"path": "model.onnx"}])
    events = bring(folder)
    (pack,) = only(events, Imported)
    assert any("no SHA-256 of its publisher" in event.text for event in only(events, Decided))
    (file,) = model_packs.read_manifest(pack.folder, "encoder").files
    assert file.computed
    assert file.sha256 == files.sha256_of(folder / "model.onnx")
    assert file.bytes == (folder / "model.onnx").stat().st_size


def test_a_wrong_hash_is_an_error(stick: Path) -> None:
    network = bytearray((stick / "model.onnx").read_bytes())
    network[-1] ^= 1
    (stick / "model.onnx").write_bytes(network)
    refusal = refused(stick)
    assert "is not the file that was published" in refusal.why
    assert nothing_is_there()


@pytest.mark.parametrize("missing", [1, 100, None])
def test_what_was_copied_by_half_is_refused(stick: Path, missing: int | None) -> None:
    whole = (stick / "model.onnx").read_bytes()
    (stick / "model.onnx").write_bytes(whole[: -missing if missing else 0])
    refusal = refused(stick)
    assert "bytes, its manifest says" in refusal.why
    assert "cut off" in refusal.remedy
    # The import can be repeated once the file is there.
    (stick / "model.onnx").write_bytes(whole)
    assert installed(stick).new


def test_a_file_that_is_not_there_is_named(stick: Path) -> None:
    (stick / "model.onnx").unlink()
    assert "model.onnx that the manifest lists is not there" in refused(stick).why


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"schema": 7}, "schema version 7"),
        ({"kind": "clip"}, '"kind" is "clip"'),
        ({"name": "a/b"}, '"name" is "a/b"'),
        ({"files": []}, '"files" is []'),
        ({"files": [{"path": "../model.onnx"}]}, 'files[0].path" is "../model.onnx"'),
        ({"files": [{"path": "model.onnx", "sha256": "A" * 64}]}, 'files[0].sha256"'),
        ({"files": [{"path": "model.onnx", "bytes": "7"}]}, 'files[0].bytes" is "7"'),
        ({"encoder": None}, 'lacks "encoder"'),
        ({"encoder": {"preprocessing": {"size": 8}}}, '"encoder.preprocessing.resize"'),
        ({"encoder": {"file": "other.onnx"}}, '"encoder.file" is "other.onnx"'),
        (
            {"encoder": {"preprocessing": encoder_packs.PREPROCESSING, "outputs": {}}},
            '"encoder.outputs" is {}',
        ),
        ({"encoder": {}}, 'lacks "encoder.preprocessing"'),
        ({"kind": "index", "index": {"dimension": 0}}, '"index.dimension" is 0'),
        ({"kind": "vlm", "vlm": {"model": "x.gguf"}}, 'uses "x.gguf", but does not list it'),
        (
            {"kind": "vlm", "vlm": {"model": "model.onnx", "chat_template": 7}},
            '"vlm.chat_template"',
        ),
        ({"kind": "location", "location": {"image_head": 7}}, '"location.image_head" is 7'),
        ({"kind": "ocr", "ocr": {"model": "model.onnx"}}, '"ocr.characters"'),
    ],
)
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_wrong_manifest_is_refused_by_its_field_before_anything_is_copied(
    tmp_path: Path, changes: dict[str, Any], words: str, form: str
) -> None:
    folder = encoder_pack(tmp_path / "my pack")
    if changes.get("files"):
        changes = {"files": [described(folder / "model.onnx") | changes["files"][0]]}
    given = encoder_pack(folder, **changes)
    if form == "zip":
        given = Path(shutil.make_archive(str(folder), "zip", folder))
    events = bring(given)
    assert not only(events, Copying)
    (refusal,) = only(events, Refused)
    assert words in refusal.why, refusal
    assert refusal.name == given.name
    assert f"manifest.json of {given.name}" in refusal.why
    assert nothing_is_there()


def test_a_wrong_field_beside_the_manifest_is_told_before_anything_is_copied(
    tmp_path: Path,
) -> None:
    folder = write_export(tmp_path / "my pack", {"preprocessor_config.json": {"size": "large"}})
    names = ("model.onnx", "preprocessor_config.json")
    entries = [described(encoder_pack(folder) / name) for name in names]
    events = bring(encoder_pack(folder, files=entries, encoder={}))
    assert not only(events, Copying)
    (refusal,) = only(events, Refused)
    assert "preprocessor_config.json of my pack" in refusal.why


def test_what_is_found_wrong_after_the_copy_names_no_hidden_folder(tmp_path: Path) -> None:
    wrong = {"preprocessing": encoder_packs.PREPROCESSING, "outputs": {"image": {"name": "other"}}}
    events = bring(encoder_pack(tmp_path / "my pack", encoder=wrong))
    assert only(events, Copying)
    (refusal,) = only(events, Refused)
    assert '"other"' in refusal.why
    assert ".importing-" not in refusal.why + refusal.remedy
    assert nothing_is_there()


def test_what_the_manifest_does_not_list_is_told_and_left_out(stick: Path) -> None:
    write_export(stick, {"surprise.bin": b"x", "more/.hidden": b"y"})
    events = bring(stick)
    assert len(only(events, Imported)) == 1
    said = "tiny pack: not listed in its manifest, so left out: more/.hidden, surprise.bin."
    assert said in [event.text for event in only(events, Decided)]
    assert set(content(paths.user_models() / "tiny")) == {"manifest.json", "model.onnx"}


@pytest.mark.parametrize("name", ["CON", "nul", "Aux.v1", "com1", "lpt9.x.y", "a.", "a ", "é", ""])
def test_names_that_not_every_system_can_have_are_refused(tmp_path: Path, name: str) -> None:
    refusal = refused(encoder_pack(tmp_path / "pack", name=name))
    assert '"name" is' in refusal.why and nothing_is_there()


@pytest.mark.parametrize("path", ["con.onnx", "a/nul", "model.", "model. /x", "aux .onnx"])
def test_files_that_not_every_system_can_have_are_refused(tmp_path: Path, path: str) -> None:
    folder = encoder_pack(tmp_path / "pack")
    entry = {**described(folder / "model.onnx"), "path": path}
    assert (
        "names that files can have on Windows" in refused(encoder_pack(folder, files=[entry])).why
    )


def test_a_name_that_the_user_gives_is_held_to_the_same(stick: Path) -> None:
    assert "cannot have the name" in refused(stick, name="NUL").why
    assert nothing_is_there()


def test_a_folder_whose_name_is_a_device_gives_a_pack_of_another_name(tmp_path: Path) -> None:
    network = vision_tower({"image_embeds": 6})
    folder = write_export(
        tmp_path / "AUX", {"model.onnx": network, "preprocessor_config.json": CLIP_CONFIG}
    )
    assert installed(folder).name == "pack-AUX"


def test_a_name_that_is_another_only_in_capitals_is_refused(stick: Path, tmp_path: Path) -> None:
    installed(stick)
    refusal = refused(encoder_pack(tmp_path / "other", name="Tiny"))
    assert "A pack named tiny is installed already" in refusal.why
    assert "--name" in refusal.remedy
    starter = refused(encoder_pack(tmp_path / "third", name="Starter-Gallery"))
    assert "starter-gallery is installed already" in starter.why


def test_accents_that_are_written_in_two_ways_are_one_name(tmp_path: Path) -> None:
    folder = encoder_pack(tmp_path / "pack")
    entries = [
        {**described(folder / "model.onnx"), "path": name}
        for name in ("model.onnx", "caf\u00e9.txt", "cafe\u0301.txt")
    ]
    assert "each file once" in refused(encoder_pack(folder, files=entries)).why


def test_a_network_that_does_not_run_is_not_installed(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    encoder_packs.write_pack(folder, b"\x08\x08 no network")
    assert "cannot be loaded" in refused(folder).why
    assert nothing_is_there()


def test_the_same_pack_again_is_no_error_and_another_of_its_name_is(
    stick: Path, tmp_path: Path
) -> None:
    assert installed(stick).new
    before = content(paths.user_models())
    assert not installed(stick).new
    assert content(paths.user_models()) == before
    other = tmp_path / "other"
    other.mkdir()
    write_export(other, {"model.onnx": encoder_packs.mean_colour("features")})
    (other / "manifest.json").write_text(
        json.dumps(
            json.loads((stick / "manifest.json").read_text())
            | {"files": [described(other / "model.onnx")]}
        )
    )
    refusal = refused(other)
    assert "Another pack named tiny is installed already" in refusal.why
    assert "--name" in refusal.remedy
    assert installed(other, name="tiny two").name == "tiny-two"
    assert content(paths.user_models() / "tiny") == {
        name.removeprefix("tiny/"): data for name, data in before.items() if "tiny/" in name
    }


def test_the_name_of_a_shipped_pack_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    encoder_pack(shipped / "tiny")
    monkeypatch.setattr(paths, "bundled_models", lambda: shipped)
    refusal = refused(encoder_pack(tmp_path / "pack"))
    assert "ships with the app" in refusal.why


def test_linking_makes_no_second_copy(stick: Path) -> None:
    pack = installed(stick, mode="link")
    assert (pack.folder / "model.onnx").samefile(stick / "model.onnx")
    assert Encoder.open(pack.folder).outputs == {"image": 4}


def test_moving_takes_the_files_away_once_the_pack_is_there(stick: Path) -> None:
    inode = (stick / "model.onnx").stat().st_ino
    pack = installed(stick, mode="move")
    assert not stick.exists()
    assert (pack.folder / "model.onnx").stat().st_ino == inode


def test_a_refused_pack_is_not_moved(stick: Path) -> None:
    (stick / "model.onnx").write_bytes(b"something else")
    before = content(stick)
    refused(stick, mode="move")
    assert content(stick) == before


def test_moving_between_disks_copies_first(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_disk(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    pack = installed(stick, mode="move")
    assert not stick.exists()
    assert Encoder.open(pack.folder).outputs == {"image": 4}


def test_files_of_another_disk_cannot_be_linked(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_disk(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    refusal = refused(stick, mode="link")
    assert "cannot be linked" in refusal.why
    assert "--copy" in refusal.remedy


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_a_whole_pack_of_another_disk_is_linked_as_a_folder(tmp_path: Path) -> None:
    elsewhere = Path("/dev/shm") / f"img2loc-test-{os.getpid()}"
    try:
        encoder_pack(elsewhere)
        if elsewhere.stat().st_dev == tmp_path.stat().st_dev:
            pytest.skip("both are one file system")
        pack = installed(elsewhere, mode="link")
        assert pack.folder.is_symlink()
        assert Encoder.open(pack.folder).outputs == {"image": 4}
    finally:
        shutil.rmtree(elsewhere, ignore_errors=True)


def test_a_link_out_of_the_folder_is_refused(stick: Path, tmp_path: Path) -> None:
    (stick / "model.onnx").rename(tmp_path / "elsewhere.onnx")
    (stick / "model.onnx").symlink_to(tmp_path / "elsewhere.onnx")
    refusals = only(bring(stick), Refused)
    assert [refusal.what for refusal in refusals] == ["a symbolic link", "a pack"]
    assert "link that leaves" in refusals[1].why
    assert nothing_is_there()


def test_names_that_differ_only_in_capitals_are_refused(tmp_path: Path) -> None:
    folder = encoder_pack(tmp_path / "pack")
    shutil.copy(folder / "model.onnx", folder / "Model.onnx")
    entries = [described(folder / name) for name in ("model.onnx", "Model.onnx")]
    assert "each file once" in refused(encoder_pack(folder, files=entries)).why


def test_a_source_that_vanishes_in_the_middle_leaves_nothing(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that is pulled out: the next read fails, as the system says it then."""

    def pulled(file: Any, source: Path) -> Any:
        yield file.read(10)
        raise copying.cannot_read(source, OSError(5, "Input/output error"))

    with monkeypatch.context() as patch:
        patch.setattr(copying, "_chunks", pulled)
        refusal = refused(stick)
    assert "Input/output error" in refusal.why
    assert "disk is connected" in refusal.remedy
    assert nothing_is_there()
    assert installed(stick).new


def test_a_file_that_changes_while_it_is_read_is_refused(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copying._chunks

    def growing(file: Any, source: Path) -> Any:
        yield from real(file, source)
        with source.open("ab") as other:
            other.write(b"more")

    monkeypatch.setattr(copying, "_chunks", growing)
    assert "changed while it was read" in refused(stick).why


def test_two_imports_at_once_do_not_meet(stick: Path) -> None:
    with (
        pack_staging.library_open(paths.user_models()),
        pytest.raises(UserError, match="Another process is working on"),
    ):
        bring(stick)


def test_what_a_dead_import_left_is_cleared(stick: Path) -> None:
    left = paths.user_models() / ".importing-abc" / "model.onnx"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    installed(stick)
    assert not left.parent.exists()


def test_a_stick_is_looked_through(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    encoder_pack(stick / "models" / "one", name="one")
    encoder_pack(stick / "models" / "two", name="two")
    write_export(stick, {"notes.txt": "hello", "half.onnx.part": b"x", "setup.exe": b"MZ"})
    events = bring(stick)
    assert {pack.name for pack in only(events, Imported)} == {"one", "two"}
    assert not any("levels down" in event.text for event in only(events, Decided))
    refusals = {refusal.name: refusal for refusal in only(events, Refused)}
    assert set(refusals) == {"half.onnx.part", "setup.exe"}
    assert refusals["half.onnx.part"].what == "an unfinished download"


def test_a_wrong_pack_on_a_stick_is_named_with_the_way_to_it(tmp_path: Path) -> None:
    encoder_pack(tmp_path / "stick" / "old" / "clip", name="a/b")
    encoder_pack(tmp_path / "stick" / "new" / "clip", name="clip")
    events = bring(tmp_path / "stick")
    assert [refusal.name for refusal in only(events, Refused)] == ["stick/old/clip"]
    assert [pack.name for pack in only(events, Imported)] == ["clip"]


def test_folders_that_are_not_looked_through_are_told_of(tmp_path: Path) -> None:
    encoder_pack(tmp_path / "stick" / "one", name="one")
    encoder_pack(tmp_path / "stick" / "a" / "b" / "c" / "d" / "e", name="two")
    events = bring(tmp_path / "stick")
    assert [pack.name for pack in only(events, Imported)] == ["one"]
    assert any("more than 4 levels down" in event.text for event in only(events, Decided))


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("model.safetensors", b"x", "weights for PyTorch"),
        ("pytorch_model.bin", b"x", "weights for PyTorch"),
        ("model.onnx", b"x", "a network (ONNX)"),
        ("features.npy", b"x", "an array"),
        ("pack.7z", b"x", "an archive"),
        ("model.gguf", b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "a pointer"),
        ("model.gguf", b"GGUX", "a language"),
        ("weights.dat", b"x", "a .dat file"),
        (
            "model.onnx_data",
            b"version https://git-lfs.github.com/spec/v1\n",
            "a pointer of Git LFS",
        ),
    ],
)
def test_each_stranger_is_told_what_it_is(
    tmp_path: Path, name: str, data: bytes, what: str
) -> None:
    folder = write_export(tmp_path / "stick", {name: data})
    for given in (folder, folder / name):
        refusal = refused(given)
        assert refusal.name == name
        assert refusal.what.startswith(what)


def test_what_git_lfs_left_of_an_export_is_told(tmp_path: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 600000000\n"
    files = {"onnx/vision_model.onnx": pointer, "preprocessor_config.json": CLIP_CONFIG}
    folder = write_export(tmp_path / "clip", files)
    for given in (folder, folder / "onnx" / "vision_model.onnx"):
        refusal = refused(given)
        assert refusal.what == "a pointer of Git LFS, not the file itself"
        assert "git lfs pull" in refusal.remedy


def test_harmless_files_that_were_given_alone_are_refused_in_words(tmp_path: Path) -> None:
    write_export(tmp_path, {"sites.csv": "latitude,longitude\n1,2\n", "README.md": "# A model"})
    table = refused(tmp_path / "sites.csv")
    assert table.what == "a table" and "index gallery --points" in table.remedy
    assert refused(tmp_path / "README.md").what == "a .md file"


def test_files_of_one_folder_that_are_given_one_by_one_are_all_told_of(tmp_path: Path) -> None:
    given = [tmp_path / name for name in ("network.onnx", "language.gguf", "features.npy")]
    for path in given:
        path.write_bytes(b"nothing that could be used")
    events = bring(*given)
    assert {refusal.name for refusal in only(events, Refused)} == {path.name for path in given}


def test_what_is_not_there_and_what_is_empty(tmp_path: Path) -> None:
    assert "There is no" in refused(tmp_path / "gone").why
    (tmp_path / "empty").mkdir()
    assert "holds no pack" in refused(tmp_path / "empty").why


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_an_index_is_the_same_index_afterwards(tmp_path: Path, form: str) -> None:
    """Results name the hash of its manifest, so not a byte of that may change."""
    folder = build(tmp_path / "old" / "sample", unit_vectors(200, 8), graph_from_rows=100)
    given = folder
    if form == "zip":
        given = Path(shutil.make_archive(str(tmp_path / "sample"), "zip", folder))
    pack = installed(given)
    assert content(pack.folder) == content(folder)
    assert not verify(pack.folder).problems
    assert IndexPack.open(pack.folder).sha256 == IndexPack.open(folder).sha256


def test_an_index_with_a_damaged_graph_is_never_opened(tmp_path: Path) -> None:
    folder = build(tmp_path / "sample", unit_vectors(200, 8), graph_from_rows=100)
    (graph,) = folder.rglob("*.usearch")
    data = bytearray(graph.read_bytes())
    data[len(data) // 2] ^= 1
    graph.write_bytes(data)
    assert "is not the file that was published" in refused(folder).why


def test_a_multimodal_model_with_a_manifest(tmp_path: Path) -> None:
    folder = tiny_models.write_pack(tmp_path / "tiny-llava")
    pack = installed(folder)
    assert pack.kind == "vlm"
    assert open_pack(pack.folder).sha256 == open_pack(folder).sha256


def test_a_remembered_check_is_not_trusted_after_a_change(stick: Path) -> None:
    pack = installed(stick)
    path = pack.folder / "model.onnx"
    sha256 = files.sha256_of(path)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(0, 0))
    assert not checked_files.sha256_matches(path, sha256)[0]
