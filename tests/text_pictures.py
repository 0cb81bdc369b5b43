"""Pictures of signs, drawn with fonts that are on the machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

# For each script a line to read, and fonts that have it, as Debian's packages call the files.
FONTS = {
    "Cyrillic": ("Площадь Революции", ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf")),
    "Arabic": ("شارع الحرية", ("DejaVuSans-Bold.ttf", "Amiri-Bold.ttf")),
    "Hangul": ("서울특별시", ("NanumGothicBold.ttf", "NotoSansCJK-Regular.ttc")),
    "Thai": ("ถนนสุขุมวิท", ("Garuda-Bold.ttf", "NotoSansThai-Regular.ttf")),
    "Devanagari": ("नई दिल्ली", ("Lohit-Devanagari.ttf", "NotoSansDevanagari-Regular.ttf")),
    "Japanese": ("全国高校野球", ("ipag.ttf", "wqy-microhei.ttc", "NotoSansCJK-Regular.ttc")),
    "Greek": ("ΕΣΤΙΑΤΟΡΙΟ", ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf")),
    "Polish": ("Wrocław Główny", ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf")),
}


def font(size: int, script: str | None = None) -> ImageFont.FreeTypeFont:
    """Pillow's own font for Latin letters; skips the test where the script's font is missing."""
    if script is None:
        found = ImageFont.load_default(size)
        assert isinstance(found, ImageFont.FreeTypeFont)
        return found
    for name in FONTS[script][1]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    pytest.skip(f"no font for {script} on this machine: {', '.join(FONTS[script][1])}")


def picture(
    width: int, height: int, texts: Sequence[tuple[int, int, str, int]], script: str | None = None
) -> Image.Image:
    """A wall with texts at (x, y) in a size."""
    image = Image.new("RGB", (width, height), "#d8d4c8")
    draw = ImageDraw.Draw(image)
    for x, y, text, size in texts:
        draw.text((x, y), text, font=font(size, script), fill="#202020")
    return image


def sign(text: str, script: str | None = None, size: int = 44) -> Image.Image:
    """One line in the middle of a wall."""
    width = int(font(size, script).getlength(text)) + 120
    return picture(max(width, 320), 200, [(60, 70, text, size)], script)


def save(image: Image.Image, path: Path) -> Path:
    """A photo file of it."""
    image.save(path, quality=92)
    return path
