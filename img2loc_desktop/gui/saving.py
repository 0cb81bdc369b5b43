"""Where to write a file: its name is asked for, and what it would replace is looked at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from img2loc_desktop.core import case, sqlite_files
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.words import one_line
from img2loc_desktop.gui import messages

translate = QCoreApplication.translate


def ask_path(
    parent: QWidget, title: str, start: Path, suffixes: tuple[str, ...], kinds: str = ""
) -> Path | None:
    """Ask for the name of a file that ends in one of ``suffixes``, None where that is given up.

    A name without such an ending gets the first one; then the file dialog has asked about
    another file, so what lies under the whole name is asked about here.
    """
    kinds = kinds or " ".join(f"*{suffix}" for suffix in suffixes)
    name, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() in suffixes:
        return path
    path = path.with_name(path.name + suffixes[0])
    if path.exists() and not messages.ask(
        parent,
        title,
        translate("saving", "{name} exists already. Replace it?").format(name=one_line(path.name)),
        str(path.parent),
        translate("saving", "Replace"),
        translate("saving", "Keep"),
    ):
        return None
    return path


def refuse_to_replace(path: Path, suffixes: tuple[str, ...], photos: Iterable[Path]) -> None:
    """Raises UserError unless ``path`` is free or a file of that kind that is nobody's original.

    A case or another database, a photo of the case and a file with another ending are never
    written over, whatever the file dialog was told.
    """
    if not path.exists():
        return
    name = one_line(path.name)
    if path.suffix.lower() == case.SUFFIX or _is_database(path):
        raise UserError(
            translate("saving", "{name} is a case or another database.").format(name=name),
            translate("saving", "It was not changed: choose another name."),
        )
    if path.suffix.lower() not in suffixes:
        raise UserError(
            translate("saving", "{name} is a file of another kind.").format(name=name),
            translate("saving", "It was not changed: choose a name that ends in {suffix}.").format(
                suffix=suffixes[0]
            ),
        )
    there = path.stat()
    if any(_is_same(photo, there) for photo in photos):
        raise UserError(
            translate("saving", "{name} is one of the photos of the case.").format(name=name),
            translate("saving", "Originals are never changed: choose another name."),
        )


def _is_database(path: Path) -> bool:
    try:
        return sqlite_files.read_header(path) is not None
    except ValueError:
        return True  # a header that is no good one is a database's all the same
    except OSError:
        return False  # writing will say why


def _is_same(photo: Path, there: os.stat_result) -> bool:
    try:
        return os.path.samestat(photo.stat(), there)
    except (OSError, ValueError):  # it is gone, or its name is none
        return False
