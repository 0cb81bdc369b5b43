"""EfficientNet-Lite2 as an ONNX graph from a picture to its pooled feature, from the weights alone.

The architecture is that of the package efficientnet-lite-pytorch: 3 x 3 convolutions of stride 2,
then inverted bottlenecks (expand, depthwise, project; without squeeze and excitation), each with
batch normalisation, which is folded into the convolution before it, and ReLU6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

INPUT, FEATURE = "pixels", "feature"
SIDE = 260  # pixels
WIDTH = 1280  # of the feature

OPSET, IR_VERSION = 17, 9

_BLOCKS = 21
_WIDENING_BLOCKS = (0, 1, 4, 7, 11, 15, 20)  # the first of each stage: nothing to add up
_HALVING_BLOCKS = (1, 4, 7, 15)  # those of them that have stride 2
_EPSILON = 1e-3

Weights = Mapping[str, NDArray[Any]]


class _Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self, weights: Weights) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self._weights = weights

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def convolve(self, source: str, name: str, norm: str, side: int, stride: int = 1) -> str:
        """Convolution and batch normalisation; padded as TensorFlow does, at the end first."""
        kernel = self._weights[f"{name}.weight"].astype(np.float64)
        scale, shift, mean, variance = (
            self._weights[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        factor = scale / np.sqrt(variance + _EPSILON)
        folded = (kernel * factor[:, None, None, None]).astype(np.float32)
        bias = (shift - mean * factor).astype(np.float32)
        size = kernel.shape[-1]
        padding = max((-(-side // stride) - 1) * stride + size - side, 0)
        return self.add(
            "Conv",
            [
                source,
                self.constant(f"{name}.weight", folded),
                self.constant(f"{name}.bias", bias),
            ],
            name,
            kernel_shape=[size, size],
            strides=[stride, stride],
            pads=[padding // 2] * 2 + [padding - padding // 2] * 2,
            group=len(kernel) if "depthwise" in name else 1,
        )

    def relu6(self, source: str) -> str:
        low = self.constant("zero", np.float32(0))
        high = self.constant("six", np.float32(6))
        return self.add("Clip", [source, low, high], f"{source}.relu6")


def feature_model(weights: Weights) -> onnx.ModelProto:
    """From "pixels" (n, 3, 260, 260), as (value - 127) / 128, to "feature" (n, 1280)."""
    graph = _Graph(weights)
    side = SIDE
    x = graph.relu6(graph.convolve(INPUT, "_conv_stem", "_bn0", side, 2))
    side = -(-side // 2)
    for number in range(_BLOCKS):
        name = f"_blocks.{number}"
        stride = 2 if number in _HALVING_BLOCKS else 1
        start = x
        if f"{name}._expand_conv.weight" in weights:
            x = graph.relu6(graph.convolve(x, f"{name}._expand_conv", f"{name}._bn0", side))
        x = graph.convolve(x, f"{name}._depthwise_conv", f"{name}._bn1", side, stride)
        x = graph.relu6(x)
        side = -(-side // stride)
        x = graph.convolve(x, f"{name}._project_conv", f"{name}._bn2", side)
        if number not in _WIDENING_BLOCKS:
            x = graph.add("Add", [x, start], f"{name}.sum")
    x = graph.relu6(graph.convolve(x, "_conv_head", "_bn1", side))
    x = graph.add("GlobalAveragePool", [x], "pooled")
    graph.add("Flatten", [x], FEATURE)
    return model(graph.nodes, {FEATURE: WIDTH}, list(graph.constants.values()))


def model(
    nodes: list[onnx.NodeProto], outputs: Mapping[str, int], constants: list[onnx.TensorProto]
) -> onnx.ModelProto:
    """A checked model from pictures to rows of these widths."""
    floats = TensorProto.FLOAT
    picture = helper.make_tensor_value_info(INPUT, floats, ["n", 3, SIDE, SIDE])
    rows = [helper.make_tensor_value_info(key, floats, ["n", n]) for key, n in outputs.items()]
    made = helper.make_model(
        helper.make_graph(nodes, "efficientnet-lite2", [picture], rows, constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="img2loc-desktop",
    )
    onnx.checker.check_model(made, full_check=True)
    return made
