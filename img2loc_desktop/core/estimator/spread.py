"""The estimate: a position, its radii, its countries and what else it could be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from img2loc_desktop.core.estimator.areas import AreaLevels, smallest_areas
from img2loc_desktop.core.estimator.bandwidths import Bandwidths
from img2loc_desktop.core.estimator.centres import gather
from img2loc_desktop.core.estimator.density import (
    CountryOf,
    cloud,
    country_shares,
    mass_radii,
    nearest_shares,
)
from img2loc_desktop.core.estimator.modes import best_first, modes, proximity_scores
from img2loc_desktop.core.geo import HALF_CIRCUMFERENCE_KM, Array, distance_km, unit_vectors
from img2loc_desktop.core.types import Area, Candidate, CountryShare, LatLon, WeightedPoints

MAX_CANDIDATES = 8

# Candidates are told apart at half the estimate's own radius, within these bounds.
_APART_KM = (200.0, 2500.0)
# A candidate stands for a place that is to be kept if it is that near.
_ONE_KM = _APART_KM[0] / 2


@dataclass(frozen=True, slots=True)
class RadiusFactors:
    """What calibration multiplies the radii of the density by."""

    p50: float = 1.0
    p90: float = 1.0

    def __post_init__(self) -> None:
        if not (0 < self.p50 < math.inf and 0 < self.p90 < math.inf):
            raise ValueError(f"radius factors must be positive: {self.p50}, {self.p90}")


@dataclass(frozen=True, slots=True)
class Spread:
    """What the density says.

    ``radius_p50_km`` and ``radius_p90_km`` are the great-circle distances around ``position``
    that hold 50 % and 90 % of the mass, after calibration. The first candidate is ``position``
    itself, the others follow by their share of the mass; the shares of all sum to 1. ``areas``
    are the smallest sets of cells that hold 50 % and 90 %, after calibration.
    """

    position: LatLon
    radius_p50_km: float
    radius_p90_km: float
    countries: tuple[CountryShare, ...]
    candidates: tuple[Candidate, ...]
    areas: tuple[Area, ...]


def estimate(
    points: Sequence[WeightedPoints],
    bandwidths: Bandwidths | None = None,
    radius_factors: RadiusFactors | None = None,
    country_of: CountryOf | None = None,
    area_levels: AreaLevels | None = None,
    kept: Sequence[LatLon] = (),
) -> Spread:
    """Turn weighted points into a place, radii, countries and candidates.

    ``country_of`` maps arrays of latitudes and longitudes to an array of country codes, "" at
    sea; without it there are no country shares. Places that are ``kept`` are among the candidates,
    or one is that nobody tells apart from them. The same input gives the same output, bit for
    bit. Turning the globe turns the answer: position and candidates exactly, radii within 1 %,
    or to the size of their cells where points had to be merged. Raises what ``gather`` does.
    """
    centres = gather(points)
    density = cloud(centres, bandwidths or Bandwidths())
    factors = radius_factors or RadiusFactors()
    levels = area_levels or AreaLevels()
    ranked = best_first(centres, proximity_scores(centres))
    vectors = centres.vectors[ranked]
    p50, p90 = mass_radii(density, vectors[0], (0.5, 0.9))
    apart_km = min(max(p50 / 2, _APART_KM[0]), _APART_KM[1])
    found = ranked[modes(vectors, apart_km, MAX_CANDIDATES)]
    places = [
        LatLon(latitude, longitude)
        for latitude, longitude in zip(
            centres.latitudes[found].tolist(), centres.longitudes[found].tolist(), strict=True
        )
    ]
    places = _with_kept(places, kept)
    shares = nearest_shares(density, _vectors(places))
    candidates = [
        Candidate(place, share) for place, share in zip(places, shares.tolist(), strict=True)
    ]
    p50 = min(p50 * factors.p50, HALF_CIRCUMFERENCE_KM)
    p90 = min(p90 * factors.p90, HALF_CIRCUMFERENCE_KM)
    return Spread(
        position=candidates[0].position,
        radius_p50_km=p50,
        radius_p90_km=max(p50, p90),
        countries=country_shares(density, centres, country_of) if country_of else (),
        candidates=(candidates[0], *sorted(candidates[1:], key=lambda c: -c.share)),
        areas=smallest_areas(density, (0.5, 0.9), (levels.p50, levels.p90)),
    )


def _with_kept(places: Sequence[LatLon], kept: Sequence[LatLon]) -> list[LatLon]:
    """The first of the places, then those to be kept, then the others, as many as may be."""
    chosen = list(places[:1])
    for place in kept:
        known = (*chosen, *places)
        chosen.append(next((each for each in known if distance_km(each, place) <= _ONE_KM), place))
    return list(dict.fromkeys((*chosen, *places)))[:MAX_CANDIDATES]


def _vectors(places: Sequence[LatLon]) -> Array:
    return unit_vectors([p.latitude for p in places], [p.longitude for p in places])
