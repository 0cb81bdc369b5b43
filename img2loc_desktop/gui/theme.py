"""Light, dark or as the system has it; text size; and colours that go with either.

Pairs of text and ground keep a contrast of at least 4.5 to 1, marks and lines that mean
something at least 3 to 1 (WCAG 2.2, success criteria 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget

_GRID = 8  # pixels

_LIGHT = {
    QPalette.ColorRole.Window: "#f6f6f4",
    QPalette.ColorRole.WindowText: "#1d1f22",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f0f0ed",
    QPalette.ColorRole.Text: "#1d1f22",
    QPalette.ColorRole.Button: "#f0f0ed",
    QPalette.ColorRole.ButtonText: "#1d1f22",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Highlight: "#0067a8",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Accent: "#0067a8",
    QPalette.ColorRole.Link: "#00609c",
    QPalette.ColorRole.LinkVisited: "#6b4a8f",
    QPalette.ColorRole.ToolTipBase: "#1d1f22",
    QPalette.ColorRole.ToolTipText: "#ffffff",
    QPalette.ColorRole.PlaceholderText: "#65686d",
    QPalette.ColorRole.Light: "#ffffff",
    QPalette.ColorRole.Midlight: "#e7e7e3",
    QPalette.ColorRole.Mid: "#c4c4be",
    QPalette.ColorRole.Dark: "#9b9b95",
    QPalette.ColorRole.Shadow: "#6f6f6a",
}
_DARK = {
    QPalette.ColorRole.Window: "#1e2227",
    QPalette.ColorRole.WindowText: "#e6e8ea",
    QPalette.ColorRole.Base: "#181b1f",
    QPalette.ColorRole.AlternateBase: "#22262b",
    QPalette.ColorRole.Text: "#e6e8ea",
    QPalette.ColorRole.Button: "#2b3037",
    QPalette.ColorRole.ButtonText: "#e6e8ea",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Highlight: "#56b4e9",
    QPalette.ColorRole.HighlightedText: "#0b0d10",
    QPalette.ColorRole.Accent: "#56b4e9",
    QPalette.ColorRole.Link: "#7cc5ee",
    QPalette.ColorRole.LinkVisited: "#c3a6e0",
    QPalette.ColorRole.ToolTipBase: "#e6e8ea",
    QPalette.ColorRole.ToolTipText: "#181b1f",
    QPalette.ColorRole.PlaceholderText: "#9aa0a8",
    QPalette.ColorRole.Light: "#3a4048",
    QPalette.ColorRole.Midlight: "#30353c",
    QPalette.ColorRole.Mid: "#454c55",
    QPalette.ColorRole.Dark: "#101215",
    QPalette.ColorRole.Shadow: "#000000",
}
# Some styles derive the edge of a text field from the window's colour, so that on a dark one it
# cannot be seen.
_EDGES = 'QLineEdit[frame="true"] { border: 1px solid #7d858f; border-radius: 3px; padding: 2px; }'
_GREYED = {False: "#85878b", True: "#787e86"}  # of what cannot be used now; exempt from the rule


def grid(steps: float = 1) -> int:
    """A distance of the layout in pixels."""
    return round(_GRID * steps)


def apply_theme(application: QApplication, theme: str) -> None:
    """Give the application the palette of "light", "dark" or "system"."""
    hints = application.styleHints()
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints.setColorScheme(scheme.get(theme, Qt.ColorScheme.Unknown))
    if theme == "system" and hints.colorScheme() != Qt.ColorScheme.Unknown:
        application.setPalette(QPalette())  # what the desktop says
        application.setStyleSheet("")
    else:
        dark = theme == "dark"
        application.setPalette(own_palette(dark))
        application.setStyleSheet(_EDGES if dark else "")


def apply_text_size(application: QApplication, percent: int, usual: QFont) -> None:
    """Scale all text of the application from the system's ``usual`` font."""
    font = QFont(usual)
    font.setPointSizeF(usual.pointSizeF() * percent / 100)
    application.setFont(font)
    for kind in ("QMenuBar", "QMenu"):  # for these a platform may have fonts of their own
        # The stubs want bytes, the call itself wants text.
        application.setFont(font, kind)  # type: ignore[arg-type]


def own_palette(dark: bool) -> QPalette:
    """The palette for systems that have no say, or are overruled."""
    palette = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_GREYED[dark]))
    return palette


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than its ground."""
    text, window = palette.color(QPalette.ColorRole.WindowText), palette.window().color()
    return text.lightness() > window.lightness()


def muted(palette: QPalette) -> QColor:
    """For the second line of a row and for captions: less than text, still easy to read."""
    text = palette.color(QPalette.ColorRole.WindowText)
    return mixed(text, palette.window().color(), 0.32)


def hairline(palette: QPalette) -> QColor:
    """For the one line that separates two parts."""
    return mixed(palette.color(QPalette.ColorRole.WindowText), palette.window().color(), 0.82)


def warning(palette: QPalette) -> QColor:
    """Vermillion, for the sign beside a warning."""
    return QColor("#ff8a4c" if is_dark(palette) else "#b84a00")


def good(palette: QPalette) -> QColor:
    """Bluish green, for the sign of what is done or accepted."""
    return QColor("#3ecf9f" if is_dark(palette) else "#00734f")


def estimate(palette: QPalette) -> QColor:
    """Orange of the estimate, for bars; the same hue as on the map."""
    return QColor("#e69f00" if is_dark(palette) else "#b57b00")


def mixed(colour: QColor, ground: QColor, part: float) -> QColor:
    """``colour`` with ``part`` of ``ground`` in it."""
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return QColor.fromRgbF(*(a * (1 - part) + b * part for a, b in pairs))


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def headline_font(widget: QWidget) -> QFont:
    """The one large size of a panel."""
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * 1.5)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def small_font(widget: QWidget) -> QFont:
    """The second text size of a panel."""
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * 0.9)
    return font


def tabular(font: QFont) -> QFont:
    """The font with figures of one width, so that numbers stand under one another."""
    with_figures = QFont(font)
    with_figures.setFeature(QFont.Tag("tnum"), 1)
    return with_figures


def without_icons(box: QDialogButtonBox) -> None:
    """Words alone: some styles put pictures of another age on these buttons."""
    for button in box.buttons():
        button.setIcon(QIcon())


def _luminance(colour: QColor) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: QColor) -> tuple[float, float, float]:
    """Red, green and blue, 0 to 1."""
    return colour.redF(), colour.greenF(), colour.blueF()
