"""What kitchens abroad say of the place, and signs at home."""

from __future__ import annotations

import pytest
from clue_signs import lines_of, signs
from food_signs import ADDRESSED, PLAIN
from kitchen_signs import ABROAD, HOME
from test_clues import MOST_OF_A_TRAP, by_country, gazetteer, interpreter

from img2loc_desktop.core.clues import Interpreter
from img2loc_desktop.core.clues.namesakes import Goods, is_good
from img2loc_desktop.core.clues.signs import readable
from img2loc_desktop.core.gazetteer import Gazetteer

__all__ = ["gazetteer", "interpreter"]  # fixtures


def test_most_kitchens_abroad_do_not_narrow_the_estimate(
    interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    """14 of them did not with CLDR's words alone."""
    texts = [line for line in ABROAD.splitlines() if line]
    shares = [by_country(interpreter.interpret(lines_of(t)).points, gazetteer) for t in texts]
    most = [max(share.values(), default=0.0) for share in shares]
    assert sum(part <= MOST_OF_A_TRAP for part in most) >= 29
    assert sum(most) / len(most) < 0.315  # 0.45 with CLDR's words alone


def test_signs_at_home_still_tell_their_country(
    interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    """They had 0.64 with CLDR's words alone."""
    own = [
        by_country(interpreter.interpret(lines_of(text)).points, gazetteer)[country]
        for country, text in signs(HOME)
    ]
    assert sum(own) / len(own) > 0.6


@pytest.mark.parametrize(
    ("listed", "least"), [(PLAIN, 0.28), (ADDRESSED, 0.63)], ids=["plain", "addressed"]
)
@pytest.mark.parametrize("first", [0, 1])
def test_shops_of_food_at_home_tell_as_much_as_they_did(
    listed: str, least: float, first: int, interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    own = [
        by_country(interpreter.interpret(lines_of(text)).points, gazetteer)[country]
        for country, text in signs(listed)[first::2]
    ]
    assert sum(own) / len(own) > least


def test_its_language_does_not_confirm_the_town_of_a_kitchen(interpreter: Interpreter) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max(clue.reliability for clue in clues if clue.text == "KONYA")

    kitchen = reliability("KONYA SOFRASI | Etli Ekmek ve Lahmacun")
    assert kitchen < 0.25
    assert reliability("KONYA SOFRASI | Etli Ekmek ve Lahmacun | Tel: 0332 221 46 15") > 2 * kitchen


@pytest.mark.parametrize(
    "word",
    [
        *("trattoria", "εστιατόριο", "음식점", "饭店", "étterem", "karczma", "restauracja"),
        *("居酒屋", "csárda", "ร้านอาหาร", "مطعم", "столовая"),
    ],
)
def test_words_for_houses_and_dishes_are_known(word: str, interpreter: Interpreter) -> None:
    (sign,) = readable(lines_of(word))
    assert is_good(sign.words[0], interpreter._knowledge)


@pytest.mark.parametrize("word", ["ελληνική", "polska", "Deutschland", "販売機", "Haus", "Bahnhof"])
def test_peoples_and_parts_of_other_words_are_no_goods(word: str, interpreter: Interpreter) -> None:
    (sign,) = readable(lines_of(word))
    assert not is_good(sign.words[0], interpreter._knowledge)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Magyar Étterem", "Magyar", True),
        ("Magyar Posta", "Magyar", False),
        ("Delikatesy Polskie", "Polskie", True),
        ("Linie Lotnicze Polskie", "Polskie", False),
        ("русская кухня", "русская", True),
        ("Restaurant dans la gare", "dans", False),  # danske, but a word of French
    ],
)
def test_the_name_of_a_people_beside_its_kitchen_says_nothing(
    text: str, word: str, expected: bool, interpreter: Interpreter
) -> None:
    found = readable(lines_of(text))
    goods = Goods.of(found, interpreter._knowledge)
    (people,) = [w for sign in found for w in sign.words if w.text == word]
    assert goods.says_nothing(people) is expected


def test_the_country_of_a_kitchen_waits_for_another_clue(interpreter: Interpreter) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max(clue.reliability for clue in clues if clue.text == "한국")

    assert reliability("한국 식당") < 0.05
    assert reliability("한국 식당 | 서울특별시 마포구 서교동") > 0.3
    assert reliability("한국 우체국") > 0.3


def test_a_maker_alone_in_a_line_next_to_its_goods_tells_little(
    interpreter: Interpreter,
) -> None:
    def language(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max((c.reliability for c in clues if c.kind == "language"), default=0.0)

    assert language("LÖWENBRÄU | Ein Bier wie Bayern") < 0.2
    assert language("LÖWENBRÄU | Ein Haus wie Bayern") > 0.4
