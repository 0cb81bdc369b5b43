"""The photos of a list, embedded and recorded batch by batch."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.embedding import Embedded, embed_files
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import sources
from img2loc_desktop.core.index.pack import IndexPack
from img2loc_desktop.core.index.points import Listed, Skipped
from img2loc_desktop.core.index.progress import BuildProgress, Clock
from img2loc_desktop.core.index.resume import Stored, Work
from img2loc_desktop.core.types import Failure, LatLon, Photo, Source
from img2loc_desktop.core.words import one_line

_BATCH = 32  # photos that an interruption may cost
_COPIED = 10_000  # rows of an existing pack that are taken over at once


def embed_list(work: Work, encoder: Encoder) -> Iterator[BuildProgress]:
    """Embed what remains of the list and record it batch by batch."""
    seen = {row.source.sha256: row.source.identifier for row in work.stored()}
    clock = Clock("photos", work.done, work.total)
    yield clock.at(work.done)
    # Whole batches of the encoder, counted from the start of the list: a network may round
    # differently in another batch, and going on must come to the same bytes.
    size = -(-_BATCH // encoder.batch_size) * encoder.batch_size
    with contextlib.closing(_answers(encoder, work)) as answers:
        while batch := list(islice(answers, size)):
            vectors: list[NDArray[np.float32]] = []
            stored: list[Stored] = []
            skipped: list[Skipped] = []
            for item, answer in batch:
                row = _row(item, answer, seen)
                if isinstance(row, Stored) and isinstance(answer, Embedded):
                    stored.append(row)
                    vectors.append(answer.embedding)
                elif isinstance(row, Skipped):
                    skipped.append(row)
            if skipped and not Path(work.plan.source).exists():
                raise gone(Path(work.plan.source))  # a disk was pulled: nothing is lost by that
            rows = np.array(vectors, dtype=np.float16).reshape(-1, work.plan.dimension)
            work.append(len(batch), rows, stored, skipped)
            yield clock.at(work.done, tuple(skipped))


def _answers(
    encoder: Encoder, work: Work
) -> Generator[tuple[Listed | Skipped, Embedded | Failure]]:
    """Each remaining item of the list with what the encoder says of it."""
    waiting: deque[Listed | Skipped] = deque()

    def paths() -> Iterator[Path | Failure]:
        for item in work.items():
            waiting.append(item)
            yield item.path if isinstance(item, Listed) else Failure(item.path, item.reason, "")

    # The rows of a table have positions; the photos of a folder need their own.
    refuse = _without_position if work.plan.source_sha256 is None else None
    with contextlib.closing(
        embed_files(encoder, paths(), work.plan.role, refuse=refuse)
    ) as answers:
        for answer in answers:
            yield waiting.popleft(), answer


def _without_position(photo: Photo) -> Failure | None:
    if photo.gps is not None:
        return None
    return Failure(photo.path, f"{one_line(photo.path.name)} has no GPS position.", "", photo)


def _row(
    item: Listed | Skipped, answer: Embedded | Failure, seen: dict[str | None, str]
) -> Stored | Skipped:
    """The row for a photo, or why it gets none."""
    if isinstance(item, Skipped):
        return item
    if isinstance(answer, Failure):
        unplaced = item.position is None and answer.photo is not None and answer.photo.gps is None
        return Skipped(item.path, answer.message, "no_position" if unplaced else "unreadable")
    photo = answer.photo
    if photo.sha256 in seen:
        reason = f"{one_line(item.path.name)} has the same content as {seen[photo.sha256]}."
        return Skipped(item.path, reason, "duplicate")
    seen[photo.sha256] = item.identifier
    taken_at = item.taken_at or photo.taken_at
    position = item.position or cast(LatLon, photo.gps)  # without either it was refused
    source = Source(item.identifier, item.author, item.licence, taken_at, photo.sha256)
    return Stored(position, source)


def take_over(work: Work, base: IndexPack, sources_path: Path) -> None:
    """Begin an addition with the rows of the pack; those that are there already stay."""
    rows = zip(base.latitudes, base.longitudes, sources.every(sources_path), strict=True)
    remaining = islice(rows, work.count, None)
    for start in range(work.count, base.count, _COPIED):
        stored = [
            Stored(LatLon(float(latitude), float(longitude)), source)
            for latitude, longitude, source in islice(remaining, _COPIED)
        ]
        work.append(0, base.rows.vectors[start : start + _COPIED], stored, ())


def gone(source: Path) -> UserError:
    """The words for a folder or table that is not there."""
    return UserError(
        f"There is no {one_line(str(source))}.",
        "Check the name, and that its disk is connected; then give the same command again.",
    )
