"""Where independent sources agree: each one's points weigh more where the others want them, too.

What independent sources say of a place multiplies: p(x) ~ prior(x) * prod_s p_s(x) / prior(x)
(Genest and Zidek, 1986, "Combining probability distributions"). Here a source's points are
multiplied by (1 - a) + a * p_t(x) / prior(x) for each other source t: the product with a floor,
so that what no other source supports keeps (1 - a) of its weight, no source can rule a place
out, and two that contradict each other leave both places. With a = 0 that is the weighted
mixture of the sources, with a = 1 the product.

How much to multiply is measured (``calibration``), and 0 until then, for sources are seldom
independent. Measured on held-out photographers, in bits per photo at the true place: an index of
1,990 photos and the words in 137 pictures gained 0.24 [-0.07, 0.57] over the mixture with its
best weights, and lost in accuracy, both within chance; two indexes that see with the same encoder
lost 0.13 of 4.26 bits at a = 0.1, and more beyond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from img2loc_desktop.core.estimator.centres import Centres
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, Array, unit_vectors
from img2loc_desktop.core.types import WeightedPoints

_SCALES_KM = (100.0, 500.0, 2000.0)  # sources agree when they mean the same city, or region
_CONCENTRATIONS = tuple((EARTH_RADIUS_KM / km) ** 2 for km in _SCALES_KM)
_EVEN = 0.05  # of the prior, over the whole globe: nowhere is it zero
_MOST_POINTS = 2000  # of a source that others are compared with: its heaviest
_BLOCK = 256


def agreed(
    points: Sequence[WeightedPoints], agreement: float, prior: Centres
) -> tuple[WeightedPoints, ...]:
    """The sources with their points weighed by what the others say of the same places.

    ``agreement`` in [0, 1] is the ``a`` above; ``prior`` is what is known without the photo.
    A source's share grows with the support that it finds.
    """
    speaking = [source for source in points if source.share > 0]
    if agreement <= 0 or len(speaking) < 2:
        return tuple(points)
    places = [unit_vectors(source.latitudes, source.longitudes) for source in speaking]
    weights = [source.weights / source.weights.sum() for source in speaking]
    found = []
    for row, source in enumerate(speaking):
        before = (1 - _EVEN) * _smooth(places[row], prior.vectors, prior.weights)
        before += _EVEN / (4 * np.pi)
        factor = np.ones(len(weights[row]))
        for other in range(len(speaking)):
            if other != row:
                there = _smooth(places[row], places[other], weights[other])
                factor *= (1 - agreement) + agreement * there / before
        weighed = weights[row] * factor
        found.append(replace(source, weights=weighed, share=source.share * float(weighed.sum())))
    return tuple(found)


def _smooth(at: Array, places: Array, weights: Array) -> Array:
    """The density of weighted unit vectors (m, 3) at n others, per steradian: float64 (n,)."""
    if len(weights) > _MOST_POINTS:
        heaviest = np.sort(np.argsort(-weights, kind="stable")[:_MOST_POINTS])
        places, weights = places[heaviest], weights[heaviest]
    parts = (weights / weights.sum()).astype(np.float32)
    density = np.zeros(len(at))
    for start in range(0, len(at), _BLOCK):
        drop = (at[start : start + _BLOCK] @ places.T - 1.0).astype(np.float32)
        for kappa in _CONCENTRATIONS:
            peak = kappa / (2 * np.pi * -np.expm1(-2 * kappa)) / len(_CONCENTRATIONS)
            density[start : start + _BLOCK] += peak * (np.exp(drop * np.float32(kappa)) @ parts)
    return density
