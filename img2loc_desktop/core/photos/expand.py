"""From what a user names or drops to the list of photo files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.photos.formats import RAW_SUFFIXES, READABLE, SUFFIXES, UNREAD_SUFFIXES
from img2loc_desktop.core.photos.original import cannot_read, check_regular
from img2loc_desktop.core.types import Failure
from img2loc_desktop.core.words import one_line


@dataclass(frozen=True, slots=True)
class Repeated(Failure):
    """A file or folder that was met before: said once, but nothing of it is missing."""


def expand(paths: Iterable[str | Path]) -> Iterator[Path | Failure]:
    """Yield the photo files in the order of the arguments, folders recursively by name.

    A file that is named is taken whatever its suffix; in folders those with a picture's
    suffix are taken and hidden ones are passed over. What is empty, vanished, unreadable, no
    file, a picture in a format that is not read, or the same file as an earlier one (Repeated)
    becomes a Failure; but a camera raw file beside the picture that was made with it is passed
    over. Lazy: the next folder is listed when it is reached.
    """
    seen = _Seen()
    for path in paths:
        yield from _argument(Path(path), seen)


class _Seen:
    """Files and folders that were met, by what the system identifies them with."""

    def __init__(self) -> None:
        self._first: dict[tuple[int, int] | str, Path] = {}

    def earlier(self, path: Path, status: os.stat_result) -> Path | None:
        """The path by which this file was met before, or None the first time."""
        # Some network file systems number no files.
        identity = (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)
        first = self._first.setdefault(identity, path)
        return None if first is path else first


def _argument(path: Path, seen: _Seen) -> Iterator[Path | Failure]:
    found = False
    for item in _walk(path, seen):
        found = True
        yield item
    if not found:
        yield Failure(
            path,
            f"{one_line(str(path))} holds no photos.",
            f"Photos are found by their suffix: {', '.join(sorted(SUFFIXES))}.",
        )


def _walk(path: Path, seen: _Seen) -> Iterator[Path | Failure]:
    """The file, or the folder's content depth first; a stack, as folders nest without limit."""
    stack = [iter((path,))]
    while stack:
        current = next(stack[-1], None)
        if current is None:
            stack.pop()
            continue
        item = _look(current, seen, named=len(stack) == 1)
        if isinstance(item, tuple):
            stack.append(iter(item))
        elif item is not None:
            yield item


def _look(path: Path, seen: _Seen, named: bool) -> Path | Failure | tuple[Path, ...] | None:
    """The file itself, a Failure, a folder's content, or None for what is passed over."""
    name = one_line(str(path) if named else path.name)
    wanted = named or path.suffix.lower() in SUFFIXES
    try:
        status = path.stat()
        folder = stat.S_ISDIR(status.st_mode)
        if not (named or folder) and path.suffix.lower() in UNREAD_SUFFIXES:
            return _unread(path, name)
        if not (wanted or folder):
            return None
        if not folder:
            check_regular(name, status)
        if earlier := seen.earlier(path, status):
            return _repeated(path, name, earlier, folder)
        return _content(path) if folder else path
    except UserError as error:
        return Failure(path, error.message, error.hint)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        if not wanted and path.is_symlink():  # one that leads nowhere
            return None
        reason = cannot_read(name, error)
        return Failure(path, reason.message, reason.hint)


def _content(folder: Path) -> tuple[Path, ...]:
    # Hidden are also the "._" files that macOS leaves beside photos on foreign disks.
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    paths = [folder / name for name in names]
    taken = {path.stem for path in paths if path.suffix.lower() in SUFFIXES}
    return tuple(
        path
        for path in paths
        if not (path.suffix.lower() in RAW_SUFFIXES and path.stem in taken and path.is_file())
    )


def _unread(path: Path, name: str) -> Failure:
    kind = "camera raw" if path.suffix.lower() in RAW_SUFFIXES else path.suffix[1:].upper()
    return Failure(
        path,
        f"{name} is a picture in a format that is not read: {one_line(kind)}.",
        f"Export it as JPEG with another program; read are {READABLE}.",
    )


def _repeated(path: Path, name: str, earlier: Path, folder: bool) -> Repeated:
    first = one_line(str(earlier))
    if earlier in path.parents and path.is_symlink():
        fact = f"{one_line(str(path))} is a link that leads back to {first}, in which it lies."
    else:
        fact = f"{name} is the same {'folder' if folder else 'file'} as {first}."
    return Repeated(
        path,
        fact,
        "It is used once. Name it once to be rid of this line.",
    )
