"""The density that centres spread over the sphere, and what can be measured on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.bandwidths import Bandwidths
from img2loc_desktop.core.estimator.centres import MAX_CENTRES, Centres, gather
from img2loc_desktop.core.geo import (
    EARTH_RADIUS_KM,
    Array,
    latitudes_longitudes,
)
from img2loc_desktop.core.types import CountryShare, WeightedPoints

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

    Nothing is random. Each kernel gets points in proportion to its centre's weight, at least
    one, at the middles of equal parts of its mass: their distances follow the inverse of the
    kernel's distribution function, P(1 - cos d <= s) = (1 - exp(-kappa s)) /
    (1 - exp(-2 kappa)), and their bearings advance by the golden angle like the seeds of a
    sunflower. From centre to centre both are shifted by the golden ratio, so that the single
    points of many light centres cover the kernel together.
    """
    kernels = tuple(bandwidths.kernels())
    counts = np.maximum(1, np.rint(centres.weights * (points / len(kernels)))).astype(np.intp)
    owner = np.repeat(np.arange(counts.size), counts)
    rank = np.arange(owner.size) - np.repeat(np.cumsum(counts) - counts, counts)
    shift = (0.5 + owner * _GOLDEN) % 1.0
    mass = (rank + shift) / counts[owner]
    weights = (centres.weights / counts)[owner]
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


def spread_out(
    points: Sequence[WeightedPoints], usual: Bandwidths, drawn: int = _CLOUD_POINTS
) -> tuple[Centres, Cloud]:
    """The centres of all sources and the density, each source spread by its own kernels.

    Sources without kernels of their own have the ``usual`` ones. Raises what ``gather`` does.
    """
    parts = _parts(points, usual)
    if len(parts) == 1:
        ((bandwidths, part, _),) = parts
        return part, cloud(part, bandwidths, drawn)
    vectors = np.concatenate([part.vectors for _, part, _ in parts])
    latitudes = np.concatenate([part.latitudes for _, part, _ in parts])
    longitudes = np.concatenate([part.longitudes for _, part, _ in parts])
    weights = np.concatenate([part.weights * share for _, part, share in parts])
    order = np.lexsort((longitudes, latitudes))
    centres = Centres(latitudes[order], longitudes[order], vectors[order], weights[order])
    rows = np.argsort(order)  # where each centre stands among all
    clouds, first = [], 0
    for bandwidths, part, share in parts:
        own = cloud(part, bandwidths, max(1, round(drawn * share)))
        clouds.append(Cloud(own.vectors, own.weights * share, rows[own.centres + first]))
        first += part.weights.size
    return centres, Cloud(
        np.concatenate([own.vectors for own in clouds]),
        np.concatenate([own.weights for own in clouds]),
        np.concatenate([own.centres for own in clouds]),
    )


def log2_density_of(points: Sequence[WeightedPoints], usual: Bandwidths, position: Array) -> float:
    """``log2_density`` of several sources, each with its own kernels."""
    terms = [
        log2_density(part, bandwidths, position) + math.log2(share)
        for bandwidths, part, share in _parts(points, usual)
    ]
    return float(np.logaddexp2.reduce(terms))


def _parts(
    points: Sequence[WeightedPoints], usual: Bandwidths
) -> list[tuple[Bandwidths, Centres, float]]:
    """The sources by their kernels, with what each group claims of the whole."""
    groups: dict[Bandwidths, list[WeightedPoints]] = {}
    for source in points:
        groups.setdefault(source.bandwidths or usual, []).append(source)
    claims = {widths: math.fsum(p.share for p in group) for widths, group in groups.items()}
    total = math.fsum(claims.values())
    if len(groups) <= 1 or not 0 < total < math.inf:
        return [(next(iter(groups), usual), gather(points), 1.0)]
    limit = MAX_CENTRES // len(groups)
    found = []
    # In an order of their own, so that the answer does not depend on that of the sources.
    for widths in sorted(groups, key=lambda each: (each.kilometres, each.shares)):
        if claims[widths] > 0:
            found.append((widths, gather(groups[widths], limit), claims[widths] / total))
    return found


def log2_density(centres: Centres, bandwidths: Bandwidths, position: Array) -> float:
    """The density at a unit vector (3,), in bits: log2 of the mass per steradian."""
    drop = centres.vectors @ position - 1.0
    terms = [
        np.log(centres.weights) + drop * kappa + _log_height(kappa) + math.log(share)
        for kappa, share in bandwidths.kernels()
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
