"""Writing small networks as ONNX: the few kinds of message that a chain of layers needs.

The whole of ONNX needs a library of 60 MB that the product has no other use for. The field
numbers are those of onnx.proto (ONNX 1.x never renumbers them).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_IR_VERSION = 8
_OPSET = 17
_FLOAT, _INT64 = 1, 7  # of TensorProto.DataType
_ATTRIBUTE_INT, _ATTRIBUTE_INTS = 2, 7  # of AttributeProto.AttributeType


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: its kind, its inputs by name, the name of its only output."""

    operation: str
    inputs: tuple[str, ...]
    output: str
    integers: Mapping[str, int | Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network with one input (n, width) and one output (n, width), both float32."""

    input: tuple[str, int]
    output: tuple[str, int]
    nodes: tuple[Node, ...]
    constants: Mapping[str, NDArray[np.float32] | NDArray[np.int64]]


def model_bytes(network: Network, name: str) -> bytes:
    """The content of an .onnx file."""
    graph = b"".join(
        (
            *(_field(1, _node(node)) for node in network.nodes),
            _text(2, name),
            *(_field(5, _tensor(key, value)) for key, value in network.constants.items()),
            _field(11, _value(*network.input)),
            _field(12, _value(*network.output)),
        )
    )
    opset = _text(1, "") + _number(2, _OPSET)
    return (
        _number(1, _IR_VERSION) + _text(2, "img2loc-desktop") + _field(7, graph) + _field(8, opset)
    )


def _node(node: Node) -> bytes:
    return b"".join(
        (
            *(_text(1, name) for name in node.inputs),
            _text(2, node.output),
            _text(3, node.output),
            _text(4, node.operation),
            *(_field(5, _attribute(name, value)) for name, value in node.integers.items()),
        )
    )


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    return _text(1, name) + _numbers(8, value) + _number(20, _ATTRIBUTE_INTS)


def _tensor(name: str, value: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    kind = _INT64 if value.dtype == np.int64 else _FLOAT
    data = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("<")).tobytes()
    return _numbers(1, value.shape) + _number(2, kind) + _text(8, name) + _field(9, data)


def _value(name: str, width: int) -> bytes:
    shape = _field(1, _text(2, "n")) + _field(1, _number(1, width))
    return _text(1, name) + _field(2, _field(1, _number(1, _FLOAT) + _field(2, shape)))


def _numbers(number: int, values: Iterable[int]) -> bytes:
    return b"".join(_number(number, value) for value in values)


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value & (1 << 64) - 1)


def _text(number: int, text: str) -> bytes:
    return _field(number, text.encode())


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)
