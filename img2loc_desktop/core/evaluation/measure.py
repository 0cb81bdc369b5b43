"""One photo after another through the product's own locator, each into one record."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from img2loc_desktop.core import cells, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation.continents import continent
from img2loc_desktop.core.evaluation.journal import Form, Journal
from img2loc_desktop.core.evaluation.leaks import LeakSearch
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.evaluation.records import LEVELS, HeldArea, Leak, Record
from img2loc_desktop.core.evaluation.yardsticks import OURS, Yardsticks
from img2loc_desktop.core.joint import level_radii
from img2loc_desktop.core.locator import Evidence, Locator
from img2loc_desktop.core.types import Failure, LatLon, Result

Exclusion = Literal["same-author", "near-duplicates"]


@dataclass(frozen=True, slots=True)
class LeakOptions:
    """Which references are left out, and from which cosine similarity on one is a copy.

    "same-author" leaves out every reference of every author of the photos for the whole run, also
    of what the indexes say without a photo; "near-duplicates" leaves out of each photo's search
    what is as good as that photo.
    """

    exclude: tuple[Exclusion, ...] = ()
    near_duplicate: float | None = None  # else measured, see ``copies.limits``


def measure(
    locator: Locator,
    queries: Sequence[Query],
    journal: Journal[Record],
    leaks: LeakSearch,
    exclude: Collection[Exclusion] = (),
) -> Iterator[Record]:
    """Yield a record for each photo that the journal has none of, when it is in there.

    What "same-author" leaves out the locator does not know: see ``open_locator``. Raises
    UserError when the journal cannot be written.
    """
    remaining = [query for query in queries if query.identifier not in journal.entries]
    if not remaining:
        return
    measurer = _Measurer(locator, leaks, exclude)
    for query in remaining:
        yield journal.add(query.identifier, functools.partial(measurer.record, query))


def records_of(queries: Sequence[Query], journal: Journal[Record]) -> tuple[Record, ...]:
    """The records in the order of the photos, which may lie elsewhere by now."""
    return tuple(
        replace(journal.entries[query.identifier], path=str(query.path)) for query in queries
    )


def form(otherwise: str) -> Form[Record]:
    """How records are read back, and what to do about those of another run."""
    return Form(Record.from_json, otherwise)


class _Measurer:
    def __init__(self, locator: Locator, leaks: LeakSearch, exclude: Collection[Exclusion]) -> None:
        self._locator = locator
        self._yardsticks = Yardsticks(locator)
        self._leaks = leaks
        self._without_copies = "near-duplicates" in exclude

    def record(self, query: Query) -> Record:
        evidence, entry = self._locate(query, frozenset())
        leaks: tuple[Leak, ...] = ()
        copies: frozenset[str] = frozenset()
        if isinstance(entry, Result) and evidence is not None:
            leaks = tuple(self._leaks.find(query, entry.photo, evidence.found.scans))
            if self._without_copies:
                evidence, entry, copies = self._again(query, evidence, entry)
        if isinstance(entry, Failure) or evidence is None:
            return self._miss(query, entry, leaks)
        estimate, position = entry.estimate, query.position
        guesses = {OURS: estimate.position, **dict(self._yardsticks.guesses(evidence))}
        return Record(
            identifier=query.identifier,
            path=str(query.path),
            position=query.position,
            country=(country := self._country(query)),
            continent=continent(country),
            author=query.author,
            scene=query.scene,
            sha256=entry.photo.sha256,
            method=estimate.method,
            trust=estimate.trust,
            word=words.trust_word(estimate),
            radius_p50_km=estimate.radius_p50_km,
            radius_p90_km=estimate.radius_p90_km,
            radii_km=level_radii(evidence.points, evidence.calibration, estimate.position, LEVELS),
            areas=tuple(
                HeldArea(area.share, cells.size_km2(area.cells), cells.holds(area.cells, position))
                for area in estimate.areas
            ),
            bits=self._yardsticks.bits(evidence, query.position, {entry.photo.sha256, *copies}),
            guesses=guesses,
            countries=self._countries(guesses),
            leaks=leaks,
        )

    def _again(
        self, query: Query, evidence: Evidence, entry: Result | Failure
    ) -> tuple[Evidence | None, Result | Failure, frozenset[str]]:
        """Search again while what is found is as good as the photo itself; what was left out."""
        excluded: frozenset[str] = frozenset()
        found: Evidence | None = evidence
        while found is not None:
            copies = self._leaks.near_duplicates(found.found.scans) - excluded
            if not copies:
                break
            excluded |= copies
            found, entry = self._locate(query, excluded)
        return found, entry, excluded

    def _locate(
        self, query: Query, excluded: Collection[str]
    ) -> tuple[Evidence | None, Result | Failure]:
        evidence = None
        for event in self._locator.locate(query.path, excluded):
            if isinstance(event, Evidence):
                evidence = event
            elif isinstance(event, Result | Failure):
                return evidence, event
        raise AssertionError("a locator ends with a result or a failure")

    def _miss(self, query: Query, entry: Result | Failure, leaks: tuple[Leak, ...]) -> Record:
        failure = entry if isinstance(entry, Failure) else None
        country = self._country(query)
        return Record(
            identifier=query.identifier,
            path=str(query.path),
            position=query.position,
            country=country,
            continent=continent(country),
            author=query.author,
            scene=query.scene,
            sha256=failure.photo.sha256 if failure and failure.photo else None,
            message=f"{failure.message} {failure.hint}".strip() if failure else "No answer.",
            leaks=leaks,
        )

    def _country(self, query: Query) -> str:
        """The country that the table names, else that of the map."""
        return query.country or self._countries({"": query.position})[""]

    def _countries(self, guesses: Mapping[str, LatLon]) -> dict[str, str]:
        codes = self._locator.gazetteer.countries(
            [place.latitude for place in guesses.values()],
            [place.longitude for place in guesses.values()],
        )
        return dict(zip(guesses, codes.tolist(), strict=True))


def check_photos(queries: Sequence[Query]) -> None:
    """Refuse a table of which not one photo is there. Raises UserError."""
    if not any(query.path.is_file() for query in queries):
        raise UserError(
            f"None of the {len(queries):,} photos of the table is on this machine; the first is "
            f"{words.one_line(str(queries[0].path))}.",
            "Say where they lie: --photos FOLDER",
        )
