"""Makes the application look as the settings say."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from img2loc_desktop.core.settings import Settings
from img2loc_desktop.gui.theme import apply_text_size, apply_theme

_USUAL = "img2loc_usual_font"  # a property of the application: the system's own font


def apply_look(application: QApplication, settings: Settings) -> None:
    """Theme and text size; the size is always that of the system's font, scaled."""
    usual = application.property(_USUAL)
    if not isinstance(usual, QFont):
        usual = QFont(application.font())
        application.setProperty(_USUAL, usual)
    apply_theme(application, settings.theme.value)
    apply_text_size(application, settings.text_size, usual)
