"""How things look in KML: colours that colour-blind people can tell apart, a shape for each.

A KMZ carries its own icons. A KML file cannot, and links to icons on the web would tell
a server what is looked at: there the viewer's own pin is tinted instead.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

from img2loc_desktop.core.exports.xml import Element, element

ORANGE, BLUE, GREY, GREEN = "#E69F00", "#0072B2", "#8A8A8A", "#009E73"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"  # the analyst's, and nobody else's

# role: colour, size, icon
_PINS = {
    "estimate": (ORANGE, 1.0, "disc"),
    "candidate": (ORANGE, 0.8, "diamond"),
    "neighbour": (BLUE, 0.6, "dot"),
    "far": (GREY, 0.6, "ring"),
    "own-gps": (GREEN, 0.9, "cross"),
    "decision": (PURPLE, 1.0, "star"),
}
# role: colour, opacity, fill, line width
_AREAS = {
    "area-50": (ORANGE, "40", "1", 2.0),
    "area-90": (ORANGE, "00", "0", 1.5),
    "cells-50": (VERMILLION, "40", "1", 1.0),
    "cells-90": (VERMILLION, "1a", "1", 1.0),
}

ICONS = tuple(icon for _, _, icon in _PINS.values())


def styles(own_icons: bool) -> Iterator[Element]:
    """A ``Style`` for each role, and one for a hint, which has a label but no pin at all."""
    for role, (colour, size, icon) in _PINS.items():
        label = "1" if role in ("estimate", "decision") else "0.7"
        yield element(
            "Style",
            _icon_style(colour, size, icon if own_icons else None),
            element("LabelStyle", element("scale", text=label)),
            id=role,
        )
    yield element("Style", element("IconStyle", element("scale", text="0")), id="hint")
    for role, (colour, opacity, fill, width) in _AREAS.items():
        yield element(
            "Style",
            element(
                "LineStyle",
                element("color", text=_kml_colour(colour, "ff")),
                element("width", text=str(width)),
            ),
            element(
                "PolyStyle",
                element("color", text=_kml_colour(colour, opacity)),
                element("fill", text=fill),
                element("outline", text="1"),
            ),
            id=role,
        )


def icon_png(name: str) -> bytes:
    """One of ``ICONS`` as a PNG of 64 x 64 pixels with a white halo."""
    from PIL import Image, ImageDraw

    colour = next(colour for colour, _, icon in _PINS.values() if icon == name)
    large = Image.new("RGBA", (256, 256))
    draw = ImageDraw.Draw(large)
    if name == "disc":
        draw.ellipse((28, 28, 228, 228), fill=colour, outline="white", width=18)
    elif name == "dot":
        draw.ellipse((64, 64, 192, 192), fill=colour, outline="white", width=16)
    elif name == "ring":
        for pen, width in (("white", 52), (colour, 28)):
            inset = 46 - width // 2
            draw.ellipse((inset, inset, 256 - inset, 256 - inset), outline=pen, width=width)
    elif name == "diamond":
        corners = [(128, 36), (220, 128), (128, 220), (36, 128), (128, 36), (220, 128)]
        for pen, width in (("white", 52), (colour, 28)):
            draw.line(corners, fill=pen, width=width, joint="curve")
    elif name == "star":
        for pen, reach in (("white", 124), (colour, 100)):
            draw.polygon(_star(reach), fill=pen)
    else:
        for pen, width, end in (("white", 84, 20), (colour, 52, 36)):
            draw.line((128, end, 128, 256 - end), fill=pen, width=width)
            draw.line((end, 128, 256 - end, 128), fill=pen, width=width)
    file = io.BytesIO()
    large.resize((64, 64), Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _star(reach: float) -> list[tuple[float, float]]:
    """The ten corners of a star in the middle of the large picture, the first one on top."""
    corners = []
    for number in range(10):
        radius = reach if number % 2 == 0 else reach * 0.45
        turn = math.pi * number / 5
        corners.append((128 + radius * math.sin(turn), 134 - radius * math.cos(turn)))
    return corners


def _icon_style(colour: str, size: float, icon: str | None) -> Element:
    if icon is None:
        return element(
            "IconStyle",
            element("color", text=_kml_colour(colour, "ff")),
            element("scale", text=str(size)),
        )
    return element(
        "IconStyle",
        element("scale", text=str(size)),
        element("Icon", element("href", text=f"icons/{icon}.png")),
        element("hotSpot", x="0.5", y="0.5", xunits="fraction", yunits="fraction"),
    )


def _kml_colour(colour: str, opacity: str) -> str:
    """KML writes alpha, blue, green, red."""
    return f"{opacity}{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()
