"""Which readings can be believed: a network that does not know a script still answers.

Letters that it has never seen become Latin ones of a similar shape, or nothing. Such lines keep
their box and lose their text: they are "in another script, or too unclear".
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from img2loc_desktop.core.clues.cyrillic import is_cyrillic
from img2loc_desktop.core.clues.greek import in_greek, is_greek_word
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.types import TextLine

LEAST_CONFIDENCE = 0.5
_SURE = 0.85  # below it, a line needs a word that somebody uses
_CHINESE = 0.75
_NUMBER = 0.7  # with less, of twelve on photos one was right
_VERY_SURE = 0.95  # below it, no word mixes scripts
# Letters by the length of a line, in heights of the line: of lines that were read completely
# hardly one has less, of those in an unknown script most.
_FEWEST_BY_LENGTH = 0.65
_LONG = 2.5  # heights; shorter lines have too few letters to judge by their number
_LONG_CHINESE = 1.5  # the same where each letter has a square: one in a line of two is a Hangul one

# Three or more and nothing else: Hangul's ㅇ, the rings of a car, a grate; but seldom a text.
_RINGS = re.compile(r"\s*(?:[0OoΟοОо°〇○◯口ロ□]\s*){3,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORTEST_NAME = 5  # some place has nearly every shorter one


def legible(lines: Sequence[TextLine], knowledge: Knowledge) -> tuple[TextLine, ...]:
    """The same lines; what cannot be believed of their texts is empty, Greek is Greek."""
    texts, beside_greek = in_greek(
        [line.text for line in lines], [line.confidence for line in lines], knowledge
    )
    judged = tuple(
        _judged(line, text, beside_greek, knowledge)
        for line, text in zip(lines, texts, strict=True)
    )
    unread = sum(not line.text for line in judged)
    if 2 * unread < len(judged):
        return judged
    # Where most is in another script, a word that nobody uses is most likely in it, too.
    return tuple(
        line if line.text and _has_known_word(line, knowledge) else replace(line, text="")
        for line in judged
    )


def _judged(line: TextLine, text: str, beside_greek: bool, knowledge: Knowledge) -> TextLine:
    line = replace(line, text=text)
    believed = (
        line.confidence >= LEAST_CONFIDENCE
        and not _RINGS.fullmatch(text)
        and not _is_gappy(text, line)
        and (line.confidence >= _VERY_SURE or not _mixes_scripts(text))
        and (line.confidence >= _SURE or _has_known_word(line, knowledge))
        and not is_cyrillic(text, beside_greek, knowledge)
    )
    return replace(line, script="", script_chance=0.0) if believed else replace(line, text="")


def _is_gappy(text: str, line: TextLine) -> bool:
    """Whether a line is too long for the few letters that were read in it."""
    length = in_heights(line)
    letters = [character for character in text if not character.isspace()]
    is_chinese = bool(letters) and all(_script(letter) == "CJK" for letter in letters)
    long = _LONG_CHINESE if is_chinese else _LONG
    return length >= long and len(letters) < _FEWEST_BY_LENGTH * length


def in_heights(line: TextLine) -> float:
    """How long a line is, in heights of its letters; 0 where it has no box."""
    if len(line.box) != 4:
        return 0.0
    begin, end, _, below = line.box
    sides = sorted((math.dist(begin, end), math.dist(begin, below)))
    return sides[1] / max(sides[0], 1.0)


def _mixes_scripts(text: str) -> bool:
    """Whether a word has letters of two scripts, but for the three of Japanese."""
    return any(len({_script(letter) for letter in word}) > 1 for word in _WORD.findall(text))


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "?").partition(" ")[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name


def _has_known_word(line: TextLine, knowledge: Knowledge) -> bool:
    """Whether any word is used in some language or a name; clear numbers need none."""
    digits = sum(character.isdigit() for character in line.text)
    if 2 * digits >= len(line.text) and not any(map(str.islower, line.text)):
        return line.confidence >= _NUMBER
    words = [fold(word) for word in _WORD.findall(line.text)]
    if any(_script(word[0]) == "CJK" for word in words):
        return line.confidence >= _CHINESE  # words are not told apart there
    long = [word for word in words if len(word) > 2 or not word.isascii()]
    names = [word for word in long if len(word) >= _SHORTEST_NAME]
    if any(is_greek_word(word, knowledge) for word in _WORD.findall(line.text)):
        return True
    return any(knowledge.data.vocabulary.zipf(word) for word in long) or bool(
        names and knowledge.gazetteer.known(names).any()
    )
