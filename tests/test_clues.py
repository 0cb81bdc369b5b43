"""What signs from all over the world say of their country, and what says nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import form_signs
import language_signs
import numpy as np
import pytest
from clue_signs import OPEN_SIGNS, lines_of, open_traps, signs, traps

from img2loc_desktop.core import geo
from img2loc_desktop.core.clues import ClueData, Interpreter
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.languages import seen
from img2loc_desktop.core.clues.names import words_outside_names
from img2loc_desktop.core.clues.namesakes import is_beside_goods
from img2loc_desktop.core.clues.signs import readable
from img2loc_desktop.core.clues.weighing import LARGEST_PART, Scales
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import (
    Clue,
    CluePlace,
    CountryShare,
    LatLon,
    TextLine,
    WeightedPoints,
)

MOST_OF_A_TRAP = 0.15  # of the estimate that goes to one country


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="session")
def interpreter(gazetteer: Gazetteer) -> Interpreter:
    return Interpreter(gazetteer)


@pytest.fixture(scope="session")
def scales(gazetteer: Gazetteer) -> Scales:
    return Scales(Knowledge(ClueData(), gazetteer))


def part_of(points: WeightedPoints | None) -> float:
    """The part of an estimate that the words claim beside one index."""
    return points.share / (1.0 + points.share) if points else 0.0


def by_country(points: WeightedPoints | None, gazetteer: Gazetteer) -> Counter[str]:
    """How the words' part of the estimate is shared out."""
    found: Counter[str] = Counter()
    if points is not None:
        weights = part_of(points) * points.weights / points.weights.sum()
        codes = gazetteer.countries(points.latitudes, points.longitudes)
        for code, weight in zip(codes.tolist(), weights.tolist(), strict=True):
            found[code] += weight
    return found


