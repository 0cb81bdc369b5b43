"""A gallery: an index of points without photos, embedded by a location model.

Any list of points will do: all over the world, a dense grid over one country, candidate sites.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import EncoderIdentity, build_from_arrays, writing
from img2loc_desktop.core.index.progress import BuildEvent, BuildFinished, Clock
from img2loc_desktop.core.location import ROLE, LocationModel
from img2loc_desktop.core.pack_names import pack_name
from img2loc_desktop.core.places_table import read_places

# Every photo is compared with near and far; the scan for the far finds the near as well.
_NO_GRAPH = 1 << 62


def build_gallery(
    out: Path, model: LocationModel, points: Path | None = None, *, name: str | None = None
) -> Iterator[BuildEvent]:
    """Make the index ``out`` from a table of places, or from the points of the location pack.

    All or nothing; an existing index is replaced once the new one is complete. Raises
    UserError when the table is wrong, when the pack has no points, and when something cannot
    be written.
    """
    table = points or model.pack.points
    if table is None:
        raise UserError(
            f'The location model "{model.name}" comes without points.',
            "Give a table of points: img2loc index gallery --points CSV",
        )
    name = pack_name(out.name, "index") if name is None else name
    model_packs.check_name(name)
    writing.check_target(out)
    places = read_places(table)
    total = len(places.latitudes)
    clock = Clock("points", 0, total)
    vectors = np.empty((total, model.dimension), np.float16)
    done = 0
    for block in model.blocks_of_points(places.latitudes, places.longitudes):
        vectors[done : done + len(block)] = block
        done += len(block)
        yield clock.at(done)
    build_from_arrays(
        out,
        name,
        vectors,  # type: ignore[arg-type]  # they are stored in half precision anyway
        places.latitudes,
        places.longitudes,
        encoder=EncoderIdentity(model.name, model.sha256, ROLE, model.pack.preprocessing),
        sources=places.sources() if places.has_sources else None,
        title=f"{total:,} points of {table.name if points else model.pack.manifest.title}"[:200],
        licence="" if points else model.pack.manifest.licence,
        source=model.pack.manifest.source if points is None else "",
        graph_from_rows=_NO_GRAPH,
    )
    yield BuildFinished(out, total, total, ())
