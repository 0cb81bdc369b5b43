"""Whether values of the vocabulary are what their types say, with numbers that are possible.

JSON that was written elsewhere becomes dataclasses without a look at each value; behind this
border nothing meets a radius that is a text or a latitude of 1,000 degrees.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

# The numbers that are possible, by the name of the field, or of class and field; all others need
# only be finite.
_RANGES = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "share": (0.0, 1.0 + 1e-6),
    "radius_p50_km": (0.0, 20_040.0),
    "radius_p90_km": (0.0, 20_040.0),
    "width": (0, 10**9),
    "height": (0, 10**9),
    "byte_size": (0, 2**63),
    "TextReport.share": (0.0, math.inf),  # of the words, where an index has 1: no part of a whole
}

_Check = Callable[[object], bool]


def fits(value: object, kind: type) -> bool:
    """Whether a value, with all that it holds, has the types that its class says."""
    return _check(kind)(value)


@functools.cache
def _check(kind: Any, low: float = -math.inf, high: float = math.inf) -> _Check:
    """A function that says whether a value, with all that it holds, is of a type."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        options = [_check(option, low, high) for option in inner]
        return lambda value: any(option(value) for option in options)
    if origin is typing.Literal:
        return lambda value: value in inner
    if origin is Mapping:
        known, wanted = _check(inner[0]), _check(inner[1], low, high)
        return lambda value: (
            isinstance(value, Mapping)
            and all(known(name) and wanted(item) for name, item in value.items())
        )
    if origin is tuple:
        each = _check(inner[0], low, high)  # all tuples of the vocabulary are of one type
        return lambda value: isinstance(value, tuple) and all(map(each, value))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        fields = typing.get_type_hints(kind)
        of_kind = {name: f"{kind.__name__}.{name}" for name in fields}
        checks = [
            (name, _check(hint, *_RANGES.get(of_kind[name], _RANGES.get(name, ()))))
            for name, hint in fields.items()
        ]
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
