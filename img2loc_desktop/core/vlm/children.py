"""Processes for what may crash or never end: started, listened to, ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

_SPAWN = multiprocessing.get_context("spawn")  # a fork would inherit locks of native threads


def start(target: Callable[..., None], *arguments: object) -> tuple[Connection, BaseProcess]:
    """Call ``target`` in another process with a connection to this one, then the arguments.

    The target calls `become_a_child` first.
    """
    mine, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return mine, process


def how_it_ended(process: BaseProcess | None) -> str:
    """A few words on a process that has just ended."""
    if process is None:
        return "it was closed"
    process.join(5)
    code = process.exitcode
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"


def become_a_child() -> None:
    """Leave the terminal and Ctrl-C to the process that started this one, and end with it."""
    # What native code prints, last words included, is nothing for a user's terminal.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()
