"""The right panel: the place, how sure that is, the evidence, and what the analyst makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from img2loc_desktop.core import words
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Failure, LatLon, Neighbours, Result
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.answer import Answer
from img2loc_desktop.gui.correction import Correction
from img2loc_desktop.gui.country_bars import CountryBars
from img2loc_desktop.gui.decision_bar import DecisionBar
from img2loc_desktop.gui.details import Details, failure_lines, origin_lines, photo_lines
from img2loc_desktop.gui.evidence_strip import EvidenceStrip, Finder, Namer
from img2loc_desktop.gui.model_words import ModelWords
from img2loc_desktop.gui.picture_words import PictureWords
from img2loc_desktop.gui.thumbnails import Thumbnails
from img2loc_desktop.gui.writing import Writing


class ResultPanel(QWidget):
    """What is said of the current photo. It shows; the window decides what to show."""

    corrected = Signal(object, str)  # LatLon, how it was given
    previewed = Signal(object)  # LatLon, while one types
    correcting = Signal(bool)  # the pin can be dragged, or no longer
    candidate_chosen = Signal(int)  # its place in the list, from 0 on
    retried = Signal()  # the photo that is shown, and failed, is to be tried again

    def __init__(
        self,
        thumbnails: Thumbnails,
        find: Finder,
        name: Namer,
        gazetteer: Callable[[], Gazetteer],
    ) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Result"))
        self._writing = Writing()
        self._country_name: Callable[[str], str | None] = lambda code: None
        self._entry: Result | Failure | None = None
        self._path: Path | None = None
        self.answer = Answer()
        self.countries = CountryBars()
        self.evidence = EvidenceStrip(thumbnails, find, name)
        self.picture_words = PictureWords()
        self.model_words = ModelWords()
        self.photo = Details(self.tr("Photo"))
        self.origin = Details(self.tr("How it came about"))
        self.decision = DecisionBar()
        self.correction = Correction(gazetteer)
        self.correction.hide()
        self._lay_out()
        self.answer.candidate_chosen.connect(self.candidate_chosen)
        self.answer.retried.connect(self.retried)
        self.decision.correcting.connect(self.start_correction)
        self.correction.corrected.connect(self._corrected)
        self.correction.cancelled.connect(self.end_correction)
        self.correction.previewed.connect(self.previewed)
        self.show_nothing()

    def set_country_names(self, name: Callable[[str], str | None]) -> None:
        """How the codes of countries are read, once place names are loaded."""
        self._country_name = name
        if isinstance(self._entry, Result):
            self.countries.set_countries(self._entry.estimate.countries, name)
            self.evidence.set_neighbours(self._entry.neighbours, self._entry.far)

    def set_writing(self, writing: Writing) -> None:
        """How coordinates and distances are written."""
        self._writing = writing
        self.evidence.set_writing(writing)
        if self._entry is not None:
            self._set_photo(self._entry)

    def show_nothing(self) -> None:
        """No photo is chosen."""
        self._show(None, None, None)
        self.answer.say("", self.tr("Choose a photo to see where it was taken."))
        self.decision.hide()

    def show_waiting(
        self, path: Path, state: str, detail: str, found: Neighbours | None = None
    ) -> None:
        """A photo without a result; ``found`` is what looks like it, if that is known already."""
        self._show(path, None, None)
        if found is not None:
            self.evidence.set_neighbours(found.near, found.far, preliminary=True)
        self.show_progress(state, detail)

    def show_entry(
        self,
        entry: Result | Failure,
        decision: Decision | None,
        file_note: str = "",
        retry: bool = False,
    ) -> None:
        """A photo's result or failure, what was decided, and what became of its file.

        ``retry`` offers to try again what failed after this result.
        """
        path = entry.path if isinstance(entry, Failure) else entry.photo.path
        self._show(path, entry, decision)
        self.answer.show_entry(entry, self._writing, file_note, retry)

    def show_progress(self, state: str, detail: str) -> None:
        """How far the photo that is shown is; a result of it stays until the new one is there."""
        if isinstance(self._entry, Result):
            said = detail or state
            self.answer.set_anew(
                self.tr("Being located anew: {stage}. This is the earlier result.").format(
                    stage=said
                )
            )
            self.answer.again.hide()
        elif self._path is not None:
            self.answer.say(
                state[:1].upper() + state[1:],
                f"{words.one_line(self._path.name)}\n{detail}".strip(),
            )

    def add_words(self, answer: int, text: str) -> None:
        """What the model just added, of the photo that is shown."""
        self.model_words.add(answer, text)

    def start_correction(self) -> None:
        """Ask where it was really."""
        near = self._entry.estimate.position if isinstance(self._entry, Result) else None
        self.decision.hide()
        self.correction.show()
        self.correcting.emit(True)
        self.correction.start(near)

    def end_correction(self) -> None:
        """Back to the buttons."""
        if not self.correction.isHidden():
            self.correction.hide()
            self.correcting.emit(False)
        self.decision.show()

    def _corrected(self, position: LatLon, given_as: str) -> None:
        self.end_correction()
        self.corrected.emit(position, given_as)

    def resume_correction(self) -> None:
        """Show on the map again what was being typed, after the same photo was shown anew."""
        if self.correction.isHidden():
            return
        self.correcting.emit(True)
        position = self.correction.position
        if position is not None:
            self.previewed.emit(position)
        self.correction.line.setFocus()

    def _show(
        self, path: Path | None, entry: Result | Failure | None, decision: Decision | None
    ) -> None:
        if path is None or path != self._path:
            self.end_correction()
        self._path, self._entry = path, entry
        result = entry if isinstance(entry, Result) else None
        self.countries.set_countries(
            result.estimate.countries if result else (), self._country_name
        )
        self.evidence.set_neighbours(
            result.neighbours if result else (), result.far if result else ()
        )
        self.picture_words.set_result(result)
        self.model_words.set_report(result.vlm if result else None)
        self.origin.set_lines(origin_lines(result) if result else ())
        self._set_photo(entry)
        self.decision.set_decision(decision, located=result is not None)

    def _set_photo(self, entry: Result | Failure | None) -> None:
        if isinstance(entry, Failure):
            self.photo.set_lines(failure_lines(entry, self._writing))
        else:
            self.photo.set_lines(photo_lines(entry.photo, self._writing) if entry else ())

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[theme.grid(2)] * 4)
        column.setSpacing(theme.grid(2))
        for part in (
            *(self.answer, self.countries, self.evidence),
            *(self.picture_words, self.model_words, self.photo, self.origin),
        ):
            column.addWidget(part)
        column.addStretch(1)
        self.scrolled = scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("Result"))
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.grid(2), theme.grid(), theme.grid(2), theme.grid(2))
        foot.addWidget(self.decision)
        foot.addWidget(self.correction)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)
