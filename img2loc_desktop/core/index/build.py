"""Building index packs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from img2loc_desktop.core import files
from img2loc_desktop.core.index import writing
from img2loc_desktop.core.index.manifest import EncoderIdentity, IndexSettings
from img2loc_desktop.core.index.writing import GRAPH_FROM_ROWS, Heading, Points
from img2loc_desktop.core.types import Source


def build_from_arrays(
    out: Path,
    name: str,
    embeddings: NDArray[np.float32],
    latitudes: ArrayLike,
    longitudes: ArrayLike,
    *,
    encoder: EncoderIdentity,
    row_weights: ArrayLike | None = None,
    sources: Iterable[Source] | None = None,
    settings: IndexSettings | None = None,
    title: str = "",
    licence: str = "",
    source: str = "",
    graph_from_rows: int = GRAPH_FROM_ROWS,
) -> None:
    """Make the pack ``out`` from unit vectors (n, d) and their places in degrees (n,).

    ``row_weights`` (n,) are finite and not negative; ``sources`` are n in the same order. An
    existing pack is replaced once the new one is complete. The same arguments give the same
    bytes. Raises ValueError for lengths that differ and UserError for vectors, places or
    weights that cannot be, and when something cannot be written.
    """
    points = Points(
        vectors=np.asarray(embeddings).astype(np.float16),
        latitudes=np.asarray(latitudes, dtype=np.float64),
        longitudes=np.asarray(longitudes, dtype=np.float64),
        row_weights=None if row_weights is None else np.asarray(row_weights, dtype=np.float32),
        sources=sources,
    )
    heading = Heading(name, encoder, settings or IndexSettings(), title, licence, source)
    writing.check_target(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise files.cannot_write(out, error) from error
    try:
        for _ in writing.write_pack(out, work, heading, points, graph_from_rows):
            pass
    finally:
        shutil.rmtree(work, ignore_errors=True)
