"""The photo in place of the map: its words, what each means, and what the analyst makes of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.core import line_effects, words
from img2loc_desktop.core.line_effects import MOST, worth_trying
from img2loc_desktop.core.types import Clue, LineEffect, LineMark, Photo, Result, TextLine
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.icons import icon
from img2loc_desktop.gui.line_kinds import (
    USED,
    Kind,
    kind_of,
    kind_words,
    plain_text,
    shown_text,
)
from img2loc_desktop.gui.picture_view import PictureView
from img2loc_desktop.gui.speech import isolated, spoken
from img2loc_desktop.gui.thumbnails import Thumbnails, Wanted
from img2loc_desktop.gui.word_entry import WordEntry
from img2loc_desktop.gui.word_list import CountryName, WordList, meaning_of, moved_words, place_in
from img2loc_desktop.gui.writing import Writing

SIDES = (1200, 3200)  # pixels: at first, and for whoever looks closely


class PicturePage(QWidget):
    """Shows and asks; `PictureDesk` knows what the case says and what is to be done."""

    left = Signal()  # back to the map
    wants_reading = Signal()
    searched = Signal(str)
    struck = Signal(object)  # TextLine
    restored = Signal(object)  # TextLine
    corrected = Signal(object, str)  # TextLine, text
    typed = Signal(str)

    def __init__(self, pictures: Thumbnails) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("The photo and its words"))
        self._pictures = pictures
        self._photo: Photo | None = None
        self._lines: tuple[TextLine, ...] = ()
        self._clues: Sequence[Clue] = ()
        self._kinds: list[Kind] = []
        self._meanings: list[str] = []
        self._is_known: list[bool] = []
        self._effects: dict[int, LineEffect] = {}
        self._tried: Sequence[int] = ()
        self._writing = Writing()
        self.country_name: CountryName = lambda code: None
        self.view = PictureView()
        self.list = WordList()
        self.entry = WordEntry()
        self.back = QPushButton(self.tr("Back to the &map"))
        self.place = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.place.setAccessibleName(self.tr("The estimate"))
        self.status = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        self.status.setAccessibleName(self.tr("About the words"))
        self.about = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.about.setAccessibleName(self.tr("The chosen word"))
        self.about.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.read = QPushButton(self.tr("&Read the words"))
        self.search = QPushButton(self.tr("&Search places"))
        self.copy = QPushButton(self.tr("C&opy"))
        self.strike = QPushButton()
        self.correct = QPushButton(self.tr("It says &else..."))
        self._lay_out()
        self._connect()
        self.show_nothing("")

    def set_writing(self, writing: Writing) -> None:
        """How distances are written."""
        self._writing = writing
        self._show_effects()

    def set_country_names(self, name: CountryName) -> None:
        """How the codes of countries are read, once place names are loaded."""
        self.country_name = name
        self._show_effects()

    def show_nothing(self, why: str) -> None:
        """There is no result to show words of."""
        self._photo = None
        self.view.set_photo(1, 1)
        self.place.setText(why)
        self.status.hide()
        self.read.hide()
        self._set_lines((), (), ())

    def show_result(self, result: Result, lines: Sequence[TextLine], *, can_read: bool) -> None:
        """A result, and the lines as they are decided to be, which it may still have to follow."""
        photo, before = result.photo, self._photo
        self._photo = photo
        is_new = before is None or (before.path, before.sha256) != (photo.path, photo.sha256)
        if is_new:
            self.entry.leave()
            self.view.set_photo(photo.width, photo.height)
        radius = self._writing.distance(result.estimate.radius_p50_km)
        self.place.setText(
            self.tr("{place}: half of the chance within {radius}").format(
                place=spoken(words.headline(result)), radius=isolated(radius)
            )
        )
        self.read.setText(
            self.tr("Search for small &words")
            if result.provenance.ocr
            else self.tr("&Read the words")
        )
        self.read.setVisible(can_read)
        report = result.text
        same = report is not None and tuple(lines) == report.lines
        self._effects = {e.line: e for e in report.effects} if report and same else {}
        self._tried = worth_trying(report) if report and same else range(len(lines))
        self._set_lines(lines, report.clues if report else (), report.lines if report else ())
        if is_new:
            used = (row for row, kind in enumerate(self._kinds) if kind in USED)
            self.choose(next(used, 0))
        self._show_picture()

    def set_status(self, text: str) -> None:
        """What is going on, or went wrong."""
        self.status.setText(text)
        self.status.setVisible(bool(text))

    def set_effect(self, effect: LineEffect) -> None:
        """What a line moved is known now."""
        self._effects[effect.line] = effect
        self._show_effects()

    def choose(self, row: int) -> None:
        """Choose a line, in the list and in the photo."""
        self.list.choose(row)
        self.view.choose(row)
        self._describe(row)

    @property
    def line(self) -> TextLine | None:
        """The chosen line."""
        row = self.list.row
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape goes back to the map."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with the chosen word."""
        if self.line is None:
            return
        menu = QMenu(self)
        for button in (self.search, self.copy, self.strike, self.correct):
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_icons()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self._fill_list()

    def _set_lines(
        self, lines: Sequence[TextLine], clues: Sequence[Clue], known: Sequence[TextLine]
    ) -> None:
        """``clues`` are those of the ``known`` lines: others mean what is still to be found out."""
        self._lines = tuple(lines)
        rows = {row for clue in clues for row in clue.lines}
        self._is_known = [row < len(known) and line == known[row] for row, line in enumerate(lines)]
        self._clues = clues
        self._kinds = [
            kind_of(line, row in rows and self._is_known[row]) for row, line in enumerate(lines)
        ]
        self._meanings = [
            self._meaning(row, kind) if self._is_known[row] else "…"
            for row, kind in enumerate(self._kinds)
        ]
        self._fill_list()
        self.view.set_lines(lines, self._kinds)
        self._say_how_many()
        self._describe(self.list.row)
        self.view.choose(self.list.row)

    def _fill_list(self) -> None:
        self.list.set_lines(self._lines, self._kinds, self._meanings)
        self._show_effects()

    def _meaning(self, row: int, kind: Kind) -> str:
        if kind in (Kind.STRUCK, Kind.UNREAD):
            return kind_words(kind)
        meaning = meaning_of(row, self._clues) or self.tr("says nothing of the place")
        if kind in (Kind.CORRECTED, Kind.TYPED):
            return f"{kind_words(kind)}: {meaning}"
        return meaning

    def _moved(self, row: int) -> str:
        if row in self._effects:
            return moved_words(self._effects[row], self._writing, self.country_name)
        has_clue = any(row in clue.lines for clue in self._clues)
        if self._lines[row].mark is LineMark.STRUCK or not has_clue:
            return "–"
        return "…" if row in self._tried else self.tr("not measured")

    def _show_effects(self) -> None:
        for row in range(len(self._lines)):
            self.list.set_moved(row, self._moved(row))
        self._describe(self.list.row)

    def _say_how_many(self) -> None:
        used = sum(kind in USED for kind in self._kinds)
        number = len(self._lines)
        self.view.setAccessibleDescription(
            self.tr(
                "{number} lines of text, {used} of them used. The list names them.", "", number
            ).format(number=number, used=used)
        )

    def _describe(self, row: int) -> None:
        """The chosen line in full, and what can be done with it."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        for button in (self.search, self.copy):
            button.setEnabled(line is not None and bool(plain_text(line).strip()))
        for button in (self.strike, self.correct):
            button.setEnabled(line is not None)
        if line is None:
            none = self.tr("No word is chosen.") if self._lines else self.tr("No words were read.")
            self.about.setText(none if self._photo else "")
            self.strike.setText(self.tr("S&trike"))
            return
        self.strike.setText(self.tr("&Take back") if self._is_changed(line) else self.tr("S&trike"))
        self.correct.setEnabled(line.mark is not LineMark.STRUCK)
        kind = self._kinds[row]
        said = [f"{row + 1}. {shown_text(line)}", self._origin(line, kind)]
        if kind is not Kind.STRUCK:
            said.append(meaning_of(row, self._clues))
        if row in self._effects:
            said.append(self._without(self._effects[row]))
        elif self._moved(row) == self.tr("not measured"):
            said.append(
                self.tr(
                    "What it moved was not measured: only the strongest {number} are.", "", MOST
                ).format(number=MOST)
            )
        self.about.setText("\n".join(filter(None, said)))

    @staticmethod
    def _is_changed(line: TextLine) -> bool:
        return line.mark is not LineMark.READ

    def _origin(self, line: TextLine, kind: Kind) -> str:
        said = kind_words(kind)
        if line.mark is LineMark.CORRECTED and line.read_as:
            read = shown_text(TextLine(line.read_as, line.confidence))
            return self.tr("{what}; read as “{text}”").format(what=said, text=read)
        if line.mark in (LineMark.TYPED, LineMark.CORRECTED) or not line.text:
            return said
        return self.tr("{what}; the reading is {percent} sure").format(
            what=said, percent=spoken(words.percent(line.confidence))
        )

    def _without(self, effect: LineEffect) -> str:
        text = (
            self.tr(
                "Without it the estimate would lie where it lies now, with half of the chance "
                "within {radius}; {change}."
            )
            if line_effects.is_near(effect)
            else self.tr(
                "Without it the estimate would lie {distance} away, with half of the chance within "
                "{radius}; {change}."
            )
        )
        return text.format(
            distance=self._writing.distance(effect.moved_km),
            radius=self._writing.distance(effect.radius_p50_km),
            change=self.tr("{country} has {with_} with it, {without} without").format(
                country=self.country_name(effect.country)
                or effect.country
                or self.tr("the open sea"),
                with_=spoken(words.percent(effect.share_with)),
                without=spoken(words.percent(effect.share_without)),
            ),
        )

    # ---- the picture

    def _side(self) -> int:
        """How large a picture is worth decoding for what is shown of it."""
        if self._photo is None:
            return SIDES[0]
        long_side = max(self._photo.width, self._photo.height)
        return SIDES[0] if self.view.scale_of_screen * long_side <= SIDES[0] * 1.2 else SIDES[1]

    def _show_picture(self) -> None:
        if self._photo is None or not self.isVisible():
            return
        wanted = (self._photo.path, self._photo.sha256, self._side())
        image = self._pictures.image(*wanted)
        if image is not None:
            self.view.set_image(image)
        elif self._pictures.failed(*wanted):
            self._no_picture()

    def _ready(self, wanted: Wanted) -> None:
        photo = self._photo
        if photo is not None and (wanted.path, wanted.sha256) == (photo.path, photo.sha256):
            self._show_picture()

    def _no_picture(self) -> None:
        if not self.status.text():
            self.set_status(
                self.tr(
                    "The photo is not where it was, has changed, or is too large to be shown. "
                    "Its words can be changed all the same."
                )
            )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._show_picture()

    # ---- putting it together

    def _copy(self) -> None:
        if self.line is not None:
            QGuiApplication.clipboard().setText(plain_text(self.line))

    def _search(self) -> None:
        """Search the place that the line is taken to name; all of it where it names none."""
        line, row = self.line, self.list.row
        if line is None or not plain_text(line).strip():
            return
        place = place_in(row, self._clues) if self._is_known[row] else ""
        self.searched.emit(place or plain_text(line).strip())

    def _strike(self) -> None:
        line = self.line
        if line is not None:
            (self.restored if self._is_changed(line) else self.struck).emit(line)

    def _correct(self) -> None:
        if self.line is not None and self.correct.isEnabled():
            self.entry.correct(self.line)

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.read.clicked.connect(self.wants_reading)
        self.list.chosen.connect(self.choose)
        self.view.chosen.connect(self.choose)
        self.view.zoomed.connect(self._show_picture)
        self._pictures.ready.connect(self._ready)
        for button, signal, work in (
            (self.search, self.list.search, self._search),
            (self.copy, self.list.copied, self._copy),
            (self.strike, self.list.strike, self._strike),
            (self.correct, self.list.correct, self._correct),
        ):
            button.clicked.connect(work)
            signal.connect(work)
        self.entry.typed.connect(self.typed)
        self.entry.corrected.connect(self.corrected)
        self.entry.left.connect(self.list.setFocus)

    def _lay_out(self) -> None:
        self._tools: dict[str, QToolButton] = {}
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.place, 1)
        for name, text, work in (
            ("zoom-out", self.tr("Zoom out (-)"), lambda: self.view.zoom_by(-1)),
            ("zoom-in", self.tr("Zoom in (+)"), lambda: self.view.zoom_by(1)),
            ("fit", self.tr("Show the whole photo (F)"), self.view.fit),
        ):
            tool = QToolButton()
            tool.setAutoRaise(True)
            tool.setToolTip(text)
            tool.setAccessibleName(text)
            tool.clicked.connect(lambda _=False, work=work: work())
            self._tools[name] = tool
            head.addWidget(tool)
        buttons = QGridLayout()
        for row, button in enumerate(
            (self.read, self.search, self.copy, self.strike, self.correct)
        ):
            buttons.addWidget(button, row, 0)
        buttons.setRowStretch(5, 1)
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(buttons)
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(theme.grid(), theme.grid(0.5), theme.grid(), theme.grid())
        column.setSpacing(theme.grid(0.5))
        column.addWidget(self.status)
        column.addLayout(middle, 1)
        column.addWidget(self.about)
        column.addWidget(self.entry)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.view)
        self.splitter.addWidget(lower)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = QWidget()
        top.setLayout(head)
        head.setContentsMargins(theme.grid(), theme.grid(0.5), theme.grid(), theme.grid(0.5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self.splitter, 1)
        self.setAutoFillBackground(True)
        self._set_icons()

    def _set_icons(self) -> None:
        for name, tool in self._tools.items():
            tool.setIcon(icon(name, self.palette()))
