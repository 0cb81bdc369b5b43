"""Map tiles of the user's own: raster pictures in an MBTiles file (SQLite), only ever read.

The format: https://github.com/mapbox/mbtiles-spec, versions 1.0 to 1.3. The file is opened as
immutable: nothing is written beside it, no lock is taken, and no journal is played back. SQLite
does not notice then that somebody changes it, so every call looks whether it is still the
same file. What the file holds is not trusted: ``tiles`` may be a view, and a view may compute
whatever it likes; here it may only read, for a while, and answer with a picture.
"""

from __future__ import annotations

import contextlib
import math
import os
import sqlite3
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NoReturn

from img2loc_desktop.core import sqlite_files
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.photos import formats
from img2loc_desktop.core.words import one_line

SUFFIX = ".mbtiles"
LARGEST_TILE = 4 * 2**20  # bytes
LONGEST_SIDE = 1024  # pixels of a tile; most have 256 or 512
MAX_ZOOM = 24

_KINDS = ("PNG", "JPEG", "WEBP")
_OTHER_COLUMNS = 2**16  # bytes of a row beside the tile
_STEPS = 10_000  # instructions of SQLite's machine between two looks at how many there were
_MOST_STEPS = 500  # times as many for one answer: some tenths of a second
_MOST_OBJECTS = 1000
_LONGEST_TEXT = 10_000
_FUNCTIONS = frozenset(("min", "max"))
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
_WORLD = (-180.0, -85.0511, 180.0, 85.0511)
_EXPORT_AGAIN = "Export it again as raster MBTiles (PNG, JPEG or WebP)."


