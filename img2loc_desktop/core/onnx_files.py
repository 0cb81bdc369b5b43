"""Which other files an ONNX model would load: found without loading it.

Weights may stand outside the model file ("external data"), and the model names those files
itself. ONNX Runtime opens whatever it is told, so the names are read first. ONNX is
protobuf; only the way down to TensorProto.external_data is followed here, by the field
numbers of onnx.proto (ONNX 1.x never renumbers them).
"""

from __future__ import annotations

import mmap
from pathlib import Path

from img2loc_desktop.core.errors import UserError

# Of each message, the fields that can contain a tensor.
_BELOW: dict[str, dict[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {13: "entry"},
    "entry": {1: "key", 2: "value"},
}
_DEEPEST = 100  # protobuf's own limit for nested messages
_LOCATION = b"location"
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5


def external_locations(model: Path) -> tuple[str, ...]:
    """The file names that the tensors of an ONNX model refer to, sorted, as they stand there.

    Raises UserError when the file is not readable as ONNX, OSError when it cannot be read.
    """
    if model.stat().st_size == 0:
        raise _not_onnx(model)
    with model.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        # Every reference carries this key as plain bytes; nearly all models have none.
        if data.find(_LOCATION) < 0:
            return ()
        try:
            locations = _locations(data)
            return tuple(sorted(location.decode("utf-8") for location in locations))
        except (ValueError, IndexError) as error:
            raise _not_onnx(model) from error


def _locations(data: mmap.mmap) -> set[bytes]:
    found: set[bytes] = set()
    pending = [("model", 0, len(data), 0)]
    while pending:
        message, position, end, depth = pending.pop()
        if depth > _DEEPEST:
            raise ValueError("messages are nested too deeply")
        keys: set[bytes] = set()
        values: set[bytes] = set()
        while position < end:
            tag, position = _varint(data, position)
            start, position = _field(data, position, tag & 7)
            if position > end:
                raise ValueError("a field is longer than its message")
            below = _BELOW[message].get(tag >> 3)
            if below is None or tag & 7 != _BYTES:
                continue
            if below == "key":
                keys.add(data[start:position])
            elif below == "value":
                values.add(data[start:position])
            else:
                pending.append((below, start, position, depth + 1))
        if _LOCATION in keys:
            found |= values
    return found


def _field(data: mmap.mmap, position: int, wire_type: int) -> tuple[int, int]:
    """Where the content of a field starts and ends, given the position after its tag."""
    if wire_type == _VARINT:
        return position, _varint(data, position)[1]
    if wire_type == _BYTES:
        length, position = _varint(data, position)
        return position, position + length
    if wire_type in (_EIGHT_BYTES, _FOUR_BYTES):
        return position, position + (8 if wire_type == _EIGHT_BYTES else 4)
    raise ValueError("groups do not occur in ONNX")


def _varint(data: mmap.mmap, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("a number has more than ten bytes")


def _not_onnx(model: Path) -> UserError:
    return UserError(
        f"{model.name} is not a readable ONNX model.", "Get the encoder again from its source."
    )
