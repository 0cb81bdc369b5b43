"""What lies at a path that a user gave, told without opening it: a pipe would wait for ever."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Literal

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.words import one_line

Wanted = Literal["file", "folder"]

_KINDS = (
    (stat.S_ISREG, "a file"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind_of(status: os.stat_result) -> str:
    """What something is, in words with their article."""
    return next((words for is_kind, words in _KINDS if is_kind(status.st_mode)), "something else")


def check(path: Path, wanted: Wanted, hint: str) -> None:
    """Refuse what is not the wanted thing, in words of its own. Raises UserError with the hint."""
    name = one_line(str(path))
    try:
        found = kind_of(path.stat())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _absent(path, name, wanted, hint) from error
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = getattr(error, "strerror", None) or error
        raise UserError(
            f"{name} cannot be looked at: {reason}.",
            "Check its name and its disk, and that you may read it.",
        ) from error
    if found != f"a {wanted}":
        raise UserError(f"{name} is {found}, not a {wanted}.", hint)


def _absent(path: Path, name: str, wanted: Wanted, hint: str) -> UserError:
    if path.is_symlink():
        return UserError(
            f"{name} is a link to {one_line(str(path.readlink()))}, which is not there.",
            f"Connect the disk that it lies on, or give the {wanted} itself.",
        )
    above = next((folder for folder in path.parents if folder.is_file()), None)
    if above is not None:
        return UserError(f"{one_line(str(above))} is a file, so {name} cannot be in it.", hint)
    what = "folder " if wanted == "folder" else ""
    return UserError(f"There is no {what}{name}.", f"Check the name and its disk. {hint}".strip())
