"""The window: photos on the left, the map, and what is said of the chosen photo on the right."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QMainWindow

from img2loc_desktop.core.settings import Settings
from img2loc_desktop.gui import messages
from img2loc_desktop.gui.actions import Actions
from img2loc_desktop.gui.case_files import CaseFiles
from img2loc_desktop.gui.counting import counted
from img2loc_desktop.gui.drops import Drops, keep_copying
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.map_panel import MapPanel
from img2loc_desktop.gui.pages import Pages
from img2loc_desktop.gui.panels import Panels
from img2loc_desktop.gui.photo_commands import PhotoCommands
from img2loc_desktop.gui.photo_finder import PhotoFinder
from img2loc_desktop.gui.photo_list import PhotoList
from img2loc_desktop.gui.photo_table import PhotoTable
from img2loc_desktop.gui.picture_desk import PictureDesk
from img2loc_desktop.gui.picture_page import PicturePage
from img2loc_desktop.gui.place_names import PlaceNames
from img2loc_desktop.gui.preferences import Preferences
from img2loc_desktop.gui.presenter import Presenter
from img2loc_desktop.gui.references import References
from img2loc_desktop.gui.result_panel import ResultPanel
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.status import Status
from img2loc_desktop.gui.thumbnails import Thumbnails
from img2loc_desktop.gui.wiring import connect_actions, connect_parts
from img2loc_desktop.gui.word_changes import WordChanges

_SIZE = (1280, 800)
_PICTURES = 4  # of photos, large: some 40 MB each
_WINDOW, _LEFT, _RIGHT = "window", "left", "right"  # names in the settings' layout


class MainWindow(QMainWindow):
    """Puts the parts together; each of them is in a file of its own."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.resize(*_SIZE)
        self.preferences = Preferences(settings or Settings(), self)
        now = self.preferences.now
        self.table = PhotoTable(self)
        self.thumbnails = Thumbnails(self)
        self.engine = Engine(now.configuration, parent=self)
        self.session = Session(self.table, self.engine, self)
        self.finder = PhotoFinder(self)
        self.names = PlaceNames(self)
        self.references = References(now.references)
        self.photos = PhotoList(self.table, self.thumbnails)
        self.pictures = Thumbnails(self, kept=_PICTURES, thread="pictures")
        self.picture = PicturePage(self.pictures)
        self.map = MapPanel(self.names.gazetteer, self.picture)
        self.result = ResultPanel(
            self.thumbnails, self.references.find, self.names.city, self.names.gazetteer
        )
        self.panels = Panels(self.photos, self.map, self.result)
        self.setCentralWidget(self.panels)
        self.actions_ = Actions(self)
        self.status = Status(self.table, self.engine)
        self.setStatusBar(self.status)
        self.cases = CaseFiles(self.session, self, list(now.recent))
        self.drops = Drops(self, self.finder)
        self.presenter = Presenter(
            self.session, self.engine, self.table, self.photos, self.map, self.result
        )
        self.commands = PhotoCommands(
            *(self, self.session, self.engine, self.table),
            *(self.photos, self.thumbnails, self.drops),
        )
        self.changes = WordChanges(self.session, self.table, self.engine)
        self.desk = PictureDesk(
            *(self.picture, self.result, self.photos),
            *(self.session, self.changes, self.commands.attempt),
        )
        self.pages = Pages(
            *(self, self.session, self.table, self.photos),
            *(self.names, self.preferences, self.actions_),
        )
        connect_actions(self)
        connect_parts(self)
        self._restore(now)
        self._is_closed = False
        # After the first paint: what takes longer than a window may be blank.
        QTimer.singleShot(0, self, self._start)

    def bring(self, paths: Sequence[Path]) -> None:
        """Take photos, folders, cases, map tiles and models as if they had been dropped."""
        if self.session.is_open:
            self.drops.bring(paths)
        elif not self._is_closed:  # named on the command line: the case comes first
            QTimer.singleShot(0, self, lambda: self._bring_if_open(paths))

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
        if (self.engine.working or self.finder.busy) and not self._may_quit():
            event.ignore()
            return
        self._is_closed = True
        self._keep_layout()
        self.pages.close_down()
        self.finder.close()
        self.engine.shut_down()
        self.session.close()
        self.cases.close()
        self.thumbnails.close()
        self.pictures.close()
        self.map.stop()
        self.names.close()
        super().closeEvent(event)

    def _bring_if_open(self, paths: Sequence[Path]) -> None:
        if not self._is_closed:
            self.drops.bring(paths)

    def _may_quit(self) -> bool:
        title, yes, no = self.tr("Quit"), self.tr("Quit"), self.tr("Stay")
        if self.finder.busy:
            return messages.ask(
                self,
                title,
                self.tr("Photos are still being looked for."),
                self.tr("Those that are not in the list yet will not be in the case."),
                *(yes, no),
            )
        left = self.engine.waiting + (self.engine.current is not None)
        return messages.ask(
            self,
            title,
            counted(
                left,
                self.tr("1 photo is not located yet."),
                self.tr("{number} photos are not located yet.", "", left),
            ),
            self.tr("What is not located stays in the case and goes on the next time."),
            *(yes, no),
        )

    def _start(self) -> None:
        if self._is_closed:
            return
        self.cases.open_at_start()
        # Each full collection of garbage would look at all that was loaded, and hold up every
        # thread for it; what is loaded stays until the end.
        for signal in (self.names.settled, self.map.map.loaded):
            signal.connect(gc.freeze)
        self.names.load()
        self.map.load()
        self.map.add_tiles(self.preferences.now.tiles)

    def _keep_layout(self) -> None:
        left, right = self.panels.widths()
        self.preferences.change(
            recent=tuple(self.cases.recent),
            tiles=self.map.tile_files(),
            layout={
                _WINDOW: bytes(self.saveGeometry().data()),
                _LEFT: str(left).encode(),
                _RIGHT: str(right).encode(),
            },
        )

    def _restore(self, settings: Settings) -> None:
        geometry = settings.layout.get(_WINDOW)
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        try:
            widths = int(settings.layout[_LEFT]), int(settings.layout[_RIGHT])
        except (KeyError, ValueError):
            return
        self.panels.set_widths(*widths)
