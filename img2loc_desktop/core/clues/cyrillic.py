"""Cyrillic capitals that were read as Latin ones: PECTOPAH.

The bundled network does not know Cyrillic, and most of its capitals look like Latin or Greek ones.
"""

from __future__ import annotations

import re
import unicodedata

from img2loc_desktop.core.clues.greek import is_greek
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.gazetteer.folding import fold

_WORD = re.compile(r"[^\W\d_]{2,}")
# Greek capitals, too; Б is read as B, as В is.
_AS_CYRILLIC = str.maketrans("ABCEHKMNOPTXYΑΒΓΕΗΚΛΜΟΠΡΤΥΦΧ", "АВСЕНКМПОРТХУАВГЕНКЛМОПРТУФХ")
_AS_CYRILLIC_WITH_BE: dict[int, int] = {**_AS_CYRILLIC, ord("B"): ord("Б")}
_SHORTEST = 4
_LEAST_ZIPF = 3.7  # rarer words are read into names by chance
_TOWN = 50_000  # inhabitants; a smaller one has the letters of nearly every short word
_GREEK_DOUBT = 1.0  # in powers of ten: ΚΑΦΕ and КАФЕ look the same

# Words that nobody has listed, by their letters. Three and four are З and Ч in the midst of others.
_ALIKE = re.compile("(?=[^34]*[34]?[^34]*$)[ABCEHIKMOPTXY34]{5,}")
_LETTERS = str.maketrans("ABCEHIKMOPTXY34", "авсенікмортхузч")
_LETTERS_WITH_BE: dict[int, int] = {**_LETTERS, ord("B"): ord("б")}
_VOWEL = re.compile("[AEIOY]")  # else it may be an abbreviation
# In bits a letter: of Cyrillic words written so 7 in 10 have it, of makers' and shops' names that
# can be written so 1 in 40.
_CLEARLY = 1.0


def is_cyrillic(text: str, beside_greek: bool, knowledge: Knowledge) -> bool:
    """Whether capitals spell a word that makes sense in Cyrillic: PECTOPAH, or ΚΑΦΕ alone.

    Greek ones, small or not: Μετρο is read where метро is written, which has no accent.
    """
    words = text.split()
    if any(_has_cyrillic_letters(word, knowledge) for word in words):
        return not any(
            len(word) >= _SHORTEST and _is_latin(fold(word), knowledge) for word in words
        )
    if is_greek(text):
        text = text.upper()
    return not (beside_greek and is_greek(text)) and any(
        _spells(text, text.translate(table), knowledge)
        for table in (_AS_CYRILLIC, _AS_CYRILLIC_WITH_BE)
    )


def _spells(text: str, cyrillic: str, knowledge: Knowledge) -> bool:
    if any(letter.isalpha() and not _is_cyrillic_letter(letter) for letter in cyrillic):
        return False
    vocabulary = knowledge.data.vocabulary

    def frequency(word: str) -> float:
        doubt = _GREEK_DOUBT if is_greek(word) else 0.0
        return vocabulary.zipf(fold(word)) - doubt

    return any(
        vocabulary.zipf(fold(other)) > max(frequency(word), _LEAST_ZIPF)
        for word, other in zip(_WORD.findall(text), _WORD.findall(cyrillic), strict=True)
        if word != other and len(word) >= _SHORTEST and not _is_a_name(fold(word), knowledge)
    )


def _has_cyrillic_letters(word: str, knowledge: Knowledge) -> bool:
    """Whether Latin capitals are no known word, and follow each other as Cyrillic ones do."""
    if not _ALIKE.fullmatch(word) or not _VOWEL.search(word):
        return False
    latin = fold(word)
    if _is_latin(latin, knowledge):
        return False
    bits = max(
        knowledge.cyrillic_letters.bits(word.translate(table))
        for table in (_LETTERS, _LETTERS_WITH_BE)
    )
    return bits - knowledge.latin_letters.bits(latin) > _CLEARLY


def _is_latin(word: str, knowledge: Knowledge) -> bool:
    """Whether a folded word is used in some language, or a name."""
    is_known = knowledge.data.vocabulary.zipf(word) or knowledge.gazetteer.known([word])[0]
    return bool(is_known) or word in knowledge.data.brands


def _is_a_name(word: str, knowledge: Knowledge) -> bool:
    """Whether a folded word is a town or a chain: KOTKA, which is a cat in Bulgarian, and HEMA."""
    towns = knowledge.gazetteer.named(word)
    return word in knowledge.data.brands or any(t.population >= _TOWN for t in towns)


def _is_cyrillic_letter(letter: str) -> bool:
    return unicodedata.name(letter, "?").startswith("CYRILLIC")
