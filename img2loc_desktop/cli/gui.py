"""``img2loc gui``: open the window, as a process of its own so that no Qt is loaded here."""

from __future__ import annotations

import argparse
import subprocess

from img2loc_desktop.core import paths


def run(options: argparse.Namespace) -> int:
    """Open the window and wait until it is closed; its exit code."""
    return subprocess.run(paths.window_command(), check=False).returncode  # noqa: S603 - our own
