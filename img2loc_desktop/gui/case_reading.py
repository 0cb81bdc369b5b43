"""Reading the photos of a case between the events of the window: there may be thousands."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from img2loc_desktop.core.case import Case, CasePhoto
from img2loc_desktop.core.errors import UserError

SLICE = 200  # photos that are read without a look at events


class CaseReading(QObject):
    """Reads an open case; few photos are there when ``start`` returns."""

    ended = Signal(object, object)  # list of CasePhoto | None, UserError | None: once

    def __init__(self, case: Case, parent: QObject) -> None:
        super().__init__(parent)
        self._case = case
        self._slices = case.photos_by(SLICE)
        self._photos: list[CasePhoto] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.start)

    def start(self) -> None:
        """Read the first photos, or go on."""
        try:
            found = next(self._slices)
        except UserError as error:
            self._close(error)
            return
        self._photos += found
        if len(found) == SLICE:
            self._soon.start()
        else:
            self._end(self._photos, None)

    def give_up(self) -> None:
        """Nobody wants this case any more: it is closed."""
        self._close(None)

    def _close(self, error: UserError | None) -> None:
        self._soon.stop()
        self._case.close()
        self._end(None, error)

    def _end(self, photos: list[CasePhoto] | None, error: UserError | None) -> None:
        self.deleteLater()
        self.ended.emit(photos, error)
