"""Weights too small to count, which make a network slow.

A float32 below 1.2e-38 is a subnormal number, and processors take many times as long for each
multiplication with one. Training leaves them behind: a quarter of a million in PP-OCRv6's network
that finds lines, where two layers of eighty then take two thirds of the time. As zeros they change
no digit of an answer.

ONNX Runtime could treat them as zeros, but says so to the threads it starts and not to the one
that calls. So they are set to zero in the file's bytes: an ONNX file is a Protocol Buffers message
(https://protobuf.dev/programming-guides/encoding/), of which this reads only the way to the weights
(``ModelProto.graph.initializer``, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np

_GRAPH = 7  # of ModelProto
_INITIALIZER = 5  # of GraphProto
_DATA_TYPE, _RAW_DATA, _DATA_LOCATION = 2, 9, 14  # of TensorProto
_FLOAT = 1  # a data type

_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5  # wire types
# A larger file, or one of more fields, is not looked through: networks that read words have some
# thousand fields and 5 to 100 MB, and a made one could take any time and memory.
_LARGEST = 300_000_000  # bytes
_MOST_FIELDS = 300_000
_TINY = np.finfo(np.float32).smallest_normal

Field = tuple[int, int, slice]  # number; the value of a varint; where in the file other values are


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
        count = itertools.count(1)
        changed = [_set_to_zero(content, tensor, count) for tensor in _tensors(content, count)]
    except (OSError, IndexError, ValueError, MemoryError):
        return None
    return bytes(content) if any(changed) else None


def _tensors(content: bytearray, count: Iterator[int]) -> Iterator[slice]:
    for number, _, graph in _fields(content, slice(0, len(content)), count):
        if number == _GRAPH:
            for part, _, tensor in _fields(content, graph, count):
                if part == _INITIALIZER:
                    yield tensor


def _set_to_zero(content: bytearray, tensor: slice, count: Iterator[int]) -> bool:
    """Whether that tensor has subnormal weights, which are zeros now."""
    fields = {number: (value, where) for number, value, where in _fields(content, tensor, count)}
    if fields.get(_DATA_LOCATION, (0,))[0]:
        raise ValueError("weights in another file, which cannot be found from these bytes")
    if fields.get(_DATA_TYPE, (0,))[0] != _FLOAT or _RAW_DATA not in fields:
        return False
    where = fields[_RAW_DATA][1]
    weights = np.frombuffer(content, "<f4", (where.stop - where.start) // 4, where.start)
    small = (np.abs(weights) < _TINY) & (weights != 0)
    weights[small] = 0
    return bool(small.any())


def _fields(content: bytearray, message: slice, count: Iterator[int]) -> Iterator[Field]:
    """The fields of a message, counted. Raises ValueError or IndexError where it is none."""
    at = message.start
    while at < message.stop:
        if next(count) > _MOST_FIELDS:
            raise ValueError("more fields than a network has")
        key, at = _varint(content, at)
        number, wire = key >> 3, key & 7
        value, length = 0, 0
        if wire == _VARINT:
            value, at = _varint(content, at)
        elif wire == _LENGTH:
            length, at = _varint(content, at)
        elif wire in (_EIGHT_BYTES, _FOUR_BYTES):
            length = 8 if wire == _EIGHT_BYTES else 4
        else:
            raise ValueError(f"wire type {wire}")
        if at + length > message.stop:
            raise ValueError("a field that is longer than its message")
        yield number, value, slice(at, at + length)
        at += length


def _varint(content: bytearray, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where the next field begins."""
    value = 0
    for shift in range(0, 70, 7):
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number of more than ten bytes")
