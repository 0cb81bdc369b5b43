"""Choosing the next token from the logits, repeatably."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TOP_K = 64  # tokens that are considered at most


@dataclass(frozen=True, slots=True)
class Sampling:
    """How adventurous the choice is.

    At ``temperature`` 0 the likeliest token is taken; above it, one of those that together
    have the probability ``top_p``, at most 64.
    """

    temperature: float = 0.7
    top_p: float = 0.95


def choose(logits: NDArray[np.float32], sampling: Sampling, random: np.random.Generator) -> int:
    """The index of the chosen token; -inf marks tokens that may not be chosen."""
    if sampling.temperature <= 0:
        return int(logits.argmax())
    count = min(_TOP_K, len(logits))
    best = np.argpartition(logits, -count)[-count:]
    best = best[np.argsort(-logits[best], kind="stable")]
    shares = softmax(logits[best] / sampling.temperature)
    kept = int(np.searchsorted(np.cumsum(shares), sampling.top_p)) + 1
    sums = np.cumsum(shares[:kept])
    drawn = int(np.searchsorted(sums, random.random() * sums[-1], side="right"))
    return int(best[min(drawn, len(sums) - 1)])


def softmax(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Probabilities from logits, as float64."""
    values = logits.astype(np.float64)
    weights = np.exp(values - values.max())
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares
