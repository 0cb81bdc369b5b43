"""The published JSON Schema and the reader of manifests say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tiny_models
from index_samples import build, unit_vectors
from ocr_packs import make_pack
from pack_samples import encoder_pack

from img2loc_desktop.core import encoder_pack as encoders
from img2loc_desktop.core import model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import manifest as index_manifest
from img2loc_desktop.core.location_pack import read_location_pack
from img2loc_desktop.core.ocr_pack import read_ocr_pack
from img2loc_desktop.core.packs_import import geoclip_package
from img2loc_desktop.core.vlm.pack import open_pack

MODELS = Path(__file__).resolve().parent.parent / "models"
SCHEMA = json.loads((MODELS / "manifest.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHA = "0" * 64


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One pack of each kind."""
    top = tmp_path_factory.mktemp("packs")
    encoder_pack(top / "encoder")
    build(top / "index", unit_vectors(5, 4))
    tiny_models.write_pack(top / "vlm")
    location = top / "location"
    location.mkdir()
    names = ("image_head.onnx", "location_encoder.onnx")
    for name in names:
        (location / name).write_bytes(b"x")
    model_packs.write_manifest(
        model_packs.Manifest(
            folder=location,
            schema=1,
            kind="location",
            name="location",
            title="x",
            licence="",
            source="",
            files=model_packs.describe_files(location, names),
            details={
                "image_head": names[0],
                "location_encoder": names[1],
                "dimension": 4,
                "logit_scale": 14.3,
                "after": {
                    "title": "an encoder",
                    "dimension": 6,
                    "architecture": geoclip_package.ARCHITECTURE,
                    "preprocessing": geoclip_package.PREPROCESSING,
                },
            },
        )
    )
    make_pack(top / "ocr", "Площадь")
    return top


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("kind", model_packs.KINDS)
def test_manifests_that_the_product_writes_are_valid(folder: Path, kind: str) -> None:
    content = json.loads((folder / kind / "manifest.json").read_text())
    VALIDATOR.validate(content)
    _read(folder / kind, kind)


def test_packs_that_ship_are_valid() -> None:
    for path in MODELS.glob("*/manifest.json"):
        VALIDATOR.validate(json.loads(path.read_text(encoding="utf-8")))


WRONG: list[tuple[str, str, Any]] = [
    ("encoder", "schema", 2),
    ("encoder", "schema", "1"),
    ("encoder", "kind", "clip"),
    ("encoder", "name", "a b"),
    ("encoder", "name", ""),
    ("encoder", "name", 7),
    ("encoder", "name", "a."),
    ("encoder", "name", "Nul"),
    ("encoder", "name", "com1.old"),
    ("encoder", "title", "x" * 201),
    ("encoder", "files", []),
    ("encoder", "files", {}),
    ("encoder", "files", [{"path": "../x", "bytes": 1, "sha256": SHA}]),
    ("encoder", "files", [{"path": "/x", "bytes": 1, "sha256": SHA}]),
    ("encoder", "files", [{"path": "a\\x", "bytes": 1, "sha256": SHA}]),
    ("encoder", "files", [{"path": "a//x", "bytes": 1, "sha256": SHA}]),
    ("encoder", "files", [{"path": "aux/x", "bytes": 1, "sha256": SHA}]),
    ("encoder", "files", [{"path": "a./x", "bytes": 1, "sha256": SHA}]),
    ("encoder", "files", [{"path": "x ", "bytes": 1, "sha256": SHA}]),
    ("encoder", "files", [{"path": "model.onnx", "bytes": -1, "sha256": SHA}]),
    ("encoder", "files", [{"path": "model.onnx", "bytes": 1, "sha256": "A" * 64}]),
    ("encoder", "files", [{"path": "model.onnx", "bytes": 1, "sha256": SHA, "computed": 1}]),
    ("encoder", "encoder", None),
    ("encoder", "encoder.preprocessing.size", 0),
    ("encoder", "encoder.preprocessing.size", [8]),
    ("encoder", "encoder.preprocessing.resize", "crop"),
    ("encoder", "encoder.preprocessing.short_side", None),
    ("encoder", "encoder.preprocessing.filter", "cubic"),
    ("encoder", "encoder.preprocessing.mean", [0, 0]),
    ("encoder", "encoder.preprocessing.channels", "GBR"),
    ("encoder", "encoder.preprocessing.scale", 0),
    ("encoder", "encoder.outputs", {}),
    ("encoder", "encoder.outputs", {"image": {"dimension": 4}}),
    ("encoder", "encoder.outputs", {"image": {"name": "x", "dimension": 0}}),
    ("index", "index.count", 0),
    ("index", "index.dimension", 20_000),
    ("index", "index.encoder", None),
    ("index", "index.encoder.sha256", "x"),
    ("index", "index.encoder.role", None),
    ("index", "index.trust", "sure"),
    ("index", "index.scale", 0),
    ("index", "index.mean", [2, 0, 0, 0]),
    ("vlm", "vlm.model", None),
    ("vlm", "vlm.model", 7),
    ("vlm", "vlm.chat_template", 7),
    ("ocr", "ocr.model", None),
    ("ocr", "ocr.model", "letters.txt"),
    ("ocr", "ocr.characters", None),
    ("ocr", "ocr.script", ""),
    ("location", "location.image_head", None),
    ("location", "location.dimension", "4"),
    ("location", "location.logit_scale", 0),
    ("location", "location.after", None),
    ("location", "location.after.dimension", 0),
    ("location", "location.after.architecture", None),
    ("location", "location.after.preprocessing.std", [1, 1]),
]


