"""Kill builds of an index, really, before every step that reaches the disk, and go on.

    python tests/killed_builds.py build|add ENCODER PHOTOS FOLDER

Every build runs in a process of its own that ends itself by SIGKILL at its n-th step; the next
process goes on. n runs from 1 until a build comes through. Prints one JSON line with how often
a process was killed, and what was there after each kill and at the end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnxruntime  # noqa: F401  before the forks, so that each of them is quick
from index_samples import content

from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.index import add, build_from_photos, collect

# Everything by which the content of the disk changes for good.
STEPS = ("fsync", "replace", "rename", "unlink", "rmdir", "ftruncate")


def die_at(number: int) -> None:
    """End this process without warning just before its ``number``-th step."""
    steps = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*arguments, **options)

        return call

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))


def was_killed(work: Callable[[], None], at: int | None) -> bool:
    """Run in a process of its own; any other end than by our own signal is an error."""
    process = os.fork()
    if not process:
        try:
            if at is not None:
                die_at(at)
            work()
            os._exit(0)
        finally:
            os._exit(3)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"killed at step {at}, it went on and failed: {status}")
    return False


def main(kind: str, encoder: Path, photos: Path, folder: Path) -> None:
    collect._BATCH = 4

    def work() -> None:
        opened = Encoder.open(encoder, threads=1)
        run = (
            build_from_photos(photos, folder / "pack", opened)
            if kind == "build"
            else add(folder / "pack", photos, opened)
        )
        for _ in run:
            pass

    before = content(folder)
    kills = 0
    between: set[str] = set()
    while was_killed(work, kills + 1):
        kills += 1
        between.add(digest(folder / "pack"))
        was_killed(work, None)
        check_same(folder, kills)
        restore(folder, before)
    print(json.dumps({"kills": kills, "states": sorted(between), "end": digest(folder / "pack")}))


_expected: list[dict[str, bytes]] = []


def check_same(folder: Path, kills: int) -> None:
    found = content(folder)
    if not _expected:
        _expected.append(found)
    if found != _expected[0]:
        raise SystemExit(f"killed at step {kills}, it came to another result: {sorted(found)}")


def restore(folder: Path, files: dict[str, bytes]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def digest(pack: Path) -> str:
    """The manifest that counts, and whether all that it lists is there as it says."""
    from img2loc_desktop.core.errors import UserError
    from img2loc_desktop.core.index import verify

    try:
        problems = verify(pack).problems
    except UserError:
        return "none"
    return "broken" if problems else f"{len((pack / 'manifest.json').read_bytes())}"


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
