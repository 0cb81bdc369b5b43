"""The last check of a pack that was put together: it is opened, and does what it is for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.packs_import.events import Decided


def check(kind: str, folder: Path) -> Iterator[Decided]:
    """Open a pack as the product will. Raises UserError."""
    if kind == "encoder":
        yield from _check_encoder(folder)
    elif kind == "index":
        yield from _check_index(folder)
    elif kind == "vlm":
        yield from _check_vlm(folder)
    elif kind == "ocr":
        yield from _check_ocr(folder)
    else:
        yield from _check_location(folder)


def _check_encoder(folder: Path) -> Iterator[Decided]:
    from img2loc_desktop.core.encoder import Encoder

    encoder = Encoder.open(folder, prefer_gpu=False)
    size = encoder.preprocessing
    noise = np.random.default_rng(0).integers(0, 256, (size.height, size.width, 3), np.uint8)
    started = time.monotonic()
    for role in encoder.outputs:
        encoder.embed([Image.fromarray(noise)], (role,))
    seconds = (time.monotonic() - started) / len(encoder.outputs)
    outputs = ", ".join(
        f"{encoder.output_names[role]} ({dimension} numbers)"
        for role, dimension in encoder.outputs.items()
    )
    yield Decided(
        f"The network works: pictures of {size.width} x {size.height} become {outputs}, in "
        f"{seconds:.2f} s each on this processor."
    )
    manifest = model_packs.read_manifest(folder, "encoder")
    if "outputs" not in manifest.details:
        chosen = {
            role: {"name": encoder.output_names[role], "dimension": dimension}
            for role, dimension in encoder.outputs.items()
        }
        details = {**manifest.details, "outputs": chosen}
        if not _is_published(manifest):
            model_packs.write_manifest(replace(manifest, details=details))


def _is_published(manifest: model_packs.Manifest) -> bool:
    """Whether the manifest is its publisher's own, which stays as it is."""
    return not any(file.computed for file in manifest.files)


def _check_index(folder: Path) -> Iterator[Decided]:
    from img2loc_desktop.core.index import IndexPack

    pack = IndexPack.open(folder)
    yield Decided(
        f"The index holds {pack.count:,} points, for the encoder {pack.encoder_name} "
        f"({pack.encoder_sha256[:12]}...)."
    )


def _check_vlm(folder: Path) -> Iterator[Decided]:
    from img2loc_desktop.core.vlm.pack import open_pack

    pack = open_pack(folder)
    if pack.sees:
        yield Decided("The model and its projector belong together; it can look at photos.")
    else:
        yield Decided(
            "The model has no projector (mmproj): it answers from the neighbours alone and "
            "cannot look at photos."
        )


def _check_location(folder: Path) -> Iterator[Decided]:
    from img2loc_desktop.core.location import LocationModel

    model = LocationModel.open(folder)
    model.of_points(np.array([0.0]), np.array([0.0]))
    yield Decided(f"The location model works; it needs the encoder {model.pack.after}.")


def _check_ocr(folder: Path) -> Iterator[Decided]:
    from img2loc_desktop.core.ocr import Reader
    from img2loc_desktop.core.ocr_pack import read_ocr_pack

    pack = read_ocr_pack(folder)
    Reader([pack], threads=1)
    yield Decided(f"The network reads {pack.script}.")
