"""GeoCLIP's two networks as ONNX graphs, from the weights in the ``geoclip`` package.

Image head: Linear, ReLU, Linear after the projection of CLIP ViT-L/14. Location encoder: the
Equal Earth projection (Savric, Patterson and Jenny, 2018), then for each of three scales random
Fourier features and a chain of linear layers; their sum is the vector. The operations stand in
the order of the package, so that float32 rounds in the same places.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import count

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.onnx_write import Network, Node

Weights = Mapping[str, NDArray[np.float32]]

# Coefficients of the Equal Earth projection, and the package's factor that scales its result.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_SCALE = 66.50336


def image_head(weights: Weights) -> Network:
    """From the weights of its two layers. Raises UserError when they are something else."""
    sizes = _sizes(weights, ("0", "2"))
    nodes = (
        Node("Gemm", ("features", "0.weight", "0.bias"), "hidden", {"transB": 1}),
        Node("Relu", ("hidden",), "positive"),
        Node("Gemm", ("positive", "2.weight", "2.bias"), "location", {"transB": 1}),
    )
    return Network(("features", sizes[0]), ("location", sizes[-1]), nodes, weights)


def location_encoder(weights: Weights) -> Network:
    """From the weights of its capsules. Raises UserError when they are something else."""
    graph = _Graph(weights)
    names = sorted({name.partition(".")[0] for name in weights})
    width = 0
    total = None
    projected = graph.equal_earth("coordinates")
    for capsule in names:
        layers = [f"{capsule}.capsule.{number}" for number in (1, 3, 5)] + [f"{capsule}.head.0"]
        frequencies = weights.get(f"{capsule}.capsule.0.b")
        width = _sizes(weights, layers)[-1]
        if frequencies is None or frequencies.ndim != 2 or frequencies.shape[1] != 2:
            raise _not_geoclip(f"{capsule}.capsule.0.b")
        features = graph.fourier(projected, f"{capsule}.capsule.0.b")
        for layer in layers[:-1]:
            features = graph.add("Relu", graph.linear(features, layer))
        features = graph.linear(features, layers[-1])
        total = features if total is None else graph.add("Add", total, features)
    if total is None:
        raise _not_geoclip("LocEnc0")
    graph.nodes.append(Node("Identity", (total,), "location"))
    return Network(("coordinates", 2), ("location", width), tuple(graph.nodes), graph.constants)


class _Graph:
    """Nodes and constants as they are added, with names of their own."""

    def __init__(self, weights: Weights) -> None:
        self.nodes: list[Node] = []
        self.constants: dict[str, NDArray[np.float32] | NDArray[np.int64]] = dict(weights)
        self._numbers = count()

    def add(self, operation: str, *inputs: str, **integers: int) -> str:
        output = f"{operation.lower()}_{next(self._numbers)}"
        self.nodes.append(Node(operation, inputs, output, integers))
        return output

    def number(self, value: float) -> str:
        name = f"number_{next(self._numbers)}"
        self.constants[name] = np.array(value, np.float32)
        return name

    def linear(self, features: str, layer: str) -> str:
        return self.add("Gemm", features, f"{layer}.weight", f"{layer}.bias", transB=1)

    def fourier(self, points: str, frequencies: str) -> str:
        matrix = self.constants[frequencies]
        self.constants[frequencies] = np.ascontiguousarray(matrix.T, np.float32)
        scaled = self.add("Mul", points, self.number(2 * math.pi))
        angles = self.add("MatMul", scaled, frequencies)
        return self.add("Concat", self.add("Cos", angles), self.add("Sin", angles), axis=1)

    def equal_earth(self, degrees: str) -> str:
        radians = self.add("Mul", degrees, self.number(math.pi / 180))
        latitude, longitude = (self._column(radians, place) for place in (0, 1))
        half_root = self.number(float(np.sqrt(np.float32(3.0)) / np.float32(2)))
        theta = self.add("Asin", self.add("Mul", half_root, self.add("Sin", latitude)))

        def term(coefficient: float, power: int) -> str:
            raised = self.add("Pow", theta, self.number(power)) if power > 1 else theta
            return self.add("Mul", self.number(coefficient), raised)

        bottom = self.add("Add", term(9 * _A4, 8), term(7 * _A3, 6))
        bottom = self.add("Add", bottom, term(3 * _A2, 2))
        bottom = self.add("Add", bottom, self.number(_A1))
        bottom = self.add("Mul", self.number(3), bottom)
        root = self.number(float(2 * np.sqrt(np.float32(3.0))))
        top = self.add("Mul", self.add("Mul", root, longitude), self.add("Cos", theta))
        y = self.add("Add", term(_A4, 9), term(_A3, 7))
        y = self.add("Add", y, term(_A2, 3))
        y = self.add("Add", y, term(_A1, 1))
        both = self.add("Concat", self.add("Div", top, bottom), y, axis=1)
        scaled = self.add("Mul", both, self.number(_SCALE))
        return self.add("Div", scaled, self.number(180))

    def _column(self, pairs: str, place: int) -> str:
        name = f"column_{place}"
        self.constants[name] = np.array([place], np.int64)
        return self.add("Gather", pairs, name, axis=1)


def _sizes(weights: Weights, layers: list[str] | tuple[str, ...]) -> list[int]:
    """The widths before, between and after linear layers. Raises UserError if they do not fit."""
    sizes: list[int] = []
    for layer in layers:
        weight, bias = weights.get(f"{layer}.weight"), weights.get(f"{layer}.bias")
        if weight is None or bias is None or weight.ndim != 2 or bias.shape != weight.shape[:1]:
            raise _not_geoclip(layer)
        if sizes and sizes[-1] != weight.shape[1]:
            raise _not_geoclip(layer)
        sizes = sizes or [weight.shape[1]]
        sizes.append(weight.shape[0])
    return sizes


def _not_geoclip(name: str) -> UserError:
    return UserError(
        f"The weights are not those of GeoCLIP: {name} is missing or has another form.",
        "Give the wheel or the folder of the Python package geoclip, version 1.",
    )
