"""From the scores of an index to weighted points: what retrieval says about the place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.estimator import Centres, gather
from img2loc_desktop.core.index import EvidenceSettings, IndexPack, Scan
from img2loc_desktop.core.types import WeightedPoints

_PRIOR_CENTRES = 2000


def points_of_scan(pack: IndexPack, scan: Scan) -> WeightedPoints:
    """Weigh the nearest rows of an index pack by how far they stand out from all of its rows.

    The z of a row with cosine similarity s is (s - mean) / std over the whole index. Scores of
    different encoders become comparable through it: a photo of the same place stands out by many
    standard deviations, while a crowd of equally similar ones keeps the weight spread over the
    globe.
    """
    z = (scan.near_scores.astype(np.float64) - scan.mean) / max(scan.std, 1e-9)
    return points_of_rows(pack, scan.near_rows, z, pack.settings)


def points_of_rows(
    pack: IndexPack,
    rows: NDArray[np.int64],
    z: NDArray[np.float64],
    settings: EvidenceSettings,
) -> WeightedPoints:
    """The nearest rows (n,), in their order, with weights prior^p * exp(z / T).

    T is the temperature of the settings, and the prior is the number of photos that a row stands
    for (1 in an index of photos).
    """
    rows, z = rows[: settings.neighbours], z[: settings.neighbours]
    weights = np.exp((z - z.max(initial=-np.inf)) / settings.temperature)
    weights *= pack.prior_weights(settings.prior_power, rows)
    latitudes, longitudes = pack.latitudes[rows], pack.longitudes[rows]
    return WeightedPoints(pack.name, latitudes, longitudes, weights, sha256=pack.sha256)


def points_without_photo(pack: IndexPack) -> WeightedPoints:
    """All points of a pack with the weights that they have before a photo is seen."""
    weights = pack.prior_weights(pack.settings.prior_power)
    return WeightedPoints(pack.name, pack.latitudes, pack.longitudes, weights)


def centres_without_photo(packs: Sequence[IndexPack]) -> Centres:
    """The same of several packs, merged: what ``estimator.agreed`` is told and calibrated with."""
    return gather([points_without_photo(pack) for pack in packs], _PRIOR_CENTRES)
