"""Greek that was read as Latin, for most of its capitals look the same.

Which Greek word was meant, its frequency tells; where a language has the Latin word, or a place
the name, it stays. Of 6,300 Latin words that look Greek and that no table has 15 are taken for
Greek ones, some of which they are (NOMISMA). A letter that was left out is put back where that
makes a known word. What stays: a rare word in letters that Latin has, too, alone in the picture
(ENOIKIAZETAI), accents that were not read, and a word of fewer than five letters with one missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from math import prod

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.gazetteer.folding import fold

# What the network made of capitals in 50 words in three fonts, and on photos.
_MAY_BE: Mapping[str, Sequence[str]] = {
    "A": "ΑΔΛ", "B": "Β", "E": "ΕΞ", "F": "Γ", "H": "Η", "I": "ΙΠ", "II": ("Π", "ΙΙ"),
    "III": ("ΠΙ", "ΙΠ", "ΙΙΙ"), "K": "Κ", "M": "Μ", "N": "Ν", "O": "ΟΘ", "P": "Ρ", "S": "Σ",
    "T": "Τ", "X": "Χ", "Y": "ΥΨ", "Z": "Ζ", "三": "Ξ", "ΠI": ("ΠΙ", "Π"),
}  # fmt: skip
# The same of words that are Greek beyond doubt, or so long that chance makes none of them.
_MAY_RARELY_BE: Mapping[str, Sequence[str]] = {
    **_MAY_BE, "N": "ΝΠ", "NI": ("ΝΙ", "Π"), "R": "ΡΓ", "T": "ΤΓ", "ミ": "Ξ",
    "Á": "Ά", "É": "Έ", "Í": "Ί", "Ó": "Ό", "Ú": "Ύ",
    "a": "α", "á": "ά", "ç": "ς", "ć": "έ", "e": "ε", "é": "έ", "i": "ι", "í": "ί", "ı": "ι",
    "k": "κ", "m": "μ", "n": "ηπ", "ń": "ή", "o": "ο", "ó": "ό", "p": "ρ", "s": "ς", "t": "τ",
    "u": "υ", "ú": "ύ", "v": "ν", "x": "χ", "y": "γυ", "z": "ζ", "ζ": "ζς",
}  # fmt: skip
_SIGNS = str.maketrans("∆△∑∏|", "ΔΔΣΠΙ")  # that stand for a letter beside one
_MOST_CANDIDATES = 2048
_SHORTEST = 5  # letters of a word that is Greek whatever stands beside it
_SHORTEST_BESIDE = 4  # beside another Greek line
_SHORTEST_RARELY = 8  # of a word with rare mistakes that is Greek whatever stands beside it
_SHORTEST_COMPLETED = 5  # of a Greek word with a letter missing
_SHORTEST_UNKNOWN = 6  # the same, of a word that no table has
_SURE = 0.8  # below it, letters of Greek and Latin alike tell nothing
_LANGUAGE = "el"
# Where something is made, and sold: such shops are too many for any table.
_SHOPS = ("ποιειο", "πωλειο")
_SHORTEST_SHOP = 8
_RARE = 0.1  # on the Zipf scale, rarer than any word of a table
# Letters of a word that is Greek whether or not a table has it, and those that only Greek has.
_SHORTEST_SURE, _FEWEST_SURE = 6, 4

_WORD = re.compile(r"[^\W\d_]{2,}")
_SIGN = re.compile(r"(?<=[^\W\d_])[∆△∑∏]|[∆△∑∏](?=[^\W\d_])|\|(?=[α-ω])")
_LETTER = re.compile("III?|ΠI|NI|.")
_ONLY_GREEK = re.compile("[ΓΔΘΛΞΠΣΦΨΩά-ώ]")
_SMALL = re.compile("[ά-ώ]")
_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
_NEITHER_CYRILLIC = re.compile("[ΘΞΣΨΩ]")
_RATHER_LATIN = re.compile("[FS]")
_GREEK = re.compile("[Ά-ώ]")


def is_greek(text: str) -> bool:
    """Whether there are Greek letters in it."""
    return bool(_GREEK.search(text))


def is_greek_word(word: str, knowledge: Knowledge) -> bool:
    """Whether it is a known one, a shop's, or has many letters that only Greek has."""
    letters = fold(word)
    if any(letter not in _LETTERS for letter in letters):
        return False
    only_greek = [letter for letter in word if _ONLY_GREEK.match(letter)]
    is_sure = len(word) >= _SHORTEST_SURE and len(only_greek) >= _FEWEST_SURE
    return is_sure or _frequency(word, knowledge) > 0


