"""Radii and areas that hold what they promise, measured on photographers that no fit has seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gallery as places
import head
import numpy as np
from gallery import Gallery
from numpy.typing import NDArray
from training_photos import FOLDS, Photos

from img2loc_desktop.core.calibration.fitting import Reach, reach_of
from img2loc_desktop.core.estimator import AreaLevels, Bandwidths, RadiusFactors
from img2loc_desktop.core.geo import unit_vectors
from img2loc_desktop.core.index import EvidenceSettings, IndexSettings
from img2loc_desktop.core.location import LocationModel
from img2loc_desktop.core.types import WeightedPoints

EVIDENCE = EvidenceSettings(temperature=0.5, neighbours=None, prior_power=0.5)
# 0.7 times the distances at which accuracy is measured: 25, 200, 750 and 2,500 km.
BANDWIDTHS = Bandwidths((17.5, 140.0, 525.0, 1750.0), (0.25, 0.25, 0.25, 0.25))
_MOST = 800  # photos that the radii are measured on


def settings(
    gallery: Gallery,
    photos: Photos,
    features: NDArray[np.float32],
    model: LocationModel,
) -> IndexSettings:
    """How the gallery is estimated with, corrected on photos that were left out of the fit."""
    targets = places.targets(model, gallery, photos.latitudes, photos.longitudes)
    truths = unit_vectors(photos.latitudes, photos.longitudes)
    fold = photos.folds()
    measured = np.zeros(len(photos), dtype=bool)
    measured[:: -(-len(photos) // _MOST)] = True
    reached: list[Reach] = []
    for number in range(FOLDS):
        seen, unseen = fold != number, (fold == number) & measured
        fitted = head.fit(features[seen], targets[seen], photos.authors[seen])
        queries = places.unit(fitted.location(features[unseen]))
        with ThreadPoolExecutor(2) as pool:
            reached.extend(pool.map(_Measure(gallery), queries, truths[unseen]))
    half = [each.distance_km / each.p50_km for each in reached]
    most = [each.distance_km / each.p90_km for each in reached]
    levels = np.quantile([each.mass for each in reached], (0.5, 0.9))
    return IndexSettings(
        evidence=EVIDENCE,
        trust="hint",
        bandwidths=BANDWIDTHS,
        radius_factors=RadiusFactors(float(np.quantile(half, 0.5)), float(np.quantile(most, 0.9))),
        area_levels=AreaLevels(*levels.tolist()),
        calibrated_on=f"{len(photos):,} photos of {len(np.unique(photos.authors))} photographers "
        "of a public benchmark (Im2GPS3k), by cross-validation",
    )


class _Measure:
    """How far the density reaches from the truth, as the product would find it."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    def __call__(self, query: NDArray[Any], truth: NDArray[Any]) -> Reach:
        gallery = self._gallery
        scores = gallery.embeddings @ query
        z = (scores - scores.mean()) / scores.std()
        masses = np.exp((z - z.max()) / EVIDENCE.temperature) * gallery.counts**EVIDENCE.prior_power
        points = WeightedPoints("gallery", gallery.latitudes, gallery.longitudes, masses)
        return reach_of([points], BANDWIDTHS, truth)
