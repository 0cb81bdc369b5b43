"""Evaluation: what is measured, how sure it is, and that nothing of it can be fooled easily."""

from __future__ import annotations

import csv
import json
import math
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import evaluation_samples as samples
import numpy as np
import pytest
from evaluation_samples import LIMA, PARIS, SYDNEY, TOKYO, Shot
from lxml import html
from test_cli import img2loc

from img2loc_desktop.core import words
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator import Bandwidths, Centres, gather
from img2loc_desktop.core.estimator.density import cloud, log2_density
from img2loc_desktop.core.evaluation import queries, run
from img2loc_desktop.core.evaluation.bootstrap import Figure, Resampling
from img2loc_desktop.core.evaluation.compare import compare
from img2loc_desktop.core.evaluation.continents import continent
from img2loc_desktop.core.evaluation.copies import CopyTest
from img2loc_desktop.core.evaluation.files import read_metrics, write_metrics
from img2loc_desktop.core.evaluation.journal import Journal
from img2loc_desktop.core.evaluation.measure import LeakOptions, form
from img2loc_desktop.core.evaluation.metrics import Coverage, summarise
from img2loc_desktop.core.evaluation.records import LEVELS, HeldArea, Record
from img2loc_desktop.core.evaluation.run import Told
from img2loc_desktop.core.evaluation.text import (
    area_sentence,
    coverage_sentence,
    differences,
    interval,
    summary,
)
from img2loc_desktop.core.evaluation.yardsticks import (
    ALL,
    COUNTRY,
    DENSITY,
    MEAN,
    NEAREST,
    OURS,
    RULE,
)
from img2loc_desktop.core.files import sha256_of
from img2loc_desktop.core.geo import HALF_CIRCUMFERENCE_KM, destination, distance_km, unit_vectors
from img2loc_desktop.core.index import IndexPack, build_from_arrays
from img2loc_desktop.core.index import sources as source_file
from img2loc_desktop.core.types import LatLon, WeightedPoints
from img2loc_desktop.core.vlm import VlmSettings

CENTRE = LatLon(48.0, 10.0)


def record(number: int, error_km: float | None, **changes: object) -> Record:
    """A photo in Germany that was placed ``error_km`` to the east of its place."""
    guess = None if error_km is None else destination(CENTRE, 90.0, error_km)
    usual = Record(
        identifier=f"{number}.jpg",
        path=f"/photos/{number}.jpg",
        position=CENTRE,
        country="DE",
        continent="Europe",
        method=None if guess is None else "index a",
        radius_p50_km=None if guess is None else 500.0,
        radius_p90_km=None if guess is None else 2000.0,
        radii_km=() if guess is None else tuple(1000.0 * level for level in LEVELS),
        areas=() if guess is None else (HeldArea(0.5, 1e6, error_km < 400),),
        bits=None if guess is None else 2.0,
        guesses=None if guess is None else dict.fromkeys((OURS, *ALL), guess),
        countries=None if guess is None else dict.fromkeys((OURS, *ALL), "DE"),
    )
    return replace(usual, **changes)


