"""From the scores of an index to weighted points: what retrieval says about the place."""

from __future__ import annotations

import numpy as np

from img2loc_desktop.core.index import IndexPack, Scan
from img2loc_desktop.core.types import WeightedPoints


def points_of_scan(pack: IndexPack, scan: Scan) -> WeightedPoints:
    """Weigh the nearest rows of an index pack by how far they stand out from all of its rows.

    A row with cosine similarity s weighs prior^p * exp(z / T), where z = (s - mean) / std over
    the whole index, T is the pack's temperature, and the prior is the number of photos that the
    row stands for (1 in an index of photos). Scores of different encoders become comparable
    through z: a photo of the same place stands out by many standard deviations, while a crowd
    of equally similar ones keeps the weight spread over the globe.
    """
    settings = pack.settings
    rows, scores = scan.near_rows, scan.near_scores
    if settings.neighbours is not None:
        rows, scores = rows[: settings.neighbours], scores[: settings.neighbours]
    z = (scores.astype(np.float64) - scan.mean) / max(scan.std, 1e-9)
    weights = np.exp((z - z.max(initial=-np.inf)) / settings.temperature)
    if pack.row_weights is not None:
        weights *= pack.row_weights[rows].astype(np.float64) ** settings.prior_power
    return WeightedPoints(
        source=pack.name,
        latitudes=np.asarray(pack.latitudes[rows], dtype=np.float64),
        longitudes=np.asarray(pack.longitudes[rows], dtype=np.float64),
        weights=weights,
    )


def points_without_photo(pack: IndexPack) -> WeightedPoints:
    """All points of a pack with the weights that they have before a photo is seen."""
    weights = np.ones(pack.count)
    if pack.row_weights is not None:
        weights = pack.row_weights.astype(np.float64) ** pack.settings.prior_power
    return WeightedPoints(pack.name, pack.latitudes, pack.longitudes, weights)
