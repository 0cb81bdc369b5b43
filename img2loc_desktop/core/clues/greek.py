"""Greek that was read as Latin, for most of its capitals look the same.

Which Greek word was meant, its frequency tells; where a language has the Latin word, or a place
the name, it stays. Of 5,700 Latin words that look Greek and that no table has 14 are taken for
Greek ones, some of which they are (NOMISMA). What the network leaves out, most often Π in bold
letters, is not put back: ΠΡΟΣΟΧΗ may come as nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from math import prod

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.gazetteer.folding import fold

# What the network made of capitals in 50 words in three fonts, and on photos.
_MAY_BE: Mapping[str, Sequence[str]] = {
    "A": "ΑΔΛ", "B": "Β", "E": "ΕΞ", "F": "Γ", "H": "Η", "I": "ΙΠ", "II": ("Π", "ΙΙ"), "K": "Κ",
    "M": "Μ", "N": "Ν", "O": "ΟΘ", "P": "Ρ", "S": "Σ", "T": "Τ", "X": "Χ", "Y": "ΥΨ", "Z": "Ζ",
    "三": "Ξ",
}  # fmt: skip
_MOST_CANDIDATES = 2048
_SHORTEST = 5  # letters of a word that is Greek whatever stands beside it
_SHORTEST_BESIDE = 4  # beside another Greek line
_SHORTEST_UNKNOWN = 6  # the same, of a word that no table has
_SURE = 0.8  # below it, letters of Greek and Latin alike tell nothing
_LANGUAGE = "el"

_WORD = re.compile(r"[^\W\d_]{2,}")
_LETTER = re.compile("II|.")
_ONLY_GREEK = re.compile("[ΓΔΘΛΞΠΣΦΨΩα-ω]")
_NEITHER_CYRILLIC = re.compile("[ΘΞΣΨΩ]")
_RATHER_LATIN = re.compile("[FS]")
_GREEK = re.compile("[Α-Ωα-ω]")


def is_greek(text: str) -> bool:
    """Whether there are Greek letters in it."""
    return bool(_GREEK.search(text))


def in_greek(
    texts: Sequence[str], confidences: Sequence[float], knowledge: Knowledge
) -> tuple[list[str], bool]:
    """The lines with Greek words in Greek letters, and whether a line is Greek beyond doubt."""
    alone = [
        _words(text.replace("∆", "Δ"), partial(_alone, is_sure=sure >= _SURE, knowledge=knowledge))
        for text, sure in zip(texts, confidences, strict=True)
    ]
    pairs = list(zip(alone, confidences, strict=True))
    if not any(sure >= _SURE and _is_clear(text, knowledge) for text, sure in pairs):
        return alone, False
    beside = [
        _words(text, partial(_beside, knowledge=knowledge)) if sure >= _SURE else text
        for text, sure in pairs
    ]
    return beside, True


def _words(text: str, change: Callable[[str], str]) -> str:
    return _WORD.sub(lambda match: change(match[0]), text)


def _alone(word: str, is_sure: bool, knowledge: Knowledge) -> str:
    """A word that can only be Greek, in Greek."""
    if _ONLY_GREEK.search(word):
        return _likeliest(word, knowledge) or _plain(word)
    if is_sure and len(word) >= _SHORTEST and _is_no_latin_word(word, knowledge):
        return _likeliest(word, knowledge) or word
    return word


def _beside(word: str, knowledge: Knowledge) -> str:
    """A word that is most likely Greek where another line is."""
    if is_greek(word) or len(word) < _SHORTEST_BESIDE or not _is_no_latin_word(word, knowledge):
        return word
    likeliest = _likeliest(word, knowledge)
    if likeliest or len(word) < _SHORTEST_UNKNOWN or _RATHER_LATIN.search(word):
        return likeliest or word
    return _plain(word)


def _is_no_latin_word(word: str, knowledge: Knowledge) -> bool:
    """Whether all letters look Greek, and no language has the word nor any place the name."""
    if any(letter not in _MAY_BE for letter in word):
        return False
    name = fold(word)
    return not knowledge.data.vocabulary.zipf(name) and not knowledge.gazetteer.known([name]).any()


def _likeliest(word: str, knowledge: Knowledge) -> str:
    """The most frequent Greek word that it may be, "" where there is none."""
    choices = [_MAY_BE.get(letter, letter) for letter in _LETTER.findall(word)]
    if prod(map(len, choices)) > _MOST_CANDIDATES:
        return ""
    frequencies = knowledge.data.vocabulary.frequencies
    found = {
        candidate: frequencies(fold(candidate)).get(_LANGUAGE, 0.0)
        for candidate in map("".join, product(*choices))
    }
    best = max(found, key=lambda candidate: found[candidate])
    return best if found[best] else ""


def _plain(word: str) -> str:
    """Each letter as the one that looks most like it."""
    return "".join(_MAY_BE.get(letter, letter)[0] for letter in word)


def _is_clear(text: str, knowledge: Knowledge) -> bool:
    """Whether a known word has letters that are neither Latin nor Cyrillic."""
    frequencies = knowledge.data.vocabulary.frequencies
    return any(
        _NEITHER_CYRILLIC.search(word) and _LANGUAGE in frequencies(fold(word))
        for word in _WORD.findall(text)
    )
