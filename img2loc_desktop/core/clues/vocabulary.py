"""How frequent words are in the languages of the world: rarity is measured, not listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from img2loc_desktop.core.strings import StringTable

RAREST = 3.5  # what is not in the table is rarer than this


class Vocabulary:
    """Folded words with their frequencies on the Zipf scale.

    The scale is the power of ten of the number among a billion words (van Heuven et al. 2014):
    6 is one in a thousand, like "this"; 3 is one in a million.
    """

    def __init__(self, levels: Iterable[tuple[str, float, Sequence[str]]]) -> None:
        """Language, Zipf frequency and the words that have it."""
        languages: dict[str, int] = {}
        counts: list[tuple[int, float, int]] = []

        def words() -> Iterable[str]:
            for language, zipf, of_level in levels:
                number = languages.setdefault(language, len(languages))
                counts.append((number, zipf, len(of_level)))
                yield from of_level

        self._table = StringTable(words())
        lengths = [count for _, _, count in counts]
        self._language = np.repeat(np.array([n for n, _, _ in counts], np.uint8), lengths)
        self._zipf = np.repeat(np.array([zipf for _, zipf, _ in counts], np.float32), lengths)
        self.languages = tuple(languages)

    def frequencies(self, word: str) -> Mapping[str, float]:
        """By language the Zipf frequency of a folded word, where it is at least RAREST."""
        rows = self._table.rows(word)
        return {
            self.languages[language]: float(zipf)
            for language, zipf in zip(
                self._language[rows].tolist(), self._zipf[rows].tolist(), strict=True
            )
        }

    def zipf(self, word: str) -> float:
        """The frequency in the language that uses the folded word most; 0 where none does."""
        return float(self._zipf[self._table.rows(word)].max(initial=0.0))
