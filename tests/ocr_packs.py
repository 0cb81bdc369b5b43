"""A pack that reads a script, with a tiny network in place of a trained one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from img2loc_desktop.core import model_packs


def make_pack(folder: Path, answer: str, details: dict[str, object] | None = None) -> Path:
    """A pack whose network reads every line as the same text, with a confidence of 1."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = sorted(set(answer))
    (folder / "letters.txt").write_text("".join(f"{letter}\n" for letter in letters), "utf-8")
    # RapidOCR puts a blank in front of the characters and a space behind them.
    steps = np.zeros((1, 2 * len(answer), len(letters) + 2), np.float32)
    for step, letter in enumerate(answer):
        steps[0, 2 * step, letters.index(letter) + 1] = 1.0
        steps[0, 2 * step + 1, 0] = 1.0
    graph = helper.make_graph(
        [
            helper.make_node("Shape", ["x"], ["shape"]),
            helper.make_node("Gather", ["shape", "zero"], ["batch"], axis=0),
            helper.make_node("Concat", ["batch", "ones"], ["repeats"], axis=0),
            helper.make_node("Tile", ["steps", "repeats"], ["y"]),
        ],
        "reads the same everywhere",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 48, "w"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", None, len(letters) + 2])],
        [
            onnx.numpy_helper.from_array(steps, "steps"),
            onnx.numpy_helper.from_array(np.array([0], np.int64), "zero"),
            onnx.numpy_helper.from_array(np.array([1, 1], np.int64), "ones"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, folder / "script_rec_infer.onnx")
    names = ("script_rec_infer.onnx", "letters.txt")
    manifest = model_packs.Manifest(
        folder=folder,
        schema=model_packs.SCHEMA,
        kind="ocr",
        name=folder.name,
        title=folder.name,
        licence="Apache-2.0",
        source="",
        files=model_packs.describe_files(folder, names),
        details=details or {"model": names[0], "characters": names[1], "script": "Cyrillic"},
    )
    model_packs.write_manifest(manifest)
    return folder
