"""A location pack on disk: a network for coordinates, and one that follows an image encoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.encoder_pack import LARGEST_DIMENSION
from img2loc_desktop.core.fields import Fields
from img2loc_desktop.core.model_packs import Manifest
from img2loc_desktop.core.preprocessing import Preprocessing

_LARGEST_SCALE = 1000.0


@dataclass(frozen=True, slots=True)
class LocationPack:
    """Networks whose vectors of pictures and of coordinates can be compared.

    ``image_head`` takes the vectors (n, ``input_dimension``) of the image encoder ``after``,
    as they are before normalisation; ``location_encoder`` takes latitudes and longitudes in
    degrees (n, 2). Both give (n, ``dimension``). ``sha256`` is that of the location encoder,
    ``logit_scale`` the factor from cosine similarities to the logits of its training.
    ``architecture`` is what the manifest of that image encoder must say of itself.
    """

    manifest: Manifest
    image_head: Path
    location_encoder: Path
    sha256: str
    points: Path | None
    dimension: int
    input_dimension: int
    logit_scale: float
    after: str
    architecture: Mapping[str, object]
    preprocessing: Preprocessing


def read_location_pack(folder: Path) -> LocationPack:
    """Read a location pack and check every file of it. Raises UserError."""
    pack = read_section(model_packs.read_manifest(folder, "location"))
    model_packs.check_files(pack.manifest)
    return pack


def read_section(manifest: Manifest) -> LocationPack:
    """Read what the manifest says of a location model, and no file. Raises UserError."""
    fields = manifest.fields()
    names = [fields.text(name, longest=255) for name in ("image_head", "location_encoder")]
    points = fields.text("points", longest=255) if fields.has("points") else None
    after = fields.section("after")
    return LocationPack(
        manifest=manifest,
        image_head=manifest.path(names[0]),
        location_encoder=manifest.path(names[1]),
        sha256=manifest.file(names[1]).sha256,
        points=None if points is None else manifest.path(points),
        dimension=fields.integer("dimension", 1, LARGEST_DIMENSION),
        input_dimension=after.integer("dimension", 1, LARGEST_DIMENSION),
        logit_scale=fields.number("logit_scale", 1e-3, _LARGEST_SCALE),
        after=after.text("title", longest=200),
        architecture=after.section("architecture").values,
        preprocessing=Preprocessing.from_json(after.section("preprocessing")),
    )


def follows(pack: LocationPack, encoder: Manifest) -> bool:
    """Whether an encoder pack is of the architecture that the location model was trained after.

    Which weights it has cannot be seen: another CLIP of the same architecture would do, and
    answer nonsense. That is for the user to know.
    """
    described = Fields(encoder.details, encoder.name)
    if not described.has("architecture"):
        return False
    stated = described.section("architecture").values
    return all(stated.get(key) == value for key, value in pack.architecture.items())
