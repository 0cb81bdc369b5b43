"""Kill -9 of the window in the midst of its work: what it had said to be done is there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import window_samples as samples
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import wait_until_done

from img2loc_desktop.core.case import Case, unnamed_path
from img2loc_desktop.core.case import State as Kept
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.states import State

_DONE = 3


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX")
def test_what_was_done_is_kept_and_the_rest_goes_on(
    open_window: Callable[..., MainWindow], pack: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    photos = samples.photos(tmp_path, 12)
    tests = Path(__file__).parent
    process = subprocess.Popen(
        [sys.executable, str(tests / "killed_window.py"), str(pack), *map(str, photos)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), *sys.path[1:]])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    worker = int(process.stdout.readline().split()[1])
    done = {Path(process.stdout.readline().split(" ", 1)[1].strip()) for _ in range(_DONE)}
    process.kill()
    process.communicate()
    with Case.open(unnamed_path()) as case:
        kept = {photo.path: photo.state for photo in case.photos()}
        assert case.verify_log().problems == ()
    assert set(kept) == set(photos)
    assert all(kept[path] is Kept.LOCATED for path in done)
    _wait_until_gone(worker)
    again = open_window()
    wait_until_done(qtbot, again, len(photos))
    assert all(row.state is State.DONE for row in again.table.rows())
    assert again.session.case.path == unnamed_path()


def _wait_until_gone(process: int) -> None:
    """The worker ends by itself when nobody speaks to it any more."""
    deadline = time.monotonic() + 60
    while True:
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat")
            if state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return  # it is dead, and its new parent has not looked yet
        except ProcessLookupError:
            return
        assert time.monotonic() < deadline, "the worker lives on"
        time.sleep(0.02)
