"""Looking at a pack as a whole: what it says, whether it is sound, and its points for a map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path

import numpy as np

from img2loc_desktop.core import files, model_packs, targets
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import calibration, checks, sources
from img2loc_desktop.core.index import manifest as layout
from img2loc_desktop.core.index.manifest import EncoderIdentity, IndexSettings
from img2loc_desktop.core.index.pack import IndexPack
from img2loc_desktop.core.index.quantise import blocks


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What the manifest of a pack says; ``bytes`` is the size of all its files.

    ``settings`` are those of its calibration where it has one, and ``problem`` says why one that
    lies there is not used.
    """

    name: str
    title: str
    licence: str
    source: str
    sha256: str
    count: int
    dimension: int
    encoder: EncoderIdentity
    settings: IndexSettings
    bytes: int
    has_sources: bool
    has_graph: bool
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """Which files were checked and what is wrong, one sentence each; nothing if it is sound."""

    checked: tuple[model_packs.PackFile, ...]
    problems: tuple[str, ...]


def info(folder: Path) -> IndexInfo:
    """Read the manifest; no file is hashed. Raises UserError when it cannot be read."""
    manifest = model_packs.read_manifest(folder, "index")
    section = layout.read_section(manifest)
    sha256 = files.sha256_of(folder / model_packs.MANIFEST)
    calibrated = calibration.find(folder, sha256)
    return IndexInfo(
        name=manifest.name,
        title=manifest.title,
        licence=manifest.licence,
        source=manifest.source,
        sha256=sha256,
        count=section.count,
        dimension=section.dimension,
        encoder=section.encoder,
        settings=calibrated.settings or section.settings,
        bytes=sum(file.bytes for file in manifest.files),
        has_sources=layout.listed(manifest, layout.SOURCES) is not None,
        has_graph=layout.listed(manifest, layout.GRAPH) is not None,
        problem=calibrated.warning,
    )


def verify(folder: Path) -> Verification:
    """Hash every file again, whatever is remembered of it, and check that they fit together.

    Raises UserError only when the manifest itself cannot be read.
    """
    manifest = model_packs.read_manifest(folder, "index")
    layout.read_section(manifest)
    problems = tuple(_altered(manifest))
    if not problems:  # what is altered is not opened: a damaged graph could end the process
        problems = tuple(_unsound(folder))
    return Verification(manifest.files, problems)


def export_points(folder: Path, path: Path) -> int:
    """Write the points as a GeoJSON FeatureCollection (longitude first); returns their number.

    Streamed, all or nothing. Raises UserError when the pack cannot be opened or the file not
    be written, and where `core.targets` refuses it.
    """
    targets.check(path, "geojson")
    pack = IndexPack.open(folder)
    with files.written_beside(path) as file:
        file.write(b'{"type": "FeatureCollection", "name": "img2loc index", "features": [')
        for number, feature in enumerate(_features(pack)):
            text = json.dumps(feature, ensure_ascii=False, allow_nan=False)
            file.write((",\n" if number else "\n").encode() + text.encode())
        file.write(b"\n]}\n")
    return pack.count


def _features(pack: IndexPack) -> Iterator[dict[str, object]]:
    origins = repeat(None) if pack.sources_path is None else sources.every(pack.sources_path)
    weights = repeat(None) if pack.row_weights is None else map(float, pack.row_weights)
    columns = zip(pack.latitudes, pack.longitudes, origins, weights, strict=False)
    for latitude, longitude, origin, weight in columns:
        properties = {"weight": weight, **({} if origin is None else asdict(origin))}
        yield {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(longitude), float(latitude)]},
            "properties": {key: value for key, value in properties.items() if value is not None},
        }


def _altered(manifest: model_packs.Manifest) -> Iterator[str]:
    for file in manifest.files:
        try:
            path = manifest.path(file.path)
            if not path.is_file():
                yield f"{file.path} is missing."
            elif path.stat().st_size != file.bytes:
                yield f"{file.path} has {path.stat().st_size:,} bytes, expected {file.bytes:,}."
            elif files.sha256_of(path) != file.sha256:
                yield f"{file.path} was altered: its SHA-256 is another one."
        except UserError as error:
            yield error.message
        except OSError as error:
            yield f"{file.path} cannot be read: {error.strerror or error}."


def _unsound(folder: Path) -> Iterator[str]:
    try:
        pack = IndexPack.open(folder)
        if pack.sources_path is not None:
            described = sources.count(pack.sources_path)
            if described != pack.count:
                yield f"{layout.SOURCES} has {described:,} rows, expected {pack.count:,}."
    except UserError as error:
        yield error.message
        return
    row = checks.first_bad_vector(pack.rows.vectors)
    if row is not None:
        yield f"Row {row} of {layout.VECTORS} is no unit vector."
        return
    start = 0
    for block in blocks(pack.rows.vectors):
        expected = pack.rows.quantiser.codes(block)
        different = (expected != pack.rows.codes[start : start + len(block)]).any(axis=1)
        if different.any():
            row = start + int(np.argmax(different))
            yield f"Row {row} of {layout.CODES} is not that row of {layout.VECTORS}."
            return
        start += len(block)
