"""From weighted points to a place: closed forms, symmetries, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator import (
    Bandwidths,
    Centres,
    RadiusFactors,
    Spread,
    estimate,
    gather,
)
from img2loc_desktop.core.estimator.density import cloud, mass_radii, nearest_shares
from img2loc_desktop.core.estimator.modes import proximity_scores
from img2loc_desktop.core.geo import (
    EARTH_RADIUS_KM,
    HALF_CIRCUMFERENCE_KM,
    Array,
    distance_km,
    distances_km,
    latitudes_longitudes,
    unit_vectors,
)
from img2loc_desktop.core.types import LatLon, WeightedPoints

Row = tuple[float, float, float]  # latitude, longitude, weight


def source(rows: Sequence[Row], name: str = "test", share: float = 1.0) -> WeightedPoints:
    latitudes, longitudes, weights = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return WeightedPoints(name, latitudes, longitudes, weights, share)


def scattered(count: int, seed: int = 0, around: LatLon | None = None) -> WeightedPoints:
    """Points all over the globe, or within some hundred kilometres; weights of all sizes."""
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, 3))
    if around is not None:
        vectors = unit_vectors(around.latitude, around.longitude) + vectors * 0.03
    latitudes, longitudes = latitudes_longitudes(vectors)
    return WeightedPoints("test", latitudes, longitudes, np.exp(2 * random.normal(size=count)))


# One point, one bandwidth: everything is known


def vmf_radius_km(width_km: float, part: float) -> float:
    """Where a von Mises-Fisher kernel holds a part of its mass, from its distribution function."""
    kappa = (EARTH_RADIUS_KM / width_km) ** 2
    drop = -math.log1p(-part * (1 - math.exp(-2 * kappa))) / kappa
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(drop / 2))


@pytest.mark.parametrize("width_km", [0.01, 1, 25, 2_500, 10_000, 20_000])
@pytest.mark.parametrize("place", [LatLon(48.8566, 2.3522), LatLon(90, 0), LatLon(-7, -180)])
def test_radii_of_a_single_kernel(width_km: float, place: LatLon) -> None:
    spread = estimate(
        [source([(place.latitude, place.longitude, 7)])], Bandwidths((width_km,), (1,))
    )
    assert spread.position == place
    assert spread.radius_p50_km == pytest.approx(vmf_radius_km(width_km, 0.5), rel=1e-4)
    assert spread.radius_p90_km == pytest.approx(vmf_radius_km(width_km, 0.9), rel=1e-4)
    assert [(c.position, c.share) for c in spread.candidates] == [(place, pytest.approx(1))]


def test_a_narrow_kernel_is_the_plane_s_normal_distribution() -> None:
    spread = estimate([source([(10, 20, 1)])], Bandwidths((10,), (1,)))
    assert spread.radius_p50_km == pytest.approx(10 * math.sqrt(2 * math.log(2)), rel=1e-3)
    assert spread.radius_p90_km == pytest.approx(10 * math.sqrt(2 * math.log(10)), rel=1e-3)


def test_shares_of_the_bandwidths() -> None:
    # Where 1 km is nothing and 5,000 km is far, p50 is the narrow kernel's p(0.5 / 0.7).
    spread = estimate([source([(10, 20, 1)])], Bandwidths((1, 3_000, 9), (7, 3, 0)))
    assert spread.radius_p50_km == pytest.approx(vmf_radius_km(1, 0.5 / 0.7), rel=0.01)
    expected = vmf_radius_km(3_000, 0.2 / 0.3)
    assert spread.radius_p90_km == pytest.approx(expected, rel=0.01)


def test_the_cloud_is_round_and_heavy_where_the_density_is() -> None:
    centres = gather([source([(60, 100, 3), (-30, -50, 1)])])
    drawn = cloud(centres, Bandwidths((500,), (1,)))
    assert drawn.weights.sum() == pytest.approx(1)
    assert np.linalg.norm(drawn.vectors, axis=1) == pytest.approx(1)
    for row, weight in enumerate(centres.weights):
        own = drawn.centres == row
        assert drawn.weights[own].sum() == pytest.approx(weight)
        offsets = drawn.vectors[own] - centres.vectors[row]
        # Of a kernel's second moment, the two tangent directions have sigma^2 each.
        moment = np.linalg.eigvalsh(offsets.T @ offsets / own.sum())
        assert moment[1:] == pytest.approx((500 / EARTH_RADIUS_KM) ** 2, rel=0.02)


# Where poles and the antimeridian lie


def test_two_points_on_both_sides_of_the_antimeridian() -> None:
    spread = estimate([source([(-17, 179.9, 1), (-17, -179.9, 1)])])
    assert distance_km(spread.position, LatLon(-17, 180)) < 11
    narrow = estimate([source([(-17, 179.9, 1), (-17, -179.9, 1)])], Bandwidths((1,), (1,)))
    assert narrow.radius_p90_km < 25


def test_points_around_a_pole_are_neighbours() -> None:
    ring = [(-89.9, longitude, 1.0) for longitude in range(-180, 180, 40)]
    spread = estimate([source(ring)], Bandwidths((1,), (1,)))
    assert spread.position.latitude == -89.9
    assert 10 < spread.radius_p50_km < spread.radius_p90_km < 25
    assert len(spread.candidates) == 1


def test_every_longitude_of_a_pole_is_one_place() -> None:
    pole = [(90, longitude, 1.0) for longitude in (-180, -1, 0, 33, 180)]
    assert estimate([source(pole)]) == estimate([source([(90, 0, 1)])])


# Symmetries. Weights come from a list of distinct powers, so that no two centres tie.

rows = st.lists(
    st.tuples(
        st.floats(-90, 90).map(lambda x: round(x, 3)),
        st.floats(-180, 179.999).map(lambda x: round(x, 3)),
        st.sampled_from([0.1, 0.3, 0.9, 2.7, 8.1]),
    ),
    min_size=1,
    max_size=12,
)
few = settings(max_examples=25)


def assert_close(a: Spread, b: Spread, relative: float = 1e-6) -> None:
    """The same answer, whichever way rounding went."""
    assert distance_km(a.position, b.position) < 1e-3
    assert a.radius_p50_km == pytest.approx(b.radius_p50_km, rel=relative)
    assert a.radius_p90_km == pytest.approx(b.radius_p90_km, rel=relative)
    assert len(a.candidates) == len(b.candidates)
    for one, other in zip(a.candidates, b.candidates, strict=True):
        assert distance_km(one.position, other.position) < 1e-3
        assert one.share == pytest.approx(other.share, abs=relative)
    assert [country.code for country in a.countries] == [c.code for c in b.countries]
    for mine, yours in zip(a.countries, b.countries, strict=True):
        assert mine.share == pytest.approx(yours.share, abs=relative)


@few
@given(rows, st.randoms())
def test_order_is_nothing(points: list[Row], random: object) -> None:
    shuffled = list(points)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert estimate([source(points)], country_of=quarters) == estimate(
        [source(shuffled)], country_of=quarters
    )


@few
@given(rows, rows, rows)
def test_order_of_sources_is_nothing(a: list[Row], b: list[Row], c: list[Row]) -> None:
    sources = [source(a, share=0.2), source(b, share=0.7), source(c, share=3)]
    assert estimate(sources) == estimate(sources[::-1])


@few
@given(rows, st.integers(0, 11))
def test_a_point_may_be_given_as_two_halves(points: list[Row], which: int) -> None:
    latitude, longitude, weight = points[which % len(points)]
    half = (latitude, longitude, weight / 2)
    split = [row for k, row in enumerate(points) if k != which % len(points)]
    assert_close(estimate([source(points)]), estimate([source([half, *split, half])]))


@few
@given(rows, st.lists(st.sampled_from([-360.0, 0.0, 360.0]), min_size=12, max_size=12))
def test_turns_of_the_globe_are_nothing(points: list[Row], turns: list[float]) -> None:
    turned = [(a, b + turn, w) for (a, b, w), turn in zip(points, turns, strict=False)]
    assert_close(estimate([source(points)]), estimate([source(turned)]))


@few
@given(rows, st.sampled_from([1e-300, 1e-9, 3.0, 1e300]))
def test_the_size_of_all_weights_is_nothing(points: list[Row], factor: float) -> None:
    scaled = [(a, b, w * factor) for a, b, w in points]
    assert_close(estimate([source(points)]), estimate([source(scaled)]))


def rotation(seed: int) -> Array:
    matrix, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return np.asarray(matrix * np.sign(np.linalg.det(matrix)), dtype=np.float64)


@few
@given(rows, st.integers(0, 1_000_000))
def test_rotating_the_globe_rotates_the_answer(points: list[Row], seed: int) -> None:
    turn = rotation(seed)
    plain = source(points)
    centres = gather([plain])
    scores = np.sort(proximity_scores(centres))
    assume(scores.size == 1 or scores[-2] < scores[-1] * 0.999)
    vectors = unit_vectors(plain.latitudes, plain.longitudes) @ turn.T
    a = estimate([plain])
    b = estimate([WeightedPoints("test", *latitudes_longitudes(vectors), plain.weights)])
    expected = unit_vectors(a.position.latitude, a.position.longitude) @ turn.T
    found = unit_vectors(b.position.latitude, b.position.longitude)
    assert np.linalg.norm(expected - found) < 1e-9
    assert a.radius_p50_km == pytest.approx(b.radius_p50_km, rel=0.01)
    assert a.radius_p90_km == pytest.approx(b.radius_p90_km, rel=0.01)
    assert a.candidates[0].share == pytest.approx(b.candidates[0].share, abs=0.01)


def test_the_same_bits_every_time() -> None:
    many = scattered(6_000)
    assert estimate([many], country_of=quarters) == estimate([many], country_of=quarters)


# The best point


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 300])
def test_scores_are_the_expected_proximity(count: int) -> None:
    centres = gather([scattered(count, seed=count, around=LatLon(12, 179))])
    scores = proximity_scores(centres)
    for row in range(0, count, max(1, count // 20)):
        here = LatLon(float(centres.latitudes[row]), float(centres.longitudes[row]))
        distance = distances_km(centres.latitudes, centres.longitudes, here)
        # The chord stands for the arc, which makes them von Mises-Fisher kernels.
        chord = 2 * EARTH_RADIUS_KM * np.sin(distance / 2 / EARTH_RADIUS_KM)
        kernels = [np.exp(-((chord / (0.7 * t)) ** 2) / 2) for t in (25, 200, 750, 2_500)]
        assert scores[row] == pytest.approx(centres.weights @ np.mean(kernels, axis=0), rel=1e-5)


def test_many_hints_at_one_place_beat_a_single_stronger_one() -> None:
    lyon = [(45.7, 4.8, 0.2), (45.8, 4.9, 0.2), (45.75, 4.85, 0.2)]
    spread = estimate([source([*lyon, (-33.9, 151.2, 0.4)])])
    assert distance_km(spread.position, LatLon(45.75, 4.85)) < 15
    assert spread.candidates[0].share == pytest.approx(0.6, abs=0.02)
    assert spread.candidates[1].position == LatLon(-33.9, 151.2)


def test_sources_count_by_their_shares_not_by_their_weights() -> None:
    a = source([(0, 0, 1e6)], "a", share=1)
    b = source([(0, 90, 1e-6), (0, 90.5, 1e-6)], "b", share=3)
    spread = estimate([a, b], Bandwidths((10,), (1,)))
    assert spread.position.longitude >= 90
    assert [c.share for c in spread.candidates] == pytest.approx([0.75, 0.25])
    alone = estimate([a, source([(0, 90, 1)], "b", share=0)])
    assert alone == estimate([a])


# Candidates


def test_candidates_are_apart_and_share_everything() -> None:
    paris, lyon, sydney = (48.86, 2.35, 4.0), (45.76, 4.84, 2.0), (-33.87, 151.21, 3.0)
    suburb = (48.9, 2.5, 1.0)
    spread = estimate([source([sydney, suburb, lyon, paris])], Bandwidths((20,), (1,)))
    places = [candidate.position for candidate in spread.candidates]
    assert places == [LatLon(*row[:2]) for row in (paris, sydney, lyon)]
    assert [c.share for c in spread.candidates] == pytest.approx([0.5, 0.3, 0.2], abs=0.001)


def test_a_slope_is_no_candidate() -> None:
    # A chain of ever weaker points, 100 km from one to the next: one hill, one summit.
    chain = [(0.0, 0.9 * step, 0.5**step) for step in range(30)]
    spread = estimate([source(chain)], Bandwidths((10,), (1,)))
    assert [c.position for c in spread.candidates] == [LatLon(0, 0)]


def test_equal_candidates_stand_by_latitude_then_longitude() -> None:
    low = -math.degrees(math.asin(1 / 3))  # a tetrahedron: each is as far from each
    places = [(90.0, 0.0), (low, 120.0), (low, 0.0), (low, -120.0)]
    for order in (places, places[::-1]):
        spread = estimate([source([(*place, 1) for place in order])], Bandwidths((1,), (1,)))
        assert spread.position == LatLon(low, -120)
        assert {c.position for c in spread.candidates} == {LatLon(*place) for place in places}
        assert [c.share for c in spread.candidates] == pytest.approx([0.25] * 4)


def test_there_are_at_most_eight_candidates() -> None:
    spread = estimate([scattered(500)], Bandwidths((50,), (1,)))
    shares = [candidate.share for candidate in spread.candidates]
    assert len(shares) == 8
    assert sum(shares) == pytest.approx(1)
    assert shares[1:] == sorted(shares[1:], reverse=True)
    assert spread.candidates[0].position == spread.position


def test_nearest_shares_follow_the_great_circle() -> None:
    centres = gather([source([(0, 170, 1), (0, -170, 2), (0, 0, 4)])])
    drawn = cloud(centres, Bandwidths((10,), (1,)))
    shares = nearest_shares(drawn, unit_vectors([0, 0, 90], [180, 20, 0]))
    assert shares == pytest.approx([3 / 7, 4 / 7, 0])


# Countries


def quarters(latitudes: Array, longitudes: Array) -> np.ndarray:
    """A globe of four countries of 90 degrees each."""
    return np.array(["AA", "BB", "CC", "DD"])[((longitudes + 180) // 90).astype(int) % 4]


def an_island(latitudes: Array, longitudes: Array) -> np.ndarray:
    """Land within half a degree of the equator and Greenwich, sea elsewhere."""
    on_land = np.hypot(latitudes, longitudes) < 0.5
    return np.where(on_land, "IS", "")


def test_a_kernel_on_a_border_is_shared() -> None:
    spread = estimate([source([(10, 90, 1)])], Bandwidths((300,), (1,)), country_of=quarters)
    assert [country.code for country in spread.countries] == ["CC", "DD"] or [
        country.code for country in spread.countries
    ] == ["DD", "CC"]
    assert [country.share for country in spread.countries] == pytest.approx([0.5, 0.5], abs=0.005)


def test_what_is_spread_over_the_sea_counts_for_the_land_it_came_from() -> None:
    island, sea = (0.0, 0.0, 3.0), (0.0, 50.0, 1.0)
    spread = estimate([source([island, sea])], Bandwidths((200,), (1,)), country_of=an_island)
    (country,) = spread.countries
    assert country.code == "IS"
    assert country.share == pytest.approx(0.75)
    assert estimate([source([sea])], Bandwidths((200,), (1,)), country_of=an_island).countries == ()


def test_countries_are_sorted_and_crumbs_left_out() -> None:
    points = [(0, -135, 0.5), (0, -45, 10), (0, 45, 20), (0, 135, 0.02)]
    spread = estimate([source(points)], Bandwidths((10,), (1,)), country_of=quarters)
    assert [country.code for country in spread.countries] == ["CC", "BB", "AA"]
    assert 0.999 < sum(country.share for country in spread.countries) < 1


def test_no_countries_without_a_map() -> None:
    assert estimate([scattered(3)]).countries == ()


def test_a_map_must_answer_for_every_position() -> None:
    with pytest.raises(ValueError, match="one code for each"):
        estimate([scattered(3)], country_of=lambda latitudes, _: quarters(latitudes, latitudes)[1:])


# Calibrated radii


def test_radius_factors_scale_each_radius() -> None:
    plain = estimate([scattered(5)], Bandwidths((300,), (1,)))
    scaled = estimate([scattered(5)], Bandwidths((300,), (1,)), RadiusFactors(0.5, 1.1))
    assert scaled.radius_p50_km == pytest.approx(0.5 * plain.radius_p50_km)
    assert scaled.radius_p90_km == pytest.approx(1.1 * plain.radius_p90_km)


def test_no_radius_exceeds_the_globe_nor_p50_p90() -> None:
    huge = estimate([scattered(5)], None, RadiusFactors(100, 100))
    assert huge.radius_p50_km == huge.radius_p90_km == HALF_CIRCUMFERENCE_KM
    crossed = estimate([source([(0, 0, 1)])], Bandwidths((10,), (1,)), RadiusFactors(5, 0.1))
    assert crossed.radius_p50_km == pytest.approx(5 * vmf_radius_km(10, 0.5), rel=1e-4)
    assert crossed.radius_p90_km == crossed.radius_p50_km


# Three million points


def unmerged(points: WeightedPoints) -> Centres:
    return gather([points], limit=points.weights.size)


@pytest.mark.parametrize("around", [None, LatLon(-17, 179), LatLon(89, 0)])
def test_merging_many_points_hardly_changes_the_density(around: LatLon | None) -> None:
    many = scattered(30_000, around=around)
    whole, merged = unmerged(many), gather([many])
    assert 2_000 < merged.weights.size <= 5_000
    assert merged.weights.sum() == pytest.approx(1)
    assert np.linalg.norm(merged.vectors, axis=1) == pytest.approx(1)
    place = merged.vectors[np.argmax(merged.weights)]
    # Drawn finely: with the usual number of points each of the 30,000 kernels would have one or
    # two, and that alone moves the radii by 2 %.
    expected, found = (
        mass_radii(cloud(centres, Bandwidths((50,), (1,)), 500_000), place, (0.1, 0.5, 0.9))
        for centres in (whole, merged)
    )
    assert found == pytest.approx(expected, rel=0.005)


def test_the_heaviest_points_stay_where_they_are() -> None:
    many = scattered(30_000)
    heaviest = np.argsort(many.weights)[-1_000:]
    merged = gather([many])
    for row in heaviest[::100]:
        vector = unit_vectors(many.latitudes[row], many.longitudes[row])
        # Within the 1.6 km cells that are the finest; here nobody else lives in them.
        assert np.linalg.norm(merged.vectors - vector, axis=1).min() < 1e-12


def test_many_points_at_few_places_stay_exact() -> None:
    few_places = scattered(50, seed=3)
    many = WeightedPoints(
        "test", *(np.repeat(a, 300) for a in (few_places.latitudes, few_places.longitudes)),
        np.repeat(few_places.weights, 300) / 300,
    )  # fmt: skip
    assert_close(estimate([few_places]), estimate([many]), relative=1e-3)


def test_order_of_many_points_is_nothing() -> None:
    many = scattered(30_000)
    shuffle = np.random.default_rng(1).permutation(many.weights.size)
    shuffled = WeightedPoints(
        "test", many.latitudes[shuffle], many.longitudes[shuffle], many.weights[shuffle]
    )
    assert_close(estimate([many]), estimate([shuffled]))


def test_equal_weights_are_merged_too() -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(20_000, 3))
    even = WeightedPoints("test", *latitudes_longitudes(vectors), np.ones(20_000))
    assert gather([even]).weights.size <= 5_000


def test_points_without_weight_are_left_out() -> None:
    assert gather([source([(1, 2, 0), (3, 4, 5), (6, 7, 0)])]).latitudes.tolist() == [3]


# What is refused


@pytest.mark.parametrize(
    "bad",
    [
        [],
        [(1, 2, 0)],
        [(1, 2, -1), (3, 4, 2)],
        [(1, 2, math.nan)],
        [(1, 2, math.inf)],
        [(math.nan, 2, 1)],
        [(1, math.nan, 1)],
        [(1, math.inf, 1)],
        [(90.001, 2, 1)],
        [(1, 541, 1)],
    ],
)
def test_values_that_are_no_evidence(bad: list[Row]) -> None:
    with pytest.raises(UserError, match='source "broken"') as error:
        estimate([source([(0, 0, 1)]), source(bad, "broken")])
    assert error.value.hint


def test_no_sources() -> None:
    with pytest.raises(ValueError, match="no sources"):
        estimate([])


@pytest.mark.parametrize("share", [0.0, -1.0, math.nan, math.inf])
def test_shares_that_do_not_add_up(share: float) -> None:
    with pytest.raises(ValueError, match="shares"):
        estimate([source([(0, 0, 1)], share=share)])


def test_arrays_that_do_not_belong_together() -> None:
    one, two = np.zeros(1), np.ones(2)
    for arrays in ((one, two, two), (two, two, one), (np.zeros((1, 1)),) * 3):
        with pytest.raises(ValueError, match="shape"):
            estimate([WeightedPoints("test", *arrays)])


@pytest.mark.parametrize(
    ("kilometres", "shares"),
    [
        ((), ()),
        ((1,), (1, 2)),
        ((0,), (1,)),
        ((20_016,), (1,)),
        ((math.nan,), (1,)),
        ((1, 2), (0, 0)),
        ((1, 2), (1, -1)),
        ((1,), (math.inf,)),
    ],
)
def test_no_mixture_of_kernels(kilometres: tuple[float, ...], shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="no mixture"):
        Bandwidths(kilometres, shares)


@pytest.mark.parametrize("factor", [0, -1, math.nan, math.inf])
def test_no_radius_factor(factor: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        RadiusFactors(p50=factor)
    with pytest.raises(ValueError, match="positive"):
        RadiusFactors(p90=factor)


def test_a_source_may_know_how_far_the_truth_is_from_its_points() -> None:
    """Own bandwidths hold for a source's own points alone, beside, on and among others'."""
    near = Bandwidths((5.0,), (1.0,))
    here = source([(48.0, 11.0, 1.0)])
    sure = replace(here, bandwidths=near)
    wide = Bandwidths((500.0,), (1.0,))
    assert estimate([sure], wide).radius_p50_km == pytest.approx(1.18 * 5, rel=0.02)
    assert estimate([here], wide).radius_p50_km == pytest.approx(1.18 * 500, rel=0.02)
    both = [replace(sure, share=3.0), here]
    assert sorted(gather(both).weights.tolist()) == pytest.approx([0.25, 0.75])
    spread = estimate(both, wide)
    assert spread.radius_p50_km < 10 and spread.radius_p90_km > 400
    assert spread == estimate(both[::-1], wide)


def test_points_of_other_bandwidths_stay_apart_where_thousands_are_merged() -> None:
    near = Bandwidths((5.0,), (1.0,))
    many = scattered(9000, seed=3)
    centres = gather([many, replace(many, bandwidths=near)], limit=2000)
    assert len(centres.weights) <= 2000
    for kind in (0, 1):
        assert centres.weights[centres.kinds == kind].sum() == pytest.approx(0.5)
