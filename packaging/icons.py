"""The icon in the forms that the systems want, from resources/icon.svg.

    python packaging/icons.py FOLDER

FOLDER gets hicolor/SIZExSIZE/apps/img2loc-desktop.png and the scalable one for Linux,
img2loc-desktop.ico for Windows and img2loc-desktop.icns for macOS.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

NAME = "img2loc-desktop"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
SOURCE = Path(__file__).resolve().parent.parent / "resources" / "icon.svg"


def drawn(size: int) -> Image.Image:
    """The icon as ``size`` by ``size`` pixels, RGBA."""
    image = QImage(size, size, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(SOURCE.read_bytes())).render(painter)
    painter.end()
    return Image.frombuffer("RGBA", (size, size), bytes(image.constBits())).copy()


def write(folder: Path) -> None:
    """All forms of the icon; the same bytes for the same icon and libraries."""
    for size in SIZES:
        path = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn(size).save(path)
    scalable = folder / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SOURCE, scalable)
    drawn(256).save(folder / f"{NAME}.ico", sizes=[(size, size) for size in SIZES if size <= 256])
    drawn(1024).save(folder / f"{NAME}.icns")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv[:1])
    write(Path(sys.argv[1]))
