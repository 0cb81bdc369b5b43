"""Real, tiny encoders for tests: ONNX graphs whose embedding can be computed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from img2loc_desktop.core import model_packs

SIDE = 8
PREPROCESSING: dict[str, object] = {
    "size": SIDE,
    "resize": "short_side",
    "short_side": SIDE,
    "filter": "bicubic",
    "mean": [0, 0, 0],
    "std": [1, 1, 1],
}
# From the mean red, green and blue of the picture to four numbers.
WEIGHTS = np.array([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1]], np.float32)


def graph(
    nodes: Sequence[onnx.NodeProto],
    outputs: Mapping[str, Sequence[int | str]],
    *,
    inputs: Mapping[str, Sequence[int | str]] | None = None,
    constants: Sequence[onnx.TensorProto] = (),
    kind: int = TensorProto.FLOAT,
) -> onnx.ModelProto:
    """A model with these nodes; shapes may hold names for sizes that are not fixed."""
    shapes = inputs or {"pixels": ["n", 3, SIDE, SIDE]}
    return helper.make_model(
        helper.make_graph(
            nodes,
            "test",
            [helper.make_tensor_value_info(name, kind, shape) for name, shape in shapes.items()],
            [helper.make_tensor_value_info(name, kind, shape) for name, shape in outputs.items()],
            list(constants),
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
    )


def mean_colour(
    output: str = "embedding",
    *,
    batch: int | str = "n",
    dimension: int | str = 4,
    weights: NDArray[Any] = WEIGHTS,
    extra: Sequence[onnx.NodeProto] = (),
    extra_outputs: Mapping[str, Sequence[int | str]] | None = None,
) -> onnx.ModelProto:
    """An encoder whose vector is the mean colour times ``weights``.

    ``extra`` nodes may read "mean" (n, 3), "embedding_" (n, 4) and "pixels".
    """
    half = weights.dtype == np.float16
    return graph(
        [
            helper.make_node("GlobalAveragePool", ["pixels"], ["pooled_"]),
            helper.make_node("Flatten", ["pooled_"], ["mean"]),
            helper.make_node("MatMul", ["mean", "weights"], ["embedding_"]),
            helper.make_node("Identity", ["embedding_"], [output]),
            *extra,
        ],
        {output: [batch, dimension], **(extra_outputs or {})},
        inputs={"pixels": [batch, 3, SIDE, SIDE]},
        constants=[numpy_helper.from_array(weights, "weights")],
        kind=TensorProto.FLOAT16 if half else TensorProto.FLOAT,
    )


def write_pack(
    folder: Path,
    model: onnx.ModelProto | bytes | None = None,
    *,
    preprocessing: Mapping[str, object] | None = PREPROCESSING,
    others: Mapping[str, bytes] | None = None,
    **section: object,
) -> Path:
    """An encoder pack: model.onnx, the other files, and a manifest that lists them all."""
    model = model if model is not None else mean_colour()
    files = {"model.onnx": model if isinstance(model, bytes) else model.SerializeToString()}
    files |= others or {}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    if preprocessing is not None:
        section["preprocessing"] = dict(preprocessing)
    model_packs.write_manifest(
        model_packs.Manifest(
            folder=folder,
            schema=1,
            kind="encoder",
            name="tiny",
            title="Tiny",
            licence="Apache-2.0",
            source="made by a test",
            files=model_packs.describe_files(folder, files),
            details=section,
        )
    )
    return folder
