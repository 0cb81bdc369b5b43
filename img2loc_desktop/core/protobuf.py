"""Protocol Buffers messages, field by field, without loading what they describe.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import mmap
import sys
from collections.abc import Iterator

VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5  # wire types

Data = bytearray | mmap.mmap
Field = tuple[int, int, int, int]  # number, wire type, where its content starts and ends


class TooManyFieldsError(ValueError):
    """A message with more fields than whoever reads it allows for."""


class Messages:
    """The messages in ``data``; at most so many fields of them are read."""

    def __init__(self, data: Data, most_fields: int = sys.maxsize) -> None:
        self.data = data
        self._left = most_fields

    def fields(self, start: int, end: int) -> Iterator[Field]:
        """The fields of the message there. Raises ValueError or IndexError where it is none."""
        while start < end:
            if not self._left:
                raise TooManyFieldsError
            self._left -= 1
            tag, begin = varint(self.data, start)
            begin, start = self._content(begin, tag & 7)
            if start > end:
                raise ValueError("a field is longer than its message")
            yield tag >> 3, tag & 7, begin, start

    def _content(self, position: int, wire_type: int) -> tuple[int, int]:
        if wire_type == VARINT:
            return position, varint(self.data, position)[1]
        if wire_type == BYTES:
            length, position = varint(self.data, position)
            return position, position + length
        if wire_type in (EIGHT_BYTES, FOUR_BYTES):
            return position, position + (8 if wire_type == EIGHT_BYTES else 4)
        raise ValueError("groups do not occur in ONNX")


def varint(data: Data, position: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("a number has more than ten bytes")
