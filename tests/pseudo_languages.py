"""Translations that nobody had to make: each text in other letters and 40 % longer.

German stands for a language from left to right, with accents on all letters, and Hebrew for one
from right to left, with letters of its own in their places. What is still in plain Latin letters
in a window that speaks one of them was not translated.
"""

from __future__ import annotations

import functools
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import PySide6

REPOSITORY = Path(__file__).resolve().parent.parent

sys.path.insert(0, str(REPOSITORY / "resources"))
import build_translations  # noqa: E402

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "de", "he"

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "àƀćďéƒĝĥíĵķĺɱñóþɋŕšţúṽŵẋýžÀƁĆĎÉƑĜĤÍĴĶĹṀÑÓÞɊŔŠŢÚṼŴẊÝŽ"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשתאבגד"
_LETTERS = {
    LEFT_TO_RIGHT: str.maketrans(_LATIN, _ACCENTED),
    RIGHT_TO_LEFT: str.maketrans(_LATIN, _HEBREW * 2),
}
_FORMS = {LEFT_TO_RIGHT: 2, RIGHT_TO_LEFT: 2}  # of a counted text
_KEPT = re.compile(r"(\{\w*\}|%n|\*\.\w+|MBTiles|\.\w+\b)")


def said(text: str, language: str) -> str:
    """A text in one of the languages; names in braces and endings of files stay."""
    parts = _KEPT.split(text)
    letters = sum(character in _LATIN for part in parts[::2] for character in part)
    parts[::2] = [part.translate(_LETTERS[language]) for part in parts[::2]]
    whole = "".join(parts)
    filler = "ó" if language == LEFT_TO_RIGHT else "ס"
    longer = " ".join(filler * 6 for _ in range(round(0.4 * letters) // 6))
    longer = f" {longer}" if longer else filler * round(0.4 * letters)
    end = len(whole.rstrip(".:!? ")) if not whole.endswith("}") else len(whole)
    return whole[:end] + longer + whole[end:]


@functools.cache
def messages() -> dict[tuple[str, str], bool]:
    """All texts of the program, collected once."""
    return build_translations.collect()


def make(folder: Path, language: str, **changed: str) -> Path:
    """The compiled file of a language; ``changed`` are other translations of some texts."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"img2loc_{language}.ts"
    build_translations.write(source, messages(), language)
    tree = ET.parse(source)
    for message in tree.iter("message"):
        english = message.findtext("source", "")
        translation = message.find("translation")
        assert translation is not None
        translation.attrib.clear()
        text = changed.get(english, said(english, language))
        if message.get("numerus"):
            translation.clear()
            for _ in range(_FORMS[language]):
                ET.SubElement(translation, "numerusform").text = text
        else:
            translation.text = text
    tree.write(source, encoding="utf-8", xml_declaration=True)
    compile_(source)
    return source.with_suffix(".qm")


def compile_(source: Path) -> None:
    """Run pyside6-lrelease, as a translator does."""
    program = Path(PySide6.__file__).parent / "lrelease"
    done = subprocess.run([program, source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "and 0 unfinished" in done.stdout, done.stdout
