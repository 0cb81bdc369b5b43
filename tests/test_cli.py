"""The command line as a person or a script uses it: real processes, real packs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from img2loc_desktop.cli import locate
from img2loc_desktop.cli.main import main
from img2loc_desktop.core import paths, protocol
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.types import Failure, Result

SAMPLES = paths.resources() / "samples"


def img2loc(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "img2loc_desktop", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
        cwd=cwd,
    )


def gps_photo(path: Path, latitude: float, longitude: float, seed: int) -> Path:
    """A JPEG of coloured noise with a GPS position."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize((320, 320), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(
        {
            1: "N" if latitude >= 0 else "S",
            2: (abs(latitude), 0.0, 0.0),
            3: "E" if longitude >= 0 else "W",
            4: (abs(longitude), 0.0, 0.0),
        }
    )
    image.save(path, exif=exif, quality=90)
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Six geotagged photos, one without a position, one copy, one that is no picture."""
    folder = tmp_path / "my photos"
    places = [(48.85, 2.35), (48.86, 2.34), (45.76, 4.84), (-33.87, 151.21), (35.68, 139.69)]
    for number, (latitude, longitude) in enumerate(places):
        gps_photo(folder / "trip" / f"{number}.jpg", latitude, longitude, number)
    shutil.copy(folder / "trip" / "0.jpg", folder / "copy of 0.jpg")
    Image.new("RGB", (300, 300), "teal").save(folder / "no position.jpg")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    return folder


@pytest.fixture
def pack(library: Path, tmp_path: Path) -> Path:
    done = img2loc("index", "build", library, "--out", tmp_path / "pack")
    assert done.returncode == 0, done.stderr
    return tmp_path / "pack"


def test_locate_prints_the_promised_json(tmp_path: Path) -> None:
    photo = gps_photo(tmp_path / "photo.jpg", 45.76, 4.84, 1)
    before = photo.read_bytes()
    done = img2loc("locate", photo, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # no terminal, no progress; and native libraries keep quiet
    (line,) = done.stdout.splitlines()
    result = json.loads(line)
    assert result["photo"]["path"] == str(photo)
    assert set(result["photo"]) >= {"path", "sha256", "width", "height", "taken_at", "gps"}
    assert result["photo"]["gps"]["latitude"] == pytest.approx(45.76, abs=1e-4)
    estimate = result["estimate"]
    assert set(estimate) >= {
        *("latitude", "longitude", "radius_km", "place", "countries", "trust", "method"),
    }
    assert 0 < estimate["radius_km"]["p50"] <= estimate["radius_km"]["p90"] <= 20038
    assert set(estimate["place"]) == {
        *("text", "city", "admin", "country", "country_code", "distance_km", "bearing"),
    }
    assert estimate["trust"] == "hint"
    assert estimate["distance_to_gps_km"] > 0
    assert 0 < sum(country["share"] for country in estimate["countries"]) <= 1 + 1e-9
    assert [item["rank"] for item in result["neighbours"]] == list(range(1, 17))
    assert [item["rank"] for item in result["far"]] == list(range(1, 17))
    near = [item["similarity"] for item in result["neighbours"]]
    assert near == sorted(near, reverse=True)
    assert near[-1] > result["far"][0]["similarity"]
    provenance = result["provenance"]
    for part in (*provenance["encoder"], *provenance["index"]):
        assert len(part["sha256"]) == 64
    assert any("Starter model" in warning for warning in result["warnings"])
    assert photo.read_bytes() == before


def test_json_comes_back_as_the_same_result(tmp_path: Path) -> None:
    photo = gps_photo(tmp_path / "photo.jpg", 45.76, 4.84, 1)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"nothing")
    done = img2loc("locate", photo, broken, "--json")
    entries = [protocol.from_json(json.loads(line)) for line in done.stdout.splitlines()]
    assert isinstance(entries[0], Result)
    assert isinstance(entries[1], Failure)
    for entry, line in zip(entries, done.stdout.splitlines(), strict=True):
        assert protocol.to_line(entry) == line


def test_one_bad_photo_costs_one_line_and_the_order_stays(tmp_path: Path) -> None:
    for number in (1, 3):
        gps_photo(tmp_path / "in" / f"{number}.jpg", 10, 10, number)
    (tmp_path / "in" / "2.jpg").write_bytes(b"not a picture")
    done = img2loc("locate", tmp_path / "in", tmp_path / "gone.jpg", "--json")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    names = [Path(line["photo"]["path"]).name for line in lines]
    assert names == ["1.jpg", "2.jpg", "3.jpg", "gone.jpg"]
    assert ["error" in line for line in lines] == [False, True, False, True]
    for line in (lines[1], lines[3]):
        assert line["error"]["message"]
        assert line["error"]["hint"]


def test_of_several_photos_the_next_one_is_read_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[str] = []
    real = Locator.read_ahead

    def read_ahead(locator: Locator, path: Path) -> None:
        begun.append(path.name)
        real(locator, path)

    monkeypatch.setattr(Locator, "read_ahead", read_ahead)
    given = [gps_photo(tmp_path / f"{n}.jpg", 1, 2, n) for n in range(3)]
    assert main(["locate", "--json", *map(str, given)]) == 0
    assert begun == ["1.jpg", "2.jpg"]
    found = [json.loads(line)["photo"]["path"] for line in capsys.readouterr().out.splitlines()]
    assert found == [str(path) for path in given]


def test_duplicates_are_reported_and_located_once(tmp_path: Path) -> None:
    photo = gps_photo(tmp_path / "a.jpg", 10, 10, 1)
    shutil.copy(photo, tmp_path / "b.jpg")
    done = img2loc("locate", photo, tmp_path / "b.jpg", photo, "--json")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    notes = done.stderr.splitlines()
    assert len(notes) == 2
    assert any("b.jpg" in note and "a.jpg" in note for note in notes)


def test_a_photo_is_not_its_own_neighbour(library: Path, pack: Path) -> None:
    done = img2loc("locate", library / "trip" / "0.jpg", "--index", pack, "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    names = {item["source"]["identifier"] for item in result["neighbours"]}
    assert "trip/0.jpg" not in names
    assert "copy of 0.jpg" not in names
    assert len(names) >= 3
    assert result["estimate"]["trust"] == "uncalibrated"


def test_photos_of_the_run_need_not_count_for_one_another(library: Path, pack: Path) -> None:
    chosen = [library / "trip" / f"{number}.jpg" for number in (0, 1)]
    done = img2loc("locate", *chosen, "--index", pack, "--json", "--not-each-other")
    for line in done.stdout.splitlines():
        names = {item["source"]["identifier"] for item in json.loads(line)["neighbours"]}
        assert names
        assert not names & {"trip/0.jpg", "trip/1.jpg", "copy of 0.jpg"}


def test_a_run_that_is_the_whole_index_says_why_nothing_is_left(library: Path, pack: Path) -> None:
    done = img2loc("locate", library, "--index", pack, "--json", "--not-each-other")
    assert done.returncode == 1
    errors = [entry["error"] for entry in map(json.loads, done.stdout.splitlines())]
    messages = {error["message"] for error in errors}
    assert any("among the photos of this run" in message for message in messages), messages
    assert not any("no other photo" in message for message in messages)


def test_k_says_how_many_neighbours_are_shown(tmp_path: Path) -> None:
    photo = gps_photo(tmp_path / "a.jpg", 10, 10, 1)
    result = json.loads(img2loc("locate", photo, "--k", 3, "--json").stdout)
    assert len(result["neighbours"]) == len(result["far"]) == 3
    result = json.loads(img2loc("locate", photo, "--k", 3, "--far", 0, "--json").stdout)
    assert len(result["neighbours"]) == 3 and result["far"] == []


def test_two_indexes_answer_together(pack: Path, tmp_path: Path) -> None:
    gallery = paths.bundled_models() / "starter-gallery"
    photo = gps_photo(tmp_path / "a.jpg", 10, 10, 99)
    result = json.loads(
        img2loc("locate", photo, "--index", pack, "--index", gallery, "--json").stdout
    )
    assert {item["index"] for item in result["neighbours"]} <= {"pack", "starter-gallery"}
    assert len(result["provenance"]["index"]) == 2
    assert len(result["provenance"]["encoder"]) == 1
    assert result["estimate"]["trust"] == "uncalibrated"


def test_index_build_reports_and_verify_finds_damage(library: Path, tmp_path: Path) -> None:
    out = tmp_path / "pack"
    done = img2loc("index", "build", library, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "5 points" in done.stdout
    assert "1 of them because they have no GPS position" in done.stdout
    skipped = [line for line in done.stderr.splitlines() if line.startswith("skipped ")]
    assert len(skipped) == 3
    info = img2loc("index", "info", out)
    assert info.returncode == 0
    assert "5" in info.stdout
    assert img2loc("index", "verify", out).returncode == 0
    exported = tmp_path / "points.geojson"
    assert img2loc("index", "export", out, "--geojson", exported).returncode == 0
    features = json.loads(exported.read_text())["features"]
    assert len(features) == 5
    assert features[0]["geometry"]["coordinates"][0] == pytest.approx(2.35, abs=1e-4)
    (rows,) = out.glob("*/vectors.npy")
    data = bytearray(rows.read_bytes())
    data[-1] ^= 0x10
    rows.write_bytes(data)
    done = img2loc("index", "verify", out)
    assert done.returncode == 1
    assert "vectors.npy" in done.stdout
    done = img2loc("locate", library / "trip" / "0.jpg", "--index", out)
    assert done.returncode == 1
    assert "vectors.npy" in done.stderr


def test_index_add_adds(library: Path, pack: Path, tmp_path: Path) -> None:
    gps_photo(tmp_path / "more" / "new.jpg", 51.5, -0.12, 77)
    done = img2loc("index", "add", pack, tmp_path / "more")
    assert done.returncode == 0, done.stderr
    assert "6 points, 1 of them new" in done.stdout
    done = img2loc("index", "add", pack, tmp_path / "more")
    assert "6 points, none of them new" in done.stdout
    assert "new.jpg has the same content as new.jpg." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "usage"),
        (["locate"], "usage"),
        (["locate", "x.jpg", "--k", "0"], "at least 1"),
        (["nonsense"], "invalid choice"),
        (["index", "build", "x"], "--out"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from img2loc_desktop.cli.main import run; run()", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert words in done.stderr


def test_exports_are_written_and_never_over_a_photo(tmp_path: Path) -> None:
    photo = gps_photo(tmp_path / "a.jpg", 10, 10, 1)
    before = photo.read_bytes()
    names = {name: tmp_path / f"out.{name}" for name in ("geojson", "kml", "kmz", "csv", "gpx")}
    options = [text for name, path in names.items() for text in (f"--{name}", str(path))]
    done = img2loc("locate", photo, *options)
    assert done.returncode == 0, done.stderr
    assert all(path.stat().st_size > 100 for path in names.values())
    for target in (photo, tmp_path / "other.jpg", tmp_path / "nowhere" / "a.kml", tmp_path):
        done = img2loc("locate", photo, "--kml", target)
        assert done.returncode == 1
        assert str(target) in done.stderr
    assert photo.read_bytes() == before
    assert not (tmp_path / "other.jpg").exists()


def test_interrupting_keeps_what_was_found(tmp_path: Path) -> None:
    for number in range(60):
        gps_photo(tmp_path / "in" / f"{number:02}.jpg", 10, 10, number)
    out = tmp_path / "out.geojson"
    command = [sys.executable, "-m", "img2loc_desktop", "locate", tmp_path / "in", "--json"]
    with subprocess.Popen(
        [*map(str, command), "--geojson", str(out)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait() == 130
    features = json.loads(out.read_text())["features"]
    assert 1 <= len({feature["properties"]["photo"] for feature in features}) < 60


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("photos", [1, 3])
def test_a_ctrl_c_that_python_drops_ends_the_run_all_the_same(
    photos: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Gone:
        def __del__(self) -> None:  # whatever is raised here is lost
            signal.raise_signal(signal.SIGINT)

    def entry(_locator: object, path: Path, *_: object) -> Failure:
        Gone()
        return Failure(path, "Not located.", "Try again.")

    monkeypatch.setattr(locate, "_entry", entry)
    paths = [gps_photo(tmp_path / f"{number}.jpg", 10, 10, number) for number in range(photos)]
    out = tmp_path / "out.csv"
    assert main(["locate", *map(str, paths), "--json", "--csv", str(out)]) == 130
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1, "the photo in hand, and none after it"
    assert said.err.endswith("img2loc: stopped.\n")
    assert len(out.read_text("utf-8").splitlines()) == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_ctrl_c_means_nothing_it_stays_so(tmp_path: Path) -> None:
    photo = gps_photo(tmp_path / "a.jpg", 10, 10, 1)
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "from img2loc_desktop.cli import locate, main\n"
        "run = locate.run\n"
        "locate.run = lambda options: signal.raise_signal(signal.SIGINT) or run(options)\n"
        f"raise SystemExit(main.main(['locate', {str(photo)!r}]))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_encoder_is_named(pack: Path, tmp_path: Path) -> None:
    manifest = pack / "manifest.json"
    content = json.loads(manifest.read_text())
    content["index"]["encoder"]["sha256"] = "0" * 64
    manifest.write_text(json.dumps(content))
    done = img2loc("locate", SAMPLES / "china.jpg", "--index", pack)
    assert done.returncode == 1
    assert "needs the encoder" in done.stderr
    assert "models" in done.stderr


def test_names_that_no_terminal_shows_safely(tmp_path: Path) -> None:
    strange = ["a\nb.jpg", "\x1b[31mred.jpg", "مرحبا.jpg", "𝔘nicode 🌍.jpg", "a'\"&<>.jpg"]
    for number, name in enumerate(strange):
        gps_photo(tmp_path / "in" / name, 10, 10, number)
    if sys.platform == "linux":
        gps_photo(Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/\xff\xfe.jpg")), 10, 10, 77)
    done = img2loc("locate", tmp_path / "in")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "🌍" in done.stdout
    done = img2loc("locate", tmp_path / "in", "--json")
    found = {json.loads(line)["photo"]["path"] for line in done.stdout.splitlines()}
    assert found == {str(path) for path in (tmp_path / "in").iterdir()}


def test_demo_writes_its_files(tmp_path: Path) -> None:
    done = img2loc("demo", "--out", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    assert "china.jpg" in done.stdout
    assert "hint" in done.stdout.lower()
    assert "Starter model" in done.stdout
    written = {path.name for path in (tmp_path / "demo").iterdir()}
    assert written == {"demo.html", "demo.geojson", "demo.kml", "demo.kmz"}


def test_check_says_that_photos_can_be_located(home: Path) -> None:
    done = img2loc("check")
    assert done.returncode == 0, done.stdout
    assert "Photos can be located." in done.stdout
    assert str(home) in done.stdout
    broken = home / "models" / "half-copied"
    broken.mkdir(parents=True)
    (broken / "manifest.json").write_text("{}")
    done = img2loc("check")
    assert done.returncode == 1
    assert "half-copied" in done.stdout


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    for number in range(5):
        gps_photo(tmp_path / "in" / f"{number}.jpg", 10, 10, number)
    command = [sys.executable, "-m", "img2loc_desktop", "locate", str(tmp_path / "in"), "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        process.wait()


def test_progress_is_for_terminals_only(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    photo = gps_photo(tmp_path / "a.jpg", 10, 10, 1)
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "img2loc_desktop", "locate", str(photo), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=follower, check=True)
    os.close(follower)
    assert b"0/1 photos" in os.read(leader, 10_000)
    os.close(leader)
    assert len(done.stdout.splitlines()) == 1
