"""The answer in words: the place, how sure that is, the likeliest places, and the warnings."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from img2loc_desktop.core import words
from img2loc_desktop.core.types import Candidate, Failure, Result
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.icons import icon
from img2loc_desktop.gui.speech import isolated, spoken
from img2loc_desktop.gui.writing import Writing


class Answer(QWidget):
    """A headline, sentences below it, and the candidates as rows that the map can show."""

    candidate_chosen = Signal(int)  # its place in the list, from 0 on
    retried = Signal()  # the photo that failed is to be tried again

    def __init__(self) -> None:
        super().__init__()
        self.anew = _text()
        self.headline = _text()
        self.sure = _text()
        self.ranking = _text()
        self._warned: list[QLabel] = []
        self._rows: list[QPushButton] = []
        self.again = QPushButton(self.tr("Try again"))
        self.again.clicked.connect(self.retried)
        self.candidates = QVBoxLayout()
        self.candidates.setSpacing(0)
        self.warnings = QVBoxLayout()
        self.warnings.setSpacing(theme.grid(0.5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.grid())
        for part in (self.anew, self.headline, self.sure):
            layout.addWidget(part)
        layout.addLayout(self.warnings)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.ranking)
        layout.addLayout(self.candidates)

    def say(self, headline: str, sentence: str) -> None:
        """Words only: there is no result, or none yet."""
        self._clear()
        self.set_anew("")
        self._set_headline(headline)
        self.sure.setText(sentence)
        self.sure.setVisible(bool(sentence))
        self.ranking.hide()
        self.again.hide()

    def set_anew(self, text: str) -> None:
        """How far the photo is that is being located anew, above its earlier result."""
        self.anew.setText(f"◔  {text}" if text else "")
        self.anew.setVisible(bool(text))

    def show_entry(
        self, entry: Result | Failure, writing: Writing, file_note: str, retry: bool = False
    ) -> None:
        """A result or a failure; ``file_note`` says that the file moved or changed since.

        ``retry`` offers to try again what failed after this result.
        """
        if isinstance(entry, Failure):
            self.say(
                self.tr("Not located"), f"{spoken(entry.message)}\n{spoken(entry.hint)}".strip()
            )
            self._warn(file_note)
            self.again.show()
            self._set_tab_order()
            return
        sentences = [spoken(words.how_sure(entry, writing.units))]
        if not words.is_hint(entry):
            estimate = entry.estimate
            place = words.coordinates(estimate.position, estimate.radius_p50_km)
            sentences.append(self.tr("Middle of the area: {place}").format(place=isolated(place)))
        sentences.append(spoken(words.own_gps(entry, writing.units) or ""))
        self.say(spoken(words.headline(entry)), "\n".join(filter(None, sentences)))
        self._warn(file_note)
        for warning in entry.warnings:
            self._warn(spoken(warning))
        self.again.setVisible(retry)
        self.ranking.setText(spoken(words.ranking(entry.candidates)))
        self.ranking.setVisible(len(entry.candidates) > 1)
        if len(entry.candidates) > 1:
            for number, candidate in enumerate(entry.candidates):
                self._rows.append(self._row(number, candidate, entry))
                self.candidates.addWidget(self._rows[-1])
        self._set_tab_order()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.headline.setFont(theme.headline_font(self))

    def _set_headline(self, text: str) -> None:
        self.headline.setFont(theme.headline_font(self))
        self.headline.setText(text)
        self.headline.setVisible(bool(text))

    def _row(self, number: int, candidate: Candidate, result: Result) -> QPushButton:
        name = spoken(words.candidate_name(candidate, result))
        share = spoken(words.percent(candidate.share))
        row = QPushButton()
        row.setFlat(True)
        row.setCursor(Qt.CursorShape.PointingHandCursor)
        row.setToolTip(self.tr("Show on the map"))
        row.setAccessibleName(
            self.tr("{place}: {share} of the chance lies nearest to it").format(
                place=name, share=share
            )
        )
        row.clicked.connect(lambda: self.candidate_chosen.emit(number))
        inside = QHBoxLayout(row)
        inside.setContentsMargins(theme.grid(0.5), 0, theme.grid(0.5), 0)
        sign = QLabel("◇")
        sign.setStyleSheet(f"color: {theme.estimate(self.palette()).name()}")
        inside.addWidget(sign)
        place = _text()  # far out at sea it is a long one
        place.setText(name)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        inside.addWidget(place, 1)
        figure = QLabel(share)
        figure.setFont(theme.tabular(self.font()))
        inside.addWidget(figure)
        for label in row.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.setMinimumHeight(self.fontMetrics().height() + theme.grid())
        policy = row.sizePolicy()  # a button of two lines where its text needs them
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        row.setSizePolicy(policy)
        return row

    def _set_tab_order(self) -> None:
        """From top to bottom: what is made anew would come after the rest of the window."""
        parts = (
            self.anew,
            self.headline,
            self.sure,
            *self._warned,
            self.again,
            self.ranking,
            *self._rows,
        )
        for before, after in itertools.pairwise(parts):
            QWidget.setTabOrder(before, after)

    def _warn(self, text: str) -> None:
        if not text:
            return
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.grid())
        sign = QLabel()
        size = self.fontMetrics().height()
        colour = theme.warning(self.palette())
        sign.setPixmap(icon("warning", self.palette(), colour).pixmap(size, size))
        sign.setAccessibleName(self.tr("Warning"))
        said = _text()
        said.setText(text)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(said, 1)
        self._warned.append(said)
        self.warnings.addWidget(line)

    def _clear(self) -> None:
        self._warned, self._rows = [], []
        for layout in (self.candidates, self.warnings):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()


def _text() -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
