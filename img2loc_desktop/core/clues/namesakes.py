"""Names on what is eaten, drunk or slept in: Nagasaki Sushi and Hotel Bristol are anywhere.

The words for such goods are those of Unicode's signs for food, drink and hotels, in the 100 and
more languages in which CLDR names them.
"""

from __future__ import annotations

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign, unspaced
from img2loc_desktop.core.gazetteer.folding import fold

_LONGEST_UNSPACED = 6  # signs of a word in a script without spaces


def is_beside_goods(name: str, sign: Sign, knowledge: Knowledge) -> bool:
    """Whether a line has a word for goods besides the name that is written in it."""
    inside = {fold(word).strip() for word in name.split()}
    for word in sign.words:
        if unspaced(word.text):
            rest = word.folded.replace(fold(name).strip(), " ")
            if any(part in knowledge.data.goods for part in _parts(rest)):
                return True
        elif word.folded not in inside and _is_good(word.folded, knowledge):
            return True
    return False


def _is_good(word: str, knowledge: Knowledge) -> bool:
    """Whether it is a word for goods, or for several, more than another one elsewhere."""
    for form in (word, word.removesuffix("s")):
        languages = knowledge.data.goods.get(form)
        if languages is not None:
            frequencies = knowledge.data.vocabulary.frequencies(form)
            most = max(frequencies.values(), default=0.0)
            return any(frequencies.get(language, 0.0) == most for language in languages)
    return False


def _parts(text: str) -> list[str]:
    return [
        text[first : first + length]
        for length in range(2, _LONGEST_UNSPACED + 1)
        for first in range(len(text) - length + 1)
    ]
