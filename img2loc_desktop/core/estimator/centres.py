"""Gathering what the sources say: many weighted points become a few thousand centres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator.bandwidths import Bandwidths
from img2loc_desktop.core.geo import Array, latitudes_longitudes, unit_vectors
from img2loc_desktop.core.types import WeightedPoints

MAX_CENTRES = 5000

Kinds = NDArray[np.intp]
Known = tuple[Bandwidths | None, ...]

_CELL_BITS = 13  # cells of 1.6 km: the cube around the Earth, halved 13 times


@dataclass(frozen=True, slots=True, eq=False)
class Centres:
    """Distinct places with positive weights that sum to 1, by latitude and then longitude.

    ``latitudes`` and ``longitudes`` are degrees, float64 (n,), longitudes in [-180, 180);
    ``vectors`` are the same places on the unit sphere, float64 (n, 3). ``kinds`` (n,) are rows
    of ``bandwidths``: what sources say of their own points, None for all others.
    """

    latitudes: Array
    longitudes: Array
    vectors: Array
    weights: Array
    kinds: NDArray[np.intp]
    bandwidths: tuple[Bandwidths | None, ...]


def gather(points: Sequence[WeightedPoints], limit: int = MAX_CENTRES) -> Centres:
    """Weigh the sources by their shares and merge their points into at most ``limit`` centres.

    Each source's weights count relative to their own sum. Points of different bandwidths are
    never merged. Up to the limit only points at the same place are, and the result depends
    neither on the order of points and sources nor on how a weight is divided over equal points.
    Beyond it, points in one cell of 1.6 km become their weighted centroid; if that is not
    enough, the heaviest half of the limit stays and the cells of the others grow until they
    fit, so that moving mass by more than a kilometre befalls only what weighs little or lies
    among thousands of equals.

    Raises UserError where a source has no points, no weight, or values that are no coordinates;
    ValueError for arrays of different lengths and for shares that cannot be added up.
    """
    parts = [_checked(source) for source in points]
    shares = [source.share for source in points]
    if not parts or not all(0 <= share < math.inf for share in shares) or not any(shares):
        raise ValueError(f"no sources, or shares that do not add up: {shares}")
    scales = [share / math.fsum(shares) for share in shares]
    weights = np.concatenate([p[2] * scale for p, scale in zip(parts, scales, strict=True)])
    latitudes, longitudes = (np.concatenate([p[axis] for p in parts]) for axis in (0, 1))
    known = sorted({source.bandwidths for source in points}, key=repr)
    row_of = [known.index(source.bandwidths) for source in points]
    kinds = np.repeat(np.array(row_of, np.intp), [len(part[2]) for part in parts])
    if np.count_nonzero(weights) <= limit:
        return _merge_equal(latitudes, longitudes, weights, kinds, tuple(known))
    vectors = unit_vectors(latitudes, longitudes)
    return _merge_cells(vectors, weights, kinds, tuple(known), limit)


def _checked(source: WeightedPoints) -> tuple[Array, Array, Array]:
    """Latitudes, longitudes in [-180, 180) and weights that sum to 1."""
    latitudes, longitudes, weights = (
        np.asarray(values, dtype=np.float64)
        for values in (source.latitudes, source.longitudes, source.weights)
    )
    if latitudes.ndim != 1 or not latitudes.shape == longitudes.shape == weights.shape:
        raise ValueError(f"{source.source}: latitudes, longitudes, weights differ in shape")
    # Written so that NaN, which compares as false, is refused as well.
    if not np.all(np.abs(latitudes) <= 90) or not np.all(np.abs(longitudes) <= 540):
        raise _refusal(source, "coordinates that are not on Earth")
    if not np.all((weights >= 0) & (weights < np.inf)):
        raise _refusal(source, "weights that are negative or not finite")
    largest = weights.max(initial=0.0)
    if largest == 0:
        raise _refusal(source, "no points that weigh anything")
    weights = weights / largest  # first, so that the sum of huge weights stays finite
    outside = (longitudes < -180) | (longitudes >= 180)
    longitudes = np.where(outside, (longitudes + 180.0) % 360.0 - 180.0, longitudes)
    longitudes = np.where(np.abs(latitudes) == 90, 0.0, longitudes)
    return latitudes, longitudes, weights / math.fsum(weights)


def _refusal(source: WeightedPoints, what: str) -> UserError:
    return UserError(
        f'The source "{source.source}" gave {what}, so it cannot take part in the estimate.',
        "Leave this source out, or verify its files and install it again.",
    )


def _merge_equal(
    latitudes: Array, longitudes: Array, weights: Array, kinds: Kinds, known: Known
) -> Centres:
    order = np.lexsort((weights, kinds, longitudes, latitudes))
    order = order[weights[order] > 0]
    latitudes, longitudes, weights = latitudes[order], longitudes[order], weights[order]
    kinds = kinds[order]
    moved = (np.diff(latitudes) != 0) | (np.diff(longitudes) != 0) | (np.diff(kinds) != 0)
    starts = np.flatnonzero(np.concatenate(([True], moved)))
    latitudes, longitudes = latitudes[starts], longitudes[starts]
    vectors = unit_vectors(latitudes, longitudes)
    merged = np.add.reduceat(weights, starts)
    return Centres(latitudes, longitudes, vectors, merged, kinds[starts], known)


def _merge_cells(vectors: Array, weights: Array, kinds: Kinds, known: Known, limit: int) -> Centres:
    # Cells of different bandwidths stay apart, however far they grow.
    codes = _z_order(vectors) | kinds << 3 * _CELL_BITS
    order = np.argsort(codes, kind="stable")
    codes, weights = codes[order], weights[order]
    sums = vectors[order]
    sums *= weights[:, None]
    codes, sums, weights = _sum_runs(codes, sums, weights)
    if weights.size > limit:
        half = limit // 2
        heavy = weights > np.partition(weights, -half)[-half]
        for shift in range(3, 3 * _CELL_BITS + 1, 3):
            grown = codes[~heavy] >> shift
            if np.count_nonzero(np.diff(grown)) < half:
                break
        grown, light_sums, light = _sum_runs(grown, sums[~heavy], weights[~heavy])
        codes = np.concatenate((codes[heavy], grown << shift))
        sums = np.concatenate((sums[heavy], light_sums))
        weights = np.concatenate((weights[heavy], light))
    kinds = codes >> 3 * _CELL_BITS
    vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    latitudes, longitudes = latitudes_longitudes(vectors)
    order = np.lexsort((longitudes, latitudes))
    return Centres(
        latitudes[order], longitudes[order], vectors[order], weights[order], kinds[order], known
    )


def _sum_runs(
    codes: NDArray[np.int64], sums: Array, weights: Array
) -> tuple[NDArray[np.int64], Array, Array]:
    """Add up what lies in one cell: rows with equal codes, which stand next to each other."""
    starts = np.flatnonzero(np.concatenate(([True], np.diff(codes) != 0)))
    return codes[starts], np.add.reduceat(sums, starts), np.add.reduceat(weights, starts)


def _z_order(vectors: Array) -> NDArray[np.int64]:
    """Morton codes of the cubic cells that the points lie in, int64 (n,).

    Dropping the last three bits of a code gives the cell of twice the size, and in sorted order
    all points of a cell, of whatever size, stand together. Cubes know no poles and no seam.
    """
    bits = np.arange(_CELL_BITS)
    cells = np.arange(2**_CELL_BITS)
    spread = (((cells[:, None] >> bits) & 1) << (3 * bits)).sum(axis=1)
    codes = np.zeros(len(vectors), dtype=np.int64)
    for axis in range(3):
        cell = ((vectors[:, axis] + 1.0) * 2.0 ** (_CELL_BITS - 1)).astype(np.int64)
        codes |= spread[np.minimum(cell, cells[-1])] << axis
    return codes
