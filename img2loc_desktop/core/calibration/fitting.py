"""The settings of an index that make the truth likeliest, and factors that keep its promises."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.calibration.correction import area_level, factor
from img2loc_desktop.core.calibration.observations import (
    MOST_ROWS,
    Observation,
    bandwidths_of,
    fit_shares,
    log2_likelihoods,
    mixtures_of,
)
from img2loc_desktop.core.estimator import AreaLevels, Bandwidths, RadiusFactors, gather
from img2loc_desktop.core.estimator.areas import mass_before
from img2loc_desktop.core.estimator.density import cloud, mass_radii
from img2loc_desktop.core.estimator.modes import best_first, proximity_scores
from img2loc_desktop.core.evidence import points_of_rows
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, Array, latitudes_longitudes
from img2loc_desktop.core.index import IndexPack
from img2loc_desktop.core.index.manifest import EvidenceSettings, IndexSettings
from img2loc_desktop.core.joint import HALF, MOST, bounds_of
from img2loc_desktop.core.trust import Calibration
from img2loc_desktop.core.types import LatLon, WeightedPoints

_TEMPERATURES = tuple(float(t) for t in np.geomspace(0.1, 6.0, 15))
_NEIGHBOURS = (16, 64, 250, 1000, MOST_ROWS)
_PRIOR_POWERS = (0.0, 0.5, 1.0)
_CLOUD_POINTS = 20_000  # of a density: a factor needs no finer radii


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Settings with the mean log2 likelihood that they were chosen for."""

    settings: IndexSettings
    shares: Array
    bits: float


def fit(pack: IndexPack, observations: Sequence[Observation]) -> Fit:
    """Try each temperature, number of neighbours and power of the prior; fit the kernels to it.

    What is maximised is the likelihood of the true places, so a setting that is sure and wrong
    loses more than one that is broad.
    """
    return max(_fits(pack, observations), key=lambda found: found.bits)


def _fits(pack: IndexPack, observations: Sequence[Observation]) -> Iterator[Fit]:
    for power in _PRIOR_POWERS if pack.row_weights is not None else (0.5,):
        row_powers = pack.prior_weights(power)
        for neighbours in sorted({min(number, pack.count) for number in _NEIGHBOURS}):
            for temperature in _TEMPERATURES:
                mixtures = mixtures_of(observations, temperature, neighbours, row_powers)
                shares = fit_shares(mixtures)
                evidence = EvidenceSettings(temperature, neighbours, power)
                settings = IndexSettings(evidence, "calibrated", bandwidths_of(shares))
                bits = float(log2_likelihoods(mixtures, shares).mean())
                yield Fit(settings, shares, bits)


def fit_with_factors(
    pack: IndexPack,
    observations: Sequence[Observation],
    first: NDArray[np.bool_],
    authors: Sequence[str | None] | None = None,
) -> Fit:
    """A fit to all, with factors and levels so that the radii and areas hold their promise.

    ``first`` parts the photos in two, none of the ``authors`` on both sides. What was fitted to
    one part gives ratios of distance to radius on the other, and those of all the factors; in
    the same way the levels of the areas. This is cross-conformal prediction (Vovk, 2015,
    "Cross-conformal predictors"): ratios of the photos that were fitted to would be too small.
    Ten parts instead of two made no difference.
    """
    names = authors or [None] * len(observations)
    reached: list[Reach] = []
    by: list[str | None] = []
    for part in (first, ~first):
        fitted = fit(
            pack, [seen for seen, chosen in zip(observations, part, strict=True) if chosen]
        )
        others = [seen for seen, chosen in zip(observations, part, strict=True) if not chosen]
        reached.extend(reach(pack, fitted.settings, seen) for seen in others)
        by.extend(name for name, chosen in zip(names, part, strict=True) if not chosen)
    whole = fit(pack, observations)
    return replace(whole, settings=corrected(whole.settings, reached, by))


def corrected(
    settings: IndexSettings, reached: Sequence[Reach], authors: Sequence[str | None]
) -> IndexSettings:
    """Settings with the corrections of radii and areas, from photos that nothing was fitted to."""
    half = np.array([each.distance_km / each.p50_km for each in reached])
    most = np.array([each.distance_km / each.p90_km for each in reached])
    p50 = area_level(np.array([each.mass for each in reached]), HALF, authors)
    p90 = area_level(np.array([each.mass_most for each in reached]), MOST, authors)
    return replace(
        settings,
        radius_factors=RadiusFactors(factor(half, HALF, authors), factor(most, MOST, authors)),
        area_levels=AreaLevels(p50, max(p50, p90)),
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an estimate is from the truth, and its radii before any factor; kilometres.

    ``mass`` is the lowest part of the mass at which the smallest area of 50 % holds the truth,
    and ``mass_most`` that of 90 %: they differ where sources contradict each other.
    """

    distance_km: float
    p50_km: float
    p90_km: float
    mass: float
    mass_most: float


def reach(pack: IndexPack, settings: IndexSettings, seen: Observation) -> Reach:
    """What ``estimator.estimate`` finds for a photo, from fewer points of the density."""
    points = points_of_rows(pack, seen.rows, seen.z, settings.evidence)
    return reach_of([points], settings.bandwidths or Bandwidths(), seen.truth)


def reach_of(points: Sequence[WeightedPoints], usual: Bandwidths, truth: Array) -> Reach:
    """The same for the points of any sources; ``truth`` is a unit vector (3,)."""
    centres = gather(points)
    density = cloud(centres, usual, _CLOUD_POINTS)
    position = centres.vectors[best_first(centres, proximity_scores(centres))[0]]
    p50, p90 = mass_radii(density, position, (HALF, MOST))
    chord = min(float(np.linalg.norm(position - truth)) / 2.0, 1.0)
    place = LatLon(*(float(degrees[0]) for degrees in latitudes_longitudes(truth[None])))
    mass = mass_most = mass_before(density, place)
    for bound in bounds_of(points, Calibration("calibrated", usual, None, ())):
        other = mass_before(cloud(gather(bound.points), usual, _CLOUD_POINTS), place)
        if bound.counts_at(HALF):
            p50, mass = max(p50, bound.spread.radius_p50_km), min(mass, other)
        if bound.counts_at(MOST):
            p90, mass_most = max(p90, bound.spread.radius_p90_km), min(mass_most, other)
    return Reach(2.0 * EARTH_RADIUS_KM * math.asin(chord), p50, p90, mass, mass_most)
