"""Whether the photos of a case are still the files that they were."""

from __future__ import annotations

import stat
from enum import StrEnum
from pathlib import Path, PurePath

from img2loc_desktop.core.case.records import CasePhoto
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import sha256_of
from img2loc_desktop.core.photos.original import cannot_read
from img2loc_desktop.core.words import one_line


class FileState(StrEnum):
    """What became of a photo's file since it was located."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"  # there is a file, and its bytes are others
    MISSING = "missing"  # moved, renamed, deleted, or its disk is not connected
    REMOTE = "remote"  # on a network share: not looked at


def file_state(photo: CasePhoto, *, thoroughly: bool = False) -> FileState:
    """Compare a photo's file with what the case knows of it; may be called from any thread.

    Size and time are enough where they are those at which the hash was taken; otherwise, and
    always if ``thoroughly``, the bytes are hashed. A photo that was never located has no hash:
    it is unchanged as long as it is there. Nothing on a network share is touched: a case file
    may come from somebody else, and reaching for a share tells its server who looks.
    """
    if is_remote(photo.path):
        return FileState.REMOTE
    try:
        status = photo.path.stat()
        # A path of another system ("C:\\x.jpg" here) would be looked up in the working folder.
        if not (photo.path.is_absolute() and stat.S_ISREG(status.st_mode)):
            return FileState.MISSING
        if photo.sha256 is None:
            return FileState.UNCHANGED
        if photo.byte_size is not None and status.st_size != photo.byte_size:
            return FileState.CHANGED
        if not thoroughly and status.st_mtime_ns == photo.modified_ns:
            return FileState.UNCHANGED
        same = sha256_of(photo.path) == photo.sha256
    except (OSError, ValueError):  # ValueError: a zero byte in the name
        return FileState.MISSING
    return FileState.UNCHANGED if same else FileState.CHANGED


def check_same(photo: CasePhoto, path: Path) -> None:
    """Raises UserError unless the file at ``path`` holds the bytes that were located."""
    name = one_line(path.name)
    if photo.sha256 is None:
        raise UserError(
            f"{one_line(photo.path.name)} was never located, so nobody can tell if {name} is it.",
            "Add the file as a new photo.",
        )
    try:
        same = stat.S_ISREG(path.stat().st_mode) and sha256_of(path) == photo.sha256
    except (OSError, ValueError) as error:
        raise cannot_read(name, error) from error
    if not same:
        raise UserError(
            f"{name} is another file than {one_line(photo.path.name)}: its bytes differ.",
            "Choose the file that was located, or add this one as a new photo.",
        )


def is_remote(path: PurePath) -> bool:
    """Whether a path names a network share (or a device) of Windows."""
    return path.drive.startswith(("\\\\", "//"))


def size_and_time(path: Path) -> tuple[int | None, int | None]:
    """A file's size in bytes and its time of change in nanoseconds, where they can be known."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None, None
    return status.st_size, status.st_mtime_ns
