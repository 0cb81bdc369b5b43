"""Reading the header of a GGUF file, so that a damaged one never reaches native code.

The format is https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: a magic number, a
version, counts, key-value pairs, tensor descriptions, then the tensors' data.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from img2loc_desktop.core.errors import UserError

_HINT = "Get the file again from its source."
_MOST_ENTRIES = 1 << 17
_LONGEST = 1 << 24  # entries of a list or bytes of a text; vocabularies have some 260,000 words

_SCALARS = dict(enumerate("BbHhIif?", 0)) | {10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_LAYOUTS = {letter: struct.Struct(f"<{letter}") for letter in "IQ"}

# Type number -> (values in a block, bytes of a block), from ggml's type traits.
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24),
    8: (32, 34), 9: (32, 36), 10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176),
    14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50),
    20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2),
    26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54),
    35: (256, 66), 39: (32, 17), 40: (64, 36), 41: (128, 18), 42: (64, 18),
}  # fmt: skip

Value = int | float | bool | str | tuple[int | float | bool | str, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor's shape, fastest dimension first, and the bytes of its data."""

    shape: tuple[int, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says of itself. Long arrays of numbers are kept as well."""

    path: Path
    file_bytes: int
    values: Mapping[str, Value]
    tensors: Mapping[str, Tensor]

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")

    def text(self, key: str, default: str = "") -> str:
        """A value as text, or the default where it is missing or of another type."""
        value = self.values.get(key)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: int = 0) -> int:
        """A value as a whole number; of a list with one entry per layer, the largest."""
        value = self.values.get(key)
        if isinstance(value, tuple):
            value = max((v for v in value if isinstance(v, int)), default=default)
        return int(value) if isinstance(value, int | float) else default

    def size(self, key: str, default: int = 0) -> int:
        """A number of the model's own section, such as "llama.block_count"."""
        return self.number(f"{self.architecture}.{key}", default)


def read_header(path: Path) -> Header:
    """Read and check a header. Raises UserError when the file is not a whole, sane GGUF."""
    name = path.name
    try:
        file_bytes = path.stat().st_size
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise UserError(f"{name} is not a GGUF file.", "Give a model in the GGUF format.")
            values, tensors, end = _Reader(file, file_bytes).header()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{name} cannot be read: {reason}.", "Check that it is there.") from error
    except _DamagedError as error:
        raise UserError(f"{name} is damaged: {error}.", _HINT) from error
    if file_bytes < end:
        raise UserError(
            f"{name} is cut off: it has {file_bytes:,} of at least {end:,} bytes.", _HINT
        )
    return Header(path, file_bytes, values, tensors)


class _DamagedError(ValueError):
    """The words of what is wrong, as the end of a sentence."""


class _Reader:
    """Reads one value after another; a length that exceeds the file is never allocated."""

    def __init__(self, file: BinaryIO, file_bytes: int) -> None:
        self._file = file
        self._file_bytes = file_bytes

    def header(self) -> tuple[dict[str, Value], dict[str, Tensor], int]:
        """Values, tensors, and the number of bytes that the file needs at least."""
        version = self._integer("I")
        if version not in (2, 3):
            byte_order = " (it is big-endian)" if version >= 1 << 16 else ""
            raise _DamagedError(f"its GGUF version is {version}{byte_order}, expected 2 or 3")
        tensor_count, value_count = self._integer("Q"), self._integer("Q")
        if max(tensor_count, value_count) > _MOST_ENTRIES:
            raise _DamagedError("it claims an impossible number of entries")
        values = {}
        for _ in range(value_count):
            key = self._string()
            values[key] = self._value(self._integer("I"))
        described = [self._tensor() for _ in range(tensor_count)]
        alignment = values.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment < 8 or alignment & (alignment - 1):
            raise _DamagedError("its alignment is not a power of two")
        start = -(-self._file.tell() // alignment) * alignment
        ends = [start + offset + tensor.bytes for _, tensor, offset in described]
        tensors = {name: tensor for name, tensor, _ in described}
        if len(tensors) != len(described):
            raise _DamagedError("two of its tensors have the same name")
        return values, tensors, max(ends, default=start)

    def _tensor(self) -> tuple[str, Tensor, int]:
        name, rank = self._string(), self._integer("I")
        if not 1 <= rank <= 4:
            raise _DamagedError(f"its tensor {name[:60]!r} has {rank} dimensions")
        shape = tuple(self._integer("Q") for _ in range(rank))
        kind, offset = self._integer("I"), self._integer("Q")
        if kind not in _BLOCKS:
            raise _DamagedError(f"its tensor {name[:60]!r} has the unknown type {kind}")
        per_block, block_bytes = _BLOCKS[kind]
        if 0 in shape or shape[0] % per_block:
            raise _DamagedError(f"its tensor {name[:60]!r} has an impossible shape")
        return name, Tensor(shape, math.prod(shape) // per_block * block_bytes), offset

    def _value(self, kind: int) -> Value:
        if kind == _STRING:
            return self._string()
        if kind == _ARRAY:
            return self._array()
        return self._scalars(kind, 1)[0]

    def _array(self) -> tuple[int | float | bool | str, ...]:
        kind, count = self._integer("I"), self._integer("Q")
        if count > min(_LONGEST, self._file_bytes):  # no entry is smaller than a byte
            raise _DamagedError("it has a list of impossible length")
        if kind == _STRING:
            return tuple(self._string() for _ in range(count))
        return self._scalars(kind, count)

    def _scalars(self, kind: int, count: int) -> tuple[int | float | bool, ...]:
        if kind not in _SCALARS:
            raise _DamagedError(f"it has a value of the unknown type {kind}")
        layout = struct.Struct(f"<{count}{_SCALARS[kind]}")
        values: tuple[int | float | bool, ...] = layout.unpack(self._take(layout.size))
        return values

    def _integer(self, letter: str) -> int:
        layout = _LAYOUTS[letter]
        return int(layout.unpack(self._take(layout.size))[0])

    def _string(self) -> str:
        length = self._integer("Q")
        if length > _LONGEST:
            raise _DamagedError("it has a text of impossible length")
        return self._take(length).decode("utf-8", "replace")

    def _take(self, size: int) -> bytes:
        if size <= self._file_bytes:
            data = self._file.read(size)
            if len(data) == size:
                return data
        raise _DamagedError("it ends within its header")
