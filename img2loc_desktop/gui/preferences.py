"""The settings while the window is open: changed in one place, kept at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core import settings as stored
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.settings import Settings


class Preferences(QObject):
    """Hands out the present settings; ``changed`` carries those before and those now."""

    changed = Signal(object, object)  # Settings, Settings
    not_saved = Signal(str, str)  # message, hint

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def now(self) -> Settings:
        """The settings in force."""
        return self._settings

    def change(self, **fields: Any) -> None:
        """Replace some fields, keep them, and tell everybody."""
        before, self._settings = self._settings, replace(self._settings, **fields)
        if self._settings == before:
            return
        try:
            stored.save(self._settings)
        except UserError as error:
            self.not_saved.emit(error.message, error.hint)
        self.changed.emit(before, self._settings)
