"""What an index says of photos whose place is known, as arrays to fit with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.estimator import Bandwidths
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, Array, unit_vectors
from img2loc_desktop.core.index import IndexPack, Scan
from img2loc_desktop.core.types import LatLon

MOST_ROWS = 5000  # nearest rows that a fit looks at

# From the same spot to anywhere on Earth: the last is nearly even over the globe.
WIDTHS_KM = (1.0, 5.0, 25.0, 100.0, 400.0, 1200.0, 3000.0, 20_000.0)


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """One photo: its nearest rows, best first.

    ``z`` are scores in standard deviations above the mean, float64 (n,), ``rows`` int64 (n,),
    and ``heights`` float64 (widths, n) the density that a kernel of each of ``WIDTHS_KM`` at
    each row has at the true place, per steradian.
    """

    z: Array
    rows: NDArray[np.int64]
    heights: Array
    truth: Array


def observe(pack: IndexPack, scan: Scan, truth: LatLon) -> Observation:
    """The observation of a scan that found at least one row."""
    rows = scan.near_rows[:MOST_ROWS]
    z = (scan.near_scores[: len(rows)].astype(np.float64) - scan.mean) / max(scan.std, 1e-9)
    place = unit_vectors(truth.latitude, truth.longitude)[0]
    vectors = unit_vectors(pack.latitudes[rows], pack.longitudes[rows])
    return Observation(z, rows, kernel_heights(vectors, place), place)


def kernel_heights(vectors: Array, place: Array) -> Array:
    """Densities at one unit vector of kernels of every width at each of n: (widths, n)."""
    drop = vectors @ place - 1.0
    kappa = np.array([(EARTH_RADIUS_KM / km) ** 2 for km in WIDTHS_KM])
    peak = kappa / (2.0 * np.pi * -np.expm1(-2.0 * kappa))
    heights: Array = peak[:, None] * np.exp(kappa[:, None] * drop)
    return heights


def fit_shares(mixtures: Array, rounds: int = 200) -> Array:
    """The parts (widths,) of a mixture that make n observations likeliest.

    ``mixtures`` (n, widths) is the density of each component at each observation. The
    expectation-maximisation algorithm (Dempster, Laird and Rubin, 1977), with half a photo
    for each component, so that none is excluded by a small sample.
    """
    widths = mixtures.shape[1]
    shares = np.full(widths, 1.0 / widths)
    for _ in range(rounds):
        parts = mixtures * shares
        parts /= np.maximum(parts.sum(axis=1, keepdims=True), 1e-300)
        shares = (parts.sum(axis=0) + 0.5) / (len(mixtures) + 0.5 * widths)
    return shares


def log2_likelihoods(mixtures: Array, shares: Array) -> Array:
    """log2 of the density at each of n true places."""
    found: Array = np.log2(np.maximum(mixtures @ shares, 1e-300))
    return found


def prior_mixtures(pack: IndexPack, truths: Array, power: float) -> Array:
    """What the index's own points say of n places without the photo: (n, widths)."""
    weights = pack.prior_weights(power)
    step = -(-pack.count // 50_000)  # a sample is enough for the density of very many points
    vectors = unit_vectors(pack.latitudes[::step], pack.longitudes[::step])
    weights = weights[::step] / weights[::step].sum()
    return np.array([kernel_heights(vectors, truth) @ weights for truth in truths])


def mixtures_of(
    observations: Sequence[Observation],
    temperature: float,
    neighbours: int | None,
    row_powers: Array,
) -> Array:
    """The density of each kernel width at each true place: (n, widths).

    Rows weigh row_power * exp(z / temperature), as in ``evidence.points_of_scan``.
    """
    found = []
    for seen in observations:
        z, rows = seen.z[:neighbours], seen.rows[:neighbours]
        weights = np.exp((z - z[0]) / temperature) * row_powers[rows]
        found.append(seen.heights[:, : len(z)] @ (weights / max(weights.sum(), 1e-300)))
    return np.array(found)


def bandwidths_of(shares: Array) -> Bandwidths:
    """The mixture as the estimator takes it."""
    return Bandwidths(WIDTHS_KM, tuple(float(share) for share in shares))


def halves(authors: Sequence[str | None], seed: int) -> tuple[NDArray[np.bool_], int, int]:
    """Which of n photos teach, and by how many authors those and the others are.

    Authors are dealt out by turns from the most photos to the fewest, in pairs of which chance
    decides, so that the halves have about the same number of photos. A photo without an
    author is its own; then the numbers of authors are 0.
    """
    names = [author or f"\0{number}" for number, author in enumerate(authors)]
    unique, counts = np.unique(names, return_counts=True)
    random = np.random.default_rng(seed)
    order = np.lexsort((random.random(len(unique)), -counts))
    teaching: set[str] = set()
    for start in range(0, len(order), 2):
        pair = order[start : start + 2]
        teaching.add(str(unique[pair[random.integers(len(pair))]]))
    mask = np.array([name in teaching for name in names])
    return mask, _named(authors, mask), _named(authors, ~mask)


def places(records: Sequence[Record]) -> Array:
    """The true places of n records as unit vectors, float64 (n, 3)."""
    return unit_vectors(
        [record.position.latitude for record in records],
        [record.position.longitude for record in records],
    )


def _named(authors: Sequence[str | None], mask: NDArray[np.bool_]) -> int:
    return len({author for author, chosen in zip(authors, mask, strict=True) if chosen and author})
