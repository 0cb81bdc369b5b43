"""MBTiles: real files are read, hostile ones are refused, and none is ever written to."""

from __future__ import annotations

import contextlib
import io
import os
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from img2loc_desktop.core import mbtiles
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.mbtiles import MBTiles

TABLE = """
CREATE TABLE metadata (name TEXT, value TEXT);
CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);
"""
# As the usual tools write it, so that equal tiles are stored once.
VIEW = """
CREATE TABLE metadata (name TEXT, value TEXT);
CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT);
CREATE TABLE images (tile_data BLOB, tile_id TEXT);
CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);
CREATE UNIQUE INDEX images_id ON images (tile_id);
CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column,
    map.tile_row AS tile_row, images.tile_data AS tile_data
    FROM map JOIN images ON images.tile_id = map.tile_id;
"""
METADATA = {
    "name": "Harbour, 1:5000",
    "format": "png",
    "minzoom": "0",
    "maxzoom": "2",
    "bounds": "4.7,45.6,5.0,45.9",
    "attribution": "&copy; <a href='https://example.org'>Ann &amp; Co</a>\n<script>x()</script>",
}


def picture(kind: str = "PNG", size: tuple[int, int] = (256, 256), shade: int = 0) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (shade, 100, 50)).save(file, kind)
    return file.getvalue()


def shade_of(tile: bytes | None) -> int:
    assert tile is not None
    with Image.open(io.BytesIO(tile)) as opened:
        pixel = opened.convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return int(pixel[0])


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


def pyramid(path: Path, schema: str = TABLE, kind: str = "PNG", **metadata: str | None) -> Path:
    """Zooms 0 to 2; a tile's red is 16 zoom + 4 column + row, the row from the north."""
    with raw(path) as file:
        file.executescript(schema)
        pairs = {**METADATA, "format": kind.lower(), **metadata}
        file.executemany(
            "INSERT INTO metadata VALUES (?, ?)",
            [(name, value) for name, value in pairs.items() if value is not None],
        )
        for zoom in range(3):
            for column in range(2**zoom):
                for row in range(2**zoom):
                    place = zoom, column, 2**zoom - 1 - row
                    data = picture(kind, shade=16 * zoom + 4 * column + row)
                    if schema is VIEW:
                        name = f"{zoom}-{column}-{row}"
                        file.execute("INSERT INTO map VALUES (?, ?, ?, ?)", (*place, name))
                        file.execute("INSERT INTO images VALUES (?, ?)", (data, name))
                    else:
                        file.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (*place, data))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return pyramid(tmp_path / "harbour.mbtiles")


@pytest.mark.parametrize("schema", [TABLE, VIEW], ids=["table", "view"])
def test_tiles_are_found_by_rows_from_the_north(tmp_path: Path, schema: str) -> None:
    tiles = MBTiles(pyramid(tmp_path / "a.mbtiles", schema))
    assert (tiles.min_zoom, tiles.max_zoom) == (0, 2)
    for zoom in range(3):
        for column in range(2**zoom):
            for row in range(2**zoom):
                assert shade_of(tiles.tile(zoom, column, row)) == 16 * zoom + 4 * column + row
    for place in ((3, 0, 0), (-1, 0, 0), (2, 4, 0), (2, 0, 4), (1, -1, 0), (1, 0, -1)):
        assert tiles.tile(*place) is None
    tiles.close()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_usual_formats_are_read(tmp_path: Path, kind: str) -> None:
    tiles = MBTiles(pyramid(tmp_path / "a.mbtiles", kind=kind))
    assert tiles.format == kind
    assert tiles.tile(0, 0, 0) == picture(kind)
    tiles.close()


def test_metadata_are_plain_text(path: Path) -> None:
    tiles = MBTiles(path)
    assert tiles.name == "Harbour, 1:5000"
    assert tiles.attribution == "© Ann & Co"
    assert tiles.bounds == (4.7, 45.6, 5.0, 45.9)
    tiles.close()


@pytest.mark.parametrize("bounds", ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "5,0,4,1", "0,0,999,1"])
def test_nonsense_in_the_metadata_does_no_harm(tmp_path: Path, bounds: str) -> None:
    long = "<b" * 3000 + "x" * 9000
    path = pyramid(
        tmp_path / "a.mbtiles",
        **{"bounds": bounds, "name": "two\nlines \x1b[31m\u202e", "attribution": long},
    )
    tiles = MBTiles(path)
    assert tiles.bounds == (-180.0, -85.0511, 180.0, 85.0511)
    assert tiles.name == "two lines ␛[31m\\u202e"
    assert len(tiles.attribution) <= 300
    tiles.close()


@pytest.mark.parametrize(
    "metadata", [{"minzoom": None}, {"maxzoom": "many"}, {"minzoom": "2", "maxzoom": "1"}]
)
def test_zooms_are_looked_up_where_the_metadata_do_not_tell(
    tmp_path: Path, metadata: dict[str, str | None]
) -> None:
    tiles = MBTiles(pyramid(tmp_path / "a.mbtiles", **metadata))
    assert (tiles.min_zoom, tiles.max_zoom) == (0, 2)
    tiles.close()


