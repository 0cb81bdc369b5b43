"""GeoCLIP from the Python package that publishes it: its folder, or its unpacked wheel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import checked_files, files, geoclip, model_packs, places_table
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write
from img2loc_desktop.core.onnx_write import Network, model_bytes
from img2loc_desktop.core.packs_import import checks, copying
from img2loc_desktop.core.packs_import.copying import Mode, Taken
from img2loc_desktop.core.packs_import.events import Copying, Decided, ImportEvent
from img2loc_desktop.core.torch_file import read_tensors

NAME = "geoclip"
IMAGE_HEAD, LOCATION_ENCODER, POINTS = "image_head.onnx", "location_encoder.onnx", "points.csv"

# The image encoder that GeoCLIP was trained after: OpenAI's CLIP ViT-L/14 at 224 pixels.
AFTER = "OpenAI's CLIP ViT-L/14"
ARCHITECTURE = {
    "projection": 768,
    "image": 224,
    "patch": 14,
    "width": 1024,
    "layers": 24,
    "activation": "quick_gelu",
}
PREPROCESSING = {
    "size": [224, 224],
    "resize": "short_side",
    "short_side": 224,
    "filter": "bicubic",
    "mean": [0.48145466, 0.4578275, 0.40821073],
    "std": [0.26862954, 0.26130258, 0.27577711],
}

_HEAD_WEIGHTS = "image_encoder_mlp_weights.pth"
_LOCATION_WEIGHTS = "location_encoder_weights.pth"
_SCALE_WEIGHTS = "logit_scale_weights.pth"
_GALLERY = ("gps_gallery", "coordinates_100K.csv")
_PLACES = ("geoclip/model", "model", ".")  # from a wheel or site-packages, the package, inside it


@dataclass(frozen=True, slots=True)
class GeoClipPlan:
    """A location pack from the weights and the gallery in the package's folder ``model``."""

    label: str
    model: Path
    kind: str = "location"
    name: str = NAME

    @property
    def sources(self) -> tuple[Path, ...]:
        """Nothing is moved: the files belong to an installed Python package."""
        return ()

    def room(self, mode: Mode) -> int:
        return sum(path.stat().st_size for path in self._weights()) + 4_000_000

    def build(self, folder: Path, name: str, mode: Mode) -> Iterator[ImportEvent]:
        """Raises UserError when the weights are not GeoCLIP's or hold more than tensors."""
        head_file, location_file, scale_file = self._weights()
        head = geoclip.image_head(_read(head_file))
        location = geoclip.location_encoder(_read(location_file))
        scale = _read(scale_file).get("")
        if scale is None or scale.size != 1 or head.output[1] != location.output[1]:
            raise UserError(
                f"{self.label} has weights that do not belong together.",
                "Get the package geoclip again from its source.",
            )
        yield Decided(
            f"GeoCLIP's weights were read without running them: {location.output[1]} numbers a "
            "place."
        )
        _write(folder / IMAGE_HEAD, head, "image_head")
        _write(folder / LOCATION_ENCODER, location, "location_encoder")
        for step in copying.take(self.model.joinpath(*_GALLERY), folder / POINTS, "copy"):
            if isinstance(step, Taken):
                count = len(places_table.read_places(folder / POINTS).latitudes)
                yield Decided(f"Its gallery has {count:,} points.")
            else:
                yield Copying(POINTS, step, step)
        self._describe(folder, name, head, location, float(scale.reshape(())))
        yield from checks.check(self.kind, folder)
        yield Decided("To locate photos with it: img2loc index gallery")

    def _weights(self) -> tuple[Path, Path, Path]:
        weights = self.model / "weights"
        return weights / _HEAD_WEIGHTS, weights / _LOCATION_WEIGHTS, weights / _SCALE_WEIGHTS

    def _describe(
        self, folder: Path, name: str, head: Network, location: Network, scale: float
    ) -> None:
        names = (IMAGE_HEAD, LOCATION_ENCODER, POINTS)
        described = model_packs.describe_files(folder, names)
        for file in described:
            checked_files.remember(folder / file.path, file.sha256)
        model_packs.write_manifest(
            model_packs.Manifest(
                folder=folder,
                schema=model_packs.SCHEMA,
                kind=self.kind,
                name=name,
                title="GeoCLIP",
                licence="MIT",
                source="the Python package geoclip",
                files=described,
                details={
                    "image_head": IMAGE_HEAD,
                    "location_encoder": LOCATION_ENCODER,
                    "points": POINTS,
                    "dimension": location.output[1],
                    "logit_scale": math.exp(scale),
                    "after": {
                        "title": AFTER,
                        "dimension": head.input[1],
                        "architecture": ARCHITECTURE,
                        "preprocessing": PREPROCESSING,
                    },
                },
            )
        )


def find(folder: Path) -> Path | None:
    """The package's folder ``model``, when the folder is or holds the package geoclip."""
    for place in _PLACES:
        model = folder / place
        if (model / "weights" / _LOCATION_WEIGHTS).is_file() and model.joinpath(
            *_GALLERY
        ).is_file():
            return model
    return None


def _read(path: Path) -> geoclip.Weights:
    try:
        with path.open("rb") as file:
            return read_tensors(file, path.name)
    except OSError as error:
        raise copying.cannot_read(path, error) from error


def _write(path: Path, network: Network, name: str) -> None:
    try:
        with files.written_beside(path) as file:
            file.write(model_bytes(network, name))
    except OSError as error:
        raise cannot_write(path, error) from error
