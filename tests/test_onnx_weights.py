"""Weights too small to count are set to zero, and nothing else in an ONNX file is touched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from img2loc_desktop.core import ocr, onnx_weights
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.onnx_session import Network
from img2loc_desktop.core.onnx_weights import without_subnormals

SUBNORMAL = np.float32(1e-40)
SMALLEST = np.finfo(np.float32).smallest_normal


def made(path: Path, weights: np.ndarray, **save: object) -> Path:
    """A network that multiplies by weights, and has a text and whole numbers besides."""
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"]), helper.make_node("Identity", ["n"], ["z"])],
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", weights.shape[0]])],
        [
            helper.make_tensor_value_info("y", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("z", TensorProto.INT64, None),
        ],
        [
            numpy_helper.from_array(weights, "w"),
            numpy_helper.from_array(np.array([1, 2**40, -3]), "n"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    entry = model.metadata_props.add()
    entry.key, entry.value = "character", "a\nb\nc"
    onnx.save(model, path, **save)
    return path


def test_subnormal_weights_become_zeros_and_the_rest_stays(tmp_path: Path) -> None:
    kept = np.array([0.0, 1.5, -2e-9, SMALLEST, -SMALLEST], np.float32)
    weights = np.stack([kept, np.full(5, SUBNORMAL), -np.full(5, SUBNORMAL)])
    model = made(tmp_path / "model.onnx", weights)
    before = model.read_bytes()

    content = without_subnormals(model)

    assert content is not None
    assert model.read_bytes() == before
    expected = onnx.load(model)
    expected.graph.initializer[0].CopyFrom(
        numpy_helper.from_array(np.stack([kept, np.zeros(5), np.zeros(5)]).astype(np.float32), "w")
    )
    assert onnx.load_model_from_string(content) == expected


def test_a_network_without_such_weights_is_loaded_from_its_file(tmp_path: Path) -> None:
    assert without_subnormals(made(tmp_path / "model.onnx", np.ones((3, 2), np.float32))) is None


def test_weights_beside_the_network_are_left_to_its_library(tmp_path: Path) -> None:
    model = made(
        tmp_path / "model.onnx",
        np.full((40, 40), SUBNORMAL),
        save_as_external_data=True,
        location="weights",
        size_threshold=0,
    )
    assert without_subnormals(model) is None
    rows = np.ones((1, 40), np.float32)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    assert session.run(["y"], {"x": rows})[0].shape == (1, 40)


def test_damaged_files_are_left_to_the_library(tmp_path: Path) -> None:
    content = made(tmp_path / "model.onnx", np.full((3, 2), SUBNORMAL)).read_bytes()
    damaged = tmp_path / "damaged.onnx"
    assert without_subnormals(tmp_path / "missing.onnx") is None
    random = np.random.default_rng(3)
    for length in range(len(content)):
        damaged.write_bytes(content[:length])
        without_subnormals(damaged)
        noisy = np.frombuffer(content, np.uint8).copy()
        noisy[random.integers(len(noisy), size=3)] = random.integers(256, size=3)
        damaged.write_bytes(noisy.tobytes())
        without_subnormals(damaged)  # may be anything, and never an exception
    damaged.write_bytes(b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f")
    assert without_subnormals(damaged) is None
    with pytest.raises(UserError, match="cannot be loaded"):
        Network(damaged, "a trial", threads=1)


def test_a_file_that_would_take_long_to_look_through_is_left_to_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = made(tmp_path / "model.onnx", np.full((3, 2), SUBNORMAL))
    content = model.read_bytes()
    long = tmp_path / "long.onnx"
    for times, found in ((1000, True), (400_000, False)):
        long.write_bytes(content + b"\xa0\x06\x01" * times)  # fields that nobody knows
        assert (without_subnormals(long) is not None) is found
    monkeypatch.setattr(onnx_weights, "_LARGEST", len(content) - 1)
    assert without_subnormals(model) is None


def test_the_bundled_networks_answer_as_they_did() -> None:
    """To the bit: what is set to zero changed no digit."""
    finder, _, letters = ocr.Reader().models
    random = np.random.default_rng(11)
    for model, shape in ((finder, (1, 3, 96, 160)), (letters, (2, 3, 48, 320))):
        assert without_subnormals(model) is not None
        plain = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        values = random.uniform(-1, 1, shape).astype(np.float32)
        (expected,) = plain.run(None, {"x": values})
        answer = Network(model, "a trial", threads=1)(values)
        np.testing.assert_array_equal(answer, expected)
