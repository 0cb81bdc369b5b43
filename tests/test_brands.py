"""Names of chains and services: what they say of the country, and what those everywhere do not."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import brand_signs
import language_signs
import pytest
from clue_signs import lines_of
from clue_signs import signs as pairs

from img2loc_desktop.core import paths
from img2loc_desktop.core.clues import ClueData, Interpreter, brands
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import readable
from img2loc_desktop.core.clues.worldwide import Worldwide, words_of_brands
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Clue, CountryShare

MOST_OF_A_TRAP = 0.15  # of the estimate that goes to one country


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="module")
def interpreter(gazetteer: Gazetteer) -> Interpreter:
    return Interpreter(gazetteer)


@pytest.fixture(scope="module")
def knowledge(gazetteer: Gazetteer) -> Knowledge:
    return Knowledge(ClueData(), gazetteer)


def shares(text: str, interpreter: Interpreter, gazetteer: Gazetteer) -> Counter[str]:
    """The part of the estimate that the words claim, by country."""
    points = interpreter.interpret(lines_of(text)).points
    found: Counter[str] = Counter()
    if points is not None:
        part = points.share / (1.0 + points.share)
        codes = gazetteer.countries(points.latitudes, points.longitudes)
        for code, weight in zip(codes.tolist(), points.weights.tolist(), strict=True):
            found[code] += part * weight / float(points.weights.sum())
    return found


def found(text: str, knowledge: Knowledge) -> list[Clue]:
    """What the rule alone says."""
    return list(brands.find(readable(lines_of(text)), knowledge))


def open_or_not(held: list[str], caught: list[str]) -> list[object]:
    strict = pytest.mark.xfail(strict=True)
    return [*held, *(pytest.param(text, marks=strict) for text in caught)]


@pytest.mark.parametrize(
    "line",
    open_or_not(
        [f"{code}  {sign}" for code, sign in pairs(brand_signs.SIGNS)],
        [f"{code}  {sign}" for code, sign in pairs(brand_signs.OPEN_SIGNS)],
    ),
)
def test_the_name_of_a_chain_points_to_its_country(
    line: str, interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    country, sign = line[:2], line[4:]
    claimed = shares(sign, interpreter, gazetteer)
    assert claimed and max(claimed, key=lambda code: claimed[code]) == country


@pytest.mark.parametrize(
    "text",
    open_or_not(
        brand_signs.TRAPS.strip().splitlines(), brand_signs.OPEN_TRAPS.strip().splitlines()
    ),
)
def test_a_brand_that_says_nothing_does_not_narrow_the_estimate(
    text: str, interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    claimed = shares(text, interpreter, gazetteer)
    assert max(claimed.values(), default=0.0) <= MOST_OF_A_TRAP


def test_the_signs_are_of_many_countries() -> None:
    assert len(pairs(brand_signs.SIGNS)) >= 70
    assert len({code for code, _ in pairs(brand_signs.SIGNS)}) >= 40


def test_the_reason_names_the_countries(knowledge: Knowledge) -> None:
    (clue,) = found("BIEDRONKA", knowledge)
    assert clue.kind == "brand" and clue.lines == (0,)
    assert clue.reason == '"BIEDRONKA" is a chain or a service in Poland, Slovakia.'
    assert [country.code for country in clue.countries] == ["PL", "SK"]
    assert sum(country.share for country in clue.countries) == pytest.approx(1)


@pytest.mark.parametrize(
    "text",
    [
        "Pingo Doce",
        "PINGODOCE",
        "pingo-doce",
        "Pingo Doce®",
        "PINGO | DOCE",  # one above the other
        "Supermercado Pingo Doce Lisboa",
    ],
)
def test_logos_write_a_name_in_many_ways(text: str, knowledge: Knowledge) -> None:
    (clue,) = [clue for clue in found(text, knowledge) if brands.key(clue.text) == "pingodoce"]
    assert clue.countries == (CountryShare("PT", 1.0),)
    assert clue.lines == tuple(range(text.count("|") + 1))


def test_a_name_alone_says_more_than_one_beside_others(knowledge: Knowledge) -> None:
    (alone,) = found("ESSELUNGA", knowledge)
    (beside,) = found("Parcheggio ESSELUNGA Nord", knowledge)
    assert beside.reliability < 0.6 * alone.reliability
    assert not found("il parcheggio di esselunga", knowledge)  # names have a capital


def test_rare_names_say_more_than_ordinary_words(knowledge: Knowledge) -> None:
    (rare,) = found("VINMONOPOLET", knowledge)
    (ordinary,) = found("CITIZENS BANK", knowledge)
    assert ordinary.reliability < 0.8 * rare.reliability
    for word in ("WALL", "WELCOME", "VILLAGE", "POLICE", "OFFICE", "CLOSED", "TARGET", "NEXT"):
        assert not found(word, knowledge), word


@pytest.mark.parametrize("text", ["BALTIMORE", "Lincoln"])
def test_the_name_of_a_place_is_left_to_the_gazetteer(text: str, knowledge: Knowledge) -> None:
    assert brands.key(text) in knowledge.data.brands
    assert not found(text, knowledge)


@pytest.mark.parametrize("text", ["Wiener Schnitzel", "Boston Pizza", "Nürnberger"])
def test_a_dish_is_no_chain(text: str, knowledge: Knowledge) -> None:
    assert brands.key(text) in knowledge.data.brands
    assert not found(text, knowledge)


@pytest.mark.parametrize("text", ["STARBUCKS", "McDonald's", "VODAFONE", "KFC", "Siemens AG"])
def test_what_is_everywhere_is_no_clue(text: str, knowledge: Knowledge) -> None:
    assert brands.key(text) in knowledge.data.brands
    assert not found(text, knowledge)


def test_a_name_within_japanese_is_found(knowledge: Knowledge) -> None:
    (clue,) = found("ローソン新宿店", knowledge)
    assert clue.text == "ローソン" and clue.countries == (CountryShare("JP", 1.0),)


def test_a_town_on_a_worldwide_brand_waits_for_another_clue(interpreter: Interpreter) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max((clue.reliability for clue in clues if clue.kind == "name"), default=0.0)

    assert reliability("YAMAHA | Hamamatsu") < 0.3 * reliability("Hamamatsu")
    assert reliability("HYUNDAI TUCSON") < 0.3 * reliability("MIRADOR TUCSON")
    confirmed = reliability("YAMAHA | Hamamatsu | TEL 053-460-1111")
    assert confirmed > 2 * reliability("YAMAHA | Hamamatsu")
    assert reliability("YAMAHA | Hamamatsu 12") == reliability("Hamamatsu 12")  # an address


def test_only_what_stands_on_the_brand_is_doubted(knowledge: Knowledge) -> None:
    signs = readable(lines_of("Wrocław | YAMAHA | Hamamatsu | Poznań"))
    worldwide = Worldwide.of(signs, knowledge)
    assert worldwide.rows == {1, 2}
    spanning = Clue("language", "?", "A reason.", 0.5, lines=(0, 1))
    number = Clue("telephone", "?", "A reason.", 0.5, lines=(1,))
    assert worldwide.share(spanning) == worldwide.share(number) == 1.0
    assert worldwide.share(Clue("language", "?", "A reason.", 0.5, lines=(1, 2))) < 1.0


def test_a_worldwide_name_is_no_word_of_a_language(knowledge: Knowledge) -> None:
    (sign,) = readable(lines_of("HYUNDAI Werkstatt"))
    assert {word.text for word in words_of_brands(sign, knowledge)} == {"HYUNDAI"}
    (sign,) = readable(lines_of("Lincoln Community Centre"))  # a car, a town; an ordinary word
    assert not words_of_brands(sign, knowledge)


def test_the_name_of_a_town_in_that_of_a_chain_counts_little(interpreter: Interpreter) -> None:
    def reliability(text: str) -> float:
        clues = interpreter.interpret(lines_of(text)).clues
        return max(clue.reliability for clue in clues if clue.text == "Guadalajara")

    assert reliability("Farmacias Guadalajara") < 0.5 * reliability("Guadalajara Centro")


def test_the_data_has_countries_and_the_world() -> None:
    data = ClueData()
    assert len(data.brands) > 40_000
    assert data.brands["biedronka"] == ("PL", "SK")
    assert data.brands["superdry"] == (brands.EVERYWHERE,)
    assert "US" in data.brands["ikea"] and len(data.brands["ikea"]) > 40
    known = data.countries.keys() | {brands.EVERYWHERE}
    assert all(codes and known.issuperset(codes) for codes in data.brands.values())
    assert not {"boutique", "sale", "and", "the"} & data.brands.keys()  # no names


def test_names_are_folded_as_they_are_looked_up() -> None:
    names = ClueData().brands
    assert all(name == brands.key(name) and len(name) >= brands.SHORTEST for name in names)


def test_most_of_a_line_of_ordinary_words_is_no_brand(knowledge: Knowledge) -> None:
    caught = [text for _, text in language_signs.signs() if found(text, knowledge)]
    assert len(caught) <= 3, caught


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_damaged_names_are_refused_in_words(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "clues.zip"
    with zipfile.ZipFile(paths.resources() / "clues.zip") as whole:
        members = {name: whole.read(name) for name in whole.namelist() if name != "brands"}
    if content is not None:
        members["brands"] = content
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(UserError, match="missing or damaged") as caught:
        _ = ClueData(path).brands
    assert "build_clues" in caught.value.hint


def test_a_country_in_a_chains_name_outweighs_where_the_chain_is_known(
    interpreter: Interpreter, gazetteer: Gazetteer
) -> None:
    """The open data know First Bank of Nigeria in Ghana only."""
    claimed = shares("First Bank of Nigeria", interpreter, gazetteer)
    assert max(claimed, key=lambda code: claimed[code]) == "NG"
