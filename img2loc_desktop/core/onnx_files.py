"""Which other files an ONNX model would load: found without loading it.

Weights may stand outside the model file ("external data"), and the model names those files
itself. ONNX Runtime opens whatever it is told, so the names are read first. ONNX is
protobuf; only the way down to TensorProto.external_data is followed here, by the field
numbers of onnx.proto (ONNX 1.x never renumbers them).
"""

from __future__ import annotations

import mmap
from pathlib import Path

from img2loc_desktop.core import protobuf
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
# A network of 3,000 nodes has some 100,000 fields; a made file of a gigabyte may have half a
# billion, which nobody would wait for.
_MOST_FIELDS = 5_000_000
_LOCATION = b"location"


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
        except protobuf.TooManyFieldsError as error:
            raise UserError(
                f"{model.name} has more than {_MOST_FIELDS:,} fields: no network has as many.",
                "Get it again from its source.",
            ) from error
        except (ValueError, IndexError) as error:
            raise _not_onnx(model) from error


def _locations(data: mmap.mmap) -> set[bytes]:
    found: set[bytes] = set()
    messages = protobuf.Messages(data, _MOST_FIELDS)
    pending = [("model", 0, len(data), 0)]
    while pending:
        message, position, end, depth = pending.pop()
        if depth > _DEEPEST:
            raise ValueError("messages are nested too deeply")
        keys: set[bytes] = set()
        values: set[bytes] = set()
        for number, wire_type, start, stop in messages.fields(position, end):
            below = _BELOW[message].get(number)
            if below is None or wire_type != protobuf.BYTES:
                continue
            if below == "key":
                keys.add(data[start:stop])
            elif below == "value":
                values.add(data[start:stop])
            else:
                pending.append((below, start, stop, depth + 1))
        if _LOCATION in keys:
            found |= values
    return found


def _not_onnx(model: Path) -> UserError:
    return UserError(f"{model.name} is not a readable ONNX model.", "Get it again from its source.")
