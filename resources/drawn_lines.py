"""Lines of text as photos show them, drawn in the fonts of this machine, for build_scripts.py.

Words are CLDR's names of countries, languages and scripts, in all languages of a script. Fonts are
those that fontconfig knows; https://packages.debian.org has most scripts in fonts-noto-core,
fonts-noto-extra, fonts-noto-cjk, culmus, fonts-kacst, fonts-thai-tlwg, fonts-nanum, fonts-lohit-*.
A third of the fonts and a quarter of the words of each script are kept for judging.
"""

from __future__ import annotations

import functools
import io
import random
import re
import subprocess
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

# By ISO 15924 code: how Unicode's names of its letters begin, and letters a font must have.
SCRIPTS = {
    "Latn": ("LATIN", "łğß"),
    "Grek": ("GREEK", "Ωω"),
    "Hani": ("CJK", "国語街"),
    "Kana": ("KATAKANA|HIRAGANA|CJK", "カの"),
    "Cyrl": ("CYRILLIC", "Жя"),
    "Arab": ("ARABIC", "بم"),
    "Hebr": ("HEBREW", "אש"),
    "Deva": ("DEVANAGARI", "कह"),
    "Beng": ("BENGALI", "কহ"),
    "Guru": ("GURMUKHI", "ਕਹ"),
    "Gujr": ("GUJARATI", "કહ"),
    "Orya": ("ORIYA", "କହ"),
    "Taml": ("TAMIL", "கஹ"),
    "Telu": ("TELUGU", "కహ"),
    "Knda": ("KANNADA", "ಕಹ"),
    "Mlym": ("MALAYALAM", "കഹ"),
    "Sinh": ("SINHALA", "කහ"),
    "Thai": ("THAI", "กฮ"),
    "Laoo": ("LAO", "ກຮ"),
    "Mymr": ("MYANMAR", "ကသ"),
    "Khmr": ("KHMER", "កហ"),
    "Ethi": ("ETHIOPIC", "ሀበ"),
    "Geor": ("GEORGIAN", "აჰ"),
    "Armn": ("ARMENIAN", "Աա"),
    "Hang": ("HANGUL", "가서"),
}
CASED = ("Latn", "Grek", "Cyrl", "Armn")
UNSPACED = ("Hani", "Kana")

_WORD = re.compile(r"[^\W\d_](?:\w|[\u0300-\u036f\u0900-\u1fff\u200c\u200d])*")
_LONGEST = 40  # characters
_SIZE = 48  # of the letters, in pixels, before they are made as small as on photos
_MARGIN = 30
_NOT_FOR_TEXT = re.compile("Symbols|Math|LastResort|Emoji|Dingbats")


def words_of(texts: Iterable[str]) -> dict[str, list[str]]:
    """The different words of two letters and more, by script; Japanese ones are not Chinese."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for word in _WORD.findall(text):
            letters = [c for c in word if unicodedata.category(c).startswith("L")]
            names = [unicodedata.name(letter, "") for letter in letters]
            for code, (beginning, _) in SCRIPTS.items():
                if len(letters) > 1 and all(re.match(beginning, name) for name in names):
                    found[code].add(word)
                    break
    return {code: sorted(words) for code, words in found.items()}


@functools.cache
def fonts_of(code: str) -> list[list[str]]:
    """The files of each family of fonts that has the letters of a script, sorted by family."""
    characters = " ".join(f"{ord(letter):x}" for letter in SCRIPTS[code][1])
    command = ["fc-list", f":charset={characters}", "file", "family"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    families: dict[str, set[str]] = defaultdict(set)
    for line in listed.splitlines():
        path, _, family = line.partition(": ")
        if path.lower().endswith((".ttf", ".otf", ".ttc")) and not _NOT_FOR_TEXT.search(family):
            families[" ".join(re.split(r"[ ,:]+", family)[:3])].add(path)
    return [sorted(paths) for _, paths in sorted(families.items())]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as it was cut out of a photo."""

    picture: Image.Image
    text: str


