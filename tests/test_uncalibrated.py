"""An index that nobody compared with the truth: its circles and areas hold what they promise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bench import bench_calibration as bench
from bench.bench_calibration import Photos

from img2loc_desktop.core import paths
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.estimator import Bandwidths
from img2loc_desktop.core.geo import destination
from img2loc_desktop.core.index import IndexPack, IndexSettings
from img2loc_desktop.core.sources import STARTER_GALLERY, starter_encoder
from img2loc_desktop.core.trust import UNCALIBRATED, joint_calibration
from img2loc_desktop.core.types import LatLon

PROMISED = np.array([0.5, 0.9, 0.5, 0.9])  # circles, areas
CHANCE = 0.08  # of some hundred photos of a few photographers


def travellers(count: int, seed: int) -> Photos:
    """Photographers at home where photos are taken, with twelve photos around it each.

    Their vectors say nothing of the place.
    """
    gallery = IndexPack.open(paths.bundled_models() / STARTER_GALLERY)
    assert gallery.row_weights is not None
    random = np.random.default_rng(seed)
    likely = gallery.row_weights / gallery.row_weights.sum()
    places, authors = [], []
    for author, home in enumerate(random.choice(gallery.count, count, p=likely)):
        start = LatLon(float(gallery.latitudes[home]), float(gallery.longitudes[home]))
        for _ in range(12):
            places.append(destination(start, random.uniform(0, 360), random.exponential(300.0)))
            authors.append(str(author))
    vectors = np.zeros((len(places), 16), np.float32)
    latitudes, longitudes = (
        np.array([getattr(place, axis) for place in places]) for axis in ("latitude", "longitude")
    )
    return Photos(vectors, latitudes, longitudes, tuple(authors)).meaningless(seed)


def held(tmp_path: Path, known: list[Photos], asked: Photos) -> np.ndarray[tuple[int], np.dtype]:
    """What part of the photos the circles and the areas of indexes of these hold."""
    rows = []
    for number, photos in enumerate(known):
        pack = bench.index(photos, tmp_path / str(number))
        settings = bench.as_used(pack)
        one = bench.one_of_each(asked, np.random.default_rng(number))
        seen = bench.observed(pack, one)
        rows.append(bench.held([bench.fitting.reach(pack, settings, s) for s in seen], settings))
    return np.concatenate(rows).mean(axis=0)


@pytest.mark.parametrize("photographers", [1, 4, 25])
def test_it_holds_where_neighbours_mean_nothing(tmp_path: Path, photographers: int) -> None:
    known = [travellers(photographers, seed) for seed in range(6)]
    found = held(tmp_path, known, travellers(40, seed=99))
    assert np.all(found >= PROMISED - CHANCE), found


def test_kernels_that_were_never_compared_do_not(tmp_path: Path) -> None:
    """The test above would notice: those that the estimator has by itself are too sure."""
    pack = bench.index(travellers(4, 0), tmp_path / "pack")
    settings = IndexSettings(bandwidths=Bandwidths())
    seen = bench.observed(pack, bench.one_of_each(travellers(40, 99), np.random.default_rng(0)))
    reached = [bench.fitting.reach(pack, settings, each) for each in seen]
    assert np.any(bench.held(reached, settings).mean(axis=0) < PROMISED - 2 * CHANCE)


def test_it_holds_on_photos_of_other_people(tmp_path: Path, shared: Path) -> None:
    encoder = Encoder.open(starter_encoder(), prefer_gpu=False, threads=1)
    library = bench.embedded(encoder, shared / "photos" / "library", every=12)
    queries = bench.embedded(encoder, shared / "photos" / "queries", every=6)
    names = np.unique(library.authors)
    for size in (3, 20):
        for is_blind in (False, True):
            known, asked = [], queries.meaningless(1000) if is_blind else queries
            for seed in range(6):
                chosen = np.random.default_rng(seed).choice(names, size, replace=False)
                part = library.of(np.isin(library.authors, chosen))
                known.append(part.meaningless(seed) if is_blind else part)
            found = held(tmp_path / f"{size}-{is_blind}", known, asked)
            assert np.all(found >= PROMISED - CHANCE), (size, is_blind, found)


def test_a_calibration_replaces_it(tmp_path: Path) -> None:
    pack = bench.index(travellers(2, 0), tmp_path / "pack")
    own = IndexSettings(bandwidths=Bandwidths((5.0,), (1.0,)))
    for settings in (IndexSettings(), own):  # kernels alone were not compared with anything
        found = joint_calibration([pack.with_settings(settings)])
        assert found.bandwidths == UNCALIBRATED.bandwidths
        assert found.radius_factors == UNCALIBRATED.radius_factors
    calibrated = IndexSettings(
        trust="calibrated",
        bandwidths=own.bandwidths,
        radius_factors=UNCALIBRATED.radius_factors,
        area_levels=UNCALIBRATED.area_levels,
    )
    assert joint_calibration([pack.with_settings(calibrated)]).bandwidths == own.bandwidths
