"""From float32 to int8: static quantisation with quantise/dequantise pairs, weights by channel."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before onnxruntime is loaded

import numpy as np
import onnx
from efficientnet import INPUT
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)


class _Pictures(CalibrationDataReader):
    def __init__(self, pictures: Iterable[NDArray[np.float32]]) -> None:
        self._pictures: Iterator[NDArray[np.float32]] = iter(pictures)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        picture = next(self._pictures, None)
        return None if picture is None else {INPUT: picture[None]}


def quantised(model: onnx.ModelProto, pictures: Iterable[NDArray[np.float32]]) -> onnx.ModelProto:
    """The model in int8; ranges of activations are those that the pictures (3, h, w) reach.

    Activations are unsigned and weights signed: the pair that processors multiply fastest.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float32.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, source)
        quantize_static(
            source,
            target,
            _Pictures(pictures),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )
        return onnx.load(target)
