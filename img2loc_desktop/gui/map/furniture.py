"""What stands on the map's edge: the scale bar and whom the map is owed to."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPainter, QPen

from img2loc_desktop.core.speech import say
from img2loc_desktop.core.words import Units, one_line
from img2loc_desktop.gui.map.projection import View
from img2loc_desktop.gui.map.theme import Theme
from img2loc_desktop.gui.speech import spoken

MARGIN = 8
_LONGEST_BAR = 140  # pixels
_LONGEST_CREDIT = 200  # characters of a file's own words
_KM_PER_MILE = 1.609344
_FEET_PER_MILE = 5280


@dataclass(frozen=True, slots=True)
class Bar:
    """A length of the map in pixels, and how long that is on the ground."""

    pixels: float
    kilometres: float
    text: str


def scale_bar(view: View, units: Units = Units.KM) -> Bar:
    """The longest bar of a round length (1, 2 or 5 and zeros), true in the middle of the view."""
    longest = view.kilometres_per_pixel() * _LONGEST_BAR
    if units is Units.KM:
        length = _round(longest) if longest >= 1 else _round(longest * 1000) / 1000
        text = say("{figure} km", figure=f"{length:,.0f}")
        if length < 1:
            text = say("{figure} m", figure=f"{length * 1000:,.0f}")
        if 0 < length * 1000 < 1:
            text = say("{figure} m", figure=f"{length * 1000:.2g}")
    else:
        miles = longest / _KM_PER_MILE
        if miles >= 1:
            miles = _round(miles)
            text = say("{figure} mi", figure=f"{miles:,.0f}")
        else:
            feet = _round(miles * _FEET_PER_MILE)
            miles, text = feet / _FEET_PER_MILE, say("{figure} ft", figure=f"{feet:,.0f}")
        length = miles * _KM_PER_MILE
    return Bar(length / view.kilometres_per_pixel(), length, spoken(text))


def attribution(tiles: str = "") -> str:
    """Whom the map is owed to; ``tiles`` is what the user's own files say of themselves."""
    own = one_line(" ".join(tiles.split()))
    if len(own) > _LONGEST_CREDIT:
        own = f"{own[: _LONGEST_CREDIT - 1]}…"
    parts = [QCoreApplication.translate("Map", "© Natural Earth, GeoNames (CC BY 4.0)"), own]
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is written on the edge of a view, and the plates below it, in the view's pixels."""

    font: QFont
    credit: str
    bar: Bar
    credit_plate: QRectF
    bar_plate: QRectF

    @classmethod
    def of(cls, view: View, font: QFont, units: Units, tiles: str = "") -> Furniture:
        """The attribution in the lower right corner and the scale bar above it."""
        small = QFont(font)
        small.setPointSizeF(max(6.0, QFontInfo(font).pointSizeF() * 0.8))
        metrics = QFontMetricsF(small)
        credit = metrics.elidedText(
            attribution(tiles), Qt.TextElideMode.ElideMiddle, view.width - 2 * MARGIN
        )
        size = QSizeF(metrics.horizontalAdvance(credit) + 2 * MARGIN, metrics.height() + 4)
        plate = QRectF(QPointF(view.width - size.width(), view.height - size.height()), size)
        bar = scale_bar(view, units)
        right, bottom = view.width - MARGIN - 2.0, plate.top() - MARGIN
        widest = max(bar.pixels, metrics.horizontalAdvance(bar.text))
        bar_plate = QRectF(
            QPointF(right - widest - 6, bottom - metrics.height() - 9),
            QPointF(right + 6, bottom + 4),
        )
        return cls(small, credit, bar, plate, bar_plate)

    @property
    def plates(self) -> tuple[QRectF, QRectF]:
        """Where no name can be read."""
        return self.credit_plate, self.bar_plate

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font)
        metrics = QFontMetricsF(self.font)
        painter.fillRect(self.credit_plate, theme.halo)
        painter.setPen(theme.name)
        painter.drawText(self.credit_plate, Qt.AlignmentFlag.AlignCenter, self.credit)
        right, bottom = self.bar_plate.right() - 6, self.bar_plate.bottom() - 4
        left = right - self.bar.pixels
        label = metrics.horizontalAdvance(self.bar.text)
        painter.fillRect(self.bar_plate, theme.halo)
        painter.drawText(QPointF(right - label, bottom - 7 - metrics.descent()), self.bar.text)
        painter.setPen(QPen(theme.name, 1.6))
        painter.drawPolyline(
            [
                QPointF(left, bottom - 5),
                QPointF(left, bottom),
                QPointF(right, bottom),
                QPointF(right, bottom - 5),
            ]
        )
        painter.restore()


def _round(length: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is no longer."""
    power = 10.0 ** math.floor(math.log10(length))
    return next(step for step in (5, 2, 1) if step * power <= length * (1 + 1e-12)) * power
