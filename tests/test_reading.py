"""The words in the picture as a source of evidence, from the photo to terminal and exports."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import encoder_packs
import index_samples
import pytest
from ocr_packs import make_pack
from text_pictures import picture, save, sign

from img2loc_desktop.core import exports, geo, index, ocr, protocol, sources, words
from img2loc_desktop.core.configuration import Configuration, ReadText
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.locator import Locator, Stage
from img2loc_desktop.core.ocr import Reader
from img2loc_desktop.core.paths import user_data
from img2loc_desktop.core.retrieval import Retrieval
from img2loc_desktop.core.summary import summary
from img2loc_desktop.core.types import Failure, LatLon, LineMark, Result, TextLine

BRIDGEND = LatLon(51.51, -3.58)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder, an index of photos between Gabon and the Atlantic, a sign and a wall."""
    folder = tmp_path_factory.mktemp("world")
    encoder = Encoder.open(encoder_packs.write_pack(folder / "tiny"), threads=1)
    library = index_samples.write_photos(folder / "photos", range(1, 13))
    for _ in index.build_from_photos(library, folder / "index", encoder, name="holidays"):
        pass
    sign = [(40, 60, "BRIDGEND", 40), (40, 160, "(01656) 643443", 30), (40, 240, "EXIT", 26)]
    save(picture(480, 320, sign), folder / "sign.jpg")
    save(picture(480, 320, []), folder / "wall.jpg")
    return folder


def locator(world: Path, read_text: ReadText = "on") -> Locator:
    return sources.open_locator(Configuration(indexes=(world / "index",), read_text=read_text))


def located(asked: Locator, photo: Path, **options: Any) -> Result:
    *_, result = asked.locate(photo, **options)
    assert isinstance(result, Result), result
    return result


@pytest.fixture(scope="module")
def without(world: Path) -> Result:
    return located(locator(world, "off"), world / "sign.jpg")


@pytest.fixture(scope="module")
def read(world: Path) -> Result:
    return located(locator(world), world / "sign.jpg")


def share(result: Result, code: str) -> float:
    return next((c.share for c in result.estimate.countries if c.code == code), 0.0)


def test_what_is_written_moves_the_estimate(read: Result, without: Result) -> None:
    assert without.text is None and "words" not in without.estimate.method
    assert read.text is not None
    assert [line.text for line in read.text.lines] == ["BRIDGEND", "(01656) 643443", "EXIT"]
    assert {clue.kind for clue in read.text.clues} >= {"name", "telephone"}
    assert read.text.share > 1 and read.text.seconds > 0
    assert share(read, "GB") > 0.5 > share(without, "GB")
    assert geo.distance_km(read.estimate.position, BRIDGEND) < 30
    assert read.estimate.method == "index holidays + words in the picture"


def test_the_indexes_answer_the_same_whether_words_are_read_or_not(
    read: Result, without: Result
) -> None:
    assert read.neighbours == without.neighbours and read.far == without.far


def test_a_photo_without_words_is_located_as_before(world: Path) -> None:
    read = located(locator(world), world / "wall.jpg")
    without = located(locator(world, "off"), world / "wall.jpg")
    assert read.text is not None and read.text.lines == () and read.text.share == 0
    assert replace(read.estimate, method="") == replace(without.estimate, method="")
    assert read.candidates == without.candidates
    assert read.estimate.method == "index holidays (no words in the picture)"


def test_the_networks_that_read_are_recorded(read: Result, without: Result) -> None:
    names = [artefact.name for artefact in read.provenance.ocr]
    assert "PP-OCRv6_rec_small.onnx" in names and len(names) == 3
    assert all(len(artefact.sha256) == 64 for artefact in read.provenance.ocr)
    assert without.provenance.ocr == ()


def test_it_comes_back_from_json_as_it_was(read: Result) -> None:
    line = protocol.to_line(read)
    assert protocol.from_json(json.loads(line)) == read
    data = json.loads(line)
    assert data["ocr"][0]["text"] == "BRIDGEND" and len(data["ocr"][0]["box"]) == 4
    kinds = {data["clues"][number]["kind"] for number in data["ocr"][0]["clues"]}
    assert "name" in kinds
    older = {key: data[key] for key in data if key not in ("ocr", "clues", "words")}
    entry = protocol.from_json(older)
    assert isinstance(entry, Result) and entry.text is None


def test_a_line_that_was_not_read_is_null_in_json(read: Result) -> None:
    assert read.text is not None
    unread = TextLine("", 0.8, ((0.0, 0.0), (9.0, 0.0), (9.0, 3.0), (0.0, 3.0)))
    changed = replace(read, text=replace(read.text, lines=(*read.text.lines, unread)))
    data = json.loads(protocol.to_line(changed))
    assert data["ocr"][-1]["text"] is None
    assert protocol.from_json(data) == changed
    assert any(
        "1 more with text in another script" in sentence
        for sentence in words.read_in_the_picture(changed)
    )
    alone = replace(read, text=replace(read.text, lines=(unread,), clues=()))
    (said,) = words.read_in_the_picture(alone)
    assert said == "1 with text in another script, or too unclear to read."


