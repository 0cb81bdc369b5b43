"""What is there already is not lost to an export: photos, packs, other people's files."""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from export_samples import result

from img2loc_desktop.cli.main import main
from img2loc_desktop.core import exports, pack_library, paths, targets
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.exports import report
from img2loc_desktop.core.index import inspection

GALLERY = paths.bundled_models() / "starter-gallery"
JPEG = (paths.resources() / "samples" / "china.jpg").read_bytes()


def starter_gallery(folder: Path) -> Path:
    return Path(shutil.copytree(GALLERY, folder / "gallery"))


@pytest.mark.parametrize("name", ["a.jpg", "a.JPG", "raw.CR2", "a.nef", "a.dng", "a.rw2", "a.jxl"])
def test_names_of_pictures_are_refused_by_every_writer(name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    target.write_bytes(b"II*\0 an original")
    gallery = pack_library.find("starter-gallery")
    for write in (
        lambda: exports.write(target, [result()], format="csv"),
        lambda: report.write(target, [result()]),
        lambda: inspection.export_points(GALLERY, target),
        lambda: list(pack_library.export(gallery, target)),
    ):
        with pytest.raises(UserError, match="Originals are never changed"):
            write()
    assert target.read_bytes() == b"II*\0 an original"
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("kind", [*exports.FORMATS])
def test_only_files_of_ours_are_replaced(kind: targets.Kind, tmp_path: Path) -> None:
    target = tmp_path / "results"
    exports.write(target, [result()], format=kind)
    exports.write(target, [result()], format=kind)  # ours: it may be replaced
    target.write_bytes(b"")
    exports.write(target, [result()], format=kind)
    foreign = {
        "geojson": b'{"type": "FeatureCollection", "features": []}',
        "kml": b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"/>',
        "csv": b"file,latitude,longitude\na.jpg,1,2\n",
        "gpx": b'<?xml version="1.0"?><gpx version="1.1" creator="my receiver"/>',
        "html": b"<!DOCTYPE html><title>Mine</title>",
        "kmz": b"PK\x03\x04 half an archive",
    }[kind]
    for content in (JPEG, foreign, b"notes"):
        target.write_bytes(content)
        with pytest.raises(UserError, match="is there already"):
            exports.write(target, [result()], format=kind)
        assert target.read_bytes() == content


def test_an_archive_is_replaced_only_by_its_own_kind(tmp_path: Path) -> None:
    target = tmp_path / "pack.zip"
    gallery = pack_library.find("starter-gallery")
    for _ in range(2):
        assert list(pack_library.export(gallery, target))
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("manifest.json", '{"manifest_version": 3, "name": "an extension"}')
        archive.writestr("doc.kml", "<kml/>")
    before = target.read_bytes()
    with pytest.raises(UserError, match="is there already"):
        list(pack_library.export(gallery, target))
    with pytest.raises(UserError, match="is there already"):
        exports.write(target, [result()], format="kmz")
    assert target.read_bytes() == before


def test_nothing_is_written_into_a_pack(tmp_path: Path) -> None:
    pack = starter_gallery(tmp_path)
    (tmp_path / "link").symlink_to(pack)
    for target in (
        pack / "manifest.json",
        pack / "new.geojson",
        next(path for path in pack.iterdir() if path.is_dir()) / "new.geojson",
        tmp_path / "link" / "new.geojson",
    ):
        with pytest.raises(UserError, match="lies in the pack"):
            targets.check(target, "geojson")
    (tmp_path / "manifest.json").write_text('{"manifest_version": 3, "name": "an extension"}')
    targets.check(tmp_path / "new.geojson", "geojson")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in folders")
def test_a_pipe_and_a_folder_are_no_targets(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for target in (tmp_path / "pipe", Path(os.devnull), tmp_path):
        with pytest.raises(UserError):
            targets.check(target, "csv")


def test_the_commands_leave_originals_and_packs_as_they_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = starter_gallery(tmp_path)
    photo = tmp_path / "victim.jpg"
    photo.write_bytes(JPEG)
    manifest = (pack / "manifest.json").read_bytes()
    for arguments in (
        ["index", "export", pack, "--geojson", photo],
        ["index", "export", pack, "--geojson", pack / "manifest.json"],
        ["models", "export", "starter-gallery", photo],
        ["locate", photo, "--index", pack, "--csv", pack / "manifest.json"],
        ["locate", photo, "--csv", tmp_path / "raw.CR2"],
        ["demo", "--out", pack],
        ["evaluate", tmp_path / "queries.csv", "--out", pack],
    ):
        assert main([str(argument) for argument in arguments]) == 1
        assert "\n  " in capsys.readouterr().err  # the next step
    assert photo.read_bytes() == JPEG
    assert (pack / "manifest.json").read_bytes() == manifest
    assert {path.name for path in tmp_path.iterdir()} == {"gallery", "victim.jpg"}
    assert json.loads(manifest)["kind"] == "index"
