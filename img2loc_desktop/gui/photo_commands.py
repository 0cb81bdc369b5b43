"""What the user does with photos: add, paste, locate again, remove, find, decide, note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from img2loc_desktop.core import photos as photo_files
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.core.words import one_line
from img2loc_desktop.gui import messages
from img2loc_desktop.gui.counting import counted
from img2loc_desktop.gui.drops import Drops, local_files
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.photo_list import PhotoList
from img2loc_desktop.gui.photo_table import PhotoTable
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.states import State
from img2loc_desktop.gui.thumbnails import Thumbnails


class PhotoCommands(QObject):
    """Asks what has to be asked, and says why something was refused."""

    said = Signal(str)  # a line for the status bar

    def __init__(
        self,
        window: QWidget,
        session: Session,
        engine: Engine,
        table: PhotoTable,
        photos: PhotoList,
        thumbnails: Thumbnails,
        drops: Drops,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session, self._engine, self._table = session, engine, table
        self._photos, self._thumbnails, self._drops = photos, thumbnails, drops

    def choose_files(self) -> None:
        """Ask for photo files."""
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(photo_files.SUFFIXES))
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Add photos"),
            "",
            self.tr("Photos") + f" ({suffixes});;" + self.tr("All files (*)"),
        )
        self._drops.bring([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder of photos."""
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Add a folder"))
        if name:
            self._drops.bring([Path(name)])

    def paste(self) -> None:
        """Take the files that the clipboard names."""
        data = QGuiApplication.clipboard().mimeData()
        paths = local_files(data)
        if paths:
            self._drops.bring(paths)
        elif data.hasImage():
            messages.tell(
                self._window,
                self.tr("Nothing was pasted"),
                self.tr("The clipboard holds a picture, not a file."),
                self.tr("Save the picture as a file first, then add that."),
            )
        else:
            self.said.emit(self.tr("The clipboard names no file that is there."))

    def locate(self) -> None:
        """Go on after a pause; else locate what was stopped, or what failed of the selected ones.

        What is located stays as it is: to locate that anew is a command of its own.
        """
        if not (self._engine.working and self._engine.paused):
            left = [row.path for row in self._table.rows() if row.state is State.STOPPED]
            left = left or [
                path for path in self._photos.selected() if self._table.row(path).failed
            ]
            self.locate_again(left)
            if not left and not self._engine.working:
                self.said.emit(self.tr("Nothing waits. “Locate again” is in the list’s menu."))
        self._engine.resume()

    def locate_or_pause(self) -> None:
        """What the space bar does."""
        if self._engine.working and not self._engine.paused:
            self._engine.pause()
        else:
            self.locate()

    def locate_again(self, paths: Sequence[Path]) -> None:
        """Locate photos once more, and look at their files anew."""
        for path in paths:
            self._thumbnails.forget(path)
        self.attempt(lambda: self._session.locate(paths))

    def locate_failed(self) -> None:
        """Try what failed again."""
        self.locate_again([row.path for row in self._table.rows() if row.failed])

    def remove(self, paths: Sequence[Path]) -> None:
        """Take photos out of the case, after asking."""
        if not paths:
            return
        question = counted(
            len(paths),
            self.tr("Remove 1 photo from the case?"),
            self.tr("Remove {number} photos from the case?", "", len(paths)),
        )
        detail = self.tr(
            "Results and decisions on them go as well; the log keeps a record. "
            "The files stay where they are."
        )
        title, yes, no = self.tr("Remove photos"), self.tr("Remove"), self.tr("Keep")
        if messages.ask(self._window, title, question, detail, yes, no):
            self.attempt(lambda: self._session.remove(paths))

    def find_moved(self, path: Path) -> None:
        """Ask where a photo's file is now."""
        title = self.tr("Where is {name} now?").format(name=one_line(path.name))
        name, _ = QFileDialog.getOpenFileName(self._window, title, str(path.parent))
        if name:
            self.attempt(lambda: self._photos.show_photo(self._session.relink(path, Path(name))))

    def accept(self) -> None:
        """Take the estimates of the selected photos as they are."""
        self.attempt(lambda: self._session.accept(self._settled()))

    def reject(self) -> None:
        """The estimates of the selected photos are wrong."""
        self.attempt(lambda: self._session.reject(self._settled()))

    def _settled(self) -> list[Path]:
        """The selected photos but those whose estimate is about to follow their words.

        Nobody can have judged an estimate that is not there yet.
        """
        selected = self._photos.selected()
        settled = [path for path in selected if not self._engine.asks(path)]
        if len(settled) < len(selected):
            self.said.emit(self.tr("Decide when the estimate has followed the words."))
        return settled

    def correct(self, position: LatLon, given_as: str) -> None:
        """The current photo was taken elsewhere."""
        path = self._photos.current()
        if path is not None:
            self.attempt(lambda: self._session.correct(path, position, given_as))

    def write_note(self) -> None:
        """Ask for a note on the current photo."""
        path = self._photos.current()
        if path is None:
            return
        label = self.tr("Note on {name}:").format(name=one_line(path.name))
        before = self._table.row(path).note
        text, accepted = QInputDialog.getMultiLineText(self._window, self.tr("Note"), label, before)
        if accepted and text != before:
            self.attempt(lambda: self._session.note(path, text))

    def attempt(self, work: Callable[[], object]) -> None:
        """Do something that may be refused, and say why."""
        try:
            work()
        except UserError as error:
            messages.tell_error(self._window, self.tr("That did not work"), error)
