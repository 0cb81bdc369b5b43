"""What gives a photo away: its copies, what its photographer took nearby, and having taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from img2loc_desktop.core.evaluation.copies import CopyTest
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.evaluation.records import Leak
from img2loc_desktop.core.evaluation.times import (
    AHEAD_OF_SUN_HOURS,
    APART_HOURS,
    BEHIND_SUN_HOURS,
    Moment,
    Moments,
    moment,
)
from img2loc_desktop.core.geo import distances_km
from img2loc_desktop.core.index import IndexPack, Scan, sources
from img2loc_desktop.core.types import LatLon, Photo, Source

_SAME_PLACE_KM = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _References:
    """What one pack says of its rows; ``by_sha256`` and ``by_author`` name the first of each."""

    pack: IndexPack
    origins: tuple[Source, ...]
    times: Moments
    by_sha256: dict[str, str]
    by_author: dict[str, str]

    @classmethod
    def of(cls, pack: IndexPack) -> _References:
        origins = () if pack.sources_path is None else tuple(sources.every(pack.sources_path))
        last_first = origins[::-1]
        return cls(
            pack,
            origins,
            Moments.of(origin.taken_at for origin in origins),
            {origin.sha256: origin.identifier for origin in last_first if origin.sha256},
            {origin.author: origin.identifier for origin in last_first if origin.author},
        )


class LeakSearch:
    """Looks for what the indexes and the photos to measure with have in common."""

    def __init__(
        self,
        packs: Sequence[IndexPack],
        copies: Sequence[CopyTest],
        taught: Sequence[tuple[str, frozenset[str] | None]] = (),
    ) -> None:
        """``copies`` says for each pack which rows are copies.


        ``taught`` are the calibrations in use and the photos that they were fitted to, see
        ``Locator.taught``. Packs without sources hold no photos, so nothing can leak from them.
        """
        self._copies = tuple(copies)
        self._taught = tuple(taught)
        self._references = [_References.of(pack) for pack in packs]

    def limits(self, queries: Sequence[Query]) -> Iterator[str]:
        """What is not found or only roughly compared for want of knowledge, a sentence each."""
        yield from self._unseen()
        if any(each.by_author for each in self._references):
            unnamed = sum(query.author is None for query in queries)
            if unnamed:
                which = "any" if unnamed == len(queries) else f"{unnamed:,} of the"
                yield (
                    f"The table does not name the authors of {which} photos: whether the index has "
                    "others by them cannot be seen."
                )
        if any(np.isfinite(references.times.hours).any() for references in self._references):
            yield (
                f"Same place and hour is within {_SAME_PLACE_KM:.0f} km and {APART_HOURS:.0f} h. "
                "Where only one of two times names its offset from UTC the other's is taken from "
                "its longitude: such photos may be up to "
                f"{APART_HOURS + BEHIND_SUN_HOURS + AHEAD_OF_SUN_HOURS:.0f} h apart."
            )
        odd = [query.taken_at for query in queries if query.taken_at]
        odd = [written for written in odd if moment(written) is None]
        if odd:
            times = "1 time" if len(odd) == 1 else f"{len(odd):,} times"
            verb = "is" if len(odd) == 1 else "are"
            yield (
                f"{times} in the table {verb} not understood as a time of day (the first is "
                f"\u201c{odd[0][:40]}\u201d): there only the time in the photo itself could be "
                "compared. Write 2024-05-01T12:30:00+02:00, or the seconds since 1970."
            )

    def _unseen(self) -> Iterator[str]:
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
                    "times": np.isfinite(references.times.hours).any(),
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
            for references, scan, test in self._searched(scans)
            for row in _alike(references, scan, test)
        )

    def find(self, query: Query, photo: Photo, scans: Sequence[Scan]) -> Iterator[Leak]:
        """One leak of each kind and index or calibration. ``scans`` are those of the photo."""
        for references, scan, test in self._searched(scans):
            name, origins = references.pack.name, references.origins
            if same := references.by_sha256.get(photo.sha256):
                yield Leak("same-file", name, same)
            for row in _alike(references, scan, test)[:1]:
                similarity = float(scan.near_scores[scan.near_rows == row][0])
                yield Leak("near-duplicate", name, origins[row].identifier, similarity)
            if first := references.by_author.get(query.author or ""):
                yield Leak("same-author", name, first)
            taken = moment(query.taken_at) or moment(photo.taken_at)
            together = _together(references, query.position, taken)
            for row in together[:1]:
                yield Leak("same-place-and-hour", name, origins[row].identifier)

        for name, hashes in self._taught:
            if hashes is not None and photo.sha256 in hashes:
                yield Leak("taught", name, query.identifier)

    def _searched(self, scans: Sequence[Scan]) -> Iterator[tuple[_References, Scan, CopyTest]]:
        return zip(self._references, scans, self._copies, strict=True)


def _alike(references: _References, scan: Scan, test: CopyTest) -> list[int]:
    if not references.origins:
        return []
    alike: list[int] = test.copies(scan).tolist()
    return alike


def _together(references: _References, position: LatLon, taken: Moment | None) -> list[int]:
    if taken is None or not references.origins:
        return []
    rows = np.flatnonzero(references.times.near(taken, position.longitude))
    pack = references.pack
    away = distances_km(pack.latitudes[rows], pack.longitudes[rows], position)
    found: list[int] = rows[away <= _SAME_PLACE_KM].tolist()
    return found
