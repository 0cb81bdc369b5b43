"""Kill imports, really, before every step that reaches the disk, and import again.

    python tests/killed_imports.py copy|move|zip STICK FOLDER

Every import runs in a process of its own that ends itself by SIGKILL at its n-th step. Then
what is there is looked at, and the same import is given again. n runs from 1 until an import
comes through. Prints one JSON line with how often a process was killed and in which states it
left the packs.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from functools import partial
from pathlib import Path

import killed_builds
import onnxruntime  # noqa: F401  before the forks, so that each of them is quick
from index_samples import content

from img2loc_desktop.core import model_packs, pack_library, paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.packs_import import Imported, import_packs

killed_builds.STEPS = ("fsync", "replace", "rename", "unlink", "rmdir", "link", "mkdir")


def main(mode: str, stick: Path, folder: Path) -> None:
    expected: dict[str, bytes] | None = None
    kills = 0
    states: set[str] = set()
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        home, given = folder / "home", folder / stick.name
        if stick.is_dir():
            shutil.copytree(stick, given)
        else:
            folder.mkdir()
            shutil.copy(stick, given)
        os.environ["IMG2LOC_HOME"] = str(home)
        work = partial(bring, given, mode)
        if not killed_builds.was_killed(work, kills + 1):
            break
        kills += 1
        there = state()
        states.add(there)
        if mode != "move" or there == "none":
            if expected is None:
                expected = content(stick)
            if given.is_dir() and there == "none" and content(given) != expected:
                raise SystemExit(f"killed at step {kills}, the stick was changed")
            killed_builds.was_killed(work, None)
        if state() != "whole" or leftovers():
            raise SystemExit(f"killed at step {kills}: {state()}, {leftovers()}")
    print(json.dumps({"kills": kills, "states": sorted(states)}))


def bring(given: Path, mode: str) -> None:
    events = list(import_packs([given], "move" if mode == "move" else "copy"))
    # After a kill during a move the rest of the files makes no pack any more.
    if not any(isinstance(event, Imported) for event in events) and mode != "move":
        os._exit(2)


def state() -> str:
    """Whether the pack is there as a user finds it: "none", "whole" or "broken"."""
    packs = [pack for pack in pack_library.installed() if pack.origin == "yours"]
    if not packs:
        return "none"
    (pack,) = packs
    if pack.manifest is None:
        return "broken"
    try:
        model_packs.check_files(pack.manifest)
    except UserError:
        return "broken"
    return "whole"


def leftovers() -> list[str]:
    """Hidden folders that the next import did not clear; its own lock is none."""
    models = paths.user_models()
    return [path.name for path in models.glob(".*") if path.is_dir()]


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
