"""The user's own tiles over the base map: good, broken and hostile files."""

from __future__ import annotations

import io
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from export_samples import result
from map_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from map_fixtures import drawn
from PIL import Image
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.gui.map import Layer, MapView, render_image
from img2loc_desktop.gui.map import theme as colors
from img2loc_desktop.gui.map.projection import View, position_of
from img2loc_desktop.gui.map.tile_images import Key, TileCache, decoded
from img2loc_desktop.gui.map.tiles import open_tiles, visible_tiles

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

ZOOM = 5  # of the sample files, and of the view that shows them
PLACE = LatLon(46.0, 5.0)


def picture(color: tuple[int, int, int], side: int = 256, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), color).save(file, kind)
    return file.getvalue()


def shade(column: int, row: int) -> tuple[int, int, int]:
    """A colour for each tile that no map has."""
    return 200, 5 * (column % 40), 5 * (row % 40)


def write(
    path: Path,
    content: Callable[[int, int], bytes | None] = lambda column, row: picture(shade(column, row)),
    zooms: tuple[int, ...] = (ZOOM,),
    **metadata: str,
) -> Path:
    """An MBTiles file with all tiles of some zooms around ``PLACE``."""
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        file.execute(
            "CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)"
        )
        pairs = {"name": "Harbour", "format": "png", "attribution": "© Port authority"} | metadata
        file.executemany("INSERT INTO metadata VALUES (?, ?)", pairs.items())
        for zoom in zooms:
            view = View(width=1400, height=1000).centered(PLACE, zoom)
            count = 1 << zoom
            for column in range(int(view.box.left * count), int(view.box.right * count) + 1):
                for row in range(int(view.box.top * count), int(view.box.bottom * count) + 1):
                    data = content(column, row)
                    if data is not None and 0 <= column < count and 0 <= row < count:
                        values = zoom, column, count - 1 - row, data
                        file.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", values)
    file.close()
    return path


@pytest.fixture(autouse=True)
def _at_the_place(request: pytest.FixtureRequest) -> None:
    """A map shows what the sample files show."""
    if "view" in request.fixturenames:
        request.getfixturevalue("view").show_position(PLACE, ZOOM)


