"""The command line when it is used wrongly, stopped, or cannot write: words and exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from img2loc_desktop.cli import check, demo
from img2loc_desktop.cli import locate as locate_command
from img2loc_desktop.cli.main import main
from img2loc_desktop.core import exports, paths
from img2loc_desktop.core.errors import UserError

PHOTO = paths.resources() / "samples" / "china.jpg"
GALLERY = paths.bundled_models() / "starter-gallery"


def run(*arguments: object) -> int:
    """The exit code, also where argparse ends the process."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        assert isinstance(end.code, int)
        return end.code


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--k", "100000"], ["--k", "from 1 to 1000"]),
        (["--k", "x"], ["--k", "not a whole number: 'x'"]),
        (["--k", "-3"], ["--k", "at least 1"]),
        (["--seed", str(2**63)], ["--seed", f"from 0 to {2**63 - 1}"]),
        (["--index", "ref=-1"], ["--index", "weight -1 of ref", "from 0.001 to 1000"]),
        (["--index", "ref=nan"], ["--index", "weight nan of ref"]),
        (["--prompt", "nix"], ["--prompt", "img2loc-places", "plain"]),
        (["--model-weight", "-1"], ["--model-weight", "from 0 to 1000"]),
        (["--model-weight", "nan"], ["--model-weight", "from 0 to 1000"]),
        (["--model-weight", "much"], ["--model-weight", "not a number: 'much'"]),
        (["--temperature", "11"], ["--temperature", "from 0 to 10"]),
        (["--samples", "1001"], ["--samples", "from 1 to 1000"]),
        (["--anchors", "5,101"], ["--anchors", "from 0 to 100"]),
        (["--model-timeout", "0"], ["--model-timeout", "from 0.001"]),
        (["--threads", "1025"], ["--threads", "from 1 to 1024"]),
        (["--context", "1"], ["--context", "from 256"]),
        (["--batch", "1"], ["--batch", "from 32"]),
        (["--gpu-layers", "10000"], ["--gpu-layers", "from 0 to 9999"]),
        (["--parts", "areas,stars", "--kml", "a.kml"], ["--parts", "'stars'", "candidates"]),
        (["--parts", "areas"], ["--parts", "--geojson"]),
        (["--vlm", "nix"], ["no multimodal model named nix", "models import"]),
        (["--prompt", "plain", "--anchors", "5"], ["--anchors would have no effect"]),
        (["--far", "1001"], ["--far", "from 0 to 1000"]),
        (["--geojson", "same.x", "--kml", "./same.x"], ["--geojson", "--kml", "given twice"]),
        (["--index", str(GALLERY), "--index", f"{GALLERY}/=2"], ["--index", "given twice"]),
    ],
)
def test_wrong_usage_exits_with_2_and_names_the_option(
    given: list[str], told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("locate", PHOTO, *given) == 2
    answer = capsys.readouterr().err
    assert all(words in answer for words in told), answer
    assert "setting" not in answer
    assert "Traceback" not in answer


def test_a_broken_model_is_not_an_absent_one(home: Path) -> None:
    (home / "models" / "half-copied").mkdir(parents=True)
    (home / "models" / "half-copied" / "manifest.json").write_text("{}")
    assert run("locate", PHOTO, "--vlm", "half-copied") != 2


def test_one_file_that_cannot_be_written_does_not_cost_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write = exports.write

    def fills_up(path: Path, *arguments: object, **options: object) -> None:
        if path.suffix in (".geojson", ".csv"):
            raise UserError(f"Cannot write {path}: No space left on device.", "Make room.")
        write(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(locate_command.exports, "write", fills_up)
    outputs = {name: tmp_path / f"out.{name}" for name in ("geojson", "kml", "csv", "gpx")}
    options = [text for name, path in outputs.items() for text in (f"--{name}", path)]
    assert run("locate", PHOTO, "--no-ocr", *options) == 1
    answer = capsys.readouterr().err
    assert f"Cannot write {outputs['geojson']}" in answer
    assert f"Cannot write {outputs['csv']}" in answer
    assert {path.name for path in tmp_path.iterdir()} == {"out.kml", "out.gpx"}


def test_small_words_are_not_searched_for_where_none_are_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("locate", PHOTO, "--no-ocr", "--small-words") == 2
    assert "--small-words is of no use with --no-ocr" in capsys.readouterr().err


def test_parts_choose_what_an_export_shows(tmp_path: Path) -> None:
    def roles(*given: str) -> set[str]:
        target = tmp_path / "out.geojson"
        assert run("locate", PHOTO, "--no-ocr", "--k", 2, "--geojson", target, *given) == 0
        features = json.loads(target.read_text())["features"]
        return {feature["properties"]["role"] for feature in features}

    assert roles("--parts", "estimate") == {"estimate"}
    assert roles("--parts", "near,far,candidates") == {"estimate", "neighbour", "far", "candidate"}
    assert roles("--parts", "areas") == {"estimate", "area-50", "area-90"}
    assert {"neighbour", "candidate", "area-50"} <= roles()
    assert "far" not in roles()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["locate", str(PHOTO), "--no-ocr", "--json"],
        ["index", "info", str(GALLERY)],
        ["models", "list"],
    ],
)
def test_a_full_disk_behind_the_output_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "img2loc_desktop", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "img2loc: Cannot use the output: No space left on device."
    assert len(done.stderr.splitlines()) == 2


def test_an_interruption_while_the_command_is_loaded_is_no_traceback() -> None:
    script = (
        "import os, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'img2loc_desktop.cli.locate': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from img2loc_desktop.cli.main import run\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "locate", "a.jpg"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert done.stderr.strip() == "img2loc: stopped."


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a screen")
def test_check_and_window_agree_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_missing_qt_libraries", lambda: iter(()))
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "no screen" in check._window()
    done = subprocess.run(
        [sys.executable, "-m", "img2loc_desktop", "gui"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs a screen" in done.stderr
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.setenv(name, "given")
        assert check._window() == "can open"
        monkeypatch.delenv(name)


def test_demo_prints_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = shutil.copytree(paths.resources() / "samples", tmp_path / "samples")
    (samples / "rocket.jpg").write_bytes(b"no picture")
    read = demo.read_samples
    monkeypatch.setattr(demo, "read_samples", lambda _: read(samples))
    assert run("demo", "--out", tmp_path / "out") == 1
    head, rule, *rows = capsys.readouterr().out.splitlines()[:5]
    starts = [head.index(name) for name in demo.COLUMNS]
    ends = [*starts[1:], None]
    cells = [[row[a:b].strip() for a, b in zip(starts, ends, strict=True)] for row in rows]
    assert set(rule) == {"-", " "}
    assert [row[0] for row in cells] == ["Kauai.png", "china.jpg", "rocket.jpg"]
    assert cells[1][1:5:3] == ["Beijing, China", "Summer Palace, Beijing"]
    assert all(row[2].endswith(" km") and row[5].endswith(" km") for row in cells[:2])
    assert all(row[3].endswith(" %") for row in cells[:2])
    assert cells[2][1] == "not located"
