"""The multimodal model as one source of evidence among others, from the photo to the exports."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import encoder_packs
import index_samples
import numpy as np
import pytest
import vlm_questions

from img2loc_desktop import worker
from img2loc_desktop.core import (
    estimator,
    exports,
    geo,
    index,
    photos,
    protocol,
    sources,
    testimony,
    vlm,
)
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.locator import Stage, Words
from img2loc_desktop.core.summary import summary
from img2loc_desktop.core.testimony import Scene
from img2loc_desktop.core.types import (
    LatLon,
    LineMark,
    Neighbours,
    Result,
    TextLine,
    VlmAnswer,
    VlmReport,
    VlmScore,
    WeightedPoints,
)
from img2loc_desktop.core.vision import ModelWitness

PARIS, LYON, SYDNEY = LatLon(48.86, 2.35), LatLon(45.76, 4.84), LatLon(-33.87, 151.21)
QUICK = vlm.VlmSettings(anchors=(0, 2), samples=2, reason_characters=12, candidates=2)
OPTIONS = vlm.ModelOptions(threads=1, context=6144)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder, an index of photos between Gabon and the Atlantic, and a photo."""
    folder = tmp_path_factory.mktemp("world")
    encoder = Encoder.open(encoder_packs.write_pack(folder / "tiny"), threads=1)
    library = index_samples.write_photos(folder / "photos", range(1, 13))
    # The photo's look-alike elsewhere, so that two places stand out whatever is rounded how.
    index_samples.write_photo(library / "twin.jpg", 5, (40.0, 60.0))
    for _ in index.build_from_photos(library, folder / "index", encoder, name="holidays"):
        pass
    index_samples.write_photo(folder / "photo.jpg", 5, None)
    return folder


def configuration(world: Path, pack: Path | None, **changes: Any) -> Configuration:
    usual = Configuration(
        indexes=(world / "index",), vlm=pack, vlm_settings=QUICK, model_options=OPTIONS
    )
    return replace(usual, **changes)


def located(world: Path, pack: Path | None, **changes: Any) -> Result:
    locator = sources.open_locator(configuration(world, pack, **changes))
    *_, result = locator.locate(world / "photo.jpg")
    assert isinstance(result, Result), result
    return result


@pytest.fixture(scope="module")
def alone(world: Path) -> Result:
    """What retrieval says without a model."""
    return located(world, None)


@pytest.fixture(scope="module")
def together(world: Path, vlm_packs: Path) -> Result:
    return located(world, vlm_packs / "llava")


def report(*positions: LatLon | None, scores: tuple[VlmScore, ...] = ()) -> VlmReport:
    answers = tuple(VlmAnswer(where, "So.", "So.", 0, n) for n, where in enumerate(positions))
    return VlmReport(answers, scores, "So.", "plain 1", 1, 1.0, 1)


def around(position: LatLon, share: float = 1.0) -> WeightedPoints:
    """What retrieval says that found one region."""
    random = np.random.default_rng(0)
    return WeightedPoints(
        "index",
        position.latitude + random.normal(size=50),
        position.longitude + random.normal(size=50),
        np.ones(50),
        share,
    )


# As evidence


def test_the_model_and_the_index_answer_together(alone: Result, together: Result) -> None:
    assert alone.vlm is None and together.vlm is not None
    assert together.estimate.method == "index holidays + model llava"
    assert [len(together.vlm.answers), len(together.vlm.scores)] == [4, 2]
    assert together.vlm.encodes == 1
    assert together.warnings == alone.warnings
    assert together.estimate.trust == "uncalibrated"
    assert [item.name for item in together.provenance.vlm] == ["llava"]
    assert len(together.provenance.vlm[0].sha256) == 64
    assert together.estimate.radius_p90_km > alone.estimate.radius_p90_km  # it answers at random


def test_the_choice_is_among_what_retrieval_found(alone: Result, together: Result) -> None:
    assert together.vlm is not None
    offered = [score.position for score in together.vlm.scores]
    assert offered == [candidate.position for candidate in alone.candidates[:2]]


