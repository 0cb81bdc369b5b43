"""The gazetteer's file, and the places in it as arrays.

One archive holds everything; what only a search needs stays compressed until the first one.
Places are sorted by country, first-level division and latitude, so a country and a division
are each one range of rows and need no column of their own.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from img2loc_desktop.core import paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import LatLon

FORMAT = 1
PER_DEGREE = 1000  # coordinates are whole thousandths of a degree: 0.1 km

# What zipfile raises for a file that is missing, cut short or altered. It checks every member
# against its checksum, so what is read is what the build script wrote.
_DAMAGE = (
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory with its ISO 3166-1 alpha-2 code (XK is Kosovo)."""

    code: str
    name: str
    aliases: tuple[str, ...]
    rows: slice  # its places


@dataclass(frozen=True, slots=True)
class Division:
    """A first-level division; the places of a country that are in none share a nameless one."""

    country: Country
    name: str
    abbreviation: str
    rows: slice  # its places


class File:
    """A gazetteer file: a zip archive of byte columns and texts, each read when asked for."""

    def __init__(self, path: Path | None = None) -> None:
        """A gazetteer's path, the shipped one's by default. Raises UserError."""
        self._path = path or paths.resources() / "gazetteer.zip"
        if self.bytes_of("format").tobytes() != bytes([FORMAT]):
            raise self.damaged("it has another format than this version reads")

    def bytes_of(self, name: str) -> NDArray[np.uint8]:
        """A member's bytes, uint8 (n,). Raises UserError."""
        try:
            with zipfile.ZipFile(self._path) as archive:
                return np.frombuffer(archive.read(name), dtype=np.uint8)
        except _DAMAGE as error:
            raise self.damaged(error) from error

    def text_of(self, name: str) -> str:
        """A member that is UTF-8 text. Raises UserError."""
        try:
            return self.bytes_of(name).tobytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.damaged(error) from error

    def numbers_of(self, name: str, size: int) -> NDArray[np.uint32]:
        """A member of numbers of ``size`` bytes each: all their low bytes, then the next ones.

        Bytes that resemble each other stand together that way, which compresses better.
        Raises UserError.
        """
        column = self.bytes_of(name)
        if column.size % size:
            raise self.damaged(f"{name} is cut short")
        numbers = np.zeros(column.size // size, dtype=np.uint32)
        for place, plane in enumerate(column.reshape(size, -1)):
            numbers |= plane.astype(np.uint32) << np.uint32(8 * place)
        return numbers

    def damaged(self, why: object) -> UserError:
        """The words for a file that cannot be used."""
        return UserError(
            f"The gazetteer {self._path} is missing or damaged: {why}.",
            "Install img2loc-desktop again, or build it with resources/build_gazetteer.py.",
        )


class Places:
    """The populated places of a gazetteer: n rows, every column an array of n.

    ``latitudes`` and ``longitudes`` are float32 degrees, ``vectors`` float32 (3, n) on the
    unit sphere, ``populations`` uint32 (0 where unknown). ``is_section`` marks the parts of a
    larger city: one can search for them, but a position there is in the city.
    """

    def __init__(self, file: File) -> None:
        """Raises UserError."""
        self._file = file
        # Latitudes are stored as the steps from one place to the next, modulo 2^24.
        latitudes = np.cumsum(file.numbers_of("latitudes", 3), dtype=np.uint32) & 0xFFFFFF
        self.latitudes = _degrees(latitudes, 90)
        self.longitudes = _degrees(file.numbers_of("longitudes", 3), 180)
        self.populations = file.numbers_of("populations", 4)
        sections = np.unpackbits(file.bytes_of("sections"))
        self.is_section = sections[: len(self.latitudes)].view(np.bool_)
        self.countries = self._read_countries()
        self._divisions = file.text_of("divisions").splitlines()
        self._division_ends = np.cumsum(file.numbers_of("division_places", 3), dtype=np.int64)
        columns = (self.latitudes, self.longitudes, self.populations, self.is_section)
        if {len(column) for column in columns} != set(self._division_ends[-1:].tolist()):
            raise file.damaged("its columns differ in length")
        self.vectors = unit_vectors(self.latitudes, self.longitudes)

    def name(self, row: int) -> str:
        """The place's name: the English one where there is one, else the local one."""
        start = int(self._name_ends[row - 1]) + 1 if row else 0
        return self._names[start : int(self._name_ends[row])].decode("utf-8")

    def position(self, row: int) -> LatLon:
        """Where the place is, to 0.1 km."""
        return LatLon(round(float(self.latitudes[row]), 3), round(float(self.longitudes[row]), 3))

    def division(self, row: int) -> Division:
        """The division that a place belongs to."""
        number = int(np.searchsorted(self._division_ends, row, side="right"))
        return self._division(number)

    def divisions(self) -> Iterator[Division]:
        """All that have a name."""
        divisions = map(self._division, range(len(self._divisions)))
        return (division for division in divisions if division.name)

    def _division(self, number: int) -> Division:
        code, name, abbreviation = self._divisions[number].split("\t")
        first = int(self._division_ends[number - 1]) if number else 0
        rows = slice(first, int(self._division_ends[number]))
        return Division(self.countries[code], name, abbreviation, rows)

    def _read_countries(self) -> dict[str, Country]:
        countries, first = {}, 0
        try:
            for line in self._file.text_of("countries").splitlines():
                code, name, places, *aliases = line.split("\t")
                rows = slice(first, first + int(places))
                countries[code] = Country(code, name, tuple(aliases), rows)
                first = rows.stop
        except ValueError as error:
            raise self._file.damaged(error) from error
        return countries

    @cached_property
    def _names(self) -> bytes:
        return self._file.bytes_of("names").tobytes()

    @cached_property
    def _name_ends(self) -> NDArray[np.intp]:
        ends = np.flatnonzero(np.frombuffer(self._names, dtype=np.uint8) == ord("\n"))
        if len(ends) != len(self.latitudes):
            raise self._file.damaged("it has not one name for each place")
        return ends


def unit_vectors(latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.float32]:
    """Points of the unit sphere, float32 (3, n): exact to 2 m, and made in a fifth of the time."""
    latitude = np.radians(np.asarray(latitudes, dtype=np.float32))
    longitude = np.radians(np.asarray(longitudes, dtype=np.float32))
    ring = np.cos(latitude)
    return np.stack((ring * np.cos(longitude), ring * np.sin(longitude), np.sin(latitude)))


def _degrees(numbers: NDArray[np.integer[Any]], offset: int) -> NDArray[np.float32]:
    return (numbers.astype(np.float64) / PER_DEGREE - offset).astype(np.float32)
