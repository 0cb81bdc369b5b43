"""Several sources calibrated together: on the command line, with words, and with a model."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import evaluation_samples as samples
import numpy as np
import pytest
from test_cli import img2loc

from img2loc_desktop.cli.main import main
from img2loc_desktop.core import testimony, together, vision
from img2loc_desktop.core.calibration import jobs, several
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation import queries, yardsticks
from img2loc_desktop.core.files import sha256_of
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import build_from_photos, calibration
from img2loc_desktop.core.sources import open_locator, open_sources
from img2loc_desktop.core.types import Result
from img2loc_desktop.core.vlm import ModelOptions, VlmSettings


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two indexes that see with the same encoder, and photos of ten others."""
    folder = tmp_path_factory.mktemp("together")
    samples.index_and_queries(folder, 44)
    more = samples.write_table(folder / "more", samples.shots("m", 16, ("eve",), first=300))
    encoder = Encoder.open(folder / "encoder", prefer_gpu=False, threads=1)
    for _ in build_from_photos(more, folder / "second", encoder):
        pass
    return folder


def locate(world: Path, **how: object) -> Result:
    configuration = Configuration(
        **{"indexes": (world / "index", world / "second"), "use_gpu": False, **how}  # type: ignore[arg-type]
    )
    *_, result = open_locator(configuration).locate(world / "queries" / "q000.png")
    assert isinstance(result, Result)
    return result


def fit(job: jobs.Job, world: Path, photos: int) -> None:
    """Let a job hear so many photos and learn from them."""
    by = []
    for query in queries.read(world / "queries" / "photos.csv").photos[:photos]:
        assert job.hear(query, job.listen(query))
        by.append(query.author)
    job.fit(by, 0)


def test_agreement_of_few_photographers_proves_nothing() -> None:
    """What is certain of each photo says nothing of the next photographer's."""
    few = np.array([1.0, 1.0, 1.0, 1.0, -1.0, 0.9])
    alone = several.standard_error(few, list("abcdef"))
    assert alone == pytest.approx(few.std(ddof=1) / np.sqrt(6))
    # Photos of one photographer that are all alike count as one.
    doubled = several.standard_error(
        np.repeat(few, 9), [name for name in "abcdef" for _ in "9" * 9]
    )
    assert doubled == pytest.approx(alone)


