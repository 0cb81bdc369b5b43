"""The command line: its arguments, its exit codes, and nothing that loads a library.

0: all was done; 1: some photos or steps failed; 2: wrong usage; 130: interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from img2loc_desktop import __version__
from img2loc_desktop.cli import interrupts, locating, measuring, packing
from img2loc_desktop.cli.usage import UsageError
from img2loc_desktop.core.errors import UserError


def run() -> None:
    """The entry point of ``img2loc``."""
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        _discard_output()
        code = code or 1
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    with interrupts.noticed():
        try:
            code = _run(arguments)
        except BaseException:  # Ctrl-C may come out of a library as another one
            if not interrupts.pressed():
                raise
        else:
            if not interrupts.pressed():
                return code
        print("\nimg2loc: stopped.", file=sys.stderr)
        if interrupts.next_step():
            print(f"  {interrupts.next_step()}", file=sys.stderr)
        return interrupts.EXIT_CODE


def _run(arguments: Sequence[str]) -> int:
    # A file name that is not valid Unicode must not end the run while it is printed.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        handler = import_module(f"img2loc_desktop.cli.{options.module}")
        code = int(handler.run(options))
        sys.stdout.flush()  # here, where a full disk can still be told
        return code
    except UserError as error:
        print(f"img2loc: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except BrokenPipeError:
        # The reader (head, less) went away: say nothing, also not while Python shuts down.
        _discard_output()
        return 1
    except OSError as error:
        _discard_output()
        what = "the output" if error.filename is None else error.filename
        print(f"img2loc: Cannot use {what}: {error.strerror or error}.", file=sys.stderr)
        print("  Make room, or choose another place, and run the command again.", file=sys.stderr)
        return 1


def _discard_output() -> None:
    """Let what was not printed go, so that Python says nothing of it while it shuts down."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="img2loc",
        description="Says where on Earth a photo was taken, offline, with the evidence.",
        epilog="Photos are only read, never changed, and nothing leaves this machine.",
    )
    parser.add_argument("--version", action="version", version=f"img2loc-desktop {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    locating.add_locate(commands)
    packing.add_index(commands)
    measuring.add_evaluate(commands)
    measuring.add_calibrate(commands)
    packing.add_models(commands)
    _add_simple(commands)
    return parser


def _add_simple(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="locate the sample photos and draw a map")
    demo.set_defaults(module="demo")
    demo.add_argument(
        "--out",
        type=Path,
        default=Path("img2loc-demo"),
        metavar="FOLDER",
        help="where the files go (default: img2loc-demo)",
    )
    check = commands.add_parser("check", help="say whether this installation can do its work")
    check.set_defaults(module="check")
    check.add_argument("--json", action="store_true", help="as JSON, for a report of a fault")
    window = commands.add_parser("gui", help="open the window")
    window.set_defaults(module="gui")