def test_a_model_without_weight_changes_nothing(
    world: Path, vlm_packs: Path, alone: Result
) -> None:
    settings = replace(QUICK, share=0.0)
    result = located(world, vlm_packs / "llava", vlm_settings=settings)
    assert result.estimate.position == alone.estimate.position
    assert result.estimate.radius_p50_km == alone.estimate.radius_p50_km
    assert [c.share for c in result.candidates] == [c.share for c in alone.candidates]


def test_the_same_seed_locates_the_same(world: Path, vlm_packs: Path, together: Result) -> None:
    again = located(world, vlm_packs / "llava")
    assert again.vlm and together.vlm
    assert replace(again.vlm, seconds=0.0) == replace(together.vlm, seconds=0.0)
    assert again.estimate == together.estimate
    assert again.candidates == together.candidates
    other = located(world, vlm_packs / "llava", seed=1)
    assert other.vlm and other.vlm.answers != together.vlm.answers
    assert other.provenance.seed == 1


def test_a_model_that_contradicts_retrieval_leaves_both_as_candidates(
    world: Path, vlm_packs: Path, alone: Result
) -> None:
    greedy = replace(QUICK, temperature=0.0, anchors=(0,), candidates=0, share=0.8)
    result = located(world, vlm_packs / "qwen2vl", vlm_settings=greedy)
    assert result.vlm is not None
    (said,) = {answer.position for answer in result.vlm.answers}
    assert said is not None
    assert geo.distance_km(said, alone.estimate.position) > 2500
    for place in (said, alone.estimate.position):
        distances = [geo.distance_km(place, c.position) for c in result.candidates]
        assert min(distances) < 250
    assert sum(candidate.share for candidate in result.candidates) == pytest.approx(1)


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0, 2.0])
def test_shares_of_the_chance_follow_the_weight(share: float) -> None:
    points = [around(PARIS), *vlm.points_of_report(report(SYDNEY, SYDNEY), share)]
    spread = estimator.estimate(points)
    mass = {
        place: sum(c.share for c in spread.candidates if geo.distance_km(c.position, place) < 1500)
        for place in (PARIS, SYDNEY)
    }
    assert mass[SYDNEY] == pytest.approx(share / (1 + share), abs=0.03)
    assert mass[PARIS] == pytest.approx(1 / (1 + share), abs=0.03)
    nearest = PARIS if share < 1 else SYDNEY if share > 1 else spread.position
    assert geo.distance_km(spread.position, nearest) < 300


def test_agreement_narrows_and_disagreement_widens() -> None:
    def radius(*answers: LatLon) -> float:
        points = [around(PARIS), *vlm.points_of_report(report(*answers), 1.0)]
        return estimator.estimate(points).radius_p90_km

    retrieval = estimator.estimate([around(PARIS)]).radius_p90_km
    agreed = radius(PARIS, PARIS, PARIS)
    apart = radius(PARIS, SYDNEY, LatLon(0.0, -60.0))
    assert agreed < retrieval < apart


def test_answers_without_a_place_claim_nothing() -> None:
    (half,) = vlm.points_of_report(report(PARIS, None), 1.0)
    assert half.share == 0.5 and half.weights.tolist() == [1.0]
    assert vlm.points_of_report(report(None, None), 1.0) == ()
    scores = (VlmScore(PARIS, "Paris", 0.9), VlmScore(LYON, "Lyon", 0.1))
    answered, chosen = vlm.points_of_report(report(PARIS, None, scores=scores), 1.0)
    assert (answered.share, chosen.share) == (0.25, 0.5)
    assert chosen.weights.tolist() == [0.9, 0.1]


# When something is wrong with the model


def damaged(pack: Path, folder: Path) -> Path:
    copy = Path(shutil.copytree(pack, folder / "damaged"))
    content = (copy / "model.gguf").read_bytes()
    (copy / "model.gguf").write_bytes(content[:-5000])
    return copy


def same_as(alone: Result, result: Result) -> bool:
    return replace(result.estimate, method="") == replace(alone.estimate, method="")


def test_without_its_files_the_photo_is_answered_from_retrieval(
    world: Path, tmp_path: Path, alone: Result
) -> None:
    result = located(world, tmp_path / "nowhere")
    assert same_as(alone, result)
    assert result.estimate.method == "index holidays (model nowhere cannot be used)"
    assert "There is no folder" in result.warnings[-1]
    assert result.vlm is None and result.provenance.vlm == ()


