"""Weights too small to count, which make a network slow.

A float32 below 1.2e-38 is a subnormal number, and processors take many times as long for each
multiplication with one. Training leaves them behind: a quarter of a million in PP-OCRv6's network
that finds lines, where two layers of eighty then take two thirds of the time. As zeros they change
no digit of an answer.

ONNX Runtime could treat them as zeros, but says so to the threads it starts and not to the one
that calls. So they are set to zero in the file's bytes, of which only the way to the weights is
read (``ModelProto.graph.initializer``, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from img2loc_desktop.core.protobuf import Messages, varint

_GRAPH = 7  # of ModelProto
_INITIALIZER = 5  # of GraphProto
_DATA_TYPE, _RAW_DATA, _DATA_LOCATION = 2, 9, 14  # of TensorProto
_FLOAT = 1  # a data type

# A larger file, or one of more fields, is not looked through: networks that read words have some
# thousand fields and 5 to 100 MB, and a made one could take any time and memory.
_LARGEST = 300_000_000  # bytes
_MOST_FIELDS = 300_000
_TINY = np.finfo(np.float32).smallest_normal


def without_subnormals(model: Path) -> bytes | None:
    """The ONNX file with its subnormal float32 weights set to zero; None where it has none.

    None as well where they are not looked for: weights in files of their own, a file that is
    too large, or one that is missing or damaged, of which the library that loads it has more
    to say.
    """
    try:
        if model.stat().st_size > _LARGEST:
            return None
        content = bytearray(model.read_bytes())
        messages = Messages(content, _MOST_FIELDS)
        changed = [_set_to_zero(content, tensor, messages) for tensor in _tensors(messages)]
    except (OSError, IndexError, ValueError, MemoryError):
        return None
    return bytes(content) if any(changed) else None


def _tensors(messages: Messages) -> Iterator[slice]:
    for number, _, start, end in messages.fields(0, len(messages.data)):
        if number == _GRAPH:
            for part, _, first, last in messages.fields(start, end):
                if part == _INITIALIZER:
                    yield slice(first, last)


def _set_to_zero(content: bytearray, tensor: slice, messages: Messages) -> bool:
    """Whether that tensor has subnormal weights, which are zeros now."""
    fields = {
        number: (start, end) for number, _, start, end in messages.fields(tensor.start, tensor.stop)
    }

    def value(field: int) -> int:
        return varint(content, fields[field][0])[0] if field in fields else 0

    if value(_DATA_LOCATION):
        raise ValueError("weights in another file, which cannot be found from these bytes")
    if value(_DATA_TYPE) != _FLOAT or _RAW_DATA not in fields:
        return False
    start, end = fields[_RAW_DATA]
    weights = np.frombuffer(content, "<f4", (end - start) // 4, start)
    small = (np.abs(weights) < _TINY) & (weights != 0)
    weights[small] = 0
    return bool(small.any())
