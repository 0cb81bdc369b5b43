"""Writing the files of a pack, and putting them in place so that a pack is old or new, never half.

The files of a pack lie in a sub-folder that is named after their content, and the manifest says
which. A new version is written elsewhere, moved in beside the old one, and becomes the pack in
the moment its manifest replaces the old manifest; only then is the old version removed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import files, model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import checks, native, quantise, sources
from img2loc_desktop.core.index import manifest as layout
from img2loc_desktop.core.index.manifest import EncoderIdentity, IndexSection, IndexSettings
from img2loc_desktop.core.types import Source

# Below this a scan of all rows takes less than the opening of a graph, and is exact.
GRAPH_FROM_ROWS = 200_000

_DATA = "data"
_VERSION = re.compile(r"[0-9a-f]{12}")
_TEMPORARY_MANIFEST = f".{model_packs.MANIFEST}."


@dataclass(frozen=True, slots=True)
class Heading:
    """What a new pack says of itself besides its numbers."""

    name: str
    encoder: EncoderIdentity
    settings: IndexSettings = field(default_factory=IndexSettings)
    title: str = ""
    licence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The content of a new pack: n unit vectors, float16 (n, d), and their places in degrees."""

    vectors: NDArray[np.float16]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    row_weights: NDArray[np.float32] | None = None
    sources: Iterable[Source] | None = None


def check_target(out: Path) -> None:
    """Refuse to write a pack over something else, or where nothing can be written.

    Raises UserError. To be asked before the work, which may take hours.
    """
    if (out / model_packs.MANIFEST).exists():
        model_packs.read_manifest(out, "index")
    elif out.exists() and not (out.is_dir() and all(map(_is_ours, out.iterdir()))):
        raise UserError(
            f"{out} exists and is not an index pack.",
            "Choose the name of a folder that does not exist yet.",
        )
    nearest = next(folder for folder in (out, *out.parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise files.cannot_write(out, error) from error


def write_pack(
    out: Path, work: Path, heading: Heading, points: Points, graph_from_rows: int
) -> Iterator[int]:
    """Write a pack in the folder ``work`` and put it in place as ``out``.

    ``work`` must be on the file system of ``out``. Yields the rows in the graph while that is
    built, which is where the time goes. The same heading and points give the same bytes.
    Raises ValueError when the columns differ in length, UserError for vectors, places or
    weights that cannot be, and when something cannot be written; ``out`` is then as it was.
    """
    _check(points)
    data = work / _DATA
    try:
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        quantiser = quantise.fit(points.vectors)
        yield from _write_files(data, quantiser, points, graph_from_rows)
        count, dimension = points.vectors.shape
        section = IndexSection(heading.encoder, dimension, count, quantiser, heading.settings)
        _install(out, data, heading, section)
    except OSError as error:
        raise files.cannot_write(out, error) from error


def _check(points: Points) -> None:
    columns: list[NDArray[Any]] = [points.latitudes, points.longitudes]
    if points.row_weights is not None:
        columns.append(points.row_weights)
    shape = points.vectors.shape
    if len(shape) != 2 or not shape[0] or any(column.shape != shape[:1] for column in columns):
        raise ValueError(f"vectors {shape} with columns {[column.shape for column in columns]}")
    row = checks.first_bad_vector(points.vectors)
    if row is not None:
        raise UserError(
            f"Vector {row} is no unit vector: its length is not 1, or it is not finite.",
            "Check the encoder that made the vectors.",
        )
    row = checks.first_bad_place(points.latitudes, points.longitudes)
    if row is not None:
        raise UserError(
            f"Point {row}, {points.latitudes[row]} {points.longitudes[row]}, is nowhere on Earth.",
            "Latitudes go from -90 to 90 degrees, longitudes from -180 to 180.",
        )
    row = None if points.row_weights is None else checks.first_bad_weight(points.row_weights)
    if row is not None:
        raise UserError(f"The weight of point {row} is negative or not finite.", "Correct it.")


def _write_files(
    data: Path, quantiser: quantise.Quantiser, points: Points, graph_from_rows: int
) -> Iterator[int]:
    vectors, shape = points.vectors, points.vectors.shape
    _write_array(data / layout.VECTORS, np.float16, shape, quantise.blocks(vectors))
    codes = map(quantiser.codes, quantise.blocks(vectors))
    _write_array(data / layout.CODES, np.int8, shape, codes)
    coordinates = (points.latitudes, points.longitudes)
    _write_array(data / layout.COORDINATES, np.float64, (2, len(vectors)), coordinates)
    if points.row_weights is not None:
        weights = points.row_weights
        _write_array(data / layout.WEIGHTS, np.float32, weights.shape, (weights,))
    if points.sources is not None:
        sources.write(data / layout.SOURCES, points.sources)
        if sources.count(data / layout.SOURCES) != len(vectors):
            raise ValueError(f"{len(vectors)} vectors with another number of sources")
    if len(vectors) >= graph_from_rows:
        written = np.lib.format.open_memmap(data / layout.CODES, mode="r")
        yield from native.build_graph(np.asarray(written), data / layout.GRAPH)


def _write_array(
    path: Path,
    dtype: type[np.generic],
    shape: tuple[int, ...],
    blocks: Iterable[NDArray[np.generic]],
) -> None:
    """Write an .npy file block by block: a mapping would crash the process on a full disk."""
    with path.open("wb") as file:
        described = {
            "descr": np.lib.format.dtype_to_descr(np.dtype(dtype)),
            "fortran_order": False,
            "shape": shape,
        }
        np.lib.format.write_array_header_1_0(file, described)
        for block in blocks:
            file.write(np.ascontiguousarray(block, dtype=dtype).data)
        file.flush()
        os.fsync(file.fileno())


def _install(out: Path, data: Path, heading: Heading, section: IndexSection) -> None:
    names = sorted(path.name for path in data.iterdir())
    described = model_packs.describe_files(data, names)
    digest = hashlib.sha256("".join(file.sha256 for file in described).encode())
    version = digest.hexdigest()[:12]
    manifest = model_packs.Manifest(
        folder=out,
        schema=model_packs.SCHEMA,
        kind="index",
        name=heading.name,
        title=heading.title or heading.name,
        licence=heading.licence,
        source=heading.source,
        files=tuple(
            model_packs.PackFile(f"{version}/{file.path}", file.bytes, file.sha256)
            for file in described
        ),
        details=section.to_json(),
    )
    out.mkdir(parents=True, exist_ok=True)
    target = out / version
    if target.exists():  # the same content was there: what may be damaged is replaced in place
        for name in names:
            (data / name).replace(target / name)
    else:
        data.rename(target)
    files.sync_folder(target)
    files.sync_folder(out)
    model_packs.write_manifest(manifest)
    _remove_others(out, {version})


def remove_leftovers(manifest: model_packs.Manifest) -> None:
    """Remove what a write that was cut short left in a pack's folder: other versions of it."""
    _remove_others(manifest.folder, {file.path.partition("/")[0] for file in manifest.files})


def _remove_others(out: Path, versions: Collection[str]) -> None:
    for path in out.iterdir():
        if path.name.startswith(_TEMPORARY_MANIFEST):
            path.unlink(missing_ok=True)
        elif _is_ours(path) and path.name not in versions:
            # Where a file is still open it stays (Windows); the next build removes it.
            shutil.rmtree(path, ignore_errors=True)


def _is_ours(path: Path) -> bool:
    """Whether an entry of a pack's folder was put there by an earlier, perhaps cut short, write."""
    return bool(_VERSION.fullmatch(path.name)) or path.name.startswith(_TEMPORARY_MANIFEST)
