"""An encoder pack on disk: which file is the network, how pictures are prepared for it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import clip_configs, model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields, read_fields
from img2loc_desktop.core.model_packs import Manifest
from img2loc_desktop.core.onnx_files import external_locations
from img2loc_desktop.core.preprocessing import Preprocessing

LARGEST_DIMENSION = 65_536
_LARGEST_MODEL = 1 << 31  # protobuf's limit; larger networks keep their weights in other files
_LARGEST_PACK = 1 << 34
_LARGEST_CONFIG = 1 << 20
_CONFIGS = {
    clip_configs.HUGGING_FACE: clip_configs.from_hugging_face,
    clip_configs.OPEN_CLIP: clip_configs.from_open_clip,
}


@dataclass(frozen=True, slots=True)
class NamedOutput:
    """An output that the manifest names: its role, its name in the graph, its dimension."""

    role: str
    name: str
    dimension: int | None


@dataclass(frozen=True, slots=True)
class EncoderPack:
    """An encoder whose files were checked against its manifest.

    ``outputs`` is empty where the manifest leaves the choice to the graph.
    """

    manifest: Manifest
    model: Path
    sha256: str
    preprocessing: Preprocessing
    outputs: tuple[NamedOutput, ...]


def read_encoder_pack(folder: Path) -> EncoderPack:
    """Read an encoder pack and check every file that it will use.

    Raises UserError: no or wrong manifest, missing, short or altered files, preprocessing
    that is not given or not supported, weights outside the pack.
    """
    manifest = model_packs.read_manifest(folder, "encoder")
    fields = manifest.fields()
    model = _model_name(manifest, fields)
    _refuse_giants(manifest, model)
    model_packs.check_files(manifest, only=[model])
    if not fields.has("preprocessing"):
        model_packs.check_files(manifest, only=[_config(manifest)])
    preprocessing = read_preprocessing(manifest)
    external = [_external(manifest, model, name) for name in _locations(manifest.path(model))]
    model_packs.check_files(manifest, only=external)
    return EncoderPack(
        manifest=manifest,
        model=manifest.path(model),
        sha256=manifest.file(model).sha256,
        preprocessing=preprocessing,
        outputs=_outputs(fields),
    )


def check_section(manifest: Manifest) -> None:
    """Read what the manifest says of an encoder, and no file. Raises UserError."""
    fields = manifest.fields()
    _model_name(manifest, fields)
    if fields.has("preprocessing"):
        Preprocessing.from_json(fields.section("preprocessing"))
    else:
        _config(manifest)
    _outputs(fields)


def read_preprocessing(manifest: Manifest) -> Preprocessing:
    """How pictures are prepared, by the manifest or by a file that it lists. Raises UserError.

    The file is not checked against its hash.
    """
    fields = manifest.fields()
    if fields.has("preprocessing"):
        return Preprocessing.from_json(fields.section("preprocessing"))
    name = _config(manifest)
    origin = f"{name} of {manifest.folder.name}"
    config = read_fields(manifest.path(name), largest=_LARGEST_CONFIG, origin=origin)
    return _CONFIGS[name](config)


def _model_name(manifest: Manifest, fields: Fields) -> str:
    """The network's file: the one that the section names, or the only ONNX file listed."""
    listed = [file.path for file in manifest.files if file.path.endswith(".onnx")]
    if fields.has("file"):
        return fields.choice("file", listed)
    if len(listed) != 1:
        fields.refuse("file", "the name of a listed .onnx file, as there is not exactly one")
    return listed[0]


def _refuse_giants(manifest: Manifest, model: str) -> None:
    total = sum(file.bytes for file in manifest.files)
    if manifest.file(model).bytes > _LARGEST_MODEL or total > _LARGEST_PACK:
        raise UserError(
            f'The encoder "{manifest.name}" has {total / 1e9:.1f} GB; '
            "at most 2 GB for the ONNX file and 17 GB in all are accepted.",
            "Use a smaller encoder, or an export in half precision.",
        )


def _config(manifest: Manifest) -> str:
    """The listed file that says how pictures are prepared. Raises UserError."""
    listed = {file.path for file in manifest.files}
    for name in _CONFIGS:
        if name in listed:
            return name
    manifest.fields().refuse(
        "preprocessing",
        "how to prepare a picture",
        f"Add the section, or a listed {clip_configs.HUGGING_FACE} or {clip_configs.OPEN_CLIP}.",
    )


def _locations(model: Path) -> tuple[str, ...]:
    try:
        return external_locations(model)
    except OSError as error:
        raise UserError(
            f"{model} cannot be read: {error.strerror or error}.",
            "Check that it may be read, then try again.",
        ) from error


def _external(manifest: Manifest, model: str, location: str) -> str:
    """The listed file that the model means by ``location``, relative to its own folder."""
    path = posixpath.join(posixpath.dirname(model), location.removeprefix("./"))
    if not any(file.path == path for file in manifest.files):
        raise UserError(
            f'{model} of the encoder "{manifest.name}" wants to load weights from '
            f"{location[:100]!r}, which the manifest does not list.",
            "Only files inside the pack's folder that the manifest lists are loaded. "
            "Get the encoder again from a source that you trust.",
        )
    return path


def _outputs(fields: Fields) -> tuple[NamedOutput, ...]:
    if not fields.has("outputs"):
        return ()
    outputs = fields.section("outputs")
    if not outputs.values:
        fields.refuse("outputs", "at least one role")
    return tuple(_output(outputs, role) for role in outputs.names())


def _output(outputs: Fields, role: str) -> NamedOutput:
    output = outputs.section(role)
    dimension = None
    if output.has("dimension"):
        dimension = output.integer("dimension", 1, LARGEST_DIMENSION)
    return NamedOutput(role, output.text("name"), dimension)
