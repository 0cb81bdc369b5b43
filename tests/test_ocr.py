"""Reading words in pictures: scripts, turned and large pictures, packs, and no network."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from ocr_packs import make_pack
from PIL import Image
from text_pictures import FONTS, picture, sign

from img2loc_desktop.core import model_packs, ocr, ocr_tiles
from img2loc_desktop.core.clues import Interpreter
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.ocr import Reader
from img2loc_desktop.core.ocr_pack import read_ocr_pack
from img2loc_desktop.core.types import TextLine

UNKNOWN_SCRIPTS = ("Cyrillic", "Arabic", "Hangul", "Thai", "Devanagari")


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(threads=2)


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    return Interpreter(Gazetteer.load())


def read(reader: Reader, image: Image.Image) -> tuple[TextLine, ...]:
    return reader.read(image, *image.size)


def test_a_sign_is_read_where_it_stands(reader: Reader) -> None:
    image = picture(640, 360, [(60, 40, "Gare du Nord", 40), (60, 250, "12,50 EUR", 30)])
    above, below = read(reader, image)
    assert (above.text, below.text) == ("Gare du Nord", "12,50 EUR")
    assert min(above.confidence, below.confidence) > 0.9
    (left, top), (right, _), (_, bottom), _ = above.box
    assert 40 < left < 65 and 30 < top < 60 and 75 < bottom < 100 and right > 250


def test_boxes_are_in_pixels_of_the_photo_at_full_size(reader: Reader) -> None:
    image = sign("Gare du Nord")
    (line,) = read(reader, image)
    (scaled,) = reader.read(image, 3 * image.width, 2 * image.height)
    np.testing.assert_allclose(np.array(scaled.box), np.array(line.box) * [3, 2], atol=0.2)


@pytest.mark.parametrize("angle", [15, 40, 90, 180, 270])
def test_turned_lines_are_read(reader: Reader, angle: int) -> None:
    turned = sign("Wagga Wagga").rotate(angle, expand=True, fillcolor="#d8d4c8")
    (line,) = read(reader, turned)
    assert line.text == "Wagga Wagga"


def test_a_line_that_is_turned_round_by_mistake_is_read_as_it_stands(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = lambda crops: [np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops]  # noqa: E731
    monkeypatch.setattr(reader._networks, "upright", wrong)
    (line,) = read(reader, sign("WELCOME CENTER"))
    assert line.text == "WELCOME CENTER" and line.confidence > 0.9


@pytest.mark.parametrize("script", ["Polish", "Greek", "Japanese"])
def test_scripts_that_the_bundled_network_knows(reader: Reader, script: str) -> None:
    (line,) = read(reader, sign(FONTS[script][0], script))
    if script == "Greek":  # its capitals that look Latin are told apart later
        assert "Σ" in line.text and len(line.text) == len(FONTS[script][0])
    else:
        assert line.text == FONTS[script][0]


@pytest.mark.parametrize(
    "text", ["ΑΡΤΟΠΟΙΕΙΟ", "ΤΡΑΠΕΖΑ", "ΠΡΟΣΟΧΗ", "Αρτοποιείο", "Περίπτερο", "Ταβέρνα"]
)
def test_greek_letters_that_the_network_leaves_out_are_brought_back(
    reader: Reader, interpreter: Interpreter, text: str
) -> None:
    (line,) = interpreter.legible(read(reader, sign(text, "Greek")))
    assert fold(line.text) == fold(text)


# In scripts that the bundled network does not know.
UNREADABLE = {
    "Cyrillic": ("Площадь Революции", "АПТЕКА", "РЕСТОРАН", "Продукты", "БАНК", "КАФЕ", "СТОП"),
    "Arabic": ("شارع الحرية", "ممنوع الوقوف", "صيدلية", "مطعم البحر"),
    "Hangul": (
        "서울특별시",
        "출입금지",
        "부산은행",
        "주차금지",
        "인사동",
        "주차장",
        "치킨",
        "제주",
    ),
    "Thai": ("ถนนสุขุมวิท", "ห้ามจอดรถ", "ธนาคารกรุงเทพ", "ทางออก"),
    "Devanagari": ("नई दिल्ली", "धूम्रपान निषेध", "भारतीय रेल", "दवा की दुकान"),
}


@pytest.mark.parametrize("script", UNREADABLE)
@pytest.mark.parametrize("size", [28, 72])
def test_signs_in_other_scripts_are_found_and_never_reported_as_latin(
    reader: Reader, interpreter: Interpreter, script: str, size: int
) -> None:
    for text in UNREADABLE[script]:
        lines = read(reader, sign(text, script, size))
        assert lines, text
        assert [line.text for line in interpreter.legible(lines)] == [""] * len(lines), text


@pytest.mark.parametrize("script", UNKNOWN_SCRIPTS)
def test_lines_in_other_scripts_are_found(reader: Reader, script: str) -> None:
    lines = read(reader, sign(FONTS[script][0], script))
    assert lines and all(len(line.box) == 4 for line in lines)
    assert all(not line.text or line.confidence < 0.9 for line in lines)


def test_letters_below_each_other_are_read_in_a_row(reader: Reader) -> None:
    letters = FONTS["Japanese"][0]
    column = [(80, 20 + 60 * row, letter, 56) for row, letter in enumerate(letters)]
    (line,) = read(reader, picture(240, 420, column, "Japanese"))
    assert line.text == letters


def test_a_large_picture_is_searched_in_tiles_without_a_seam(reader: Reader) -> None:
    """Small lines everywhere, one across all seams, and one too large for any tile."""
    places = [(60 + 1000 * x, 60 + 400 * y, f"Shop {x}{y}", 40) for x in range(2) for y in range(3)]
    image = picture(1400, 960, [*places, (300, 640, "ACROSS THE SEAM OF THEM", 50)])
    texts = {line.text for line in read(reader, image)}
    assert texts == {*(text for _, _, text, _ in places), "ACROSS THE SEAM OF THEM"}
    (huge,) = read(reader, picture(1600, 800, [(40, 150, "BANGKOK", 350)]))
    assert huge.text == "BANGKOK"


@pytest.mark.parametrize("side", [32, 1280, 1312, 1504, 2016, 3520, 64_000])
def test_tiles_cover_a_side_once(side: int) -> None:
    spans = ocr_tiles.spans(side)
    covered = np.concatenate([np.arange(span.whole.start, span.whole.stop) for span in spans])
    np.testing.assert_array_equal(covered, np.arange(side))
    for span in spans:
        assert 0 <= span.tile.start < span.tile.stop <= side
        assert (span.tile.stop - span.tile.start) % 32 == 0
        assert span.tile.stop - span.tile.start <= ocr_tiles.TILE
        assert span.tile.start + span.part.start == span.whole.start


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (640, 480)])
def test_pictures_without_words_have_no_lines(reader: Reader, size: tuple[int, int]) -> None:
    assert read(reader, Image.new("RGB", size, "#88a0b0")) == ()


def test_a_narrow_strip_is_not_blown_up(reader: Reader) -> None:
    (line,) = read(reader, picture(1200, 24, [(10, 2, "thin strip of text", 16)]))
    assert line.text == "thin strip of text"


def test_a_huge_picture_is_reduced_before_it_is_searched(reader: Reader) -> None:
    image = sign("Gare du Nord").resize((2200, 1500))
    assert image.width * image.height > ocr.LARGEST_PIXELS
    (line,) = read(reader, image)
    assert line.text == "Gare du Nord" and 2200 > line.box[1][0] > 1600


def test_small_words_are_found_where_more_of_the_picture_is_searched(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "LARGEST_PIXELS", 20_000)
    monkeypatch.setattr(ocr, "THOROUGH_PIXELS", 300_000)
    image = picture(640, 480, [(80, 60, "BRIDGEND", 16)])
    assert "BRIDGEND" not in [line.text for line in read(reader, image)]
    (line,) = reader.read(image, *image.size, thorough=True)
    assert line.text == "BRIDGEND" and 65 < line.box[0][0] < 85


def test_a_line_is_found_among_thousands_of_specks(reader: Reader) -> None:
    """What the network says of gravel or noise: RapidOCR gives up behind the first thousand."""
    likely = np.zeros((1, 1, 960, 1280), np.float32)
    likely[..., 200::8, ::8] = 1.0  # 15,200 specks of a pixel
    likely[..., 40:80, 300:700] = 1.0
    (line,) = reader._networks.finder._boxes(likely, (1280, 960))
    assert line.corners[0, 0] < 300 and line.corners[1, 0] > 700


def test_the_same_picture_gives_the_same_lines(reader: Reader) -> None:
    image = sign("Gare du Nord")
    assert read(reader, image) == read(reader, image)


def test_nothing_is_fetched_with_sockets_blocked_and_the_models_read_only() -> None:
    """A process of its own: imports, loading and reading, where a connection would end it."""
    code = """
        import socket, sys
        from pathlib import Path

        def refuse(*_, **__):
            print("NETWORK", file=sys.stderr)
            raise SystemExit(3)

        socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
        from PIL import Image
        from img2loc_desktop.core.ocr import Reader
        reader = Reader(threads=1)
        before = {path: path.stat().st_mtime_ns for path in reader.models[0].parent.iterdir()}
        print(reader.read(Image.new("RGB", (320, 200), "white"), 320, 200))
        after = {path: path.stat().st_mtime_ns for path in reader.models[0].parent.iterdir()}
        assert before == after

        from rapidocr.utils.download_file import DownloadFile, DownloadFileInput
        import logging
        wanted = DownloadFileInput("https://example.org/x", "x.onnx", logging.getLogger())
        try:
            DownloadFile.run(wanted)
        except FileNotFoundError as error:
            print(error)
    """
    import textwrap

    folder = Path(ocr.bundled_models()["Det"]).parent
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(mode & ~0o222)
    try:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            capture_output=True,
            text=True,
            check=False,
            cwd="/" if os.name == "posix" else None,
        )
    finally:
        folder.chmod(mode)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["()", "x.onnx is not on this machine"]
    assert done.stderr == ""


def test_importing_the_reader_loads_nothing_heavy() -> None:
    code = (
        "import sys, img2loc_desktop.core.reading, img2loc_desktop.core.clues\n"
        "heavy = {'rapidocr', 'cv2', 'onnxruntime', 'requests', 'shapely'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))\n"
        "print('phonenumbers.geodata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "False"]


def test_a_missing_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ocr._MODELS, "Rec", "gone.onnx")
    with pytest.raises(UserError, match=r"gone\.onnx"):
        Reader()


def test_a_pack_reads_what_the_bundled_network_cannot(tmp_path: Path) -> None:
    pack = read_ocr_pack(make_pack(tmp_path / "cyrillic", "Площадь"))
    assert (pack.name, pack.script) == ("cyrillic", "Cyrillic")
    with_pack = Reader([pack], threads=2)
    assert with_pack.models[-1] == pack.model
    (line,) = read(with_pack, sign(FONTS["Cyrillic"][0], "Cyrillic"))
    assert line.text == "Площадь" and line.confidence == 1.0


def test_a_pack_wins_where_latin_letters_could_be_others(tmp_path: Path) -> None:
    with_pack = Reader([read_ocr_pack(make_pack(tmp_path / "p", "РЕСТОРАН"))], threads=2)
    (line,) = read(with_pack, sign("PECTOPAH"))
    assert line.text == "РЕСТОРАН"


def test_the_bundled_network_keeps_what_it_is_as_sure_of(tmp_path: Path, reader: Reader) -> None:
    image = sign("GARE")
    (alone,) = read(reader, image)
    assert alone.confidence == 1.0
    (line,) = read(Reader([read_ocr_pack(make_pack(tmp_path / "p", "Площадь"))]), image)
    assert line.text == "GARE"


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Path]:
    yield make_pack(tmp_path / "broken", "Площадь")


def test_an_altered_pack_is_refused_before_it_is_loaded(broken: Path) -> None:
    with (broken / "script_rec_infer.onnx").open("r+b") as file:
        file.seek(10)
        file.write(b"\0")
    with pytest.raises(UserError, match="altered"):
        read_ocr_pack(broken)


def test_a_pack_whose_network_is_none_is_refused_with_words(broken: Path) -> None:
    (broken / "script_rec_infer.onnx").write_bytes(b"no network")
    manifest = json.loads((broken / "manifest.json").read_text("utf-8"))
    manifest["files"] = [
        {"path": file.path, "bytes": file.bytes, "sha256": file.sha256}
        for file in model_packs.describe_files(broken, ("script_rec_infer.onnx", "letters.txt"))
    ]
    (broken / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(UserError) as refused:
        Reader([read_ocr_pack(broken)])
    assert ".." not in refused.value.message and "export it" not in refused.value.message
    assert refused.value.hint == "Get the ocr pack again from its source."


@pytest.mark.parametrize(
    ("details", "named"),
    [
        ({"characters": "letters.txt", "script": "X"}, "model"),
        ({"model": "script_rec_infer.onnx", "script": "X"}, "characters"),
        ({"model": "script_rec_infer.onnx", "characters": "letters.txt"}, "script"),
        ({"model": "other.onnx", "characters": "letters.txt", "script": "X"}, "model"),
    ],
)
def test_a_pack_must_say_what_it_is(tmp_path: Path, details: dict[str, object], named: str) -> None:
    with pytest.raises(UserError, match=named):
        read_ocr_pack(make_pack(tmp_path / "pack", "abc", details))


def test_packs_of_the_kind_ocr_are_found(tmp_path: Path) -> None:
    make_pack(tmp_path / "cyrillic", "abc")
    (found,) = model_packs.find_packs("ocr", [tmp_path])
    assert isinstance(found, model_packs.Manifest) and found.name == "cyrillic"
    assert model_packs.find_packs("encoder", [tmp_path]) == ()


def test_photographs_are_read(shared: Path, reader: Reader) -> None:
    folder = shared / "photos" / "text"
    if not folder.is_dir():
        pytest.skip("the photographs with text are not on this machine")
    read_of = {
        "02002f613cc0.jpg": "OMEGA",
        "07420d9578e3.jpg": "BRIDGEND",
    }
    for name, expected in read_of.items():
        with Image.open(folder / name) as image:
            lines = read(reader, image.convert("RGB"))
        assert any(expected in line.text for line in lines), name


def test_no_socket_was_opened_here() -> None:
    """The guard of this test run is in place: a connection would have failed a test above."""
    with pytest.raises(pytest.fail.Exception):
        socket.create_connection(("192.0.2.1", 80))


def test_the_list_of_networks_to_download_is_not_even_read() -> None:
    script = (
        "from omegaconf import OmegaConf\n"
        "load = OmegaConf.load\n"
        "from img2loc_desktop.core import ocr\n"
        "assert len(ocr.Reader().models) == 3\n"
        "from rapidocr.inference_engine.base import InferSession\n"
        "from rapidocr.utils.model_resolver import MODEL_ROUTES\n"
        "assert not InferSession.model_info and not MODEL_ROUTES\n"
        "assert OmegaConf.load is load\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parent.parent)
