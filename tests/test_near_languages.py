"""Short signs in languages that are hard to tell from their neighbours."""

from __future__ import annotations

from near_signs import near_signs

from img2loc_desktop.core.clues import ClueData
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.languages import seen
from img2loc_desktop.core.clues.signs import readable
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import TextLine

SAME_WORDS = {"hr": {"hr", "sr", "bs", "sh"}, "sr": {"hr", "sr", "bs", "sh"}}


def test_most_signs_are_told_from_those_of_neighbours() -> None:
    """Of the others many say the same in both: Adgang forbudt, Dilarang merokok."""
    knowledge = Knowledge(ClueData(), Gazetteer.load())
    told = 0
    for language, text in near_signs():
        (sign,) = readable([TextLine(text, 0.99)])
        scores = seen(sign.words, knowledge)
        told += max(scores, key=lambda tag: scores[tag]) in SAME_WORDS.get(language, {language})
    assert told >= 141, f"{told} of {len(near_signs())}"