def in_greek(
    texts: Sequence[str], confidences: Sequence[float], knowledge: Knowledge
) -> tuple[list[str], bool]:
    """The lines with Greek words in Greek letters, and whether a line is Greek beyond doubt."""
    alone = [
        _words(
            _SIGN.sub(lambda sign: sign[0].translate(_SIGNS), text),
            partial(_alone, is_sure=sure >= _SURE, knowledge=knowledge),
        )
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
        return _cased(
            _likeliest(word, knowledge)
            or (_is_small_or_long(word) and _likeliest(word, knowledge, _MAY_RARELY_BE))
            or _completed(word, _LETTERS, knowledge)
            or _plain(word)
        )
    if is_sure and len(word) >= _SHORTEST and _is_no_latin_word(word, knowledge):
        return (
            _likeliest(word, knowledge)
            or (len(word) >= _SHORTEST_RARELY and _long(word, knowledge))
            or word
        )
    return word


def _is_small_or_long(word: str) -> bool:
    """Whether chance makes no other word of it: ΑΡΤΟΣ is not ΑΡΓΟΣ."""
    return len(word) >= _SHORTEST_UNKNOWN or bool(_SMALL.search(word))


def _long(word: str, knowledge: Knowledge) -> str:
    return _likeliest(word, knowledge, _MAY_RARELY_BE) or _completed(word, "Π", knowledge)


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


def _likeliest(
    word: str, knowledge: Knowledge, may_be: Mapping[str, Sequence[str]] = _MAY_BE
) -> str:
    """The most frequent Greek word that it may be, "" where there is none."""
    letters = _LETTER.findall(word)
    choices = [may_be.get(letter) or _one_by_one(letter, may_be) for letter in letters]
    if prod(map(len, choices)) > _MOST_CANDIDATES:
        return ""
    return _most_frequent(("".join(chosen) for chosen in product(*choices)), knowledge)


def _one_by_one(letters: str, may_be: Mapping[str, Sequence[str]]) -> Sequence[str]:
    choices = (may_be.get(letter, letter) for letter in letters)
    return ["".join(chosen) for chosen in product(*choices)]


def _completed(word: str, missing: str, knowledge: Knowledge) -> str:
    """The most frequent Greek word that it may be with one more letter, "" for none."""
    if len(word) < _SHORTEST_COMPLETED:
        return ""
    plain = _plain(word)
    if not _SMALL.search(plain):
        missing = missing.upper()
    return _most_frequent(
        (plain[:at] + letter + plain[at:] for at in range(len(plain) + 1) for letter in missing),
        knowledge,
    )


def _most_frequent(candidates: Iterable[str], knowledge: Knowledge) -> str:
    found = {candidate: _frequency(candidate, knowledge) for candidate in candidates}
    best = max(found, key=lambda candidate: found[candidate])
    return best if found[best] else ""


def _frequency(word: str, knowledge: Knowledge) -> float:
    """On the Zipf scale, in Greek; 0 for what is no word."""
    word = fold(word)
    is_shop = len(word) >= _SHORTEST_SHOP and word.endswith(_SHOPS)
    known = knowledge.data.vocabulary.frequencies(word)
    return known.get(_LANGUAGE, _RARE if is_shop else 0.0)


def _plain(word: str) -> str:
    """Each letter as the one that looks most like it."""
    letters = _LETTER.findall(word)
    return "".join(
        (_MAY_RARELY_BE.get(letter) or _one_by_one(letter, _MAY_RARELY_BE))[0] for letter in letters
    )


def _cased(word: str) -> str:
    """Small letters but for the first, where there are any."""
    if not _SMALL.search(word):
        return word.upper()
    word = word[0] + word[1:].lower()
    return word[:-1] + "ς" if word.endswith("σ") else word


def _is_clear(text: str, knowledge: Knowledge) -> bool:
    """Whether a known word has letters that are neither Latin nor Cyrillic."""
    frequencies = knowledge.data.vocabulary.frequencies
    return any(
        _NEITHER_CYRILLIC.search(word) and _LANGUAGE in frequencies(fold(word))
        for word in _WORD.findall(text)
    )
