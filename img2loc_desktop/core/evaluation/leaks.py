"""References that give a photo away: its copies, and what its photographer took nearby."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.evaluation.records import Leak
from img2loc_desktop.core.geo import distances_km
from img2loc_desktop.core.index import IndexPack, Scan, sources
from img2loc_desktop.core.types import LatLon, Photo, Source

NEAR_DUPLICATE = 0.95  # cosine similarity

_SAME_PLACE_KM = 1.0
_SAME_TIME_HOURS = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _References:
    """What one pack says of its rows; ``hours`` since 1970, NaN where the time is unknown."""

    pack: IndexPack
    origins: tuple[Source, ...]
    hours: NDArray[np.float64]


class LeakSearch:
    """Looks for what the indexes and the photos to measure with have in common."""

    def __init__(self, packs: Sequence[IndexPack], threshold: float = NEAR_DUPLICATE) -> None:
        """Packs without sources hold no photos, so nothing can leak from them."""
        self._threshold = threshold
        self._references = []
        for pack in packs:
            origins = () if pack.sources_path is None else tuple(sources.every(pack.sources_path))
            hours = np.array([_hours(origin.taken_at) for origin in origins], dtype=np.float64)
            self._references.append(_References(pack, origins, hours))

    def of_authors(self, authors: Iterable[str | None]) -> frozenset[str]:
        """The SHA-256 of every reference by one of the authors."""
        names = {author for author in authors if author}
        return frozenset(
            origin.sha256
            for references in self._references
            for origin in references.origins
            if origin.author in names and origin.sha256
        )

    def near_duplicates(self, scans: Sequence[Scan]) -> frozenset[str]:
        """The SHA-256 of every reference that is as good as the photo itself."""
        return frozenset(
            sha256
            for references, scan in zip(self._references, scans, strict=True)
            for row in self._alike(references, scan)
            if (sha256 := references.origins[row].sha256)
        )

    def find(self, query: Query, photo: Photo, scans: Sequence[Scan]) -> Iterator[Leak]:
        """One leak of each kind and index. ``scans`` are those of the photo."""
        for references, scan in zip(self._references, scans, strict=True):
            name, origins = references.pack.name, references.origins
            for origin in origins:
                if origin.sha256 == photo.sha256:
                    yield Leak("same-file", name, origin.identifier)
                    break
            for row in self._alike(references, scan)[:1]:
                similarity = float(scan.near_scores[scan.near_rows == row][0])
                yield Leak("near-duplicate", name, origins[row].identifier, similarity)
            if query.author is not None:
                same = (origin for origin in origins if origin.author == query.author)
                if first := next(same, None):
                    yield Leak("same-author", name, first.identifier)
            together = _together(references, query.position, query.taken_at or photo.taken_at)
            for row in together[:1]:
                yield Leak("same-place-and-hour", name, origins[row].identifier)

    def _alike(self, references: _References, scan: Scan) -> list[int]:
        if not references.origins:
            return []
        alike: list[int] = scan.near_rows[scan.near_scores >= self._threshold].tolist()
        return alike


def _together(references: _References, position: LatLon, taken_at: str | None) -> list[int]:
    hour = _hours(taken_at)
    if np.isnan(hour) or not references.origins:
        return []
    rows = np.flatnonzero(np.abs(references.hours - hour) <= _SAME_TIME_HOURS)
    pack = references.pack
    away = distances_km(pack.latitudes[rows], pack.longitudes[rows], position)
    found: list[int] = rows[away <= _SAME_PLACE_KM].tolist()
    return found


def _hours(taken_at: str | None) -> float:
    """Hours since 1970 on the clock of the camera, NaN where there is no time of day."""
    try:
        time = datetime.fromisoformat(taken_at or "")
    except ValueError:
        return float("nan")
    if len(taken_at or "") <= len("2024-05-01"):
        return float("nan")  # a day alone is no hour
    return time.replace(tzinfo=UTC).timestamp() / 3600
