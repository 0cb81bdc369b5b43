"""The case that is there from the first start, until the user gives it a name."""

from __future__ import annotations

import itertools
from pathlib import Path

from img2loc_desktop.core import paths, sqlite_files
from img2loc_desktop.core.case.case import Case
from img2loc_desktop.core.case.file import SUFFIX, NotACaseError
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.words import one_line


def unnamed_path() -> Path:
    """Where the case without a name lies."""
    return paths.user_data() / "cases" / f"unnamed{SUFFIX}"


def open_unnamed(path: Path | None = None) -> Case:
    """The case without a name, or another one that the program put there itself.

    Raises UserError where the user's data cannot be written, where another program uses the case,
    and where a newer one made it; NotACaseError where it is damaged: see `begin_anew`.
    """
    path = path or unnamed_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            return Case.create(path)
    except OSError as error:
        raise UserError(
            f"Cannot write to {one_line(str(path.parent))}: {error.strerror or error}.",
            "Make room there or allow it, or choose another folder by IMG2LOC_HOME.",
        ) from error
    return Case.open(path)


def begin_anew(path: Path, why: NotACaseError) -> tuple[Case, UserError]:
    """Keep a damaged case under another name beside it, and begin an empty one in its place.

    Returns the new case, and what is to be told: where the old one lies, and what to do.
    """
    aside = _set_aside(path)
    kept = phrase(f"It was kept as {one_line(str(aside))}, and an empty case was begun.")
    told = UserError(
        f"{why.message} {kept}",
        "If you have a copy of the case that is whole, open that. Otherwise add the photos once "
        "more: they lie where they were.",
    )
    return Case.create(path), told


def name_unnamed(case: Case, path: Path) -> Case:
    """Give the case without a name one: it moves to ``path`` and is returned open.

    Raises UserError where that cannot be written; ``case`` stays open then.
    """
    case.save_copy(path)
    named = Case.open(path)
    case.close()
    case.path.unlink(missing_ok=True)
    return named


def _set_aside(path: Path) -> Path:
    """Give a file (and the journal, which is part of it) a name that is free."""
    names = (path.with_name(f"{path.stem} (damaged {n}){SUFFIX}") for n in itertools.count(1))
    aside = next(name for name in names if not name.exists())
    for suffix in ("-journal", ""):
        part = sqlite_files.beside(path, suffix)
        if part.exists():
            part.rename(sqlite_files.beside(aside, suffix))
    return aside
