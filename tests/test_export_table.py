"""CSV: a stable table that spreadsheets show and do not run."""

from __future__ import annotations

import csv
from pathlib import Path

import export_samples as samples
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from img2loc_desktop.core import exports
from img2loc_desktop.core.exports import table
from img2loc_desktop.core.exports.text import fit
from img2loc_desktop.core.types import Failure, LatLon, Result


def written(folder: Path, entries: list[Result | Failure]) -> list[dict[str, str]]:
    path = folder / "out.csv"
    exports.write(path, entries)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_these_in_this_order(tmp_path: Path) -> None:
    written(tmp_path, [])
    content = (tmp_path / "out.csv").read_bytes()
    assert content == "\ufeff".encode() + ",".join(table.COLUMNS).encode() + b"\r\n"
    assert (
        *("path", "sha256", "taken_at", "camera", "latitude", "longitude"),
        *("radius_p50_km", "radius_p90_km", "trust", "trust_word", "calibrated_on"),
        *("place", "city", "admin", "country"),
        *("country_code", "country_shares", "candidates"),
        *("gps_latitude", "gps_longitude", "gps_distance_km"),
        *(
            "method",
            "model_words_unverified",
            "model_answers",
            "words_in_the_picture",
            "words_that_counted",
            "app",
            "encoder",
            "index",
            "vlm",
            "ocr",
            "seed",
            "warnings",
            "error",
            "hint",
        ),
        *("decision", "decision_latitude", "decision_longitude", "decision_given_as"),
        *("decision_note", "decided_at", "analyst"),
    ) == table.COLUMNS


def test_one_row_per_photo_located_or_not(tmp_path: Path) -> None:
    entries = samples.mixed()
    rows = written(tmp_path, entries)
    assert len(rows) == len(entries)
    first, second, third = rows[:3]
    gps_distance = float(first.pop("gps_distance_km"))
    assert gps_distance == pytest.approx(11.5, abs=0.2)
    assert first == {
        "path": "/photos/IMG_1.jpg",
        "sha256": "ab" * 32,
        "taken_at": "2024-05-01T12:30:00+02:00",
        "camera": "Camera & Söhne",
        "latitude": "45.821235",
        "longitude": "4.95",
        "radius_p50_km": "180",
        "radius_p90_km": "950",
        "trust": "calibrated",
        "trust_word": "region",
        "calibrated_on": "",
        "place": "12 km NE of Lyon, Auvergne-Rhône-Alpes, France",
        "city": "Lyon",
        "admin": "Auvergne-Rhône-Alpes",
        "country": "France",
        "country_code": "FR",
        "country_shares": "FR 0.610; CH 0.140; sea 0.020",
        "candidates": "0.410 45.820000 4.950000; 0.200 -46.200000 -6.150000",
        "gps_latitude": "45.76",
        "gps_longitude": "4.83",
        "method": "index: holidays",
        "model_words_unverified": "",
        "model_answers": "",
        "words_in_the_picture": "Gare & Co <b>",
        "words_that_counted": "“Gare”: “Gare” is a word of France & others.",
        "app": "img2loc 0.1.0",
        "encoder": f"starter-encoder {'cd' * 32}",
        "index": f"holidays {'ef' * 32}",
        "vlm": "",
        "ocr": "",
        "seed": "7",
        "warnings": "The index is small.",
        "error": "",
        "hint": "",
        "decision": "",
        "decision_latitude": "",
        "decision_longitude": "",
        "decision_given_as": "",
        "decision_note": "",
        "decided_at": "",
        "analyst": "",
    }
    assert second["path"] == "/photos/broken.jpg"
    assert second["error"].endswith("ends after 12 KB.")
    assert second["hint"] == "Copy it again from its source."
    assert second["latitude"] == second["trust"] == ""
    assert third["trust"] == third["trust_word"] == "hint"
    assert third["warnings"].startswith("Starter model")


def test_a_failure_keeps_what_could_be_read(tmp_path: Path) -> None:
    photo = samples.result().photo
    (row,) = written(tmp_path, [Failure(photo.path, "No.", "Wait.", photo)])
    assert row["sha256"] == photo.sha256
    assert row["gps_latitude"] == "45.76"
    assert row["error"] == "No."


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    here = LatLon(-33.8688, -0.00000001)
    (row,) = written(tmp_path, [samples.result(position=here, gps=LatLon(-1.5, -179.999999))])
    assert row["latitude"] == "-33.8688"
    assert row["longitude"] == "0"
    assert row["gps_longitude"] == "-179.999999"


@pytest.mark.parametrize(
    "camera",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "'quoted", "＠a"],
)
def test_a_formula_is_disarmed_and_can_be_restored(tmp_path: Path, camera: str) -> None:
    (row,) = written(tmp_path, [samples.result(camera=camera)])
    assert row["camera"] == f"'{camera}"


def test_warnings_errors_and_places_are_disarmed_too(tmp_path: Path) -> None:
    bad = Failure(Path("=a.jpg"), "=b", "=c")
    rows = written(tmp_path, [bad, samples.result(warnings=("@d",), method="-e")])
    assert [rows[0][key] for key in ("path", "error", "hint")] == ["'=a.jpg", "'=b", "'=c"]
    assert [rows[1][key] for key in ("warnings", "method")] == ["'@d", "'-e"]


@settings(max_examples=50)
@given(st.text(st.characters()))
@example("=x\r\ny")
@example("'=")
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    (row,) = written(tmp_path_factory.mktemp("names"), [samples.result(camera=text)])
    read = row["camera"]
    assert not read.lstrip(" ").startswith(tuple("=+-@\t\r\n"))
    assert read.removeprefix("'") == fit(text)


@pytest.mark.parametrize("name", [*samples.TRICKY_NAMES, *samples.SHOWN_NAMES])
def test_tricky_names(tmp_path: Path, name: str) -> None:
    (row,) = written(tmp_path, [samples.result(name)])
    assert row["path"].removeprefix("'") == samples.SHOWN_NAMES.get(name, name)
