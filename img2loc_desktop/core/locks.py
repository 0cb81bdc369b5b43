"""One process at a time: a lock that the system frees when its holder dies."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import BinaryIO

from img2loc_desktop.core.errors import UserError


def locked(file: Path, what: Path) -> BinaryIO:
    """Hold the lock ``file`` until what is returned is closed; ``what`` is named to the user.

    On a file system without locks nothing is held. Raises UserError where another process
    holds it, and OSError where the file cannot be opened.
    """
    opened = file.open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            opened.close()
            raise UserError(
                f"Another process is working on {what} at this moment.",
                "Wait until it has ended.",
            ) from error
    return opened
