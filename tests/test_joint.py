"""Several sources at random: what contradicts widens, what is unproven narrows nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from img2loc_desktop.core import cells
from img2loc_desktop.core.calibration import fitting
from img2loc_desktop.core.estimator import AreaLevels, Bandwidths, RadiusFactors, Spread
from img2loc_desktop.core.geo import distance_km, unit_vectors
from img2loc_desktop.core.joint import level_radii, spread_of
from img2loc_desktop.core.trust import Calibration
from img2loc_desktop.core.types import Cell, LatLon, WeightedPoints

ROUNDS = 12
LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
PARIS, TOKYO, LIMA = LatLon(48.86, 2.35), LatLon(35.68, 139.69), LatLon(-12.05, -77.04)


def calibration(random: np.random.Generator) -> Calibration:
    """Kernels and corrections as a calibration may give them, also such as narrow."""
    widths = tuple(sorted(random.choice((5.0, 50.0, 300.0, 1500.0, 20_000.0), 2, replace=False)))
    half, most = sorted(random.uniform(0.2, 0.97, 2))
    return Calibration(
        "uncalibrated",
        Bandwidths(widths, tuple(random.uniform(0.1, 1.0, 2))),
        RadiusFactors(*random.uniform(0.6, 1.6, 2)),
        (),
        area_levels=AreaLevels(half, most),
    )


def points(random: np.random.Generator, name: str, share: float = 1.0) -> WeightedPoints:
    """A part of the mass around a place, sometimes all of it, the rest anywhere."""
    count = int(random.integers(1, 40))
    mode = random.uniform(-70, 70), random.uniform(-180, 180)
    near = random.random(count) < random.choice((0.2, 0.7, 1.0))
    latitudes = np.where(near, mode[0] + random.normal(0, 3, count), random.uniform(-80, 80, count))
    longitudes = np.where(
        near, mode[1] + random.normal(0, 3, count), random.uniform(-180, 180, count)
    )
    return WeightedPoints(name, latitudes, longitudes, random.exponential(1.0, count), share)


def together(own: dict[str, Calibration], random: np.random.Generator) -> Calibration:
    """Any calibration of all: what holds does not hang on it."""
    return replace(calibration(random), own=own)


def holds_all_of(joint: Spread, alone: Spread) -> bool:
    """Whether each cell is one of the joint area, or lies in one."""

    def is_in(cell: Cell, every: set[Cell]) -> bool:
        up = (Cell(cell.level - n, cell.row >> n, cell.column >> n) for n in range(cell.level + 1))
        return any(each in every for each in up)

    return all(
        all(is_in(cell, every) for every in [set(mine.cells)] for cell in other.cells)
        and cells.size_km2(mine.cells) >= cells.size_km2(other.cells) * (1 - 1e-12)
        for mine, other in zip(joint.areas, alone.areas, strict=True)
    )


def is_at_least(joint: Spread, alone: Spread) -> bool:
    return (
        joint.radius_p50_km >= alone.radius_p50_km
        and joint.radius_p90_km >= alone.radius_p90_km
        and holds_all_of(joint, alone)
    )


def apart(one: Spread, other: Spread) -> bool:
    """Neither lies where the other has half of its chance, or they are a continent apart."""
    same = max(200.0, one.radius_p50_km, other.radius_p50_km)
    return distance_km(one.position, other.position) > min(same, 2500.0)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_what_contradicts_widens_and_is_kept(count: int) -> None:
    contradictions = 0
    for seed in range(ROUNDS):
        random = np.random.default_rng((seed, count))
        said = [points(random, f"s{number}") for number in range(count)]
        own = {each.source: calibration(random) for each in said}
        joint = spread_of(said, together(own, random))
        for area in joint.areas:
            cells.checked(area.cells)
        alone = [spread_of([each], own[each.source]) for each in said]
        for one, other in combinations(alone, 2):
            if apart(one, other):
                contradictions += 1
                for each in (one, other):
                    assert is_at_least(joint, each), seed
                    nearest = min(distance_km(c.position, each.position) for c in joint.candidates)
                    assert nearest <= 100.0, seed
        assert sum(c.share for c in joint.candidates) == pytest.approx(1)
        assert joint.candidates[0].position == joint.position
    assert contradictions > ROUNDS / 2


@pytest.mark.parametrize("count", [2, 3])
def test_what_is_unproven_never_narrows(count: int) -> None:
    """Wherever it points and whatever it claims, also where it agrees."""
    for seed in range(ROUNDS):
        random = np.random.default_rng((seed, count, 1))
        said = [points(random, f"s{n}", random.choice((0.1, 1.0, 50.0))) for n in range(count)]
        own = {each.source: calibration(random) for each in said}
        proven = said[:-1]
        least = together(own, random) if count > 2 else own["s0"]
        whole = replace(together(own, random), least=least, unproven=frozenset({said[-1].source}))
        before, after = spread_of(proven, least), spread_of(said, whole)
        assert is_at_least(after, before), seed
        radii = zip(
            level_radii(said, whole, after.position, LEVELS),
            level_radii(proven, least, before.position, LEVELS),
            strict=True,
        )
        assert all(joint >= alone for joint, alone in radii), seed


def test_an_evaluation_measures_the_radii_of_the_result() -> None:
    for seed in range(ROUNDS // 3):
        random = np.random.default_rng((seed, 2))
        said = [points(random, f"s{number}", random.uniform(0.1, 3.0)) for number in range(3)]
        own = {each.source: calibration(random) for each in said}
        whole = together(own, random)
        spread = spread_of(said, whole)
        found = level_radii(said, whole, spread.position, LEVELS)
        assert found[2] == pytest.approx(spread.radius_p50_km)
        assert found[4] == pytest.approx(spread.radius_p90_km)
        assert list(found) == sorted(found)


def test_no_source_takes_the_answer_with_it() -> None:
    for seed in range(ROUNDS // 6):
        random = np.random.default_rng((seed, 3))
        said = [points(random, f"s{number}", random.uniform(0.1, 3.0)) for number in range(4)]
        own = {each.source: calibration(random) for each in said}
        for count in range(1, 5):
            for chosen in combinations(said, count):
                spread = spread_of(chosen, together(own, random))
                assert 0 < spread.radius_p50_km <= spread.radius_p90_km
                assert sum(c.share for c in spread.candidates) == pytest.approx(1)


def at(name: str, place: LatLon, share: float = 1.0) -> WeightedPoints:
    there = [np.array([value]) for value in (place.latitude, place.longitude, 1.0)]
    return WeightedPoints(name, *there, share=share)


def usual(widths: Sequence[float] = (100.0,), **parts: object) -> Calibration:
    bandwidths = Bandwidths(tuple(widths), (1.0,) * len(widths))
    return replace(Calibration("calibrated", bandwidths, None, ()), **parts)  # type: ignore[arg-type]


def test_what_agrees_may_narrow() -> None:
    """A wide source and a narrow one that lies within it."""
    own = {"wide": usual([3000.0]), "narrow": usual([50.0])}
    wide, narrow = at("wide", LatLon(50.0, 10.0)), at("narrow", PARIS, 3.0)
    joint = spread_of([wide, narrow], usual([50.0], own=own))
    alone = spread_of([wide], own["wide"])
    assert joint.radius_p50_km < alone.radius_p50_km / 5


@pytest.mark.parametrize(
    ("share", "half", "most"),
    [(0.5, False, False), (1.0, False, False), (3.0, False, True)],
)
def test_who_claims_little_is_outvoted(share: float, half: bool, most: bool) -> None:
    own = {"wide": usual([3000.0]), "narrow": usual([50.0])}
    said = [at("wide", LIMA, share), at("narrow", TOKYO, 9.0)]
    joint = spread_of(said, usual([50.0], own=own))
    alone = spread_of([said[0]], own["wide"])
    assert (joint.radius_p50_km >= alone.radius_p50_km) is half
    assert (joint.radius_p90_km >= alone.radius_p90_km) is most
    # It is still one of the places that a person is shown.
    assert min(distance_km(each.position, LIMA) for each in joint.candidates) < 1.0


def test_the_answer_of_who_is_outvoted_is_kept_among_many_places() -> None:
    """Nine tenths are spread over more places than there are candidates."""
    random = np.random.default_rng(4)
    for share in (0.2, 0.6, 1.0):
        wide = points(random, "many", 9.0)
        said = [replace(wide, latitudes=np.abs(wide.latitudes)), at("one", LIMA, share)]
        joint = spread_of(said, usual([50.0]))
        assert min(distance_km(each.position, LIMA) for each in joint.candidates) <= 100.0


def test_a_calibration_learns_from_the_radii_of_the_result() -> None:
    """Also where one is outvoted: what bounds nothing of the result bounds nothing there."""
    widths = Bandwidths((50.0,), (1.0,))
    many = WeightedPoints("many", *np.array([[-12.0, 40.0], [-77.0, -3.0], [1.0, 1.0]]), share=0.5)
    said = [many, at("narrow", TOKYO, 9.0)]
    spread = spread_of(said, Calibration("calibrated", widths, None, ()))
    reached = fitting.reach_of(said, widths, unit_vectors(35.0, 139.0)[0])
    assert reached.p50_km == pytest.approx(spread.radius_p50_km, rel=0.01)
    assert reached.p90_km == pytest.approx(spread.radius_p90_km, rel=0.01)