def test_with_a_broken_model_the_photo_is_answered_from_retrieval(
    world: Path, vlm_packs: Path, tmp_path: Path, alone: Result
) -> None:
    result = located(world, damaged(vlm_packs / "llava", tmp_path))
    assert same_as(alone, result)
    assert result.estimate.method == "index holidays (model damaged cannot be used)"
    assert "model.gguf is cut off" in result.warnings[-1]


def test_a_time_out_costs_only_the_model(world: Path, vlm_packs: Path, alone: Result) -> None:
    hasty = replace(QUICK, samples=500, timeout_seconds=0.001)
    locator = sources.open_locator(configuration(world, vlm_packs / "llava", vlm_settings=hasty))
    for _ in range(2):
        *_, result = locator.locate(world / "photo.jpg")
        assert isinstance(result, Result)
        assert same_as(alone, result)
        assert result.estimate.method == "index holidays (model llava did not answer)"
        assert "took longer than" in result.warnings[-1]


def test_a_crash_costs_only_the_model(
    world: Path,
    vlm_packs: Path,
    tmp_path: Path,
    alone: Result,
    together: Result,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = tmp_path / "llama_cpp"
    fake.mkdir()
    (fake / "__init__.py").write_text("import os; os.abort()")
    locator = sources.open_locator(configuration(world, vlm_packs / "llava"))
    with monkeypatch.context() as patched:
        patched.syspath_prepend(tmp_path)
        *_, result = locator.locate(world / "photo.jpg")
    assert isinstance(result, Result)
    assert same_as(alone, result)
    assert result.estimate.method == "index holidays (model llava did not answer)"
    assert "ended unexpectedly" in result.warnings[-1]
    *_, next_one = locator.locate(world / "photo.jpg")  # gets a fresh process
    assert isinstance(next_one, Result) and next_one.estimate == together.estimate


def test_a_text_only_model_says_that_it_has_not_seen_the_photo(world: Path, tmp_path: Path) -> None:
    import tiny_models

    pack = tiny_models.write_pack(tmp_path / "blind", "llava", mmproj=False)
    result = located(world, pack)
    assert result.estimate.method == "index holidays + model blind without seeing the photo"
    assert "blind is text-only: it has not seen the photo." in result.warnings
    assert result.vlm and result.vlm.encodes == 0


def test_a_witness_sees_the_photo_as_large_as_it_wants(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    vlm_questions.photo(size=(1200, 800)).save(path)
    opened = photos.read(path, short_side=16)
    scene = Scene(opened, (), (), tuple)
    assert min(opened.pixels.size) < 200
    assert scene.pixels(16) is opened.pixels
    assert 300 <= min(scene.pixels(300).size) < 800
    assert scene.pixels().size == scene.pixels(5000).size == (1200, 800)
    vlm_questions.photo(1, size=(1200, 800)).save(path)
    with pytest.raises(UserError, match=r"photo\.jpg was changed"):
        scene.pixels()


def test_the_result_says_that_the_model_was_not_asked_about_changed_words(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    vlm_questions.photo().save(path)
    here = np.zeros(1)
    before = testimony.Testimony("model llava", (WeightedPoints("llava", here, here, here + 1),))
    witness = ModelWitness(None, None, None, 0)  # type: ignore[arg-type]  # nobody is asked

    def warned(**options: Any) -> int:
        scene = Scene(photos.read(path), (), (), tuple, earlier=before, **options)
        (said,) = witness.testify(scene)
        assert isinstance(said, testimony.Testimony) and said.points == before.points
        return sum("was not asked again" in text for text in said.warnings)

    as_read, typed = TextLine("Lyon", 1.0), TextLine("Lyon", 1.0, mark=LineMark.TYPED)
    assert warned(lines=(as_read,)) == 0
    assert warned(lines=(as_read, typed)) == 1
    assert warned(is_asked=True) == 1  # the words are read only now
    before = replace(before, points=())  # it had not answered
    assert warned(lines=(typed,)) == 0


# In words, files and processes


def test_events_carry_the_words_before_the_result(world: Path, vlm_packs: Path) -> None:
    locator = sources.open_locator(configuration(world, vlm_packs / "llava"))
    events = list(locator.locate(world / "photo.jpg"))
    stages = [event.name for event in events if isinstance(event, Stage)]
    assert stages == ["reading", "embedding", "searching", "asking the model", "estimating"]
    said = "".join(e.text for e in events if isinstance(e, Words) and e.answer == 0)
    result = events[-1]
    assert isinstance(result, Result) and result.vlm
    assert result.vlm.answers[0].text.startswith(said + "\n")


def test_json_has_all_that_the_model_said(together: Result) -> None:
    line = protocol.to_line(together)
    data = json.loads(line)["vlm"]
    assert set(data) == {
        *("answers", "scores", "reason", "prompt", "tokens", "seconds", "encodes", "warnings"),
    }
    assert set(data["answers"][0]) == {
        *("latitude", "longitude", "reason", "text", "neighbours", "seed"),
    }
    assert set(data["scores"][0]) == {"latitude", "longitude", "place", "share"}
    assert data["prompt"] == "img2loc-places 1 + choice 1"
    assert protocol.from_json(json.loads(line)) == together
    nowhere = replace(together, vlm=report(None, PARIS))
    assert protocol.from_json(json.loads(protocol.to_line(nowhere))) == nowhere


HOSTILE = '<script>alert("x")</script> \x1b[31m & =1+1'


def test_every_export_shows_the_words_as_unverified(together: Result, tmp_path: Path) -> None:
    assert together.vlm is not None
    said = replace(together, vlm=replace(together.vlm, reason=HOSTILE))
    assert "The model's words, unverified: \u201c<script>" in summary(said)
    assert "\x1b" not in summary(said)
    for name in ("geojson", "kml", "kmz", "csv", "html"):
        exports.write(tmp_path / f"out.{name}", [said])

    features = json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]
    properties = features[0]["properties"]
    assert properties["model_words_unverified"].startswith("<script>")
    assert len(properties["vlm"]["answers"]) == 4

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["model_words_unverified"].startswith("<script>")
    assert row["model_answers"].count(";") == 3
    assert row["vlm"].startswith("llava ")

    kmz = zipfile.ZipFile(tmp_path / "out.kmz").read("doc.kml").decode("utf-8")
    for kml in ((tmp_path / "out.kml").read_text("utf-8"), kmz):
        assert "words, unverified: " in kml
        assert "<script>" not in kml and "model_words_unverified" in kml
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "words, unverified" in page and '<script>alert("x")' not in page


def test_without_a_model_nothing_is_said_of_one(alone: Result, tmp_path: Path) -> None:
    assert "model" not in summary(alone).lower()
    exports.write(tmp_path / "out.html", [alone])
    assert "unverified" not in (tmp_path / "out.html").read_text("utf-8")
    assert json.loads(protocol.to_line(alone))["vlm"] is None


def test_the_worker_streams_words_and_ends_with_the_entry(
    world: Path, vlm_packs: Path, together: Result
) -> None:
    photo = str(world / "photo.jpg")
    settings = configuration(world, vlm_packs / "llava").to_json()
    same = index_samples.write_photo(world / "same.jpg", 5, (0.5, 0.5))
    jobs = [
        settings,
        {"job": 1, "path": photo},
        {"job": 2, "path": str(same), "exclude": ["0" * 64]},
    ]
    done = subprocess.run(
        [sys.executable, "-m", "img2loc_desktop.worker"],
        input="".join(json.dumps(job) + "\n" for job in jobs),
        capture_output=True,
        text=True,
        check=False,
    )
    first, *events = map(json.loads, done.stdout.splitlines())
    assert first["protocol"] == worker.PROTOCOL and done.returncode == 0
    kinds = [next(key for key in event if key != "job") for event in events if event["job"] == 1]
    assert kinds[0] == "stage" and kinds[-1] == "entry" and "words" in kinds
    assert kinds.index("neighbours") < kinds.index("words")
    entries = {event["job"]: event["entry"] for event in events if "entry" in event}
    result = protocol.from_json(entries[1])
    assert isinstance(result, Result) and result.vlm and together.vlm
    assert result.vlm.answers == together.vlm.answers
    assert result.estimate == together.estimate
    said = next(event["neighbours"] for event in events if "neighbours" in event)
    assert protocol.neighbours_from_json(said) == Neighbours(result.neighbours, result.far)
    assert "photo" in entries[2]


def test_the_worker_leaves_excluded_photos_out(world: Path) -> None:
    result = located(world, None)
    best = result.neighbours[0]
    assert best.source is not None and best.source.sha256 is not None
    settings = configuration(world, None).to_json()
    job = {"job": 1, "path": str(world / "photo.jpg"), "exclude": [best.source.sha256]}
    done = subprocess.run(
        [sys.executable, "-m", "img2loc_desktop.worker"],
        input=json.dumps(settings) + "\n" + json.dumps(job) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    entry = json.loads(done.stdout.splitlines()[-1])["entry"]
    assert best.source.sha256 not in {n["source"]["sha256"] for n in entry["neighbours"]}


def img2loc(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "img2loc_desktop", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_line_prints_the_reason_and_the_coordinates(
    world: Path, vlm_packs: Path
) -> None:
    done = img2loc(
        *("locate", world / "photo.jpg", "--index", world / "index"),
        *("--vlm", vlm_packs / "llava", "--threads", 1, "--context", 6144, "--batch", 64),
        *("--samples", 1, "--anchors", "0,3", "--prompt", "img2loc", "--temperature", 0.2),
        *("--seed", 3, "--gpu-layers", 0, "--flash-attention", "on", "--kv-type", "f16"),
        *("--model-weight", 0.3, "--model-timeout", 300),
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "The model's words, unverified: \u201c" in done.stdout
    assert "The model's answers: " in done.stdout
    assert "Method: index holidays + model llava" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of Unix")
def test_on_a_terminal_the_words_stream_while_they_are_written(
    world: Path, vlm_packs: Path
) -> None:
    import pty

    ours, theirs = pty.openpty()
    arguments = (
        *("locate", world / "photo.jpg", "--index", world / "index", "--vlm", vlm_packs / "llava"),
        *("--samples", 1, "--anchors", 0, "--threads", 1),
    )
    with subprocess.Popen(
        [sys.executable, "-m", "img2loc_desktop", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # how Linux says that the other end is closed
                break
            if not part:
                break
            shown += part
        assert process.stdout is not None
        printed = process.stdout.read()
    os.close(ours)
    frames = shown.decode().split("The model writes, unverified: ")[1:]
    assert len(frames) > 8  # one for every token
    first = printed.split("The model's words, unverified: \u201c")[1].split("\u201d")[0]
    assert frames[3].split("\r")[0] == first[:4]


def test_options_of_the_command_line_reach_the_model(world: Path, vlm_packs: Path) -> None:
    done = img2loc(
        *("locate", world / "photo.jpg", "--index", world / "index", "--json", "--threads", 1),
        *("--vlm", vlm_packs / "llava", "--samples", 3, "--anchors", "2", "--prompt", "img2loc"),
        *("--seed", 5, "--context", 4096),
    )
    entry = json.loads(done.stdout)
    answers = entry["vlm"]["answers"]
    assert [answer["seed"] for answer in answers] == [5, 6, 7]
    assert {answer["neighbours"] for answer in answers} == {2}
    assert entry["vlm"]["prompt"] == "img2loc 1 + choice 1"
    assert entry["provenance"]["seed"] == 5


def test_an_installed_model_is_asked_unless_it_is_declined(
    world: Path, vlm_packs: Path, home: Path
) -> None:
    shutil.copytree(vlm_packs / "llava", home / "models" / "llava")
    base = ("locate", world / "photo.jpg", "--index", world / "index", "--json", "--samples", 1)
    quick = (*base, "--anchors", "0", "--threads", 1)
    assert json.loads(img2loc(*quick).stdout)["vlm"]["answers"]
    assert json.loads(img2loc(*quick, "--vlm", "llava").stdout)["vlm"]["answers"]
    assert json.loads(img2loc(*quick, "--no-vlm").stdout)["vlm"] is None


def test_what_is_no_pack_is_told_from_what_is_not_there(vlm_packs: Path, home: Path) -> None:
    bare = home / "bare"
    bare.mkdir()
    for name in ("model.gguf", "mmproj.gguf"):
        shutil.copy(vlm_packs / "llava" / name, bare)
    shutil.copytree(vlm_packs / "gemma3", home / "models" / "gemma3")

    def refused(given: str) -> UserError:
        with pytest.raises(UserError) as error:
            vlm.VisionProcess.open(vlm.pack_folder(given))
        return error.value

    files = refused(str(bare))
    assert f"{bare} holds GGUF files" in files.message
    assert files.hint.endswith(f'img2loc models import "{bare}"')
    single = refused(str(bare / "model.gguf"))
    assert single.message.startswith(f"{bare / 'model.gguf'} is a file")
    assert single.hint.endswith(f'img2loc models import "{bare / "model.gguf"}"')
    unknown = refused("lava")
    assert unknown.message == "There is no multimodal model named lava."
    assert "Installed are: gemma3." in unknown.hint and "img2loc models import" in unknown.hint


@pytest.mark.parametrize("where", ["models/llava", "models"])
def test_files_that_lie_among_the_packs_and_are_none_are_named_in_the_result(
    world: Path, vlm_packs: Path, home: Path, where: str
) -> None:
    (home / where).mkdir(parents=True)
    for name in ("model.gguf", "mmproj.gguf"):
        shutil.copy(vlm_packs / "llava" / name, home / where)
    base = ("locate", world / "photo.jpg", "--index", world / "index", "--json", "--no-ocr")
    result = json.loads(img2loc(*base).stdout)
    assert result["vlm"] is None and "cannot be used" in result["estimate"]["method"]
    assert "img2loc models import" in result["warnings"][-1]
    # What the warning says is what helps.
    command = result["warnings"][-1].split("img2loc models import ")[1].strip('"')
    assert img2loc("models", "import", command).returncode == 0
    quick = ("--samples", 1, "--anchors", 0, "--threads", 1)
    assert json.loads(img2loc(*base, *quick).stdout)["vlm"]["answers"]


def test_a_broken_model_does_not_make_check_say_that_nothing_works(
    vlm_packs: Path, home: Path
) -> None:
    shutil.copytree(vlm_packs / "llava", home / "models" / "whole")
    damaged(vlm_packs / "llava", home / "models")
    (home / "models" / "bare").mkdir()
    shutil.copy(vlm_packs / "llava" / "model.gguf", home / "models" / "bare")
    done = img2loc("check")
    assert done.returncode == 0 and "Photos can be located." in done.stdout
    assert "whole: all files have the SHA-256 in their manifest" in done.stdout
    assert "damaged: NOT WORKING. model.gguf is cut off" in done.stdout
    assert "bare: NOT WORKING. " in done.stdout and done.stdout.count("NOT WORKING") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--prompt", "nonsense"), "img2loc-places"),
        (("--temperature", "11"), "temperature"),
        (("--anchors", "500"), "anchors"),
        (("--context", "1"), "context"),
        (("--model-weight", "-1"), "--model-weight: choose a number from 0"),
        (("--prompt", "plain", "--anchors", "5"), "--anchors would have no effect"),
    ],
)
def test_wrong_options_are_refused_before_any_work(
    arguments: tuple[str, str], words: str, world: Path, vlm_packs: Path
) -> None:
    done = img2loc("locate", world / "photo.jpg", "--vlm", vlm_packs / "llava", *arguments)
    assert done.returncode == 2 and words in done.stderr and done.stdout == ""


@pytest.mark.parametrize("option", ["--anchors", "--samples", "--gpu-layers"])
def test_what_is_no_number_is_called_that(option: str) -> None:
    done = img2loc("locate", "photo.jpg", option, "a")
    assert done.returncode == 2
    assert f"argument {option}: not a whole number: 'a'" in done.stderr


def test_check_says_what_llama_cpp_can_use_here() -> None:
    done = img2loc("check")
    line = done.stdout.split("Multimodal model: ")[1]
    assert line.startswith("llama.cpp of llama-cpp-python 0.3.")
    for words in ("processor features", "layers on a GPU", "CPU (", "GB free"):
        assert words in line
