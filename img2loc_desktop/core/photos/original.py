"""Reading an original's bytes: once, bounded, and never in a way that could change or hang."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from img2loc_desktop.core import path_kinds
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.photos.limits import Limits
from img2loc_desktop.core.words import one_line

_CHUNK = 2**20


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The file's bytes. Raises UserError for what is not a readable, non-empty regular file."""
    name = one_line(path.name)
    try:
        check_regular(name, path.stat())
        # A name can change its meaning between two calls: the open must not wait for a pipe
        # either, and the opened thing is looked at again.
        descriptor = os.open(path, _FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            check_regular(name, status)
            _check_bytes(name, status.st_size, limits)
            return _read(file.fileno(), name, limits)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise cannot_read(name, error) from error


_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


def check_regular(name: str, status: os.stat_result) -> None:
    """Refuse what is not a file with content. Raises UserError."""
    if not stat.S_ISREG(status.st_mode):
        kind = path_kinds.kind_of(status)
        raise UserError(f"{name} is {kind}, not a photo file.", "Choose a photo file.")
    if status.st_size == 0:
        raise UserError(f"{name} is empty (0 bytes).", "Copy it again from its source.")


def cannot_read(name: str, error: OSError | ValueError) -> UserError:
    """The words for a file or folder that the system does not let us read."""
    match error:
        case FileNotFoundError():
            return UserError(
                f"{name} is not there any more, or was never there.",
                "Check the name, and that its disk is connected.",
            )
        case PermissionError():
            return UserError(
                f"{name} may not be read by this user.",
                "Change its permissions, or copy it to a folder of your own.",
            )
    reason = error.strerror if isinstance(error, OSError) else None
    return UserError(
        f"{name} cannot be read: {reason or error}.",
        "Check its name and its disk, or copy it to another folder and try again.",
    )


def _read(descriptor: int, name: str, limits: Limits) -> bytes:
    """All bytes, but never more than the limit, though the file may grow while it is read."""
    chunks = []
    size = 0
    while chunk := os.read(descriptor, _CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        _check_bytes(name, size, limits)
    return b"".join(chunks)


def _check_bytes(name: str, size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise UserError(
            f"{name} has {size / 2**20:,.0f} MB; at most {limits.file_bytes / 2**20:,.0f} MB "
            "are opened.",
            "If it is a photo, save it as JPEG and use that copy.",
        )
