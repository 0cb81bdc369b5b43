"""The product of all clues: weighted points, and how much each clue moved them.

Before anything is read, a photo is somewhere where people live: pi(x) over the populated
places. A clue with reliability r says that it is distributed like m(x); otherwise, in 1 - r of
the cases, the clue has nothing to do with the place (a brand, a traveller, a misreading). So it
multiplies pi by (1 - r) + r m(x) / pi(x), and no clue makes any place impossible. What is left
of pi where every clue was wrong is not evidence: it is taken off, and the rest is the part of
the estimate that the words may claim. Clues that agree make that part larger, clues that
contradict each other smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import geo
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.estimator import Bandwidths
from img2loc_desktop.core.types import WORDS, Clue, CluePlace, WeightedPoints

LARGEST_PART = 0.9  # of the estimate: signs can be props

_LEAST_INHABITANTS = 15_000
_MOST_POINTS = 2000
_POPULATION_POWER = 0.5  # of the places in a country: photos are more even than people
# Where the truth is when a name of a place means anything: near, in the region, in the country.
_NEAR, _REGION, _COUNTRY = 0.5, 0.2, 0.3
_REGION_KM = 200.0
# How far photos with text are from the points that their words make: kernels that were fitted to
# 125 photos of 50 photographers. Most are in a town, and the points are towns.
_BANDWIDTHS = Bandwidths((3.0, 100.0, 1000.0), (0.75, 0.16, 0.09))
# Rules that see the same thing, the language of the country, are not independent.
_ALIKE = ("language", "script", "street", "company")
# Nor are names that say little alone: with words of its language Napoli is on pizzerias anywhere.
_NAMES = ("name", "country")
_WEAK = 0.15  # reliability

Array = NDArray[np.float64]


class Scales:
    """Weighs clues on the places of a gazetteer. Make one and share it."""

    def __init__(self, knowledge: Knowledge) -> None:
        places = knowledge.gazetteer.populated(_LEAST_INHABITANTS)
        self._latitudes = places.latitudes
        self._longitudes = places.longitudes
        self._countries = places.countries
        self._weights = places.populations**_POPULATION_POWER
        codes, rows = np.unique(places.countries, return_inverse=True)
        sums = np.bincount(rows, weights=self._weights)
        prior = np.array([knowledge.prior.get(str(code), 0.0) for code in codes])
        self._density = (prior / sums)[rows]  # of the prior, per weight

    def weigh(self, clues: Sequence[Clue]) -> tuple[WeightedPoints | None, tuple[Clue, ...]]:
        """The points that the clues make together, and the clues with how much they moved.

        None where they say nothing, or contradict each other so that nothing is left.
        """
        if not clues:
            return None, ()
        support, posterior, claimed, part = self._claimed(clues)
        moved = tuple(self._moved(clues, row, support, posterior) for row in range(len(clues)))
        weighed = tuple(replace(clue, moved=m) for clue, m in zip(clues, moved, strict=True))
        if part < 0.01:
            return None, weighed
        heaviest = np.argsort(-claimed, kind="stable")[:_MOST_POINTS]
        heaviest = np.sort(heaviest[claimed[heaviest] > 0])
        points = WeightedPoints(
            source=WORDS,
            latitudes=support.latitudes[heaviest],
            longitudes=support.longitudes[heaviest],
            weights=claimed[heaviest],
            share=part / (1.0 - part),
            bandwidths=_BANDWIDTHS,
        )
        return points, weighed

    def countries(self, clues: Sequence[Clue]) -> dict[str, float]:
        """The part of the estimate that the clues claim for each country; the sum is below 1."""
        if not clues:
            return {}
        support, _, claimed, part = self._claimed(clues)
        codes, rows = np.unique(support.countries, return_inverse=True)
        sums = np.bincount(rows, weights=claimed)
        return dict(
            zip(codes.tolist(), (sums * part / max(sums.sum(), 1e-300)).tolist(), strict=True)
        )

    def _claimed(self, clues: Sequence[Clue]) -> tuple[_Support, Array, Array, float]:
        """Where clues are weighed, their product (sum 1), what of it is theirs, and its part."""
        support = _Support(self, clues)
        product = np.prod([support.factor(group) for group in _groups(clues)], axis=0)
        nothing = float(np.prod([1.0 - _joint_reliability(group) for group in _groups(clues)]))
        posterior = support.prior * product
        total = float(posterior.sum())
        claimed = np.maximum(posterior - support.prior * nothing, 0.0)
        part = min(float(claimed.sum()) / total, LARGEST_PART)
        return support, posterior / total, claimed, part

    def _moved(self, clues: Sequence[Clue], row: int, support: _Support, whole: Array) -> float:
        """Half the sum of what changes when a clue is left out (total variation), in [0, 1]."""
        others = [*clues[:row], *clues[row + 1 :]]
        without = support.prior * np.prod(
            [np.ones_like(whole), *(support.factor(group) for group in _groups(others))], axis=0
        )
        return round(float(np.abs(whole - without / without.sum()).sum()) / 2.0, 4)


class _Support:
    """The places that are weighed: the populated ones and those that the clues name."""

    def __init__(self, scales: Scales, clues: Sequence[Clue]) -> None:
        named = {place.position: place for clue in clues for place in clue.places}
        extra = list(named.values())
        self.latitudes = np.append(scales._latitudes, [p.position.latitude for p in extra])
        self.longitudes = np.append(scales._longitudes, [p.position.longitude for p in extra])
        self.countries = np.append(scales._countries, [p.country for p in extra])
        own = scales._weights * scales._density
        least = float(own[own > 0].min())
        self.prior: Array = np.append(own, np.full(len(extra), least))
        self.prior = np.maximum(self.prior, least * 1e-3)
        self.prior /= self.prior.sum()
        self._rows = {p.position: len(own) + at for at, p in enumerate(extra)}
        self._cached: dict[int, Array] = {}

    def factor(self, group: Sequence[Clue]) -> Array:
        """By how much the clues of a group multiply the prior at each place."""
        reliability = _joint_reliability(group)
        weights = [clue.reliability for clue in group]
        mixture = sum(
            weight / sum(weights) * self._distribution(clue)
            for clue, weight in zip(group, weights, strict=True)
        )
        return (1.0 - reliability) + reliability * mixture / self.prior

    def _distribution(self, clue: Clue) -> Array:
        """What the clue says when it is right, over the places; sums to 1."""
        if id(clue) not in self._cached:
            near = sum(place.share * self._around(place) for place in clue.places)
            inside = sum(c.share * self._within(c.code) for c in clue.countries)
            self._cached[id(clue)] = np.asarray(near + inside, dtype=np.float64)
        return self._cached[id(clue)]

    def _within(self, country: str) -> Array:
        inside = np.where(self.countries == country, self.prior, 0.0)
        total = inside.sum()
        return inside / total if total > 0 else self.prior

    def _around(self, place: CluePlace) -> Array:
        distances = geo.distances_km(self.latitudes, self.longitudes, place.position)
        here = np.zeros_like(self.prior)
        here[self._rows[place.position]] = 1.0
        near = 0.5 * here + 0.5 * self._bell(distances, place.radius_km)
        region = self._bell(distances, _REGION_KM)
        return _NEAR * near + _REGION * region + _COUNTRY * self._within(place.country)

    def _bell(self, distances: Array, width: float) -> Array:
        weights = self.prior * np.exp(-0.5 * (distances / width) ** 2)
        total = weights.sum()
        return weights / total if total > 0 else self.prior


def _groups(clues: Sequence[Clue]) -> list[list[Clue]]:
    """Clues that are independent of each other stand alone, those that are not together."""
    alike = [clue for clue in clues if _is_alike(clue)]
    return [*([clue] for clue in clues if not _is_alike(clue)), *([alike] if alike else [])]


def _is_alike(clue: Clue) -> bool:
    return clue.kind in _ALIKE or (clue.kind in _NAMES and clue.reliability < _WEAK)


def _joint_reliability(group: Sequence[Clue]) -> float:
    """That one of them is right, but no more than the surest could be twice."""
    doubt = float(np.prod([1.0 - clue.reliability for clue in group]))
    surest = max(clue.reliability for clue in group)
    return 1.0 - max(doubt, (1.0 - surest) ** 2)