def test_two_indexes_and_the_words_are_calibrated_with_one_command(world: Path) -> None:
    before = locate(world, read_text="on")
    assert before.estimate.trust == "uncalibrated"
    done = img2loc(
        "calibrate", world / "queries" / "photos.csv",
        "--index", world / "index", "--index", world / "second", "--ocr",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Index index: weight 1.00." in done.stdout and "Index second: weight" in done.stdout
    (path,) = (world / "index").glob("calibration-*.json")
    assert str(path) in done.stdout
    kept = together.read(path)
    assert [member.name for member in kept.members] == ["index", "second", "clues.zip"]
    after = locate(world, read_text="on")
    assert after.estimate.trust in ("calibrated", "hint")
    assert after.estimate.calibrated_on == kept.whole.calibrated_on
    assert after.provenance.index[-1].name == "calibration of index and second and clues.zip"
    # It holds for just these sources: in whatever order, but not without one, nor with weights.
    turned = locate(world, read_text="on", indexes=(world / "second", world / "index"))
    assert turned.estimate.calibrated_on == after.estimate.calibrated_on
    for other in (
        {},
        {"indexes": (world / "index",), "read_text": "on"},
        {"read_text": "on", "weights": (1.0, 2.0)},
    ):
        assert locate(world, **other).estimate.calibrated_on is None
    # A damaged one is a warning, and the photo is located without it.
    path.write_text("{")
    damaged = locate(world, read_text="on")
    assert damaged.estimate.trust == "uncalibrated"
    assert any("valid JSON" in warning for warning in damaged.warnings)
    path.unlink()


def test_a_model_is_calibrated_with_the_index(world: Path, vlm_packs: Path) -> None:
    gazetteer = Gazetteer.load()
    settings = VlmSettings(anchors=(0,), samples=1, reason_characters=0, candidates=0)
    options = ModelOptions(gpu_layers=0)
    witness = vision.open_witness(vlm_packs / "llava", options, settings, gazetteer.place, 0)
    found = open_sources([world / "index"], prefer_gpu=False)
    job = jobs.open_job(found, [witness], gazetteer)
    fit(job, world, 24)
    assert any(line.startswith("vlm answers: weight") for line in job.figures)
    path = world / "index" / job.file
    job.write(path, job.settings, frozenset(), {})
    kept = together.read(path)
    assert kept.sources["vlm answers"].weight < 1.0  # of random numbers nothing can be learned
    assert [member.name for member in kept.members] == ["index", "llava"]
    located = list(job.locator().locate(world / "queries" / "q043.png"))[-1]
    assert isinstance(located, Result)
    assert located.estimate.trust == "calibrated" and located.vlm is not None
    path.unlink()


@pytest.fixture
def asked_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is usual: each model is asked one question, for one answer without a reason."""
    brief = VlmSettings(anchors=(0,), samples=1, reason_characters=0, candidates=2)
    values = tuple(dataclasses.asdict(brief).values())
    monkeypatch.setattr(VlmSettings.__init__, "__defaults__", values)
    assert VlmSettings() == brief
    rule = dataclasses.replace(yardsticks._RULE, anchors=(1,), reason_characters=0)
    monkeypatch.setattr(yardsticks, "_RULE", rule)


@pytest.mark.usefixtures("asked_briefly")
def test_a_model_is_calibrated_and_then_counts_as_it_was_weighed(
    world: Path, vlm_packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way of the command line, with a real model that talks nonsense."""
    index, model = world / "index", vlm_packs / "llava"

    def said(*command: object) -> str:
        assert main([*map(str, command), "--index", str(index)]) == 0
        return capsys.readouterr().out

    def located(*options: object) -> Any:
        return json.loads(said("locate", world / "queries" / "q043.png", "--json", *options))

    before = located("--vlm", model)
    text = said("calibrate", world / "queries" / "photos.csv", "--vlm", model)
    assert "Calibrated on 22 photos of 5 photographers." in text
    (path,) = (entry for entry in index.iterdir() if entry.name.startswith("calibration"))
    kept = together.read(path)
    assert [member.name for member in kept.members] == ["index", "llava"]
    for source in ("vlm answers", "vlm choice"):
        assert f"{source}: weight {kept.sources[source].weight:.2f}, spoke of" in text
    assert kept.sources["vlm answers"].weight < 1.0  # of nonsense nothing can be learned
    after = located("--vlm", model)
    for result in (before, after):
        assert "model llava" in result["estimate"]["method"]
    assert before["estimate"]["calibrated_on"] is None
    assert after["estimate"]["calibrated_on"] == "22 photos of 5 photographers"
    assert "no words in the picture" in after["estimate"]["method"]  # it was made without any
    name = "calibration of index and llava"
    assert after["provenance"]["index"][-1] == {"name": name, "sha256": sha256_of(path)}
    assert after["estimate"]["radius_km"]["p50"] < before["estimate"]["radius_km"]["p50"]
    assert "Calibrated on 22 photos of 5 photographers." in said(
        "locate", world / "queries" / "q043.png", "--vlm", model
    )
    # It was weighed as it is asked usually, and together with the index only.
    for other in (["--no-vlm"], ["--vlm", model, "--prompt", "img2loc"]):
        assert located(*other)["estimate"]["calibrated_on"] is None
    path.unlink()


def test_a_model_that_says_nothing_is_told(
    world: Path, vlm_packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that the memory does not suffice for: the index is calibrated without it."""

    def silent(self: vision.ModelWitness, scene: testimony.Scene) -> Iterator[testimony.Testimony]:
        yield testimony.Testimony("model llava did not answer")

    monkeypatch.setattr(vision.ModelWitness, "testify", silent)
    gazetteer = Gazetteer.load()
    witness = vision.open_witness(
        vlm_packs / "llava", ModelOptions(), VlmSettings(), gazetteer.place, 0
    )
    job = jobs.open_job(open_sources([world / "index"], prefer_gpu=False), [witness], gazetteer)
    fit(job, world, 20)
    assert any(line.startswith("llava said nothing of these photos") for line in job.figures)


def test_two_indexes_of_one_name_are_refused(world: Path, tmp_path: Path) -> None:
    shutil.copytree(world / "index", tmp_path / "index")
    shutil.copytree(world / "encoder", tmp_path / "encoder")
    found = open_sources([world / "index", tmp_path / "index"], prefer_gpu=False)
    with pytest.raises(UserError, match="same name"):
        jobs.open_job(found, [], Gazetteer.load())


def test_nothing_else_is_written_over(world: Path, tmp_path: Path) -> None:
    def refused(out: Path, *more: object) -> str:
        done = img2loc(
            "calibrate", world / "queries" / "photos.csv", "--index", world / "index",
            "--out", out, "--limit", 2, *more,
        )  # fmt: skip
        assert done.returncode in (1, 2)
        return done.stderr

    notes = tmp_path / "notes.json"
    notes.write_text("mine")
    assert "not a file that img2loc wrote" in refused(notes)
    assert notes.read_text() == "mine"
    assert "never changed" in refused(tmp_path / "photo.jpg")
    assert "lies in the pack" in refused(world / "second" / calibration.FILE)
    assert "given twice" in refused(tmp_path / "c.json", "--index", world / "index")
    assert "Only" in refused(tmp_path / "c.json")  # and not the name of the file
    assert not (tmp_path / "c.json").exists()
