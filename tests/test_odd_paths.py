"""Paths that are no file and no folder: each command says what lies there; none waits."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pack_samples import encoder_pack, installed

from img2loc_desktop.cli.main import main
from img2loc_desktop.core import paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.places_table import read_places

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes that have names")

SAID = {
    "absent": "There is no",
    "dangling": "is a link to",
    "pipe": "is a pipe",
    "socket": "is a socket",
    "device": "is a device",
    "inside a file": "is a file, so",
    "folder": "is a folder, not a file",
    "file": "is a file, not a folder",
}
NEITHER = ("absent", "dangling", "pipe", "socket", "device", "inside a file")
# A photo may be in any of a hundred that are given: it is told in fewer words.
SAID_OF_PHOTOS = {**SAID, "absent": "is not there", "dangling": "is not there"}


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[dict[str, Path]]:
    """A path of each kind; the names have the suffix of a table."""
    made = {kind: tmp_path / f"{kind}.csv" for kind in SAID}
    made["dangling"].symlink_to(tmp_path / "gone.csv")
    os.mkfifo(made["pipe"])
    made["device"] = Path("/dev/null")
    made["folder"].mkdir()
    made["file"].write_text("file,latitude,longitude\na.jpg,1,2\n")
    made["inside a file"] = made["file"] / "inner.csv"
    before = Path.cwd()
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(tmp_path)  # the names of sockets are short
        listening.bind(made["socket"].name)
        os.chdir(before)
        yield made


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What a command that is refused says."""
    assert main(list(map(str, arguments))) == 1
    return capsys.readouterr().err


@pytest.mark.parametrize("kind", NEITHER)
def test_what_is_neither_a_file_nor_a_folder(
    odd: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    words, given = SAID[kind], odd[kind]
    assert words in said(capsys, "models", "import", given)
    assert words in said(capsys, "index", "build", given, "--out", tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize("kind", [*NEITHER, "folder"])
def test_what_is_no_table(
    odd: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    words, given = SAID[kind], odd[kind]
    out = tmp_path / "out"
    assert words in said(capsys, "evaluate", given, "--out", out)
    assert words in said(capsys, "evaluate", "--compare", given, given)
    assert words in said(capsys, "calibrate", given, "--index", "starter-gallery", "--out", out)
    with pytest.raises(UserError, match=words):
        read_places(given)  # index gallery --points
    assert not out.exists()


@pytest.mark.parametrize("kind", [*NEITHER, "file"])
def test_what_is_no_pack(
    odd: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    words, given = SAID[kind], odd[kind]
    photo = paths.resources() / "samples" / "none.jpg"
    assert words in said(capsys, "locate", photo, "--index", given)
    assert words in said(capsys, "index", "info", given)
    assert words in said(capsys, "index", "verify", given)
    assert words in said(capsys, "evaluate", odd["file"], "--photos", given)


@pytest.mark.parametrize("kind", NEITHER)
def test_what_is_no_photo(
    odd: dict[str, Path], capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    assert main(["locate", str(odd[kind])]) == 1
    captured = capsys.readouterr()
    expected = "cannot be read" if kind == "inside a file" else SAID_OF_PHOTOS[kind]
    assert expected in captured.out + captured.err


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "folder", "file", "inside a file"])
def test_where_a_pack_is_not_exported_to(
    odd: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    installed(encoder_pack(tmp_path / "tiny"))
    given = odd[kind]
    before = os.lstat(odd["file"] if kind == "inside a file" else given)
    words = said(capsys, "models", "export", "tiny", given)
    assert str(given) in words and words.count("\n") >= 2
    assert os.lstat(odd["file"] if kind == "inside a file" else given) == before


@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_what_lies_among_the_files_of_a_stick_is_told(
    odd: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    stick = tmp_path / "stick"
    encoder_pack(stick / "tiny")
    odd[kind].rename(stick / "model.gguf")
    words = said(capsys, "models", "import", stick)
    assert f"refused model.gguf: a {kind}" in words
    assert (paths.user_models() / "tiny").is_dir()
