"""The tool bar: signs with words beside them, and signs alone where the words have no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolBar

_WITH_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_SIGNS_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly


class ToolBar(QToolBar):
    """Nothing goes into the menu at its end as long as the signs alone have room."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def fit(self) -> None:
        """Show the words if they have room."""
        self.setToolButtonStyle(_WITH_WORDS)
        if self.sizeHint().width() > self.width():
            self.setToolButtonStyle(_SIGNS_ONLY)
