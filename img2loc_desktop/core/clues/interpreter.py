"""All rules together: from lines of text to clues and weighted points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from img2loc_desktop.core.clues import (
    brands,
    companies,
    countries,
    domains,
    languages,
    money,
    names,
    plates,
    postcodes,
    scripts,
    streets,
    telephones,
    units,
)
from img2loc_desktop.core.clues.data import ClueData
from img2loc_desktop.core.clues.fame import tempered
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.legible import legible
from img2loc_desktop.core.clues.signs import Sign, readable
from img2loc_desktop.core.clues.weighing import Scales
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Clue, TextLine, WeightedPoints

Rule = Callable[[Sequence[Sign], Knowledge], Iterator[Clue]]

RULES: tuple[Rule, ...] = (
    telephones.find,
    domains.find,
    postcodes.find,
    names.find,
    countries.find,
    streets.find,
    companies.find,
    brands.find,
    money.find,
    plates.find,
    units.find,
    languages.find,
)


@dataclass(frozen=True, slots=True, eq=False)
class Interpretation:
    """The clues, those that moved most first, and their points; None where they say nothing."""

    clues: tuple[Clue, ...]
    points: WeightedPoints | None


class Interpreter:
    """Reads clues out of lines. Loading takes about a second, at the first line."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Raises UserError where the shipped data is damaged."""
        self._knowledge = Knowledge(ClueData(), gazetteer)

    def legible(self, lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
        """The lines as far as their readings can be believed (see ``clues.legible``)."""
        return legible(lines, self._knowledge)

    def interpret(self, lines: Sequence[TextLine]) -> Interpretation:
        """What the lines say. Raises UserError where the shipped data is damaged."""
        signs = readable(lines)
        found = [clue for rule in RULES for clue in rule(signs, self._knowledge)] if signs else []
        found += scripts.find(lines, self._knowledge)
        if not found:
            return Interpretation((), None)
        believed = tempered(found, signs, self._knowledge, self._scales)
        points, weighed = self._scales.weigh(believed)
        return Interpretation(tuple(sorted(weighed, key=lambda clue: -clue.moved)), points)

    @cached_property
    def _scales(self) -> Scales:
        return Scales(self._knowledge)
