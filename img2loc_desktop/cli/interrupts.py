"""Ctrl-C that is not lost, wherever it arrives.

An exception that a signal raises is dropped where Python has nobody to give it to: while it takes
an object away, in a call from a library. So it is remembered as well, and looked for between the
steps of long work and at the end.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

EXIT_CODE = 128 + signal.SIGINT


class Interrupted(KeyboardInterrupt):
    """Ctrl-C was pressed.

    A class of our own: of a KeyboardInterrupt itself that came while a text was executed, as in
    the making of any dataclass, Python remembers to end by the signal, also if it was caught.
    """


_pressed = threading.Event()
_next_step = ""


def leave(next_step: str) -> None:
    """Remember what a person can do with what is there, should Ctrl-C end the work from now on."""
    global _next_step
    _next_step = next_step


def next_step() -> str:
    """The last that was remembered, or nothing."""
    return _next_step


def pressed() -> bool:
    """Whether Ctrl-C was pressed since `noticed` began."""
    return _pressed.is_set()


def check() -> None:
    """Raise Interrupted if Ctrl-C was pressed."""
    if _pressed.is_set():
        raise Interrupted


@contextlib.contextmanager
def noticed() -> Iterator[None]:
    """Remember Ctrl-C while the block runs, and raise Interrupted each time.

    Where it means nothing, as to a command in the background of a script, it stays so.
    """
    _pressed.clear()
    leave("")
    before = signal.getsignal(signal.SIGINT)
    in_main_thread = threading.current_thread() is threading.main_thread()
    if before not in (signal.default_int_handler, signal.SIG_DFL) or not in_main_thread:
        yield
        return
    signal.signal(signal.SIGINT, _press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _press(_number: int, _frame: FrameType | None) -> None:
    _pressed.set()
    raise Interrupted
