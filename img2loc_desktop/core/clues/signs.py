"""The lines of a picture as the rules want them: sure enough, folded, cut into words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.types import TextLine

LEAST_CONFIDENCE = 0.75  # below it, most words are read wrongly

# Letters with the vowel signs and marks that stand above, below or beside them.
_LETTERS = (
    "(?:[^\\W\\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f"
    "\u0981-\u0983\u09bc-\u09cd\u0b82-\u0bcd\u0e31-\u0e4e\u17b4-\u17d3])+"
)
_WORD = re.compile(f"{_LETTERS}(?:['’´`.]{_LETTERS})*")
# Chinese and Japanese are written without spaces; Hangul is not.
_UNSPACED = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_KATAKANA = re.compile("[\u30a0-\u30ff]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a line, without case and accents in ``folded``."""

    text: str
    folded: str
    line: int  # its row
    start: int  # where it begins in the line's text
    end: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A line that was read well enough to be believed."""

    row: int
    text: str
    confidence: float
    words: tuple[Word, ...]


def readable(lines: Sequence[TextLine]) -> tuple[Sign, ...]:
    """The lines that the rules look at."""
    return tuple(
        Sign(row, line.text, line.confidence, tuple(_words(row, line.text)))
        for row, line in enumerate(lines)
        if line.text and line.confidence >= LEAST_CONFIDENCE
    )


def unspaced(text: str) -> bool:
    """Whether a word is in a script that puts no spaces between words."""
    return bool(_UNSPACED.fullmatch(text))


def transcribed(text: str) -> bool:
    """Whether a word is in katakana: how Japanese writes the words and places of others."""
    return bool(_KATAKANA.fullmatch(text))


def _words(row: int, text: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        start = match.start()
        # "JR東日本": scripts without spaces stand apart from the others.
        for part in re.split(f"({_UNSPACED.pattern})", match[0]):
            if part:
                yield Word(part, fold(part).strip(), row, start, start + len(part))
                start += len(part)
