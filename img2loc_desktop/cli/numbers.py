"""Numbers as arguments: argparse says what is wrong with one that is out of range."""

from __future__ import annotations

import argparse


def whole(text: str) -> int:
    """A number from 0."""
    number = _number(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must be at least 0")
    return number


def wholes(text: str) -> tuple[int, ...]:
    """Numbers from 0, separated by commas."""
    return tuple(whole(part) for part in text.split(","))


def positive(text: str) -> int:
    """A number from 1."""
    number = _number(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a whole number: {text!r}") from None
