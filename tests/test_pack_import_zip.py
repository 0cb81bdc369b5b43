"""Archives: what is in them stays in its folder, fits on the disk, and is what was packed."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from index_samples import content
from pack_samples import (
    CLIP_CONFIG,
    bring,
    encoder_pack,
    installed,
    nothing_is_there,
    only,
    refused,
    vision_tower,
    write_export,
)

from img2loc_desktop.core import model_packs, pack_staging, paths
from img2loc_desktop.core.packs_import import Decided, Imported


def pack_zip(tmp_path: Path, top: str = "", **changes: object) -> Path:
    folder = encoder_pack(tmp_path / "pack", **changes)
    target = tmp_path / "pack.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, top + path.name)
    return target


def written(path: Path, fill: Callable[[zipfile.ZipFile], None]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        fill(archive)
    return path


@pytest.mark.parametrize("top", ["", "tiny pack/", "a/b/"])
def test_a_zipped_pack_is_installed(tmp_path: Path, top: str) -> None:
    archive = pack_zip(tmp_path, top)
    pack = installed(archive)
    assert content(pack.folder) == content(tmp_path / "pack")
    assert archive.exists()


def test_what_the_manifest_does_not_list_is_not_even_unpacked(tmp_path: Path) -> None:
    archive = pack_zip(tmp_path)
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as more:
        more.writestr("surprise.bin", bytes(1 << 20))
    events = bring(archive)
    assert len(only(events, Imported)) == 1
    assert not list(paths.user_models().rglob("surprise.bin"))
    said = "pack.zip: not listed in its manifest, so left out: surprise.bin."
    assert said in [event.text for event in only(events, Decided)]


def test_a_zip_without_manifest_is_recognised(tmp_path: Path) -> None:
    folder = write_export(
        tmp_path / "clip-small",
        {
            "onnx/vision_model.onnx": vision_tower({"image_embeds": 6}),
            "preprocessor_config.json": CLIP_CONFIG,
        },
    )
    archive = Path(shutil.make_archive(str(tmp_path / "clip-small"), "zip", folder))
    assert installed(archive).name == "clip-small"


@pytest.mark.parametrize(
    "name",
    [
        "../evil.onnx",
        "a/../../evil.onnx",
        "/etc/evil.onnx",
        "C:/evil.onnx",
        "C:\\evil.onnx",
        "a\\..\\evil.onnx",
        "a//b.onnx",
        "./model.onnx",
        "evil\n.onnx",
        "aux:stream.onnx",
    ],
)
def test_a_zip_that_climbs_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("manifest.json", "{}")
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, b"evil")

    before = content(tmp_path)
    archive = written(tmp_path / "evil.zip", fill)
    assert "outside its folder" in refused(archive).why
    assert content(tmp_path).keys() - before.keys() == {"evil.zip"}
    assert nothing_is_there()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_in_a_zip_are_refused(tmp_path: Path, kind: int) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("model.onnx")
        info.external_attr = (kind | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    assert "a link or device" in refused(written(tmp_path / "evil.zip", fill)).why


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["model.onnx", "Model.onnx"], "one file on many systems"),
        (["caf\u00e9.onnx", "cafe\u0301.onnx"], "one file on many systems"),
        (["a/NUL.onnx"], "no file can have on Windows"),
        (["model.onnx."], "no file can have on Windows"),
        (["a/model.onnx", "A/Model.onnx"], "one file on many systems"),
        (["model.onnx", "model.onnx/inner"], "inside what is a file as well"),
        ([], "holds no files"),
    ],
)
def test_names_that_clash_in_a_zip_are_refused(
    tmp_path: Path, names: list[str], words: str
) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        for name in names:
            archive.writestr(name, b"x")

    assert words in refused(written(tmp_path / "clash.zip", fill)).why


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("model.onnx", "w") as member,
    ):
        for _ in range(70):
            member.write(bytes(1 << 20))
    monkeypatch.setattr(zipfile.ZipFile, "open", pytest.fail)
    assert "would grow from" in refused(archive).why


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    """The size in the directory is what was checked against the disk: no byte more is written."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.onnx", bytes(100_000))
    lying = data.getvalue().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "lying.zip").write_bytes(lying)
    assert "no readable zip archive" in refused(tmp_path / "lying.zip").why
    assert nothing_is_there()


def test_more_entries_than_a_pack_has_are_refused(tmp_path: Path) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        for number in range(20_001):
            archive.writestr(f"{number}", b"")

    assert "20,001 entries" in refused(written(tmp_path / "many.zip", fill)).why


@pytest.mark.parametrize("kept", [10, 200, -1, -30])
def test_a_zip_that_was_cut_off_is_refused_and_the_whole_one_installed(
    tmp_path: Path, kept: int
) -> None:
    archive = pack_zip(tmp_path)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:kept])
    refusal = refused(archive)
    assert "no readable zip archive" in refusal.why
    assert "cut off" in refusal.remedy
    assert nothing_is_there()
    archive.write_bytes(whole)
    assert installed(archive).new


def test_a_flipped_bit_in_a_zip_is_found(tmp_path: Path) -> None:
    archive = pack_zip(tmp_path)
    data = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as opened:
        info = opened.getinfo("model.onnx")
    data[info.header_offset + 30 + len("model.onnx") + 40] ^= 1
    archive.write_bytes(data)
    assert "no readable zip archive" in refused(archive).why


def test_an_encrypted_zip_is_refused_in_words(tmp_path: Path) -> None:
    archive = pack_zip(tmp_path)
    data = bytearray(archive.read_bytes())
    # The flag "encrypted" in the directory's first entry.
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    refusal = refused(archive)
    assert "is encrypted" in refusal.why
    assert "Unpack it" in refusal.remedy


def test_sizes_that_differ_from_the_manifest_are_found_before_unpacking(tmp_path: Path) -> None:
    files = [{"path": "model.onnx", "bytes": 5}]
    assert "its manifest says 5" in refused(pack_zip(tmp_path, files=files)).why


def test_a_zip_on_a_stick_that_is_pulled_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(*_: object) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    archive = pack_zip(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(zipfile.ZipExtFile, "read", pulled)
        # The manifest is read first; that is the same stick.
        assert os.strerror(errno.EIO) in refused(archive).why
        patch.setattr(model_packs, "MANIFEST", "other.json")
        refusal = refused(archive)
    assert "cannot be read" in refusal.why and "disk is connected" in refusal.remedy
    assert nothing_is_there()
    assert installed(archive).new


def test_a_zip_for_which_there_is_no_room_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = pack_zip(tmp_path)
    monkeypatch.setattr(
        pack_staging.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000)
    )
    assert "must stay free" in refused(archive).why
    assert nothing_is_there()
