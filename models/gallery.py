"""A subset of GeoCLIP's places that covers all of them, each with the number it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.geo import unit_vectors
from img2loc_desktop.core.location import LocationModel

COUNT = 5000  # the estimator takes that many centres without merging any
_ROUNDS = 8
_BLOCK = 2000  # places at a time


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """n places in degrees (n,), how many each stands for (n,), and unit embeddings (n, 512).

    ``centre`` (512,) is the mean embedding of all places: what they share says nothing about
    where they are, so it is subtracted.
    """

    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    counts: NDArray[np.float64]
    embeddings: NDArray[np.float32]
    centre: NDArray[np.float32]


def choose(model: LocationModel, latitudes: NDArray[Any], longitudes: NDArray[Any]) -> Gallery:
    """Cluster the places (k-means on the sphere) and keep the one in the middle of each cluster.

    Clusters are small where places are many. Nothing is random: they start from evenly spaced
    rows of the list, which is in no order.
    """
    places = unit_vectors(latitudes, longitudes)
    middles = places[:: len(places) // COUNT][:COUNT]
    for _ in range(_ROUNDS):
        owner = _nearest(places, middles)
        sums = np.stack([np.bincount(owner, axis, COUNT) for axis in places.T], axis=1)
        used = np.bincount(owner, minlength=COUNT) > 0
        middles = np.where(used[:, None], sums, middles)
        middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    rows = np.unique(_nearest(middles, places))
    counts = np.bincount(_nearest(places, places[rows]), minlength=len(rows)).astype(np.float64)
    raw = model.of_points(latitudes[rows], longitudes[rows])
    centre = (counts @ raw / counts.sum()).astype(np.float32)
    return Gallery(latitudes[rows], longitudes[rows], counts, unit(raw - centre), centre)


def targets(
    model: LocationModel,
    gallery: Gallery,
    latitudes: NDArray[Any],
    longitudes: NDArray[Any],
) -> NDArray[np.float32]:
    """Unit embeddings of other places in the gallery's space, (n, 512)."""
    return unit(model.of_points(latitudes, longitudes) - gallery.centre)


def unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Rows of length 1."""
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _nearest(vectors: NDArray[Any], others: NDArray[Any]) -> NDArray[np.intp]:
    """For each unit vector the row of the nearest of the others."""
    blocks = (vectors[start : start + _BLOCK] for start in range(0, len(vectors), _BLOCK))
    return np.concatenate([np.argmax(block @ others.T, axis=1) for block in blocks])
