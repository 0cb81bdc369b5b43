"""Where to write a file: its name is asked for, and whether it may replace another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

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
