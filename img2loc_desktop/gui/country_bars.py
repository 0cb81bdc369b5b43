"""The shares of countries as bars: which part of the chance lies in which country."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from img2loc_desktop.core import words
from img2loc_desktop.core.types import CountryShare
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.speech import spoken

_SHOWN = 5
_BAR = 6  # pixels


class CountryBars(QWidget):
    """A line of text and a bar for each of the likeliest countries."""

    def __init__(self) -> None:
        super().__init__()
        self._shares: list[tuple[str, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_countries(
        self, countries: Sequence[CountryShare], name: Callable[[str], str | None]
    ) -> None:
        """Show the first few; ``name`` gives the name of an ISO code."""
        self._shares = [
            (name(country.code) or country.code or self.tr("at sea"), country.share)
            for country in countries[:_SHOWN]
        ]
        said = ", ".join(f"{place} {spoken(words.percent(share))}" for place, share in self._shares)
        self.setAccessibleName(self.tr("Chance by country: {shares}").format(shares=said))
        self.setVisible(bool(self._shares))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, self._caption_height() + self._row_height() * len(self._shares))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            caption = QRect(0, 0, self.width(), self._caption_height())
            painter.drawText(caption, Qt.AlignmentFlag.AlignLeading, self._caption())
            # A figure stands before its unit.
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setFont(theme.tabular(self.font()))
            top = self._caption_height()
            for number, (place, share) in enumerate(self._shares):
                self._paint_row(painter, top + number * self._row_height(), place, share)

    def _paint_row(self, painter: QPainter, top: int, place: str, share: float) -> None:
        metrics = painter.fontMetrics()
        line = QRect(0, top, self.width(), metrics.height())
        figure = spoken(words.percent(share))
        start, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            start, end = end, start
        painter.setPen(self.palette().windowText().color())
        room = line.width() - metrics.horizontalAdvance(figure) - theme.grid()
        shown = metrics.elidedText(place, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, start, shown)
        painter.drawText(line, end, figure)
        track = QRect(0, line.bottom() + 3, self.width(), _BAR)
        painter.fillRect(track, theme.hairline(self.palette()))
        bar = QRect(track)
        bar.setWidth(max(2, round(track.width() * min(1.0, share))))
        if start == Qt.AlignmentFlag.AlignRight:
            bar.moveRight(track.right())
        painter.fillRect(bar, theme.estimate(self.palette()))

    def _caption(self) -> str:
        return self.tr("The chance by country:")

    def _caption_height(self) -> int:
        return self.fontMetrics().height() + theme.grid()

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 3 + _BAR + theme.grid()
