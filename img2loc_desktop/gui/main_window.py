"""The window: photos on the left, what is said of the chosen one on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMessageBox,
    QPlainTextEdit,
    QSplitter,
)

from img2loc_desktop.core import exports, photos, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.summary import summary
from img2loc_desktop.core.types import Failure, Result
from img2loc_desktop.gui.engine import Engine

_AT_ONCE = 100  # dropped files that are looked at before the window answers again
_SUFFIXES = " ".join(f"*{suffix}" for suffix in sorted(photos.SUFFIXES))
_EMPTY = (
    "Drop photos or folders here.\n\n"
    "Each is compared with geotagged places on this machine; nothing leaves it, and the photos "
    "are only read."
)


class MainWindow(QMainWindow):
    """Photos that are dropped here are located one after another by the worker process."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("img2loc-desktop"))
        self.resize(1100, 700)
        self.setAcceptDrops(True)
        self._entries: dict[Path, Result | Failure] = {}
        self._rows: dict[Path, QListWidgetItem] = {}
        self._found: list[Iterator[Path | Failure]] = []
        self.photos = QListWidget()
        self.photos.setAccessibleName(self.tr("Photos"))
        self.photos.currentItemChanged.connect(self._show)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Result"))
        self.text.setPlainText(self.tr(_EMPTY))
        self.text.setAcceptDrops(False)  # the window takes what is dropped anywhere on it
        splitter = QSplitter()
        splitter.addWidget(self.photos)
        splitter.addWidget(self.text)
        splitter.setSizes([320, 780])
        self.setCentralWidget(splitter)
        self._add_menu()
        self.engine = Engine(self)
        self.engine.stage.connect(self._on_stage)
        self.engine.located.connect(self._on_located)
        # A zero timer runs between the events of the user, so thousands of files do not freeze.
        self._expander = QTimer(self, interval=0)
        self._expander.timeout.connect(self._expand_some)
        self._report()

    def add(self, paths: Sequence[Path]) -> None:
        """Locate photos and the photos of folders."""
        if paths:
            self._found.append(photos.expand(paths))
            self._expander.start()

    def _add_menu(self) -> None:
        menu = self.menuBar().addMenu(self.tr("&Photos"))
        add = menu.addAction(self.tr("&Add photos..."), self._choose)
        add.setShortcut(QKeySequence.StandardKey.Open)
        export = menu.addAction(self.tr("&Export results..."), self._export)
        export.setShortcut(QKeySequence.StandardKey.Save)
        menu.addSeparator()
        leave = menu.addAction(self.tr("&Quit"), self.close)
        leave.setShortcut(QKeySequence.StandardKey.Quit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls():
            self.statusBar().showMessage(
                self.tr("Add %n file(s) or folder(s)", "", len(event.mimeData().urls()))
            )
            # Never a move: some file managers delete the originals after one.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add(paths)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self._expander.stop()
        self.engine.stop()
        super().closeEvent(event)

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Add photos"), "", self.tr("Photos") + f" ({_SUFFIXES})"
        )
        self.add([Path(name) for name in names])

    def _expand_some(self) -> None:
        located = []
        for _ in range(_AT_ONCE):
            if not self._found:
                self._expander.stop()
                break
            item = next(self._found[0], None)
            if item is None:
                self._found.pop(0)
            elif isinstance(item, Failure):
                self._row(item.path)
                self._on_located(item.path, item)
            elif item not in self._rows:
                self._row(item)
                located.append(item)
        self.engine.add(located)
        self._report()

    def _row(self, path: Path) -> QListWidgetItem:
        row = self._rows.get(path)
        if row is None:
            row = QListWidgetItem()
            row.setData(Qt.ItemDataRole.UserRole, path)
            self._rows[path] = row
            self.photos.addItem(row)
            self._name(path, self.tr("waiting"))
        return row

    def _name(self, path: Path, state: str) -> None:
        self._rows[path].setText(f"{words.one_line(path.name)}\n    {state}")

    def _on_stage(self, path: Path, stage: str) -> None:
        self._name(path, self.tr(stage))

    def _on_located(self, path: Path, entry: Result | Failure) -> None:
        self._entries[path] = entry
        self._name(path, entry.message if isinstance(entry, Failure) else words.headline(entry))
        current = self.photos.currentItem()
        if current is None:
            self.photos.setCurrentItem(self._rows[path])
        elif current is self._rows[path]:
            self._show(current)
        self._report()

    def _show(self, row: QListWidgetItem | None) -> None:
        entry = self._entries.get(row.data(Qt.ItemDataRole.UserRole)) if row else None
        self.text.setPlainText(summary(entry) if entry else self.tr(_EMPTY))

    def _report(self) -> None:
        done = len(self._entries)
        self.statusBar().showMessage(
            self.tr("offline: no network access")
            if not self._rows
            else self.tr("{done} of {all} photos done").format(done=done, all=len(self._rows))
        )

    def _export(self) -> None:
        filters = ";;".join(
            f"{name} (*{suffixes[0]})" for name, suffixes in exports.FORMATS.items()
        )
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export results"), "", filters)
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        """Write all results in the format of the file's suffix; say what went wrong."""
        try:
            exports.write(path, list(self._entries.values()))
        except UserError as error:
            QMessageBox.warning(self, self.tr("Not exported"), f"{error.message}\n\n{error.hint}")
            return
        self.statusBar().showMessage(self.tr("Written: {path}").format(path=path))
