"""The colours of the map; those of the signs are the same in light and dark."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

# Told apart with every kind of colour blindness: the palette of Okabe and Ito (2008).
ESTIMATE = QColor("#E69F00")
NEAR = QColor("#0072B2")
FAR = QColor("#8A8F96")
OWN_GPS = QColor("#009E73")
PIN = QColor("#CC79A7")
AREAS = QColor("#D55E00")  # the smallest ones


@dataclass(frozen=True, slots=True)
class Theme:
    """What differs between light and dark."""

    sea: QColor
    land: QColor
    border: QColor
    name: QColor
    halo: QColor  # around names and lines, so that they can be read on anything
    casing: QColor  # around marks
    outline: QColor  # of the areas of the estimate
    heat: tuple[QColor, QColor]  # little, much


LIGHT = Theme(
    sea=QColor("#DCE8F2"),
    land=QColor("#F4F2EC"),
    border=QColor("#C9C4BA"),
    name=QColor("#55575A"),
    halo=QColor(255, 255, 255, 200),
    casing=QColor("#FFFFFF"),
    outline=QColor("#9A6700"),
    heat=(QColor("#E69F00"), QColor("#B34700")),
)
DARK = Theme(
    sea=QColor("#15191E"),
    land=QColor("#262A30"),
    border=QColor("#3C424A"),
    name=QColor("#B8BDC4"),
    halo=QColor(21, 25, 30, 210),
    casing=QColor("#F0F2F4"),
    outline=QColor("#E69F00"),
    heat=(QColor("#B36B00"), QColor("#FFD27A")),
)
