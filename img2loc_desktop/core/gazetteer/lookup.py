"""From a position to the place that a person would name for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from img2loc_desktop.core import geo
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.gazetteer.search import NamedPlace, NameSearch, described
from img2loc_desktop.core.gazetteer.store import File, Places, unit_vectors
from img2loc_desktop.core.gazetteer.territories import Territories
from img2loc_desktop.core.types import LatLon, Place

_NEARBY_KM = 25.0
_INHABITANTS_PER_KM2 = 10_000  # of a dense city: gives its built-up radius
_SMALLEST_RADIUS_KM = 2.0
_SMALLEST_POPULATION = 500  # also where it is unknown


@dataclass(frozen=True, slots=True, eq=False)
class Populated:
    """n populated places: degrees and inhabitants, float64 (n,), and country codes (n,)."""

    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    populations: NDArray[np.float64]
    countries: NDArray[np.str_]


class Gazetteer:
    """Names for positions and positions for names. Make one with ``load`` and share it."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._places = Places(file)
        self._territories = Territories(file)

    @classmethod
    def load(cls, path: Path | None = None) -> Gazetteer:
        """Open a gazetteer file, the shipped one by default. Raises UserError."""
        return cls(File(path))

    def place(self, position: LatLon) -> Place:
        """The country, division and city of a position, with distance and direction.

        The country is that of the map (see ``territories``), the division that of the nearest
        populated place in the country. Of the division's places within 25 km (or half as far
        again as the nearest) the city is the one with the strongest pull, population divided
        by the square of the distance: the law of retail gravitation (W. J. Reilly, 1931). So a
        suburb keeps its own name near its centre, and a village yields to the city next to it.

        Inside the city's built-up radius the text leaves out distance and direction. At sea,
        more than 5 km off any shore, country and division are None and the city is only a
        landmark. Raises ValueError for what is no position.
        """
        position = LatLon(position.latitude, geo.wrap_longitude(position.longitude))
        code = self._territories.code(position.latitude, position.longitude)
        if not code:
            return self._at_sea(position)
        country = self._places.countries[code]
        if country.rows.start == country.rows.stop:
            return Place(text=country.name, country=country.name, country_code=code)
        nearest = self._nearest(position, country.rows)
        division = self._places.division(nearest)
        row = self._best_known(position, division.rows)
        city = self._places.name(row)
        distance, bearing = self._way(row, position)
        # "Singapore" once, and "Réunion" once even where the division is spelt "Reunion".
        parts = {fold(part): part for part in (city, division.name, country.name) if part}
        text = ", ".join(parts.values())
        if distance > self._built_up_radius_km(row):
            text = f"{distance:,.0f} km {bearing} of {text}"
        return Place(text, city, division.name or None, country.name, code, distance, bearing)

    def countries(self, latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.str_]:
        """ISO 3166-1 alpha-2 codes of n positions in degrees, "" at sea; as ``place`` has them.

        Raises ValueError for what is no position.
        """
        return self._territories.codes(latitudes, longitudes)

    def search(self, text: str, limit: int = 10) -> tuple[NamedPlace, ...]:
        """Places of a name, the most populous first; "Paris, Texas" and "Paris, FR" narrow it.

        Case, accents, hyphens and apostrophes do not matter, and names in other languages are
        found too. A beginning is enough, but whole names come first. A country or a first-level
        division is found as its most populous place, whose ``area`` says so. The first call
        takes about 0.2 s. Raises UserError where the file is damaged.
        """
        return self._names.search(text, limit)

    def known(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """For each of k names, folded, whether a place has it, bool (k,); spaces do not matter.

        Raises UserError where the file is damaged.
        """
        return self._names.known(names)

    def named(self, name: str) -> tuple[NamedPlace, ...]:
        """All places with exactly this folded name, but for spaces, the most populous first.

        Raises UserError where the file is damaged.
        """
        return self._names.named(name)

    def other_names(self, place: NamedPlace) -> tuple[str, ...]:
        """The folded names that a place has besides its own, in any language and script.

        Raises UserError where the file is damaged.
        """
        return self._names.others(place)

    def populated(self, least: int) -> Populated:
        """Where people live: the places with at least so many inhabitants."""
        places = self._places
        rows = np.flatnonzero((places.populations >= least) & ~places.is_section)
        ends = np.array([country.rows.stop for country in places.countries.values()])
        codes = np.array(list(places.countries))
        return Populated(
            latitudes=places.latitudes[rows].astype(np.float64),
            longitudes=places.longitudes[rows].astype(np.float64),
            populations=places.populations[rows].astype(np.float64),
            countries=codes[np.searchsorted(ends, rows, side="right")],
        )

    @cached_property
    def abbreviations(self) -> Mapping[str, frozenset[str]]:
        """By what people abbreviate first-level divisions to (NSW, TX) the codes of countries."""
        found: dict[str, frozenset[str]] = {}
        for division in self._places.divisions():
            codes = found.get(division.abbreviation, frozenset())
            found[division.abbreviation] = codes | {division.country.code}
        found.pop("", None)
        return found

    def within(
        self,
        south: float,
        west: float,
        north: float,
        east: float,
        *,
        population: int = 0,
        sections: bool = False,
        limit: int = 200,
    ) -> tuple[NamedPlace, ...]:
        """Places of a box in degrees with at least ``population`` inhabitants, largest first.

        A box with ``west`` > ``east`` lies across the antimeridian. Parts of a larger city are
        left out unless ``sections``.
        """
        places = self._places
        rows = np.flatnonzero(places.populations >= population)
        latitudes, longitudes = places.latitudes[rows], places.longitudes[rows]
        beyond_west, before_east = longitudes >= west, longitudes <= east
        inside = (beyond_west & before_east) if west <= east else (beyond_west | before_east)
        inside &= (latitudes >= south) & (latitudes <= north)
        if not sections:
            inside &= ~places.is_section[rows]
        rows = rows[inside]
        largest = np.argsort(-places.populations[rows].astype(np.int64), kind="stable")[:limit]
        return tuple(described(places, row) for row in rows[largest].tolist())

    def country_name(self, code: str) -> str | None:
        """The English name of an ISO 3166-1 alpha-2 code, or None for no country's code."""
        country = self._places.countries.get(code.upper())
        return country.name if country else None

    @cached_property
    def _names(self) -> NameSearch:
        return NameSearch(self._file, self._places)

    def _at_sea(self, position: LatLon) -> Place:
        row = self._best_known(position, slice(None))
        city, country = self._places.name(row), self._places.division(row).country.name
        distance, bearing = self._way(row, position)
        text = f"at sea, {distance:,.0f} km {bearing} of {city}, {country}"
        return Place(text, city, distance_km=distance, bearing=bearing)

    def _nearest(self, position: LatLon, rows: slice) -> int:
        return int(self._squared_chords(position, rows).argmin()) + (rows.start or 0)

    def _best_known(self, position: LatLon, rows: slice) -> int:
        """The place with the strongest pull among those that are about as near as the nearest."""
        squares = self._squared_chords(position, rows)
        is_city = ~self._places.is_section[rows]
        nearest = math.sqrt(float(squares[is_city].min()))
        limit = max(_NEARBY_KM / geo.EARTH_RADIUS_KM, 1.5 * nearest)
        near = np.flatnonzero(is_city & (squares <= limit * limit))
        populations = np.maximum(self._places.populations[rows][near], _SMALLEST_POPULATION)
        return int(near[(populations / (squares[near] + 1e-12)).argmax()]) + (rows.start or 0)

    def _squared_chords(self, position: LatLon, rows: slice) -> NDArray[np.float32]:
        """Squared straight-line distances, in units of the Earth's radius."""
        x, y, z = unit_vectors(position.latitude, position.longitude)
        vectors = self._places.vectors[:, rows]
        squares: NDArray[np.float32] = (vectors[0] - x) ** 2
        squares += (vectors[1] - y) ** 2
        squares += (vectors[2] - z) ** 2
        return squares

    def _way(self, row: int, position: LatLon) -> tuple[float, str]:
        """Distance in kilometres and compass direction from a place."""
        origin = self._places.position(row)
        bearing = geo.compass_point(geo.initial_bearing(origin, position))
        return geo.distance_km(origin, position), bearing

    def _built_up_radius_km(self, row: int) -> float:
        population = int(self._places.populations[row])
        radius = math.sqrt(population / (math.pi * _INHABITANTS_PER_KM2))
        return max(radius, _SMALLEST_RADIUS_KM)