class MBTiles:
    """An open file of raster tiles; may be used from several threads.

    ``name`` and ``attribution`` are plain text of one line, ``bounds`` are west, south, east and
    north in degrees, ``min_zoom`` and ``max_zoom`` are within 0 to 24.
    """

    def __init__(self, path: Path) -> None:
        """Open a file. Raises UserError for one that cannot be used as raster tiles."""
        self.path = path
        self._name = one_line(path.name)
        self._lock = threading.Lock()
        self._steps_left = 0
        self._check_file()
        self._identity = self._stat()
        with self._telling():
            self._connection = sqlite_files.connect(
                path, "mode=ro&immutable=1", longest=LARGEST_TILE + _OTHER_COLUMNS
            )
        try:
            self._connection.set_authorizer(_authorize)
            self._connection.set_progress_handler(self._tick, _STEPS)
            self._check_tables()
            metadata = self._metadata()
            self.name = _plain(metadata.get("name", ""), 100) or one_line(path.stem)
            self.attribution = _plain(metadata.get("attribution", ""), 300)
            self.bounds = _bounds(metadata.get("bounds", ""))
            self.format = self._check_kind(metadata.get("format", ""))
            self.min_zoom, self.max_zoom = self._zooms(metadata)
        except BaseException:
            self._connection.close()
            raise

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """The picture of a tile, or None where there is none; rows count from the north.

        PNG, JPEG or WebP of at most 4 MB and 1,024 pixels a side. Raises UserError where the
        file has changed or gone, and for a tile that is anything else.
        """
        if not (self.min_zoom <= zoom <= self.max_zoom and _is_tile(zoom, column, row)):
            return None
        found = self._ask(
            "SELECT tile_data FROM tiles "
            "WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1",
            (zoom, column, (1 << zoom) - 1 - row),  # the file's rows count from the south
        )
        if not found or found[0][0] in (None, b"", ""):
            return None
        self._kind_of(found[0][0])
        data: bytes = found[0][0]
        return data

    def close(self) -> None:
        """Give the file back; may be called twice."""
        with self._lock:
            self._connection.close()

    # ---- what the file is

    def _check_file(self) -> None:
        with self._telling():
            header = sqlite_files.read_header(self.path)
            busy = any(
                sqlite_files.has_content(sqlite_files.beside(self.path, suffix))
                for suffix in ("-journal", "-wal")
            )
        if header is None:
            raise UserError(f"{self._name} is no MBTiles file.", _EXPORT_AGAIN)
        if busy:
            raise UserError(
                f"{self._name} is still being written, or its writing was cut off.",
                "Close the program that writes it, or export it again.",
            )

    def _check_tables(self) -> None:
        rows = self._ask("SELECT type, name, sql FROM sqlite_master LIMIT ?", (_MOST_OBJECTS + 1,))
        if len(rows) > _MOST_OBJECTS:
            self._refuse(f"it has more than {_MOST_OBJECTS} tables and indexes")
        if any(str(sql or "").lstrip().upper().startswith("CREATE VIRTUAL") for _, _, sql in rows):
            self._refuse("it has virtual tables, which no MBTiles file needs")
        there = {str(name).lower() for kind, name, _ in rows if kind in ("table", "view")}
        if "tiles" not in there:
            self._refuse("it has no table of tiles")
        self._has_metadata = "metadata" in there

    def _metadata(self) -> dict[str, str]:
        if not self._has_metadata:
            return {}
        rows = self._ask("SELECT name, value FROM metadata LIMIT 1000")
        return {
            str(name).lower(): str(value)[:_LONGEST_TEXT]
            for name, value in rows
            if isinstance(name, str) and isinstance(value, str | int | float)
        }

    def _check_kind(self, stated: str) -> str:
        """The format of the tiles by one of them; what the metadata say only helps with words."""
        first = self._ask("SELECT tile_data FROM tiles LIMIT 1")
        if not first:
            self._refuse("it holds no tiles")
        data = first[0][0]
        compressed = isinstance(data, bytes) and data.startswith((b"\x1f\x8b", b"\x78"))
        if stated.strip().lower() in ("pbf", "mvt") or compressed:
            raise UserError(
                f"{self._name} holds vector tiles (pbf); only pictures are shown.", _EXPORT_AGAIN
            )
        return self._kind_of(data)

    def _zooms(self, metadata: dict[str, str]) -> tuple[int, int]:
        low, high = (_zoom(metadata.get(name, "")) for name in ("minzoom", "maxzoom"))
        if low is None or high is None or low > high:
            # Apart from each other, so that an index answers each of them.
            asked = [
                self._ask("SELECT min(zoom_level) FROM tiles")[0][0],
                self._ask("SELECT max(zoom_level) FROM tiles")[0][0],
            ]
            low, high = (_zoom(str(level)) for level in asked)
        if low is None or high is None:
            self._refuse(f"its zoom levels are not within 0 to {MAX_ZOOM}")
        return low, high

    def _kind_of(self, data: object) -> str:
        """The format of a tile whose header is sound. Raises UserError."""
        if not isinstance(data, bytes):
            self._refuse("a tile is no picture")
        if len(data) > LARGEST_TILE:
            self._refuse(f"a tile has more than {LARGEST_TILE // 2**20} MB")
        kind = formats.recognise(data)
        if kind not in _KINDS:
            self._refuse("a tile is no PNG, JPEG or WebP")
        try:
            width, height = formats.open_image(kind, data).size  # the header only
        except Exception:  # decoders raise nearly every class on damaged data
            self._refuse(f"a tile says it is a {kind} but is damaged")
        if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
            self._refuse(f"a tile has {width} x {height} pixels, more than {LONGEST_SIDE} a side")
        return kind

    # ---- asking it

    def _ask(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question. Raises UserError."""
        with self._lock, self._telling():
            if self._stat() != self._identity:
                raise UserError(
                    f"{self._name} has changed since it was opened.", "Add it to the map again."
                )
            self._steps_left = _MOST_STEPS
            return self._connection.execute(statement, values).fetchall()

    def _tick(self) -> bool:
        """Called by SQLite now and then; true makes it give up."""
        self._steps_left -= 1
        return self._steps_left <= 0

    def _stat(self) -> tuple[int, int, int]:
        with self._telling():
            status = os.stat(self.path)  # noqa: PTH116 - the same call for every tile, and fast
        return status.st_size, status.st_mtime_ns, status.st_ino

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._tell(error)
        except (OSError, ValueError) as error:  # ValueError: text that is no UTF-8, a zero byte
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise UserError(
                f"{self._name} cannot be read: {one_line(str(reason))}.",
                "Check its name and its disk, then add it again.",
            ) from error

    def _tell(self, error: sqlite3.Error) -> NoReturn:
        code = sqlite_files.error_name(error)
        if code == "SQLITE_INTERRUPT":
            raise UserError(
                f"{self._name} takes too long to find a tile; it lacks an index, or is damaged.",
                "Add an index on zoom_level, tile_column and tile_row, or export it again.",
            ) from error
        if isinstance(error, sqlite3.ProgrammingError):
            raise UserError(f"{self._name} was closed.", "Add it to the map again.") from error
        if code == "SQLITE_TOOBIG":
            self._refuse(f"a tile has more than {LARGEST_TILE // 2**20} MB")
        self._refuse(one_line(str(error))[:200])

    def _refuse(self, why: str) -> NoReturn:
        raise UserError(f"{self._name} cannot be used as map tiles: {why}.", _EXPORT_AGAIN)


def _authorize(
    action: int, first: str | None, second: str | None, database: str | None, within: str | None
) -> int:
    """Reading is allowed, and nothing else: no pragma, no function that makes up a tile."""
    if action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _is_tile(zoom: int, column: int, row: int) -> bool:
    return 0 <= column < 1 << zoom and 0 <= row < 1 << zoom


def _zoom(text: str) -> int | None:
    try:
        zoom = int(text)
    except ValueError:
        return None
    return zoom if 0 <= zoom <= MAX_ZOOM else None


def _bounds(text: str) -> tuple[float, float, float, float]:
    """West, south, east and north in degrees; the whole map where the file says nonsense."""
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        return _WORLD
    sound = all(map(math.isfinite, (west, south, east, north)))
    if not sound or not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return _WORLD
    return west, south, east, north


def _plain(text: str, longest: int) -> str:
    """The text of what may be HTML (an attribution often is), on one line."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    line = one_line(" ".join("".join(reader.parts).split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


class _Text(HTMLParser):
    """Collects what stands between the tags; scripts and styles are none of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