def test_a_file_without_metadata_has_its_own_name(path: Path) -> None:
    with raw(path) as file:
        file.execute("DROP TABLE metadata")
    tiles = MBTiles(path)
    assert (tiles.name, tiles.attribution, tiles.max_zoom) == ("harbour", "", 2)
    tiles.close()


def test_nothing_is_written_and_a_read_only_folder_will_do(path: Path) -> None:
    with raw(path) as file:  # as some tools leave it
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("UPDATE metadata SET value = 'WAL' WHERE name = 'name'")
    before = path.read_bytes(), path.stat().st_mtime_ns
    path.chmod(0o444)
    path.parent.chmod(0o555)
    tiles = MBTiles(path)
    assert tiles.name == "WAL"
    assert shade_of(tiles.tile(1, 1, 1)) == 21
    tiles.close()
    path.parent.chmod(0o755)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(path.parent.iterdir()) == [path]


def test_threads_may_share_a_file(path: Path) -> None:
    tiles = MBTiles(path)
    wrong: list[int] = []

    def work() -> None:
        for n in range(200):
            column, row = n % 4, n // 4 % 4
            if shade_of(tiles.tile(2, column, row)) != 32 + 4 * column + row:
                wrong.append(n)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tiles.close()
    assert wrong == []


def test_a_file_that_changed_or_is_gone_is_said_to_be(path: Path) -> None:
    tiles = MBTiles(path)
    with raw(path) as file:
        file.execute("DELETE FROM tiles WHERE zoom_level = 2")
    os.utime(path, ns=(1, 1))
    with pytest.raises(UserError, match="has changed"):
        tiles.tile(2, 0, 0)
    path.unlink()
    with pytest.raises(UserError, match="cannot be read"):
        tiles.tile(0, 0, 0)
    tiles.close()
    tiles.close()


def test_a_closed_file_says_so(path: Path) -> None:
    tiles = MBTiles(path)
    tiles.close()
    with pytest.raises(UserError, match="was closed"):
        tiles.tile(0, 0, 0)


@pytest.mark.parametrize("name", ["a b%41?mode=rw#x.mbtiles", "é漢.mbtiles", "\udce9.mbtiles"])
def test_names_mean_themselves(tmp_path: Path, name: str) -> None:
    tiles = MBTiles(pyramid(tmp_path / name))
    assert shade_of(tiles.tile(0, 0, 0)) == 0
    tiles.close()
    assert [found.name for found in tmp_path.iterdir()] == [name]


# ---- hostile files


def change(*statements: str, data: bytes | None = None) -> Callable[[Path], object]:
    def changed(path: Path) -> None:
        with raw(path) as file:
            for statement in statements:
                file.execute(statement, (data,) if "?" in statement else ())

    return changed


def as_view(select: str) -> Callable[[Path], object]:
    return change(
        "DROP TABLE tiles",
        f"CREATE VIEW tiles (zoom_level, tile_column, tile_row, tile_data) AS {select}",
    )


