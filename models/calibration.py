"""Radii that hold what they promise, measured on photographers that the fit has not seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gallery as places
import head
import numpy as np
from gallery import Gallery
from numpy.typing import NDArray
from training_photos import FOLDS, Photos

from img2loc_desktop.core.estimator import Bandwidths, RadiusFactors
from img2loc_desktop.core.estimator.centres import gather
from img2loc_desktop.core.estimator.density import cloud, mass_radii
from img2loc_desktop.core.estimator.modes import best_first, proximity_scores
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, unit_vectors
from img2loc_desktop.core.index import EvidenceSettings
from img2loc_desktop.core.location import LocationModel
from img2loc_desktop.core.types import WeightedPoints

EVIDENCE = EvidenceSettings(temperature=0.5, neighbours=None, prior_power=0.5)
# 0.7 times the distances at which accuracy is measured: 25, 200, 750 and 2,500 km.
BANDWIDTHS = Bandwidths((17.5, 140.0, 525.0, 1750.0), (0.25, 0.25, 0.25, 0.25))
_POINTS = 20_000  # of a density: a factor needs no finer radii
_MOST = 800  # photos that the radii are measured on


def radius_factors(
    gallery: Gallery,
    photos: Photos,
    features: NDArray[np.float32],
    model: LocationModel,
) -> RadiusFactors:
    """The quantiles of distance over radius for photos that were left out of the fit."""
    targets = places.targets(model, gallery, photos.latitudes, photos.longitudes)
    truths = unit_vectors(photos.latitudes, photos.longitudes)
    fold = photos.folds()
    measured = np.zeros(len(photos), dtype=bool)
    measured[:: -(-len(photos) // _MOST)] = True
    ratios = []
    for number in range(FOLDS):
        seen, unseen = fold != number, (fold == number) & measured
        fitted = head.fit(features[seen], targets[seen], photos.authors[seen])
        queries = places.unit(fitted.location(features[unseen]))
        with ThreadPoolExecutor(2) as pool:
            found = pool.map(_Measure(gallery), queries, truths[unseen])
            ratios.extend(found)
    p50, p90 = np.array(ratios).T
    return RadiusFactors(float(np.quantile(p50, 0.5)), float(np.quantile(p90, 0.9)))


class _Measure:
    """Distance to the truth over the radii of the density, as the product would find them."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    def __call__(self, query: NDArray[Any], truth: NDArray[Any]) -> tuple[float, float]:
        gallery = self._gallery
        scores = gallery.embeddings @ query
        z = (scores - scores.mean()) / scores.std()
        masses = np.exp((z - z.max()) / EVIDENCE.temperature) * gallery.counts**EVIDENCE.prior_power
        points = WeightedPoints("gallery", gallery.latitudes, gallery.longitudes, masses)
        centres = gather([points])
        position = centres.vectors[best_first(centres, proximity_scores(centres))[0]]
        density = cloud(centres, BANDWIDTHS, _POINTS)
        p50, p90 = mass_radii(density, position, (0.5, 0.9))
        chord = float(np.linalg.norm(position - truth))
        distance = 2 * EARTH_RADIUS_KM * float(np.arcsin(min(chord / 2, 1.0)))
        return distance / p50, distance / p90