class Pen:
    """Draws lines; the same seed draws the same ones."""

    def __init__(
        self, words: dict[str, list[str]], photos: Sequence[Path], seed: int, *, judging: bool
    ) -> None:
        """``photos`` are seen behind half of the lines."""
        self._random = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        self._photos = photos
        self._words = {
            code: [w for w in listed if (zlib.crc32(w.encode()) % 4 == 0) == judging]
            for code, listed in words.items()
        }
        self._fonts = {code: _part(fonts_of(code), judging) for code in SCRIPTS}

    def line(self, code: str) -> Drawn:
        """A line of one to four words."""
        while True:
            text = self._text(code)
            path = self._random.choice(self._random.choice(self._fonts[code]))
            mask = _letters(text, path)
            if mask is not None:
                return Drawn(self._photographed(self._bent(mask)), text)

    def turned(self, code: str) -> Image.Image:
        """A line that stands on its head, or is seen in a mirror."""
        picture = self.line(code).picture
        return ImageOps.mirror(picture) if self._random.random() < 0.25 else picture.rotate(180)

    def ornament(self) -> Image.Image:
        """A frieze, a fence, a row of windows: one shape again and again, and no text."""
        chance = self._random
        high = chance.randrange(24, 64)
        wide, apart = int(high * chance.uniform(2, 12)), chance.randrange(high // 3, high + 20)
        mask = Image.new("L", (wide + 2 * _MARGIN, high + 2 * _MARGIN), 0)
        draw = ImageDraw.Draw(mask)
        shape, line = chance.choice(_SHAPES), chance.randrange(2, 7)
        for x in range(_MARGIN, _MARGIN + wide, apart):
            shape(draw, (x, _MARGIN, x + max(4, apart - line), _MARGIN + high), line)
        return self._photographed(self._bent(mask))

    def _text(self, code: str) -> str:
        chance = self._random
        number = chance.choices([1, 2, 3, 4], [5, 3, 1.5, 1])[0]
        words = [chance.choice(self._words[code]) for _ in range(number)]
        if code in CASED:
            case = chance.choice([str.upper, str.upper, str.title, str.lower, str])
            words = [case(word) for word in words]
        further = chance.random()
        if further < 0.06:
            words.append(str(chance.randrange(1, 999)))
        elif further < 0.1:
            words[-1] += chance.choice(".,:!-")
        return ("" if code in UNSPACED else " ").join(words)[:_LONGEST]

    def _bent(self, mask: Image.Image) -> Image.Image:
        """Neither quite level nor quite upright, and cut with more or less of a margin."""
        chance = self._random
        mask = mask.rotate(chance.gauss(0, 2), resample=Image.Resampling.BICUBIC)
        if chance.random() < 0.3:
            slant = (1, chance.gauss(0, 0.12), 0, 0, 1, 0)
            mask = mask.transform(
                mask.size, Image.Transform.AFFINE, slant, resample=Image.Resampling.BICUBIC
            )
        left, top, right, bottom = mask.getbbox() or (0, 0, *mask.size)
        beside = (bottom - top) * chance.uniform(0.05, 0.3)
        above, below = (beside * chance.uniform(0.4, 1.2) for _ in range(2))
        return mask.crop(
            (
                max(0, int(left - beside)),
                max(0, int(top - above)),
                min(mask.width, int(right + beside)),
                min(mask.height, int(bottom + below)),
            )
        )

    def _photographed(self, mask: Image.Image) -> Image.Image:
        """In colours that stand apart, as small, unsharp, noisy and compressed as on photos."""
        chance = self._random
        picture = self._ground(mask.size)
        brightness = float(np.asarray(picture, np.float32).mean())
        ink = (0, 0, 0) if brightness > 127 else (255, 255, 255)
        for _ in range(50):
            tried = self._colour()
            if abs(sum(tried) / 3 - brightness) > 60:
                ink = tried
                break
        if chance.random() < 0.15:
            shade = (0, 0, 0) if brightness > 100 else (255, 255, 255)
            picture.paste(Image.new("RGB", mask.size, shade), (3, 3), mask)
        picture.paste(Image.new("RGB", mask.size, ink), (0, 0), mask)
        height = int(min(64, max(11, chance.lognormvariate(3.3, 0.45))))
        width = max(8, round(picture.width * height / picture.height * chance.uniform(0.8, 1.2)))
        how = Image.Resampling.BICUBIC if chance.random() < 0.5 else Image.Resampling.BOX
        picture = picture.resize((width, height), how)
        if chance.random() < 0.5:
            blur = ImageFilter.GaussianBlur(abs(chance.gauss(0, 0.7)) * height / 32)
            picture = picture.filter(blur)
        if chance.random() < 0.6:
            pixels = np.asarray(picture, np.float32)
            pixels = pixels + self._noise.normal(0, chance.uniform(1, 14), pixels.shape)
            picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        if chance.random() < 0.8:
            file = io.BytesIO()
            picture.save(file, "JPEG", quality=chance.randrange(30, 96))
            picture = Image.open(file).convert("RGB")
        return picture

    def _ground(self, size: tuple[int, int]) -> Image.Image:
        """One colour, or a faded piece of a photo."""
        chance = self._random
        plain = Image.new("RGB", size, self._colour())
        if not self._photos or chance.random() < 0.55:
            return plain
        piece = strip(Image.open(chance.choice(self._photos)), size[0] / size[1], chance)
        return Image.blend(piece.resize(size), plain, chance.uniform(0.2, 0.7))

    def _colour(self) -> tuple[int, int, int]:
        red, green, blue = (self._random.randrange(256) for _ in range(3))
        return red, green, blue


Area = tuple[int, int, int, int]  # left, top, right, bottom


def _post(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    draw.rectangle((area[0], area[1], area[0] + line, area[3]), fill=255)


def _arch(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    draw.arc((*area[:3], 2 * area[3] - area[1]), 180, 360, fill=255, width=line)


def _garland(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    draw.arc((area[0], 2 * area[1] - area[3], *area[2:]), 0, 180, fill=255, width=line)


def _ring(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    draw.ellipse(area, outline=255, width=line)


def _tooth(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    left, top, right, bottom = area
    draw.line((left, top, (left + right) / 2, bottom, right, top), fill=255, width=line)


def _pane(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    draw.rectangle(area, outline=255, width=line)
    draw.line(area, fill=255, width=1)


def _leaf(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    draw.chord(area, 20 * line, 180 + 20 * line, fill=255)


def _window(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    draw.rectangle((*area[:2], (area[0] + area[2]) / 2, area[3]), fill=255)


def _meander(draw: ImageDraw.ImageDraw, area: Area, line: int) -> None:
    left, top, right, bottom = area
    middle, low = (left + right) / 2, top + 0.6 * (bottom - top)
    corners = (left, bottom, left, top, right, top, right, low, middle, low)
    draw.line(corners, fill=255, width=line)


_SHAPES = (_post, _arch, _garland, _ring, _tooth, _pane, _leaf, _window, _meander)


def strip(photo: Image.Image, shape: float, chance: random.Random) -> Image.Image:
    """A piece of a photo anywhere, ``shape`` times as wide as it is high as far as it goes."""
    width = min(photo.width - 1, chance.randrange(30, 300))
    height = min(photo.height - 1, max(8, round(width / shape)))
    x, y = chance.randrange(photo.width - width), chance.randrange(photo.height - height)
    return photo.convert("RGB").crop((x, y, x + width, y + height))


def _part(fonts: list[list[str]], judging: bool) -> list[list[str]]:
    ordered = sorted(fonts, key=lambda paths: zlib.crc32(Path(paths[0]).name.encode()))
    if len(ordered) < 2:
        return ordered
    for_judging = max(1, len(ordered) // 3)
    return ordered[:for_judging] if judging else ordered[for_judging:]


def _letters(text: str, path: str) -> Image.Image | None:
    """White letters on black; None where the font has none or they are too long for a line."""
    try:
        font = ImageFont.truetype(path, _SIZE, layout_engine=ImageFont.Layout.RAQM)
        left, top, right, bottom = map(int, font.getbbox(text))
    except (OSError, ValueError):
        return None
    width, height = right - left, bottom - top
    if not (12 <= width <= 1600 and height >= 8):
        return None
    mask = Image.new("L", (width + 2 * _MARGIN, height + 2 * _MARGIN), 0)
    ImageDraw.Draw(mask).text((_MARGIN - left, _MARGIN - top), text, font=font, fill=255)
    return mask if mask.getbbox() else None


def lines(pen: Pen, numbers: dict[str, int]) -> Iterator[tuple[str, Drawn]]:
    """So many lines of each script."""
    for code, number in numbers.items():
        for _ in range(number):
            yield code, pen.line(code)
