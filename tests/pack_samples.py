"""Exports and packs as people have them on a stick, and what an import says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import encoder_packs
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from img2loc_desktop.core import files, paths
from img2loc_desktop.core.packs_import import Imported, ImportEvent, Refused, import_packs

SIDE = encoder_packs.SIDE
CLIP_CONFIG: dict[str, Any] = {
    "image_processor_type": "CLIPImageProcessor",
    "do_resize": True,
    "size": {"shortest_edge": SIDE},
    "resample": 3,
    "do_center_crop": True,
    "crop_size": {"height": SIDE, "width": SIDE},
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
}
SIGLIP_CONFIG: dict[str, Any] = {
    "image_processor_type": "SiglipImageProcessor",
    "do_resize": True,
    "size": {"height": SIDE, "width": SIDE},
    "resample": 3,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}
OPEN_CLIP_CONFIG: dict[str, Any] = {
    "model_cfg": {"embed_dim": 6, "vision_cfg": {"image_size": SIDE, "patch_size": 4}},
    "preprocess_cfg": {
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
        "interpolation": "bicubic",
        "resize_mode": "squash",
    },
}
IMMICH_CONFIG: dict[str, Any] = {
    "size": [SIDE, SIDE],
    "mode": "RGB",
    "mean": [0.48145466, 0.4578275, 0.40821073],
    "std": [0.26862954, 0.26130258, 0.27577711],
    "interpolation": "bicubic",
    "resize_mode": "shortest",
    "fill_color": 0,
}

_Event = TypeVar("_Event")


def vision_tower(
    outputs: Mapping[str, int], *, input_name: str = "pixel_values", seed: int = 0
) -> onnx.ModelProto:
    """A vision transformer's tower in small: patches, a hidden state, pooled outputs.

    Each output of a name in ``outputs`` is a projection of the mean patch to that many numbers;
    "last_hidden_state" comes besides, as in the exports of transformers.
    """
    random = np.random.default_rng(seed)

    def weights(name: str, *shape: int) -> onnx.TensorProto:
        return numpy_helper.from_array(random.normal(size=shape).astype(np.float32), name)

    width = 5
    nodes = [
        helper.make_node(
            "Conv", [input_name, "patches"], ["grid"], kernel_shape=[4, 4], strides=[4, 4]
        ),
        helper.make_node("Flatten", ["grid"], ["flat"], axis=2),
        helper.make_node("Reshape", ["grid", "shape"], ["rows"]),
        helper.make_node("Transpose", ["rows"], ["last_hidden_state"], perm=[0, 2, 1]),
        helper.make_node("ReduceMean", ["rows"], ["mean"], axes=[2], keepdims=0),
    ]
    del nodes[1]
    constants = [
        weights("patches", width, 3, 4, 4),
        numpy_helper.from_array(np.array([0, width, -1], np.int64), "shape"),
    ]
    for name, dimension in outputs.items():
        constants.append(weights(f"{name}.weight", width, dimension))
        nodes.append(helper.make_node("MatMul", ["mean", f"{name}.weight"], [name]))
    shapes: dict[str, list[Any]] = {"last_hidden_state": ["batch", (SIDE // 4) ** 2, width]}
    shapes |= {name: ["batch", dimension] for name, dimension in outputs.items()}
    return helper.make_model(
        helper.make_graph(
            nodes,
            "tower",
            [
                helper.make_tensor_value_info(
                    input_name, TensorProto.FLOAT, ["batch", 3, SIDE, SIDE]
                )
            ],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in shapes.items()],
            constants,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
    )


def write_export(folder: Path, content: Mapping[str, object]) -> Path:
    """Files by their relative names: networks, bytes, texts, and JSON for everything else."""
    for name, value in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(value, onnx.ModelProto):
            path.write_bytes(value.SerializeToString())
        elif isinstance(value, bytes):
            path.write_bytes(value)
        else:
            path.write_text(value if isinstance(value, str) else json.dumps(value))
    return folder


def encoder_pack(folder: Path, model: onnx.ModelProto | None = None, **changes: object) -> Path:
    """A published encoder pack whose manifest was changed: None takes a field away."""
    write_export(folder, {"model.onnx": model or encoder_packs.mean_colour()})
    manifest: dict[str, Any] = {
        "schema": 1,
        "kind": "encoder",
        "name": "tiny",
        "title": "A tiny encoder",
        "licence": "CC0-1.0",
        "source": "a test",
        "files": [described(folder / "model.onnx")],
        "encoder": {"preprocessing": encoder_packs.PREPROCESSING},
        **changes,
    }
    manifest = {key: value for key, value in manifest.items() if value is not None}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def described(path: Path) -> dict[str, Any]:
    """A file's entry in a manifest."""
    return {"path": path.name, "bytes": path.stat().st_size, "sha256": files.sha256_of(path)}


def bring(*given: Path, **options: Any) -> list[ImportEvent]:
    """All events of an import."""
    return list(import_packs(given, **options))


def only(events: Iterable[ImportEvent], kind: type[_Event]) -> list[_Event]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def installed(*given: Path, **options: Any) -> Imported:
    """The one pack that came of an import in which nothing was refused."""
    events = bring(*given, **options)
    assert not only(events, Refused), only(events, Refused)
    (pack,) = only(events, Imported)
    return pack


def refused(*given: Path, **options: Any) -> Refused:
    """The one refusal of an import that installed nothing; each of its words is there."""
    events = bring(*given, **options)
    assert not only(events, Imported)
    (refusal,) = only(events, Refused)
    assert refusal.name and refusal.what and refusal.why and refusal.remedy
    return refusal


def nothing_is_there() -> bool:
    """Whether the folder of packs holds nothing, not even a hidden half of something."""
    return {path.name for path in paths.user_models().iterdir()} <= {".lock"}
