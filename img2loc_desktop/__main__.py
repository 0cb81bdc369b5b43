"""``python -m img2loc_desktop``: no arguments open the window, anything else is a command."""

from __future__ import annotations

import sys


def window() -> None:
    """Open the window; the entry point of ``img2loc-desktop``."""
    from img2loc_desktop.gui.app import main

    sys.exit(main(sys.argv))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        from img2loc_desktop.cli.main import run

        run()
    else:
        window()
