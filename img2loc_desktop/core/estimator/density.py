"""The density that centres spread over the sphere, and what can be measured on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.estimator.bandwidths import Bandwidths
from img2loc_desktop.core.estimator.centres import Centres
from img2loc_desktop.core.geo import (
    EARTH_RADIUS_KM,
    Array,
    latitudes_longitudes,
)
from img2loc_desktop.core.types import CountryShare

CountryOf = Callable[[Array, Array], NDArray[np.str_]]

_CLOUD_POINTS = 50_000  # radii within 0.5 %, and as quick as embedding the photo
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
_SMALLEST_SHARE = 0.001  # of a country that is named


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """The density as n weighted points: what is asked of it is a sum over them.

    ``vectors`` are unit vectors, float64 (n, 3); ``weights`` sum to 1; ``centres`` are the rows
    of the centres that the points belong to.
    """

    vectors: Array
    weights: Array
    centres: NDArray[np.intp]


def cloud(centres: Centres, bandwidths: Bandwidths, points: int = _CLOUD_POINTS) -> Cloud:
    """Draw the density sum_i w_i sum_t share_t vMF(x; p_i, kappa_t) with about ``points`` points.

    ``bandwidths`` are for the centres without their own.

    Nothing is random. Each kernel gets points in proportion to its centre's weight, at least
    one, at the middles of equal parts of its mass: their distances follow the inverse of the
    kernel's distribution function, P(1 - cos d <= s) = (1 - exp(-kappa s)) /
    (1 - exp(-2 kappa)), and their bearings advance by the golden angle like the seeds of a
    sunflower. From centre to centre both are shifted by the golden ratio, so that the single
    points of many light centres cover the kernel together.
    """
    parts = [
        _drawn(centres, rows, tuple(own.kernels()), points)
        for rows, own in _by_bandwidths(centres, bandwidths)
    ]
    if len(parts) == 1:
        return parts[0]
    return Cloud(
        np.concatenate([part.vectors for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.centres for part in parts]),
    )


def _drawn(
    centres: Centres, rows: NDArray[np.intp], kernels: tuple[tuple[float, float], ...], points: int
) -> Cloud:
    own = centres.weights[rows]
    counts = np.maximum(1, np.rint(own * (points / len(kernels)))).astype(np.intp)
    which = np.repeat(np.arange(counts.size), counts)
    rank = np.arange(which.size) - np.repeat(np.cumsum(counts) - counts, counts)
    shift = (0.5 + which * _GOLDEN) % 1.0
    mass = (rank + shift) / counts[which]
    weights = (own / counts)[which]
    owner = rows[which]
    east, north = (axes[owner] for axes in _tangents(centres.vectors))
    middle = centres.vectors[owner]
    vectors = np.empty((len(kernels), owner.size, 3))
    for row, (kappa, _) in enumerate(kernels):
        drop = -np.log1p(mass * math.expm1(-2.0 * kappa)) / kappa  # 1 - cos of the distance
        sine = np.sqrt(drop * np.maximum(2.0 - drop, 0.0))
        bearing = 2.0 * math.pi * ((rank + shift + row / len(kernels)) * _GOLDEN % 1.0)
        vectors[row] = middle * (1.0 - drop)[:, None]
        vectors[row] += east * (sine * np.sin(bearing))[:, None]
        vectors[row] += north * (sine * np.cos(bearing))[:, None]
    return Cloud(
        vectors.reshape(-1, 3),
        np.concatenate([weights * share for _, share in kernels]),
        np.tile(owner, len(kernels)),
    )


def _by_bandwidths(
    centres: Centres, others: Bandwidths
) -> Iterator[tuple[NDArray[np.intp], Bandwidths]]:
    """The rows of the centres that share their bandwidths; ``others`` are for those without."""
    for kind, own in enumerate(centres.bandwidths):
        rows = np.flatnonzero(centres.kinds == kind)
        if rows.size:
            yield rows, own or others


def log2_density(centres: Centres, bandwidths: Bandwidths, position: Array) -> float:
    """The density at a unit vector (3,), in bits: log2 of the mass per steradian."""
    drop = centres.vectors @ position - 1.0
    terms = [
        np.log(centres.weights[rows]) + drop[rows] * kappa + _log_height(kappa) + math.log(share)
        for rows, own in _by_bandwidths(centres, bandwidths)
        for kappa, share in own.kernels()
    ]
    return float(np.logaddexp.reduce(np.concatenate(terms))) / math.log(2.0)


def _log_height(kappa: float) -> float:
    """log of vMF's density at its centre, kappa / (2 pi (1 - exp(-2 kappa)))."""
    return math.log(kappa / (2.0 * math.pi)) - math.log(-math.expm1(-2.0 * kappa))


def mass_radii(cloud: Cloud, position: Array, parts: tuple[float, ...]) -> list[float]:
    """Kilometres around a unit vector (3,) within which the given parts of the mass lie."""
    chords = np.linalg.norm(cloud.vectors - position, axis=1)
    order = np.argsort(chords, kind="stable")
    weights = cloud.weights[order]
    middles = np.cumsum(weights) - weights / 2
    found = np.interp(parts, middles / weights.sum(), chords[order])
    return [2.0 * EARTH_RADIUS_KM * math.asin(min(chord / 2.0, 1.0)) for chord in found.tolist()]


def nearest_shares(cloud: Cloud, positions: Array) -> Array:
    """For each of k unit vectors (k, 3) the part of the mass that is nearest to it."""
    nearest = np.argmax(cloud.vectors @ positions.T, axis=1)
    shares = np.bincount(nearest, weights=cloud.weights, minlength=len(positions))
    return shares.astype(np.float64)


def country_shares(
    cloud: Cloud, centres: Centres, country_of: CountryOf
) -> tuple[CountryShare, ...]:
    """The part of the mass in each country, largest first, from a tenth of a percent upwards.

    Photos are mostly taken on land. So what a kernel spreads over the sea counts for the country
    of the kernel's centre; if that is at sea, too, it counts for none, and the shares sum to
    less than 1.
    """
    here = np.asarray(country_of(*latitudes_longitudes(cloud.vectors)), dtype=np.str_)
    home = np.asarray(country_of(centres.latitudes, centres.longitudes), dtype=np.str_)
    if here.shape != cloud.weights.shape or home.shape != centres.weights.shape:
        raise ValueError("country_of must return one code for each position")
    codes, rows = np.unique(np.where(here == "", home[cloud.centres], here), return_inverse=True)
    shares = np.bincount(rows, weights=cloud.weights)
    named = [
        CountryShare(code, min(share, 1.0))
        for code, share in zip(codes.tolist(), shares.tolist(), strict=True)
        if code and share >= _SMALLEST_SHARE
    ]
    return tuple(sorted(named, key=lambda country: (-country.share, country.code)))


def _tangents(vectors: Array) -> tuple[Array, Array]:
    """Unit vectors to the east and to the north at each of n unit vectors; at a pole any."""
    x, y, z = vectors.T
    longitude = np.arctan2(y, x)
    cosine, sine, ring = np.cos(longitude), np.sin(longitude), np.hypot(x, y)
    east = np.column_stack((-sine, cosine, np.zeros_like(z)))
    return east, np.column_stack((-z * cosine, -z * sine, ring))
