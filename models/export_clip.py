"""Export the picture tower of a CLIP model to ONNX, and compare it with PyTorch.

    python models/export_clip.py FOLDER --out EXPORT
    python models/export_clip.py ViT-L-14.pt --model ViT-L-14-quickgelu --out EXPORT

FOLDER is a model of transformers (config.json; CLIP or SigLIP) or of OpenCLIP
(open_clip_config.json) that lies on this machine; a file is a checkpoint of the named OpenCLIP
architecture. Nothing is fetched. Needs the extra "export" (PyTorch and one of the two libraries):

    pip install "img2loc-desktop[export]"

EXPORT gets vision_model.onnx (float32), vision_model_fp16.onnx, vision_model_int8.onnx, the file
that says how pictures are prepared, and parity.json. Then: img2loc models import EXPORT
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"  # before the libraries look at it
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core import paths
from img2loc_desktop.core.packs_import.clip import read_preprocessing
from img2loc_desktop.core.preprocessing import Preprocessing

PRECISIONS = ("float32", "float16", "int8")
FILES = {
    "float32": "vision_model.onnx",
    "float16": "vision_model_fp16.onnx",
    "int8": "vision_model_int8.onnx",
}
INPUT = "pixel_values"
_OPSET = 17
_PICTURES = (".jpg", ".jpeg", ".png", ".webp")
_MOST_PICTURES = 50
# Of each precision, the least cosine to PyTorch that makes it fit for use; int8 is reported only.
_LEAST_COSINE = {"float32": 0.99999, "float16": 0.999}


@dataclass(frozen=True)
class Tower:
    """A picture tower in PyTorch; ``output`` names its embedding, ``configs`` go with it."""

    module: torch.nn.Module
    output: str
    configs: dict[str, dict[str, Any]]
    preprocessing: str  # which of the configs says how pictures are prepared


@dataclass(frozen=True)
class Parity:
    """How an exported network differs from PyTorch, over some pictures."""

    file: str
    bytes: int
    pictures: int
    max_difference: float
    min_cosine: float


def main(arguments: Sequence[str]) -> int:
    """Export; 0 when every precision that was asked for is as good as promised."""
    options = _options(arguments)
    for name in ("torch.onnx", "onnxscript", "onnxruntime", "root"):
        logging.getLogger(name).setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    tower = load(options.source, options.model)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in tower.configs.items():
        (options.out / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    preprocessing = read_preprocessing(options.out / tower.preprocessing)
    export(tower, preprocessing, options.out, options.precision)
    pixels = pictures(options.photos, preprocessing)
    found = compare(tower, pixels, options.out, options.precision)
    report(found, options.out)
    worse = [
        precision
        for precision, parity in found.items()
        # Turned about, for a precision that overflows gives no number at all.
        if not parity.min_cosine > _LEAST_COSINE.get(precision, -1.0)
    ]
    if worse:
        print(f"NOT FIT FOR USE: {', '.join(worse)}", file=sys.stderr)
    return 1 if worse else 0


def load(source: Path, model: str | None) -> Tower:
    """The picture tower of a folder or checkpoint, in float32 and ready for use."""
    if (source / "open_clip_config.json").is_file() or model is not None:
        return _open_clip(source, model)
    if (source / "config.json").is_file():
        return _transformers(source)
    raise SystemExit(
        f"{source} is neither a folder of transformers (config.json) nor of OpenCLIP "
        "(open_clip_config.json). For a checkpoint name its architecture with --model."
    )


class _Projected(torch.nn.Module):
    """A tower of transformers whose only output is the embedding."""

    def __init__(self, model: torch.nn.Module, output: str) -> None:
        super().__init__()
        self.model, self.output = model, output

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = getattr(self.model(pixel_values=pixel_values), self.output)
        return found


def _transformers(folder: Path) -> Tower:
    from transformers import CLIPVisionModelWithProjection, SiglipVisionModel

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    kind = str(config.get("model_type", ""))
    if kind.startswith("clip"):
        library, output = CLIPVisionModelWithProjection, "image_embeds"
    elif kind.startswith("siglip"):
        library, output = SiglipVisionModel, "pooler_output"
    else:
        raise SystemExit(f"{folder} is a model of the type {kind!r}; known are clip and siglip.")
    preparation = folder / "preprocessor_config.json"
    if not preparation.is_file():
        raise SystemExit(f"{folder} has no preprocessor_config.json: copy it from the model.")
    model = library.from_pretrained(
        folder, local_files_only=True, dtype=torch.float32, attn_implementation="eager"
    )
    vision = model.config.to_dict()
    described = {
        "model_type": kind,
        "projection_dim": vision.get("projection_dim") if output == "image_embeds" else None,
        "vision_config": {
            key: vision[key]
            for key in (
                *("image_size", "patch_size", "hidden_size", "num_hidden_layers"),
                *("hidden_act", "projection_dim"),
            )
            if key in vision
        },
    }
    configs = {
        "config.json": described,
        preparation.name: json.loads(preparation.read_text(encoding="utf-8")),
    }
    return Tower(_Projected(model.eval(), output).eval(), output, configs, preparation.name)


def _open_clip(source: Path, name: str | None) -> Tower:
    import open_clip

    if name is None:
        model = open_clip.create_model(f"local-dir:{source}", precision="fp32")
        stated = json.loads((source / "open_clip_config.json").read_text(encoding="utf-8"))
        architecture = stated["model_cfg"]
    else:
        model = open_clip.create_model(name, pretrained=None, precision="fp32")
        with _plain_checkpoint(source, set(model.state_dict())) as checkpoint:
            open_clip.load_checkpoint(model, str(checkpoint))
        architecture = open_clip.get_model_config(name)
    chosen = {
        key: model.visual.preprocess_cfg[key]
        for key in ("mean", "std", "interpolation", "resize_mode")
    }
    config = {"model_cfg": architecture, "preprocess_cfg": chosen}
    tower = model.visual.float().eval()
    return Tower(tower, "image_embeds", {"open_clip_config.json": config}, "open_clip_config.json")


@contextlib.contextmanager
def _plain_checkpoint(path: Path, names: set[str]) -> Iterator[Path]:
    """The checkpoint as tensors alone: OpenAI's are programs (TorchScript) with tensors in them.

    Of a program's tensors only those that the model knows by ``names`` are weights.
    """
    if not _is_program(path):
        yield path
        return
    found = torch.jit.load(str(path), map_location="cpu").state_dict()
    state = {name: value for name, value in found.items() if name in names}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "state.pt"
        torch.save(state, plain)
        yield plain


def _is_program(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith("/constants.pkl") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def export(
    tower: Tower, preprocessing: Preprocessing, out: Path, precisions: Sequence[str]
) -> None:
    """Write the networks: float32 always, as the others are made of it."""
    size = (2, 3, preprocessing.height, preprocessing.width)
    path = out / FILES["float32"]
    # The tracing exporter: its graphs have a free batch, and run on every ONNX Runtime since 1.15.
    torch.onnx.export(
        tower.module,
        (torch.randn(size),),
        str(path),
        input_names=[INPUT],
        output_names=[tower.output],
        dynamic_axes={INPUT: {0: "batch"}, tower.output: {0: "batch"}},
        opset_version=_OPSET,
        dynamo=False,
    )
    if "float16" in precisions:
        from onnxruntime.transformers.float16 import convert_float_to_float16

        half = convert_float_to_float16(onnx.load(str(path)), keep_io_types=True)
        onnx.save_model(half, str(out / FILES["float16"]))
    if "int8" in precisions:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        quantize_dynamic(
            path,
            out / FILES["int8"],
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )


def pictures(folder: Path, preprocessing: Preprocessing) -> NDArray[np.float32]:
    """Real photos, prepared for the network: float32 (n, 3, height, width)."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _PICTURES)
    chosen = found[:: max(1, len(found) // _MOST_PICTURES)][:_MOST_PICTURES]
    if not chosen:
        raise SystemExit(f"There are no photos in {folder}.")
    prepared = []
    for path in chosen:
        with Image.open(path) as image:
            prepared.append(preprocessing.pixels(image.convert("RGB")))
    return np.stack(prepared)


def compare(
    tower: Tower, pixels: NDArray[np.float32], out: Path, precisions: Sequence[str]
) -> dict[str, Parity]:
    """Run PyTorch and each network over the pictures, one by one."""
    with torch.no_grad():
        expected = np.concatenate([tower.module(torch.tensor(one[None])).numpy() for one in pixels])
    found = {}
    for precision in precisions:
        path = out / FILES[precision]
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        rows = np.concatenate([session.run(None, {INPUT: one[None]})[0] for one in pixels])
        found[precision] = Parity(
            file=path.name,
            bytes=path.stat().st_size,
            pictures=len(pixels),
            max_difference=float(np.abs(rows - expected).max()),
            min_cosine=float(_cosines(rows, expected).min()),
        )
    return found


def _cosines(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    a, b = a.astype(np.float64), b.astype(np.float64)
    cosines: NDArray[np.float64] = (a * b).sum(axis=1) / (
        np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    )
    return cosines


def report(found: dict[str, Parity], out: Path) -> None:
    """Print the comparison, and write it beside the networks."""
    content = {precision: vars(parity) for precision, parity in found.items()}
    (out / "parity.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    for precision, parity in found.items():
        print(
            f"{precision:8} {parity.file:24} {parity.bytes / 1e6:8.1f} MB, against PyTorch on "
            f"{parity.pictures} photos: largest difference {parity.max_difference:.2e}, "
            f"least cosine {parity.min_cosine:.7f}"
        )
    print(f"Next: img2loc models import {out}")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, help="folder of the model, or a checkpoint")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--model", help="architecture of a checkpoint, as OpenCLIP calls it")
    parser.add_argument(
        "--precision", nargs="+", choices=PRECISIONS, default=PRECISIONS, help="default: all"
    )
    parser.add_argument(
        "--photos",
        type=Path,
        default=paths.resources() / "samples",
        help="photos to compare with (default: the samples)",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
