"""Shows the current photo: its result in the panel, its evidence on the map."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from img2loc_desktop.core.decisions import Verdict
from img2loc_desktop.core.types import Failure, Neighbours, Result
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.map_panel import MapPanel
from img2loc_desktop.gui.photo_list import PhotoList
from img2loc_desktop.gui.photo_table import PhotoTable
from img2loc_desktop.gui.result_panel import ResultPanel
from img2loc_desktop.gui.rows import file_words
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.states import State, state_words

_SOON_MS = 200


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
        self._found: tuple[Path, Neighbours] | None = None
        # Where the result comes at once, what was found before would only flash up.
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._show_found)
        photos.current_changed.connect(self.show)
        session.entries_changed.connect(self._changed)
        session.opened.connect(self._forget)
        engine.stage.connect(self._stage)
        engine.found.connect(self._find)
        engine.words.connect(self._words)
        engine.located.connect(self._located)

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
        if entry is None or (row.under_way and isinstance(entry, Failure)):
            found = self._found_of(path) if row.state is State.WORKING else None
            self._panel.show_waiting(path, state_words(row.state), row.detail, found)
            self._panel.decision.set_decision(decision, located=False)
            position = decision.position if decision else None
            if found is None:
                self._map.show_result(None, position)
            else:
                self._map.show_found(found, position)
        else:
            self._panel.show_entry(
                entry, decision, file_words(row.file_state), bool(row.retry_failed)
            )
            corrected = decision and decision.verdict is Verdict.CORRECTED
            where = decision.position if decision and corrected else None
            self._map.show_result(entry if isinstance(entry, Result) else None, where)
            if row.under_way:
                self._panel.show_progress(state_words(row.state), row.detail)
        if row.under_way and path == self._said[0]:
            self._panel.add_words(*self._said[1:])

    def _changed(self, paths: Sequence[Path]) -> None:
        current = self._photos.current()
        if current is None:
            self._photos.show_photo(paths[0])
        elif current in paths:
            self.show(current)

    def _stage(self, path: Path, _stage: str) -> None:
        if path == self._photos.current():
            row = self._table.row(path)
            self._panel.show_progress(state_words(row.state), row.detail)

    def _find(self, path: Path, found: Neighbours) -> None:
        self._found = (path, found)
        self._soon.start()

    def _show_found(self) -> None:
        path = self._photos.current()
        if path is not None and self._found_of(path) and not self._table.row(path).has_result:
            self.show(path)

    def _found_of(self, path: Path) -> Neighbours | None:
        return self._found[1] if self._found is not None and self._found[0] == path else None

    def _forget(self) -> None:
        """What was under way was so in another case."""
        self._soon.stop()
        self._found, self._said = None, (None, -1, "")

    def _located(self, path: Path, _entry: Result | Failure) -> None:
        """What was known before belongs to no other run."""
        if self._found_of(path):
            self._found = None
        if path == self._said[0]:
            self._said = (None, -1, "")

    def _words(self, path: Path, answer: int, text: str) -> None:
        of, number, said = self._said
        self._said = (path, answer, said + text if (of, number) == (path, answer) else text)
        if path == self._photos.current():
            self._panel.add_words(answer, text)