class TestQueries:
    @pytest.mark.parametrize(
        "header",
        ["file,latitude,longitude", "IMG_ID,LAT,LON", "id,lat,lng", "filename;Latitude;Longitude"],
    )
    def test_columns_of_people_and_of_benchmarks(self, tmp_path: Path, header: str) -> None:
        line = "a.jpg,1.5,-2" if "," in header else "a.jpg;1,5;-2"
        (tmp_path / "q.csv").write_text(f"{header}\n{line}\n")
        (query,) = queries.read(tmp_path / "q.csv").photos
        assert (query.path, query.position) == (tmp_path / "a.jpg", LatLon(1.5, -2.0))

    def test_im2gps_gives_the_likeliest_scene(self, tmp_path: Path) -> None:
        (tmp_path / "q.csv").write_text(
            "IMG_ID,AUTHOR,LAT,LON,S3_Label,Prob_indoor,Prob_natural,Prob_urban\n"
            "1_2_3@N00.jpg,3@N00,10,20,2,0.1,0.2,0.7\n"
        )
        (query,) = queries.read(tmp_path / "q.csv").photos
        assert (query.author, query.scene) == ("3@N00", "urban")

    def test_osv_names_have_no_suffix_and_lie_in_folders(self, tmp_path: Path) -> None:
        (tmp_path / "images" / "07").mkdir(parents=True)
        (tmp_path / "images" / "07" / "123.jpg").touch()
        (tmp_path / "test.csv").write_text("id,latitude,longitude,country\n123,1,2,fr\n456,3,4,\n")
        first, second = queries.read(tmp_path / "test.csv").photos
        assert (first.path, first.country) == (tmp_path / "images" / "07" / "123.jpg", "FR")
        assert (second.path.exists(), second.country) == (False, None)

    def test_photos_may_lie_elsewhere(self, tmp_path: Path) -> None:
        (tmp_path / "q.csv").write_text("file,latitude,longitude\na.jpg,1,2\n")
        with pytest.raises(UserError, match="There is no folder"):
            queries.read(tmp_path / "q.csv", tmp_path / "photos")
        (tmp_path / "photos").mkdir()
        (query,) = queries.read(tmp_path / "q.csv", tmp_path / "photos").photos
        assert query.path == tmp_path / "photos" / "a.jpg"

    def test_of_several_names_the_plain_one_counts(self, tmp_path: Path) -> None:
        (tmp_path / "q.csv").write_text(
            "id,filename,lat,latitude,longitude,user_name,owner\n7,a.jpg,9,1.5,-2,x,ann\n"
        )
        (query,) = queries.read(tmp_path / "q.csv").photos
        assert (query.identifier, query.position.latitude, query.author) == ("a.jpg", 1.5, "ann")
        (tmp_path / "q.csv").write_text("file,latitude,latitude,longitude\na.jpg,1,2,3\n")
        with pytest.raises(UserError, match="each once"):
            queries.read(tmp_path / "q.csv")

    def test_a_table_of_windows_names_folders_by_backslashes(self, tmp_path: Path) -> None:
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos" / "a.jpg").touch()
        (tmp_path / "q.csv").write_text("file,latitude,longitude\nphotos\\a.jpg,1,2\n")
        (query,) = queries.read(tmp_path / "q.csv").photos
        assert query.path == tmp_path / "photos" / "a.jpg"

    def test_swapped_columns_are_suspected(self, tmp_path: Path) -> None:
        (tmp_path / "q.csv").write_text("file,latitude,longitude\na.jpg,139.7,35.7\nb.jpg,1,2\n")
        (problem,) = queries.read(tmp_path / "q.csv").problems
        assert "swapped" in problem
        (tmp_path / "q.csv").write_text("file,latitude,longitude\na.jpg,91,135.7\nb.jpg,1,2\n")
        (problem,) = queries.read(tmp_path / "q.csv").problems
        assert "swapped" not in problem

    @pytest.mark.parametrize(
        ("name", "hint"), [("metrics.json", "--compare"), ("photo.jpg", "img2loc locate")]
    )
    def test_what_is_no_table_gets_a_hint_of_its_own(
        self, tmp_path: Path, name: str, hint: str
    ) -> None:
        (tmp_path / name).write_text("{}")
        with pytest.raises(UserError) as refused:
            queries.read(tmp_path / name)
        assert name in refused.value.message and hint in refused.value.hint

    def test_bad_lines_are_told_and_left_out(self, tmp_path: Path) -> None:
        (tmp_path / "q.csv").write_text(
            "file,latitude,longitude\na.jpg,91,0\nb.jpg,1,x\nc.jpg,1,2\nc.jpg,1,2\n,1,2\nd.jpg,0,0\n"
        )
        read = queries.read(tmp_path / "q.csv")
        assert [query.identifier for query in read.photos] == ["c.jpg"]
        assert [problem.partition(":")[0] for problem in read.problems] == [
            f"Line {line}" for line in (2, 3, 5, 6, 7)
        ]

    @pytest.mark.parametrize("content", ["", "file,latitude\na,1\n", "file,latitude,longitude\n"])
    def test_a_table_without_photos_is_refused(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "q.csv").write_text(content)
        with pytest.raises(UserError):
            queries.read(tmp_path / "q.csv")

    def test_a_sample_is_the_seeds_and_keeps_the_order(self) -> None:
        every = [queries.Query(Path(str(n)), str(n), CENTRE) for n in range(100)]
        first = queries.sample(every, 10, seed=1)
        assert first == queries.sample(every, 10, seed=1) != queries.sample(every, 10, seed=2)
        assert [int(q.identifier) for q in first] == sorted(int(q.identifier) for q in first)
        assert queries.sample(every, None, 0) == queries.sample(every, 200, 0) == tuple(every)


class TestFigures:
    def test_each_measure_by_hand(self) -> None:
        errors = [0.5, 20.0, 150.0, 600.0, 2000.0, 9000.0, None]
        ours = summarise([record(n, error) for n, error in enumerate(errors)]).ours
        shares = [figure.value for figure in ours.within.values()]
        assert shares == pytest.approx([1 / 7, 2 / 7, 3 / 7, 4 / 7, 5 / 7])
        assert ours.median_km.value == pytest.approx(600.0)
        known = [error for error in errors if error is not None]
        assert ours.mean_km.value == pytest.approx((sum(known) + HALF_CIRCUMFERENCE_KM) / 7)
        points = sum(5000 * math.exp(-error / 1492.7) for error in known) / 7
        assert ours.geoscore.value == pytest.approx(points, abs=0.01)
        assert ours.country.value == pytest.approx(6 / 7)

    def test_a_photo_without_an_answer_is_a_miss(self) -> None:
        found = summarise([record(0, 10.0), record(1, None, message="Broken.")])
        assert (found.photos, found.unanswered) == (2, 1)
        assert found.ours.within["25"].value == 0.5
        assert found.ours.country.value == 0.5
        assert found.worst[0].identifier == "1.jpg"

    def test_photos_at_sea_have_no_right_country(self) -> None:
        assert summarise([record(0, 1.0), record(1, 1.0, country="")]).ours.country.value == 1.0

    def test_groups_and_the_worst(self) -> None:
        found = summarise(
            [record(n, 100.0 * n, scene="urban" if n % 3 else "indoor") for n in range(30)]
        )
        assert {name: part.photos for name, part in found.scenes.items()} == {
            "urban": 20,
            "indoor": 10,
        }
        assert found.scenes["indoor"].mean_km.value == pytest.approx(1350.0)
        assert found.continents["Europe"].photos == found.methods["index a"].photos == 30
        assert [worst.identifier for worst in found.worst] == [f"{n}.jpg" for n in range(29, 9, -1)]

    def test_coverage_reliability_and_trust(self) -> None:
        found = summarise(
            [record(n, 100.0 * n - 1, word="country") for n in range(1, 11)] + [record(99, None)]
        )
        half, most = found.coverage
        assert (half.promised, half.held.value, half.photos) == (0.5, 0.5, 10)
        assert (most.held.value, most.radius_km.value) == (1.0, 2000.0)
        assert [level.held.value for level in found.reliability] == pytest.approx(LEVELS)
        assert (found.areas[0].held.value, found.areas[0].photos) == (0.4, 10)
        assert found.areas[0].radius_km.value == pytest.approx(math.sqrt(1e6 / math.pi))
        assert found.areas[1].photos == 0
        (rate,) = found.trust
        assert (rate.word, rate.photos, rate.held.value) == ("country", 10, 0.7)

    def test_yardsticks_are_compared_on_the_same_draws(self) -> None:
        far = destination(CENTRE, 0.0, 5000.0)
        records = [
            replace(each, guesses={**each.guesses, NEAREST: far} if each.guesses else None)
            for each in (record(n, 10.0 * n) for n in range(20))
        ]
        by_name = {each.name: each for each in summarise(records).yardsticks}
        assert tuple(by_name) == ALL
        assert by_name[DENSITY].difference.mean_km.value == 0.0
        assert by_name[DENSITY].difference.mean_km.high == 0.0
        difference = by_name[NEAREST].difference.mean_km
        assert difference.high is not None and difference.high < -4000
        assert by_name[NEAREST].difference.within["25"].value == pytest.approx(3 / 20)


