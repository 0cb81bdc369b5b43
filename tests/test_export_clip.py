"""The export of CLIP models, where PyTorch and their libraries are: random weights, true sizes.

pip install "img2loc-desktop[export]"
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from index_samples import write_photos
from pack_samples import CLIP_CONFIG, SIGLIP_CONFIG, installed

from img2loc_desktop.core import model_packs, sources
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import build_from_photos
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.packs_import import geoclip_package
from img2loc_desktop.core.types import Result

ROOT = Path(__file__).resolve().parent.parent

needs = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "transformers", "onnxscript")),
    reason='needs pip install "img2loc-desktop[export]"',
)
needs_open_clip = pytest.mark.skipif(
    importlib.util.find_spec("open_clip") is None, reason="needs open_clip"
)
pytestmark = needs

# image side, patch, width, layers, heads, projection
CLIPS = {
    "tiny": (32, 16, 64, 2, 2, 16),
    "ViT-B/32": (224, 32, 768, 12, 12, 512),
    "ViT-L/14": (224, 14, 1024, 24, 16, 768),
    "ViT-L/14-336": (336, 14, 1024, 24, 16, 768),
}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "models" / "export_clip.py", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def write_clip(folder: Path, name: str, kind: str = "clip") -> Path:
    """A model of transformers with random weights, saved as the library saves it."""
    code = """
import json, sys, torch
from transformers import (CLIPVisionConfig, CLIPVisionModelWithProjection, SiglipVisionConfig,
                          SiglipVisionModel)
side, patch, width, layers, heads, projection = json.loads(sys.argv[2])
torch.manual_seed(0)
shape = dict(image_size=side, patch_size=patch, hidden_size=width, num_hidden_layers=layers,
             num_attention_heads=heads, intermediate_size=4 * width)
if sys.argv[3] == "clip":
    model = CLIPVisionModelWithProjection(CLIPVisionConfig(projection_dim=projection, **shape))
else:
    model = SiglipVisionModel(SiglipVisionConfig(**shape))
model.save_pretrained(sys.argv[1])
"""
    arguments = [folder, json.dumps(CLIPS[name]), kind]
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
    side = CLIPS[name][0]
    size: dict[str, Any] = {
        "clip": {**CLIP_CONFIG, "size": {"shortest_edge": side}, "crop_size": side},
        "siglip": {**SIGLIP_CONFIG, "size": {"height": side, "width": side}},
    }[kind]
    (folder / "preprocessor_config.json").write_text(json.dumps(size))
    return folder


@pytest.mark.parametrize("name", CLIPS)
def test_clip_of_transformers(tmp_path: Path, name: str) -> None:
    model = write_clip(tmp_path / "model", name)
    done = run(model, "--out", tmp_path / "export")
    assert done.returncode == 0, done.stderr[-2000:]
    print(done.stdout)
    parity = json.loads((tmp_path / "export" / "parity.json").read_text())
    assert parity["float32"]["min_cosine"] > 0.99999
    assert parity["float16"]["min_cosine"] > 0.999
    assert parity["int8"]["min_cosine"] > 0.9
    if name != "tiny":  # there the graph weighs more than the weights
        assert parity["int8"]["bytes"] < parity["float16"]["bytes"] < parity["float32"]["bytes"]
    side, _, width, layers, _, projection = CLIPS[name]
    pack = installed(tmp_path / "export", name="exported", mode="move")
    manifest = model_packs.read_manifest(pack.folder, "encoder")
    assert manifest.details["outputs"] == {
        "image": {"name": "image_embeds", "dimension": projection}
    }
    stated = manifest.details["architecture"]
    assert isinstance(stated, dict)
    assert (stated["image"], stated["width"], stated["layers"]) == (side, width, layers)
    follows = all(stated.get(key) == value for key, value in geoclip_package.ARCHITECTURE.items())
    assert follows == (name == "ViT-L/14")  # the only one that GeoCLIP goes with


@pytest.mark.parametrize("precision", ["", "_fp16", "_int8"])
def test_what_is_exported_runs_in_the_product(tmp_path: Path, precision: str) -> None:
    model = write_clip(tmp_path / "model", "tiny")
    assert run(model, "--out", tmp_path / "export").returncode == 0
    pack = installed(tmp_path / "export" / f"vision_model{precision}.onnx")
    photos = write_photos(tmp_path / "photos", range(8))
    list(build_from_photos(photos, tmp_path / "index", Encoder.open(pack.folder, threads=1)))
    locator = Locator(sources.open_sources([tmp_path / "index"]), Gazetteer.load())
    *_, result = locator.locate(min(photos.iterdir()))
    assert isinstance(result, Result) and len(result.neighbours) == 7


def test_siglip_of_transformers(tmp_path: Path) -> None:
    model = write_clip(tmp_path / "model", "tiny", "siglip")
    done = run(model, "--out", tmp_path / "export")
    assert done.returncode == 0, done.stderr[-2000:]
    assert Encoder.open(installed(tmp_path / "export").folder).outputs == {"image": 64}


@needs_open_clip
@pytest.mark.parametrize("form", ["folder", "checkpoint", "program"])
def test_open_clip(tmp_path: Path, form: str) -> None:
    code = """
import json, sys, pathlib, torch, open_clip
torch.manual_seed(0)
model = open_clip.create_model("ViT-B-32", pretrained=None)
out = pathlib.Path(sys.argv[1])
out.mkdir()
torch.save(model.state_dict(), out / "open_clip_pytorch_model.bin")
if sys.argv[2] == "program":  # as OpenAI published CLIP
    given = (torch.zeros(1, 3, 224, 224), torch.zeros(1, 77, dtype=torch.long))
    torch.jit.trace(model.eval(), given, check_trace=False).save(out / "ViT-B-32.pt")
config = {"model_cfg": open_clip.get_model_config("ViT-B-32"),
          "preprocess_cfg": dict(model.visual.preprocess_cfg)}
(out / "open_clip_config.json").write_text(json.dumps(config))
"""
    folder = tmp_path / "model"
    subprocess.run([sys.executable, "-c", code, folder, form], check=True, capture_output=True)
    given: tuple[object, ...] = (folder,)
    if form != "folder":
        file = "ViT-B-32.pt" if form == "program" else "open_clip_pytorch_model.bin"
        given = (folder / file, "--model", "ViT-B-32")
    done = run(*given, "--out", tmp_path / "export", "--precision", "float32")
    assert done.returncode == 0, done.stderr[-2000:]
    encoder = Encoder.open(installed(tmp_path / "export").folder)
    assert encoder.outputs == {"image": 512}
    assert encoder.preprocessing.crop_offset == "half_even"
    stated = encoder.manifest.details["architecture"]
    assert stated == {
        "type": "open_clip",
        "projection": 512,
        "image": 224,
        "patch": 32,
        "width": 768,
        "layers": 12,
        "activation": "gelu",
    }


def test_other_models_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run(tmp_path / "empty", "--out", tmp_path / "export")
    assert done.returncode != 0 and "is neither" in done.stderr
    (tmp_path / "empty" / "config.json").write_text('{"model_type": "bert"}')
    done = run(tmp_path / "empty", "--out", tmp_path / "export")
    assert done.returncode != 0 and "'bert'" in done.stderr
