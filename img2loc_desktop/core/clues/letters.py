"""How letters follow each other in the words of a script: KPAIHAX is none of Latin letters.

A model of trigrams, each mixed with its bigram and its letter as far as it is rare (interpolation
after Witten and Bell 1991, with a constant in place of their count).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_END = 0  # of a word, and its beginning
_MIXED = 5.0  # so many occurrences weigh as much as the shorter ones

Numbers = NDArray[np.float64]


class Letters:
    """The letters of words in one script, and how likely each is behind the two before it."""

    def __init__(self, words: Iterable[str]) -> None:
        """``words`` are folded, each counts once; there must be some."""
        text = np.frombuffer("\n\n".join(["", *words, ""]).encode("utf-32-le"), np.uint32)
        letters = np.unique(text[text != ord("\n")]).tolist()
        self._numbers = {chr(letter): number for number, letter in enumerate(letters, 1)}
        size = self._unknown = len(letters) + 1
        size += 1
        numbers = np.where(text == ord("\n"), _END, np.searchsorted(letters, text) + 1)
        places = (numbers[:-2] * size + numbers[1:-1]) * size + numbers[2:]
        trigrams = np.bincount(places, minlength=size**3).reshape(size, size, size)
        bigrams = trigrams.sum(axis=0)
        single: Numbers = bigrams.sum(axis=0) + 1.0
        single /= single.sum()
        pairs = _mixed(bigrams, single)
        self._bits: Numbers = np.log2(_mixed(trigrams, pairs[None]))

    def bits(self, word: str) -> float:
        """The mean logarithm (base 2) of the chance of each letter and of the end; below 0."""
        numbers = [_END, _END, *(self._numbers.get(c, self._unknown) for c in word), _END]
        triples = zip(numbers[:-2], numbers[1:-1], numbers[2:], strict=True)
        return math.fsum(self._bits[triple] for triple in triples) / (len(word) + 1)


def _mixed(counts: NDArray[np.int64], shorter: Numbers) -> Numbers:
    total = counts.sum(axis=-1, keepdims=True) + _MIXED
    mixed: Numbers = (counts + _MIXED * shorter) / total
    return mixed
