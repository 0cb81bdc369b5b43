"""Shows the current photo: its result in the panel, its evidence on the map."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from img2loc_desktop.core.decisions import Verdict
from img2loc_desktop.core.types import Result
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.map_panel import MapPanel
from img2loc_desktop.gui.photo_list import PhotoList
from img2loc_desktop.gui.photo_table import PhotoTable
from img2loc_desktop.gui.result_panel import ResultPanel
from img2loc_desktop.gui.rows import file_words
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.states import State, state_words


class Presenter(QObject):
    """Follows the list's current photo, and what happens to it."""

    def __init__(
        self,
        session: Session,
        engine: Engine,
        table: PhotoTable,
        photos: PhotoList,
        map_: MapPanel,
        panel: ResultPanel,
    ) -> None:
        super().__init__(photos)
        self._session, self._table = session, table
        self._photos, self._map, self._panel = photos, map_, panel
        self._said: tuple[Path | None, int, str] = (None, -1, "")
        photos.current_changed.connect(self.show)
        session.entry_changed.connect(self._changed)
        engine.stage.connect(self._stage)
        engine.words.connect(self._words)

    def show(self, path: Path | None) -> None:
        """Show a photo, or that none is chosen; a correction of the same photo goes on."""
        self._show(path)
        self._panel.resume_correction()

    def _show(self, path: Path | None) -> None:
        if path is None or path not in self._table:
            self._panel.show_nothing()
            self._map.show_result(None, None)
            return
        row = self._table.row(path)
        entry = self._session.entry(path)
        decision = self._session.decision(path)
        if entry is None or row.state in (State.WORKING, State.WAITING):
            self._panel.show_waiting(path, state_words(row.state), row.detail)
            self._panel.decision.set_decision(decision, located=False)
            self._map.show_result(None, decision.position if decision else None)
            if path == self._said[0]:
                self._panel.add_words(*self._said[1:])
            return
        self._panel.show_entry(entry, decision, file_words(row.file_state))
        where = decision.position if decision and decision.verdict is Verdict.CORRECTED else None
        self._map.show_result(entry if isinstance(entry, Result) else None, where)

    def _changed(self, path: Path) -> None:
        current = self._photos.current()
        if current is None:
            self._photos.show_photo(path)
        elif path == current:
            self.show(path)

    def _stage(self, path: Path, stage: str) -> None:
        if path == self._photos.current():
            row = self._table.row(path)
            self._panel.show_waiting(path, state_words(row.state), row.detail)

    def _words(self, path: Path, answer: int, text: str) -> None:
        of, number, said = self._said
        self._said = (path, answer, said + text if (of, number) == (path, answer) else text)
        if path == self._photos.current():
            self._panel.add_words(answer, text)
