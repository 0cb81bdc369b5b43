"""The script of lines that nobody can read: told, shown, and a clue of where it is written."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from text_pictures import picture, sign

from img2loc_desktop.core import ocr_scripts, paths, protocol_text, word_edits
from img2loc_desktop.core.clues import Interpreter
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.ocr import Reader
from img2loc_desktop.core.ocr_readings import Reading, likeliest
from img2loc_desktop.core.ocr_scripts import Script, Scripts
from img2loc_desktop.core.types import LineMark, TextLine, TextReport

# Words on signs, which a font of many scripts has.
WORDS = {
    "Hebr": ("רחוב הרצל", "בית מרקחת", "תחנה מרכזית", "אין כניסה", "ירושלים", "משטרה"),
    "Armn": ("Երևան", "Դեղատուն", "Փողոց", "ՀԱՅԱՍՏԱՆ", "Ոստիկանություն", "Խանութ"),
    "Geor": ("თბილისი", "აფთიაქი", "რესტორანი", "ქუჩა", "პოლიცია", "სასტუმრო"),
    "Arab": ("شارع الحرية", "صيدلية", "مطعم البحر", "مدينة", "محطة القطار", "ممنوع الوقوف"),
    "Cyrl": ("Площадь Революции", "ГОСТИНИЦА", "Вход воспрещён", "улица", "Милиция", "ЖИЛЬЁ"),
}
BOX = ((0.0, 0.0), (300.0, 0.0), (300.0, 50.0), (0.0, 50.0))
THAI = TextLine("", 0.9, BOX, script="Thai", script_chance=0.97)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(threads=2)


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return Interpreter(Gazetteer.load())


def wide_font() -> None:
    try:
        ImageFont.truetype("DejaVuSans-Bold.ttf", 20)
    except OSError:
        pytest.skip("no DejaVu Sans on this machine")


@pytest.mark.parametrize("code", WORDS)
def test_words_in_other_scripts_are_not_latin_and_their_script_is_told(
    reader: Reader, interpreter: Interpreter, code: str
) -> None:
    wide_font()
    read, told = [], []
    for text in WORDS[code]:
        image = sign(text, "Cyrillic", 48)
        lines = interpreter.legible(reader.read(image, *image.size))
        assert lines, text
        read += [text for line in lines if line.text]
        told += [line.script for line in lines if line.script_chance >= 0.8]
    assert read == (["Փողոց"] if code == "Armn" else [])  # looks much like Φnnng
    assert told.count(code) >= 0.6 * len(WORDS[code]) and set(told) == {code}


@pytest.mark.parametrize(
    "text", ["Wrocław Główny", "PHARMACIE", "Øresund 24", "Çarşı", "Phở Hà Nội"]
)
@pytest.mark.parametrize("size", [24, 60])
def test_latin_letters_are_none_of_another_script(reader: Reader, text: str, size: int) -> None:
    image = sign(text, "Polish", size)
    lines = reader.read(image, *image.size)
    assert lines and all(line.text and line.script_chance < 0.8 for line in lines)


def test_a_line_says_the_same_beside_a_longer_one(reader: Reader) -> None:
    """Lines are read in batches that are as wide as the widest."""
    wide_font()
    short = (40, 40, WORDS["Hebr"][1], 48)
    alone = picture(1600, 300, [short], "Cyrillic")
    beside = picture(1600, 300, [short, (40, 180, "Gare du Nord " * 4, 48)], "Cyrillic")
    (first,) = reader.read(alone, *alone.size)
    again = reader.read(beside, *beside.size)[0]
    assert (first.script, again.script) == ("Hebr", "Hebr")
    assert again.script_chance == pytest.approx(first.script_chance, abs=0.1)


def test_the_weights_are_of_the_network_that_ships(reader: Reader, tmp_path: Path) -> None:
    scripts = Scripts()
    assert [scripts.knows(model) for model in reader.models].count(True) == 1
    other = tmp_path / "other.onnx"
    other.write_bytes(b"another network")
    assert not scripts.knows(other)


@pytest.mark.parametrize("kept", [0, 100, -1])
def test_a_damaged_file_is_named(tmp_path: Path, kept: int) -> None:
    path = tmp_path / ocr_scripts.NAME
    path.write_bytes((paths.resources() / ocr_scripts.NAME).read_bytes()[:kept])
    with pytest.raises(UserError, match=r"scripts\.npz is missing or damaged"):
        Scripts(path)


def test_a_missing_file_is_named_at_the_first_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = sign("Gare du Nord")
    reader = Reader(threads=2)
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    with pytest.raises(UserError, match=r"scripts\.npz is missing") as refused:
        reader.read(image, *image.size)
    assert "Install img2loc-desktop again" in refused.value.hint


def test_a_file_of_other_parts_is_named(tmp_path: Path) -> None:
    path = tmp_path / ocr_scripts.NAME
    with np.load(paths.resources() / ocr_scripts.NAME) as parts:
        np.savez(path, **{**parts, "letters": parts["letters"][:-1]})
    with pytest.raises(UserError, match="do not fit"):
        Scripts(path)


def test_how_sure_the_letters_are_decides_how_foreign_they_must_look() -> None:
    doubtful, sure = (Script("Hebr", 0.9, foreign) for foreign in (0.85, 0.99))
    assert likeliest([Reading("NJ", 0.6, doubtful)]).text == ""
    assert likeliest([Reading("NJ", 0.95, doubtful)]).text == "NJ"
    assert likeliest([Reading("NJ", 0.95, sure)]).text == ""
    # What a pack reads there is believed rather than what the bundled network made up.
    assert likeliest([Reading("NJ", 0.95, sure), Reading("דג", 0.6)]).text == "דג"


def countries(interpreter: Interpreter, *lines: TextLine) -> dict[str, float]:
    found = interpreter.interpret(lines)
    return {share.code: share.share for clue in found.clues for share in clue.countries}


def test_letters_that_look_thai_are_a_clue_of_thailand(interpreter: Interpreter) -> None:
    found = interpreter.interpret([THAI])
    (clue,) = found.clues
    assert clue.kind == "script" and clue.countries[0].code == "TH" and clue.lines == (0,)
    assert clue.reason == "Letters that could not be read look Thai, as in Thailand."
    assert found.points is not None


@pytest.mark.parametrize(
    ("code", "first", "also"),
    [
        ("Cyrl", "RU", {"UA", "BG", "RS", "KZ"}),
        ("Arab", "SA", {"EG", "IR", "MA", "PK"}),
        ("Deva", "IN", {"NP"}),
        ("Hang", "KR", {"KP"}),
        ("Hebr", "IL", set()),
        ("Khmr", "KH", set()),
        ("Ethi", "ET", {"ER"}),
        ("Beng", "BD", {"IN"}),
        ("Geor", "GE", set()),
        ("Armn", "AM", set()),
    ],
)
def test_each_script_points_where_it_is_written(
    interpreter: Interpreter, code: str, first: str, also: set[str]
) -> None:
    found = countries(interpreter, replace(THAI, script=code))
    assert first in list(found)[:2] and also <= found.keys()


def test_every_script_that_can_be_told_is_one_of_some_country(interpreter: Interpreter) -> None:
    for code in set(Scripts()._codes) - set(ocr_scripts.UNKNOWN):
        assert countries(interpreter, replace(THAI, script=code)), code


@pytest.mark.parametrize(
    "line",
    [
        replace(THAI, script_chance=0.6),
        replace(THAI, mark=LineMark.STRUCK),
        replace(THAI, script="Qaaa"),
        replace(THAI, script=""),
    ],
)
def test_what_may_be_a_pattern_or_was_struck_says_nothing(
    interpreter: Interpreter, line: TextLine
) -> None:
    assert interpreter.interpret([line]).points is None


def test_a_corrected_line_is_no_longer_one_of_unread_letters(interpreter: Interpreter) -> None:
    line = replace(THAI, text="ZZ", mark=LineMark.CORRECTED)
    assert "TH" not in countries(interpreter, line)


def test_greek_that_could_not_be_read_is_not_cyrillic(interpreter: Interpreter) -> None:
    cyrillic = replace(THAI, script="Cyrl")
    assert "RU" in countries(interpreter, cyrillic)
    assert "RU" not in countries(interpreter, cyrillic, TextLine("ΤΑΒΕΡΝΑ", 0.99, BOX))
    seen = Script("Cyrl", 0.99, 0.99)
    assert likeliest([Reading("ΠPOΣOXH", 0.84, seen)]).text == "ΠPOΣOXH"
    assert Reading("ΠPOΣOXH", 0.84, seen).looks_like.code == ""
    assert Reading("HATO", 0.7, seen).looks_like.code == "Cyrl"


def test_longer_lines_count_more(interpreter: Interpreter) -> None:
    short = replace(THAI, box=((0.0, 0.0), (60.0, 0.0), (60.0, 50.0), (0.0, 50.0)))
    (one,), (two,), (both,) = (
        interpreter.interpret(lines).clues for lines in ([short], [THAI], [THAI, THAI])
    )
    assert one.reliability < two.reliability < both.reliability < 0.7
    frieze = replace(THAI, box=((0.0, 0.0), (2000.0, 0.0), (2000.0, 50.0), (0.0, 50.0)))
    (endless,) = interpreter.interpret([frieze]).clues
    assert endless.reliability == two.reliability < 0.45


def test_letters_confirm_a_name(interpreter: Interpreter) -> None:
    name = TextLine("Chiang Mai", 0.99, BOX)
    alone = interpreter.interpret([name]).clues
    beside = interpreter.interpret([name, THAI]).clues
    before, after = (
        max(clue.reliability for clue in clues if clue.kind == "name") for clues in (alone, beside)
    )
    assert after >= before


def test_the_script_is_kept_with_the_photo_and_shown(tmp_path: Path) -> None:
    report = TextReport((THAI, TextLine("OK", 0.9, BOX)), (), 0.1, 0.2)
    written = protocol_text.text_json(report)
    assert written["ocr"][0]["script"] == "Thai" and "script" not in written["ocr"][1]
    again = protocol_text.read_text(written)
    assert again is not None and again.lines == report.lines
    assert word_edits.as_read(report.lines) == report.lines


def test_the_shipped_file_is_found_where_the_program_is_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(paths.resources() / ocr_scripts.NAME, tmp_path)
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    assert Scripts().network


def frieze(chance: random.Random) -> Image.Image:
    """One shape again and again on a wall, as on a fence, a cornice or a house front."""
    image = Image.new("RGB", (700, 200), "#c8beb0")
    draw = ImageDraw.Draw(image)
    high, line = chance.randrange(16, 70), chance.randrange(2, 6)
    apart = chance.randrange(max(8, high // 3), high + 20)
    shape = chance.choice(("arch", "ring", "post", "tooth", "pane", "leaf", "meander"))
    for left in range(40, 640, apart):
        right, bottom = left + apart - 4, 60 + high
        if shape == "arch":
            draw.arc((left, 60, right, bottom + high), 180, 360, fill="#40362c", width=line)
        elif shape == "ring":
            draw.ellipse((left, 60, right, bottom), outline="#40362c", width=line)
        elif shape == "post":
            draw.rectangle((left, 60, left + line, bottom), fill="#40362c")
        elif shape == "tooth":
            draw.line((left, 60, (left + right) / 2, bottom, right, 60), "#40362c", line)
        elif shape == "pane":
            draw.rectangle((left, 60, right, bottom), outline="#40362c", width=line)
            draw.line((left, 60, right, bottom), fill="#40362c", width=1)
        elif shape == "leaf":
            draw.chord((left, 60, right, bottom), 20 * line, 180 + 20 * line, fill="#40362c")
        else:
            middle, low = (left + right) / 2, 60 + 0.6 * high
            corners = (left, bottom, left, 60, right, 60, right, low, middle, low)
            draw.line(corners, fill="#40362c", width=line)
    return image


def test_ornaments_are_hardly_ever_in_a_script(reader: Reader, interpreter: Interpreter) -> None:
    chance = random.Random(4)
    found = []
    for _ in range(60):
        image = frieze(chance)
        lines = interpreter.legible(reader.read(image, *image.size))
        found += [c.reason for c in interpreter.interpret(lines).clues if c.kind == "script"]
    assert len(found) <= 1, found
