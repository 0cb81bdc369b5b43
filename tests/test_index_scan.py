"""Near and far: exact, in the order of the true cosine, without the excluded, far enough apart."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
import pytest
from encoder_packs import write_pack
from hypothesis import given
from hypothesis import strategies as st
from index_samples import build, places, sha256, sources, unit_vectors

from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.geo import distances_km
from img2loc_desktop.core.index import EncoderIdentity, IndexPack, mapped, native, quantise, scan
from img2loc_desktop.core.index.thinning import thin
from img2loc_desktop.core.retrieval import IndexSource, Options, Retrieval
from img2loc_desktop.core.types import LatLon

ROWS, DIMENSION = 100_000, 48  # enough rows for the threshold from a sample of the scores


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return unit_vectors(ROWS, DIMENSION)


@pytest.fixture(scope="module")
def pack(vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> IndexPack:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMG2LOC_HOME", str(tmp_path_factory.mktemp("home")))
        return IndexPack.open(build(tmp_path_factory.mktemp("pack") / "large", vectors))


def queries(count: int) -> np.ndarray:
    return unit_vectors(count, DIMENSION, seed=99)


def small(rows: np.ndarray) -> scan.Rows:
    vectors = rows.astype(np.float16)
    quantiser = quantise.fit(vectors)
    return scan.Rows(quantiser.codes(vectors), vectors, quantiser)


def nothing() -> np.ndarray:
    return np.empty(0, dtype=np.int64)


def test_near_and_far_are_those_of_the_true_cosine(pack: IndexPack, vectors: np.ndarray) -> None:
    for query in [*queries(10), *vectors[:3]]:
        truth = vectors @ query
        found = pack.scan(query, near=16, far=16)
        assert found.exact
        nearest, farthest = np.sort(truth)[::-1][:16], np.sort(truth)[:16]
        # float16 moves a cosine by less than 1e-4: only such near ties may change places.
        np.testing.assert_allclose(truth[found.near_rows], nearest, atol=1e-4)
        np.testing.assert_allclose(truth[found.far_rows], farthest, atol=1e-4)
        np.testing.assert_allclose(found.near_scores, nearest, atol=1e-4)
        np.testing.assert_allclose(found.far_scores, farthest, atol=1e-4)
        assert (np.diff(found.near_scores) <= 0).all()
        assert (np.diff(found.far_scores) >= 0).all()


def test_mean_and_deviation_are_those_of_all_scores(pack: IndexPack, vectors: np.ndarray) -> None:
    for query in queries(5):
        truth = vectors @ query
        found = pack.scan(query, near=16, far=0)
        assert found.mean == pytest.approx(float(truth.mean()), abs=1e-4)
        assert found.std == pytest.approx(float(truth.std()), rel=1e-2)


def test_the_photo_itself_is_neither_neighbour_nor_evidence(
    pack: IndexPack, vectors: np.ndarray
) -> None:
    row = 4321
    found = pack.scan(vectors[row], near=16, far=16)
    assert found.near_rows[0] == row
    without = pack.scan(vectors[row], near=16, far=16, exclude=[sha256(row).upper()])
    assert row not in without.near_rows
    np.testing.assert_array_equal(without.near_rows[:15], found.near_rows[1:])
    np.testing.assert_array_equal(without.far_rows, found.far_rows)


def test_other_photos_of_the_case_take_no_part(pack: IndexPack, vectors: np.ndarray) -> None:
    query = queries(1)[0]
    found = pack.scan(query, near=1_000, far=1_000)
    excluded = np.concatenate((found.near_rows, found.far_rows))
    without = pack.scan(query, 50, 50, {sha256(row) for row in excluded.tolist()} | {"0" * 64})
    assert not np.isin(without.near_rows, excluded).any()
    assert len(without.near_rows) == len(without.far_rows) == 50
    truth = np.delete(vectors @ query, excluded)
    assert without.near_scores[0] == pytest.approx(truth.max(), abs=1e-4)
    assert without.far_scores[0] == pytest.approx(truth.min(), abs=1e-4)
    assert without.std == pytest.approx(float(truth.std()), rel=1e-2)


def test_all_rows_in_order_when_all_are_wanted(tmp_path: Path) -> None:
    vectors = unit_vectors(700, 16)
    pack = IndexPack.open(build(tmp_path / "pack", vectors))
    found = pack.scan(vectors[0], near=pack.count, far=5_000)
    truth = np.sort(vectors @ vectors[0])
    assert sorted(found.near_rows.tolist()) == list(range(700))
    np.testing.assert_allclose(found.near_scores, truth[::-1], atol=2e-4)
    np.testing.assert_allclose(found.far_scores, truth, atol=2e-4)


def test_a_library_of_the_query_alone_has_no_neighbours(tmp_path: Path) -> None:
    vectors = unit_vectors(1, 16)
    pack = IndexPack.open(build(tmp_path / "pack", vectors))
    assert pack.scan(vectors[0], 16, 16).near_rows.tolist() == [0]
    found = pack.scan(vectors[0], 16, 16, [sha256(0)])
    assert not len(found.near_rows) and not len(found.far_rows)
    assert (found.mean, found.std) == (0.0, 0.0)
    assert pack.neighbours(found, 16, 16, 25.0) == ((), ())


def test_equal_vectors_keep_the_order_of_their_rows() -> None:
    rows = np.repeat(unit_vectors(3, 8), 5, axis=0)
    found = scan.scan_all(small(rows), rows[0], 15, 15, nothing())
    assert found.near_rows[:5].tolist() == [0, 1, 2, 3, 4]
    assert found.far_rows[-5:].tolist() == [0, 1, 2, 3, 4]


@given(
    count=st.integers(1, 400),
    dimension=st.integers(2, 40),
    near=st.integers(0, 500),
    far=st.integers(0, 500),
    seed=st.integers(0, 1000),
    excluded=st.sets(st.integers(0, 399)),
)
def test_any_size_gives_the_best_that_are_left(
    count: int, dimension: int, near: int, far: int, seed: int, excluded: set[int]
) -> None:
    vectors = unit_vectors(count, dimension, seed)
    rows = small(vectors)
    left_out = np.array(sorted(row for row in excluded if row < count), dtype=np.int64)
    query = unit_vectors(1, dimension, seed + 1)[0]
    found = scan.scan_all(rows, query, near, far, left_out)
    kept = np.setdiff1d(np.arange(count), left_out)
    truth = np.sort(vectors[kept] @ query)
    assert len(found.near_rows) == min(near, len(kept))
    assert len(found.far_rows) == min(far, len(kept))
    assert not np.isin(np.concatenate((found.near_rows, found.far_rows)), left_out).any()
    np.testing.assert_allclose(found.near_scores, truth[::-1][:near], atol=2e-3)
    np.testing.assert_allclose(found.far_scores, truth[:far], atol=2e-3)


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=200), st.integers(0, 250))
def test_candidates_are_the_largest_scores(scores: list[float], count: int) -> None:
    array = np.array(scores, dtype=np.float32)
    rows = scan._largest(array, count)
    assert (np.diff(rows) > 0).all()
    assert sorted(array[rows]) == sorted(sorted(scores)[len(scores) - min(count, len(scores)) :])


@pytest.mark.parametrize("kind", ["spread", "ordered", "two values", "sample misses the best"])
def test_the_threshold_from_a_sample_loses_nothing(kind: str) -> None:
    total = 200_000
    scores = np.random.default_rng(5).normal(size=total).astype(np.float32)
    if kind == "ordered":
        scores = np.sort(scores)
    elif kind == "two values":
        scores = (scores > 2.5).astype(np.float32)
    elif kind == "sample misses the best":
        scores[:] = 0
        scores[:: total // scan._SAMPLE] = 1  # all that the sample sees
    rows = scan._largest(scores, 1_064)
    assert len(set(rows.tolist())) == 1_064
    np.testing.assert_array_equal(np.sort(scores[rows]), np.sort(scores)[-1_064:])


@pytest.mark.parametrize(
    "query", [np.full(DIMENSION, np.nan), np.zeros(DIMENSION), np.ones(3), np.ones(DIMENSION)]
)
def test_a_query_that_is_no_unit_vector_is_refused(pack: IndexPack, query: np.ndarray) -> None:
    with pytest.raises(ValueError, match="unit vector"):
        pack.scan(query, 16, 16)


def test_codes_use_the_levels_and_restore_the_values() -> None:
    vectors = unit_vectors(5_000, 64).astype(np.float16)
    quantiser = quantise.fit(vectors)
    codes = quantiser.codes(vectors)
    assert np.abs(codes.astype(int)).max() == 127
    error = np.abs(codes / quantiser.scale + quantiser.mean - vectors.astype(np.float32))
    assert error.max() <= 0.51 / quantiser.scale


def test_a_freak_does_not_take_the_levels_from_the_others() -> None:
    vectors = unit_vectors(5_000, 256)
    usual = quantise.fit(vectors.astype(np.float16)).scale
    vectors[17] = np.eye(256)[3]
    assert quantise.fit(vectors.astype(np.float16)).scale > 0.3 * usual


def test_the_far_are_found_where_some_values_vary_most(tmp_path: Path) -> None:
    """As in features reduced to principal components: clipping spoils the ends of the first."""
    random = np.random.default_rng(3)
    vectors = random.normal(size=(20_000, 128)) / np.arange(1, 129) ** 0.5
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    pack = IndexPack.open(build(tmp_path / "pack", vectors, sources=None))
    stored = pack.rows.vectors.astype(np.float32)
    stored /= np.linalg.norm(stored, axis=1, keepdims=True)
    for query in vectors[:50]:
        order = np.argsort(stored @ query)
        found = pack.scan(query, 16, 16)
        assert set(found.far_rows) == set(order[:16])
        assert set(found.near_rows) == set(order[-16:])


def test_rows_that_are_all_alike_can_be_quantised() -> None:
    vectors = np.repeat(unit_vectors(1, 8), 10, axis=0).astype(np.float16)
    quantiser = quantise.fit(vectors)
    assert np.isfinite(quantiser.scale)
    assert np.abs(quantiser.codes(vectors)).max() <= 1


@pytest.mark.parametrize("count", [1, 62_499, 62_500, 62_501, 125_001, 200_001])
def test_products_are_exact_in_every_block(count: int) -> None:
    random = np.random.default_rng(count)
    codes = random.integers(-127, 128, (count, 12), dtype=np.int8)
    query = random.integers(-127, 128, 12, dtype=np.int8)
    expected = codes.astype(np.int64) @ query.astype(np.int64)
    np.testing.assert_array_equal(native.dot_products(codes, query), expected)


def test_rows_on_the_disk_are_asked_for_at_once(tmp_path: Path) -> None:
    asked = []

    class Mapping(mmap.mmap):
        def madvise(self, option: int, start: int = 0, length: int | None = None) -> None:
            asked.append((start, length))
            super().madvise(option, start, length)

    rows = unit_vectors(200, 768).astype(np.float16)
    np.save(tmp_path / "rows.npy", rows)
    with (tmp_path / "rows.npy").open("rb") as file:
        mapping = Mapping(file.fileno(), 0, access=mmap.ACCESS_READ)
    header = len(mapping) - rows.nbytes
    array = np.ndarray(rows.shape, np.float16, mapping, header)  # as numpy.memmap is made
    wanted = np.array([0, 7, 199])
    mapped.will_need(array, wanted)
    mapped.will_need(rows, wanted)  # in memory already: nothing happens
    assert len(asked) == len(wanted)
    for row, (start, length) in zip(wanted, asked, strict=True):
        first = header + row * array.strides[0]
        assert start % mmap.PAGESIZE == 0 and start <= first
        assert start + length == first + array.strides[0] <= len(mapping)


class TestGraph:
    """The graph answers where only the near is asked of a pack that has one."""

    @pytest.fixture
    def rows(self) -> np.ndarray:
        return unit_vectors(3_000, 32, seed=3)

    @pytest.fixture
    def pack(self, rows: np.ndarray, tmp_path: Path) -> IndexPack:
        return IndexPack.open(build(tmp_path / "pack", rows, graph_from_rows=3_000))

    def test_a_large_pack_has_one_and_a_smaller_one_has_none(
        self, rows: np.ndarray, pack: IndexPack, tmp_path: Path
    ) -> None:
        assert pack.graph is not None
        smaller = IndexPack.open(build(tmp_path / "smaller", rows[1:], graph_from_rows=3_000))
        assert smaller.graph is None
        assert smaller.scan(rows[0], 16, 0).exact

    def test_it_answers_when_only_the_near_is_asked(
        self, rows: np.ndarray, pack: IndexPack
    ) -> None:
        assert not pack.scan(rows[0], near=16, far=0).exact
        assert pack.scan(rows[0], near=16, far=1).exact
        assert pack.scan(rows[0], near=16, far=0, exact=True).exact

    def test_a_pass_answers_when_a_good_part_of_the_rows_is_asked(
        self, rows: np.ndarray, pack: IndexPack
    ) -> None:
        assert not pack.scan(rows[0], near=750, far=0).exact
        assert pack.scan(rows[0], near=751, far=0).exact

    @pytest.mark.parametrize(("far", "shown"), [(None, 5), (0, 0), (2, 2)])
    def test_a_run_without_far_neighbours_goes_through_it(
        self, tmp_path: Path, far: int | None, shown: int
    ) -> None:
        encoder = Encoder.open(write_pack(tmp_path / "encoder"), prefer_gpu=False)
        rows = unit_vectors(3_000, encoder.outputs["image"], seed=5)
        made_by = EncoderIdentity(encoder.name, encoder.sha256, "image", encoder.preprocessing)
        folder = build(tmp_path / "pack", rows, graph_from_rows=1, encoder=made_by)
        source = IndexSource(encoder, IndexPack.open(folder))
        options = Options(neighbours=5, apart_km=0, far=far)
        found = Retrieval([source], options).search({(encoder.sha256, "image"): rows[7]}, ())
        assert found.scans[0].exact == (far != 0)
        assert len(found.near) == 5 and len(found.far) == shown
        assert found.near[0].similarity == pytest.approx(1.0, abs=1e-3)
        assert found.points

    def test_it_finds_nearly_all_with_true_cosines(self, rows: np.ndarray, pack: IndexPack) -> None:
        hits = 0
        for query in unit_vectors(40, 32, seed=4):
            truth = rows @ query
            found = pack.scan(query, near=16, far=0)
            hits += len(set(found.near_rows.tolist()) & set(np.argsort(-truth)[:16].tolist()))
            np.testing.assert_allclose(found.near_scores, truth[found.near_rows], atol=2e-4)
            assert not len(found.far_rows)
            assert found.mean == pytest.approx(float(truth.mean()), abs=5e-3)
            assert found.std == pytest.approx(float(truth.std()), rel=5e-2)
        assert hits / (40 * 16) >= 0.95

    def test_the_excluded_take_no_part(self, rows: np.ndarray, pack: IndexPack) -> None:
        best = pack.scan(rows[7], near=100, far=0).near_rows
        hashes = [sha256(row) for row in best.tolist()]
        found = pack.scan(rows[7], near=16, far=0, exclude=hashes)
        assert len(found.near_rows) == 16
        assert not np.isin(found.near_rows, best).any()

    def test_the_same_rows_give_the_same_graph(self, rows: np.ndarray, tmp_path: Path) -> None:
        codes = small(rows[:2_000]).codes
        for name in "ab":
            assert list(native.build_graph(codes, tmp_path / name)) == [2_000]
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


class TestNeighbours:
    """What is shown: the best first, and not all of one street corner."""

    def test_they_are_apart_and_the_best_come_first(self, pack: IndexPack) -> None:
        found = pack.scan(queries(1)[0], near=500, far=500)
        for shown in pack.neighbours(found, 16, 12, 800.0):
            assert [item.rank for item in shown] == list(range(1, len(shown) + 1))
            for number, item in enumerate(shown):
                others = [other.position for other in shown if other is not item]
                latitudes = [other.latitude for other in others]
                longitudes = [other.longitude for other in others]
                assert distances_km(latitudes, longitudes, item.position).min() >= 800.0
                assert item.index == "sample"
                assert number == 0 or abs(item.similarity) <= 1.0
        near, far = pack.neighbours(found, 16, 12, 0.0)
        assert len(near) == 16 and len(far) == 12
        np.testing.assert_allclose([item.similarity for item in near], found.near_scores[:16])
        np.testing.assert_allclose([item.similarity for item in far], found.far_scores[:12])

    def test_they_come_with_place_and_source(self, pack: IndexPack) -> None:
        found = pack.scan(queries(1)[0], near=500, far=0)
        (first, *_), _ = pack.neighbours(found, 16, 16, 25.0)
        row = int(found.near_rows[0])
        latitudes, longitudes = places(ROWS)
        assert first.position == LatLon(latitudes[row], longitudes[row])
        assert first.source == sources(row + 1)[row]
        assert pack.source(row) == first.source

    def test_similar_ones_at_one_corner_are_one(self) -> None:
        latitudes = np.array([10.0] * 40 + [20.0] * 5 + [10.0])
        longitudes = np.array([179.999] * 20 + [-179.999] * 20 + [5.0] * 5 + [100.0])
        assert thin(latitudes, longitudes, 16, 25.0).tolist() == [0, 40, 45]

    def test_the_list_is_not_filled_up(self) -> None:
        latitudes, longitudes = np.zeros(17), np.zeros(17)
        assert thin(latitudes, longitudes, 16, 25.0).tolist() == [0]

    def test_a_tiny_library_is_shown_as_it_is(self) -> None:
        assert thin(np.zeros(16), np.zeros(16), 16, 25.0).tolist() == list(range(16))
        assert thin(np.zeros(0), np.zeros(0), 16, 25.0).tolist() == []

    def test_no_distance_means_no_thinning(self) -> None:
        assert thin(np.zeros(40), np.zeros(40), 16, 0.0).tolist() == list(range(16))

    @given(st.integers(0, 60), st.integers(1, 20), st.floats(1, 5000), st.integers(0, 99))
    def test_whatever_is_left_out_lies_near_a_better_one(
        self, count: int, wanted: int, apart: float, seed: int
    ) -> None:
        latitudes, longitudes = places(count, seed)
        taken = thin(latitudes, longitudes, wanted, apart).tolist()
        assert taken == sorted(taken) and len(taken) <= wanted
        if len(taken) < min(wanted, count):
            for point in set(range(count)) - set(taken):
                origin = LatLon(latitudes[point], longitudes[point])
                better = [other for other in taken if other < point]
                assert distances_km(latitudes[better], longitudes[better], origin).min() < apart
