"""The signs of the tool bar and buttons, drawn in the colour of the text beside them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 20, 24, 32, 48)

# On a grid of 16 by 16, drawn with a pen of 1.6 unless filled.
_LINES = {
    "add": "M8 2.5v11M2.5 8h11",
    "export": "M8 10V2.5M4.8 5.5L8 2.3l3.2 3.2M2.5 9.5v4h11v-4",
    "accept": "M2.8 8.6l3.6 3.6 6.8-8",
    "correct": "M3 13l.7-3L11 2.7l2.3 2.3L6 12.3 3 13zM9.4 4.3l2.3 2.3",
    "reject": "M3.5 3.5l9 9M12.5 3.5l-9 9",
    "note": "M3 2.5h10v8l-3 3H3zM5.5 5.5h5M5.5 8h5",
    "layers": "M8 2.2l6 3.2-6 3.2-6-3.2zM2 8.2l6 3.2 6-3.2M2 11l6 3 6-3",
    "fit": "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
    "zoom-in": "M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M10.3 10.3l3.7 3.7M5 7h4M7 5v4",
    "zoom-out": "M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M10.3 10.3l3.7 3.7M5 7h4",
    "words": "M2 3.5h12v9h-12zM4.5 6h7M8 6v4.5",
    "panel": "M2 3h12v10H2zM10 3v10",
    "models": "M8 1.8l5.6 3v6.4L8 14.2l-5.6-3V4.8zM2.4 4.8L8 7.9l5.6-3.1M8 7.9v6.3",
    "copy": "M5.5 5.5h7.5v8h-7.5zM10.5 5.5v-3h-7.5v8h2.5",
    "gps": "M8 1.5v4M8 10.5v4M1.5 8h4M10.5 8h4",
    "warning": "M8 2.2l6.2 11.3H1.8zM8 6.2v3.6M8 11.4v.6",
}
_FILLED = {
    "play": "M4 2.5v11l9-5.5z",
    "pause": "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
    "stop": "M3 3h10v10H3z",
}


def icon(name: str, palette: QPalette, colour: QColor | None = None) -> QIcon:
    """A sign for both states; the colour of button text unless another is given."""
    made = QIcon()
    normal = colour or palette.color(QPalette.ColorRole.ButtonText)
    greyed = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    for size in _SIZES:
        made.addPixmap(_drawn(name, size, normal), QIcon.Mode.Normal)
        made.addPixmap(_drawn(name, size, greyed), QIcon.Mode.Disabled)
    return made


def _drawn(name: str, size: int, colour: QColor) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(_svg(name, colour).encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _svg(name: str, colour: QColor) -> str:
    how = (
        f'd="{_FILLED[name]}" fill="{colour.name()}"'
        if name in _FILLED
        else f'd="{_LINES[name]}" fill="none" stroke="{colour.name()}" stroke-width="1.6" '
        'stroke-linecap="round" stroke-linejoin="round"'
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path {how}/></svg>'
