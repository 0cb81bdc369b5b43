"""Exports of image encoders as they are found: transformers.js, Optimum, OpenCLIP, Immich.

They have an ONNX file, often in several precisions, and a file that says how pictures are
prepared. What they lack is a manifest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import clip_configs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields, read_fields
from img2loc_desktop.core.onnx_files import external_locations
from img2loc_desktop.core.pack_names import pack_name
from img2loc_desktop.core.packs_import import listing
from img2loc_desktop.core.packs_import.copying import cannot_read
from img2loc_desktop.core.packs_import.plan import FilesPlan, Wanted
from img2loc_desktop.core.preprocessing import Preprocessing

IMMICH = "preprocess_cfg.json"
CONFIG = "config.json"

_SUBFOLDERS = ("onnx", "visual")
_LARGEST_CONFIG = 1 << 20
# Names of picture towers, best first; "model" may be one, or both towers together.
_TOWERS = ("vision_model", "visual_model", "image_encoder", "vision", "visual", "image", "model")
_TEXT = re.compile(r"text|token|decoder|projector")
# Precisions as exporters write them, the most exact first.
_PRECISIONS = {
    "": "float32",
    "fp32": "float32",
    "float32": "float32",
    "fp16": "float16",
    "float16": "float16",
    "quantized": "8 bits",
    "int8": "8 bits",
    "uint8": "8 bits",
    "q4f16": "4 bits",
    "q4": "4 bits",
    "bnb4": "4 bits",
}
_LICENCE = re.compile(r"^license:\s*([A-Za-z0-9._-]+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Export:
    """An export: its networks, the chosen one first, and how pictures are prepared for it."""

    folder: Path
    networks: tuple[Path, ...]
    config: Path
    decisions: tuple[str, ...]

    @property
    def consumed(self) -> frozenset[Path]:
        """The files and folders that need not be looked at any more."""
        below = {self.folder / name for name in (*_SUBFOLDERS, "textual")}
        return frozenset({*self.networks, self.config, *below})


def find(found: listing.Listing, root: Path) -> Export | None:
    """The export in a folder or its sub-folders "onnx" and "visual", or None."""
    places = [found]
    for name in _SUBFOLDERS:
        if name in found.folders:
            places.append(listing.list_folder(found.folders[name], root))
    networks = [
        path
        for place in places
        for name, path in place.files.items()
        if name.endswith(".onnx") and not _TEXT.search(name.lower())
    ]
    if not networks:
        return None
    # Beside the network first, then in the export's main folder.
    config = next(
        (
            place.files[name]
            for name in (clip_configs.HUGGING_FACE, clip_configs.OPEN_CLIP, IMMICH)
            for place in reversed(places)
            if name in place.files
        ),
        None,
    )
    if config is None:
        return None
    ranked = sorted(networks, key=_rank)
    decisions = []
    if len(ranked) > 1:
        others = ", ".join(path.name for path in ranked[1:])
        decisions.append(
            f"Of {len(ranked)} networks {ranked[0].name} ({precision(ranked[0])}) is taken, the "
            f"most exact picture tower; to import another, give its file: {others}."
        )
    return Export(found.folder, tuple(ranked), config, tuple(decisions))


def of_file(network: Path) -> Export:
    """The export that an ONNX file given by itself belongs to. Raises UserError."""
    for folder in (network.parent, network.parent.parent):
        for name in (clip_configs.HUGGING_FACE, clip_configs.OPEN_CLIP, IMMICH):
            if (folder / name).is_file():
                return Export(folder, (network,), folder / name, ())
    raise UserError(
        f"How pictures must be prepared for {network.name} is not known: there is no "
        f"{clip_configs.HUGGING_FACE}, {clip_configs.OPEN_CLIP} or {IMMICH} beside it.",
        "Copy that file from the place where the network comes from, and import both together.",
    )


def plan(export: Export, label: str) -> FilesPlan:
    """The encoder pack that an export becomes. Raises UserError for one that cannot be run."""
    network, config = export.networks[0], export.config
    preprocessing = read_preprocessing(config)
    wanted = [Wanted(network.name, network)]
    try:
        for location in external_locations(network):
            wanted.append(Wanted(location, _weights(network, location)))
    except OSError as error:
        raise cannot_read(network, error) from error
    details: dict[str, object] = {"file": network.name, "precision": precision(network)}
    if config.name == IMMICH:
        details["preprocessing"] = preprocessing.to_json()
    else:
        wanted.append(Wanted(config.name, config, shared=True))
    description = _description(export)
    architecture = _architecture(description)
    if architecture:
        details["architecture"] = architecture
    name = _name(export, description)
    return FilesPlan(
        label=label,
        kind="encoder",
        name=pack_name(name + _suffix(network)),
        wanted=tuple(wanted),
        details=details,
        title=f"{name}, {precision(network)}",
        licence=_licence(export.folder),
        source="",
    )


def read_preprocessing(config: Path) -> Preprocessing:
    """How pictures are prepared, from any of the three files. Raises UserError."""
    fields = read_fields(config, largest=_LARGEST_CONFIG, origin=config.name)
    if config.name == clip_configs.HUGGING_FACE:
        return clip_configs.from_hugging_face(fields)
    if config.name == clip_configs.OPEN_CLIP:
        return clip_configs.from_open_clip(fields)
    # Immich keeps OpenCLIP's two sections apart.
    size = {"vision_cfg": {"image_size": fields.values.get("size")}}
    joined = {"model_cfg": size, "preprocess_cfg": dict(fields.values)}
    return clip_configs.from_open_clip(Fields(joined, config.name))


def precision(network: Path) -> str:
    """The precision that the name of a network speaks of."""
    return _PRECISIONS[_suffix(network).removeprefix("-")]


def _suffix(network: Path) -> str:
    last = re.split(r"[_.-]", network.stem.lower())[-1]
    return f"-{last}" if last in _PRECISIONS and last != network.stem.lower() else ""


def _rank(network: Path) -> tuple[int, int, str]:
    name = network.stem.lower()
    tower = next((rank for rank, word in enumerate(_TOWERS) if word in name), len(_TOWERS))
    exactness = tuple(_PRECISIONS).index(_suffix(network).removeprefix("-"))
    return tower, exactness, network.name


def _weights(network: Path, location: str) -> Path:
    path = network.parent / location
    inside = listing.cache_of(network.parent) or network.parent.resolve()
    if not path.is_file() or not path.resolve().is_relative_to(inside):
        raise UserError(
            f"{network.name} keeps its weights in {location[:100]!r}, which is not beside it.",
            "Copy that file from the same place, under the same name, and import both together.",
        )
    return path


def _description(export: Export) -> Fields | None:
    """What the export's config.json, or OpenCLIP's own file, says of the model."""
    for folder in (export.config.parent, export.networks[0].parent, export.folder):
        for name in (CONFIG, clip_configs.OPEN_CLIP):
            if (folder / name).is_file():
                try:
                    return read_fields(folder / name, largest=_LARGEST_CONFIG, origin=name)
                except UserError:
                    return None  # it only describes; what is needed stands in the other files
    return None


def _architecture(description: Fields | None) -> dict[str, object]:
    """What the export says of its picture tower; by it a location model finds its encoder."""
    if description is None:
        return {}
    values = description.values
    model = _object(values, "model_cfg") or values
    vision = _object(model, "vision_cfg")
    if vision:  # OpenCLIP's words, in the order of those of transformers
        told = {
            "type": "open_clip",
            "projection": model.get("embed_dim"),
            "activation": "quick_gelu" if model.get("quick_gelu") else "gelu",
        }
        names = ("image_size", "patch_size", "width", "layers")
    else:
        vision = _object(values, "vision_config") or values
        told = {
            "type": values.get("model_type"),
            "projection": vision.get("projection_dim", values.get("projection_dim")),
            "activation": vision.get("hidden_act"),
        }
        names = ("image_size", "patch_size", "hidden_size", "num_hidden_layers")
    for key, name in zip(("image", "patch", "width", "layers"), names, strict=True):
        told[key] = vision.get(name)
    return {key: value for key, value in told.items() if isinstance(value, str | int)}


def _object(values: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def _name(export: Export, description: Fields | None) -> str:
    stated = description.values.get("_name_or_path") if description is not None else None
    name = listing.spoken_name(export.folder)
    if isinstance(stated, str) and re.fullmatch(r"[\w.-]+/[\w.-]+", stated):
        name = stated.rpartition("/")[2]
    return pack_name(name, "encoder")


def _licence(folder: Path) -> str:
    """The licence in the head of a model card, if there is one."""
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            head = file.read(4096)
    except OSError:
        return ""
    match = _LICENCE.search(head)
    return match[1] if head.startswith("---") and match else ""
