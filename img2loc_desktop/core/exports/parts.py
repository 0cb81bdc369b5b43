"""What an export shows of a result beside the estimate itself, and in which order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from img2loc_desktop.core import cells, decisions, words
from img2loc_desktop.core.cells import polygons
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.geo import Polygon, cap_polygons
from img2loc_desktop.core.types import Area, Failure, LatLon, Neighbour, Place, Result, Source


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a result that become features of their own on a map.

    Whatever is chosen, each photo has its one feature with the estimate and all its figures.
    ``areas`` are the circles, ``cells`` the smallest areas, where an export can draw them.
    ``far`` is off at first: the least similar places help to judge a result, but scattered
    over the globe they hide the rest.
    """

    areas: bool = True
    candidates: bool = True
    neighbours: bool = True
    far: bool = False
    own_gps: bool = True
    cells: bool = True


USUAL = Parts()


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to draw: a point (``position``) or an area (``polygons``), never both.

    ``role`` is "area-90", "area-50" (circles), "cells-90", "cells-50" (the smallest areas),
    "candidate", "neighbour", "far", "own-gps" or "decision"; ``title`` is complete by itself.
    Fields that a role does not have are None.
    """

    role: str
    title: str
    position: LatLon | None = None
    polygons: tuple[Polygon, ...] = ()
    rank: int | None = None
    radius_km: float | None = None
    share: float | None = None
    similarity: float | None = None
    place: Place | None = None
    source: Source | None = None


def marks(result: Result, parts: Parts) -> Iterator[Mark]:
    """What to draw for a result: the broad areas first, then points, so that they lie on top."""
    if parts.areas:
        yield from _areas(result)
    if parts.cells:
        yield from _cells(result)
    if parts.candidates:
        for rank, candidate in enumerate(result.candidates, start=1):
            name = words.candidate_name(candidate, result)
            yield Mark(
                "candidate",
                f"Candidate {rank}: {name} ({words.percent(candidate.share)} of the chance lies "
                "nearest to it)",
                position=candidate.position,
                rank=rank,
                share=candidate.share,
                place=candidate.place,
            )
    if parts.neighbours:
        for neighbour in result.neighbours:
            yield _neighbour("neighbour", "Similar", neighbour)
    if parts.far:
        for neighbour in result.far:
            yield _neighbour("far", "Dissimilar", neighbour)
    if parts.own_gps and result.photo.gps is not None:
        yield Mark("own-gps", "The file's own GPS", position=result.photo.gps)


def decision_mark(decision: Decision | None) -> Mark | None:
    """Where the analyst says that the photo was taken; None where no place was decided."""
    if decision is None or decision.position is None:
        return None
    return Mark("decision", decisions.sentence(decision), position=decision.position)


def decided(
    entries: Iterable[Result | Failure], made: Sequence[Decision | None]
) -> Iterator[tuple[Result | Failure, Decision | None]]:
    """Each entry with the decision on it; there may be no decisions at all."""
    yield from zip(entries, made or itertools.repeat(None), strict=False)


def _areas(result: Result) -> Iterator[Mark]:
    estimate = result.estimate
    for role, share, radius in (
        ("area-90", "Nine tenths", estimate.radius_p90_km),
        ("area-50", "Half", estimate.radius_p50_km),
    ):
        polygons = cap_polygons(estimate.position, radius)
        if polygons:
            title = f"{share} of the chance lies within {words.kilometres(radius)}"
            yield Mark(role, title, polygons=polygons, radius_km=radius)


def _cells(result: Result) -> Iterator[Mark]:
    for area in reversed(result.estimate.areas):  # the broad one first
        role = f"cells-{area.share * 100:.0f}"
        outlines = polygons(area.cells)
        if outlines:
            yield Mark(role, smallest_area(area), polygons=outlines, share=area.share)


def smallest_area(area: Area) -> str:
    """ "The smallest area that holds 50 % of the chance: 12,000 km²"."""
    size = float(f"{cells.size_km2(area.cells):.2g}")
    return (
        f"The smallest area that holds {words.percent(area.share)} of the chance: {size:,.0f} km²"
    )


def _neighbour(role: str, kind: str, neighbour: Neighbour) -> Mark:
    name = neighbour.source.identifier if neighbour.source else neighbour.index
    return Mark(
        role,
        f"{kind} {neighbour.rank}: {name} (similarity {neighbour.similarity:.2f})",
        position=neighbour.position,
        rank=neighbour.rank,
        similarity=neighbour.similarity,
        source=neighbour.source,
    )
