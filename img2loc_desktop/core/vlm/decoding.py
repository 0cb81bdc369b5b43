"""Writing several answers at once: one sequence each, one batch for every step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import answers
from img2loc_desktop.core.grammar import Grammar
from img2loc_desktop.core.vlm.branches import Branch
from img2loc_desktop.core.vlm.engine import Engine, Logits, Word
from img2loc_desktop.core.vlm.events import Words
from img2loc_desktop.core.vlm.sampling import MOST_CONSIDERED, Sampling, draw, likeliest
from img2loc_desktop.core.vlm.vocabulary import Constraint


@dataclass(slots=True)
class Draft:
    """An answer that is being written."""

    number: int
    seed: int
    sequence: int
    position: int
    constraint: Constraint
    random: np.random.Generator
    written: bytearray = field(default_factory=bytearray)
    tokens: int = 0

    @property
    def text(self) -> str:
        return self.written.decode("utf-8", "replace")


def write(
    engine: Engine,
    branches: Sequence[tuple[Branch, int, int]],
    grammar: Grammar,
    allowed: Sequence[NDArray[np.intp]],
    sampling: Sampling,
    free: Iterator[int],
) -> Iterator[Words | Draft]:
    """Write one answer after each branch, given with its number and seed.

    ``allowed`` are, for each line, the tokens that are spelled with the grammar's alphabet.
    Yields the reasons as they grow, then the finished drafts in order. Raises StoppedError.
    """
    with ExitStack() as held:
        drafts, rows = [], []
        for branch, number, seed in branches:
            constraint = Constraint(engine.vocabulary, grammar.text)
            held.callback(constraint.close)
            sequence = next(free)
            engine.copy(branch.sequence, sequence)
            random = np.random.default_rng(seed)
            drafts.append(Draft(number, seed, sequence, branch.position, constraint, random))
            rows.append(branch.logits)
        alive = list(drafts)
        while alive:
            words, going_on = [], []
            for draft, logits in zip(alive, rows, strict=True):
                line = min(draft.written.count(b"\n"), len(allowed) - 1)
                token = _pick(draft, logits, allowed[line], sampling)
                if token is None or engine.vocabulary.ends(token):
                    continue
                before = answers.reason_so_far(draft.text)
                draft.constraint.accept(token)
                draft.written += engine.vocabulary.spelling(token)
                draft.tokens += 1
                after = answers.reason_so_far(draft.text)
                if len(after) > len(before) and grammar.has_reason:
                    yield Words(draft.number, after[len(before) :])
                words.append(Word(token, draft.position, draft.sequence, True))
                draft.position += 1
                going_on.append(draft)
            alive = going_on
            rows = engine.evaluate(words) if words else []
    yield from drafts


def _pick(
    draft: Draft, logits: Logits, allowed: NDArray[np.intp], sampling: Sampling
) -> int | None:
    """The next token, or None where the vocabulary has none that the grammar allows.

    The grammar is the slowest part of the choice: it is asked about the likeliest tokens, and
    about more only when it refuses all of those.
    """
    own = logits[allowed]
    for count in (MOST_CONSIDERED, 16 * MOST_CONSIDERED, len(own)):
        best = likeliest(own, count)
        best = best[draft.constraint.allows(allowed[best])]
        if len(best):
            chosen = best[draw(own[best[:MOST_CONSIDERED]], sampling, draft.random)]
            return int(allowed[chosen])
    return None
