"""Text on the map: drawn once with its halo, then only copied."""

from __future__ import annotations

import math
from collections import OrderedDict
from enum import IntEnum

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from img2loc_desktop.gui.map.theme import Theme

HALO = 2.0  # pixels around the letters
_MOST = 2000  # texts that are kept
_SIZES = (1.0, 0.92, 0.88, 0.84)  # of the names of each rank, to the widget's font
_LONG_LINE = 14  # characters: longer names of countries are broken into lines


class Rank(IntEnum):
    """What goes before what."""

    COUNTRY = 0
    CAPITAL = 1
    CITY = 2
    TOWN = 3


class Lettering:
    """Keeps drawn texts by what they say and how they look."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._sizes: dict[tuple[str, Rank, str], tuple[float, float]] = {}
        self._fonts: dict[tuple[str, int], QFont] = {}

    def size(self, text: str, rank: Rank, font: QFont, key: str) -> tuple[float, float]:
        """Width and height of a name, its halo included; ``key`` is the font's."""
        of = (text, rank, key)
        if of not in self._sizes:
            size = text_size(_lines(text, rank), self._font(rank, font))
            self._sizes[of] = (size.width(), size.height())
        return self._sizes[of]

    def of(
        self, text: str, rank: Rank, font: QFont, font_key: str, theme: Theme, ratio: float
    ) -> QPixmap:
        """A name as a picture."""
        key = _key(text, rank, font_key, theme, ratio)
        if key in self._drawn:
            self._drawn.move_to_end(key)
            return self._drawn[key]
        lines, own = _lines(text, rank), self._font(rank, font)
        pixmap = haloed(lines, own, text_size(lines, own), theme.name, theme.halo, ratio)
        self._drawn[key] = pixmap
        if len(self._drawn) > _MOST:
            self._drawn.popitem(last=False)
        return pixmap

    def has(self, text: str, rank: Rank, font_key: str, theme: Theme, ratio: float) -> bool:
        """Whether the picture of a name is there already: to draw one takes milliseconds."""
        return _key(text, rank, font_key, theme, ratio) in self._drawn

    def dot(self, rank: Rank, theme: Theme, ratio: float) -> QPixmap:
        """The sign of a place: a square for a capital, a small disc for the others."""
        key = ("", rank, id(theme), ratio)
        if key not in self._drawn:
            pixmap = blank(QSizeF(9, 9), ratio)
            with QPainter(pixmap) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.halo, 2.0))
                painter.setBrush(theme.name)
                half = 2.6 if rank == Rank.CAPITAL else 2.2
                mark = QRectF(4.5 - half, 4.5 - half, 2 * half, 2 * half)
                if rank == Rank.CAPITAL:
                    painter.drawRect(mark)
                    painter.fillRect(mark.adjusted(0.7, 0.7, -0.7, -0.7), theme.name)
                else:
                    painter.drawEllipse(mark)
            self._drawn[key] = pixmap
        self._drawn.move_to_end(key)
        return self._drawn[key]

    def _font(self, rank: Rank, base: QFont) -> QFont:
        key = (base.key(), int(rank))
        if key not in self._fonts:
            font = QFont(base)
            font.setPointSizeF(QFontInfo(base).pointSizeF() * _SIZES[rank])
            if rank == Rank.COUNTRY:
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.2)
            if rank <= Rank.CAPITAL:
                font.setWeight(QFont.Weight.DemiBold)
            self._fonts[key] = font
        return self._fonts[key]


def _key(text: str, rank: Rank, font_key: str, theme: Theme, ratio: float) -> tuple[object, ...]:
    return text, rank, font_key, id(theme), ratio


def text_size(lines: list[str], font: QFont) -> QSizeF:
    """How much room lines of text take, their halo included."""
    metrics = QFontMetricsF(font)
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return QSizeF(math.ceil(width + 2 * HALO), math.ceil(metrics.lineSpacing() * len(lines)))


def haloed(
    lines: list[str], font: QFont, size: QSizeF, color: QColor, halo: QColor, ratio: float
) -> QPixmap:
    """Lines of text with a halo on nothing, each in the middle of ``size``."""
    pixmap = blank(size, ratio)
    metrics = QFontMetricsF(font)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        path = QPainterPath()
        spots = []
        for row, line in enumerate(lines):
            left = (size.width() - metrics.horizontalAdvance(line)) / 2
            base = QPointF(round(left), round(row * metrics.lineSpacing() + metrics.ascent()))
            path.addText(base, font, line)
            spots.append((base, line))
        pen = QPen(halo, 2 * HALO)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
        painter.setPen(color)
        for base, line in spots:
            painter.drawText(base, line)
    return pixmap


def blank(size: QSizeF, ratio: float) -> QPixmap:
    """An empty picture of a size in logical pixels."""
    pixmap = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _lines(text: str, rank: Rank) -> list[str]:
    """A name's lines: long names of countries are broken where both halves are about as long."""
    words = text.split()
    if rank != Rank.COUNTRY or len(text) <= _LONG_LINE or len(words) < 2:
        return [text]
    cut = min(
        range(1, len(words)),
        key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:]))),
    )
    halves = (" ".join(words[:cut]), " ".join(words[cut:]))
    return [line for half in halves for line in (_lines(half, rank) if len(half) > 18 else [half])]
