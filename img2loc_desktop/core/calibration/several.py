"""Fitting several sources that answer together: what each may claim, and their common radii.

Each index is fitted as if it were alone; so are the kernels of every other source. What they may
claim is then what makes the true places likeliest in the mixture of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.calibration import fitting
from img2loc_desktop.core.calibration.observations import (
    Observation,
    bandwidths_of,
    fit_shares,
    kernel_heights,
)
from img2loc_desktop.core.estimator import Centres, agreed, gather
from img2loc_desktop.core.estimator.bandwidths import Bandwidths
from img2loc_desktop.core.estimator.density import log2_density
from img2loc_desktop.core.evidence import centres_without_photo, points_of_rows
from img2loc_desktop.core.geo import Array, unit_vectors
from img2loc_desktop.core.index import IndexPack, IndexSettings
from img2loc_desktop.core.together import SourceFit, Together
from img2loc_desktop.core.types import Artefact, WeightedPoints

_WEIGHTS = tuple(float(w) for w in np.geomspace(1 / 32, 32, 21))
_ROUNDS = 4  # of the weights, each in turn
_AGREEMENTS = (0.25, 0.5, 0.75)
_FEWEST_AUTHORS = 8  # of photos of which more than one source spoke


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What all sources say of one photo whose place is known.

    ``indexes`` has an observation for each index, None where it found nothing; ``others`` are
    the points of the other sources by their names; ``truth`` is a unit vector (3,).
    """

    indexes: tuple[Observation | None, ...]
    others: Mapping[str, WeightedPoints]
    truth: Array


def fit(packs: Sequence[IndexPack], heard: Sequence[Heard]) -> Together:
    """Temperatures, kernels and weights of the sources; no radius factors, no agreement."""
    indexes: dict[str, IndexSettings] = {}
    sources: dict[str, SourceFit] = {}
    for number, pack in enumerate(packs):
        seen = [each for photo in heard if (each := photo.indexes[number]) is not None]
        # One that found nothing for any photo cannot be fitted, and claims nothing of these.
        settings = fitting.fit(pack, seen).settings if seen else pack.index_settings
        indexes[pack.sha256] = settings
        sources[pack.name] = SourceFit(1.0, settings.bandwidths or Bandwidths())
    for name in sorted({name for photo in heard for name in photo.others}):
        mixtures = [
            _mixture(photo.others[name], photo.truth) for photo in heard if name in photo.others
        ]
        sources[name] = SourceFit(1.0, bandwidths_of(fit_shares(np.array(mixtures))))
    plain = Together((), indexes, sources, IndexSettings(trust="calibrated"))
    weights = _fit_weights(packs, heard, plain)
    heaviest = max(packs, key=lambda pack: weights[pack.name])
    usual = indexes[heaviest.sha256].bandwidths
    return replace(
        plain,
        sources={name: replace(fit, weight=weights[name]) for name, fit in sources.items()},
        whole=replace(plain.whole, bandwidths=usual),
    )


def fit_with_factors(
    packs: Sequence[IndexPack],
    heard: Sequence[Heard],
    first: NDArray[np.bool_],
    authors: Sequence[str | None],
    members: tuple[Artefact, ...],
) -> Together:
    """A fit to all, with the agreement, and with factors as ``fitting.fit_with_factors`` has."""
    whole = fit(packs, heard)
    prior = centres_without_photo(packs)
    agreement = _fit_agreement(packs, heard, whole, prior, authors)
    reached: list[fitting.Reach] = []
    by: list[str | None] = []
    for part in (first, ~first):
        taught = fit(packs, [photo for photo, chosen in zip(heard, part, strict=True) if chosen])
        for photo, chosen, author in zip(heard, part, authors, strict=True):
            if not chosen:
                points = agreed(points_of(packs, photo, taught), agreement, prior)
                usual = taught.whole.bandwidths or Bandwidths()
                reached.append(fitting.reach_of(points, usual, photo.truth))
                by.append(author)
    return replace(
        whole,
        members=members,
        agreement=agreement,
        whole=fitting.corrected(whole.whole, reached, by),
    )