@pytest.mark.parametrize(("kind", "field", "value"), WRONG)
def test_schema_and_reader_refuse_the_same_and_the_reader_names_the_field(
    folder: Path, tmp_path: Path, kind: str, field: str, value: object
) -> None:
    content = json.loads((folder / kind / "manifest.json").read_text())
    *way, last = field.split(".")
    place = content
    for name in way:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    assert not VALIDATOR.is_valid(content)
    target = tmp_path / "pack"
    target.mkdir()
    for path in (folder / kind).iterdir():
        if path.name != "manifest.json":
            (target / path.name).symlink_to(path) if path.is_dir() else (
                target / path.name
            ).hardlink_to(path)
    (target / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(UserError) as caught:
        _read(target, kind)
    if field != "schema" or value != 2:
        assert f'"{field}' in caught.value.message
    assert caught.value.hint


def _read(pack: Path, kind: str) -> None:
    manifest = model_packs.read_manifest(pack)
    if kind == "encoder":
        encoders.read_encoder_pack(pack)
    elif kind == "index":
        index_manifest.read_section(manifest)
    elif kind == "vlm":
        open_pack(pack)
    elif kind == "ocr":
        read_ocr_pack(pack)
    else:
        read_location_pack(pack)


def test_a_published_manifest_needs_no_sizes_and_hashes() -> None:
    content = {
        "schema": 1,
        "kind": "vlm",
        "name": "x",
        "files": [{"path": "a/model.gguf"}],
        "vlm": {"model": "a/model.gguf"},
    }
    VALIDATOR.validate(content)


def test_the_catalogue_is_whole_and_invents_no_hash() -> None:
    catalog = json.loads((MODELS / "catalog.json").read_text(encoding="utf-8"))
    assert catalog["schema"] == 1
    known = {}
    for pack in catalog["packs"]:
        assert pack["kind"] in model_packs.KINDS
        assert pack["files"] and pack["public_names"]
        for field in ("name", "for", "licence", "accuracy", "import"):
            assert pack[field].strip()
        assert set(pack["approximate"]) == {"parameters", "disk", "ram", "vram"}
        for file in pack["files"]:
            assert set(file) == {"name", "bytes", "sha256"}
            if file["sha256"] is not None:
                known[file["name"]] = file["sha256"]
    # OpenAI's stand in the addresses that its own program loads; geoclip's in the package index.
    assert {name: sha256[:12] for name, sha256 in known.items()} == {
        "ViT-L-14.pt": "b8cca3fd41ae",
        "ViT-L-14-336px.pt": "3035c92b3509",
        "geoclip-1.3.0-py3-none-any.whl": "08a93791166a",
    }
