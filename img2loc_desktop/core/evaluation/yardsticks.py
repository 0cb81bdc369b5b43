"""What others would have answered with the same embeddings and the same index.

The prior never sees the photo; the rules of retrieval see its neighbours; Img2Loc's rule sees
the model's first answer. What our estimator adds is the difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from img2loc_desktop.core import estimator
from img2loc_desktop.core.estimator.density import log2_density
from img2loc_desktop.core.estimator.modes import best_first, proximity_scores
from img2loc_desktop.core.evidence import points_without_photo
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, Array, latitudes_longitudes, unit_vectors
from img2loc_desktop.core.index import IndexPack
from img2loc_desktop.core.locator import Evidence, Locator
from img2loc_desktop.core.retrieval import Found
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.core.vision import ModelWitness
from img2loc_desktop.core.vlm.questions import VlmSettings

OURS = "img2loc"
PRIOR = "best constant guess"
COUNTRY = "most frequent country"
NEAREST = "nearest neighbour"
DENSITY = "kNN density (Vo 2017)"
MEAN = "mean of 16 neighbours"
RULE = "Img2Loc's rule"
ALL = (PRIOR, COUNTRY, NEAREST, DENSITY, MEAN, RULE)

_NEIGHBOURS = 16  # as many as Img2Loc asks for
_DENSITY_NEIGHBOURS = 100
_DENSITY_KM = 4.0
_RULE = VlmSettings(
    prompt="img2loc", anchors=(_NEIGHBOURS,), samples=1, temperature=0.0, candidates=0
)


class Yardsticks:
    """The guesses of all yardsticks for one locator."""

    def __init__(self, locator: Locator) -> None:
        self._packs = locator.packs
        self._prior = estimator.gather([points_without_photo(pack) for pack in locator.packs])
        self._constant = {
            PRIOR: _best(self._prior),
            COUNTRY: _most_frequent(locator.packs, locator.gazetteer),
        }
        models = (each for each in locator.witnesses if isinstance(each, ModelWitness))
        self._model = next((model.asked(_RULE) for model in models), None)

    def guesses(self, evidence: Evidence) -> Iterator[tuple[str, LatLon]]:
        """Who guesses what; a model that names no place guesses nothing."""
        yield from self._constant.items()
        near = _pooled(self._packs, evidence.found)
        yield NEAREST, _position(near[0])
        yield DENSITY, _position(_densest(near[:_DENSITY_NEIGHBOURS]))
        yield MEAN, _position(near[:_NEIGHBOURS].mean(axis=0))
        if self._model is None:
            yield RULE, _position(near[0])
        elif answer := self._model.first_answer(evidence.scene):
            yield RULE, answer

    def bits(self, evidence: Evidence, truth: LatLon, excluded: Collection[str] = ()) -> float:
        """How much more likely the true place is with the photo than without it, log2.

        Without it stands the density of the index's own points, spread by the same kernels. What
        is ``excluded`` from the search (see ``Source.key``) tells nothing there, either.
        """
        place = unit_vectors(truth.latitude, truth.longitude)[0]
        kernels = evidence.calibration.bandwidths
        seen = log2_density(estimator.gather(evidence.points), kernels, place)
        return seen - log2_density(self._prior_without(excluded), kernels, place)

    def _prior_without(self, excluded: Collection[str]) -> estimator.Centres:
        packs = [pack.without(excluded) for pack in self._packs]
        if all(pack is whole for pack, whole in zip(packs, self._packs, strict=True)):
            return self._prior
        points = [points_without_photo(pack) for pack in packs]
        return estimator.gather([part for part in points if part.weights.any()])


def _best(centres: estimator.Centres) -> LatLon:
    row = best_first(centres, proximity_scores(centres))[0]
    return LatLon(float(centres.latitudes[row]), float(centres.longitudes[row]))


def _most_frequent(packs: Sequence[IndexPack], gazetteer: Gazetteer) -> LatLon:
    """The best constant guess in the country that has most of the points."""
    points = [points_without_photo(pack) for pack in packs]
    codes = [gazetteer.countries(part.latitudes, part.longitudes) for part in points]
    names, rows = np.unique(np.concatenate(codes), return_inverse=True)
    weights = np.concatenate([part.weights / part.weights.sum() for part in points])
    totals = np.bincount(rows, weights) * (names != "")
    if not totals.any():  # all at sea
        return _best(estimator.gather(points))
    home = names[np.argmax(totals)]
    inside = [
        replace(part, weights=np.where(code == home, part.weights, 0.0))
        for part, code in zip(points, codes, strict=True)
    ]
    return _best(estimator.gather([part for part in inside if part.weights.any()]))


def _pooled(packs: Sequence[IndexPack], found: Found) -> Array:
    """Unit vectors (n, 3) of the neighbours of all packs, the one that stands out most first."""
    scores, vectors = [], []
    for pack, scan in zip(packs, found.scans, strict=True):
        rows = scan.near_rows[:_DENSITY_NEIGHBOURS]
        scores.append((scan.near_scores[: len(rows)] - scan.mean) / max(scan.std, 1e-9))
        vectors.append(unit_vectors(pack.latitudes[rows], pack.longitudes[rows]))
    pooled: Array = np.concatenate(vectors)[np.argsort(-np.concatenate(scores), kind="stable")]
    return pooled


def _densest(vectors: Array) -> Array:
    """The neighbour at which a kernel density over all of them is highest; ties by rank.

    Vo, Jacobs and Hays (2017), "Revisiting IM2GPS in the Deep Learning Era", with a normal
    kernel whose sigma is 4 km.
    """
    drop = np.minimum(vectors @ vectors.T - 1.0, 0.0)
    density = np.exp(drop * (EARTH_RADIUS_KM / _DENSITY_KM) ** 2).sum(axis=1)
    best: Array = vectors[int(np.argmax(np.round(density, 6)))]
    return best


def _position(vector: Array) -> LatLon:
    latitudes, longitudes = latitudes_longitudes(vector[None])
    return LatLon(float(latitudes[0]), float(longitudes[0]))
