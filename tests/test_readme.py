"""What the README promises is what is there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from img2loc_desktop.cli.check import QT_LIBRARIES

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9_.-]", requirement)[0] for requirement in requirements}


def test_two_command_lines_show_it_and_test_it() -> None:
    first, second = re.findall(r"^sh packaging/venv\.sh.*$", README, re.MULTILINE)[:2]
    assert first.endswith("img2loc demo")
    assert second.endswith("-m pytest -q")
    assert README.index(first) < 2000  # on the first screen


def test_the_line_without_a_compiler_installs_all_other_dependencies() -> None:
    (line,) = re.findall(r"^sh packaging/venv\.sh --no-compiler.*$", README, re.MULTILINE)
    listed = set(shlex.split(line.rpartition("pip install ")[2]))
    wanted = names(PROJECT["dependencies"]) - {"llama-cpp-python", "onnxruntime"}
    assert {name.lower() for name in listed} == {name.lower() for name in wanted}


def test_the_libraries_that_qt_needs_are_named_in_one_way() -> None:
    script = (REPOSITORY / "packaging" / "venv.sh").read_text(encoding="utf-8")
    for library, package in QT_LIBRARIES.items():
        assert f"has_library {library} ||" in script
        assert package in script
        assert package in README


def test_links_and_pictures_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (REPOSITORY / target).exists(), target


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`img2loc ([a-z]+)", README))))
def test_commands_in_the_readme_exist(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "img2loc_desktop", command, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
