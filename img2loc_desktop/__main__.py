"""``python -m img2loc_desktop``: no arguments open the window, anything else is a command."""

from __future__ import annotations

import signal
import sys


def window() -> None:
    """Open the window; the entry point of ``img2loc-desktop``."""
    from img2loc_desktop.gui.app import main

    sys.exit(main(sys.argv))


def command() -> None:
    """Run a command; the entry point of ``img2loc``."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # While the program is loaded, Ctrl-C ends it at once and says nothing.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from img2loc_desktop.cli.main import run

    run()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        command()
    else:
        window()
