"""Sources together: agreement narrows, disagreement keeps both, none can take the answer away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import evaluation_samples as samples
import index_samples
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_calibration import observed

from img2loc_desktop.core import cells, testimony, together
from img2loc_desktop.core.calibration import several
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator import Spread, agreed, estimate, gather
from img2loc_desktop.core.estimator.bandwidths import Bandwidths
from img2loc_desktop.core.estimator.density import log2_density
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import destination, distance_km, unit_vectors
from img2loc_desktop.core.index import IndexPack, IndexSettings
from img2loc_desktop.core.locator import Evidence, Locator
from img2loc_desktop.core.sources import members, open_sources, settled
from img2loc_desktop.core.testimony import Scene
from img2loc_desktop.core.together import SourceFit, Together
from img2loc_desktop.core.types import WORDS, Artefact, LatLon, Result, WeightedPoints

PARIS, TOKYO, LIMA = LatLon(48.86, 2.35), LatLon(35.68, 139.69), LatLon(-12.05, -77.04)
WIDTHS = Bandwidths((100.0,), (1.0,))
EVEN = np.random.default_rng(5).normal(size=(1500, 3))
PRIOR = gather(
    [WeightedPoints("p", *np.degrees((np.arcsin(EVEN[:, 2] / np.linalg.norm(EVEN, axis=1)),
     np.arctan2(EVEN[:, 1], EVEN[:, 0]))), np.ones(1500))]
)  # fmt: skip


def source(name: str, mode: LatLon, part: float, seed: int, share: float = 1.0) -> WeightedPoints:
    """A part of the mass at a place, the rest all over the globe."""
    vectors = np.random.default_rng(seed).normal(size=(60, 3))
    latitudes = np.degrees(np.arcsin(vectors[:, 2] / np.linalg.norm(vectors, axis=1)))
    longitudes = np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0]))
    return WeightedPoints(
        name,
        np.append(latitudes, mode.latitude),
        np.append(longitudes, mode.longitude),
        np.append(np.full(60, (1 - part) / 60), part),
        share,
    )


def fused(points: list[WeightedPoints], agreement: float) -> Spread:
    return estimate(agreed(points, agreement, PRIOR), WIDTHS)


def test_agreement_narrows() -> None:
    a, b = source("a", PARIS, 0.3, 1), source("b", PARIS, 0.3, 2)
    together_ = fused([a, b], 0.5)
    assert distance_km(together_.position, PARIS) < 1
    for alone in (fused([a], 0.5), fused([b], 0.5)):
        assert together_.radius_p50_km < alone.radius_p50_km / 3
        assert together_.radius_p90_km <= alone.radius_p90_km


def test_disagreement_widens_and_keeps_both_candidates() -> None:
    a, b = source("a", PARIS, 0.95, 1), source("b", TOKYO, 0.95, 2)
    for agreement in (0.0, 0.25, 0.5, 0.75):
        both = fused([a, b], agreement)
        for place in (PARIS, TOKYO):
            candidate = min(both.candidates, key=lambda c: distance_km(c.position, place))
            assert distance_km(candidate.position, place) < 1
            assert candidate.share > 0.3
        assert both.radius_p50_km > 3 * fused([a], agreement).radius_p50_km
        assert both.radius_p90_km > fused([a], agreement).radius_p90_km


places = st.sampled_from([PARIS, TOKYO, LIMA])


@settings(max_examples=15, deadline=None)
@given(st.lists(places, min_size=2, max_size=4), st.sampled_from([0.0, 0.25, 0.75, 1.0]))
def test_removing_any_source_never_removes_the_answer(
    modes: list[LatLon], agreement: float
) -> None:
    points = [source(f"s{n}", mode, 0.7, n) for n, mode in enumerate(modes)]
    for count in range(1, len(points) + 1):
        for chosen in combinations(points, count):
            spread = fused(list(chosen), agreement)
            assert 0 < spread.radius_p50_km <= spread.radius_p90_km
            assert sum(c.share for c in spread.candidates) == pytest.approx(1)


def test_without_agreement_it_is_the_mixture() -> None:
    points = [source("a", PARIS, 0.3, 1), source("b", TOKYO, 0.3, 2, share=2.0)]
    assert agreed(points, 0.0, PRIOR) == tuple(points)
    assert agreed(points[:1], 0.7, PRIOR) == tuple(points[:1])
    silent = replace(points[1], share=0.0)
    assert agreed([points[0], silent], 0.7, PRIOR)[0] is points[0]


def test_the_order_of_sources_is_nothing() -> None:
    points = [
        replace(source("a", PARIS, 0.5, 1), bandwidths=Bandwidths((30.0,), (1.0,))),
        source("b", TOKYO, 0.4, 2, share=2.0),
        replace(source("c", LIMA, 0.4, 3), bandwidths=Bandwidths((800.0,), (1.0,))),
    ]
    one, other = fused(points, 0.5), fused(points[::-1], 0.5)
    assert one.position == other.position
    assert one.radius_p50_km == pytest.approx(other.radius_p50_km, rel=1e-6)
    assert [c.share for c in one.candidates] == pytest.approx([c.share for c in other.candidates])


class TestKernelsOfEachSource:
    NARROW, BROAD = Bandwidths((20.0,), (1.0,)), Bandwidths((900.0,), (1.0,))

    def points(self) -> list[WeightedPoints]:
        at = [np.array([value]) for value in (48.86, 2.35, 1.0)]
        there = [np.array([value]) for value in (35.68, 139.69, 1.0)]
        return [
            WeightedPoints("a", *at, share=3.0, bandwidths=self.NARROW),
            WeightedPoints("b", *there, share=1.0),
        ]

    def test_each_is_spread_by_its_own(self) -> None:
        spread = estimate(self.points(), self.BROAD)
        assert spread.position == PARIS
        # Three quarters lie at the narrow place: half is two thirds of its kernel.
        assert spread.radius_p50_km == pytest.approx(20 * np.sqrt(2 * np.log(3)), rel=0.02)
        assert [c.share for c in spread.candidates] == pytest.approx([0.75, 0.25], abs=0.01)

    def test_the_likelihood_is_that_of_the_parts(self) -> None:
        a, b = self.points()
        for place in (PARIS, TOKYO, LatLon(40.0, 130.0)):
            here = unit_vectors(place.latitude, place.longitude)[0]
            parts = (
                np.log2(0.75) + log2_density(gather([a]), self.NARROW, here),
                np.log2(0.25) + log2_density(gather([b]), self.BROAD, here),
            )
            assert log2_density(gather([a, b]), self.BROAD, here) == pytest.approx(
                np.logaddexp2(*parts)
            )


# What is fitted


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> IndexPack:
    folder = tmp_path_factory.mktemp("vectors") / "pack"
    index_samples.build(folder, index_samples.unit_vectors(600, 24, spread=3.0))
    return IndexPack.open(folder)


def heard(pack: IndexPack, knows: float, seed: int = 1) -> list[several.Heard]:
    """Photos of a rather blind index, and a second source that is right in a part of them."""
    random = np.random.default_rng(seed)
    found = []
    for seen, truth in observed(pack, 100, seed=seed, noise=0.8):
        guess = truth if random.random() < knows else LatLon(
            float(np.degrees(np.arcsin(random.uniform(-1, 1)))), float(random.uniform(-180, 180))
        )  # fmt: skip
        place = destination(guess, random.uniform(0, 360), 60.0)
        points = WeightedPoints(
            "sim", np.array([place.latitude]), np.array([place.longitude]), np.ones(1)
        )
        found.append(several.Heard((seen,), {"sim": points}, seen.truth))
    return found


def test_a_source_that_knows_more_may_claim_more(pack: IndexPack) -> None:
    weights = [
        several.fit([pack], heard(pack, knows)).sources["sim"].weight for knows in (0.05, 0.9)
    ]
    assert weights[0] < 0.5 < 1.0 < weights[1]


@pytest.fixture(scope="module")
def fitted(pack: IndexPack) -> Together:
    """The index, and a source that is right in three of five photos."""
    first = np.arange(100) < 50
    return several.fit_with_factors([pack], heard(pack, 0.6), first, [None] * 100, ())


def test_independent_sources_agree_and_blind_ones_do_not(pack: IndexPack, fitted: Together) -> None:
    assert fitted.agreement >= 0.25
    first = np.arange(60) < 30
    photos = heard(pack, 0.0, seed=3)[:60]
    blind = several.fit_with_factors([pack], photos, first, [None] * 60, ())
    assert blind.agreement == 0.0


def test_what_is_fitted_together_holds_on_other_photos(pack: IndexPack, fitted: Together) -> None:
    from img2loc_desktop.core.calibration.fitting import reach_of

    found = fitted
    factors, usual = found.whole.radius_factors, found.whole.bandwidths
    assert factors is not None and usual is not None
    held = np.zeros(2)
    for photo in heard(pack, 0.6, seed=7):
        points = agreed(several.points_of([pack], photo, found), found.agreement, PRIOR)
        reached = reach_of(points, usual, photo.truth)
        held += reached.distance_km <= np.array((reached.p50_km, reached.p90_km)) * (
            factors.p50,
            factors.p90,
        )
    assert held / 100 == pytest.approx([0.5, 0.9], abs=0.16)


def test_an_index_that_finds_nothing_for_a_half_of_the_photos_claims_nothing(
    pack: IndexPack, tmp_path: Path
) -> None:
    index_samples.build(tmp_path / "other", index_samples.unit_vectors(40, 24), name="other")
    other = IndexPack.open(tmp_path / "other")
    seen = [each for each, _ in observed(pack, 60, seed=4)]
    also = [each for each, _ in observed(other, 60, seed=5)]
    first = np.arange(60) < 30
    for silent in (first, ~first, np.ones(60, dtype=bool)):
        photos = [
            several.Heard((one, None if is_silent else two), {}, one.truth)
            for one, two, is_silent in zip(seen, also, silent, strict=True)
        ]
        found = several.fit_with_factors([pack, other], photos, first, [None] * 60, ())
        assert set(found.sources) == {pack.name, "other"}
        if silent.all():
            assert found.indexes[other.sha256] == other.index_settings
            assert found.sources["other"].weight < 0.1


# The product


class Friend:
    """A source that nobody calibrated and that is very sure."""

    stage = "asking a friend"

    def __init__(self, place: LatLon, name: str = "friend", identity: Artefact | None = None):
        self.identity = identity
        self._points = WeightedPoints(
            name, np.array([place.latitude]), np.array([place.longitude]), np.ones(1), 20.0
        )

    def testify(self, scene: Scene) -> Iterator[testimony.Testimony]:
        yield testimony.Testimony("a friend", (self._points,))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fusing")
    library = samples.shots("l", 24, ("ann", "bob", "cyd"))
    samples.build_index(folder / "index", samples.write_table(folder / "library", library))
    samples.write_table(folder / "queries", samples.shots("q", 4, ("dan",), first=500))
    return folder


def located(world: Path, *witnesses: Friend, found: Together | None = None) -> Result:
    opened = open_sources([world / "index"], prefer_gpu=False)
    if found is not None:
        opened = settled(opened, found)
    locator = Locator(opened, Gazetteer.load(), witnesses=witnesses, together=found)
    *_, result = locator.locate(world / "queries" / "q000.png")
    assert isinstance(result, Result)
    return result


def test_an_uncalibrated_source_widens_and_never_narrows(world: Path) -> None:
    alone = located(world).estimate
    for place in (alone.position, LIMA, LatLon(0.0, -150.0)):
        joint = located(world, Friend(place)).estimate
        assert joint.radius_p50_km >= alone.radius_p50_km
        assert joint.radius_p90_km >= alone.radius_p90_km
        assert joint.trust == "uncalibrated"
        for mine, both in zip(alone.areas, joint.areas, strict=True):
            cells.checked(both.cells)  # apart from one another
            assert cells.size_km2(both.cells) >= cells.size_km2(mine.cells)
            for cell in mine.cells:
                side = 180.0 / (1 << cell.level)
                middle = LatLon((cell.row + 0.5) * side - 90, (cell.column + 0.5) * side - 180)
                assert cells.holds(both.cells, middle)
    # Words know how often they are right, so they may say where it is more closely.
    words = located(world, Friend(alone.position, WORDS)).estimate
    assert words.radius_p50_km < alone.radius_p50_km


def test_the_radii_of_an_evaluation_have_the_same_bound(world: Path) -> None:
    from img2loc_desktop.core.joint import level_radii

    opened = open_sources([world / "index"], prefer_gpu=False)
    for witnesses in ((), (Friend(PARIS),)):
        events = list(
            Locator(opened, Gazetteer.load(), witnesses=witnesses).locate(
                world / "queries" / "q000.png"
            )
        )
        (evidence,) = (event for event in events if isinstance(event, Evidence))
        result = events[-1]
        assert isinstance(result, Result)
        p50, p90 = level_radii(
            evidence.points, evidence.calibration, result.estimate.position, (0.5, 0.9)
        )
        assert p50 == pytest.approx(result.estimate.radius_p50_km)
        assert p90 == pytest.approx(result.estimate.radius_p90_km)


def test_a_calibrated_friend_counts_as_it_was_fitted(world: Path) -> None:
    identity = Artefact("friend", "f" * 64)
    (opened,) = open_sources([world / "index"], prefer_gpu=False)
    bound = members([opened], [Friend(PARIS, identity=identity)])
    found = Together(
        bound,
        {opened.pack.sha256: opened.pack.index_settings},
        {"index": SourceFit(), "friend": SourceFit(2.0, Bandwidths((30.0,), (1.0,)))},
        IndexSettings(trust="calibrated", calibrated_on="9 photos"),
        agreement=0.5,
        sha256="a" * 64,
    )
    alone = located(world).estimate
    result = located(world, Friend(alone.position, identity=identity), found=found)
    estimate_ = result.estimate
    assert (estimate_.trust, estimate_.calibrated_on) == ("calibrated", "9 photos")
    assert estimate_.radius_p50_km < alone.radius_p50_km
    assert result.provenance.index[-1] == Artefact("calibration of index and friend", "a" * 64)
    # A stranger beside the calibrated ones is one again that nobody compared.
    stranger = located(world, Friend(LIMA, "stranger"), found=found).estimate
    assert stranger.trust == "uncalibrated"


class TestFile:
    FOUND = Together(
        (Artefact("a", "a" * 64), Artefact("words", "b" * 64)),
        {"a" * 64: IndexSettings()},
        {"a": SourceFit(), WORDS: SourceFit(2.5, Bandwidths((5.0, 50.0), (0.5, 0.5)))},
        IndexSettings(trust="calibrated", calibrated_on="9 photos"),
        agreement=0.25,
    )

    def test_it_comes_back_and_is_found_by_its_members(self, tmp_path: Path) -> None:
        path = tmp_path / together.file_name(self.FOUND.members)
        together.write(path, self.FOUND)
        found, problem = together.find([tmp_path / "none", tmp_path], self.FOUND.members[::-1])
        assert found is not None and not problem
        assert replace(found, sha256="") == self.FOUND
        assert together.find([tmp_path], self.FOUND.members[:1]) == (None, "")

    @pytest.mark.parametrize(
        "change",
        [
            ('"weight": 2.5', '"weight": -1'),
            ('"agreement": 0.25', '"agreement": 7'),
            ('"kind": "calibration of several sources"', '"kind": "index"'),
            (f'"schema": {together.SCHEMA}', '"schema": 9'),
            ("{", "{{"),
        ],
    )
    def test_what_cannot_be_used_is_said(self, tmp_path: Path, change: tuple[str, str]) -> None:
        path = tmp_path / together.file_name(self.FOUND.members)
        together.write(path, self.FOUND)
        path.write_text(path.read_text().replace(*change, 1))
        found, problem = together.find([tmp_path], self.FOUND.members)
        assert found is None and problem
        with pytest.raises(UserError):
            together.read(path)

    def test_an_older_one_is_still_read(self, tmp_path: Path) -> None:
        path = tmp_path / together.file_name(self.FOUND.members)
        together.write(path, self.FOUND)
        older = path.read_text().replace(f'"{WORDS}"', '"words"')
        newest = f'"schema": {together.SCHEMA}'
        older = older.replace(newest, '"schema": 1').replace('"area_levels": null,', "")
        path.write_text(older)
        found = together.read(path)
        assert replace(found, sha256="") == self.FOUND

    def test_a_file_of_others_under_this_name_is_not_used(self, tmp_path: Path) -> None:
        other = replace(self.FOUND, members=self.FOUND.members[:1])
        together.write(tmp_path / together.file_name(self.FOUND.members), other)
        found, problem = together.find([tmp_path], self.FOUND.members)
        assert found is None and "other sources" in problem
