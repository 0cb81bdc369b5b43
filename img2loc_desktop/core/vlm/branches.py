"""Evaluating several prompts that begin alike, each common beginning once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from img2loc_desktop.core.vlm.engine import Engine, Logits

Tokens = list[int]


@dataclass(frozen=True, slots=True)
class Branch:
    """An evaluated prompt: its sequence, that sequence's length, the logits after it."""

    sequence: int
    position: int
    logits: Logits


def branch(
    engine: Engine, position: int, prompts: Sequence[Tokens], free: Iterator[int]
) -> list[Branch]:
    """Evaluate prompts after sequence 0, whose length is ``position``.

    The prompts are not empty and differ from each other. New sequences are numbered by
    ``free``, at most two for each prompt.
    """
    found: dict[int, Branch] = {}

    def grow(source: int, position: int, group: list[int], depth: int) -> None:
        sequence = next(free)
        engine.copy(source, sequence)
        if len(group) == 1:
            position, logits = engine.extend(sequence, position, prompts[group[0]][depth:])
            if logits is None:
                raise ValueError("a prompt has no tokens of its own")
            found[group[0]] = Branch(sequence, position, logits)
            return
        # Each keeps a token of its own: the logits after it are wanted.
        shortest = min(len(prompts[number]) for number in group) - 1
        shared = min(common([prompts[number] for number in group]), shortest)
        first = prompts[group[0]]
        position, _ = engine.extend(sequence, position, first[depth:shared], wanted=False)
        parts: dict[int, list[int]] = {}
        for number in group:
            key = prompts[number][shared] if shared < shortest else -number
            parts.setdefault(key, []).append(number)
        for part in parts.values():
            grow(sequence, position, part, shared)

    grow(0, position, list(range(len(prompts))), 0)
    return [found[number] for number in range(len(prompts))]


def common(prompts: Sequence[list[int]]) -> int:
    """How many tokens all prompts begin with alike."""
    first, last = list(min(prompts)), list(max(prompts))  # the two that differ most
    pairs = enumerate(zip(first, last, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(first), len(last)))
