"""Results and failures in the case file: written as JSON in two halves, checked when read.

The first half, "brief", is what a list of photos shows; the rest is read when a photo is
looked at. Whatever is read has the types that it claims and numbers that are possible, so that
nothing behind this border meets a radius that is a text or a latitude of 1,000 degrees.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from img2loc_desktop.core import protocol
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import Estimate, Failure, Photo, Result, TextReport

LONGEST = 4 * 2**20  # bytes of one half

_BRIEF = ("photo", "estimate", "error")
_LOCATE_AGAIN = "Locate it once more."
_FAILED_AGAIN = "This result is an earlier one: locating the photo again failed."

# The numbers that are possible, by the name of the field; all others need only be finite.
_RANGES: dict[str, tuple[float, ...]] = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "share": (0.0, 1.0 + 1e-6),
    "radius_p50_km": (0.0, 20_040.0),
    "radius_p90_km": (0.0, 20_040.0),
    "width": (0, 10**9),
    "height": (0, 10**9),
    "byte_size": (0, 2**63),
}

# Where a field of that name is no part of a whole: words may claim more than an index does.
_OTHER_RANGES: dict[tuple[type, str], tuple[float, float]] = {(TextReport, "share"): (0.0, 1e6)}

_Check = Callable[[object], bool]


def dump(entry: Result | Failure) -> tuple[str, str]:
    """Both halves of an entry as JSON text. Raises UserError for one that is too large."""
    data = protocol.to_json(entry)
    halves = (
        {name: value for name, value in data.items() if name in _BRIEF},
        {name: value for name, value in data.items() if name not in _BRIEF},
    )
    brief, evidence = (canonical(half) for half in halves)
    if max(len(brief), len(evidence)) > LONGEST:
        raise UserError(
            f"The result has more than {LONGEST // 2**20} MB, the most that a case keeps of one.",
            "Show fewer neighbours, then locate the photo once more.",
        )
    return brief, evidence


def digest(brief: str, evidence: str) -> str:
    """SHA-256 of a stored entry."""
    return hashlib.sha256(f"{brief}\n{evidence}".encode()).hexdigest()


def load(brief: str, evidence: str, path: Path) -> Result | Failure:
    """The entry that `dump` wrote, of the photo at ``path``. Raises ValueError for others."""
    entry: Result | Failure = _read(protocol.from_json, {**parse(evidence), **parse(brief)})
    if not _fits(entry, type(entry)):
        raise ValueError("a value is of the wrong kind")
    # A case may have been told that the photo is elsewhere now.
    if isinstance(entry, Result):
        return replace(entry, photo=replace(entry.photo, path=path))
    return replace(entry, path=path, photo=_moved(entry.photo, path))


def load_brief(brief: str, path: Path) -> tuple[Photo | None, Estimate | None, Failure | None]:
    """What the first half says of the photo at ``path``. Raises ValueError for others."""
    data = parse(brief)
    if "error" in data:
        failure = load(brief, "{}", path)
        assert isinstance(failure, Failure)  # noqa: S101 - "error" makes it one
        return failure.photo, None, failure
    photo = _read(protocol.photo_from_json, data.get("photo"))
    estimate = _read(protocol.estimate_from_json, data.get("estimate"))
    if not (_fits(photo, Photo) and _fits(estimate, Estimate)):
        raise ValueError("a value is of the wrong kind")
    return _moved(photo, path), estimate, None


def with_failure(before: Result | Failure | None, failure: Failure) -> Result | Failure:
    """What is to be kept where another run failed: a result stays, and warns of the failure."""
    if not isinstance(before, Result):
        return failure
    kept = [text for text in before.warnings if not text.startswith(_FAILED_AGAIN)]
    return replace(before, warnings=(*kept, f"{_FAILED_AGAIN} {failure.message}"))


def unreadable(path: Path) -> Failure:
    """What stands for an entry that is not as `dump` wrote it."""
    return Failure(path, "What the case file holds of its result is damaged.", _LOCATE_AGAIN)


def canonical(value: Mapping[str, Any]) -> str:
    """JSON of which there is one form only. Raises ValueError for NaN and infinity."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse(text: object) -> dict[str, Any]:
    """A JSON object of at most 4 MB. Raises ValueError."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError("no JSON text of a possible size")
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


def _moved(photo: Photo | None, path: Path) -> Photo | None:
    return replace(photo, path=path) if photo else None


def _read(reader: Callable[[Any], Any], data: object) -> Any:
    try:
        return reader(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an entry: {error}") from error


def _fits(value: object, kind: type) -> bool:
    return _check(kind)(value)


def _range(kind: type, name: str) -> tuple[float, ...]:
    """The least and the largest of a field's numbers; nothing where any finite one is possible."""
    other = _OTHER_RANGES.get((kind, name))
    return other if other is not None else _RANGES.get(name, ())


@functools.cache
def _check(kind: Any, low: float = -math.inf, high: float = math.inf) -> _Check:
    """A function that says whether a value, with all that it holds, is of a type."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        options = [_check(option, low, high) for option in inner]
        return lambda value: any(option(value) for option in options)
    if origin is tuple:
        each = _check(inner[0], low, high)  # all tuples of the vocabulary are of one type
        return lambda value: isinstance(value, tuple) and all(map(each, value))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        fields = typing.get_type_hints(kind)
        checks = [(name, _check(hint, *_range(kind, name))) for name, hint in fields.items()]
        return lambda value: (
            isinstance(value, kind) and all(check(getattr(value, name)) for name, check in checks)
        )
    if kind in (int, float):
        types_ = int if kind is int else (int, float)
        return lambda value: (
            isinstance(value, types_)
            and not isinstance(value, bool)
            and low <= value <= high
            and abs(value) < math.inf
        )
    return lambda value: isinstance(value, kind)