class TestBootstrap:
    def test_the_interval_of_a_mean_is_that_of_the_theory(self) -> None:
        values = np.random.default_rng(0).normal(10.0, 2.0, 400)
        figure = Resampling([str(n) for n in range(400)]).mean(values).figure()
        assert figure.value == pytest.approx(values.mean())
        assert figure.low == pytest.approx(figure.value - 1.96 * 0.1, abs=0.02)
        assert figure.high == pytest.approx(figure.value + 1.96 * 0.1, abs=0.02)

    def test_photos_of_one_author_are_drawn_together(self) -> None:
        values = np.repeat([0.0, 1.0, 0.0, 1.0], 100)
        alone = Resampling([str(n) for n in range(400)]).mean(values).figure()
        together = Resampling([str(n // 100) for n in range(400)]).mean(values).figure()
        assert alone.value == together.value == 0.5
        assert together.low is not None and alone.low is not None
        assert together.low < 0.1 < 0.4 < alone.low

    def test_an_interval_holds_the_truth_about_as_often_as_it_says(self) -> None:
        random = np.random.default_rng(1)
        groups = [str(n // 5) for n in range(150)]
        held = 0
        for trial in range(200):
            values = np.repeat(random.normal(size=30), 5) + random.normal(size=150)
            figure = Resampling(groups, trial, draws=300).mean(values).figure()
            assert figure.low is not None and figure.high is not None
            held += figure.low <= 0.0 <= figure.high
        assert 0.88 <= held / 200 <= 0.99

    def test_the_median_of_few_is_the_one_between(self) -> None:
        drawn = Resampling(["a", "b"]).median(np.array([10.0, 20.0]))
        assert drawn.value == 15.0
        assert set(drawn.others.tolist()) == {10.0, 15.0, 20.0}

    @pytest.mark.parametrize("authors", [2, 10, 37])
    def test_none_and_all_are_not_certain(self, authors: int) -> None:
        """Clopper and Pearson's limits leave 2.5 % to what was seen, from either side."""
        groups = [str(n % authors) for n in range(5 * authors)]
        draws = Resampling(groups)
        none, every = draws.share(np.zeros(len(groups))), draws.share(np.ones(len(groups)))
        low, high = none.figure().low, none.figure().high
        assert (none.figure().value, low) == (0.0, 0.0)
        assert high is not None and (1 - high) ** authors == pytest.approx(0.025)
        assert every.figure().low == pytest.approx(1 - high) and every.figure().high == 1.0
        same, apart = (none - none).figure(), (every - none).figure()
        assert (same.low, same.value, same.high) == pytest.approx((-high, 0.0, high))
        assert (apart.low, apart.high) == pytest.approx((1 - high, 1.0))
        mixed = draws.share(np.arange(len(groups)) < len(groups) / 2).figure()
        assert mixed == draws.mean(np.arange(len(groups)) < len(groups) / 2).figure()

    def test_a_distance_that_is_always_the_same_is_no_share(self) -> None:
        figure = Resampling(["a", "b"]).mean(np.zeros(2)).figure()
        assert (figure.low, figure.high) == (0.0, 0.0)

    def test_nothing_is_no_figure(self) -> None:
        figure = Resampling(["a"]).mean(np.array([np.nan])).figure()
        assert (figure.value, figure.low, figure.high) == (None, None, None)


def test_the_density_in_bits_is_that_of_the_cloud() -> None:
    """Counting a cloud's points in a small cap gives the density at its middle."""
    points = WeightedPoints(
        "a", np.array([10.0, -40.0]), np.array([5.0, 100.0]), np.array([3.0, 1])
    )
    centres, widths = gather([points]), Bandwidths((300.0, 3000.0), (0.5, 0.5))
    drawn = cloud(centres, widths, 2_000_000)
    for latitude, longitude in ((10.0, 5.0), (12.0, 8.0), (-30.0, 90.0)):
        place = unit_vectors(latitude, longitude)[0]
        height = 1e-4
        mass = drawn.weights[drawn.vectors @ place > 1 - height].sum()
        expected = math.log2(mass / (2 * math.pi * height))
        assert log2_density(centres, widths, place) == pytest.approx(expected, abs=0.1)


def test_the_density_sums_to_one() -> None:
    centres: Centres = gather([WeightedPoints("a", np.array([0.0]), np.array([0.0]), np.ones(1))])
    away = np.linspace(0.0, 180.0, 2001)
    for km in (500.0, 20_000.0):
        width = Bandwidths((km,), (1.0,))
        density = [2 ** log2_density(centres, width, p) for p in unit_vectors(0 * away, away)]
        rings = 2 * math.pi * np.sin(np.radians(away)) * density
        assert np.trapezoid(rings, np.radians(away)) == pytest.approx(1.0, abs=1e-3)


def test_continents_know_every_country_of_the_gazetteer() -> None:
    from img2loc_desktop.core.gazetteer.store import File, Places

    assert {code for code in Places(File()).countries if continent(code) == "unknown"} == set()
    assert (continent("FR"), continent("US"), continent("")) == (
        "Europe",
        "North America",
        "at sea",
    )


TEST = CopyTest(0.8, 0.9, found=(("saved again", 7),), tried=8)


class TestJournal:
    """What was measured so far; the photos are files in a folder."""

    @pytest.fixture
    def photos(self, tmp_path: Path) -> dict[str, Path]:
        found = {f"{number}.jpg": tmp_path / f"{number}.jpg" for number in (1, 2)}
        for name, path in found.items():
            path.write_bytes(name.encode())
        return found

    @staticmethod
    def opened(photos: dict[str, Path], run: dict[str, object] | None = None) -> Journal[Record]:
        folder = photos["1.jpg"].parent
        return Journal(folder / "r", run or {}, photos, form("Begin again."), lambda: (TEST,))

    def filled(self, photos: dict[str, Path]) -> Journal[Record]:
        journal = self.opened(photos)
        for number, name in enumerate(photos, start=1):
            one = record(number, 12.5, author="Åsa", sha256=sha256_of(photos[name]))
            journal.add(name, lambda one=one: one)  # type: ignore[misc]
        return journal

    def test_records_and_tests_of_copies_come_back(self, photos: dict[str, Path]) -> None:
        before = self.filled(photos)
        again = Journal(
            photos["1.jpg"].parent / "r", {}, photos, form(""), lambda: pytest.fail("measured")
        )
        assert again.entries == before.entries and len(again.entries) == 2
        assert again.tests == (TEST,)

    @pytest.mark.parametrize("cut", [1, 40, 200])
    def test_a_line_that_was_cut_short_is_measured_again(
        self, photos: dict[str, Path], cut: int
    ) -> None:
        path = photos["1.jpg"].parent / "r"
        self.filled(photos)
        path.write_bytes(path.read_bytes()[:-cut])
        again = self.opened(photos)
        assert list(again.entries) == ["1.jpg"]
        again.add("2.jpg", lambda: record(2, 2.0, sha256=sha256_of(photos["2.jpg"])))
        assert list(self.opened(photos).entries) == ["1.jpg", "2.jpg"]

    def test_a_photo_that_is_another_file_now_is_measured_again(
        self, photos: dict[str, Path]
    ) -> None:
        """Also one of the same size with the old date: its content tells."""
        self.filled(photos)
        before = photos["1.jpg"].stat()
        photos["1.jpg"].write_bytes(b"9.jpg")
        os.utime(photos["1.jpg"], ns=(before.st_atime_ns, before.st_mtime_ns))
        assert list(self.opened(photos).entries) == ["2.jpg"]
        photos["1.jpg"].unlink()
        assert list(self.opened(photos).entries) == ["2.jpg"]

    def test_the_same_content_counts_wherever_it_lies(self, photos: dict[str, Path]) -> None:
        self.filled(photos)
        os.utime(photos["1.jpg"], (1, 1))
        elsewhere = photos["1.jpg"].parent / "elsewhere.jpg"
        shutil.copyfile(photos["2.jpg"], elsewhere)
        found = self.opened({"1.jpg": photos["1.jpg"], "2.jpg": elsewhere})
        assert list(found.entries) == ["1.jpg", "2.jpg"]

    def test_a_photo_that_was_missing_counts_until_it_comes(self, tmp_path: Path) -> None:
        photos = {"1.jpg": tmp_path / "1.jpg"}
        self.opened(photos).add("1.jpg", lambda: record(1, None, message="There is no file."))
        assert list(self.opened(photos).entries) == ["1.jpg"]
        photos["1.jpg"].write_bytes(b"1")
        assert list(self.opened(photos).entries) == []

    def test_another_runs_file_is_refused(self, photos: dict[str, Path]) -> None:
        self.opened(photos, {"seed": 1})
        with pytest.raises(UserError, match="other photos, packs or settings") as refused:
            self.opened(photos, {"seed": 2})
        assert refused.value.hint == "Begin again."
        for content in ("{}\nnonsense\n", '{"run": {}, "tests": 5}\n', "[]\n"):
            (photos["1.jpg"].parent / "r").write_text(content)
            with pytest.raises(UserError, match="cannot be read"):
                self.opened(photos)


def test_comparing_is_paired(tmp_path: Path) -> None:
    better = [record(n, 50.0 + n, author=f"a{n % 7}") for n in range(40)]
    worse = [record(n, 150.0 + 3 * n, author=f"a{n % 7}") for n in range(40)]
    for name, records in (("a", better), ("b", worse), ("c", better[:10])):
        write_metrics(tmp_path / name, {}, summarise(records), records)
    same = compare(tmp_path / "a", tmp_path / "a").difference
    assert (same.mean_km.value, same.mean_km.low, same.mean_km.high) == (0.0, 0.0, 0.0)
    gain = compare(tmp_path / "a", tmp_path / "b").difference
    assert gain.mean_km.value == pytest.approx(-100 - 2 * 19.5)
    assert gain.mean_km.high is not None and gain.mean_km.high < -130
    few = compare(tmp_path / "a", tmp_path / "c")
    assert (few.difference.photos, few.unpaired) == (10, 30)


def test_comparing_refuses_what_is_no_evaluation(tmp_path: Path) -> None:
    one, other = [record(1, 1.0)], [record(2, 1.0)]
    write_metrics(tmp_path / "a", {}, summarise(one), one)
    write_metrics(tmp_path / "b", {}, summarise(other), other)
    with pytest.raises(UserError, match="no photo in common"):
        compare(tmp_path / "a", tmp_path / "b")
    (tmp_path / "c").write_text('{"schema": 1, "run": {}, "photos": [{"identifier": 3}]}')
    with pytest.raises(UserError, match="no evaluation"):
        compare(tmp_path / "a", tmp_path / "c")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("identifier", [1]),
        ("guesses", 5),
        ("guesses", [1]),
        ("guesses", {"img2loc": {"latitude": "a", "longitude": 0}}),
        ("guesses", {"img2loc": {"latitude": 1e9, "longitude": 0}}),
        ("countries", 7),
        ("country", 4),
        ("author", ["a"]),
    ],
)
def test_comparing_refuses_what_somebody_changed(tmp_path: Path, field: str, value: object) -> None:
    records = [record(1, 1.0)]
    write_metrics(tmp_path / "a", {}, summarise(records), records)
    changed = json.loads((tmp_path / "a").read_text())
    changed["photos"][0][field] = value
    (tmp_path / "b").write_text(json.dumps(changed))
    with pytest.raises(UserError, match="no evaluation"):
        compare(tmp_path / "a", tmp_path / "b")


@pytest.mark.parametrize("name", ["photos.csv", "records.jsonl", "folder", "manifest.json"])
def test_comparing_says_what_it_wants(tmp_path: Path, name: str) -> None:
    one = [record(1, 1.0)]
    write_metrics(tmp_path / "metrics.json", {}, summarise(one), one)
    if name == "folder":
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_text('{"schema": 1}')
    with pytest.raises(UserError) as refused:
        compare(tmp_path / "metrics.json", tmp_path / name)
    assert name in refused.value.message and "metrics.json" in refused.value.hint


def test_a_comparison_says_what_its_intervals_mean(tmp_path: Path) -> None:
    records = [record(n, 50.0 + n, author=f"a{n % 7}") for n in range(40)]
    other = [record(n, 50.2 + n, author=f"a{n % 7}") for n in range(40)]
    for name, some in (("a", records), ("b", other)):
        write_metrics(tmp_path / name, {}, summarise(some), some)
    same, apart = compare(tmp_path / "a", tmp_path / "a"), compare(tmp_path / "a", tmp_path / "b")
    assert same.is_alike and not apart.is_alike
    written = differences(same.difference, ("a", "b"))
    assert "+0.0 [-41.0, 41.0]" in written and "Clopper and Pearson" in written
    assert "-0 " not in differences(apart.difference, ("a", "b")).replace("-0.", "")
    assert interval(Figure(-0.2, -0.4, 0.3), digits=0, signed=True) == "+0 [0, 0]"
    mixed = [record(n, 50.0 if n % 2 else 9000.0, author=f"a{n % 7}") for n in range(40)]
    write_metrics(tmp_path / "c", {}, summarise(mixed), mixed)
    some = compare(tmp_path / "c", tmp_path / "a").difference
    assert not some.within["2500"].is_exact and some.within["1"].is_exact


def test_what_has_no_interval_says_why() -> None:
    records = [
        *(record(n, 10.0, author=f"a{n}", scene="urban") for n in range(3)),
        *(record(n, 10.0, author="me", scene="indoor") for n in range(5, 8)),
        record(9, 10.0, author="me", scene="natural"),
    ]
    written = summary(summarise(records))
    assert "indoor (3); one author: no interval" in written
    assert "natural (1); one photo: no interval" in written
    assert "urban (3)  " in written and "nobody else" not in written
    alone = summary(summarise(records[3:]))
    assert "nobody else can be drawn" in alone and "95 % intervals" not in alone
    assert "100.0 % (one author: no interval)" in alone


def test_one_photographer_has_no_interval() -> None:
    records = [record(n, 10.0 + n, author="a") for n in range(9)]
    found = summarise(records).ours
    assert found.median_km.value == pytest.approx(14.0)
    for figure in (found.median_km, found.mean_km, found.geoscore, found.within["25"]):
        assert figure.value is not None and (figure.low, figure.high) == (None, None)
    two = summarise([*records, record(9, 500.0, author="b")]).ours
    assert two.mean_km.low is not None and two.median_km.high is not None


@pytest.mark.parametrize(
    ("radius", "word"),
    [
        (0.9, "street"),
        (25, "city"),
        (26, "region"),
        (700, "country"),
        (2500, "continent"),
        (2501, "hint"),
    ],
)
def test_words_of_trust_follow_the_radius(radius: float, word: str) -> None:
    from test_words import result

    estimate = result(radius).estimate
    assert words.trust_word(estimate) == word
    assert words.trust_word(replace(estimate, trust="hint")) == "hint"


# The whole way, with a real encoder and real indexes.


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 24 photos by three authors, and 12 photos by two others to measure with."""
    folder = tmp_path_factory.mktemp("world")
    library = samples.write_table(folder / "library", samples.shots("l", 24, ("ann", "bob", "cyd")))
    samples.build_index(folder / "index", library)
    samples.write_table(folder / "queries", samples.shots("q", 12, ("dan", "eve"), first=500))
    return folder


def evaluated(
    world: Path, out: Path, table: Path | None = None, **changes: object
) -> run.Evaluation:
    plan = run.Plan(
        table=table or world / "queries" / "photos.csv",
        out=out,
        configuration=Configuration(indexes=(world / "index",), use_gpu=False),
        **changes,
    )
    return run.evaluate(plan, lambda *_: None)


def by_name(records: Sequence[Record]) -> dict[str, Record]:
    return {each.identifier: each for each in records}


def test_colours_are_found_and_everything_is_written(world: Path, tmp_path: Path) -> None:
    found = evaluated(world, tmp_path / "out", leaks=LeakOptions(near_duplicate=1.01))
    assert found.metrics.ours.within["25"].value == 1.0
    assert found.metrics.ours.country.value == 1.0
    assert (found.metrics.authors, found.metrics.photos) == (2, 12)
    assert found.metrics.bits.value is not None and found.metrics.bits.value > 0
    assert found.metrics.leaks == {}
    prior = found.metrics.yardsticks[0]
    assert prior.measures.within["25"].value == 0.25
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"records.jsonl", "metrics.json", "photos.csv", "evaluation.html"}
    data = json.loads((tmp_path / "out" / "metrics.json").read_text())
    within = data["metrics"]["ours"]["within"]["25"]
    assert (within["value"], within["high"]) == (1.0, 1.0)
    assert within["low"] == pytest.approx(0.025**0.5)  # two authors prove little
    assert read_metrics(tmp_path / "out" / "metrics.json").records == found.records
    with (tmp_path / "out" / "photos.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [each.identifier for each in found.records]
    assert all(float(row["error_km"]) < 25 for row in rows)


def test_the_yardsticks_see_what_they_should(world: Path, tmp_path: Path) -> None:
    record = by_name(evaluated(world, tmp_path).records)["q001.png"]
    guesses = record.guesses
    assert guesses is not None
    tokyo = LatLon(*TOKYO)
    for name in (NEAREST, DENSITY, OURS, "Img2Loc's rule"):
        assert guesses[name].latitude == pytest.approx(tokyo.latitude, abs=0.01), name
    assert guesses[MEAN] != guesses[NEAREST]  # 16 of 24 references lie elsewhere, too
    assert min(distance_km(guesses[COUNTRY], LatLon(*place)) for place in samples.COLOURS) < 1.0


class StoppedError(Exception):
    """Somebody ended a run."""


def stop_at(number: int) -> Told:
    """What ends a run after that many photos."""

    def told(done: int, total: int, name: str) -> None:
        if name and done == number:
            raise StoppedError

    return told


def test_an_interrupted_run_goes_on(world: Path, tmp_path: Path) -> None:
    whole = evaluated(world, tmp_path / "whole")
    plan = run.Plan(
        world / "queries" / "photos.csv",
        tmp_path / "part",
        Configuration(indexes=(world / "index",), use_gpu=False),
    )
    with pytest.raises(StoppedError):
        run.evaluate(plan, stop_at(5))
    told: list[int] = []
    again = run.evaluate(plan, lambda done, total, name: told.append(done))
    assert told == [5, 6, 7, 8, 9, 10, 11, 12]
    assert again.records == whole.records
    for name in (run.METRICS, run.TABLE, run.PAGE):
        assert (tmp_path / "part" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    with pytest.raises(UserError, match="other photos, packs or settings"):
        evaluated(world, tmp_path / "part", limit=3)


def test_a_run_that_goes_on_measures_replaced_photos_anew(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = shutil.copytree(world / "queries", tmp_path / "queries")
    plan = run.Plan(
        queries / "photos.csv",
        tmp_path / "out",
        Configuration(indexes=(world / "index",), use_gpu=False),
    )
    with pytest.raises(StoppedError):
        run.evaluate(plan, stop_at(5))
    os.utime(queries / "q002.png")
    Shot("q001.png", PARIS, "dan", 900).write(queries)  # it was one of Tokyo
    monkeypatch.setattr(run.copies, "limits", lambda *_: pytest.fail("the photos were read again"))
    told: list[str] = []
    found = run.evaluate(plan, lambda done, total, name: told.append(name))
    assert told == ["", "q001.png", *(f"q{number:03d}.png" for number in range(5, 12))]
    record = by_name(found.records)["q001.png"]
    assert record.sha256 == sha256_of(queries / "q001.png")
    assert record.guesses is not None
    assert record.guesses[OURS].longitude == pytest.approx(PARIS[1], abs=0.01)
    assert [each.identifier for each in found.records] == [f"q{n:03d}.png" for n in range(12)]


def test_what_cannot_be_read_counts_as_missed(world: Path, tmp_path: Path) -> None:
    table = samples.write_table(tmp_path / "q", samples.shots("q", 4, ("dan",), first=900))
    (tmp_path / "q" / "q000.png").write_bytes(b"no picture")
    (tmp_path / "q" / "q001.png").unlink()
    found = evaluated(world, tmp_path / "out", table)
    assert (found.metrics.photos, found.metrics.unanswered) == (4, 2)
    assert found.metrics.ours.within["25"].value == 0.5
    assert by_name(found.records)["q000.png"].message
    for name in ("q002.png", "q003.png"):
        (tmp_path / "q" / name).unlink()
    (tmp_path / "q" / "q000.png").unlink()
    with pytest.raises(UserError, match="None of the 4 photos"):
        evaluated(world, tmp_path / "again", table)


@pytest.fixture(scope="module")
def leaking(world: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An index and queries that have a file, a near-copy, an author and an hour in common."""
    folder = tmp_path_factory.mktemp("leaking")
    shared = Shot("shared.png", PARIS, "ann", 1)
    library = [
        shared,
        Shot("copy.png", TOKYO, "bob", 2),
        Shot("hour.png", LIMA, "cyd", 3, "2024-05-01T12:10:00"),
        *samples.shots("l", 8, ("fay",), first=40),
    ]
    index = samples.build_index(folder / "index", samples.write_table(folder / "library", library))
    table = samples.write_table(
        folder / "queries",
        [
            replace(shared, author="dan"),
            Shot("alike.png", TOKYO, "eve", 2),
            Shot("mine.png", SYDNEY, "fay", 700),
            Shot("then.png", LIMA, "gus", 800, "2024-05-01T12:40:00"),
        ],
    )
    # The near-copy is the same picture in other bytes.
    from PIL import Image

    with Image.open(folder / "library" / "copy.png") as picture:
        picture.resize((80, 60)).save(folder / "queries" / "alike.png")
    return index, table


def test_leaks_are_found(leaking: tuple[Path, Path], tmp_path: Path) -> None:
    index, table = leaking
    options = LeakOptions(near_duplicate=0.99999)
    found = evaluated(index.parent, tmp_path, table, leaks=options)
    kinds = {
        each.identifier: {(leak.kind, leak.identifier) for leak in each.leaks}
        for each in found.records
    }
    assert ("same-file", "shared.png") in kinds["shared.png"]
    assert ("near-duplicate", "copy.png") in kinds["alike.png"]
    assert ("same-author", "l000.png") in kinds["mine.png"]
    assert ("same-place-and-hour", "hour.png") in kinds["then.png"]
    assert found.metrics.leaks["same-file"] == found.metrics.leaks["same-place-and-hour"] == 1


def test_a_photo_of_the_index_is_not_in_the_density_without_it(world: Path, tmp_path: Path) -> None:
    """The photo itself takes no part in its search, so it must not make its place likely."""
    library = samples.shots("l", 12, ("ann", "bob"))
    alone = Shot("alone.png", LIMA, "cyd", 950)
    clean = samples.write_table(tmp_path / "clean", library)
    leaky = samples.write_table(tmp_path / "leaky", [*library, alone])
    for name, table in (("a", clean), ("b", leaky)):
        samples.build_index(tmp_path / name / "index", table)
    asked = samples.write_table(tmp_path / "q", [alone])
    kept = evaluated(tmp_path / "a", tmp_path / "out a", asked)
    out = evaluated(tmp_path / "b", tmp_path / "out b", asked)
    assert out.metrics.leaks["same-file"] == 1
    assert out.records[0].bits == pytest.approx(kept.records[0].bits, abs=0.05)


def test_what_is_left_out_leaves_the_guesses_without_a_photo_as_well(
    world: Path, tmp_path: Path
) -> None:
    """An index with and without an author gives the same run, once the author is left out."""
    library = samples.shots("l", 16, ("ann", "bob"))
    mine = [Shot(f"m{n}.png", LIMA, "dan", 900 + n) for n in range(30)]
    clean = samples.write_table(tmp_path / "clean", library)
    leaky = samples.write_table(tmp_path / "leaky", [*library, *mine])
    for name, table in (("a", clean), ("b", leaky)):
        samples.build_index(tmp_path / name / "index", table)
    asked = samples.write_table(tmp_path / "q", samples.shots("q", 8, ("dan",), first=500))
    kept = evaluated(tmp_path / "a", tmp_path / "out a", asked)
    none = evaluated(tmp_path / "b", tmp_path / "out b", asked)
    without = LeakOptions(("same-author",))
    out = evaluated(tmp_path / "b", tmp_path / "out c", asked, leaks=without)
    assert none.metrics.yardsticks != kept.metrics.yardsticks
    for one, other in zip(out.records, kept.records, strict=True):
        assert one.guesses is not None and other.guesses is not None
        for name in (OURS, *ALL):
            assert distance_km(one.guesses[name], other.guesses[name]) < 1.0, name
        assert one.bits == pytest.approx(other.bits, abs=0.05)
    assert out.metrics.leaks["same-author"] == 8  # told, although they were left out
    only = samples.write_table(tmp_path / "only", mine)
    samples.build_index(tmp_path / "c" / "index", only)
    with pytest.raises(UserError, match="nothing would be left"):
        evaluated(tmp_path / "c", tmp_path / "out d", asked, leaks=without)


def test_an_index_that_states_no_hashes_loses_its_leaks_as_well(
    leaking: tuple[Path, Path], tmp_path: Path
) -> None:
    """As an index of imported features: its references go by their identifiers."""
    pack = IndexPack.open(leaking[0])
    assert pack.sources_path is not None
    build_from_arrays(
        tmp_path / "index",
        "index",
        np.array(pack.rows.vectors, np.float32),
        pack.latitudes,
        pack.longitudes,
        encoder=pack.section.encoder,
        sources=[replace(each, sha256=None) for each in source_file.every(pack.sources_path)],
    )
    shutil.copytree(leaking[0].parent / "encoder", tmp_path / "encoder")
    options = LeakOptions(("same-author", "near-duplicates"), near_duplicate=0.99999)
    found = evaluated(tmp_path, tmp_path / "out", leaking[1], leaks=options)
    alike = by_name(found.records)["alike.png"]
    assert alike.guesses is not None
    reference = next(leak for leak in alike.leaks if leak.kind == "near-duplicate")
    assert reference.identifier == "copy.png"
    assert alike.guesses[NEAREST].longitude != pytest.approx(TOKYO[1], abs=1.0)
    assert found.run["unseen"][0] == (
        "The index index does not name the files that it was made of: leaks that only these "
        "would show were not found."
    )


def test_the_limit_of_a_copy_is_that_of_the_encoder(world: Path, tmp_path: Path) -> None:
    """It is what copies of the photos keep, so that such a copy is found."""
    test = evaluated(world, tmp_path / "out", limit=8).run["near_duplicate"]["index"]
    assert 0.5 <= test["least"] <= test["sure"] <= 0.999
    assert test["tried"] == 8 and max(test["found"].values()) == 8


def test_excluding_takes_references_out(leaking: tuple[Path, Path], tmp_path: Path) -> None:
    index, table = leaking
    options = LeakOptions(("same-author", "near-duplicates"), near_duplicate=0.99999)
    found = by_name(evaluated(index.parent, tmp_path, table, leaks=options).records)
    # Of Tokyo there were the copy and two of fay's; all are out, and so it is found no more.
    guess = found["alike.png"].guesses
    assert guess is not None
    assert guess[OURS].longitude != pytest.approx(TOKYO[1], abs=1.0)
    assert guess[NEAREST].longitude != pytest.approx(TOKYO[1], abs=1.0)
    assert {leak.kind for leak in found["alike.png"].leaks} >= {"near-duplicate"}


def test_the_page_is_complete_in_itself_and_escapes(world: Path, tmp_path: Path) -> None:
    table = samples.write_table(
        tmp_path / "q",
        [
            Shot("<script>alert(1).png", PARIS, "<b>x</b>", 1, scene="<i>urban</i>"),
            Shot("b.png", LIMA, "dan", 2),
        ],
    )
    evaluated(world, tmp_path / "out", table, leaks=LeakOptions(near_duplicate=1.01))
    text = (tmp_path / "out" / run.PAGE).read_text(encoding="utf-8")
    page = html.fromstring(text)
    assert not page.xpath("//script | //link | //img | //iframe")
    assert not page.xpath("//*[@*[starts-with(name(), 'on')]]")
    assert "http://" not in text.replace("http://www.w3.org", "") and "https://" not in text
    assert "<i>urban</i>" not in text and "<script>alert" not in text
    assert len(page.xpath("//*[local-name()='svg'][contains(@class, 'plot')]")) == 2
    assert len(page.xpath("//*[contains(@class, 'mark truth')]")) == 2
    assert len(page.xpath("//section")) == 8
    titles = [title.text for title in page.xpath("//h2")]
    assert "The worst 2" in titles and "Leaks" not in titles
    # What promises were kept is a table, and each line of the plot has its name.
    promises = [row.text_content() for row in page.xpath("//table[.//th='held the truth %']//tr")]
    assert [row[:8] for row in promises[1:3]] == ["circle50", "circle90"]
    assert len(page.xpath("//ul[@class='legend']/li")) == 1 + len(ALL)
    assert page.xpath("//td[@class='path']")[0].text.endswith(".png")


def test_the_page_names_the_photos_that_leak(leaking: tuple[Path, Path], tmp_path: Path) -> None:
    index, table = leaking
    found = evaluated(index.parent, tmp_path, table, leaks=LeakOptions(near_duplicate=0.99999))
    page = html.fromstring((tmp_path / run.PAGE).read_text(encoding="utf-8"))
    rows = page.xpath("//table[.//th='reference']//tr")[1:]
    assert len(rows) == sum(len(each.leaks) for each in found.records)
    shown = {tuple(cell.text or "" for cell in row.xpath("td"))[:4] for row in rows}
    assert ("shared.png", "the file itself", "index", "shared.png") in shown
    assert ("then.png", "same place and hour", "index", "hour.png") in shown
    with (tmp_path / run.TABLE).open(encoding="utf-8-sig", newline="") as file:
        kept = {row["file"]: row["leaks"] for row in csv.DictReader(file)}
    assert "same-author index: l000.png" in kept["mine.png"]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.12, 0.42, "less than they promise by more than chance"),
        (0.12, 0.51, None),
        (None, None, None),
        (0.68, 0.91, "more than they promise by more than chance"),
    ],
)
def test_areas_that_do_not_hold_what_they_promise_are_named(
    low: float | None, high: float | None, said: str | None
) -> None:
    coverage = Coverage(0.5, Figure(0.29, low, high), Figure(3400.0, 3000.0, 4000.0), 60)
    for sentence in (coverage_sentence(coverage), area_sentence(coverage)):
        assert (said or ".") in sentence
        assert ("by more than chance" in sentence) == (said is not None)


