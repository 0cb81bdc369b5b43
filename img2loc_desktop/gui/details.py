"""What can be unfolded below the result: the photo's metadata, and how the answer came about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.core import words
from img2loc_desktop.core.types import Failure, Photo, Result
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.counting import bytes_in_words
from img2loc_desktop.gui.icons import icon
from img2loc_desktop.gui.speech import spoken
from img2loc_desktop.gui.writing import Writing

translate = QCoreApplication.translate

Line = tuple[str, str]  # what it is, and the value


class Details(QWidget):
    """A heading that unfolds labelled lines of text, which can be copied as a whole."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self.heading = QToolButton()
        self.heading.setText(title)
        self.heading.setCheckable(True)
        self.heading.setAutoRaise(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.toggled.connect(self._unfold)
        self.copy = QToolButton()
        self.copy.setAutoRaise(True)
        self.copy.setToolTip(QCoreApplication.translate("Details", "Copy as text"))
        self.copy.setAccessibleName(
            QCoreApplication.translate("Details", "Copy {title} as text").format(title=title)
        )
        self.copy.clicked.connect(self._copy)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignLeading)
        head.addWidget(self.copy)
        self._body = QWidget()
        self._form = QFormLayout(self._body)
        self._form.setContentsMargins(theme.grid(), 0, 0, 0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setHorizontalSpacing(theme.grid(1.5))
        self._form.setVerticalSpacing(theme.grid(0.5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.grid(0.5))
        layout.addLayout(head)
        layout.addWidget(self._body)
        self._unfold(False)
        self._set_icon()

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Replace what is shown."""
        self._lines = list(lines)
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in self._lines:
            self._form.addRow(_caption(name), _value(value))
        self.setVisible(bool(self._lines))

    def text(self) -> str:
        """All lines as text."""
        return "\n".join(f"{name}: {value}" for name, value in self._lines)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_icon()

    def _set_icon(self) -> None:
        self.copy.setIcon(icon("copy", self.palette()))

    def _unfold(self, open_: bool) -> None:
        arrow = Qt.ArrowType.DownArrow
        if not open_:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            arrow = Qt.ArrowType.LeftArrow if mirrored else Qt.ArrowType.RightArrow
        self.heading.setArrowType(arrow)
        self._body.setVisible(open_)
        self.copy.setVisible(open_)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())


def photo_lines(photo: Photo, writing: Writing) -> Iterator[Line]:
    """What the file says of itself."""
    yield translate("details", "File"), words.one_line(str(photo.path))
    yield translate("details", "SHA-256"), photo.sha256
    yield (
        translate("details", "Size"),
        f"{photo.width:,} × {photo.height:,}, {bytes_in_words(photo.byte_size)}",
    )
    yield translate("details", "Format"), photo.format
    if photo.taken_at:
        yield translate("details", "Taken"), words.one_line(photo.taken_at)
    if photo.camera:
        yield translate("details", "Camera"), words.one_line(photo.camera)
    if photo.gps:
        yield translate("details", "Own GPS"), writing.place(photo.gps)


def failure_lines(failure: Failure, writing: Writing) -> Iterator[Line]:
    """Which file could not be located, and what could be read of it all the same."""
    if failure.photo is not None:
        yield from photo_lines(failure.photo, writing)
    else:
        yield translate("details", "File"), words.one_line(str(failure.path))


def origin_lines(result: Result) -> Iterator[Line]:
    """Everything that is needed to get the same answer again."""
    provenance = result.provenance
    yield translate("details", "Method"), _spoken_method(result.estimate.method)
    yield translate("details", "Program"), provenance.app
    for name, artefacts in (
        (translate("details", "Encoder"), provenance.encoder),
        (translate("details", "Index"), provenance.index),
        (translate("details", "Words read by"), provenance.ocr),
        (translate("details", "Model"), provenance.vlm),
    ):
        for artefact in artefacts:
            yield name, f"{artefact.name}\n{artefact.sha256}"
    report = result.vlm
    if report is not None:
        yield translate("details", "Prompt"), report.prompt
        yield (
            translate("details", "Answers"),
            translate("details", "{count} in {seconds} s, {tokens} tokens").format(
                count=len(report.answers),
                seconds=f"{report.seconds:.1f}",
                tokens=f"{report.tokens:,}",
            ),
        )
    yield translate("details", "Seed"), str(provenance.seed)


def _spoken_method(method: str) -> str:
    """ "index a + model b (model c did not answer)", part by part."""
    return "".join(map(spoken, re.split(r"( \+ | \(|; |\))", method)))


def _caption(name: str) -> QLabel:
    return QLabel(name)


def _value(text: str) -> QLabel:
    is_hash = len(text) >= 64 and text[-64:].isalnum()
    shown = text if not is_hash else f"{text[:-32]}\n{text[-32:]}"
    label = QLabel(shown, textFormat=Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(0)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    if is_hash:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(label.font().pointSizeF() * 0.9)
        label.setFont(fixed)
    return label
