"""The names that the map shows before any place is read: countries and capitals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely

from img2loc_desktop.core.basemap import Line, Outline, Polygon
from img2loc_desktop.core.gazetteer import Gazetteer, NamedPlace
from img2loc_desktop.core.geo import wrap_longitude

_NO_TOWN = {"IO"}  # Diego Garcia has a base whose centre is listed as "Downtown"


def document(outlines: Iterable[Outline], countries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What ``basemap/names.json`` holds; ``core/basemap.py`` reads it.

    A country's name is the gazetteer's, so that map and words agree. It stands in the middle of
    its largest part; ``width`` is how many degrees of longitude that part has there.
    """
    gazetteer = Gazetteer.load()
    largest_parts: dict[str, tuple[float, float, float, float]] = {}
    for outline in outlines:
        part = largest_part(outline.polygons)
        # An outline without a number is a country, or a part that several claim.
        code = str(gazetteer.countries([part[1]], [part[2]])[0])
        name = gazetteer.country_name(code) or outline.name
        if outline.number is not None:
            name = country_name(outline, gazetteer, countries)
        largest_parts[name] = max(largest_parts.get(name, part), part)
    return {
        "countries": [
            {"name": name, "latitude": north, "longitude": east, "width": width}
            for name, (_, north, east, width) in sorted(largest_parts.items())
        ],
        "capitals": [
            {
                "name": place.name,
                "latitude": place.position.latitude,
                "longitude": place.position.longitude,
                "population": place.population,
            }
            for place in sorted(
                capitals(gazetteer, countries), key=lambda place: (-place.population, place.name)
            )
        ],
    }


def country_name(
    outline: Outline, gazetteer: Gazetteer, countries: dict[str, dict[str, Any]]
) -> str:
    for code, country in countries.items():
        if int(country["isonumeric"]) == outline.number:
            return gazetteer.country_name(code) or outline.name
    return outline.name


def capitals(gazetteer: Gazetteer, countries: dict[str, dict[str, Any]]) -> Iterator[NamedPlace]:
    for code, country in countries.items():
        capital = country["capital"].strip()
        if not capital or code in _NO_TOWN:
            continue
        # "KY" is the Cayman Islands' code, and Kentucky's.
        places = gazetteer.search(f"{capital}, {code}", 20)
        found = [place for place in places if place.country_code == code]
        if found:
            yield found[0]
        else:
            print(f"no place for the capital of {country['name']}, {capital}")


def largest_part(polygons: Iterable[Polygon]) -> tuple[float, float, float, float]:
    """Area, latitude and longitude of the middle, and the width there, of the largest polygon.

    The area is relative; the middle is the centre of the largest circle that fits on a Mercator
    map, moved to the middle between the shores (or borders) west and east of it.
    """
    best = (0.0, 0.0, 0.0, 0.0)
    for exterior, *holes in polygons:
        area = whole(shapely.Polygon(mercator(exterior), [mercator(hole) for hole in holes]))
        if area is None:
            continue
        middle = shapely.maximum_inscribed_circle(area, area.area**0.5 / 100).coords[0]
        west, _, east, _ = area.bounds
        row = shapely.LineString([(west - 1, middle[1]), (east + 1, middle[1])])
        parts = shapely.get_parts(row.intersection(area))
        low, _, high, _ = parts[shapely.distance(parts, shapely.Point(middle)).argmin()].bounds
        latitude = round(degrees(middle[1]), 2)
        longitude = round(wrap_longitude(float(low + high) / 2), 2)
        size = area.area * np.cos(np.radians(latitude)) ** 2
        best = max(best, (float(size), latitude, longitude, round(float(high - low), 2)))
    return best


def whole(area: shapely.Geometry) -> shapely.Polygon | None:
    """The largest polygon of an area whose outline may touch itself."""
    parts = shapely.get_parts(area if area.is_valid else shapely.make_valid(area))
    polygons = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    return max(polygons, key=lambda polygon: polygon.area, default=None)


def mercator(ring: Line) -> Line:
    """Longitudes that run on across the antimeridian, and latitudes stretched as on the map."""
    latitude = np.radians(np.clip(ring[:, 1], -85.0, 85.0))
    y = np.degrees(np.log(np.tan(np.pi / 4 + latitude / 2)))
    return np.column_stack((np.unwrap(ring[:, 0], period=360.0), y))


def degrees(y: float) -> float:
    """The latitude of a Mercator ordinate in degrees."""
    return float(np.degrees(2 * np.arctan(np.exp(np.radians(y))) - np.pi / 2))