def points_of(
    packs: Sequence[IndexPack], photo: Heard, found: Together
) -> tuple[WeightedPoints, ...]:
    """What the product's sources say of a photo with these settings."""
    points = []
    for pack, seen in zip(packs, photo.indexes, strict=True):
        if seen is not None:
            evidence = found.indexes[pack.sha256].evidence
            points.append(points_of_rows(pack, seen.rows, seen.z, evidence))
    return tuple(found.weighed(each) for each in (*points, *photo.others.values()))


def _mixture(points: WeightedPoints, truth: Array) -> Array:
    """The density of each kernel width at the true place, of one source: (widths,)."""
    vectors = unit_vectors(points.latitudes, points.longitudes)
    mixture: Array = kernel_heights(vectors, truth) @ (points.weights / points.weights.sum())
    return mixture


def _fit_weights(
    packs: Sequence[IndexPack], heard: Sequence[Heard], plain: Together
) -> dict[str, float]:
    """What each source's claims are multiplied by; those of the first index stay as they are."""
    names = list(plain.sources)
    claims = np.zeros((len(heard), len(names)))
    densities = np.zeros((len(heard), len(names)))
    for row, photo in enumerate(heard):
        for points in points_of(packs, photo, plain):
            column = names.index(points.source)
            shares = points.bandwidths.shares if points.bandwidths else ()
            claims[row, column] = points.share
            densities[row, column] = _mixture(points, photo.truth) @ np.array(shares)
    weights = np.ones(len(names))

    def bits(column: int, weight: float) -> float:
        tried = weights.copy()
        tried[column] = weight
        claimed = claims * tried
        likely = (claimed * densities).sum(axis=1) / np.maximum(claimed.sum(axis=1), 1e-300)
        return float(np.log2(np.maximum(likely, 1e-300)).mean())

    for _ in range(_ROUNDS):
        for column in range(1, len(names)):
            weights[column] = max(_WEIGHTS, key=lambda weight: bits(column, weight))
    return dict(zip(names, weights.tolist(), strict=True))


def _fit_agreement(
    packs: Sequence[IndexPack],
    heard: Sequence[Heard],
    found: Together,
    prior: Centres,
    authors: Sequence[str | None],
) -> float:
    """The least agreement whose gain is within a standard error of the best one's.

    The rule of one standard error (Breiman et al., 1984): it is 0 unless more is clearly better.
    The error is that of the mean over photographers, whose photos are alike; of a few of them it
    is not known, so these prove nothing.
    """
    usual = found.whole.bandwidths or Bandwidths()
    said = [points_of(packs, photo, found) for photo in heard]
    both = [row for row, points in enumerate(said) if len(points) > 1]
    by = [authors[row] or str(row) for row in both]
    if len(set(by)) < _FEWEST_AUTHORS:
        return 0.0
    bits = {
        agreement: np.array(
            [
                log2_density(gather(agreed(said[row], agreement, prior)), usual, heard[row].truth)
                for row in both
            ]
        )
        for agreement in (0.0, *_AGREEMENTS)
    }
    best = max(bits.values(), key=lambda values: float(values.mean()))
    for agreement, values in bits.items():
        behind = best - values
        if behind.mean() <= standard_error(behind, by):
            return agreement
    raise AssertionError("the best one is not behind itself")


def standard_error(values: Array, authors: Sequence[str]) -> float:
    """That of the mean of values (n,) that are alike within each of at least two authors.

    The cluster-robust variance of a mean (Liang and Zeger, 1986).
    """
    _, groups = np.unique(np.array(authors), return_inverse=True)
    sums = np.bincount(groups, values - values.mean())
    count = len(sums)
    return float(np.sqrt(count / (count - 1) * np.sum(sums**2)) / len(values))
