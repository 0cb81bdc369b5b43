"""The names on the map, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from img2loc_desktop.core import basemap, geo
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.gui.map.background import Background
from img2loc_desktop.gui.map.furniture import Furniture
from img2loc_desktop.gui.map.lettering import Rank
from img2loc_desktop.gui.map.names import Names, Obstacle, Placed, smallest_population
from img2loc_desktop.gui.map.projection import View
from img2loc_desktop.gui.map.scene import Scene
from img2loc_desktop.gui.map.theme import LIGHT
from img2loc_desktop.gui.map.tiles import open_tiles

EUROPE = LatLon(47, 8)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture
def names(qtbot: QtBot, gazetteer: Gazetteer) -> Names:
    made = Names()
    made.add_basemap(basemap.country_names(), basemap.capitals())
    made.add_gazetteer(gazetteer)
    return made


def view_of(position: LatLon, zoom: float) -> View:
    return View().resized(1100, 760).centered(position, zoom)


def rectangle(placed: Placed, view: View) -> QRectF:
    x, y = view.pixel(view.nearest_copy(placed.name.x), placed.name.y)
    return QRectF(x + placed.left, y + placed.top, placed.size.width(), placed.size.height())


@pytest.mark.parametrize("position", [EUROPE, LatLon(-17, 179.9), LatLon(35, 136), LatLon(78, 15)])
@pytest.mark.parametrize("zoom", [1.6, 3.3, 6.0, 9.5, 13.0])
def test_no_name_covers_another(names: Names, position: LatLon, zoom: float) -> None:
    view = view_of(position, zoom)
    placed = names.layout(view, QFont())
    boxes = [rectangle(one, view) for one in placed]
    for row, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[:row])


def test_names_keep_clear_of_signs(names: Names) -> None:
    view = view_of(EUROPE, 6)
    free = names.layout(view, QFont())
    lyon = next(one for one in free if one.name.text == "Lyon")
    signs = tuple(Obstacle(one.name.x, one.name.y, 9.0) for one in (lyon, *free[:20]))
    placed = names.layout(view, QFont(), signs)
    assert "Lyon" in [one.name.text for one in placed]  # beside the sign, not gone
    for sign in signs:
        x, y = view.pixel(view.nearest_copy(sign.x), sign.y)
        square = QRectF(x - sign.half, y - sign.half, 2 * sign.half, 2 * sign.half)
        assert not any(rectangle(one, view).intersects(square) for one in placed)


def test_countries_go_before_capitals_and_cities_before_towns(names: Names) -> None:
    placed = names.layout(view_of(EUROPE, 7), QFont())
    ranks = [one.name.rank for one in placed]
    assert ranks == sorted(ranks)
    assert set(ranks) == set(Rank)
    texts = {one.name.rank: set() for one in placed}
    for one in placed:
        texts[one.name.rank].add(one.name.text)
    assert "Switzerland" in texts[Rank.COUNTRY]
    assert "Bern" in texts[Rank.CAPITAL]
    assert "Zürich" in texts[Rank.CITY]
    populations = [one.name.population for one in placed if one.name.rank == Rank.CITY]
    assert populations == sorted(populations, reverse=True)


def test_a_closer_look_shows_smaller_places(names: Names) -> None:
    far = names.layout(view_of(EUROPE, 3), QFont())
    near = names.layout(view_of(EUROPE, 10), QFont())
    assert min(one.name.population for one in far if one.name.rank == Rank.CITY) > 500_000
    assert any(0 < one.name.population < 20_000 for one in near)
    assert [smallest_population(zoom) for zoom in (2, 11, 20)] == [3_000_000, 0, 0]


def test_names_are_lettered_step_by_step_until_all_are_there(names: Names) -> None:
    view, font = view_of(EUROPE, 5), QFont()
    nothing = painted(names, view)
    steps = names.steps(view, LIGHT, font, 1.0)
    assert next(steps) is False
    assert painted(names, view) == nothing  # to paint prepares nothing
    whole = painted(names, view, after=steps)
    assert whole != nothing
    assert list(names.steps(view, LIGHT, font, 1.0)) == []  # nothing is left to do
    # Until the steps for another view are taken, the names of the last one stay.
    assert painted(names, view.panned(9, 0)) != nothing


def painted(names: Names, view: View, after: Iterable[bool] = ()) -> QImage:
    """The names alone, when these steps have been taken."""
    for _ in after:
        pass
    image = QImage(view.width, view.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        names.paint(painter, view, LIGHT, QFont())
    return image


@pytest.mark.parametrize("right", [None, 700], ids=["the edge", "a drawer"])
def test_no_name_stands_below_the_scale_bar_or_the_credit(
    names: Names, qtbot: QtBot, right: int | None
) -> None:
    background = Background()
    scene = Scene(open_tiles, background)
    try:
        differ = 0
        for position in (EUROPE, LatLon(35, 136), LatLon(40, -100), LatLon(52, 5)):
            view = view_of(position, 6.0)
            pictures = []
            for scene.names in (Names(), names):
                for _ in scene.names.steps(view, LIGHT, QFont(), 1.0):
                    pass
                pictures.append(of_scene(scene, view, right))
            without, whole = pictures
            differ += without != whole
            edge = replace(view, width=right or view.width)
            for plate in Furniture.of(edge, QFont(), scene.units).plates:
                below = plate.toAlignedRect()
                assert whole.copy(below) == without.copy(below)
        assert differ == 4
    finally:
        background.stop()


def of_scene(scene: Scene, view: View, right: int | None) -> QImage:
    """All that is drawn, with what stands on the edge before a pixel."""
    image = QImage(view.width, view.height, QImage.Format.Format_ARGB32_Premultiplied)
    with QPainter(image) as painter:
        scene.paint(painter, view, QFont(), right=right)
    return image


def test_panning_leaves_names_where_they_are(names: Names) -> None:
    view = view_of(EUROPE, 6)
    before = names.layout(view, QFont())
    assert names.layout(view.panned(60, 40), QFont()) is before
    around = names.layout(view.panned(view.scale, 0), QFont())  # once around the world
    assert around is before


def test_without_the_gazetteer_there_are_countries_and_capitals(qtbot: QtBot) -> None:
    names = Names()
    assert names.layout(view_of(EUROPE, 5), QFont()) == ()
    names.add_basemap(basemap.country_names(), basemap.capitals())
    ranks = {one.name.rank for one in names.layout(view_of(EUROPE, 5), QFont())}
    assert ranks == {Rank.COUNTRY, Rank.CAPITAL}


def test_places_of_a_box_are_those_that_lie_in_it(gazetteer: Gazetteer) -> None:
    found = gazetteer.within(45, 4, 46, 6, population=20_000)
    assert found[0].name == "Lyon"
    populations = [place.population for place in found]
    assert populations == sorted(populations, reverse=True)
    assert min(populations) >= 20_000
    for place in found:
        assert 45 <= place.position.latitude <= 46
        assert 4 <= place.position.longitude <= 6
    assert "Lyon 03" not in [place.name for place in found]
    assert "Lyon 03" in [
        place.name for place in gazetteer.within(45, 4, 46, 6, sections=True, limit=2000)
    ]
    assert len(gazetteer.within(-90, -180, 90, 180, limit=7)) == 7
    assert gazetteer.within(0, -30, 1, -29) == ()


def test_a_box_may_lie_across_the_antimeridian(gazetteer: Gazetteer) -> None:
    found = gazetteer.within(-20, 177, -13, -171)
    assert {"Suva", "Apia"} <= {place.name for place in found}
    assert all(not -171 < place.position.longitude < 177 for place in found)


def test_countries_are_named_where_they_are(gazetteer: Gazetteer) -> None:
    names = basemap.country_names()
    assert len(names) > 200
    assert len({country.name for country in names}) == len(names)
    codes = gazetteer.countries(
        [country.position.latitude for country in names],
        [country.position.longitude for country in names],
    )
    wrong = [
        country.name
        for country, code in zip(names, codes.tolist(), strict=True)
        if gazetteer.country_name(code) != country.name
    ]
    # Where several states claim a place, the gazetteer's map and the outlines may differ.
    assert len(wrong) <= 6, wrong
    norway = next(country for country in names if country.name == "Norway")
    assert norway.position.latitude < 72  # not on Svalbard, which is wider on the map


def test_capitals_are_the_gazetteers_places(gazetteer: Gazetteer) -> None:
    capitals = {capital.name: capital for capital in basemap.capitals()}
    assert {"Paris", "Tokyo", "Canberra", "Washington", "George Town", "Suva"} <= set(capitals)
    assert len(capitals) > 230
    for name in ("Paris", "Canberra", "Suva"):
        assert capitals[name].position == gazetteer.search(name, 1)[0].position


def test_lakes_are_in_the_land_and_keep_their_islands() -> None:
    for scale, count in (("110m", 25), ("50m", 275)):
        lakes = basemap.lakes(scale)  # type: ignore[arg-type]
        assert len(lakes) == count
        for polygon in lakes:
            for ring in polygon:
                assert np.array_equal(ring[0], ring[-1])
                assert np.abs(ring[:, 1]).max() < 85
    victoria = max(
        (lake for lake in basemap.lakes("50m") if geo_near(lake[0], LatLon(-1, 33))),
        key=lambda lake: len(lake[0]),
    )
    assert len(victoria) > 1  # islands are holes


def geo_near(ring: np.ndarray, position: LatLon) -> bool:
    east, north = ring.mean(axis=0).tolist()
    return geo.distance_km(LatLon(north, east), position) < 200
