"""Measure how long the packaged window takes to be seen: python packaging/startup.py TREE

From the start of the process to the first drawing on a screen of Xvfb (apt-get install xvfb),
with settings and case of their own. The first start, which reads the files from the disk, is told
apart; the bound is for the median of the others. On an idle machine.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WARM_S = 1.3
_STARTS = 6
_SCREEN = ":76"


def seconds(program: Path, frame: Path, environment: dict[str, str]) -> float:
    """From the start to the first pixel that is not as before."""
    before = frame.read_bytes()
    started = time.perf_counter()
    with subprocess.Popen([program], env=environment, stderr=subprocess.DEVNULL) as window:
        while frame.read_bytes() == before:
            if window.poll() is not None or time.perf_counter() - started > 60:
                window.kill()
                raise SystemExit(f"{program} shows no window.")
            time.sleep(0.005)
        taken = time.perf_counter() - started
        window.kill()
    while frame.read_bytes() != before:  # the window is gone
        time.sleep(0.05)
    return taken


def main(tree: Path) -> int:
    server = shutil.which("Xvfb")
    if server is None:
        raise SystemExit("Xvfb is missing: apt-get install xvfb")
    with tempfile.TemporaryDirectory() as folder:
        command = [server, _SCREEN, "-screen", "0", "1280x900x24", "-fbdir", folder, "-nocursor"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as screen:
            frame = Path(folder) / "Xvfb_screen0"
            while not frame.exists():
                time.sleep(0.1)
            time.sleep(1)
            home = {"DISPLAY": _SCREEN, "QT_QPA_PLATFORM": "xcb", "IMG2LOC_HOME": f"{folder}/home"}
            environment = {**os.environ, **home}
            program = tree / "img2loc-desktop"
            first, *warm = (seconds(program, frame, environment) for _ in range(_STARTS))
            screen.kill()
    print(f"first {first:.2f} s, then {', '.join(f'{one:.2f}' for one in warm)} s")
    return 0 if statistics.median(warm) <= WARM_S else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
