"""The estimate of all sources together, held at least as wide as what contradicts it.

Sources are mixed, and a mixture may come out narrower than the widest of its parts. That is right
where they mean the same place. Otherwise two bounds hold, exactly:

- Sources contradict each other where the answers that they would give alone are far apart. Then
  the answer of each stays among the candidates, no radius is smaller than that of any of them
  alone, and the areas hold all of theirs. The last two are asked of sources that claim enough to
  be heard: at a level L those with more than 1 - L of the estimate, or with as much as falls to
  each if all claim the same. The others are outvoted, as a mixture has it.
- With sources that nobody compared with the truth, radii and areas are never smaller than they
  are without these: see ``Calibration.least``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from img2loc_desktop.core.estimator import (
    RadiusFactors,
    Spread,
    estimate,
    gather,
    united,
)
from img2loc_desktop.core.estimator.density import CountryOf, cloud, mass_radii
from img2loc_desktop.core.geo import HALF_CIRCUMFERENCE_KM, Array, distance_km, unit_vectors
from img2loc_desktop.core.trust import Calibration, proven
from img2loc_desktop.core.types import LatLon, WeightedPoints

HALF, MOST = 0.5, 0.9  # the levels of a result

# How far apart two answers may lie and still mean the same: as far as the wider of the two holds
# half of its chance, but never beyond a continent, and always in one region.
_SAME_KM = (200.0, 2500.0)
_ROUNDING = 1e-9  # of shares
_LEAST = 0.01  # of the estimate: what claims less is no answer that anybody has to see


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What some of the points say without the others; it counts from a level on."""

    points: tuple[WeightedPoints, ...]
    calibration: Calibration
    spread: Spread
    level: float
    contradicts: bool

    def counts_at(self, level: float) -> bool:
        """Whether what holds that part of the mass is bounded by it."""
        return level >= self.level


def spread_of(
    points: Sequence[WeightedPoints], calibration: Calibration, country_of: CountryOf | None = None
) -> Spread:
    """What the sources say together. Raises what ``estimate`` does."""
    bounds = tuple(bounds_of(points, calibration))
    spread = estimate(
        points,
        calibration.bandwidths,
        radius_factors=calibration.radius_factors,
        country_of=country_of,
        area_levels=calibration.area_levels,
        kept=[bound.spread.position for bound in bounds if bound.contradicts],
    )
    for bound in bounds:
        spread = _widened(spread, bound)
    return spread


def level_radii(
    points: Sequence[WeightedPoints],
    calibration: Calibration,
    position: LatLon,
    levels: Sequence[float],
) -> tuple[float, ...]:
    """Kilometres around the position of ``spread_of`` that hold each part of the mass.

    They are the radii that it would have at other levels. The factor of a level between 0.5 and
    0.9 lies between the two, beyond them it is theirs.
    """
    return tuple(_grown(points, calibration, position, levels).tolist())


def bounds_of(points: Sequence[WeightedPoints], calibration: Calibration) -> Iterator[Bound]:
    """What all radii and areas of these points are bounded by from below."""
    yield from _contradicting(points, calibration)
    least, alone = calibration.least, proven(points, calibration)
    if least is not None and alone is not None:
        yield Bound(alone, least, spread_of(alone, least), 0.0, contradicts=False)


def _contradicting(points: Sequence[WeightedPoints], calibration: Calibration) -> Iterator[Bound]:
    total = math.fsum(source.share for source in points)
    count = sum(source.share > 0 for source in points)
    heard = [
        (source, _heard_from(source.share / total, count))
        for source in points
        if source.share >= _LEAST * total > 0
    ]
    if len(heard) < 2:
        return
    alone = []
    for source, level in heard:
        own = calibration.alone(source)
        alone.append(Bound((source,), own, spread_of((source,), own), level, contradicts=True))
    lowest: dict[int, float] = {}
    for one, other in combinations(range(len(alone)), 2):
        if _are_apart(alone[one].spread, alone[other].spread):
            level = max(alone[one].level, alone[other].level)
            for row in (one, other):
                lowest[row] = min(level, lowest.get(row, math.inf))
    for row, level in lowest.items():
        yield replace(alone[row], level=level)


def _heard_from(part: float, count: int) -> float:
    """The lowest level at which a source with a part of the estimate is heard, of so many."""
    return 0.0 if part >= 1.0 / count - _ROUNDING else 1.0 - part + _ROUNDING


def _are_apart(one: Spread, other: Spread) -> bool:
    nearest, farthest = _SAME_KM
    same = min(max(nearest, one.radius_p50_km, other.radius_p50_km), farthest)
    return distance_km(one.position, other.position) > same


def _widened(spread: Spread, bound: Bound) -> Spread:
    least = bound.spread
    if bound.counts_at(HALF):
        spread = replace(spread, radius_p50_km=max(spread.radius_p50_km, least.radius_p50_km))
    if bound.counts_at(MOST):
        spread = replace(spread, radius_p90_km=max(spread.radius_p90_km, least.radius_p90_km))
    counted = [area for area in least.areas if bound.counts_at(area.share)]
    return replace(spread, areas=united(spread.areas, counted)) if counted else spread


def _grown(
    points: Sequence[WeightedPoints],
    calibration: Calibration,
    position: LatLon,
    levels: Sequence[float],
) -> Array:
    density = cloud(gather(points), calibration.bandwidths)
    place = unit_vectors(position.latitude, position.longitude)[0]
    radii = np.array(mass_radii(density, place, tuple(levels)))
    factors = calibration.radius_factors or RadiusFactors()
    scale = np.interp(levels, (HALF, MOST), (factors.p50, factors.p90))
    grown: Array = np.minimum(scale * radii, HALF_CIRCUMFERENCE_KM)
    for bound in bounds_of(points, calibration):
        least = _grown(bound.points, bound.calibration, bound.spread.position, levels)
        counts = [bound.counts_at(level) for level in levels]
        grown = np.where(counts, np.maximum(grown, least), grown)
    return np.maximum.accumulate(grown)
