"""One spelling for names that people write in several ways."""

from __future__ import annotations

import re
import unicodedata

# Accents, vowel points, and the punctuation that writers leave out.
_DROPPED = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f.'’‘ʻʼʿ`]+")
# What Unicode does not decompose, and the punctuation that writers replace with a space.
_REPLACEMENTS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "-": " ", "–": " ", "‐": " ", "/": " ", "(": " ", ")": " ",
}  # fmt: skip
_REPLACED = re.compile("[" + "".join(map(re.escape, _REPLACEMENTS)) + "]")
_SPACES = re.compile("  +")


def fold(text: str) -> str:
    """The text without case, accents, apostrophes and hyphens; line ends stay.

    Accents are those of Latin, Greek and Cyrillic and the vowel points of Hebrew and Arabic;
    the vowel signs of Indic scripts are letters and stay.
    """
    text = _DROPPED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    text = _REPLACED.sub(lambda match: _REPLACEMENTS[match[0]], text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text))
