"""Start the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from img2loc_desktop.core import paths


def main(arguments: Sequence[str]) -> int:
    """Open the window with the photos that were named, if any; its exit code."""
    if not paths.has_screen():
        print(
            "img2loc-desktop needs a screen, and there is none here. "
            "In a terminal use: img2loc locate PHOTO",
            file=sys.stderr,
        )
        return 1
    try:
        from PySide6.QtCore import QCoreApplication
        from PySide6.QtGui import QIcon
        from PySide6.QtWidgets import QApplication

        from img2loc_desktop.core import settings
        from img2loc_desktop.core.errors import UserError
        from img2loc_desktop.gui import languages, messages
        from img2loc_desktop.gui.appearance import apply_look
        from img2loc_desktop.gui.main_window import MainWindow
    except ImportError as error:
        print(
            f"The window cannot be opened: {error}.\n"
            "img2loc check says which system libraries are missing; "
            "img2loc locate PHOTO works without them.",
            file=sys.stderr,
        )
        return 1
    application = QApplication(list(arguments))
    application.setApplicationName("img2loc-desktop")
    application.setDesktopFileName("img2loc-desktop")  # a desktop finds its name and icon by this
    application.setWindowIcon(QIcon(str(paths.resources() / "icon.svg")))
    chosen, warning = settings.load()
    apply_look(application, chosen)
    unspoken: UserError | None = None
    try:
        languages.install(application, chosen.language)
    except UserError as error:
        unspoken = error
    window = MainWindow(chosen)
    window.show()
    if unspoken:
        messages.tell_error(window, QCoreApplication.translate("MainWindow", "Language"), unspoken)
    if warning:
        messages.tell(window, QCoreApplication.translate("MainWindow", "Settings"), warning)
    window.bring([Path(argument) for argument in arguments[1:]])
    return application.exec()
