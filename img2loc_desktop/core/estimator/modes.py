"""Where to put the pin: the position that is expected to be nearest to the truth."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.estimator.centres import Centres
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, Array

# A guess is good at the scale of a city, a region, a country or a continent.
SCALES_KM = (25.0, 200.0, 750.0, 2500.0)

_CONCENTRATIONS = tuple((EARTH_RADIUS_KM / (0.7 * scale)) ** 2 for scale in SCALES_KM)
_BLOCK = 64  # rows at a time: the intermediate arrays stay in the processor's cache
_TIE = 1e-5  # relative; scores are summed in single precision


def proximity_scores(centres: Centres) -> Array:
    """The expected proximity of each centre to the truth, in (0, 1], float64 (n,).

    U(x) = sum_j w_j mean_t exp(kappa_t (cos d(x, p_j) - 1)) with kappa_t = (R / 0.7 t)^2 for t
    of 25, 200, 750 and 2,500 km. That is close to exp(-(d / 0.7 t)^2 / 2), a soft "within t km":
    its maximum is the guess with the best mean accuracy over the four scales. Choosing the
    maximum of a kernel density over retrieved places follows Vo, Jacobs and Hays (2017),
    "Revisiting IM2GPS in the deep learning era"; the mixture of scales is our own.

    Only the centres are asked: climbing from the best one to the summit nearby moved it by some
    kilometres and won less than a thousandth of accuracy at any scale.
    """
    vectors = centres.vectors
    weights = centres.weights.astype(np.float32)
    scores = np.zeros(weights.size)
    for start in range(0, weights.size, _BLOCK):
        rest = vectors[start:]
        # In double precision, because single precision knows 1 - cos d only to about 2 km.
        drop = (_cosines(rest[:_BLOCK], rest) - 1.0).astype(np.float32)
        kernel = np.zeros_like(drop)
        for kappa in _CONCENTRATIONS:
            kernel += np.exp(drop * np.float32(kappa))
        # The kernel is symmetric, so each pair is worked out once.
        scores[start : start + _BLOCK] += kernel @ weights[start:]
        scores[start + _BLOCK :] += weights[start : start + _BLOCK] @ kernel[:, _BLOCK:]
    return scores / len(_CONCENTRATIONS)


def _cosines(ones: Array, others: Array) -> Array:
    """The products of unit vectors (m, 3) and (n, 3), float64 (m, n).

    Written out, because a matrix product of three columns is divided among threads that wait
    for one another longer than they work: on a busy machine it took six times as long.
    """
    found = ones[:, :1] * others[:, 0]
    found += ones[:, 1:2] * others[:, 1]
    found += ones[:, 2:] * others[:, 2]
    return found


def best_first(centres: Centres, scores: Array) -> NDArray[np.intp]:
    """Rows of the centres from the highest score to the lowest; ties by latitude and longitude."""
    # Centres stand in that order already, and a stable sort keeps it.
    return np.argsort(-np.rint(scores / (scores.max() * _TIE)), kind="stable")


def modes(vectors: Array, apart_km: float, most: int) -> list[int]:
    """Rows of up to ``most`` local maxima among unit vectors (n, 3) that stand best first.

    A row is one if no better row lies within ``apart_km`` of it; the first row always is.
    """
    reach = 1.0 - math.cos(apart_km / EARTH_RADIUS_KM)
    undecided = np.ones(len(vectors), dtype=bool)
    found: list[int] = []
    while len(found) < most and undecided.any():
        row = int(np.argmax(undecided))
        near = 1.0 - vectors @ vectors[row] <= reach
        near[row] = True
        if not near[:row].any():
            found.append(row)
        # What is near and worse is no maximum, whether this row is one or not.
        undecided &= ~near
    return found