def overwritten(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


LOOP = "WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n)"
HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "no MBTiles file"),
    "text": (lambda path: path.write_text("x" * 500), "no MBTiles file"),
    "head only": (lambda path: path.write_bytes(path.read_bytes()[:100]), "cannot be used"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:5000]), "cannot be used"),
    "overwritten": (overwritten, "cannot be used"),
    "folder": (lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
    "pipe": (lambda path: (path.unlink(), os.mkfifo(path)), "cannot be read"),
    "gone": (lambda path: path.unlink(), "cannot be read"),
    "a link to itself": (lambda path: (path.unlink(), path.symlink_to(path)), "cannot be read"),
    "zero byte": (lambda path: path.rename(path.with_name("x")), "cannot be read"),
    "no tiles": (change("DROP TABLE tiles"), "no table of tiles"),
    "empty tiles": (change("DELETE FROM tiles"), "holds no tiles"),
    "other columns": (change("ALTER TABLE tiles RENAME tile_data TO data"), "tile_data"),
    "vector": (change("UPDATE metadata SET value = 'pbf' WHERE name = 'format'"), "vector tiles"),
    "compressed vector": (
        change("UPDATE tiles SET tile_data = ?", data=b"\x1f\x8b\x08" + bytes(50)),
        "vector tiles",
    ),
    "text for a tile": (change("UPDATE tiles SET tile_data = 'png'"), "no picture"),
    "another picture": (change("UPDATE tiles SET tile_data = ?", data=picture("GIF")), "no PNG"),
    "damaged picture": (
        change("UPDATE tiles SET tile_data = ?", data=b"\x89PNG\r\n\x1a\n" + bytes(40)),
        "is damaged",
    ),
    "huge tile": (change("UPDATE tiles SET tile_data = zeroblob(5000000)"), "more than 4 MB"),
    "tile just too large": (
        change("UPDATE tiles SET tile_data = ?", data=picture() + bytes(4 * 2**20)),
        "more than 4 MB",
    ),
    "bomb": (
        change("UPDATE tiles SET tile_data = ?", data=picture(size=(20000, 100))),
        "20000 x 100 pixels",
    ),
    "zooms beyond": (
        change("DELETE FROM metadata", "UPDATE tiles SET zoom_level = zoom_level + 25"),
        "zoom levels",
    ),
    "virtual table": (change("CREATE VIRTUAL TABLE v USING fts5(x)"), "virtual tables"),
    "many tables": (
        change("BEGIN", *(f"CREATE TABLE t{n} (x)" for n in range(1000)), "COMMIT"),
        "more than 1000",
    ),
    "view that makes up tiles": (as_view("SELECT 0, 0, 0, zeroblob(2000000000)"), "zeroblob"),
    "view that never ends": (as_view(f"{LOOP} SELECT x, 0, 0, NULL FROM n"), "not authorized"),
    "view that takes for ever": (
        change(
            "CREATE TABLE n AS SELECT zoom_level AS x FROM tiles, metadata",
            "ALTER TABLE tiles RENAME TO old",
            "CREATE VIEW tiles AS SELECT a.x AS zoom_level, 0 AS tile_column, 0 AS tile_row, "
            "NULL AS tile_data FROM n a, n b, n c, n d, n e WHERE a.x + b.x + c.x + e.x > 999",
        ),
        "takes too long",
    ),
    "view on itself": (as_view("SELECT * FROM tiles"), "cannot be used"),
    "view of a setting": (as_view("SELECT 0, 0, 0, file FROM pragma_database_list"), "cannot be"),
    "malformed schema": (
        change(
            "PRAGMA writable_schema = 1",
            "UPDATE sqlite_master SET sql = 'CREATE TABLE tiles(((' WHERE name = 'tiles'",
        ),
        "malformed",
    ),
    "a name that is no text": (
        change(
            "PRAGMA writable_schema = 1",
            "UPDATE sqlite_master SET sql = CAST(x'ff' AS TEXT) || sql WHERE type = 'index'",
        ),
        "harbour.mbtiles cannot be",
    ),
    "a journal beside it": (
        lambda path: path.with_name(f"{path.name}-journal").write_bytes(b"hot"),
        "still being written",
    ),
    "a log beside it": (
        lambda path: path.with_name(f"{path.name}-wal").write_bytes(b"log"),
        "still being written",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_used_is_refused_with_words_and_stays_as_it_is(
    path: Path, kind: str
) -> None:
    spoil, words = HOSTILE[kind]
    spoil(path)

    def content() -> dict[str, bytes | None]:
        return {f.name: f.read_bytes() if f.is_file() else None for f in path.parent.iterdir()}

    before = content()
    with pytest.raises(UserError, match=words) as refused:
        MBTiles(Path(f"{path}\0") if kind == "zero byte" else path)
    assert refused.value.hint
    assert content() == before


def test_a_hostile_tile_among_good_ones_is_refused_when_it_is_asked_for(path: Path) -> None:
    bad = {
        (2, 0, 0): (picture(size=(5000, 5000)), "5000 x 5000"),
        (2, 1, 0): (b"<svg/>", "no PNG"),
        (2, 2, 0): (bytes(5_000_000), "more than 4 MB"),
        (2, 3, 0): (5, "no picture"),
    }
    with raw(path) as file:
        for (zoom, column, row), (data, _) in bad.items():
            file.execute(
                "UPDATE tiles SET tile_data = ? "
                "WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                (data, zoom, column, 3 - row),
            )
        file.execute("UPDATE tiles SET tile_data = NULL WHERE zoom_level = 1")
    tiles = MBTiles(path)
    for place, (_, words) in bad.items():
        with pytest.raises(UserError, match=words):
            tiles.tile(*place)
    assert tiles.tile(1, 0, 0) is None
    assert shade_of(tiles.tile(2, 3, 3)) == 47
    tiles.close()


def test_every_changed_byte_is_an_answer_or_a_user_error(path: Path) -> None:
    with raw(path) as file:  # small, so that most bytes mean something
        file.execute("DELETE FROM tiles WHERE zoom_level = 2")
        file.execute("UPDATE tiles SET tile_data = ?", (picture(size=(8, 8)),))
    with raw(path) as file:
        file.execute("VACUUM")
    content = path.read_bytes()
    chance = random.Random(7)
    used = [n for n, byte in enumerate(content) if byte]
    for at in [*range(100), *chance.sample(used, min(len(used), 400))]:
        spoiled = bytearray(content)
        spoiled[at] ^= chance.randrange(1, 256)
        path.write_bytes(spoiled)
        try:
            tiles = MBTiles(path)
        except UserError:
            continue
        for place in ((0, 0, 0), (1, 0, 0), (1, 1, 1)):
            with contextlib.suppress(UserError):
                tiles.tile(*place)
        tiles.close()
        assert path.read_bytes() == spoiled


def test_the_caps_are_those_that_the_map_expects() -> None:
    assert mbtiles.LARGEST_TILE == 4 << 20
    assert mbtiles.LONGEST_SIDE == 1024