def test_the_command_line(world: Path, tmp_path: Path) -> None:
    table, index = world / "queries" / "photos.csv", world / "index"
    done = img2loc("evaluate", table, "--index", index, "--out", tmp_path / "a", "--limit", 8)
    assert done.returncode == 0, done.stderr
    assert "8 photos, 2 authors; 0 without an answer" in done.stdout
    assert "Img2Loc's rule" in done.stdout and "The circles of 90 % held" in done.stdout
    compared = img2loc("evaluate", "--compare", *[tmp_path / "a" / "metrics.json"] * 2)
    assert compared.returncode == 0, compared.stderr
    assert "+0.0 [-84.2, 84.2]" in compared.stdout  # exact, for no difference in 2 authors
    for similarity in ("nan", "1.1", "x"):
        usage = img2loc("evaluate", table, "--near-duplicate", similarity)
        assert usage.returncode == 2 and "--near-duplicate" in usage.stderr
    assert "the same answer" in compared.stdout
    both = img2loc("evaluate", table, "--compare", *[tmp_path / "a" / "metrics.json"] * 2)
    assert both.returncode == 2 and "does not use the table" in both.stderr
    refused = img2loc("evaluate")
    assert refused.returncode == 2 and "no table" in refused.stderr
    absent = img2loc("evaluate", table, "--index", index, "--vlm", "none", "--out", tmp_path / "b")
    assert absent.returncode == 1 and "none" in absent.stderr
    assert not (tmp_path / "b").exists()  # no photo was measured without it


def test_the_models_first_answer_is_img2locs_rule(
    world: Path, vlm_packs: Path, tmp_path: Path
) -> None:
    """With a model, the rule is what the model says; it is asked in the process of the product."""
    plan = run.Plan(
        world / "queries" / "photos.csv",
        tmp_path,
        Configuration(
            indexes=(world / "index",),
            vlm=vlm_packs / "llava",
            use_gpu=False,
            vlm_settings=VlmSettings(anchors=(0,), samples=1, reason_characters=0, candidates=0),
        ),
        limit=2,
    )
    found = run.evaluate(plan, lambda *_: None)
    for each in found.records:
        assert each.guesses is not None and each.method is not None
        assert "model" in each.method
        assert each.guesses.get(RULE) != each.guesses[NEAREST]
    data = json.loads((tmp_path / run.METRICS).read_text())
    assert [pack["name"] for pack in data["run"]["packs"]] == ["index", "llava"]
