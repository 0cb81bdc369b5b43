"""Choosing the next token from the logits, repeatably."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.errors import UserError

MOST_CONSIDERED = 64  # tokens
_BLOCK = 128  # logits


@dataclass(frozen=True, slots=True)
class Sampling:
    """How adventurous the choice is.

    At ``temperature`` 0 the likeliest token is taken; above it, one of those that together
    have the probability ``top_p``, at most 64.
    """

    temperature: float = 0.7
    top_p: float = 0.95


def likeliest(logits: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """The indices of the at most ``count`` highest logits, the highest first.

    Raises UserError where one is not a number, or the highest is infinite.
    """
    if not np.isfinite(logits.max()):  # the maximum of anything and NaN is NaN
        raise UserError(
            "The model computes no numbers: its file is damaged, or this machine computes wrongly.",
            "Get the model again from its source, or try it with --gpu-layers 0 and without "
            "--repack.",
        )
    rows = len(logits) // _BLOCK
    if rows > count:
        # As many blocks have a logit that is at least this high; so have the highest ones.
        highest = logits[: rows * _BLOCK].reshape(rows, _BLOCK).max(axis=1)
        least = np.partition(highest, -count)[-count]
    elif len(logits) > count:
        least = np.partition(logits, -count)[-count]
    else:
        least = -np.inf
    found = np.flatnonzero(logits >= least)
    return found[np.argsort(-logits[found], kind="stable")[:count]]


def draw(logits: NDArray[np.float32], sampling: Sampling, random: np.random.Generator) -> int:
    """Choose one of at most 64 logits, the highest first; its index."""
    if sampling.temperature <= 0:
        return 0
    shares = softmax(logits / sampling.temperature)
    kept = int(np.searchsorted(np.cumsum(shares), sampling.top_p)) + 1
    sums = np.cumsum(shares[:kept])
    drawn = int(np.searchsorted(sums, random.random() * sums[-1], side="right"))
    return min(drawn, len(sums) - 1)


def softmax(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Probabilities from logits, as float64."""
    values = logits.astype(np.float64)
    weights = np.exp(values - values.max())
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares
