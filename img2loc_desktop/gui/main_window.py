"""The window: photos on the left, the map, and what is said of the chosen photo on the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMainWindow

from img2loc_desktop.core import photos
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.gui import messages, window_state
from img2loc_desktop.gui.actions import Actions
from img2loc_desktop.gui.case_files import CaseFiles
from img2loc_desktop.gui.counting import counted
from img2loc_desktop.gui.drops import Brought, Drops, keep_copying, local_files
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.map_panel import MapPanel
from img2loc_desktop.gui.panels import Panels
from img2loc_desktop.gui.photo_finder import PhotoFinder
from img2loc_desktop.gui.photo_list import PhotoList
from img2loc_desktop.gui.photo_table import PhotoTable
from img2loc_desktop.gui.place_names import PlaceNames
from img2loc_desktop.gui.presenter import Presenter
from img2loc_desktop.gui.references import References
from img2loc_desktop.gui.result_panel import ResultPanel
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.states import State
from img2loc_desktop.gui.status import Status
from img2loc_desktop.gui.thumbnails import Thumbnails
from img2loc_desktop.gui.wiring import connect_actions


class MainWindow(QMainWindow):
    """Puts the parts together; each of them is in a file of its own."""

    def __init__(self, configuration: Configuration | None = None) -> None:
        super().__init__()
        self._state = window_state.load()
        self.setAcceptDrops(True)
        self.resize(1280, 800)
        self.table = PhotoTable(self)
        self.thumbnails = Thumbnails(self)
        self.engine = Engine(configuration or Configuration(), parent=self)
        self.session = Session(self.table, self.engine, self)
        self.finder = PhotoFinder(self)
        self.names = PlaceNames(self)
        self.references = References()
        self.photos = PhotoList(self.table, self.thumbnails)
        self.map = MapPanel()
        self.result = ResultPanel(self.thumbnails, self.references.find, self.names.gazetteer)
        self.panels = Panels(self.photos, self.map, self.result)
        self.setCentralWidget(self.panels)
        self.actions_ = Actions(self)
        self.status = Status(self.table, self.engine)
        self.setStatusBar(self.status)
        self.cases = CaseFiles(self.session, self, [Path(path) for path in self._state.recent])
        self.drops = Drops(self, self.finder)
        self.presenter = Presenter(
            self.session, self.engine, self.table, self.photos, self.map, self.result
        )
        connect_actions(self)
        self._connect_parts()
        self._restore()
        self._title("")
        # After the first paint: what takes longer than a window may be blank.
        QTimer.singleShot(0, self._start)

    def bring(self, paths: Sequence[Path]) -> None:
        """Take photos, folders, cases, map tiles and models as if they had been dropped."""
        self.drops.bring(paths)

    def locate(self) -> None:
        """Go on after a pause; else locate what is selected, or all that was stopped."""
        if self.engine.working and self.engine.paused:
            self.engine.resume()
            return
        open_ = [
            row.path for row in self.table.rows() if row.state in (State.STOPPED, State.WAITING)
        ]
        selected = self.photos.selected()
        self.locate_again(open_ if open_ or len(selected) < 2 else selected)
        self.engine.resume()

    def locate_again(self, paths: Sequence[Path]) -> None:
        """Locate these photos once more."""
        for path in paths:
            self.thumbnails.forget(path)
        self.attempt(lambda: self.session.locate(paths))

    def locate_or_pause(self) -> None:
        """What the space bar does."""
        if self.engine.working and not self.engine.paused:
            self.engine.pause()
        else:
            self.locate()

    def choose_photos(self) -> None:
        """Ask for photo files."""
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(photos.SUFFIXES))
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Add photos"),
            "",
            self.tr("Photos") + f" ({suffixes});;" + self.tr("All files (*)"),
        )
        self.bring([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder of photos."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Add a folder"))
        if name:
            self.bring([Path(name)])

    def paste(self) -> None:
        """Take the files that the clipboard names."""
        data = QGuiApplication.clipboard().mimeData()
        paths = local_files(data)
        if paths:
            self.bring(paths)
        elif data.hasImage():
            messages.tell(
                self,
                self.tr("Nothing was pasted"),
                self.tr("The clipboard holds a picture, not a file."),
                self.tr("Save the picture as a file first, then add that."),
            )

    def remove(self, paths: Sequence[Path]) -> None:
        """Take photos out of the case, after asking."""
        if not paths:
            return
        question = counted(
            len(paths),
            self.tr("Remove 1 photo from the case?"),
            self.tr("Remove {number} photos from the case?"),
        )
        detail = self.tr(
            "Results and decisions on them go as well; the log keeps a record. "
            "The files stay where they are."
        )
        title, yes = self.tr("Remove photos"), self.tr("Remove")
        if messages.ask(self, title, question, detail, yes, self.tr("Keep")):
            self.attempt(lambda: self.session.remove(paths))

    def find_moved(self, path: Path) -> None:
        """Ask where a photo's file is now."""
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Where is {name} now?").format(name=path.name), str(path.parent)
        )
        if name:
            self.attempt(lambda: self.photos.show_photo(self.session.relink(path, Path(name))))

    def write_note(self) -> None:
        """Ask for a note on the current photo."""
        path = self.photos.current()
        if path is None:
            return
        text, accepted = QInputDialog.getMultiLineText(
            self,
            self.tr("Note"),
            self.tr("Note on {name}:").format(name=path.name),
            self.table.row(path).note,
        )
        if accepted:
            self.attempt(lambda: self.session.note(path, text))

    def attempt(self, work: object) -> None:
        """Do something that may be refused, and say why."""
        try:
            work()  # type: ignore[operator]
        except UserError as error:
            messages.tell_error(self, self.tr("That did not work"), error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        keep_copying(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self.drops.leave(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self.drops.drop(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_"):
            self.actions_.set_icons(self.palette())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if self.engine.working and not self._may_quit():
            event.ignore()
            return
        left, right = self.panels.widths()
        geometry = bytes(self.saveGeometry().data()).hex()
        recent = tuple(map(str, self.cases.recent))
        window_state.save(window_state.WindowState(geometry, left, right, recent))
        self.finder.close()
        self.engine.shut_down()
        self.session.close()
        self.cases.close()
        self.thumbnails.close()
        self.names.close()
        super().closeEvent(event)

    def _may_quit(self) -> bool:
        left = self.engine.waiting + (self.engine.current is not None)
        return messages.ask(
            self,
            self.tr("Quit"),
            counted(
                left,
                self.tr("1 photo is not located yet."),
                self.tr("{number} photos are not located yet."),
            ),
            self.tr("They stay in the case and are located the next time it is opened."),
            self.tr("Quit"),
            self.tr("Stay"),
        )

    def _start(self) -> None:
        self.cases.open_at_start()
        self.names.load()

    def _connect_parts(self) -> None:
        self.finder.found.connect(lambda items: self.attempt(lambda: self.session.add(items)))
        self.drops.brought.connect(self._take)
        self.cases.opened.connect(self._title)
        self.cases.add_samples.connect(lambda folder: self.bring([folder]))
        self.session.trouble.connect(
            lambda message, hint: messages.tell(self, self.tr("Not saved"), message, hint)
        )
        self.names.loaded.connect(self.result.set_country_names)
        for signal in (
            *(self.table.rowsInserted, self.table.rowsRemoved, self.table.modelReset),
        ):
            signal.connect(lambda *_: self.map.show_map(self.table.rowCount() > 0))

    def _take(self, what: Brought) -> None:
        self.finder.find(what.photos)
        if what.cases:
            self.cases.open(what.cases[0])

    def _title(self, case: str) -> None:
        self.setWindowTitle(f"{case} – img2loc-desktop" if case else "img2loc-desktop")
        self.actions_.case_name.setText(self.tr("case: {name}").format(name=case) if case else "")

    def _restore(self) -> None:
        if self._state.geometry:
            self.restoreGeometry(QByteArray.fromHex(self._state.geometry.encode("ascii")))
        self.panels.set_widths(self._state.left, self._state.right)
