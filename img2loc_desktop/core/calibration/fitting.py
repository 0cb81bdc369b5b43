"""The settings of an index that make the truth likeliest, and factors that keep its promises."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from img2loc_desktop.core import estimator
from img2loc_desktop.core.calibration.observations import (
    MOST_ROWS,
    Observation,
    bandwidths_of,
    fit_shares,
    log2_likelihoods,
    mixtures_of,
)
from img2loc_desktop.core.estimator import RadiusFactors
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, Array, unit_vectors
from img2loc_desktop.core.index import IndexPack
from img2loc_desktop.core.index.manifest import EvidenceSettings, IndexSettings
from img2loc_desktop.core.types import WeightedPoints

_TEMPERATURES = tuple(float(t) for t in np.geomspace(0.1, 6.0, 15))
_NEIGHBOURS = (16, 64, 250, 1000, MOST_ROWS)
_PRIOR_POWERS = (0.0, 0.5, 1.0)
_LARGEST_FACTOR = 100.0


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
        row_powers = powers(pack, power)
        for neighbours in sorted({min(number, pack.count) for number in _NEIGHBOURS}):
            for temperature in _TEMPERATURES:
                mixtures = mixtures_of(observations, temperature, neighbours, row_powers)
                shares = fit_shares(mixtures)
                evidence = EvidenceSettings(temperature, neighbours, power)
                settings = IndexSettings(evidence, "calibrated", bandwidths_of(shares))
                bits = float(log2_likelihoods(mixtures, shares).mean())
                yield Fit(settings, shares, bits)


def with_factors(
    pack: IndexPack, settings: IndexSettings, observations: Sequence[Observation]
) -> IndexSettings:
    """The settings with factors so that the 50 % and 90 % radii held on these photos.

    Split conformal prediction (Vovk, Gammerman and Shafer, 2005): of n ratios of distance to
    radius the factor is the one of rank ceil((n + 1) level), which holds for the next photo
    that is like these at least as often as promised.
    """
    ratios = np.array([_ratios(pack, settings, seen) for seen in observations])
    p50, p90 = (_conformal(ratios[:, column], level) for column, level in ((0, 0.5), (1, 0.9)))
    return replace(settings, radius_factors=RadiusFactors(p50, p90))


def powers(pack: IndexPack, power: float) -> Array:
    """What each row weighs before the photo is seen, float64 (count,)."""
    if pack.row_weights is None:
        return np.ones(pack.count)
    weights: Array = pack.row_weights.astype(np.float64) ** power
    return weights


def _ratios(pack: IndexPack, settings: IndexSettings, seen: Observation) -> tuple[float, float]:
    """Distance from the estimate to the truth over its radii, as the product finds them."""
    evidence = settings.evidence
    z, rows = seen.z[: evidence.neighbours], seen.rows[: evidence.neighbours]
    weights = np.exp((z - z[0]) / evidence.temperature)
    weights *= powers(pack, evidence.prior_power)[rows]
    points = WeightedPoints(pack.name, pack.latitudes[rows], pack.longitudes[rows], weights)
    spread = estimator.estimate([points], settings.bandwidths)
    place = unit_vectors(spread.position.latitude, spread.position.longitude)[0]
    chord = min(float(np.linalg.norm(place - seen.truth)) / 2.0, 1.0)
    distance = 2.0 * EARTH_RADIUS_KM * math.asin(chord)
    return distance / spread.radius_p50_km, distance / spread.radius_p90_km


def _conformal(ratios: Array, level: float) -> float:
    rank = min(math.ceil((len(ratios) + 1) * level), len(ratios))
    return min(max(float(np.sort(ratios)[rank - 1]), 1e-3), _LARGEST_FACTOR)
