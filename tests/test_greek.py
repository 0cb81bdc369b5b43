"""Greek capitals that the reader takes for Latin ones, and Latin ones that must stay so."""

from __future__ import annotations

import pytest

from img2loc_desktop.core.clues import Interpreter
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import TextLine

BESIDE = "EΣTIATOPIO"


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    return Interpreter(Gazetteer.load())


def legible(interpreter: Interpreter, *texts: str, confidence: float = 0.97) -> list[str]:
    lines = [TextLine(text, confidence) for text in texts]
    return [line.text for line in interpreter.legible(lines)]


READ = """
TABEPNA ΤΑΒΕΡΝΑ
ANOIKTO ΑΝΟΙΚΤΟ
KPHTH ΚΡΗΤΗ
AOHNA ΑΘΗΝΑ
AΘHNA ΑΘΗΝΑ
OEATPO ΘΕΑΤΡΟ
PAAIO ΡΑΔΙΟ
EEOΔOΣ ΕΞΟΔΟΣ
E三OΔOΣ ΕΞΟΔΟΣ
EEOAOS ΕΞΟΔΟΣ
三ENOΔOXEIO ΞΕΝΟΔΟΧΕΙΟ
KENTPO ΚΕΝΤΡΟ
FYPOΣ ΓΥΡΟΣ
YAPIA ΨΑΡΙΑ
IATPA ΠΑΤΡΑ
TPAIEZA ΤΡΑΠΕΖΑ
BIBΛIOIIΩΛEIO ΒΙΒΛΙΟΠΩΛΕΙΟ
∆ΩMATIA ΔΩΜΑΤΙΑ
AIMANI ΛΙΜΑΝΙ
EKKΛHΣIA ΕΚΚΛΗΣΙΑ
TEXNH ΤΕΧΝΗ
KINHMA ΚΙΝΗΜΑ
ETAIPEIA ΕΤΑΙΡΕΙΑ
APTOΣ ΑΡΤΟΣ
APTOOIEIO ΑΡΤΟΠΟΙΕΙΟ
APTONOIEIO ΑΡΤΟΠΟΙΕΙΟ
APTOΠIOIEIO ΑΡΤΟΠΟΙΕΙΟ
APTOIIOIEIO ΑΡΤΟΠΟΙΕΙΟ
∑XOΛEIO ΣΧΟΛΕΙΟ
TAXY△POMEIO ΤΑΧΥΔΡΟΜΕΙΟ
O∏TIKA ΟΠΤΙΚΑ
NΩΛEITAI ΠΩΛΕΙΤΑΙ
ΣYNEPTEIO ΣΥΝΕΡΓΕΙΟ
BIBΛIOΩΛEIO ΒΙΒΛΙΟΠΩΛΕΙΟ
KPEONΩΛEIO ΚΡΕΟΠΩΛΕΙΟ
Aρτοποιεíο Αρτοποιείο
∏ανεπιστημíου Πανεπιστημίου
Oδóç Οδός
Tαβćρνα Ταβέρνα
Πλατεíα Πλατεία
Κλειστ Κλειστο
"""


@pytest.mark.parametrize(("read", "written"), [line.split() for line in READ.split("\n") if line])
def test_a_greek_word_is_known_by_its_frequency(
    read: str, written: str, interpreter: Interpreter
) -> None:
    assert legible(interpreter, read) == [written]


LATIN = """
NOTE TAXI HOTEL OMEGA KINO METRO TOKIO KYOTO NAKANO YOKOHAMA PIZZA TOTEM NEXT EXIT HYATT
PAPAYA KATANA TITANIO MAXIMA MAHATMA NANOTEX AXONE TOSHIBA YAMAHA SEIKO OASIS EXOTIKA
HAYASHI SASHIMI NAMASTE MIASTO TABAK BANK PANORAMA ATHENS BETA ZENITH EMPATHY MONTANA
ENOIKIAZETAI KAFE TAEI
"""


@pytest.mark.parametrize("word", LATIN.split())
def test_a_latin_word_stays_latin(word: str, interpreter: Interpreter) -> None:
    assert legible(interpreter, word) == [word]


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("KAΦE", "ΚΑΦΕ"),  # alone it may be Cyrillic
        ("METPO", "ΜΕΤΡΟ"),
        ("TAEI", "ΤΑΞΙ"),
        ("EIAH", "ΕΙΔΗ"),
        ("ENOIKIAZETAI", "ΕΝΟΙΚΙΑΖΕΤΑΙ"),  # too rare for the table
        ("NOTE", "NOTE"),
        ("KAFE", "KAFE"),
        ("TOSHIBA", "TOSHIBA"),
        ("TAXI", "TAXI"),
        ("PECTOPAH", ""),
    ],
)
def test_another_greek_line_decides_on_short_and_rare_words(
    read: str, written: str, interpreter: Interpreter
) -> None:
    assert legible(interpreter, read, BESIDE) == [written, "ΕΣΤΙΑΤΟΡΙΟ"]
    assert legible(interpreter, read, "BIERGARTEN")[0] != written or read == written or not written


@pytest.mark.parametrize("read", ["Aρτοποιεíο", "Eνοικιáζεται", "Zαχαροπλαστεíο", "Mετρó"])
def test_small_greek_letters_are_believed_where_most_are_greek(
    read: str, interpreter: Interpreter
) -> None:
    assert legible(interpreter, read, confidence=0.8) != [""]


@pytest.mark.parametrize("read", ["Meτpo", "Μετρο", "Πλaτo4", "υpωs"])
def test_cyrillic_and_noise_do_not_become_greek(read: str, interpreter: Interpreter) -> None:
    assert legible(interpreter, read, confidence=0.8) == [""]


def test_letters_that_were_read_badly_do_not_become_greek(interpreter: Interpreter) -> None:
    assert legible(interpreter, "KENTPO", confidence=0.6) == [""]


def test_long_words_of_doubtful_letters_take_no_time(interpreter: Interpreter) -> None:
    assert legible(interpreter, "OEAI" * 40, BESIDE)[0] != ""


def test_a_greek_street_says_greece(interpreter: Interpreter) -> None:
    lines = interpreter.legible([TextLine("KENTPO", 0.97), TextLine("AOHNA", 0.97)])
    clues = interpreter.interpret(lines).clues
    (script,) = [clue for clue in clues if clue.kind == "script"]
    assert script.countries[0].code == "GR"
