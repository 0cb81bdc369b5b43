"""Where was it really? Typed as coordinates or as a place, or shown with the pin on the map."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.core import coordinates
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.gui.speech import spoken

_SHOWN = 8
_PAUSE_MS = 150  # of typing, before a name is searched


class Correction(QWidget):
    """A line to type in, and the places of that name below it.

    ``corrected`` has the position and how it was given; ``previewed`` the position that Enter
    would take now, for the map's pin.
    """

    corrected = Signal(object, str)  # LatLon, "coordinates ..." or "place ..."
    previewed = Signal(object)  # LatLon
    cancelled = Signal()

    def __init__(self, gazetteer: Callable[[], Gazetteer]) -> None:
        super().__init__()
        self._gazetteer = gazetteer
        self._near: LatLon | None = None
        self._typed: LatLon | None = None
        title = QLabel(self.tr("Drag the pin on the map, or type where it was taken:"))
        title.setWordWrap(True)
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("Coordinates or place"))
        self.line.setPlaceholderText(self.tr("45.764, 4.836 · 31TFL4274 · Paris, Texas"))
        self.line.setClearButtonEnabled(True)
        self.found = QListWidget()
        self.found.setAccessibleName(self.tr("Places of that name"))
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.take = QPushButton(self.tr("Take this position"))
        self.cancel = QPushButton(self.tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.take, 1)
        buttons.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (title, self.line, self.found, self.words):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self._search_soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._search_soon.timeout.connect(self._search)
        self.line.textChanged.connect(self._typed_something)
        self.line.returnPressed.connect(self._take)
        self.found.currentItemChanged.connect(self._preview_place)
        self.found.itemActivated.connect(self._take)
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self.cancelled)

    @property
    def position(self) -> LatLon | None:
        """What Enter would take now."""
        item = self.found.currentItem()
        if self._typed is not None or item is None:
            return self._typed
        position: LatLon = item.data(Qt.ItemDataRole.UserRole)
        return position

    def start(self, near: LatLon | None) -> None:
        """Begin anew; ``near`` completes short plus codes."""
        self._near = near
        self.line.clear()
        self._show_nothing()
        self.line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape gives up; up and down go through the places while one types."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.found.count():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self.found.currentRow() + step
            self.found.setCurrentRow(max(0, min(self.found.count() - 1, row)))
        else:
            super().keyPressEvent(event)

    def _typed_something(self) -> None:
        self._search_soon.start()

    def _search(self) -> None:
        text = self.line.text().strip()
        self._show_nothing()
        if not text:
            return
        try:
            self._typed = coordinates.parse(text, near=self._near)
        except UserError as error:
            self._search_name(text, error)
            return
        self.words.setText(coordinates.formatted(self._typed))
        self.words.show()
        self.take.setEnabled(True)
        self.previewed.emit(self._typed)

    def _search_name(self, text: str, error: UserError) -> None:
        try:
            places = self._gazetteer().search(text, _SHOWN)
        except UserError as broken:
            self._say(broken)
            return
        for place in places:
            item = QListWidgetItem(place.text)
            item.setToolTip(coordinates.formatted(place.position))
            item.setData(Qt.ItemDataRole.UserRole, place.position)
            self.found.addItem(item)
        self.found.setVisible(bool(places))
        if places:
            self._set_list_height()
            self.found.setCurrentRow(0)
        elif any(character.isdigit() for character in text):
            self._say(error)
        else:
            self._say(
                UserError(
                    self.tr("No place of that name is known."),
                    self.tr("Try the next larger town, or coordinates."),
                )
            )

    def _say(self, error: UserError) -> None:
        self.words.setText(f"{spoken(error.message)} {spoken(error.hint)}")
        self.words.show()

    def _set_list_height(self) -> None:
        rows = min(self.found.count(), _SHOWN)
        self.found.setFixedHeight(rows * self.found.sizeHintForRow(0) + 2 * self.found.frameWidth())

    def _show_nothing(self) -> None:
        self._typed = None
        self.found.clear()
        self.found.hide()
        self.words.hide()
        self.take.setEnabled(False)

    def _preview_place(self, item: QListWidgetItem | None) -> None:
        self.take.setEnabled(item is not None)
        if item is not None:
            self.previewed.emit(item.data(Qt.ItemDataRole.UserRole))

    def _take(self) -> None:
        if self._search_soon.isActive():  # Enter came before the pause
            self._search_soon.stop()
            self._search()
        item = self.found.currentItem()
        if self._typed is not None:
            self.corrected.emit(self._typed, f"coordinates {self.line.text().strip()}")
        elif item is not None:
            self.corrected.emit(item.data(Qt.ItemDataRole.UserRole), f"place {item.text()}")