@pytest.mark.parametrize(
    ("country", "sign"),
    [
        *(pytest.param(*pair, id=": ".join(pair)) for pair in (*signs(), *signs(form_signs.SIGNS))),
        *(
            pytest.param(*pair, id=": ".join(pair), marks=pytest.mark.xfail(strict=True))
            for pair in (*signs(OPEN_SIGNS), *signs(form_signs.OPEN_SIGNS))
        ),
    ],
)
def test_a_sign_points_to_its_country(
    country: str, sign: str, interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    found = interpreter.interpret(lines_of(sign))
    shares = by_country(found.points, gazetteer)
    assert shares and max(shares, key=lambda code: shares[code]) == country, found.clues
    assert all(clue.reason.endswith(".") and 0 < clue.reliability < 1 for clue in found.clues)


def test_the_signs_are_many_and_from_many_countries() -> None:
    assert len(signs()) >= 80 and len({country for country, _ in signs()}) >= 40
    assert len(traps()) >= 40


@pytest.mark.parametrize(
    "text",
    [
        *traps(),
        *traps(form_signs.TRAPS),
        *(pytest.param(text, marks=pytest.mark.xfail(strict=True)) for text in open_traps()),
    ],
)
def test_what_says_nothing_does_not_narrow_the_estimate(
    text: str, interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    found = interpreter.interpret(lines_of(text))
    shares = by_country(found.points, gazetteer)
    assert max(shares.values(), default=0.0) <= MOST_OF_A_TRAP, found.clues


@pytest.mark.parametrize(
    ("alone", "with_town", "country"),
    [
        ("1012 AB", "1012 AB Amsterdam", "NL"),
        ("SLM 1030", "Sliema SLM 1030", "MT"),
        ("M1 1AE", "Manchester M1 1AE", "GB"),
        ("110 00", "110 00 Praha 1", "CZ"),
    ],
)
def test_a_form_says_little_without_a_town(
    alone: str, with_town: str, country: str, interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    def share(text: str) -> float:
        return by_country(interpreter.interpret(lines_of(text)).points, gazetteer)[country]

    assert share(alone) <= MOST_OF_A_TRAP and share(with_town) > 0.8


def test_a_british_postcode_has_an_area_that_there_is(interpreter: Interpreter) -> None:
    def reliability(text: str) -> float:
        return sum(clue.reliability for clue in interpreter.interpret(lines_of(text)).clues)

    assert reliability("SW1A 2AA") > reliability("OX1 4AW") > 0.3 > reliability("N1 2ND")
    assert reliability("UX1 4AW") == reliability("V8 4WD") == 0.0


def test_a_number_behind_a_word_is_weaker_but_not_behind_a_name(interpreter: Interpreter) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max(clue.reliability for clue in clues if clue.kind == "telephone")

    assert reliability("Rossi 0461 982034") == reliability("0461 982034")
    assert reliability("Serial 0461 982034") < 0.3 * reliability("0461 982034")
    assert reliability("Phone 0461 982034") > reliability("0461 982034")


def test_a_town_with_its_region_is_found_to_the_kilometre(interpreter: Interpreter) -> None:
    found = interpreter.interpret(lines_of("Springfield, Illinois"))
    (clue,) = [clue for clue in found.clues if clue.kind == "name"]
    assert clue.places[0].name == "Springfield" and clue.places[0].country == "US"
    assert geo.distance_km(clue.places[0].position, LatLon(39.80, -89.64)) < 5


def test_an_area_code_names_its_town(interpreter: Interpreter) -> None:
    found = interpreter.interpret(lines_of("(01656) 643443"))
    (clue,) = [clue for clue in found.clues if clue.kind == "telephone"]
    assert clue.places[0].name == "Bridgend" and "Bridgend" in clue.reason


@pytest.mark.parametrize("text", ["ok", "BAR", "der", "Kia", "und", "PUB", "на", "rue"])
def test_a_few_letters_never_tell_a_language_for_sure(
    text: str, interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    found = interpreter.interpret(lines_of(text))
    shares = by_country(found.points, gazetteer)
    assert max(shares.values(), default=0.0) <= MOST_OF_A_TRAP, found.clues
    assert all(clue.reliability < 0.3 for clue in found.clues if clue.kind == "language")


def test_most_signs_are_in_the_language_that_is_found_likeliest() -> None:
    """Far better than by the words or the letters alone; tests/bench/bench_languages.py."""
    knowledge = Knowledge(ClueData(), Gazetteer.load())
    right = 0
    for language, text in language_signs.signs():
        (sign,) = readable(lines_of(text))
        scores = seen(sign.words, knowledge)
        right += max(scores, key=lambda code: scores[code]) == language
    assert right >= 0.8 * len(language_signs.signs())


def test_the_reason_names_what_else_the_language_may_be(interpreter: Interpreter) -> None:
    (clue,) = interpreter.interpret(lines_of("Utgang | Rygning")).clues
    assert clue.kind == "language" and clue.reason.count("%") >= 2
    assert {"NO", "DK"} <= {country.code for country in clue.countries[:4]}


def test_words_of_two_scripts_are_in_two_languages(interpreter: Interpreter) -> None:
    lines = lines_of("Restaurant de la gare | مطعم البحر الكبير")
    clues = [clue for clue in interpreter.interpret(lines).clues if clue.kind == "language"]
    by_line = {clue.lines: clue.reason for clue in clues}
    assert "French" in by_line[(0,)] and "Arabic" in by_line[(1,)]
    assert "Arabic" not in by_line[(0,)]
    assert all(" and others." in clue.reason for clue in clues)


def test_a_misread_letter_is_forgiven_where_the_reader_was_unsure(
    interpreter: Interpreter,
) -> None:
    sure, unsure = TextLine("TOULOUZE", 0.99), TextLine("TOULOUZE", 0.9)
    assert not interpreter.interpret([sure]).clues
    (clue,) = interpreter.interpret([unsure]).clues
    assert clue.places[0].name == "Toulouse" and "probably" in clue.reason


def test_words_that_agree_say_more(interpreter: Interpreter) -> None:
    alone = part_of(interpreter.interpret(lines_of("Wrocław")).points)
    together = part_of(interpreter.interpret(lines_of("Wrocław | Sprzedaż biletów")).points)
    assert alone < together <= LARGEST_PART


@pytest.mark.parametrize(
    "second",
    ["SW1A 1AA", "Tel: 020 7946 0958", "www.tfl.gov.uk", "Llandovery"],
)
def test_a_famous_name_says_much_only_beside_another_clue(
    second: str, interpreter: Interpreter
) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return next(clue.reliability for clue in clues if clue.text == "LONDON")

    alone = reliability("LONDON")
    assert alone < 0.05
    assert reliability(f"LONDON | {second}") > 4 * alone
    assert reliability("LONDON | Tokyo Grill") == pytest.approx(alone)


@pytest.mark.parametrize("second", ["長崎駅前", "TEL 095-824-0000", "毎日営業"])
def test_a_name_on_goods_says_much_only_beside_another_clue(
    second: str, interpreter: Interpreter
) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max((c.reliability for c in clues if c.text == "Nagasaki"), default=0.0)

    alone = reliability("Nagasaki Sushi")
    assert alone < 0.25 * reliability("Nagasaki")
    assert reliability(f"Nagasaki Sushi | {second}") > 1.5 * alone
    assert reliability("Nagasaki Sushi | Pizzeria Napoli") == pytest.approx(alone, rel=0.01)


@pytest.mark.parametrize(
    ("kitchen", "elsewhere"),
    [
        ("ISTANBUL KEBAP | DÖNER", "ISTANBUL | Durak yeri"),
        ("TOKYO RAMEN | ラーメン", "TOKYO | バスのりば"),
        ("NAPOLI PIZZERIA | RISTORANTE", "NAPOLI | Uscita vietata"),
    ],
)
def test_the_words_of_a_kitchen_do_not_confirm_the_name_on_its_sign(
    kitchen: str, elsewhere: str, interpreter: Interpreter
) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max((c.reliability for c in clues if c.kind == "name"), default=0.0)

    assert reliability(kitchen) < 0.2 * reliability(elsewhere)


@pytest.mark.parametrize(
    ("kitchen", "confirmed", "country"),
    [
        ("İSKENDER KEBAP | Bursa", "0224 221 46 15", "TR"),
        ("PIZZERIA ROMA | pizza e pasta", "Via Garibaldi 12 | Tel. 051 234567", "IT"),
        ("Café Wien | Wiener Schnitzel", "Herrengasse 14, 1010 Wien | www.cafe.at", "AT"),
        ("ラーメン", "新宿区西新宿1丁目", "JP"),
    ],
)
def test_a_kitchen_at_home_is_told_by_its_address(
    kitchen: str, confirmed: str, country: str, interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    def share(text: str) -> float:
        return by_country(interpreter.interpret(lines_of(text)).points, gazetteer)[country]

    assert share(kitchen) <= MOST_OF_A_TRAP
    assert share(f"{kitchen} | {confirmed}") > 0.6


def test_words_for_goods_tell_no_language_but_that_of_other_words(
    interpreter: Interpreter,
) -> None:
    def languages(text: str) -> list[Clue]:
        found = interpreter.interpret(lines_of(text)).clues
        return [clue for clue in found if clue.kind == "language"]

    assert not languages("Pizza | Döner | Ristorante")
    (alone,) = languages("Giriş qadağandır")
    (with_goods,) = languages("Giriş qadağandır | Çörək evi")
    assert "Azerbaijani" in with_goods.reason
    assert with_goods.reliability > 0.5 * alone.reliability
    (menu,) = languages("Pizza al forno a legna")
    (without,) = languages("Cotto al forno a legna")
    assert menu.reliability < 0.75 * without.reliability


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("South Side Chicago", "Chicago", False),  # a dish in English, and mostly another word
        ("札幌ラーメン", "札幌", True),
        ("札幌駅", "札幌", False),
        ("Kyoto Noodles", "Kyoto", True),
        ("Hôtel de Bordeaux", "Bordeaux", True),
        ("Ресторан Тбилиси", "Тбилиси", True),
        ("Bordeaux", "Bordeaux", False),  # a wine, and what is written here
        ("Gare de Bordeaux", "Bordeaux", False),
        ("Essen Hauptbahnhof", "Essen", False),
    ],
)
def test_goods_are_known_in_many_languages(
    text: str, name: str, expected: bool, interpreter: Interpreter
) -> None:
    (sign,) = readable(lines_of(text))
    assert is_beside_goods(name, sign, interpreter._knowledge) is expected


@pytest.mark.parametrize("word", ["Dresdner", "Bremer", "Krakauer", "Kulmbacher"])
def test_what_is_made_of_the_name_of_a_town_is_no_word_of_a_language(
    word: str, interpreter: Interpreter
) -> None:
    (sign,) = readable(lines_of(f"{word} Zimmer"))
    left = words_outside_names(sign, interpreter._knowledge)
    assert [other.text for other in left] == ["Zimmer"]


def test_what_a_place_is_called_abroad_says_less_than_its_own_name(
    interpreter: Interpreter,
) -> None:
    def reliability(text: str) -> float:
        return sum(clue.reliability for clue in interpreter.interpret(lines_of(text)).clues)

    assert reliability("Vienna") < 0.5 * reliability("Wien")
    assert reliability("Warsaw") < 0.5 * reliability("Warszawa")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Tel. 09 310 1691", "NZ"),  # who calls a telephone so
        ("Puh. 09 310 1691", "FI"),
        ("Tel. 02 9265 9333", "AU"),  # where a larger part of the people has such numbers
        ("Tel. 06 4827 1133", "IT"),  # who groups so
        ("(0341) 9 60 31 22", "DE"),  # who groups as one likes
        ("(0341) 9603122", "ID"),
    ],
)
def test_the_word_and_the_form_of_a_number_tell_countries_apart(
    text: str, country: str, interpreter: Interpreter
) -> None:
    (clue,) = [c for c in interpreter.interpret(lines_of(text)).clues if c.kind == "telephone"]
    shares = {place.country: place.share for place in clue.places}
    shares |= {found.code: found.share for found in clue.countries}
    assert max(shares, key=lambda code: shares[code]) == country, shares


def test_names_of_streets_are_weaker_than_names_of_towns(interpreter: Interpreter) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max((clue.reliability for clue in clues if clue.kind == "name"), default=0.0)

    assert reliability("Chicago Street") < 0.5 * reliability("Chicago")


def test_lines_that_were_read_badly_are_no_clues(interpreter: Interpreter) -> None:
    assert interpreter.interpret([TextLine("Wrocław Główny", 0.6)]).clues == ()
    assert interpreter.interpret([TextLine("", 0.99)]).points is None
    assert interpreter.interpret([]).points is None


def test_the_clues_know_their_lines_and_the_strongest_come_first(
    interpreter: Interpreter,
) -> None:
    lines = lines_of("24H | 12,50 zł | Wrocław")
    clues = interpreter.interpret(lines).clues
    moved = [clue.moved for clue in clues]
    assert moved == sorted(moved, reverse=True) and moved[0] > 0
    assert {clue.kind: clue.lines for clue in clues} == {"currency": (1,), "name": (2,)}


def country(code: str, reliability: float, kind: str = "currency") -> Clue:
    return Clue(kind, code, "A reason.", reliability, countries=(CountryShare(code, 1.0),))


def town(name: str, position: LatLon, code: str, reliability: float) -> Clue:
    place = CluePlace(name, position, 25.0, code, 1.0)
    return Clue("name", name, "A reason.", reliability, places=(place,))


def test_one_clue_claims_what_it_is_worth(scales: Scales, gazetteer: Gazetteer) -> None:
    points, (clue,) = scales.weigh([country("PL", 0.6)])
    assert part_of(points) == pytest.approx(0.6, abs=0.02)
    shares = by_country(points, gazetteer)
    assert shares["PL"] == pytest.approx(0.6, abs=0.02)
    assert clue.moved == pytest.approx(0.6, abs=0.03)


def test_the_order_of_clues_does_not_matter(scales: Scales) -> None:
    clues = [country("PL", 0.6), country("DE", 0.3), town("Poznań", LatLon(52.4, 16.9), "PL", 0.5)]
    first, _ = scales.weigh(clues)
    last, _ = scales.weigh(clues[::-1])
    assert first is not None and last is not None
    assert first.share == pytest.approx(last.share)
    np.testing.assert_allclose(first.weights.sum(), last.weights.sum())


def test_contradiction_claims_less_than_agreement(scales: Scales) -> None:
    agreeing, _ = scales.weigh([country("PL", 0.6), country("PL", 0.6, "domain")])
    contradicting, _ = scales.weigh([country("PL", 0.6), country("BR", 0.6)])
    assert part_of(contradicting) < part_of(agreeing)


def test_no_clue_makes_the_truth_impossible(scales: Scales, gazetteer: Gazetteer) -> None:
    """Two clues for one country and one for another: the other keeps a part."""
    points, _ = scales.weigh(
        [country("PL", 0.8), country("PL", 0.8, "domain"), country("BR", 0.8, "plate")]
    )
    shares = by_country(points, gazetteer)
    assert shares["PL"] > shares["BR"] > 0.001
    assert part_of(points) <= LARGEST_PART


def test_clues_that_see_the_same_are_not_counted_twice(scales: Scales) -> None:
    alike = [country("PL", 0.5, kind) for kind in ("language", "street", "company", "script")]
    apart = [country("PL", 0.5, kind) for kind in ("domain", "currency", "plate", "telephone")]
    assert part_of(scales.weigh(alike)[0]) < part_of(scales.weigh(apart)[0])


def test_a_town_weighs_most_where_it_is(scales: Scales) -> None:
    where = LatLon(52.4069, 16.9299)
    points, _ = scales.weigh([town("Poznań", where, "PL", 0.7)])
    assert points is not None
    heaviest = int(points.weights.argmax())
    assert (
        geo.distance_km(
            where, LatLon(float(points.latitudes[heaviest]), float(points.longitudes[heaviest]))
        )
        < 1
    )
    near = geo.distances_km(points.latitudes, points.longitudes, where) < 100
    assert 0.5 < points.weights[near].sum() / points.weights.sum() < 0.95


def test_nothing_is_said_without_clues(scales: Scales) -> None:
    assert scales.weigh([]) == (None, ())


def test_text_that_cannot_be_latin_is_not_reported_as_latin(interpreter: Interpreter) -> None:
    box = ((0.0, 0.0), (200.0, 0.0), (200.0, 40.0), (0.0, 40.0))
    garbage = [
        TextLine("PECTOPAH", 1.0, box),  # РЕСТОРАН
        TextLine("MOCKBA", 1.0, box),
        TextLine("CCCP", 1.0, box),
        TextLine("BAHK", 0.86, box),  # БАНК
        TextLine("KAΦE", 1.0, box),  # КАФЕ, or Greek: nobody can tell
        TextLine("9q2d-m55", 0.52, box),  # مطعم البحر
        TextLine("Mii", 0.76, box),  # Міністерство
        TextLine(" 24", 0.86, ((0.0, 0.0), (400.0, 0.0), (400.0, 40.0), (0.0, 40.0))),
        TextLine("LUNLUNMUINLU", 0.81, box),  # กรุงเทพมหานคร
        TextLine("Kóφe", 0.85, box),
        TextLine("thuuriamã mACIso", 0.62, box),
    ]
    assert [line.text for line in interpreter.legible(garbage)] == [""] * len(garbage)
    kept = [
        TextLine("TAXI", 1.0, box),
        TextLine("LEPANTO", 0.9, box),
        TextLine("MACY'S", 1.0, box),
        TextLine("0852-26-0110", 0.8, box),
        TextLine("Ausgang", 0.7, box),
        TextLine("合家平安", 0.9, box),
    ]
    assert interpreter.legible(kept) == tuple(kept)


@pytest.mark.parametrize(
    "text", ["OPKECTPOM", "BAKHOCTB", "MY3EEM", "3MYLEHI KPAIHAX", "AKAHHI 12"]
)
def test_cyrillic_capitals_are_known_by_how_they_follow_each_other(
    interpreter: Interpreter, text: str
) -> None:
    """No list has these forms: ОРКЕСТРОМ, ВАЖНОСТЬ, МУЗЕЕМ, ЗМУШЕНІ КРАЇНАХ, БАЖАННІ."""
    assert interpreter.legible([TextLine(text, 1.0)])[0].text == ""


@pytest.mark.parametrize(
    "text",
    ["KOMATCY", "PEPCO", "TIMEX", "YOKOHAMA", "TOYOTA YCOTT", "3COM", "MBTA", "HEMA", "KOTKA"],
)
def test_latin_names_that_nobody_has_listed_stay(interpreter: Interpreter, text: str) -> None:
    assert interpreter.legible([TextLine(text, 1.0)])[0].text == text


@pytest.mark.parametrize("text", ["000", "0000", "OOO", "0 0 0", "oOo", "ооо", "口口口"])
def test_rings_are_no_text(interpreter: Interpreter, text: str) -> None:
    assert interpreter.legible([TextLine(text, 1.0)])[0].text == ""


@pytest.mark.parametrize(
    "text", ["100", "1000", "2000", "10 000", "00", "007", "2000 / 3", "0800 000 000", "BOO", "777"]
)
def test_numbers_are_text(interpreter: Interpreter, text: str) -> None:
    assert interpreter.legible([TextLine(text, 0.9)])[0].text == text


def test_an_unclear_number_is_not_believed(interpreter: Interpreter) -> None:
    texts = [interpreter.legible([TextLine("2105", sure)])[0].text for sure in (0.6, 0.75)]
    assert texts == ["", "2105"]


@pytest.mark.parametrize(("width", "text"), [(40.0, "田"), (90.0, "")])
def test_one_chinese_sign_fills_no_longer_line(
    interpreter: Interpreter, width: float, text: str
) -> None:
    box = ((0.0, 0.0), (width, 0.0), (width, 40.0), (0.0, 40.0))
    assert interpreter.legible([TextLine("田", 0.99, box)])[0].text == text


def test_greek_capitals_that_look_latin_become_greek(interpreter: Interpreter) -> None:
    line = TextLine("EΣTIATOPIO", 1.0)
    assert interpreter.legible([line]) == (replace(line, text="ΕΣΤΙΑΤΟΡΙΟ"),)