def add(view: MapView, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(view.scene.tiles.opened):
        view.add_tiles(path)


def middle_of(view: MapView, column: int, row: int, zoom: int = ZOOM) -> QPoint:
    position = position_of((column + 0.5) / (1 << zoom), (row + 0.5) / (1 << zoom))
    return view.pixel_of(position).toPoint()


def central_tile(zoom: int = ZOOM) -> tuple[int, int]:
    view = View().centered(PLACE, zoom)
    return int(view.x * (1 << zoom)), int(view.y * (1 << zoom))


def near(color: QColor, wanted: tuple[int, int, int], limit: int = 6) -> bool:
    return all(abs(a - b) <= limit for a, b in zip(color.getRgb()[:3], wanted, strict=True))


def test_tiles_lie_where_they_belong_above_the_base_map(
    view: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    add(view, qtbot, write(tmp_path / "a.mbtiles"))
    image = drawn(view)
    at_column, at_row = central_tile()
    for column in (at_column - 1, at_column, at_column + 1):
        for row in (at_row - 1, at_row, at_row + 1):
            spot = middle_of(view, column, row)
            if image.rect().adjusted(0, 0, 0, -60).contains(spot):  # above the scale bar
                assert near(image.pixelColor(spot), shade(column, row)), (column, row)


def test_marks_lie_above_tiles(view: MapView, qtbot: QtBot, tmp_path: Path) -> None:
    add(view, qtbot, write(tmp_path / "a.mbtiles"))
    view.show_result(result(gps=LatLon(47.2, 3.1)))
    view.show_position(PLACE, ZOOM)
    image = drawn(view)
    spot = view.pixel_of(LatLon(47.2, 3.1)).toPoint()
    assert near(image.pixelColor(spot), colors.OWN_GPS.getRgb()[:3])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("side", [256, 512])
def test_every_format_and_size_is_shown(
    view: MapView, qtbot: QtBot, tmp_path: Path, kind: str, side: int
) -> None:
    path = write(tmp_path / "a.mbtiles", lambda c, r: picture((200, 30, 90), side, kind))
    add(view, qtbot, path)
    assert near(drawn(view).pixelColor(middle_of(view, *central_tile())), (200, 30, 90), 8)


def test_the_layer_can_be_switched_and_the_file_removed(
    view: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    add(view, qtbot, write(tmp_path / "a.mbtiles"))
    spot, color = middle_of(view, *central_tile()), shade(*central_tile())
    assert near(drawn(view).pixelColor(spot), color)
    assert "Port authority" in view.scene.credit
    view.set_layer_visible(Layer.TILES, False)
    assert not near(drawn(view).pixelColor(spot), color)
    assert view.scene.credit == ""
    view.set_layer_visible(Layer.TILES, True)
    assert near(drawn(view).pixelColor(spot), color)
    view.clear_tiles()
    assert not near(drawn(view).pixelColor(spot), color)
    assert view.scene.tiles.paths == ()


def test_closer_than_the_file_goes_its_tiles_are_enlarged(
    view: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    add(view, qtbot, write(tmp_path / "a.mbtiles"))
    view.show_position(PLACE, ZOOM + 4)
    assert near(drawn(view).pixelColor(400, 300), shade(*central_tile()))


def test_a_missing_tile_is_filled_from_a_coarser_one(
    view: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    gap = central_tile()

    def content(column: int, row: int) -> bytes | None:
        return None if (column, row) == gap else picture(shade(column, row))

    add(view, qtbot, write(tmp_path / "a.mbtiles", content, zooms=(ZOOM - 1, ZOOM)))
    view.show_position(PLACE, ZOOM - 1)
    drawn(view)
    view.show_position(PLACE, ZOOM)
    coarse = gap[0] // 2, gap[1] // 2
    assert near(drawn(view).pixelColor(middle_of(view, *gap)), shade(*coarse))


def test_far_out_a_file_of_streets_is_not_read(view: MapView, qtbot: QtBot, tmp_path: Path) -> None:
    path = write(tmp_path / "a.mbtiles", zooms=(12,))
    with closing(open_tiles(path)) as tiles:
        whole = View(width=800, height=600).centered(PLACE, 2.0)
        assert list(visible_tiles(whole, 0, tiles, 1.0)) == []
    add(view, qtbot, path)
    view.show_position(PLACE, 2.0)
    drawn(view)
    assert not view.scene.tiles.is_reading


def test_only_tiles_within_the_bounds_are_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mbtiles", bounds="4.9,45.9,5.1,46.1")
    with closing(open_tiles(path)) as tiles:
        view = View(width=800, height=600).centered(PLACE, ZOOM)
        keys = {(key.column, key.row) for key, _ in visible_tiles(view, 0, tiles, 1.0)}
    assert keys == {central_tile()}


def test_tiles_meet_without_a_gap(tmp_path: Path) -> None:
    with closing(open_tiles(write(tmp_path / "a.mbtiles"))) as tiles:
        view = View(width=800, height=600).centered(PLACE, ZOOM + 0.37)
        targets = [target for _, target in visible_tiles(view, 0, tiles, 1.0)]
    edges = {(target.right(), target.top()) for target in targets}
    assert any((target.left(), target.top()) in edges for target in targets)
    assert all(value == round(value) for target in targets for value in target.getRect())


def test_a_result_of_a_street_is_shown_as_close_as_its_tiles(
    view: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    street = result(position=PLACE, gps=None, radius_p50_km=0.1, radius_p90_km=0.3)
    view.show_result(street)
    assert view.view.zoom == 11  # the base map has no more to show
    path = write(tmp_path / "a.mbtiles", zooms=(14,), bounds="4.9,45.9,5.1,46.1")
    add(view, qtbot, path)
    view.fit()
    assert view.view.zoom == 14
    elsewhere = result(
        "/photos/b.jpg", position=LatLon(10, 5), gps=None, radius_p50_km=0.1, radius_p90_km=0.3
    )
    view.show_result(elsewhere)
    assert view.view.zoom == 11


# ---- broken and hostile files


def bomb() -> bytes:
    """A PNG that says it is 60,000 pixels a side."""
    data = bytearray(picture((1, 2, 3)))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    "content",
    [
        picture((200, 0, 0))[:-40],
        picture((200, 0, 0))[:60],
        bomb(),
        picture((200, 0, 0), side=1100),
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"<svg xmlns='http://www.w3.org/2000/svg' width='256' height='256'/>",
        b"GIF89a" + bytes(100),
        b"",
        picture((200, 0, 0)) + bytes(5 << 20),
    ],
    ids=["cut", "header", "bomb", "large", "damaged", "svg", "gif", "empty", "heavy"],
)
def test_what_is_no_tile_is_not_decoded(content: bytes) -> None:
    assert decoded(content) is None


def test_a_broken_tile_is_not_drawn_and_the_others_are(
    view: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = central_tile()
    beside = broken[0], broken[1] - 1
    whole = picture(shade(*broken))

    def content(column: int, row: int) -> bytes:
        return whole[:-30] if (column, row) == broken else picture(shade(column, row))

    with qtbot.assertNotEmitted(view.failed):
        add(view, qtbot, write(tmp_path / "a.mbtiles", content))
        image = drawn(view)
    assert near(image.pixelColor(middle_of(view, *beside)), shade(*beside))
    assert not near(image.pixelColor(middle_of(view, *broken)), shade(*broken))


def test_hostile_tiles_are_told_once_and_the_file_is_let_go(
    view: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    first = []

    def content(column: int, row: int) -> bytes:
        first.append((column, row))
        return picture((9, 9, 9)) if len(first) == 1 else bomb()

    errors: list[UserError] = []
    view.failed.connect(errors.append)
    add(view, qtbot, write(tmp_path / "a.mbtiles", content))
    qtbot.waitUntil(lambda: bool(errors))
    drawn(view)
    assert len(errors) == 1
    assert "60000 x 60000" in errors[0].message
    assert errors[0].hint
    assert view.scene.tiles.paths == ()


@pytest.mark.parametrize("kind", ["none", "text", "empty", "no tiles", "vector"])
def test_a_file_that_cannot_be_used_is_told(
    view: MapView, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "a.mbtiles"
    if kind == "text":
        path.write_text("Lyon is a city.")
    elif kind == "empty":
        path.touch()
    elif kind == "no tiles":
        sqlite3.connect(path).execute("CREATE TABLE x (y)").connection.close()
    elif kind == "vector":
        write(path, lambda c, r: b"\x1f\x8b\x08\x00" + bytes(20), format="pbf")
    with qtbot.waitSignal(view.failed) as failed:
        view.add_tiles(path)
    (error,) = failed.args
    assert isinstance(error, UserError)
    assert "a.mbtiles" in error.message
    assert error.hint
    assert view.scene.tiles.paths == ()
    assert not view.controls.panel.isVisible()


def test_a_file_that_changes_under_the_map_is_told(
    view: MapView, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.mbtiles")
    add(view, qtbot, path)
    drawn(view)
    path.write_bytes(path.read_bytes() + bytes(4096))
    with qtbot.waitSignal(view.failed) as failed:
        view.show_position(LatLon(46.0, 60.0), ZOOM)
        drawn(view)
    assert "has changed" in failed.args[0].message


def test_what_a_file_says_of_itself_stays_text(view: MapView, qtbot: QtBot, tmp_path: Path) -> None:
    words = "<b>Ann</b>\n" + "x" * 500
    add(view, qtbot, write(tmp_path / "a.mbtiles", attribution=words))
    credit = view.scene.credit
    assert credit.startswith("Ann x")
    assert len(credit) <= 300


def test_decoded_tiles_are_kept_within_a_limit() -> None:
    cache = TileCache(limit=4 * 256 * 256 * 4 + 1000)
    image = decoded(picture((1, 2, 3)))
    keys = [Key(0, 5, column, 0) for column in range(6)]
    for key in keys[:4]:
        cache.put(key, image)
    assert cache.get(keys[0]) is not None  # now the most recent one
    for key in keys[4:]:
        cache.put(key, image)
    assert [key in cache for key in keys] == [True, False, False, True, True, True]
    cache.drop(0)
    assert not any(key in cache for key in keys)


def test_a_report_shows_the_tiles_too(gazetteer: Gazetteer, tmp_path: Path, qtbot: QtBot) -> None:
    path = write(tmp_path / "a.mbtiles", lambda c, r: picture((200, 30, 90)), zooms=(ZOOM, 6))
    entry = result(position=PLACE, radius_p90_km=600.0)
    size = QSize(500, 400)
    with_tiles = render_image(entry, size, gazetteer=gazetteer, tiles=[path], ratio=1.0)
    without = render_image(entry, size, gazetteer=gazetteer, ratio=1.0)
    assert near(with_tiles.pixelColor(30, 30), (200, 30, 90))
    assert not near(without.pixelColor(30, 30), (200, 30, 90))
    with pytest.raises(UserError):
        render_image(entry, size, gazetteer=gazetteer, tiles=[tmp_path / "none.mbtiles"])
