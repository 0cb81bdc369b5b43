"""Bringing a file into a pack, and its SHA-256 on the way."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write

Mode = Literal["copy", "link", "move"]
MODES: tuple[Mode, ...] = ("copy", "link", "move")

_CHUNK = 8 << 20
# What the system says where two folders are on different disks, or the disk has no hard links.
_NO_LINKS = (errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EACCES, errno.ENOSYS)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is in its new place: its size, its SHA-256, and whether it was copied."""

    bytes: int
    sha256: str
    copied: bool


def take(source: Path, target: Path, mode: Mode) -> Iterator[int | Taken]:
    """Bring a file to ``target``, a new name in an existing folder.

    Yields the bytes read so far, at last what was taken. "link" makes a second name for the
    same bytes (a hard link), "move" does so where it can and copies where not: the first name
    is the caller's to remove, once the pack is complete. Raises UserError when the source
    cannot be read or changes meanwhile, and when the target cannot be written.
    """
    linked = mode != "copy" and _link(source, target, must=mode == "link")
    try:
        reading = source.open("rb")
    except OSError as error:
        raise cannot_read(source, error) from error
    with reading:
        before = os.fstat(reading.fileno())
        digest = hashlib.sha256()
        done = 0
        if linked:
            for chunk in _chunks(reading, source):
                digest.update(chunk)
                done += len(chunk)
                yield done
        else:
            for done in write(target, _chunks(reading, source), digest.update):
                yield done
        after = os.fstat(reading.fileno())
    if done != before.st_size or (before.st_size, before.st_mtime_ns) != (
        after.st_size,
        after.st_mtime_ns,
    ):
        raise UserError(
            f"{source} changed while it was read.",
            "Wait until nothing writes it any more, then import it again.",
        )
    yield Taken(done, digest.hexdigest(), not linked)


def write(target: Path, chunks: Iterator[bytes], seen: Callable[[bytes], object]) -> Iterator[int]:
    """Write chunks to a new file, synced; yields the bytes so far. Raises UserError."""
    done = 0
    try:
        with target.open("xb") as writing:
            while True:
                chunk = next(chunks, None)
                if chunk is None:
                    break
                seen(chunk)
                writing.write(chunk)
                done += len(chunk)
                yield done
            writing.flush()
            os.fsync(writing.fileno())
    except OSError as error:
        raise cannot_write(target, error) from error


def cannot_read(source: Path, error: OSError) -> UserError:
    """The words for a file that could not be read to its end."""
    return UserError(
        f"{source} cannot be read: {error.strerror or error}.",
        "Check that its disk is connected and that you may read it, then import it again; "
        "nothing was installed of it.",
    )


def _link(source: Path, target: Path, *, must: bool) -> bool:
    try:
        # The file itself, where the name is a symbolic link to it.
        os.link(source.resolve(), target)
    except OSError as error:
        if error.errno not in _NO_LINKS or not source.exists():
            raise cannot_write(target, error) from error
        if must:
            raise UserError(
                f"{source.name} cannot be linked: it lies on another disk than the packs, or on "
                f"one without links ({error.strerror}).",
                "Import it with --copy.",
            ) from error
        return False
    return True


def _chunks(file: BinaryIO, source: Path) -> Iterator[bytes]:
    while True:
        try:
            chunk = file.read(_CHUNK)
        except OSError as error:
            raise cannot_read(source, error) from error
        if not chunk:
            return
        yield chunk
