"""Land, lakes, borders and names for maps drawn offline: Natural Earth, stored as TopoJSON.

Coordinates here are longitude before latitude, in degrees, as a drawing wants them. Rings that
cross the antimeridian (Russia, Fiji, Antarctica) jump there from 180 to -180: see ``unbroken``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import paths
from img2loc_desktop.core.types import LatLon

Scale = Literal["110m", "50m"]
Line = NDArray[np.float64]  # (n, 2), longitude and latitude
Polygon = tuple[Line, ...]  # closed rings: the exterior, then the holes


@dataclass(frozen=True, slots=True)
class Outline:
    """A country's polygons. ``number`` is its ISO 3166-1 number, None for an area without one."""

    name: str
    number: int | None
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True)
class CountryName:
    """A country's name, where a map may write it, and how many degrees of longitude fit there."""

    name: str
    position: LatLon
    width: float


@dataclass(frozen=True, slots=True)
class Capital:
    """The capital of a country. ``population`` is 0 where it is unknown."""

    name: str
    position: LatLon
    population: int


class Topology:
    """A TopoJSON file of Natural Earth.

    The format: https://github.com/topojson/topojson-specification. An arc is a line that
    neighbouring areas share; a ring is a list of arcs, and ~i is arc i the other way round.
    """

    def __init__(self, path: Path) -> None:
        """Read a file of the app's own. Raises OSError, ValueError, KeyError."""
        document = json.loads(path.read_bytes())
        self._objects: dict[str, Any] = document["objects"]
        scale = np.array(document["transform"]["scale"])
        translate = np.array(document["transform"]["translate"])
        # Each position is a step of whole numbers from the one before.
        self._arcs: list[Line] = [
            np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + translate
            for arc in document["arcs"]
        ]

    def countries(self) -> Iterator[Outline]:
        """The outline of every country."""
        for geometry in self._objects["countries"]["geometries"]:
            number = geometry.get("id")
            yield Outline(
                name=geometry["properties"]["name"],
                number=int(number) if number is not None else None,
                polygons=tuple(self._polygons(geometry)),
            )

    def polygons(self, name: str) -> tuple[Polygon, ...]:
        """All polygons of an object such as ``land``. Raises KeyError."""
        geometries = self._objects[name]["geometries"]
        return tuple(polygon for geometry in geometries for polygon in self._polygons(geometry))

    def borders(self) -> tuple[Line, ...]:
        """The lines that two countries share."""
        owner: dict[int, int] = {}
        shared = set()
        for country, geometry in enumerate(self._objects["countries"]["geometries"]):
            for rings in _rings_of_polygons(geometry):
                for arc in (arc if arc >= 0 else ~arc for ring in rings for arc in ring):
                    if owner.setdefault(arc, country) != country:
                        shared.add(arc)
        return tuple(self._arcs[arc] for arc in sorted(shared))

    def _polygons(self, geometry: dict[str, Any]) -> Iterator[Polygon]:
        for rings in _rings_of_polygons(geometry):
            yield tuple(self._ring(ring) for ring in rings)

    def _ring(self, arcs: Sequence[int]) -> Line:
        lines = [self._arcs[arc] if arc >= 0 else self._arcs[~arc][::-1] for arc in arcs]
        # Each arc begins where the one before it ended.
        return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])


def land(scale: Scale = "110m") -> tuple[Polygon, ...]:
    """The world's land as polygons. Raises OSError where the app's installation is broken."""
    return _topology(f"countries-{scale}").polygons("land")


def lakes(scale: Scale = "110m") -> tuple[Polygon, ...]:
    """The large lakes; islands in them are holes. Raises OSError as ``land`` does."""
    return _topology(f"lakes-{scale}").polygons("lakes")


def borders(scale: Scale = "110m") -> tuple[Line, ...]:
    """The borders between countries as lines. Raises OSError as ``land`` does."""
    return _topology(f"countries-{scale}").borders()


def unbroken(ring: Line) -> Line:
    """A ring whose longitudes run on beyond 180 across the antimeridian instead of jumping.

    One that goes round a pole (Antarctica) is closed along the edge of the plane.
    """
    longitudes = np.unwrap(ring[:, 0], period=360.0)
    points = np.column_stack((longitudes, ring[:, 1]))
    if abs(longitudes[-1] - longitudes[0]) < 180.0:
        return points
    pole = math.copysign(90.0, ring[0, 1])
    return np.vstack((points, [(longitudes[-1], pole), (longitudes[0], pole), points[0]]))


def country_names() -> tuple[CountryName, ...]:
    """The names of the countries. Raises OSError as ``land`` does."""
    return tuple(
        CountryName(entry["name"], _position(entry), entry["width"])
        for entry in _names()["countries"]
    )


def capitals() -> tuple[Capital, ...]:
    """The capitals, the most populous first. Raises OSError as ``land`` does."""
    return tuple(
        Capital(entry["name"], _position(entry), entry["population"])
        for entry in _names()["capitals"]
    )


@lru_cache(maxsize=4)
def _topology(name: str) -> Topology:
    return Topology(_folder() / f"{name}.json")


@lru_cache(maxsize=1)
def _names() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_folder() / "names.json").read_bytes())
    return document


def _position(entry: dict[str, Any]) -> LatLon:
    return LatLon(entry["latitude"], entry["longitude"])


def _folder() -> Path:
    return paths.resources() / "basemap"


def _rings_of_polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Arc numbers of a geometry: a list of polygons, each a list of rings."""
    arcs: list[Any] = geometry["arcs"]
    return arcs if geometry["type"] == "MultiPolygon" else [arcs]