def test_people_read_the_words_and_what_they_mean(read: Result, without: Result) -> None:
    text = summary(read)
    assert "Read in the picture: “BRIDGEND”, “(01656) 643443”, “EXIT”." in text
    assert "is a place in United Kingdom" in text and "Moved" in text
    assert "Read in the picture" not in summary(without)


@pytest.mark.parametrize("mode", ["on", "asked"])
def test_small_words_are_read_where_somebody_asks(
    mode: ReadText, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "LARGEST_PIXELS", 20_000)
    monkeypatch.setattr(ocr, "THOROUGH_PIXELS", 300_000)
    photo = save(picture(640, 480, [(80, 60, "BRIDGEND", 16)]), tmp_path / "small.jpg")
    asked = locator(world, mode)
    first = located(asked, photo)
    assert first.text is None or first.text.lines[0].text != "BRIDGEND"
    for again in ({"read_text": True}, {"reread": True}):
        found = located(asked, photo, **again)
        assert found.text is not None
        assert [line.text for line in found.text.lines] == ["BRIDGEND"]


def test_words_are_read_on_demand_without_running_the_encoder_again(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, photo = locator(world, "asked"), world / "sign.jpg"
    first = located(asked, photo)
    assert first.text is None and "words in the picture not read" in first.estimate.method
    monkeypatch.setattr(Retrieval, "embed", lambda *_: pytest.fail("the encoder ran again"))
    stages = [
        event.name for event in asked.locate(photo, read_text=True) if isinstance(event, Stage)
    ]
    assert stages == ["reading", "reading words", "estimating"]
    again = located(asked, photo, read_text=True)
    assert again.text is not None and share(again, "GB") > 0.5
    assert again.neighbours == first.neighbours


def test_an_analyst_strikes_and_adds_words_and_the_estimate_follows_at_once(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, photo = locator(world), world / "sign.jpg"
    first = located(asked, photo)
    assert first.text is not None
    monkeypatch.setattr(Retrieval, "embed", lambda *_: pytest.fail("the encoder ran again"))
    monkeypatch.setattr(Reader, "read", lambda *_, **__: pytest.fail("the picture was read again"))
    struck = located(asked, photo, lines=first.text.lines[2:])
    assert struck.text is not None and struck.text.share == 0
    assert share(struck, "GB") < 0.1
    typed = located(asked, photo, lines=[TextLine("Wagga Wagga NSW", 1.0)])
    assert share(typed, "AU") > 0.4 and typed.provenance.ocr == ()
    assert typed.neighbours == first.neighbours


def test_words_can_be_given_for_a_photo_that_was_not_located_before(world: Path) -> None:
    result = located(locator(world, "asked"), world / "wall.jpg", lines=[TextLine("Bridgend", 1.0)])
    assert share(result, "GB") > 0.3


def test_an_earlier_result_needs_neither_encoder_nor_file(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = tmp_path / "sign.jpg"
    photo.write_bytes((world / "sign.jpg").read_bytes())
    first = located(locator(world), photo, keep_embeddings=True)
    assert first.text is not None and first.embeddings
    assert protocol.from_json(json.loads(protocol.to_line(first))) == first
    photo.unlink()
    monkeypatch.setattr(Retrieval, "embed", lambda *_: pytest.fail("the encoder ran again"))
    again = locator(world)  # which remembers nothing
    lines = tuple(replace(line, mark=LineMark.STRUCK) for line in first.text.lines)
    struck = located(again, photo, earlier=first, lines=lines, keep_embeddings=True)
    assert share(struck, "GB") < 0.1 and struck.embeddings == first.embeddings
    assert struck.text is not None and struck.text.lines == lines and struck.text.clues == ()
    assert struck.provenance == first.provenance and struck.neighbours == first.neighbours
    back = located(again, photo, earlier=struck, lines=first.text.lines, keep_embeddings=True)
    assert back.estimate == first.estimate and back.candidates == first.candidates


@pytest.mark.parametrize("damage", ["none", "not base64!", "AAAA", "another encoder"])
def test_embeddings_that_cannot_be_used_are_made_again(world: Path, damage: str) -> None:
    photo = world / "sign.jpg"
    first = located(locator(world), photo, keep_embeddings=True)
    (kept,) = first.embeddings
    changed = {
        "none": (),
        "another encoder": (replace(kept, encoder="0" * 64),),
    }.get(damage, (replace(kept, values=damage),))
    earlier = replace(first, embeddings=changed)
    lines = (TextLine("Bridgend", 1.0),)
    events = list(locator(world).locate(photo, earlier=earlier, lines=lines, keep_embeddings=True))
    assert "embedding" in [event.name for event in events if isinstance(event, Stage)]
    assert isinstance(events[-1], Result) and events[-1].embeddings == first.embeddings


def test_a_photo_that_is_another_now_is_not_read_into_the_earlier_result(
    world: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes((world / "wall.jpg").read_bytes())
    first = located(locator(world, "asked"), photo, keep_embeddings=True)
    photo.write_bytes((world / "sign.jpg").read_bytes())
    *_, answer = locator(world, "asked").locate(photo, earlier=first, read_text=True)
    assert isinstance(answer, Failure) and "has changed" in answer.message


def test_a_reader_that_fails_costs_only_its_own_part(
    world: Path, without: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise UserError("The networks cannot be loaded.", "Install it again.")

    monkeypatch.setattr(Reader, "read", fail)
    result = located(locator(world), world / "sign.jpg")
    assert result.text is None
    assert "The networks cannot be loaded. Install it again." in result.warnings
    assert result.estimate.method == "index holidays (words in the picture could not be read)"
    assert result.estimate.position == without.estimate.position


def test_a_broken_pack_is_named_and_the_others_read(world: Path) -> None:
    pack = make_pack(user_data() / "models" / "cyrillic", "Площадь")
    (pack / "letters.txt").unlink()
    result = located(locator(world), world / "sign.jpg")
    assert result.text is not None and result.text.lines[0].text == "BRIDGEND"
    assert any("letters.txt" in warning for warning in result.warnings)


def imported(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "img2loc_desktop", "models", "import", str(folder)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ.copy()
    )


def test_an_imported_reader_reads_and_a_broken_one_is_refused(world: Path, tmp_path: Path) -> None:
    broken = make_pack(tmp_path / "broken", "Площадь")
    (broken / "script_rec_infer.onnx").write_bytes(b"no network")
    refused = imported(broken)
    assert refused.returncode != 0 and "script_rec_infer.onnx" in refused.stderr
    assert "Traceback" not in refused.stderr
    done = imported(make_pack(tmp_path / "cyrillic", "Площадь"))
    assert done.returncode == 0, done.stderr
    save(sign("Площадь", "Cyrillic"), tmp_path / "sign.jpg")
    result = located(locator(world), tmp_path / "sign.jpg")
    assert result.text is not None and result.text.lines[0].text == "Площадь"
    assert "script_rec_infer.onnx" in [made.name for made in result.provenance.ocr]


HOSTILE = "<script>alert(1)</script> =HYPERLINK(0) \u202e\x1b[31m"


def test_words_cannot_harm_what_they_are_written_into(world: Path, tmp_path: Path) -> None:
    result = located(
        locator(world, "asked"),
        world / "sign.jpg",
        lines=[TextLine(HOSTILE, 1.0), TextLine("=1+1", 1.0), TextLine("Bridgend", 1.0)],
    )
    assert "\x1b" not in summary(result) and "\u202e" not in summary(result)
    for name in ("geojson", "kml", "csv", "html"):
        exports.write(tmp_path / f"out.{name}", [result], format=name)
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "Bridgend" in page
    kml = (tmp_path / "out.kml").read_text("utf-8")
    assert "<script>" not in kml and "Bridgend" in kml
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["words_in_the_picture"].startswith(("<script>", "'"))
    assert "Bridgend" in row["words_that_counted"]
    features = json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]
    assert features[0]["properties"]["ocr"][2]["text"] == "Bridgend"


def run_worker(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "img2loc_desktop.worker"],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ.copy(),
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_worker_reads_on_demand_and_takes_an_analysts_words(world: Path) -> None:
    configuration = Configuration(indexes=(world / "index",), read_text="asked").to_json()
    photo = str(world / "sign.jpg")
    answers = run_worker(
        [
            configuration,
            {"job": 1, "path": photo},
            {"job": 2, "path": photo, "read_text": True},
            {"job": 3, "path": photo, "lines": [{"text": "Wagga Wagga NSW"}]},
        ]
    )
    entries = {line["job"]: line["entry"] for line in answers if "entry" in line}
    assert entries[1]["ocr"] is None
    assert entries[2]["ocr"][0]["text"] == "BRIDGEND"
    assert entries[3]["ocr"] == [
        {"text": "Wagga Wagga NSW", "confidence": 1.0, "box": [], "clues": [0]}
    ]
    stages = [line["stage"] for line in answers if line.get("job") == 3 and "stage" in line]
    assert "embedding" not in stages and "searching" not in stages


@pytest.mark.parametrize(("option", "is_read"), [([], True), (["--no-ocr"], False)])
def test_the_terminal_reads_unless_told_not_to(
    world: Path, option: list[str], is_read: bool
) -> None:
    command = ["locate", str(world / "sign.jpg"), "--index", str(world / "index"), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "img2loc_desktop", *command, *option],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ.copy(),
    )
    data = json.loads(done.stdout)
    assert (data["ocr"] is not None) is is_read
    if is_read:
        assert set(data["ocr"][0]) == {"text", "confidence", "box", "clues"}
