"""Where a pack is put together: beside the others, under a name that nothing looks at.

It becomes a pack in the moment of one rename. Whatever ends the process before leaves a hidden
folder, which the next import removes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from img2loc_desktop.core import files
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write
from img2loc_desktop.core.locks import locked
from img2loc_desktop.core.words import size

_PREFIX = ".importing-"
_REMOVED = ".removing-"
_LOCK = ".lock"
_ROOM = 32 << 20  # bytes that an import leaves free


@contextlib.contextmanager
def library_open(models: Path) -> Iterator[None]:
    """Hold the folder of the packs for changes, and clear what a dead process left in it.

    Raises UserError when the folder cannot be written or another process holds it.
    """
    try:
        models.mkdir(parents=True, exist_ok=True)
        lock = locked(models / _LOCK, models)
    except OSError as error:
        raise cannot_write(models, error) from error
    with lock:
        for left in (*models.glob(f"{_PREFIX}*"), *models.glob(f"{_REMOVED}*")):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextlib.contextmanager
def staged(models: Path) -> Iterator[Path]:
    """A new folder on the disk of the packs; what is left of it is removed at the end."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=models))
    except OSError as error:
        raise cannot_write(models, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_staged(path: Path, models: Path) -> bool:
    """Whether a file lies in a staged folder, and will be gone with it."""
    if not path.is_relative_to(models):
        return False
    return path.relative_to(models).parts[0].startswith(_PREFIX)


def check_room(models: Path, needed: int) -> None:
    """Raise UserError when the disk has no room for so many bytes."""
    free = shutil.disk_usage(models).free
    if needed + _ROOM > free:
        raise UserError(
            f"The pack needs {size(needed)}, and the disk of {models} has {size(free)} left, of "
            f"which {size(_ROOM)} must stay free.",
            "Make room, or import with --link or --move from a folder on the same disk.",
        )


def install(folder: Path, target: Path) -> None:
    """Make the staged folder the pack ``target``, durable. Raises UserError."""
    try:
        for below in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            files.sync_folder(below)
        folder.chmod(0o777 & ~files.umask())  # mkdtemp's are private
        os.rename(folder, target)  # noqa: PTH104 - tests end the process before each such step
        files.sync_folder(target.parent)
    except OSError as error:
        raise cannot_write(target, error) from error


def remove(target: Path) -> None:
    """Remove a pack: at once by a rename, then its files. Raises UserError."""
    try:
        if target.is_symlink():
            target.unlink()
            return
        hidden = Path(tempfile.mkdtemp(prefix=_REMOVED, dir=target.parent))
        os.rename(target, hidden / target.name)  # noqa: PTH104
    except OSError as error:
        raise UserError(
            f"{target} cannot be removed: {error.strerror or error}.",
            "Close what uses it, check that you may write its folder, then try again.",
        ) from error
    shutil.rmtree(hidden, ignore_errors=True)
