"""Calibration: what is fitted holds for photos that were not fitted to, and for its index only."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import evaluation_samples as samples
import index_samples
import numpy as np
import pytest
from lxml import html
from numpy.typing import NDArray
from test_cli import img2loc

from img2loc_desktop.core import estimator, trust, words
from img2loc_desktop.core.calibration import calibrate, fitting, observations
from img2loc_desktop.core.calibration.observations import Observation
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator import AreaLevels, Bandwidths, RadiusFactors
from img2loc_desktop.core.evaluation import queries, run, text
from img2loc_desktop.core.evidence import points_of_scan
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, destination, distance_km, unit_vectors
from img2loc_desktop.core.index import IndexPack, IndexSettings, add, calibration, inspection
from img2loc_desktop.core.index.manifest import EvidenceSettings
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.retrieval import Options
from img2loc_desktop.core.sources import open_sources
from img2loc_desktop.core.types import Estimate, LatLon, Result, WeightedPoints
from img2loc_desktop.core.views import Views

ROWS, DIMENSION = 600, 24


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> IndexPack:
    """Six hundred vectors, each at a place of its own, without any photo."""
    folder = tmp_path_factory.mktemp("vectors") / "pack"
    index_samples.build(folder, index_samples.unit_vectors(ROWS, DIMENSION, spread=3.0))
    return IndexPack.open(folder)


def observed(
    pack: IndexPack, count: int, seed: int, noise: float = 0.35, away_km: float = 80.0
) -> list[tuple[Observation, LatLon]]:
    """Photos that look like a row, more or less, and were taken around its place."""
    random = np.random.default_rng(seed)
    vectors = pack.rows.vectors.astype(np.float32)
    found = []
    for row in random.integers(0, pack.count, count):
        query: NDArray[np.float32] = vectors[row] + random.normal(0, noise, DIMENSION).astype("f4")
        scan = pack.scan(query / np.linalg.norm(query), pack.count, 1)
        home = LatLon(float(pack.latitudes[row]), float(pack.longitudes[row]))
        truth = destination(home, random.uniform(0, 360), away_km * abs(random.normal()))
        found.append((observations.observe(pack, scan, truth), truth))
    return found


@pytest.fixture(scope="module")
def fitted(pack: IndexPack) -> IndexSettings:
    seen = [each for each, _ in observed(pack, 240, seed=1)]
    return fitting.fit_with_factors(pack, seen, np.arange(240) < 120).settings


def test_radii_hold_what_they_promise_on_photos_not_fitted_to(
    pack: IndexPack, fitted: IndexSettings
) -> None:
    factors, levels = fitted.radius_factors, fitted.area_levels
    assert factors is not None and levels is not None
    held, areas = np.zeros(2), np.zeros(2)
    said: dict[str, list[bool]] = {}
    for seen, _ in observed(pack, 500, seed=2):
        found = fitting.reach(pack, fitted, seen)
        p50, p90 = found.p50_km * factors.p50, found.p90_km * factors.p90
        held += found.distance_km <= p50, found.distance_km <= p90
        areas += found.mass <= levels.p50, found.mass <= levels.p90
        estimate = Estimate(LatLon(0.0, 0.0), p50, p90, None, (), "calibrated", "")
        word = words.trust_word(estimate)
        if word != "hint":
            said.setdefault(word, []).append(found.distance_km <= words.TRUST_KM[word])
    assert held / 500 == pytest.approx([0.5, 0.9], abs=0.06)
    assert areas / 500 == pytest.approx([0.5, 0.9], abs=0.06)
    assert said  # and each word that was said is right at least half of the time
    for word, right in said.items():
        slack = 2 * math.sqrt(0.25 / len(right))
        assert np.mean(right) >= 0.5 - slack, word


@pytest.mark.parametrize(
    ("word", "away_km"),
    [("street", 0.4), ("city", 8.0), ("region", 70.0), ("country", 500.0), ("continent", 2000.0)],
)
def test_each_word_of_trust_is_right_as_often_as_promised(
    pack: IndexPack, word: str, away_km: float
) -> None:
    """Photos that lie as far from their neighbours as the word means, and others to check."""
    seen = [each for each, _ in observed(pack, 80, 1, noise=0.02, away_km=away_km)]
    settings = fitting.fit_with_factors(pack, seen, np.arange(80) < 40).settings
    assert settings.radius_factors is not None
    right = []
    for each, _ in observed(pack, 120, 2, noise=0.02, away_km=away_km):
        found = fitting.reach(pack, settings, each)
        p50 = found.p50_km * settings.radius_factors.p50
        said = Estimate(LatLon(0.0, 0.0), p50, 9e3, None, (), "calibrated", "")
        if words.trust_word(said) == word:
            right.append(found.distance_km <= words.TRUST_KM[word])
    assert len(right) > 60
    assert np.mean(right) >= 0.5 - 2 * math.sqrt(0.25 / len(right))


def test_settings_that_are_too_sure_do_not_hold(pack: IndexPack) -> None:
    """The test above would notice."""
    sure = IndexSettings(EvidenceSettings(0.05, 16), bandwidths=Bandwidths((20.0,), (1.0,)))
    found = [fitting.reach(pack, sure, seen) for seen, _ in observed(pack, 100, seed=3)]
    held = np.mean([each.distance_km <= each.p50_km for each in found])
    assert abs(held - 0.5) > 0.2


def test_the_reach_is_that_of_the_product(pack: IndexPack, fitted: IndexSettings) -> None:
    for seen, truth in observed(pack, 8, seed=5):
        found = fitting.reach(pack, fitted, seen)
        z, rows = seen.z[: fitted.evidence.neighbours], seen.rows[: fitted.evidence.neighbours]
        weights = np.exp((z - z[0]) / fitted.evidence.temperature)
        points = WeightedPoints("a", pack.latitudes[rows], pack.longitudes[rows], weights)
        spread = estimator.estimate([points], fitted.bandwidths)
        assert found.distance_km == pytest.approx(distance_km(spread.position, truth), abs=0.1)
        assert found.p50_km == pytest.approx(spread.radius_p50_km, rel=0.03)
        assert found.p90_km == pytest.approx(spread.radius_p90_km, rel=0.03)


def test_the_fit_finds_how_far_the_truth_lies(fitted: IndexSettings) -> None:
    assert fitted.bandwidths is not None
    shares = dict(zip(fitted.bandwidths.kilometres, fitted.bandwidths.shares, strict=True))
    assert shares[25.0] + shares[100.0] > 0.5
    assert sum(shares.values()) == pytest.approx(1.0)


def test_noisier_photos_make_broader_weights(pack: IndexPack) -> None:
    temperatures = [
        fitting.fit(pack, [each for each, _ in observed(pack, 120, 4, noise)]).settings
        for noise in (0.1, 1.5)
    ]
    assert temperatures[0].evidence.temperature < temperatures[1].evidence.temperature


def test_shares_of_a_mixture_are_found() -> None:
    """Distances drawn from a known mixture of kernels give its shares back."""
    random = np.random.default_rng(0)
    home = LatLon(20.0, 30.0)
    place = unit_vectors(home.latitude, home.longitude)
    rows = []
    for km in random.choice([25.0, 1200.0], size=2000, p=[0.7, 0.3]):
        away = EARTH_RADIUS_KM * math.hypot(*random.normal(0, km / EARTH_RADIUS_KM, 2))
        truth = destination(home, random.uniform(0, 360), away)
        there = unit_vectors(truth.latitude, truth.longitude)[0]
        rows.append(observations.kernel_heights(place, there)[:, 0])
    shares = observations.fit_shares(np.array(rows))
    found = dict(zip(observations.WIDTHS_KM, shares.tolist(), strict=True))
    assert found[25.0] == pytest.approx(0.7, abs=0.06)
    assert found[1200.0] == pytest.approx(0.3, abs=0.06)


def test_the_likelihood_is_the_products_own_density(pack: IndexPack) -> None:
    """What is fitted is what the estimator then spreads: the same numbers both ways."""
    from img2loc_desktop.core.estimator.density import log2_density

    ((seen, _),) = observed(pack, 1, seed=9)
    shares = np.arange(1.0, len(observations.WIDTHS_KM) + 1) / 36.0
    mixtures = observations.mixtures_of([seen], 0.7, 50, np.ones(pack.count))
    weights = np.exp((seen.z[:50] - seen.z[0]) / 0.7)
    rows = seen.rows[:50]
    points = WeightedPoints("a", pack.latitudes[rows], pack.longitudes[rows], weights)
    expected = log2_density(
        estimator.gather([points]), observations.bandwidths_of(shares), seen.truth
    )
    assert observations.log2_likelihoods(mixtures, shares)[0] == pytest.approx(expected, abs=1e-6)


class TestHalves:
    def test_no_author_is_on_both_sides(self) -> None:
        authors = [f"a{n % 11}" for n in range(200)]
        for seed in range(5):
            mask, teaching, checking = observations.halves(authors, seed)
            sides = [
                {a for a, m in zip(authors, mask, strict=True) if m == side} for side in (1, 0)
            ]
            assert not sides[0] & sides[1]
            assert (teaching, checking) == (len(sides[0]), len(sides[1]))
            assert teaching + checking == 11

    def test_the_halves_are_about_as_large(self) -> None:
        authors = ["big"] * 60 + ["large"] * 55 + [f"a{n}" for n in range(40)]
        for seed in range(5):
            mask, _, _ = observations.halves(authors, seed)
            assert 0.4 <= mask.mean() <= 0.6

    def test_without_authors_each_photo_is_its_own(self) -> None:
        mask, teaching, checking = observations.halves([None] * 101, 0)
        assert (teaching, checking) == (0, 0)
        assert mask.sum() in (50, 51)


class TestTogether:
    """What was never compared with the truth widens an estimate and never narrows it."""

    @pytest.fixture
    def narrow(self, pack: IndexPack) -> IndexPack:
        return pack.with_settings(
            IndexSettings(
                trust="calibrated",
                bandwidths=Bandwidths((1.0,), (1.0,)),
                radius_factors=RadiusFactors(0.5, 1.5),
                area_levels=AreaLevels(0.3, 0.97),
                calibrated_on="9 photos",
            )
        )

    @pytest.fixture
    def other(self, tmp_path: Path) -> IndexPack:
        """A pack of the same name with other rows."""
        index_samples.build(
            tmp_path / "pack", index_samples.unit_vectors(ROWS, DIMENSION, spread=2.0)
        )
        return IndexPack.open(tmp_path / "pack")

    def test_one_calibrated_pack_is_taken_as_it_is(self, narrow: IndexPack) -> None:
        found = trust.joint_calibration([narrow])
        assert (found.trust, found.calibrated_on) == ("calibrated", "9 photos")
        assert found.radius_factors == RadiusFactors(0.5, 1.5)
        assert found.area_levels == AreaLevels(0.3, 0.97)

    def test_a_second_source_widens(self, narrow: IndexPack) -> None:
        found = trust.joint_calibration([narrow]).with_others(0.5)
        assert (found.trust, found.calibrated_on) == ("uncalibrated", None)
        assert found.radius_factors == RadiusFactors(1.0, 1.5)
        assert found.area_levels == AreaLevels(0.5, 0.97)

    def test_a_pack_that_nobody_compared_widens(self, pack: IndexPack, narrow: IndexPack) -> None:
        usual = trust.UNCALIBRATED
        assert usual.radius_factors is not None and usual.area_levels is not None
        found = trust.joint_calibration([narrow, pack])
        assert (found.trust, found.calibrated_on) == ("uncalibrated", None)
        assert found.radius_factors == RadiusFactors(usual.radius_factors.p50, 1.5)
        assert found.area_levels == AreaLevels(usual.area_levels.p50, 0.97)
        assert found.bandwidths == trust.joint_calibration([pack]).bandwidths == usual.bandwidths

    def test_two_packs_of_one_name_are_not_taken_for_each_other(
        self, pack: IndexPack, narrow: IndexPack, other: IndexPack
    ) -> None:
        """One was compared with the truth and one was not: the radii are no smaller than its."""
        assert (other.name, other.sha256 == pack.sha256) == (pack.name, False)
        found = trust.joint_calibration([narrow, other])
        points = [
            points_of_scan(each, each.scan(each.rows.vectors[0].astype(np.float32), 64, 1))
            for each in (narrow, other)
        ]
        kept = trust.proven(points, found)
        assert kept is not None
        assert [each.sha256 for each in kept] == [pack.sha256]

    def test_a_hint_narrows_nothing_that_was_found_to_be_more(
        self, pack: IndexPack, narrow: IndexPack, other: IndexPack
    ) -> None:
        """Its radii were compared with the truth; what it says of a photo is hardly anything."""
        hint = other.with_settings(replace(narrow.index_settings, trust="hint"))
        found = trust.joint_calibration([narrow, hint])
        assert found.unproven == {hint.sha256}
        assert found.least == trust.joint_calibration([narrow])
        # Beside a pack that nobody compared it is still what is known.
        found = trust.joint_calibration([hint, pack])
        assert found.unproven == {pack.sha256}

    def test_a_calibration_without_levels_of_areas_says_so(self, narrow: IndexPack) -> None:
        older = narrow.with_settings(replace(narrow.index_settings, area_levels=None))
        found = trust.joint_calibration([older])
        assert found.warnings == (trust.AREAS_WARNING,) and found.area_levels is None
        assert trust.joint_calibration([narrow]).warnings == ()


# The whole way, with a real encoder and photos.


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calibrating")
    return samples.index_and_queries(folder, 60)


@pytest.fixture(scope="module")
def fitted_file(world: Path) -> Path:
    """A calibration of the index, not yet beside it."""
    path = world / "calibration.json"
    plan = calibrate.Plan(world / "queries" / "photos.csv", (world / "index",), path, use_gpu=False)
    calibrate.calibrate(plan, lambda *_: None)
    return path


@pytest.fixture
def calibrated(world: Path, fitted_file: Path) -> Iterator[Path]:
    """The index with its calibration, which is taken away afterwards."""
    path = world / "index" / calibration.FILE
    path.write_bytes(fitted_file.read_bytes())
    yield world / "index"
    path.unlink(missing_ok=True)


def locate(index: Path, photo: Path, options: Options | None = None) -> Result:
    from img2loc_desktop.core.gazetteer import Gazetteer

    sources = open_sources([index], prefer_gpu=False)
    *_, result = Locator(sources, Gazetteer.load(), options).locate(photo)
    assert isinstance(result, Result)
    return result


@pytest.mark.parametrize("views", ["flip", "crops"])
def test_a_calibration_does_not_speak_for_other_views(
    world: Path, calibrated: Path, views: Views
) -> None:
    result = locate(calibrated, world / "queries" / "q000.png", Options(views=views))
    assert (result.estimate.trust, result.estimate.calibrated_on) == ("uncalibrated", None)
    assert "Not calibrated" in words.how_sure(result)
    seen = {"flip": "twice", "crops": "seven times"}[views]
    assert result.estimate.method == f"index index (each photo seen {seen})"


def test_a_calibration_is_used_and_said_of_every_result(world: Path, calibrated: Path) -> None:
    result = locate(calibrated, world / "queries" / "q000.png")
    assert result.estimate.trust == "calibrated"
    assert result.estimate.calibrated_on == "30 photos of 5 photographers"
    assert "Calibrated on 30 photos of 5 photographers." in words.how_sure(result)
    names = [artefact.name for artefact in result.provenance.index]
    assert names == ["index", "index calibration"]
    assert inspection.info(calibrated).settings.trust == "calibrated"
    (calibrated / calibration.FILE).unlink()
    plain = locate(calibrated, world / "queries" / "q000.png")
    assert (plain.estimate.trust, plain.estimate.calibrated_on) == ("uncalibrated", None)
    assert "Not calibrated" in words.how_sure(plain)
    assert plain.estimate.radius_p50_km != result.estimate.radius_p50_km


def test_it_holds_for_that_index_only(world: Path, calibrated: Path, tmp_path: Path) -> None:
    more = samples.write_table(tmp_path / "more", samples.shots("m", 4, ("zoe",), first=900))
    encoder = Encoder.open(world / "encoder", prefer_gpu=False, threads=1)
    index = shutil.copytree(calibrated, tmp_path / "index")
    shutil.copytree(world / "encoder", tmp_path / "encoder")
    for _ in add(index, more, encoder):
        pass
    result = locate(index, world / "queries" / "q000.png")
    assert result.estimate.trust == "uncalibrated"
    assert any("before the index changed" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"schema": 1, "kind": "index"}',
        '{"schema": 1, "kind": "calibration", "index": {"name": "a", "sha256": 5}}',
        "{" * 5000,
    ],
)
def test_a_file_that_cannot_be_used_is_a_warning(
    world: Path, calibrated: Path, content: str
) -> None:
    (calibrated / calibration.FILE).write_text(content)
    result = locate(calibrated, world / "queries" / "q000.png")
    assert result.estimate.trust == "uncalibrated"
    assert len(result.warnings) == 1


def test_numbers_out_of_range_are_refused(calibrated: Path) -> None:
    path = calibrated / calibration.FILE
    data = json.loads(path.read_text())
    data["settings"]["radius_factors"]["p50"] = 1e9
    path.write_text(json.dumps(data))
    with pytest.raises(UserError, match="radius_factors"):
        calibration.read(path)


@pytest.mark.parametrize("taught", [5, "a", [1], ["A" * 64], ["a" * 63]])
def test_what_taught_is_a_list_of_hashes(calibrated: Path, taught: object) -> None:
    path = calibrated / calibration.FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"taught": taught}))
    with pytest.raises(UserError, match="taught"):
        calibration.read(path)


def test_an_older_calibration_is_used_and_says_that_areas_are_not_corrected(
    world: Path, calibrated: Path
) -> None:
    path = calibrated / calibration.FILE
    data = json.loads(path.read_text())
    data["schema"] = 1
    del data["settings"]["area_levels"]
    path.write_text(json.dumps(data))
    result = locate(calibrated, world / "queries" / "q000.png")
    assert result.estimate.trust == "calibrated"
    assert result.warnings == (trust.AREAS_WARNING,)


def test_a_calibration_comes_back(tmp_path: Path, fitted: IndexSettings) -> None:
    for taught in (None, frozenset(), frozenset({"c" * 64, "0" * 64})):
        written = calibration.Calibration("a", "b" * 64, fitted, taught)
        calibration.write(tmp_path / "c.json", written)
        assert calibration.read(tmp_path / "c.json") == written


def test_an_index_that_knows_nothing_is_a_hint(world: Path, tmp_path: Path) -> None:
    """The same pictures with places that were dealt out anew."""
    lines = (world / "queries" / "photos.csv").read_text().splitlines()
    rows = [line.split(",") for line in lines[1:]]
    places = [row[1:3] for row in rows]
    np.random.default_rng(0).shuffle(places)
    mixed = [",".join([row[0], *place, *row[3:]]) for row, place in zip(rows, places, strict=True)]
    (tmp_path / "mixed.csv").write_text("\n".join([lines[0], *mixed]))
    plan = calibrate.Plan(
        tmp_path / "mixed.csv",
        (world / "index",),
        tmp_path / "calibration.json",
        photos=world / "queries",
        use_gpu=False,
    )
    found = calibrate.calibrate(plan, lambda *_: None)
    assert found.settings.trust == "hint"
    assert found.gain.low is not None and found.gain.low <= 0
    (world / "index" / calibration.FILE).write_bytes((tmp_path / "calibration.json").read_bytes())
    result = locate(world / "index", world / "queries" / "q000.png")
    assert result.estimate.trust == "hint"
    assert trust.NO_GAIN_WARNING in result.warnings
    assert words.how_sure(result).count("A hint only") == 1
    (world / "index" / calibration.FILE).unlink()


def test_what_is_refused(world: Path, tmp_path: Path) -> None:
    table, index = world / "queries" / "photos.csv", world / "index"

    def refused(match: str, **changes: object) -> None:
        given = {"table": table, "indexes": (index,), "out": index, "use_gpu": False}
        plan = calibrate.Plan(**{**given, **changes})
        with pytest.raises(UserError, match=match):
            calibrate.calibrate(plan, lambda *_: None)

    refused("Only", limit=24)
    lines = table.read_text().splitlines()
    authors = lines[0].split(",").index("author")
    for number, line in enumerate(lines[1:], start=1):
        cells = line.split(",")
        cells[authors] = f"p{number % 2}"
        lines[number] = ",".join(cells)
    (tmp_path / "two.csv").write_text("\n".join(lines))
    refused("by one photographer", table=tmp_path / "two.csv", photos=table.parent)
    refused("another folder", out=tmp_path)
    (tmp_path / "precious.txt").write_text("mine")
    refused("not a file that img2loc wrote", out=tmp_path / "precious.txt")
    assert (tmp_path / "precious.txt").read_text() == "mine"
    assert not (index / calibration.FILE).exists()
    newer = f'{{"schema": {calibration.SCHEMA + 1}, "kind": "calibration", "colour": "red"}}'
    for path in (index / calibration.FILE, tmp_path / "calibration.json"):
        path.write_text(newer)
    refused("newer version")  # the one beside the index
    refused("newer version", out=tmp_path / "calibration.json")
    for path in (index / calibration.FILE, tmp_path / "calibration.json"):
        assert path.read_text() == newer
    (index / calibration.FILE).unlink()


def test_the_command_line(world: Path, tmp_path: Path) -> None:
    done = img2loc(
        "calibrate", world / "queries" / "photos.csv", "--index", world / "index",
        "--out", tmp_path / "calibration.json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Calibrated on 30 photos of 5 photographers." in done.stdout
    assert "The circles of 50 % held" in done.stdout
    assert "The smallest areas of 90 % held" in done.stdout and "Areas cut at" in done.stdout
    assert calibration.read(tmp_path / "calibration.json").settings.trust == "calibrated"


def test_photos_of_the_index_itself_are_told(world: Path, tmp_path: Path) -> None:
    """Radii that were fitted to leaks are too small for everybody else."""
    authors = tuple(f"p{n}" for n in range(12))
    table = samples.write_table(tmp_path / "own", samples.shots("o", 48, authors, first=700))
    shutil.copytree(world / "encoder", tmp_path / "encoder")
    samples.build_index(tmp_path / "index", table)
    out = tmp_path / "calibration.json"
    done = img2loc("calibrate", table, "--index", tmp_path / "index", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "In the index themselves, though never used as their own reference: 24" in done.stdout
    assert "With other photos by their author in the index: 24 photos." in done.stdout
    assert "That makes the radii too small" in done.stdout


# Measuring on the photos that a calibration was fitted to.


def evaluated(world: Path, out: Path, table: Path | None = None) -> run.Evaluation:
    plan = run.Plan(
        table=table or world / "queries" / "photos.csv",
        out=out,
        configuration=Configuration(indexes=(world / "index",), use_gpu=False),
    )
    return run.evaluate(plan, lambda *_: None)


def test_an_evaluation_names_the_photos_that_taught_the_calibration(
    world: Path, calibrated: Path, tmp_path: Path
) -> None:
    found = evaluated(world, tmp_path / "out")
    authors = [query.author for query in queries.read(world / "queries" / "photos.csv").photos]
    expected = observations.halves(authors, 0)[0].tolist()
    kinds = [[leak.kind for leak in each.leaks] for each in found.records]
    assert ["taught" in each for each in kinds] == expected
    assert found.metrics.leaks["taught"] == 30
    said = text.leak_sentences(found.metrics)
    assert "Among those that a calibration in use was fitted to: 30 photos." in said
    assert "What circles, areas and words of trust hold is flattering of those" in said[-1]
    page = html.fromstring((tmp_path / "out" / run.PAGE).read_text(encoding="utf-8"))
    assert "is flattering of those" in page.text_content()
    assert "q000.png" in {row.xpath("td")[0].text for row in page.xpath("//table//tr[td]")}
    others = samples.write_table(tmp_path / "others", samples.shots("n", 8, ("zoe",), first=2000))
    assert "taught" not in evaluated(world, tmp_path / "second", others).metrics.leaks


def test_a_calibration_that_does_not_say_who_taught_it_is_told(
    world: Path, calibrated: Path, tmp_path: Path
) -> None:
    path = calibrated / calibration.FILE
    data = json.loads(path.read_text()) | {"schema": 2}
    del data["taught"]
    path.write_text(json.dumps(data))
    found = evaluated(world, tmp_path / "out")
    assert "taught" not in found.metrics.leaks
    assert any("does not say which photos it was fitted to" in note for note in found.run["unseen"])
    path.unlink()
    plain = evaluated(world, tmp_path / "plain")  # there is nothing that was fitted
    assert not any("was fitted to" in note for note in plain.run["unseen"])


def test_evidence_settings_are_bounded_by_the_pack(fitted: IndexSettings) -> None:
    assert isinstance(fitted.evidence, EvidenceSettings)
    assert fitted.evidence.neighbours is not None and fitted.evidence.neighbours <= ROWS
