"""The open case in the window: photos come, are located, decided and go, and all is written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core import decisions
from img2loc_desktop.core.case import Case, CasePhoto, FileState
from img2loc_desktop.core.case import State as CaseState
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Failure, LatLon, Result, WordEdits
from img2loc_desktop.gui.case_writer import CaseWriter
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.originals import Originals
from img2loc_desktop.gui.photo_table import PhotoRow, PhotoTable
from img2loc_desktop.gui.rows import fill
from img2loc_desktop.gui.states import State, stage_words


class Session(QObject):
    """Brings together the case, the queue and the rows of the list.

    A row says that a photo is done when that is on the disk, not before.
    """

    left = Signal(object)  # Path: that case makes room for another one
    opened = Signal()  # another case, or the same one under another name
    entries_changed = Signal(object)  # tuple of Path: their results or decisions are others
    decided = Signal()  # a decision was made, undone or redone
    trouble = Signal(str, str)  # message, hint

    def __init__(self, table: PhotoTable, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.analyst = ""
        self._table = table
        self._engine = engine
        self._case: Case | None = None
        self._writer = CaseWriter(self)
        self._originals = Originals(self)
        self._writer.failed.connect(self.trouble)
        self._originals.looked_at.connect(self._on_file_state)
        engine.stage.connect(self._on_stage)
        engine.located.connect(self.keep)
        engine.stopped.connect(self._on_stopped)

    @property
    def case(self) -> Case:
        """The open case. Raises UserError where there is none."""
        if self._case is None:
            raise UserError(self.tr("No case is open."), self.tr("Open one, or make a new one."))
        return self._case

    @property
    def is_open(self) -> bool:
        """Whether there is a case."""
        return self._case is not None

    def use(self, case: Case, photos: Sequence[CasePhoto]) -> None:
        """Show a case that was opened, with its photos; those that wait are located."""
        before = self.let_go()
        if before is not None:
            before.close()
            self.left.emit(before.path)
        self._case = case
        rows = [PhotoRow(photo.path) for photo in photos]
        for row, photo in zip(rows, photos, strict=True):
            fill(row, photo)
        self._table.add(rows)
        self._originals.look_at(photos)
        self.opened.emit()
        self._engine.add(row.path for row in rows if row.state is State.WAITING)

    def let_go(self) -> Case | None:
        """Show nothing, once all is written; the case, which stays open. What waits goes on."""
        self._engine.shut_down()
        self._originals.stop()
        self._writer.close()
        self._writer.deleteLater()
        self._writer = CaseWriter(self)
        self._writer.failed.connect(self.trouble)
        case, self._case = self._case, None
        self._table.clear()
        return case

    def close(self) -> None:
        """The window is closed."""
        case = self.let_go()
        self._writer.close()
        self._originals.close()
        if case is not None:
            case.close()

    def entry(self, path: Path) -> Result | Failure | None:
        """The whole result of a photo, or why there is none."""
        if path not in self._table or self._case is None:
            return None
        return self._case.entry(self._table.row(path).id)

    def reworded(self) -> list[Path]:
        """Photos whose words may ever have been changed, also where that was undone."""
        if self._case is None:
            return []
        ids = self._case.reworded()
        return [row.path for row in self._table.rows() if row.id in ids]

    def decision(self, path: Path) -> Decision | None:
        """What has been decided on a photo."""
        if path not in self._table or self._case is None:
            return None
        return self._case.decision(self._table.row(path).id)

    def add(self, items: Iterable[Path | Failure]) -> None:
        """Photos that were found go into the case and the queue; what is none is kept as failed."""
        case = self.case
        failures = {item.path: item for item in items if isinstance(item, Failure)}
        paths = [item.path if isinstance(item, Failure) else item for item in items]

        def work() -> list[CasePhoto]:
            new = case.add_photos(paths)
            # Nobody can take them out meanwhile: they are not shown yet.
            return [
                case.record(photo.id, failures[photo.path]) if photo.path in failures else photo
                for photo in new
            ]

        self._writer.submit(work, self._on_added)

    def locate(self, paths: Iterable[Path]) -> None:
        """Locate photos, once more if need be."""
        rows = [self._table.row(path) for path in paths if path != self._engine.current]
        self.case.wait([row.id for row in rows])
        for row in rows:
            row.state, row.detail = State.WAITING, ""
            if row.kept is not None:  # what is shown anew when something is decided meanwhile
                row.kept = replace(row.kept, state=CaseState.WAITING)
        self._say_changed([row.path for row in rows])
        self._engine.add(row.path for row in rows)

    def remove(self, paths: Iterable[Path]) -> None:
        """Take photos out of the case."""
        paths = list(paths)
        self._engine.remove(paths)
        self.case.remove([self._table.row(path).id for path in paths])
        self._table.remove(paths)
        self.decided.emit()

    def relink(self, path: Path, now: Path) -> Path:
        """Say where a photo's file is now; the new path. Raises UserError where it is another."""
        row = self._table.row(path)
        photo = self.case.relink(row.id, now)
        self._engine.remove([path])  # also what is under way: its answer would name the old path
        self._table.remove([path])
        row = PhotoRow(photo.path)
        fill(row, photo)
        self._table.add([row])
        if row.state is State.WAITING:
            self._engine.add([photo.path])
        self.entries_changed.emit((photo.path,))
        return photo.path

    def accept(self, paths: Iterable[Path]) -> None:
        """Take the estimates as they are: those that are shown."""

        def made(row: PhotoRow) -> Decision | None:
            estimate = row.kept.estimate if row.kept else None
            if estimate is None:
                return None
            return decisions.accepted(estimate, note=row.note, analyst=self.analyst)

        self._decide(paths, made)

    def reject(self, paths: Iterable[Path]) -> None:
        """The estimates are wrong."""
        self._decide(paths, lambda row: decisions.rejected(note=row.note, analyst=self.analyst))

    def correct(self, path: Path, position: LatLon, given_as: str) -> None:
        """The photo was taken elsewhere."""
        self._decide(
            [path],
            lambda row: decisions.corrected(
                position, given_as, note=row.note, analyst=self.analyst
            ),
        )

    def note(self, path: Path, text: str) -> None:
        """Write a note on a photo."""
        self.case.note(self._table.row(path).id, text, analyst=self.analyst)
        self._refresh([self._table.row(path).id])

    def reword(self, path: Path, edits: WordEdits) -> None:
        """Change the words in the picture. Raises UserError for what are none."""
        before = self.decision(path)
        made = decisions.reworded(before, edits, analyst=self.analyst)
        photo_id = self._table.row(path).id
        self.case.decide(photo_id, made)
        self._refresh([photo_id])

    def undo(self) -> None:
        """Take the last decision back."""
        self._refresh(self.case.undo())

    def redo(self) -> None:
        """Decide again what was taken back."""
        self._refresh(self.case.redo())

    def _decide(self, paths: Iterable[Path], make: Callable[[PhotoRow], Decision | None]) -> None:
        made = {}
        for path in paths:
            row = self._table.row(path)
            decision = make(row)
            if decision is not None:
                made[row.id] = replace(decision, words=row.edits)
        if made:
            self.case.decide_all(made)
            self._show_decided(made)

    def _refresh(self, photo_ids: Iterable[int]) -> None:
        """Show what is decided on these photos now."""
        self._show_decided(self.case.decisions(photo_ids))

    def _show_decided(self, decided: Mapping[int, Decision | None]) -> None:
        self._show(
            replace(row.kept, decision=decided[row.id])
            for row in self._table.rows()
            if row.id in decided and row.kept is not None
        )
        self.decided.emit()

    def _show(self, photos: Iterable[CasePhoto]) -> None:
        shown = [photo for photo in photos if photo.path in self._table]
        for photo in shown:
            row = self._table.row(photo.path)
            working, stage = row.state is State.WORKING, row.detail
            fill(row, photo)
            if working and photo.path == self._engine.current:
                row.state, row.detail = State.WORKING, stage
        self._say_changed([photo.path for photo in shown])

    def _say_changed(self, paths: Sequence[Path]) -> None:
        if paths:
            self._table.changed(*paths)
            self.entries_changed.emit(tuple(paths))

    def _on_added(self, photos: list[CasePhoto]) -> None:
        rows = []
        for photo in photos:
            row = PhotoRow(photo.path)
            fill(row, photo)
            rows.append(row)
        self._table.add(rows)
        self._engine.add(row.path for row in rows if row.state is State.WAITING)

    def _on_stage(self, path: Path, stage: str) -> None:
        if path not in self._table:
            return
        row = self._table.row(path)
        row.state = State.WAITING if stage == "waiting" else State.WORKING
        row.detail = stage_words(stage)
        self._table.changed(path)

    def keep(self, path: Path, entry: Result | Failure) -> None:
        """Write down what the worker says of a photo, then show it."""
        if path not in self._table or self._case is None:
            return
        case, photo_id = self._case, self._table.row(path).id

        def work() -> CasePhoto | None:
            try:
                return case.record(photo_id, entry)
            except KeyError:
                return None  # the photo was taken out of the case meanwhile

        def show(written: CasePhoto | None) -> None:
            # Decided since it was written: what was read in the writer's thread may be old.
            if written is not None and self._case is case and written.path in self._table:
                self._show([case.photo(photo_id)])

        self._writer.submit(work, show)

    def keep_more(self, path: Path, entry: Result, is_of: Callable[[Result], bool]) -> None:
        """Write down what was found out beside a result, if it is still the one that is kept.

        Nothing is shown anew: whoever found it out has shown it.
        """
        if path not in self._table or self._case is None:
            return
        case, photo_id = self._case, self._table.row(path).id

        def work() -> None:
            with contextlib.suppress(KeyError):  # it was taken out of the case meanwhile
                kept = case.entry(photo_id)
                if isinstance(kept, Result) and is_of(kept):
                    case.record(photo_id, entry)

        self._writer.submit(work, lambda _: None)

    def _on_stopped(self, paths: Sequence[Path]) -> None:
        if self._case is None:
            return
        rows = [self._table.row(path) for path in paths if path in self._table]
        states = self._case.stop([row.id for row in rows])
        self._show(  # one that was located before is so again
            replace(row.kept, state=states[row.id]) for row in rows if row.kept is not None
        )

    def _on_file_state(self, path: Path, state: FileState) -> None:
        if path in self._table:
            self._table.row(path).file_state = state
            self._say_changed([path])
