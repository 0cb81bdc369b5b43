"""Exports of image encoders become packs, by what is in them, and do their work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from encoder_packs import mean_colour
from index_samples import content, write_photos
from onnx.external_data_helper import convert_model_to_external_data
from pack_samples import (
    CLIP_CONFIG,
    IMMICH_CONFIG,
    OPEN_CLIP_CONFIG,
    SIDE,
    SIGLIP_CONFIG,
    bring,
    installed,
    nothing_is_there,
    only,
    refused,
    vision_tower,
    write_export,
)
from PIL import Image

from img2loc_desktop.core import model_packs, sources
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import build_from_photos
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.packs_import import Decided, Imported, LeftOut, Refused
from img2loc_desktop.core.types import Result

CONFIG = {
    "model_type": "clip",
    "_name_or_path": "openai/clip-vit-tiny",
    "projection_dim": 6,
    "vision_config": {
        "hidden_size": 5,
        "num_hidden_layers": 1,
        "patch_size": 4,
        "image_size": SIDE,
        "hidden_act": "quick_gelu",
        "projection_dim": 6,
    },
}


def transformers_js(folder: Path) -> Path:
    """The layout of the exports for transformers.js, with all that lies beside them."""
    return write_export(
        folder,
        {
            "README.md": "---\nlicense: mit\nlibrary_name: transformers.js\n---\n# CLIP",
            "config.json": CONFIG,
            "preprocessor_config.json": CLIP_CONFIG,
            "tokenizer.json": {},
            "vocab.json": {},
            "merges.txt": "x",
            "onnx/model.onnx": vision_tower({"logits": 3}),
            "onnx/text_model.onnx": b"not looked at",
            "onnx/text_model_quantized.onnx": b"not looked at",
            "onnx/vision_model.onnx": vision_tower({"image_embeds": 6}),
            "onnx/vision_model_fp16.onnx": vision_tower({"image_embeds": 6}, seed=1),
            "onnx/vision_model_quantized.onnx": vision_tower({"image_embeds": 6}, seed=2),
        },
    )


def test_an_export_for_transformers_js(tmp_path: Path) -> None:
    export = transformers_js(tmp_path / "Xenova clip")
    events = bring(export)
    (pack,) = only(events, Imported)
    assert not only(events, Refused)
    assert pack.name == "clip-vit-tiny"
    manifest = model_packs.read_manifest(pack.folder, "encoder")
    assert manifest.licence == "mit"
    assert {file.path for file in manifest.files} == {
        "vision_model.onnx",
        "preprocessor_config.json",
    }
    assert manifest.details["architecture"] == {
        "type": "clip",
        "projection": 6,
        "image": SIDE,
        "patch": 4,
        "width": 5,
        "layers": 1,
        "activation": "quick_gelu",
    }
    assert manifest.details["outputs"] == {"image": {"name": "image_embeds", "dimension": 6}}
    text = "\n".join(event.text for event in only(events, Decided))
    assert "Of 4 networks vision_model.onnx (float32) is taken" in text
    assert "vision_model_fp16.onnx" in text and "vision_model_quantized.onnx" in text
    assert "image_embeds (6 numbers)" in text
    assert "no SHA-256 of its publisher" in text
    assert "tokenizer.json" in only(events, LeftOut)[-1].names
    encoder = Encoder.open(pack.folder)
    assert encoder.output_names == {"image": "image_embeds"}
    assert encoder.preprocessing.mean == pytest.approx(CLIP_CONFIG["image_mean"])


@pytest.mark.parametrize(
    ("variant", "name", "precision"),
    [
        ("vision_model_quantized.onnx", "clip-vit-tiny-quantized", "8 bits"),
        ("vision_model_fp16.onnx", "clip-vit-tiny-fp16", "float16"),
        ("vision_model.onnx", "clip-vit-tiny", "float32"),
    ],
)
def test_a_variant_is_imported_by_its_file(
    tmp_path: Path, variant: str, name: str, precision: str
) -> None:
    export = transformers_js(tmp_path / "clip")
    pack = installed(export / "onnx" / variant)
    assert pack.name == name
    manifest = model_packs.read_manifest(pack.folder, "encoder")
    assert manifest.details["precision"] == precision
    assert manifest.details["file"] == variant


def test_a_move_leaves_what_the_other_variants_need(tmp_path: Path) -> None:
    export = transformers_js(tmp_path / "clip")
    installed(export, mode="move")
    assert not (export / "onnx" / "vision_model.onnx").exists()
    installed(export / "onnx" / "vision_model_fp16.onnx", mode="move")


def test_variants_live_beside_one_another(tmp_path: Path) -> None:
    export = transformers_js(tmp_path / "clip")
    files = [export / "onnx" / f"vision_model{end}.onnx" for end in ("", "_fp16", "_quantized")]
    events = bring(*files)
    assert len({pack.folder for pack in only(events, Imported)}) == 3
    assert not only(events, Refused)


def test_a_network_and_its_config_given_as_files(tmp_path: Path) -> None:
    folder = write_export(
        tmp_path / "my clip",
        {
            "model.onnx": vision_tower({"image_embeds": 6}),
            "preprocessor_config.json": CLIP_CONFIG,
        },
    )
    pack = installed(folder / "model.onnx", folder / "preprocessor_config.json")
    assert pack.name == "my-clip"


def test_siglip(tmp_path: Path) -> None:
    """SigLIP squashes the picture, and its pooled output has no projection of its own."""
    folder = write_export(
        tmp_path / "siglip-base",
        {
            "onnx/vision_model.onnx": vision_tower({"pooler_output": 7}),
            "preprocessor_config.json": SIGLIP_CONFIG,
            "config.json": {"model_type": "siglip", "vision_config": {"hidden_size": 7}},
        },
    )
    encoder = Encoder.open(installed(folder).folder)
    assert encoder.outputs == {"image": 7}
    assert (encoder.preprocessing.resize, encoder.preprocessing.mean) == ("squash", (0.5,) * 3)
    wide = Image.new("RGB", (40, 10), "red")
    wide.paste("blue", (20, 0, 40, 10))
    pixels = encoder.preprocessing.pixels(wide)
    # Both halves of the wide picture are there, where CLIP's crop would show the middle only.
    assert pixels[0, :, 0].mean() > 0.9 and pixels[2, :, -1].mean() > 0.9


def test_open_clip(tmp_path: Path) -> None:
    folder = write_export(
        tmp_path / "ViT-tiny",
        {
            "visual.onnx": vision_tower({"image_features": 6}, input_name="image"),
            "open_clip_config.json": OPEN_CLIP_CONFIG,
            "open_clip_model.safetensors": b"not ours",
        },
    )
    events = bring(folder)
    (pack,) = only(events, Imported)
    encoder = Encoder.open(pack.folder)
    assert encoder.preprocessing.crop_offset == "half_even"
    assert encoder.preprocessing.resize == "squash"


def test_immich(tmp_path: Path) -> None:
    """The exports that Immich publishes keep the two towers in folders."""
    folder = write_export(
        tmp_path / "ViT-tiny__openai",
        {
            "config.json": OPEN_CLIP_CONFIG["model_cfg"],
            "visual/model.onnx": vision_tower({"image_embedding": 6}, input_name="image"),
            "visual/preprocess_cfg.json": IMMICH_CONFIG,
            "textual/model.onnx": b"not looked at",
            "textual/tokenizer.json": {},
        },
    )
    pack = installed(folder)
    assert pack.name == "ViT-tiny__openai"
    size = Encoder.open(pack.folder).preprocessing
    assert (size.height, size.resize, size.filter) == (SIDE, "short_side", "bicubic")


def test_weights_in_a_file_of_their_own_come_along(tmp_path: Path) -> None:
    folder = write_export(tmp_path / "big", {"preprocessor_config.json": CLIP_CONFIG})
    model = vision_tower({"image_embeds": 6})
    convert_model_to_external_data(model, location="model.onnx_data", size_threshold=100)
    onnx.save_model(model, str(folder / "model.onnx"))
    pack = installed(folder)
    assert (pack.folder / "model.onnx_data").is_file()
    (folder / "model.onnx_data").unlink()
    assert "keeps its weights in 'model.onnx_data'" in refused(folder, name="again").why


@pytest.mark.parametrize("location", ["../../secret", "/etc/passwd"])
def test_weights_outside_the_folder_are_refused(tmp_path: Path, location: str) -> None:
    (tmp_path / "secret").write_bytes(bytes(10_000))
    folder = write_export(tmp_path / "a" / "b", {"preprocessor_config.json": CLIP_CONFIG})
    model = vision_tower({"image_embeds": 6})
    convert_model_to_external_data(model, location="weights", size_threshold=0)
    onnx.save_model(model, str(folder / "model.onnx"))
    data = onnx.load(str(folder / "model.onnx"), load_external_data=False)
    for tensor in data.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = location
    (folder / "model.onnx").write_bytes(data.SerializeToString())
    (folder / "weights").unlink()
    assert "keeps its weights in" in refused(folder).why
    assert nothing_is_there()


def test_the_cache_of_hugging_faces_client(tmp_path: Path) -> None:
    """Its snapshots are links to blobs; the revision is no name for a pack."""
    top = tmp_path / "hub" / "models--openai--clip-vit-small"
    snapshot = top / "snapshots" / "a1b2c3"
    real = write_export(
        tmp_path / "real",
        {
            "onnx/vision_model.onnx": vision_tower({"image_embeds": 6}),
            "preprocessor_config.json": CLIP_CONFIG,
        },
    )
    (top / "blobs").mkdir(parents=True)
    (snapshot / "onnx").mkdir(parents=True)
    for number, name in enumerate(("onnx/vision_model.onnx", "preprocessor_config.json")):
        (real / name).rename(top / "blobs" / f"{number}")
        (snapshot / name).symlink_to(top / "blobs" / f"{number}")
    pack = installed(snapshot)
    assert pack.name == "clip-vit-small"
    assert not (pack.folder / "vision_model.onnx").is_symlink()


def test_a_link_out_of_an_export_is_refused_by_its_name(tmp_path: Path) -> None:
    write_export(tmp_path, {"secret.onnx": vision_tower({"image_embeds": 6})})
    folder = write_export(tmp_path / "export", {"preprocessor_config.json": CLIP_CONFIG})
    (folder / "model.onnx").symlink_to(tmp_path / "secret.onnx")
    refusal = refused(folder)
    assert (refusal.name, refusal.what) == ("model.onnx", "a symbolic link")


@pytest.mark.parametrize(
    ("model", "config", "words"),
    [
        (vision_tower({"a": 3, "b": 4}), CLIP_CONFIG, "does not show which output"),
        (mean_colour(), {**CLIP_CONFIG, "size": {"shortest_edge": 32}}, "at most 4"),
        (mean_colour(), {**CLIP_CONFIG, "do_resize": False}, '"do_resize"'),
        (mean_colour(), {**CLIP_CONFIG, "image_mean": [0.5]}, '"image_mean"'),
        (mean_colour(), "{", "not valid JSON"),
        (b"", CLIP_CONFIG, "not a readable ONNX model"),
        (vision_tower({"image_embeds": 6}).SerializeToString()[:-50], CLIP_CONFIG, "cannot be"),
    ],
)
def test_exports_that_cannot_be_run_are_refused_with_the_reason(
    tmp_path: Path, model: Any, config: Any, words: str
) -> None:
    if words == "at most 4":  # the crop may be larger than the network's side, never smaller
        config, words = {**CLIP_CONFIG, "crop_size": 16, "size": 16}, "takes pixels"
    folder = write_export(tmp_path / "x", {"model.onnx": model, "preprocessor_config.json": config})
    refusal = refused(folder)
    assert words in refusal.why, refusal.why
    assert nothing_is_there()


def test_a_model_with_both_towers_is_refused_with_what_to_do(tmp_path: Path) -> None:
    joint = vision_tower({"image_embeds": 6})
    joint.graph.input.append(
        onnx.helper.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, ["b", "n"])
    )
    folder = write_export(
        tmp_path / "both", {"model.onnx": joint, "preprocessor_config.json": CLIP_CONFIG}
    )
    refusal = refused(folder)
    assert "wants 2 inputs" in refusal.why
    assert "picture's part" in refusal.remedy


def test_what_macos_leaves_on_sticks_is_no_network(tmp_path: Path) -> None:
    folder = write_export(
        tmp_path / "clip",
        {
            "vision_model.onnx": vision_tower({"image_embeds": 6}),
            "preprocessor_config.json": CLIP_CONFIG,
            "._vision_model.onnx": b"\x00\x05\x16\x07Mac OS X",
            "._preprocessor_config.json": b"\x00\x05\x16\x07Mac OS X",
            "__MACOSX/._vision_model.onnx": b"\x00\x05\x16\x07Mac OS X",
        },
    )
    events = bring(folder)
    assert not only(events, Refused)
    (pack,) = only(events, Imported)
    assert set(content(pack.folder)) == {
        "manifest.json",
        "vision_model.onnx",
        "preprocessor_config.json",
    }
    (left,) = only(events, LeftOut)
    assert set(left.names) == {"._vision_model.onnx", "._preprocessor_config.json"}


def test_a_network_alone_is_refused_with_what_lacks(tmp_path: Path) -> None:
    folder = write_export(tmp_path / "x", {"model.onnx": mean_colour()})
    for given in (folder, folder / "model.onnx"):
        refusal = refused(given)
        assert "how pictures" in refusal.why.lower()
        assert "preprocessor_config.json" in refusal.why + refusal.remedy


def test_import_build_an_index_locate(tmp_path: Path) -> None:
    """The exported files run in the product with no other step."""
    pack = installed(transformers_js(tmp_path / "clip"))
    encoder = Encoder.open(pack.folder, threads=1)
    photos = write_photos(tmp_path / "photos", range(12))
    list(build_from_photos(photos, tmp_path / "index", encoder))
    opened = sources.open_sources([tmp_path / "index"])
    assert opened[0].encoder.sha256 == encoder.sha256
    photo = next(iter(sorted(photos.iterdir())))
    *_, result = Locator(opened, Gazetteer.load()).locate(photo)
    assert isinstance(result, Result)
    assert len(result.neighbours) == 11
    assert [artefact.sha256 for artefact in result.provenance.encoder] == [encoder.sha256]


def test_the_vectors_are_those_of_the_network(tmp_path: Path) -> None:
    """What comes out of the product is what the network says of CLIP's pixels."""
    import onnxruntime

    export = transformers_js(tmp_path / "clip")
    encoder = Encoder.open(installed(export).folder)
    picture = Image.fromarray(
        np.random.default_rng(0).integers(0, 256, (30, 50, 3), dtype=np.uint8), "RGB"
    )
    session = onnxruntime.InferenceSession(str(export / "onnx" / "vision_model.onnx"))
    pixels = encoder.preprocessing.pixels(picture)[None]
    (expected,) = session.run(["image_embeds"], {"pixel_values": pixels})
    expected /= np.linalg.norm(expected)
    assert encoder.embed([picture])["image"] == pytest.approx(expected, abs=1e-6)


def test_the_manifest_says_what_the_config_said(tmp_path: Path) -> None:
    pack = installed(transformers_js(tmp_path / "clip"))
    stated = json.loads((pack.folder / "manifest.json").read_text())
    assert all(file["computed"] for file in stated["files"])
