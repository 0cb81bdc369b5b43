"""Brings together the page of the photo, the case, and the search for places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from img2loc_desktop.core.types import LineEffect, Result, TextLine
from img2loc_desktop.gui.photo_list import PhotoList
from img2loc_desktop.gui.picture_page import PicturePage
from img2loc_desktop.gui.result_panel import ResultPanel
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.speech import spoken
from img2loc_desktop.gui.word_changes import WordChanges


class PictureDesk(QObject):
    """Follows the list's current photo while the page is shown."""

    def __init__(
        self,
        page: PicturePage,
        panel: ResultPanel,
        photos: PhotoList,
        session: Session,
        changes: WordChanges,
        attempt: Callable[[Callable[[], object]], None],
    ) -> None:
        super().__init__(page)
        self._page, self._panel, self._photos = page, panel, photos
        self._session, self._changes, self._attempt = session, changes, attempt
        photos.current_changed.connect(lambda _: self.show())
        session.entries_changed.connect(self._changed)
        changes.changed.connect(lambda path: self._changed((path,)))
        changes.measured.connect(self._measured)
        page.struck.connect(lambda line: self._do(lambda path: changes.strike(path, line)))
        page.restored.connect(lambda line: self._do(lambda path: changes.restore(path, line)))
        page.corrected.connect(self._correct)
        page.typed.connect(lambda text: self._do(lambda path: changes.add(path, text)))
        page.wants_reading.connect(self.read)
        panel.picture_words.wants_reading.connect(self.read)

    def set_reads(self, reads: bool) -> None:
        """Whether words are read at all, on their own or where somebody asks."""
        self._panel.picture_words.set_reads(reads)
        self.show()

    def read(self) -> None:
        """Read the words of the current photo."""
        self._do(self._changes.read)

    def show(self) -> None:
        """Show the current photo; nothing is worked out for a page that nobody sees."""
        path, page = self._photos.current(), self._page
        if not page.isVisible():
            self._changes.measure(None, None)
            return
        entry = self._session.entry(path) if path is not None else None
        result = entry if isinstance(entry, Result) else None
        if path is None or result is None:
            page.show_nothing(self.tr("Words are shown once the photo is located."))
            self._changes.measure(None, None)
            return
        lines = self._changes.lines(path, result)
        page.set_status(self._status(path))
        page.show_result(result, lines, can_read=self._panel.picture_words.can_read(result))
        follows = result.text is None or lines != result.text.lines
        self._changes.measure(path, None if follows else result)

    def _status(self, path: Path) -> str:
        if self._changes.is_following(path):
            return self.tr("The estimate is following...")
        return spoken(self._changes.refusal(path) or "")

    def _changed(self, paths: Sequence[Path]) -> None:
        if self._photos.current() in paths:
            self.show()

    def _measured(self, path: Path, effect: LineEffect) -> None:
        if path == self._photos.current():
            self._page.set_effect(effect)

    def _correct(self, line: TextLine, text: str) -> None:
        self._do(lambda path: self._changes.correct(path, line, text))

    def _do(self, work: Callable[[Path], object]) -> None:
        path = self._photos.current()
        if path is not None:
            self._attempt(lambda: work(path))
