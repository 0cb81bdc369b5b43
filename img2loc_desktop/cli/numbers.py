"""Arguments with a range or a choice: argparse names the option and says what it may be.

The ranges are those of the settings themselves, which are loaded when such an option is given.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from img2loc_desktop.core.errors import UserError

# What an export shows beside the one feature of each photo, "estimate", which is always there.
PARTS = ("estimate", "candidates", "areas", "cells", "near", "far", "own-gps")


def whole(text: str) -> int:
    """A number from 0."""
    return _at_least(0, text)


def wholes(text: str) -> tuple[int, ...]:
    """Numbers from 0, separated by commas."""
    return tuple(whole(part) for part in text.split(","))


def positive(text: str) -> int:
    """A number from 1."""
    return _at_least(1, text)


def number(text: str) -> float:
    """Any number."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a number: {text!r}") from None


def of_run(name: str, read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A type for the field ``name`` of Configuration, in its range."""

    def convert(text: str) -> Any:
        from img2loc_desktop.core.configuration import Configuration

        return _accepted(Configuration, name, read(text))

    return convert


def of_model(name: str, read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A type for the field ``name`` of VlmSettings or else ModelOptions, in its range."""

    def convert(text: str) -> Any:
        from img2loc_desktop.core.vlm import ModelOptions, VlmSettings

        known = name in VlmSettings.__dataclass_fields__
        return _accepted(VlmSettings if known else ModelOptions, name, read(text))

    return convert


def weighted(text: str) -> tuple[str, float | None]:
    """PACK or PACK=WEIGHT: what names the pack, and its weight if one is given.

    A folder may have such a name itself: then that is what is meant.
    """
    from pathlib import Path

    name, equals, weight = text.rpartition("=")
    if not equals or Path(text).exists():
        return text, None
    try:
        value = float(weight)
    except ValueError:
        return text, None
    from img2loc_desktop.core.configuration import LARGEST_WEIGHT, LEAST_WEIGHT

    if not LEAST_WEIGHT <= value <= LARGEST_WEIGHT:
        raise argparse.ArgumentTypeError(
            f"the weight {weight} of {name} must be from {LEAST_WEIGHT} to {LARGEST_WEIGHT}"
        )
    return name, value


def similarity(text: str) -> float:
    """The cosine of an angle."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a number: {text!r}") from None
    if not -1.0 <= value <= 1.0:  # nor is NaN
        raise argparse.ArgumentTypeError("must be from -1 to 1")
    return value


def parts(text: str) -> frozenset[str]:
    """Names of ``PARTS``, separated by commas."""
    chosen = frozenset(part.strip() for part in text.split(","))
    if unknown := sorted(chosen.difference(PARTS)):
        raise argparse.ArgumentTypeError(
            f"there is no part {unknown[0]!r}; choose from {', '.join(PARTS)}"
        )
    return chosen


def _at_least(least: int, text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a whole number: {text!r}") from None
    if value < least:
        raise argparse.ArgumentTypeError(f"must be at least {least}")
    return value


def _accepted(settings: Callable[..., object], name: str, value: Any) -> Any:
    """The value, where the settings take it; else what they advise, without their own names."""
    try:
        settings(**{name: value})
    except UserError as error:
        advice = error.hint.rstrip(".")
        raise argparse.ArgumentTypeError(advice[:1].lower() + advice[1:]) from error
    return value
