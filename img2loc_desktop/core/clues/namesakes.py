"""Names and words on what is eaten, drunk or slept in: Nagasaki Sushi, Hotel Bristol.

Such things are anywhere. A restaurant abroad has the words of its kitchen and the name of a town
where one cooks so: the one does not confirm the other. So words for goods tell no language of the
country, those in the same line tell little, and a name there or in the next line says a fifth
until something else agrees.

The words for such goods are CLDR's for Unicode's signs for food, drink and hotels, in 100 and more
languages, and those for restaurants, food shops, kitchens and hotels of OpenStreetMap. What a
people calls itself beside them, as in "Polskie Delikatesy", is the name of a kitchen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.names import words_outside_names
from img2loc_desktop.core.clues.signs import Sign, Word, unspaced
from img2loc_desktop.core.gazetteer.folding import fold

# Thai, Lao, Burmese and Khmer have no spaces either, and more letters to a word.
_SOUTHEAST_ASIAN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_UNSPACED_LENGTHS = range(2, 7)  # signs of a word in a script without spaces
_SOUTHEAST_ASIAN_LENGTHS = range(4, 9)
_PART_OF_USES = 0.4  # of a word, that mean goods
_ENDING = 3  # letters: polski, polskie
_SAME_LINE = 0.1  # of what words say that are not for goods, but beside some


@dataclass(frozen=True, eq=False)
class Goods:
    """Where the lines of a picture have words for goods."""

    rows: frozenset[int]
    makers: frozenset[int]  # lines next to them with nothing but a word that no table has
    knowledge: Knowledge

    @classmethod
    def of(cls, signs: Sequence[Sign], knowledge: Knowledge) -> Goods:
        """Looks through all lines."""
        rows = frozenset(s.row for s in signs if _has_goods(s, knowledge))
        makers = frozenset(
            sign.row
            for sign in signs
            if len(sign.words) == 1
            and rows & {sign.row - 1, sign.row + 1}
            and not knowledge.data.vocabulary.zipf(sign.words[0].folded)
        )
        return cls(rows, makers, knowledge)

    def says_nothing(self, word: Word) -> bool:
        """Whether a word is for goods, or the name of a people beside some: its kitchen."""
        is_kitchen = word.line in self.rows and _is_people(word.folded, self.knowledge)
        return is_kitchen or is_good(word, self.knowledge)

    def beside(self, row: int) -> float:
        """What is left of what the other words of a line say of the country."""
        return _SAME_LINE if row in self.rows else 1.0

    def around(self, name: str, sign: Sign) -> bool:
        """Whether there are goods beside a name of a line, or in the next line.

        A line with a number is no name of a house, but its address.
        """
        is_next = bool(self.rows & {sign.row - 1, sign.row + 1})
        has_number = any(character.isdigit() for character in sign.text)
        return (is_next and not has_number) or is_beside_goods(name, sign, self.knowledge)

    def letters(self, words: Iterable[Word]) -> float:
        """How many letters of words that are not for goods tell of the country."""
        return math.fsum(
            len(word.folded) * (_SAME_LINE if word.line in self.makers else self.beside(word.line))
            for word in words
        )

    def different(self, letter: re.Pattern[str], signs: Iterable[Sign]) -> float:
        """How many different letters of a script do, but for those of words for goods."""
        most: dict[str, float] = {}
        for sign in signs:
            for word in sign.words:
                for found in letter.findall(self._local(word)):
                    most[found] = max(most.get(found, 0.0), self.beside(sign.row))
        return math.fsum(most.values())

    def _local(self, word: Word) -> str:
        """What of a word is not for goods."""
        if _is_joined(word.text):
            return _without_goods(word.text, self.knowledge)
        return "" if self.says_nothing(word) else word.text


def is_beside_goods(name: str, sign: Sign, knowledge: Knowledge) -> bool:
    """Whether a line has a word for goods besides the name that is written in it."""
    inside = {fold(word).strip() for word in name.split()}
    for word in sign.words:
        if _is_joined(word.text):
            rest = word.folded.replace(fold(name).strip(), " ")
            if any(part in knowledge.data.goods for part in _parts(rest)):
                return True
        elif word.folded not in inside and is_good(word, knowledge):
            return True
    return False


def _has_goods(sign: Sign, knowledge: Knowledge) -> bool:
    goods = [word for word in sign.words if is_good(word, knowledge)]
    return bool(goods) and not set(goods).isdisjoint(words_outside_names(sign, knowledge))


def is_good(word: Word, knowledge: Knowledge) -> bool:
    """Whether a word is one for goods, or for several, or has one in it that needs no space."""
    if _is_joined(word.text):
        return any(part in knowledge.data.goods for part in _parts(word.folded))
    return _is_good(word.folded, knowledge)


def _is_good(word: str, knowledge: Knowledge) -> bool:
    """ "side" is a dish in English only, and a word in Danish and Norwegian, too; so is "sides"."""
    forms = {word, word.removesuffix("s")} & knowledge.data.goods.keys()
    return any(
        _is_mostly(form, knowledge.data.goods[form], knowledge)
        and _is_mostly(word, knowledge.data.goods[form], knowledge)
        for form in forms
    )


def _is_people(word: str, knowledge: Knowledge) -> bool:
    """Whether a word is what a people calls itself, or like it but for three letters at the end."""
    languages = []
    for name, language in knowledge.peoples_like(word):
        kept = max(len(word), len(name)) - _ENDING
        if word[:kept] == name[:kept]:
            languages.append(language)
    return bool(languages) and _is_mostly(word, languages, knowledge)


def _is_mostly(word: str, languages: Iterable[str], knowledge: Knowledge) -> bool:
    """Whether a good part of a word's uses are in these languages."""
    uses = {tag: 10.0**zipf for tag, zipf in knowledge.data.vocabulary.frequencies(word).items()}
    found = math.fsum(uses.get(tag, 0.0) for tag in set(languages))
    return found >= _PART_OF_USES * math.fsum(uses.values())


def _without_goods(text: str, knowledge: Knowledge) -> str:
    for part in sorted(_parts(text), key=len, reverse=True):
        if fold(part).strip() in knowledge.data.goods:
            text = text.replace(part, " ")
    return text


def _is_joined(text: str) -> bool:
    """Whether a word may be several, in a script without spaces."""
    return unspaced(text) or bool(_SOUTHEAST_ASIAN.fullmatch(text))


def _parts(text: str) -> list[str]:
    is_long = bool(_SOUTHEAST_ASIAN.search(text))
    return [
        text[first : first + length]
        for length in (_SOUTHEAST_ASIAN_LENGTHS if is_long else _UNSPACED_LENGTHS)
        for first in range(len(text) - length + 1)
    ]
