"""The left panel: how many photos there are, what to filter and sort by, and the rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.gui import theme
from img2loc_desktop.gui.counting import counted
from img2loc_desktop.gui.photo_delegate import PhotoDelegate
from img2loc_desktop.gui.photo_table import Order, PhotoOrder, PhotoTable, Role
from img2loc_desktop.gui.thumbnails import Thumbnails, Wanted
from img2loc_desktop.gui.writing import Writing

_REPAINT_MS = 40  # thumbnails come by the dozen; the view is painted once for all of them


class PhotoList(QWidget):
    """The photos of the case; ``current`` is what the map and the result panel show."""

    current_changed = Signal(object)  # Path | None
    locate_again = Signal(object)  # list[Path]
    remove = Signal(object)  # list[Path]
    find_moved = Signal(object)  # Path

    def __init__(self, table: PhotoTable, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._table = table
        self.order = PhotoOrder(table, self)
        self.count = QLabel()
        self.count.setAccessibleName(self.tr("Number of photos"))
        self.sorting = QComboBox()
        self.sorting.setAccessibleName(self.tr("Sort photos by"))
        self.sorting.setToolTip(self.tr("Sort by"))
        # On Linux a screen reader takes the name of such a box from its label alone.
        self._sorting_label = QLabel(self.tr("Sort photos by"), self)
        self._sorting_label.setBuddy(self.sorting)
        self._sorting_label.hide()
        for order, name in (
            (Order.ADDED, self.tr("as added")),
            (Order.NAME, self.tr("by name")),
            (Order.STATE, self.tr("by state")),
            (Order.PLACE, self.tr("by place")),
            (Order.RADIUS, self.tr("by radius")),
        ):
            self.sorting.addItem(name, order)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter by name, place or state"))
        self.filter.setAccessibleName(self.tr("Filter photos"))
        self.filter.setClearButtonEnabled(True)
        self.view = self._make_view(thumbnails)
        self._add_actions()
        self._lay_out()
        self.filter.textChanged.connect(self._set_filter)
        self.sorting.activated.connect(lambda: self.order.set_order(self.sorting.currentData()))
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        for signal in (table.rowsInserted, table.rowsRemoved, table.modelReset):
            signal.connect(self._report)
        self._repaint = QTimer(self, singleShot=True, interval=_REPAINT_MS)
        self._repaint.timeout.connect(self.view.viewport().update)
        thumbnails.ready.connect(self._thumbnail_ready)
        self._report()

    def current(self) -> Path | None:
        """The photo with the keyboard's mark."""
        path: Path | None = self.view.currentIndex().data(Role.PATH)
        return path

    def selected(self) -> list[Path]:
        """The selected photos, in the order in which they are shown."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return [self.order.index(row, 0).data(Role.PATH) for row in rows]

    def show_photo(self, path: Path) -> None:
        """Make a photo the current one."""
        index = self.order.mapFromSource(self._table.index_of(path))
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.view.selectionModel().setCurrentIndex(index, flag)

    def set_writing(self, writing: Writing) -> None:
        """How distances are written."""
        self._delegate.set_writing(writing)
        self.view.viewport().update()

    def step(self, rows: int) -> None:
        """Go to the next photo, or the one before."""
        last = self.order.rowCount() - 1
        if last >= 0:
            row = max(0, min(last, self.view.currentIndex().row() + rows))
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.view.selectionModel().setCurrentIndex(self.order.index(row, 0), flag)

    def _make_view(self, thumbnails: Thumbnails) -> QListView:
        view = QListView()
        view.setAccessibleName(self.tr("Photos"))
        view.setModel(self.order)
        self._delegate = PhotoDelegate(thumbnails, self)
        view.setItemDelegate(self._delegate)
        view.setUniformItemSizes(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFrameShape(QListView.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)
        return view

    def _add_actions(self) -> None:
        self.again = QAction(self.tr("&Locate again"), self)
        self.again.setShortcut(QKeySequence("Ctrl+R"))
        self.again.triggered.connect(lambda: self.locate_again.emit(self.selected()))
        self.take_out = QAction(self.tr("&Remove from the case"), self)
        self.take_out.setShortcuts(QKeySequence.StandardKey.Delete)
        self.take_out.triggered.connect(lambda: self.remove.emit(self.selected()))
        self.relink = QAction(self.tr("&Find a moved file..."), self)
        self.relink.triggered.connect(lambda: self.find_moved.emit(self.current()))
        self.select_all = QAction(self.tr("Select &all"), self)
        self.select_all.setShortcuts(QKeySequence.StandardKey.SelectAll)
        self.select_all.triggered.connect(self.view.selectAll)
        for action in (self.again, self.take_out, self.select_all):
            # Only in the list: Delete and Ctrl+A mean something else in a text.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.view.addAction(action)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(self.sorting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.grid(), 0, 0)
        layout.setSpacing(theme.grid())
        for part in (head, self.filter):
            row = QHBoxLayout()
            row.setContentsMargins(theme.grid(), 0, theme.grid(), 0)
            row.addLayout(part) if isinstance(part, QHBoxLayout) else row.addWidget(part)
            layout.addLayout(row)
        layout.addWidget(self.view, 1)

    def _set_filter(self, text: str) -> None:
        self.order.set_filter(text)
        self._report()

    def _report(self) -> None:
        number, shown = self._table.rowCount(), self.order.rowCount()
        if shown == number:
            self.count.setText(
                counted(number, self.tr("1 photo"), self.tr("{number} photos", "", number))
            )
        else:
            self.count.setText(self.tr("{shown} of {all} photos").format(shown=shown, all=number))

    def _current_changed(self, current: QModelIndex) -> None:
        self.current_changed.emit(current.data(Role.PATH))

    def _thumbnail_ready(self, wanted: Wanted) -> None:
        if wanted.path in self._table and not self._repaint.isActive():
            self._repaint.start()

    def _show_menu(self, place: QPoint) -> None:
        if not self.selected():
            return
        menu = QMenu(self)
        menu.addActions([self.again, self.relink, self.take_out])
        menu.addSeparator()
        menu.addAction(self.select_all)
        menu.exec(self.view.viewport().mapToGlobal(place))
        menu.deleteLater()
