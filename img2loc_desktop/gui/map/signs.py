"""The signs of the map's layers: each has a colour and a shape of its own."""

from __future__ import annotations

import math
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from img2loc_desktop.gui.map import theme as colors
from img2loc_desktop.gui.map.lettering import blank

translate = QCoreApplication.translate

_DARK_EDGE = QColor(0, 0, 0, 110)  # so that a white casing shows on light land
PIN_SIZE = QSizeF(26, 34)
NEAR_SIZES = (8.0, 10.0, 12.0, 14.0)  # of the dots, from the least similar to the most


class Layer(StrEnum):
    """What can be switched on and off."""

    ESTIMATE = "estimate"
    AREAS = "areas"
    CANDIDATES = "candidates"
    NEAR = "near"
    FAR = "far"
    GPS = "gps"
    DENSITY = "density"
    TILES = "tiles"
    PIN = "pin"


def layer_name(layer: Layer) -> str:
    """A layer's name as people read it."""
    return {
        Layer.ESTIMATE: translate("Map", "Estimate with its areas"),
        Layer.AREAS: translate("Map", "Smallest areas"),
        Layer.CANDIDATES: translate("Map", "Candidates"),
        Layer.NEAR: translate("Map", "Near neighbours"),
        Layer.FAR: translate("Map", "Far neighbours"),
        Layer.GPS: translate("Map", "The photo's own GPS"),
        Layer.DENSITY: translate("Map", "Density"),
        Layer.TILES: translate("Map", "Map tiles"),
        Layer.PIN: translate("Map", "Corrected position"),
    }[layer]


@lru_cache(maxsize=256)
def sign(layer: Layer, size: float, casing: str, ratio: float, chosen: bool = False) -> QPixmap:
    """A layer's sign, ``size`` logical pixels wide, with room for its casing.

    ``casing`` is the colour around it. The middle of the picture is the sign's position, but
    for the pin, whose tip is in the middle of the lower edge.
    """
    room = PIN_SIZE if layer is Layer.PIN else QSizeF(size + 8, size + 8)
    pixmap = blank(room, ratio)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(room.width() / 2, room.height() / 2)
        _draw(painter, layer, size / 2, QColor(casing))
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(casing), 4.0))
            radius = size / 2 + 2.0
            painter.drawEllipse(QPointF(0, 0), radius, radius)
            painter.setPen(QPen(QColor("#1A1A1A"), 2.0))
            painter.drawEllipse(QPointF(0, 0), radius, radius)
    return pixmap


def sign_size(layer: Layer) -> float:
    """How wide a layer's sign is, where all are alike."""
    return {Layer.ESTIMATE: 22.0, Layer.CANDIDATES: 15.0, Layer.GPS: 19.0, Layer.FAR: 10.0}.get(
        layer, 12.0
    )


def icon(layer: Layer, ratio: float) -> QIcon:
    """A layer's sign for a list."""
    pixmap = blank(QSizeF(22, 22), ratio)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if layer is Layer.DENSITY:
            for radius, alpha in ((9.0, 70), (6.0, 120), (3.0, 200)):
                color = QColor(colors.LIGHT.heat[0])
                color.setAlpha(alpha)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawEllipse(QPointF(11, 11), radius, radius)
        elif layer is Layer.AREAS:
            fill = QColor(colors.AREAS)
            fill.setAlphaF(0.3)
            painter.setPen(QPen(colors.AREAS, 1.4))
            painter.setBrush(fill)
            stairs = [(3, 8), (8, 8), (8, 3), (19, 3), (19, 14), (12, 14), (12, 19), (3, 19)]
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in stairs]))
        elif layer is Layer.TILES:
            painter.setPen(QPen(colors.FAR, 1.6))
            for rectangle in (QRectF(3, 3, 16, 16), QRectF(3, 3, 8, 8), QRectF(11, 11, 8, 8)):
                painter.drawRect(rectangle)
        else:
            painter.translate(11, 11)
            if layer is Layer.PIN:
                painter.scale(0.6, 0.6)
            _draw(painter, layer, min(sign_size(layer), 14.0) / 2, QColor("white"))
    return QIcon(pixmap)


def _draw(painter: QPainter, layer: Layer, half: float, casing: QColor) -> None:
    """A sign around the origin, ``half`` pixels to each side."""
    middle = QPointF(0, 0)
    if layer is Layer.ESTIMATE:
        _disc(painter, half, colors.ESTIMATE, casing, 2.4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#1A1A1A"))
        painter.drawEllipse(middle, half * 0.22, half * 0.22)
    elif layer is Layer.NEAR:
        _disc(painter, half, colors.NEAR, casing, 1.4)
    elif layer is Layer.FAR:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((casing, 4.4), (colors.FAR, 2.2)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(middle, half - 1, half - 1)
    elif layer is Layer.CANDIDATES:
        corners = [(0.0, -half), (half, 0.0), (0.0, half), (-half, 0.0)]
        diamond = QPolygonF([QPointF(x, y) for x, y in corners])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((_DARK_EDGE, 6.0), (casing, 5.0), (colors.ESTIMATE, 2.6)):
            pen = QPen(color, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawPolygon(diamond)
    elif layer is Layer.GPS:
        for color, width in ((_DARK_EDGE, 8.0), (casing, 7.0), (colors.OWN_GPS, 3.8)):
            pen = QPen(color, width)
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)
            painter.setPen(pen)
            reach = half - 3.0
            painter.drawLine(QPointF(-reach, 0), QPointF(reach, 0))
            painter.drawLine(QPointF(0, -reach), QPointF(0, reach))
    else:
        _pin(painter, casing)


def _disc(
    painter: QPainter, half: float, color: QColor, casing: QColor, casing_width: float
) -> None:
    painter.setPen(QPen(_DARK_EDGE, 1.0))
    painter.setBrush(casing)
    painter.drawEllipse(QPointF(0, 0), half, half)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    inner = half - casing_width * 0.75
    painter.drawEllipse(QPointF(0, 0), inner, inner)


def _pin(painter: QPainter, casing: QColor) -> None:
    """A drop whose tip is at the bottom of ``PIN_SIZE``."""
    radius, tip = 9.5, PIN_SIZE.height() / 2 - 1.5
    center = QPointF(0, -PIN_SIZE.height() / 2 + radius + 2.5)
    drop = QPainterPath()
    box = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
    # From the tangent on the right, over the top, to the one on the left, then to the tip.
    angle = math.degrees(math.asin(radius / (tip - center.y())))
    drop.arcMoveTo(box, -angle)
    drop.arcTo(box, -angle, 180 + 2 * angle)
    drop.lineTo(0, tip)
    drop.closeSubpath()
    painter.setPen(QPen(casing, 3.0))
    painter.setBrush(colors.PIN)
    painter.drawPath(drop)
    painter.setPen(QPen(QColor("#4A2338"), 1.4))
    painter.drawPath(drop)
    painter.setBrush(QColor("#4A2338"))
    painter.drawEllipse(center, 3.4, 3.4)
