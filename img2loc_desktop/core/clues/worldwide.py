"""Brands that are everywhere: what stands on them says little of the place.

KAWASAKI on a motorcycle is no town, Superdry's Japanese is no sign in Japan, and a Hyundai Tucson
has not come from Tucson. What the words of such a brand's line, or of the line below its name, say
of a country counts a fifth until something else agrees. No brand is listed: which have spread is
measured by the countries that the open data gives them (``brands``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from img2loc_desktop.core.clues import brands, companies, countries, names
from img2loc_desktop.core.clues.brands import Mention
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign, Word
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.types import Clue

LEFT = 0.2  # of the reliability, until something else agrees

_NAMES = frozenset((names.KIND, countries.KIND))
_KINDS = _NAMES | {companies.KIND, "language", "script"}
# Zipf frequencies with which a name may also be a word, alone in its line or beside others.
_OFTEN_ALONE, _OFTEN = 4.6, 4.4


@dataclass(frozen=True, eq=False)
class Worldwide:
    """The lines of a picture that belong to a brand that is everywhere."""

    rows: frozenset[int]

    @classmethod
    def of(cls, signs: Sequence[Sign], knowledge: Knowledge) -> Worldwide:
        """Looks through all lines."""
        rows: set[int] = set()
        for sign in signs:
            for mention in spread(sign, knowledge):
                rows.add(sign.row)
                if mention.is_whole:
                    rows.update(_below(sign, signs))
        return cls(frozenset(rows))

    def share(self, clue: Clue) -> float:
        """What is left of a clue that stands on such lines alone."""
        return LEFT if clue.kind in _KINDS and self.rows.issuperset(clue.lines) else 1.0


def without_parts(clues: Sequence[Clue]) -> list[Clue]:
    """The same clues; what is part of a brand's name hardly says more than the brand does.

    Farmacias Guadalajara are all over Mexico.
    """
    found = [clue for clue in clues if clue.kind == brands.KIND]

    def is_part(clue: Clue) -> bool:
        return clue.kind in _NAMES and any(
            clue.text in brand.text and set(clue.lines) <= set(brand.lines) for brand in found
        )

    return [
        replace(clue, reliability=LEFT * clue.reliability) if is_part(clue) else clue
        for clue in clues
    ]


def spread(sign: Sign, knowledge: Knowledge) -> Iterator[Mention]:
    """The brands that are everywhere in a line; no words, and beside others no places."""
    for mention in brands.mentions(sign, knowledge):
        if mention.is_everywhere and (
            mention.frequency < _OFTEN_ALONE
            if mention.is_whole
            else mention.frequency < _OFTEN and not _is_a_place(mention.folded, knowledge)
        ):
            yield mention


def words_of_brands(sign: Sign, knowledge: Knowledge) -> set[Word]:
    """Those that are the name of such a brand, and in no language."""
    return {
        word
        for mention in spread(sign, knowledge)
        for word in sign.words
        if mention.start <= word.start and word.end <= mention.end
    }


def _is_a_place(name: str, knowledge: Knowledge) -> bool:
    return any(fold(place.name) == name for place in knowledge.gazetteer.named(name))


def _below(sign: Sign, signs: Sequence[Sign]) -> Iterator[int]:
    """The next line, where a brand has its motto or its town; one with a number is an address."""
    for other in signs:
        has_number = any(character.isdigit() for character in other.text)
        if other.row == sign.row + 1 and not has_number:
            yield other.row
