"""What a model yields while it answers, and how it ends when it is stopped."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What was just added to the reason of an answer, numbered from 0 within its photo.

    These are the model's words, unverified.
    """

    answer: int
    text: str


class StoppedError(Exception):
    """The question was stopped on request."""
