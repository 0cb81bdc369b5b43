"""What gives a photo away: its copies, what its photographer took nearby, and having taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.evaluation.records import Leak
from img2loc_desktop.core.geo import distances_km
from img2loc_desktop.core.index import IndexPack, Scan, sources
from img2loc_desktop.core.types import LatLon, Photo, Source

_SAME_PLACE_KM = 1.0
_SAME_TIME_HOURS = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _References:
    """What one pack says of its rows; ``hours`` since 1970, NaN where the time is unknown.

    ``by_sha256`` and ``by_author`` name the first row of each.
    """

    pack: IndexPack
    origins: tuple[Source, ...]
    hours: NDArray[np.float64]
    by_sha256: dict[str, str]
    by_author: dict[str, str]

    @classmethod
    def of(cls, pack: IndexPack) -> _References:
        origins = () if pack.sources_path is None else tuple(sources.every(pack.sources_path))
        last_first = origins[::-1]
        return cls(
            pack,
            origins,
            np.array([_hours(origin.taken_at) for origin in origins], dtype=np.float64),
            {origin.sha256: origin.identifier for origin in last_first if origin.sha256},
            {origin.author: origin.identifier for origin in last_first if origin.author},
        )


class LeakSearch:
    """Looks for what the indexes and the photos to measure with have in common."""

    def __init__(
        self,
        packs: Sequence[IndexPack],
        copies: Sequence[float],
        taught: Sequence[tuple[str, frozenset[str] | None]] = (),
    ) -> None:
        """``copies`` says for each pack from which cosine similarity on a row is a copy.

        ``taught`` are the calibrations in use and the photos that they were fitted to, see
        ``Locator.taught``. Packs without sources hold no photos, so nothing can leak from them.
        """
        self._copies = tuple(copies)
        self._taught = tuple(taught)
        self._references = [_References.of(pack) for pack in packs]

    def unseen(self) -> Iterator[str]:
        """What cannot be found because an index does not say it, a sentence each."""
        for references in self._references:
            if not references.origins:
                yield (
                    f"The index {references.pack.name} does not say which photos it was made of: "
                    "whether these are among them cannot be seen."
                )
            else:
                facts = {
                    "the files that it was made of": references.by_sha256,
                    "authors": references.by_author,
                    "times": np.isfinite(references.hours).any(),
                }
                missing = [fact for fact, is_known in facts.items() if not is_known]
                if missing:
                    yield (
                        f"The index {references.pack.name} does not name {' or '.join(missing)}: "
                        "leaks that only these would show were not found."
                    )

        for name, hashes in self._taught:
            if hashes is None:
                yield (
                    f"The {name} does not say which photos it was fitted to: whether these are "
                    "among them cannot be seen."
                )

    def near_duplicates(self, scans: Sequence[Scan]) -> frozenset[str]:
        """The key of every reference that is as good as the photo itself."""
        return frozenset(
            references.origins[row].key
            for references, scan, least in self._searched(scans)
            for row in _alike(references, scan, least)
        )

    def find(self, query: Query, photo: Photo, scans: Sequence[Scan]) -> Iterator[Leak]:
        """One leak of each kind and index or calibration. ``scans`` are those of the photo."""
        for references, scan, least in self._searched(scans):
            name, origins = references.pack.name, references.origins
            if same := references.by_sha256.get(photo.sha256):
                yield Leak("same-file", name, same)
            for row in _alike(references, scan, least)[:1]:
                similarity = float(scan.near_scores[scan.near_rows == row][0])
                yield Leak("near-duplicate", name, origins[row].identifier, similarity)
            if first := references.by_author.get(query.author or ""):
                yield Leak("same-author", name, first)
            together = _together(references, query.position, query.taken_at or photo.taken_at)
            for row in together[:1]:
                yield Leak("same-place-and-hour", name, origins[row].identifier)

        for name, hashes in self._taught:
            if hashes is not None and photo.sha256 in hashes:
                yield Leak("taught", name, query.identifier)

    def _searched(self, scans: Sequence[Scan]) -> Iterator[tuple[_References, Scan, float]]:
        return zip(self._references, scans, self._copies, strict=True)


def _alike(references: _References, scan: Scan, least: float) -> list[int]:
    if not references.origins:
        return []
    alike: list[int] = scan.near_rows[scan.near_scores >= least].tolist()
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
