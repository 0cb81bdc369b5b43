"""Building index packs: from photos, resumable, or from vectors that are there already."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from img2loc_desktop.core import files, model_packs
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import manifest as layout
from img2loc_desktop.core.index import sources, writing
from img2loc_desktop.core.index.collect import embed_list, take_over
from img2loc_desktop.core.index.manifest import EncoderIdentity, IndexSettings
from img2loc_desktop.core.index.pack import IndexPack
from img2loc_desktop.core.index.points import Skipped, check_source, list_points
from img2loc_desktop.core.index.progress import BuildEvent, BuildFinished, Clock
from img2loc_desktop.core.index.resume import Plan, Work, open_work
from img2loc_desktop.core.index.writing import GRAPH_FROM_ROWS, Heading, Points
from img2loc_desktop.core.pack_names import pack_name
from img2loc_desktop.core.types import Source
from img2loc_desktop.core.words import one_line


def build_from_photos(
    source: Path,
    out: Path,
    encoder: Encoder,
    *,
    role: str = "image",
    name: str | None = None,
    licence: str = "",
    settings: IndexSettings | None = None,
    graph_from_rows: int = GRAPH_FROM_ROWS,
) -> Iterator[BuildEvent]:
    """Make the pack ``out`` from the photos of a folder by their GPS, or from a CSV or TSV.

    Yields how far it is. When it is stopped, at any moment and in any way, at most the photos
    of the last batch are lost: the next call with the same source, target and encoder goes on,
    with the list of photos that was made at first, and comes to the same bytes. The unfinished
    build lies in ``out`` + ".partial". An existing pack is replaced once the new one is
    complete; then only what it did not hold counts as new. The same content is stored once,
    where it comes first. Open the encoder with ``threads=1``: several photos are embedded at
    a time.

    Raises UserError when the source is no folder or table or gives not one point, when ``out``
    is something else than an index pack, when ``name`` cannot be a pack's, when another build is
    unfinished in its place, and when something cannot be written.
    """
    source, out = source.absolute(), out.absolute()
    name = pack_name(out.name, "index") if name is None else name
    model_packs.check_name(name)
    writing.check_target(out)
    known = _known(out)
    heading = Heading(
        name=name,
        encoder=EncoderIdentity(encoder.name, encoder.sha256, role, encoder.preprocessing),
        settings=settings or IndexSettings(),
        title=one_line(out.name)[:200],
        licence=licence,
    )
    plan = _plan(source, encoder, role)
    with contextlib.closing(open_work(_partial(out), plan, list_points(source))) as work:
        yield from embed_list(work, encoder)
        if not work.count:
            reasons = tuple(work.skipped())
            work.remove()
            raise _no_points(source, reasons)
        added = sum(row.source.sha256 not in known for row in work.stored())
        yield from _finish(work, out, heading, added, None, graph_from_rows)


def add(
    pack: Path, source: Path, encoder: Encoder, *, graph_from_rows: int = GRAPH_FROM_ROWS
) -> Iterator[BuildEvent]:
    """Add the photos of a folder, or of a CSV or TSV, to an index of photos.

    Photos whose content is in the pack already are skipped. Mean and scale are taken anew from
    the float16 rows, so the pack is the one that a build of all the photos together would have
    made, in this order; a calibration of the old pack does not hold for the new one and is
    dropped. New rows get the weight 1 where rows have weights. Resumable and atomic as
    ``build_from_photos``, and the same errors; UserError also for a gallery without photos.
    """
    pack, source = pack.absolute(), source.absolute()
    base = IndexPack.open(pack, encoder.sha256, encoder.preprocessing)
    writing.check_target(pack)
    if base.sources_path is None:
        raise UserError(
            f'The index "{base.name}" is a gallery of points without photos.',
            "Build an index of your own photos, and use both.",
        )
    heading = Heading(
        name=base.name,
        encoder=base.section.encoder,
        settings=_uncalibrated(base.section.settings),
        title=base.manifest.title,
        licence=base.manifest.licence,
        source=base.manifest.source,
    )
    plan = replace(_plan(source, encoder, base.role), extends_sha256=base.sha256)
    with contextlib.closing(open_work(_partial(pack), plan, list_points(source))) as work:
        take_over(work, base, base.sources_path)
        yield from embed_list(work, encoder)
        added = work.count - base.count
        if not added:
            skipped = tuple(work.skipped())
            # Perhaps this addition was complete already, and killed while it tidied up.
            writing.remove_leftovers(base.manifest)
            work.remove()
            yield BuildFinished(pack, base.count, 0, skipped)
            return
        weights = base.row_weights
        if weights is not None:
            weights = np.concatenate((weights, np.ones(added, dtype=np.float32)))
        yield from _finish(work, pack, heading, added, weights, graph_from_rows)


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


def _known(out: Path) -> frozenset[str | None]:
    """SHA-256 of the photos of the pack that is there already; of a damaged one, none."""
    with contextlib.suppress(UserError):
        manifest = model_packs.read_manifest(out, "index")
        model_packs.check_files(manifest)
        if path := layout.listed(manifest, layout.SOURCES):
            return frozenset(source.sha256 for source in sources.every(path))
    return frozenset()


def _partial(out: Path) -> Path:
    return out.with_name(out.name + ".partial")


def _plan(source: Path, encoder: Encoder, role: str) -> Plan:
    check_source(source)
    if role not in encoder.outputs:
        raise UserError(
            f'The encoder "{encoder.name}" has no output for "{role}"; '
            f"it has: {', '.join(encoder.outputs)}.",
            "Use an encoder that was made for this kind of index.",
        )
    return Plan(
        source=str(source),
        source_sha256=None if source.is_dir() else files.sha256_of(source),
        encoder_sha256=encoder.sha256,
        role=role,
        preprocessing=encoder.preprocessing.to_json(),
        dimension=encoder.outputs[role],
    )


def _finish(
    work: Work,
    out: Path,
    heading: Heading,
    added: int,
    weights: NDArray[np.float32] | None,
    graph_from_rows: int,
) -> Iterator[BuildEvent]:
    positions = np.array([(row.position.latitude, row.position.longitude) for row in work.stored()])
    points = Points(
        vectors=work.vectors(),
        latitudes=positions[:, 0],
        longitudes=positions[:, 1],
        row_weights=weights,
        sources=(row.source for row in work.stored()),
    )
    clock = Clock("graph", 0, work.count)
    for rows in writing.write_pack(out, work.folder, heading, points, graph_from_rows):
        yield clock.at(rows)
    finished = BuildFinished(out, work.count, added, tuple(work.skipped()))
    del points  # an open mapping would keep its file on Windows
    work.remove()
    yield finished


def _uncalibrated(settings: IndexSettings) -> IndexSettings:
    if settings.trust != "calibrated":
        return settings
    return replace(settings, trust="uncalibrated", radius_factors=None, calibrated_on=None)


def _no_points(source: Path, skipped: tuple[Skipped, ...]) -> UserError:
    name = one_line(source.name)
    if skipped and all(item.cause == "no_position" for item in skipped):
        fact = f"None of the {len(skipped)} photos of {name} has a GPS position."
    elif skipped:
        fact = f"Nothing of {name} can be indexed. First reason of {len(skipped)}: "
        fact += skipped[0].reason
    else:
        fact = f"{name} lists no photos."
    return UserError(
        fact, "Give photos with GPS, or a CSV with the columns file,latitude,longitude."
    )
