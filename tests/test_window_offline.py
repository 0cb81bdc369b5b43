"""The window does its whole job without any network interface, and opens no socket."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import window_samples as samples

# In every Python process of the run, the worker's too: writes down what has to do with sockets.
_HOOK = """
import os, sys

def hear(event, arguments):
    if event.startswith("socket.") or event in ("urllib.Request", "http.client.connect"):
        with open(os.environ["HEARD"], "a") as file:
            file.write(f"{event} {arguments!r}\\n")

sys.addaudithook(hear)
"""


@pytest.fixture
def alone() -> list[str]:
    """The command that runs another one in a network namespace without any interface."""
    command = ["unshare", "--user", "--map-root-user", "--net"]
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        pytest.skip("this system has no network namespaces")
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not make a network namespace")
    return command


def test_the_window_needs_no_network_and_opens_no_socket(
    alone: list[str], tmp_path: Path, home: Path
) -> None:
    pack = samples.small_index(tmp_path / "index")
    photos = samples.photos(tmp_path / "photos", 3)
    (tmp_path / "hook").mkdir()
    (tmp_path / "user").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(_HOOK)
    heard, traced = tmp_path / "heard", tmp_path / "traced"
    trace = []
    if strace := shutil.which("strace"):
        trace = [strace, "-f", "-qq", "-e", "trace=socket,connect", "-o", str(traced)]
    paths = [tmp_path / "hook", Path(__file__).parent, *map(Path, sys.path[1:])]
    done = subprocess.run(
        [
            *(*alone, *trace, sys.executable, Path(__file__).parent / "offline_window.py"),
            *(pack, tmp_path / "report.pdf", *photos),
        ],
        env={
            **os.environ,
            "HEARD": str(heard),
            "HOME": str(tmp_path / "user"),
            "XDG_CACHE_HOME": str(tmp_path / "user" / "cache"),
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    saw = json.loads(done.stdout.splitlines()[-1])
    assert saw["located"] == 3 and saw["sockets"] == []
    assert saw["said"] == "offline: no network access"
    assert not heard.exists(), heard.read_text()
    # A library that means to report later keeps what it would send, and an identifier.
    kept = [path.name for path in (tmp_path / "user").rglob("*") if path.is_file()]
    assert not [name for name in kept if "deviceid" in name or name.endswith((".db", ".db-wal"))]
    if traced.exists():
        # Unix sockets stay on the machine: Qt may ask for a session bus.
        reached = [line for line in traced.read_text().splitlines() if "AF_UNIX" not in line]
        assert not [line for line in reached if "socket(" in line or "connect(" in line], reached
