"""How well languages of signs are told: python tests/bench/bench_languages.py

The signs of tests/language_signs.py by the words alone, by py3langid alone and by both as the
product weighs them; each with every language as frequent, because the signs are so.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from language_signs import signs

from img2loc_desktop.core.clues import ClueData
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.languages import seen
from img2loc_desktop.core.clues.signs import Word, readable
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import TextLine

Scores = Callable[[Sequence[Word]], Mapping[str, float]]


def main() -> int:
    knowledge = Knowledge(ClueData(), Gazetteer.load())
    vocabulary = knowledge.data.vocabulary

    def by_words(words: Sequence[Word]) -> Mapping[str, float]:
        found = [f for word in words if (f := vocabulary.frequencies(word.folded))]
        absent = 2.5
        return {
            language: 0.7 * math.fsum(f.get(language, absent) for f in found)
            for language in (vocabulary.languages if found else ())
        }

    def by_letters(words: Sequence[Word]) -> Mapping[str, float]:
        chances = knowledge.detector.chances(" ".join(word.text for word in words))
        return {language: math.log10(max(chance, 1e-9)) for language, chance in chances.items()}

    def by_both(words: Sequence[Word]) -> Mapping[str, float]:
        return seen(words, knowledge)

    print(f"{'':10}{'right':>8}{'of 42':>8}{'bits':>8}")
    for name, scores in (("words", by_words), ("py3langid", by_letters), ("both", by_both)):
        print(f"{name:10}" + "".join(f"{cell:>8}" for cell in row(scores, vocabulary.languages)))
    return 0


def row(scores: Scores, known: Sequence[str]) -> list[str]:
    """The part that is right, that among the languages of the words, and log2 of the chance."""
    right, among, bits = [], [], []
    for language, text in signs():
        (sign,) = readable([TextLine(text, 0.99)])
        found = scores(sign.words)
        weights = {code: 10.0 ** (value - max(found.values())) for code, value in found.items()}
        chance = weights.get(language, 0.0) / (math.fsum(weights.values()) or 1.0)
        right.append(max(weights, key=lambda code: weights[code], default="") == language)
        bits.append(math.log2(max(chance, 1e-3)))
        if language in known:
            among.append(right[-1])
    return [
        f"{sum(right) / len(right):.2f}",
        f"{sum(among) / len(among):.2f}",
        f"{sum(bits) / len(bits):.2f}",
    ]


if __name__ == "__main__":
    sys.exit(main())
