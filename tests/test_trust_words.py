"""The words of trust on photographers that nothing was fitted to, where they are hardest to keep.

Far within its distance a word is right nearly always, whatever the radii. So here the truth lies
just about as far away as the word allows, half of the time.
"""

from __future__ import annotations

from dataclasses import replace

import index_samples
import numpy as np
import pytest
from test_calibration import DIMENSION, ROWS, observed

from img2loc_desktop.core import words
from img2loc_desktop.core.calibration import fitting, observations
from img2loc_desktop.core.calibration.observations import Observation
from img2loc_desktop.core.estimator import RadiusFactors
from img2loc_desktop.core.index import IndexPack, IndexSettings
from img2loc_desktop.core.types import Estimate, LatLon

PHOTOGRAPHERS, PHOTOS = 24, 5
MEDIAN = 0.6745  # of the absolute value of a normal number
CHANCE = 0.13  # two standard deviations of a rate on so many photos of so few people


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> IndexPack:
    folder = tmp_path_factory.mktemp("vectors") / "pack"
    index_samples.build(folder, index_samples.unit_vectors(ROWS, DIMENSION, spread=3.0))
    return IndexPack.open(folder)


def taken(pack: IndexPack, median_km: float, seed: int) -> list[Observation]:
    """Photos of several people, one farther from what the index knows than another."""
    random = np.random.default_rng(seed)
    return [
        seen
        for person in range(PHOTOGRAPHERS)
        for seen, _ in observed(
            pack,
            PHOTOS,
            seed=1000 * seed + person,
            noise=0.02,
            away_km=median_km / MEDIAN * random.lognormal(0.0, 0.25),
        )
    ]


def rate(
    pack: IndexPack, settings: IndexSettings, asked: list[Observation], word: str
) -> tuple[float, int]:
    """How often the truth lay as near as the word says where it was said, and how often it was."""
    assert settings.radius_factors is not None
    right = []
    for seen in asked:
        found = fitting.reach(pack, settings, seen)
        p50 = found.p50_km * settings.radius_factors.p50
        said = words.trust_word(Estimate(LatLon(0, 0), p50, 2e4, None, (), "calibrated", ""))
        if said == word:
            right.append(found.distance_km <= words.TRUST_KM[word])
    return float(np.mean(right)), len(right)


@pytest.mark.parametrize("word", words.TRUST_KM)
def test_a_word_holds_for_others_at_its_edge_and_not_where_radii_are_too_sure(
    pack: IndexPack, word: str
) -> None:
    km = words.TRUST_KM[word]
    authors = [str(number // PHOTOS) for number in range(PHOTOGRAPHERS * PHOTOS)]
    first, _, _ = observations.halves(authors, 0)

    def fitted(median_km: float) -> IndexSettings:
        seen = taken(pack, median_km, seed=1)
        return fitting.fit_with_factors(pack, seen, first, authors).settings

    held, said = rate(pack, fitted(0.8 * km), taken(pack, 0.8 * km, seed=2), word)
    assert said > PHOTOGRAPHERS * PHOTOS / 2
    assert held >= 0.5 - CHANCE
    # Radii that are half as wide as they should be say the word of photos twice as far away.
    honest = fitted(1.7 * km)
    assert honest.radius_factors is not None
    sure = RadiusFactors(honest.radius_factors.p50 / 2, honest.radius_factors.p90)
    too_sure = replace(honest, radius_factors=sure)
    held, said = rate(pack, too_sure, taken(pack, 1.7 * km, seed=2), word)
    assert said > PHOTOGRAPHERS * PHOTOS / 2
    assert held < 0.5 - CHANCE
