"""The analyst changes the words of a photo: decided, kept, and the estimate follows.

The case knows the changes at once. The result is made to fit them by the worker, which needs
no encoder and no file for it; whatever came between (an end of the program, an undo, another
run), the two are compared whenever one of them has changed, of every photo whose words were
changed while the case was open, or before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core import line_effects, word_edits
from img2loc_desktop.core.configuration import ReadText
from img2loc_desktop.core.types import Failure, Result, TextLine, WordEdits
from img2loc_desktop.gui.engine import Engine
from img2loc_desktop.gui.photo_table import PhotoTable
from img2loc_desktop.gui.requests import Request
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.states import State


class WordChanges(QObject):
    """Strikes, restores, corrects and adds words, and asks what single ones move."""

    changed = Signal(object)  # Path: something is under way, or no longer
    measured = Signal(object, object)  # Path, LineEffect

    def __init__(self, session: Session, table: PhotoTable, engine: Engine) -> None:
        super().__init__(session)
        self._session, self._table, self._engine = session, table, engine
        self._given_up: dict[Path, tuple[WordEdits, str]] = {}  # with the reason
        self._edited: set[Path] = set()  # photos whose results may know of changes
        self._measured: tuple[Path | None, Result | None] = (None, None)
        engine.edits_of = self.edits
        engine.was_asked = self.was_asked
        engine.answered.connect(self._answered)
        session.entries_changed.connect(self._entries_changed)
        session.opened.connect(self._opened)

    def edits(self, path: Path) -> WordEdits:
        """The changes that are decided on the words of a photo."""
        return self._table.row(path).edits if path in self._table else ()

    def was_asked(self, path: Path, read_text: ReadText) -> bool:
        """Whether more was read of a located photo than is where nobody asks."""
        result = self._session.entry(path)
        if not isinstance(result, Result) or not result.provenance.ocr:
            return False
        is_thorough = result.text is not None and result.text.is_thorough
        return read_text == "asked" or (read_text == "on" and is_thorough)

    def lines(self, path: Path, result: Result) -> tuple[TextLine, ...]:
        """The words as they are decided to be; the result may still have to follow."""
        return word_edits.edited(result.text.lines if result.text else (), self.edits(path))

    def is_following(self, path: Path) -> bool:
        """Whether the estimate is being made anew."""
        return self._engine.asks(path)

    def refusal(self, path: Path) -> str | None:
        """Why what is decided now was tried in vain, in words if there are any; else None."""
        tried = self._given_up.get(path)
        return tried[1] if tried is not None and tried[0] == self.edits(path) else None

    def strike(self, path: Path, line: TextLine) -> None:
        """It was misread, or says nothing of the place."""
        self._change(path, word_edits.struck(self.edits(path), line))

    def restore(self, path: Path, line: TextLine) -> None:
        """Take a line as it was read."""
        self._change(path, word_edits.restored(self.edits(path), line))

    def correct(self, path: Path, line: TextLine, text: str) -> None:
        """It says something else. Raises UserError where that is no text."""
        self._change(path, word_edits.corrected(self.edits(path), line, text))

    def add(self, path: Path, text: str) -> None:
        """The analyst read something. Raises UserError where that is no text."""
        self._change(path, word_edits.typed(self.edits(path), text))

    def read(self, path: Path) -> None:
        """Read the words in the picture now."""
        result = self._session.entry(path)
        if isinstance(result, Result):
            self._ask(Request(path, result, edits=self.edits(path)))

    def measure(self, path: Path | None, result: Result | None) -> None:
        """Find out what each line moves; of one photo only, the one that is looked at."""
        before, measured = self._measured
        if result and measured and measured.text and path == before and _is_of(result, measured):
            for effect in measured.text.effects:  # shown anew while it is being measured
                self.measured.emit(path, effect)
            return
        if before is not None:
            self._engine.withdraw(before)
        self._measured = (path, result)
        self._measure_next()

    def _change(self, path: Path, edits: WordEdits) -> None:
        if edits != self.edits(path):
            word_edits.checked(edits)
            self._session.reword(path, edits)

    def _opened(self) -> None:
        self._given_up.clear()
        # Also where the last change was undone just before the end: the result may know of it.
        self._edited = set(self._session.reworded())
        self._entries_changed(self._table.paths())

    def _entries_changed(self, paths: Sequence[Path]) -> None:
        """Whole results are read of those only whose words were changed."""
        self._edited.update(path for path in paths if self.edits(path))
        for path in paths:
            if path in self._edited:
                self._follow(path)

    def _follow(self, path: Path) -> None:
        """Ask for a result that fits what is decided, unless it does, or will."""
        row = self._table.row(path)
        if row.state in (State.WAITING, State.WORKING) or self._engine.asks(path):
            return
        result = self._session.entry(path)
        if not isinstance(result, Result):
            return
        lines = self.lines(path, result)
        if lines == (result.text.lines if result.text else ()):
            self._given_up.pop(path, None)
        elif self.refusal(path) is None:
            self._ask(Request(path, result, lines))

    def _ask(self, request: Request) -> None:
        self._given_up.pop(request.path, None)
        self._engine.withdraw(request.path)
        self._engine.ask(request)
        self.changed.emit(request.path)

    def _answered(self, request: Request, entry: Result | Failure) -> None:
        path = request.path
        if path not in self._table:
            return
        if request.trial is not None:
            self._take_trial(request, request.trial, entry)
        elif isinstance(entry, Failure):
            self._give_up(request, f"{entry.message} {entry.hint}".strip())
        elif not request.is_answered_by(entry):
            self._give_up(request, " ".join(entry.warnings[-1:]))
        else:
            self._session.keep(path, entry)

    def _give_up(self, request: Request, why: str) -> None:
        """The result stays as it was; the changes are tried again when they are others."""
        path = request.path
        if request.lines is not None and request.lines != self.lines(path, request.earlier):
            self._follow(path)  # they are others already
            return
        self._given_up[path] = (self.edits(path), why)
        self.changed.emit(path)

    def _take_trial(self, request: Request, row: int, entry: Result | Failure) -> None:
        path, result = self._measured
        if path != request.path or result is not request.earlier or result.text is None:
            return
        if isinstance(entry, Failure):  # no reason to bother anybody, nor to go on
            return
        found = line_effects.effect(row, result, entry)
        measured = line_effects.with_effect(result, found)
        self._measured = (path, measured)
        self.measured.emit(path, found)
        if not self._measure_next():
            self._session.keep_more(path, measured, lambda kept: _is_of(kept, measured))

    def _measure_next(self) -> bool:
        """Ask about the next line; whether there was one."""
        path, result = self._measured
        if path is None or result is None or result.text is None:
            return False
        known = {effect.line for effect in result.text.effects}
        open_ = [row for row in line_effects.worth_trying(result.text) if row not in known]
        if open_:
            lines = line_effects.without(result.text, open_[0])
            self._engine.ask(Request(path, result, lines, trial=open_[0]))
        return bool(open_)


def _is_of(kept: Result, measured: Result) -> bool:
    """Whether effects were measured on what the case holds, which does not know them."""
    if kept.text is None or measured.text is None or kept.text.effects:
        return False
    return kept.estimate == measured.estimate and kept.text.lines == measured.text.lines
