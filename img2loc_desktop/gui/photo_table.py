"""The photos of the case as rows of an item model, and the model that sorts and filters them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from img2loc_desktop.core import words
from img2loc_desktop.core.case import CasePhoto, FileState
from img2loc_desktop.core.types import WordEdits
from img2loc_desktop.gui.speech import spoken
from img2loc_desktop.gui.states import State, state_words, verdict_words

translate = QCoreApplication.translate

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row can be asked for besides its text."""

    PATH = Qt.ItemDataRole.UserRole
    ROW = Qt.ItemDataRole.UserRole + 1  # the PhotoRow


class Order(Enum):
    """By what the list is sorted."""

    ADDED = "added"
    NAME = "name"
    STATE = "state"
    PLACE = "place"
    RADIUS = "radius"


@dataclass(slots=True)
class PhotoRow:
    """What the list shows of a photo; the full result stays in the case.

    ``place`` is what a decision or the estimate says, ``detail`` what went wrong or what is
    being done. ``radius_km`` is that of half of the chance, ``edits`` are what is decided on
    the words in the picture. A photo that ``has_result`` keeps it while it is located anew, and
    where that failed: ``retry_failed`` says why. ``kept`` is what the row was made of.
    """

    path: Path
    id: int = 0  # in the case
    number: int = 0  # in the order of adding
    state: State = State.WAITING
    place: str = ""
    detail: str = ""
    radius_km: float | None = None
    own_gps: bool = False
    decision: str = ""  # "accepted", "corrected", "rejected" or nothing
    note: str = ""
    edits: WordEdits = ()
    file_state: FileState = FileState.UNCHANGED
    has_result: bool = False
    retry_failed: str = ""
    kept: CasePhoto | None = None

    @property
    def name(self) -> str:
        """The file's name, safe to show."""
        return words.one_line(self.path.name)

    @property
    def under_way(self) -> bool:
        """Whether it is being located, or will be."""
        return self.state in (State.WORKING, State.WAITING)

    @property
    def failed(self) -> bool:
        """Whether the last try to locate it failed."""
        return self.state is State.FAILED or (bool(self.retry_failed) and not self.under_way)

    @property
    def line(self) -> str:
        """What is said below the name."""
        if self.under_way and self.has_result:
            if self.state is State.WORKING:
                said = translate("photo row", "locating anew · {place}")
            else:
                said = translate("photo row", "waiting anew · {place}")
            return said.format(place=self.place)
        if self.failed and self.retry_failed:
            return translate("photo row", "new try failed: {why} · {place}").format(
                why=self.retry_failed.removesuffix("."), place=self.place
            )
        return self.detail or self.place or state_words(self.state)


class PhotoTable(QAbstractListModel):
    """Rows in the order in which photos were added; found by their path in constant time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PhotoRow] = []
        self._places: dict[Path, int] = {}
        self._added = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's way
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Role.ROW:
            return row
        if role == Role.PATH:
            return row.path
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = (words.one_line(str(row.path)), *list(self._spoken(row))[1:], row.note)
            return "\n".join(filter(None, dict.fromkeys(lines)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(self._spoken(row))
        return None

    def __contains__(self, path: Path) -> bool:
        return path in self._places

    def row(self, path: Path) -> PhotoRow:
        """The row of a photo. Raises KeyError."""
        return self._rows[self._places[path]]

    def rows(self) -> Sequence[PhotoRow]:
        """All rows in the order of adding."""
        return self._rows

    def paths(self) -> list[Path]:
        """All photos in the order of adding."""
        return list(self._places)

    def index_of(self, path: Path) -> QModelIndex:
        """Where a photo is; not valid where it is nowhere."""
        place = self._places.get(path)
        return QModelIndex() if place is None else self.index(place)

    def add(self, rows: Iterable[PhotoRow]) -> list[PhotoRow]:
        """Put rows at the end; photos that are there already are passed over."""
        new: dict[Path, PhotoRow] = {}
        for row in rows:
            if row.path not in self._places:
                new.setdefault(row.path, row)
        if not new:
            return []
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        for row in new.values():
            row.number = self._added
            self._added += 1
            self._places[row.path] = len(self._rows)
            self._rows.append(row)
        self.endInsertRows()
        return list(new.values())

    def remove(self, paths: Iterable[Path]) -> None:
        """Take rows out."""
        gone = sorted(self._places[path] for path in set(paths) if path in self._places)
        for first, last in reversed(_runs(gone)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        self._places = {row.path: place for place, row in enumerate(self._rows)}

    def clear(self) -> None:
        """Take all rows out."""
        self.beginResetModel()
        self._rows.clear()
        self._places.clear()
        self._added = 0
        self.endResetModel()

    def changed(self, *paths: Path) -> None:
        """Say that rows are to be shown anew: once, for all between the first and the last."""
        places = [self._places[path] for path in paths if path in self._places]
        if places:
            self.dataChanged.emit(self.index(min(places)), self.index(max(places)))

    def _spoken(self, row: PhotoRow) -> Iterable[str]:
        yield row.name
        yield state_words(row.state)
        if row.decision:
            yield verdict_words(row.decision)
        if row.place:
            yield row.place
        if row.radius_km is not None:
            yield self.tr("half of the chance within {radius}").format(
                radius=spoken(words.kilometres(row.radius_km))
            )
        if row.own_gps:
            yield self.tr("has its own GPS position")
        if row.has_result and (row.under_way or row.failed):
            yield row.line
        if row.detail:
            yield row.detail


class PhotoOrder(QSortFilterProxyModel):
    """The rows that match what was typed, in the chosen order."""

    def __init__(self, table: PhotoTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._wanted: tuple[str, ...] = ()
        self._order = Order.ADDED
        self.setSourceModel(table)

    @property
    def order(self) -> Order:
        """By what is sorted."""
        return self._order

    def set_order(self, order: Order) -> None:
        """Sort by something else."""
        self._order = order
        self.sort(-1)  # by the same column it would not sort again
        if order is not Order.ADDED:
            self.sort(0)

    def set_filter(self, text: str) -> None:
        """Show only rows in whose name, place, state, detail or note every word occurs."""
        self._wanted = tuple(text.casefold().split())
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802 - Qt's name
        if not self._wanted:
            return True
        found = self._table.rows()[row]
        parts = (
            *(found.name, found.place, found.detail, found.note, found.line),
            *(state_words(found.state), verdict_words(found.decision)),
        )
        text = "\n".join(parts).casefold()
        return all(word in text for word in self._wanted)

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        # Asked some ten thousand times for a thousand photos.
        rows, key = self._table.rows(), _KEYS[self._order]
        one, other = rows[left.row()], rows[right.row()]
        ours, theirs = key(one), key(other)
        return one.number < other.number if ours == theirs else ours < theirs


_RANKS = {state: rank for rank, state in enumerate(State)}
_KEYS: dict[Order, Callable[[PhotoRow], Any]] = {
    Order.ADDED: lambda row: 0,
    Order.NAME: lambda row: row.path.name.casefold(),
    Order.STATE: lambda row: _RANKS[row.state],
    Order.PLACE: lambda row: (not row.place, row.place.casefold()),
    Order.RADIUS: lambda row: math.inf if row.radius_km is None else row.radius_km,
}


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs (first, last) without gaps."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
