"""The country map of the gazetteer: Natural Earth's outlines and GeoNames' places in one grid.

Outlines say who governs; GeoNames codes places as ISO 3166-1 does, with territories of their
own code. Where most places of an outline's polygon have another code than the outline (French
Guiana in France, Crimea in Russia), the polygon takes the code of its places.
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.basemap import Outline, Polygon, Topology, unbroken
from img2loc_desktop.core.gazetteer.territories import CELLS_PER_DEGREE, COLUMNS, ROWS

KM_PER_CELL = 111.195 / CELLS_PER_DEGREE
SHORE_KM = 5.0
PLACE_KM = 2.0

# Natural Earth's areas without an ISO number. Reefs that several states claim are left out.
WITHOUT_NUMBER = {
    "Akrotiri": "CY",
    "Bajo Nuevo Bank": "CO",
    "Baikonur": "KZ",
    "Clipperton I.": "FR",
    "Coral Sea Is.": "AU",
    "Cyprus U.N. Buffer Zone": "CY",
    "Dhekelia": "CY",
    "Indian Ocean Ter.": "CC",  # Christmas Island goes by its places
    "Kosovo": "XK",
    "N. Cyprus": "CY",
    "Serranilla Bank": "CO",
    "Siachen Glacier": "IN",
    "Somaliland": "SO",
    "USNB Guantanamo Bay": "CU",
}
CLAIMED_REEFS = {"Scarborough Reef", "Spratly Is."}
# Without any place to go by, and counted as Norway: latitude, longitude, code.
BOUVET_ISLAND = (-54.42, 3.36, "BV")

Grid = NDArray[np.uint8]


def build(
    topology: Path,
    numbers: dict[int, str],
    latitudes: NDArray[np.float64],
    longitudes: NDArray[np.float64],
    place_codes: list[str],
) -> tuple[list[str], Grid]:
    """Codes and a (ROWS, COLUMNS) grid of 1-based positions in them, 0 at sea.

    ``numbers`` maps ISO 3166-1 numbers to alpha-2 codes.
    """
    outlines = [o for o in Topology(topology).countries() if o.name not in CLAIMED_REEFS]
    polygons = [(outline, polygon) for outline in outlines for polygon in outline.polygons]
    grid = np.zeros((ROWS, COLUMNS), dtype=np.uint16)
    for number, (_, polygon) in enumerate(polygons, start=1):
        fill(grid, polygon, number)
    for number, (_, polygon) in enumerate(polygons, start=1):
        stamp_outline(grid, polygon, number)

    rows, columns = cells(latitudes, longitudes)
    inside: dict[int, Counter[str]] = {}
    for number, code in zip(grid[rows, columns].tolist(), place_codes, strict=True):
        inside.setdefault(number, Counter())[code] += 1
    of_polygon = [""]
    for number, (outline, _) in enumerate(polygons, start=1):
        of_polygon.append(code_of(outline, numbers, inside.get(number, Counter())))
    latitude, longitude, code = BOUVET_ISLAND
    row, column = cells(np.array([latitude]), np.array([longitude]))
    of_polygon[int(grid[row, column][0])] = code

    codes = sorted({*of_polygon, *place_codes} - {""})
    number_of = {"": 0, **{code: number for number, code in enumerate(codes, start=1)}}
    countries = np.array([number_of[code] for code in of_polygon], dtype=np.uint8)[grid]
    of_place = np.array([number_of[code] for code in place_codes], dtype=np.uint8)
    stamp_places(countries, latitudes, longitudes, of_place)
    return codes, with_shore(countries)


def code_of(outline: Outline, numbers: dict[int, str], places: Counter[str]) -> str:
    """The country of one polygon: that of most places in it, else that of its outline."""
    if places:
        code, count = places.most_common(1)[0]
        if 2 * count > places.total():
            return code
    if outline.number is None:
        return WITHOUT_NUMBER[outline.name]
    return numbers[outline.number]


def cells(
    latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of positions."""
    rows = np.floor((90.0 - latitudes) * CELLS_PER_DEGREE).astype(np.intp)
    columns = np.floor((longitudes + 180.0) * CELLS_PER_DEGREE).astype(np.intp)
    return rows.clip(0, ROWS - 1), columns % COLUMNS


def fill(grid: NDArray[np.uint16], polygon: Polygon, number: int) -> None:
    """Write a number into all cells whose centre is inside a polygon (even-odd rule)."""
    crossed_rows, crossings = [], []
    rings = [unbroken(ring) for ring in polygon]
    west = rings[0][:, 0].min()
    for ring in rings:
        # A hole may be given 360 degrees away from an exterior that crosses the antimeridian.
        longitudes = ring[:, 0] + 360.0 * math.ceil((west - ring[:, 0].min()) / 360.0)
        x = (longitudes + 180.0) * CELLS_PER_DEGREE - 0.5
        y = (90.0 - ring[:, 1]) * CELLS_PER_DEGREE - 0.5
        first = np.ceil(np.minimum(y[:-1], y[1:])).astype(np.intp)
        counts = np.ceil(np.maximum(y[:-1], y[1:])).astype(np.intp) - first
        edge = np.repeat(np.arange(len(counts)), counts)
        row = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
        along = (row - y[edge]) / (y[edge + 1] - y[edge])
        crossed_rows.append(row)
        crossings.append(x[edge] + along * (x[edge + 1] - x[edge]))
    row, x = np.concatenate(crossed_rows), np.concatenate(crossings)
    order = np.lexsort((x, row))
    row, column = row[order], np.ceil(x[order]).astype(np.intp)
    for at, start, end in zip(row[::2], column[::2], column[1::2], strict=True):
        if 0 <= at < ROWS:
            grid[at, np.arange(start, end) % COLUMNS] = number


def stamp_outline(grid: NDArray[np.uint16], polygon: Polygon, number: int) -> None:
    """Give a polygon the empty cells on its outline: islands smaller than a cell, narrow capes."""
    rows, columns = cells(polygon[0][:, 1], polygon[0][:, 0])
    empty = grid[rows, columns] == 0
    grid[rows[empty], columns[empty]] = number


def stamp_places(
    grid: Grid,
    latitudes: NDArray[np.float64],
    longitudes: NDArray[np.float64],
    of_place: NDArray[np.uint8],
) -> None:
    """Give the cells within PLACE_KM of a place, and its own cell, to the nearest place."""
    rows, columns = cells(latitudes, longitudes)
    reach = math.ceil(PLACE_KM / KM_PER_CELL)
    parallel = np.cos(np.radians(latitudes))
    found = []
    for down in range(-reach, reach + 1):
        for right in range(-6 * reach, 6 * reach + 1):
            row, column = (rows + down).clip(0, ROWS - 1), columns + right
            north = (90.0 - latitudes) * CELLS_PER_DEGREE - (row + 0.5)
            east = ((longitudes + 180.0) * CELLS_PER_DEGREE - (column + 0.5)) * parallel
            distance = np.hypot(north, east) * KM_PER_CELL
            near = np.flatnonzero((distance < PLACE_KM) | ((down == 0) & (right == 0)))
            found.append((distance[near], row[near], column[near] % COLUMNS, of_place[near]))
    distance, row, column, number = (np.concatenate(part) for part in zip(*found, strict=True))
    # Of several values for one cell numpy keeps the last: sort so that it is the nearest.
    order = np.argsort(-distance, kind="stable")
    grid[row[order], column[order]] = number[order]


def with_shore(grid: Grid) -> Grid:
    """The grid with all water within SHORE_KM of land given to the nearest land."""
    wide = grid.copy()
    reach = math.ceil(SHORE_KM / KM_PER_CELL)
    for row in range(ROWS):
        parallel = math.cos(math.radians(90.0 - (row + 0.5) / CELLS_PER_DEGREE))
        steps = []
        for down in range(-reach, reach + 1):
            side = int(math.sqrt(max(0.0, (SHORE_KM / KM_PER_CELL) ** 2 - down**2)) / parallel)
            for right in range(-min(side, COLUMNS // 2), min(side, COLUMNS // 2) + 1):
                steps.append((math.hypot(down, right * parallel), down, right))
        sea = np.flatnonzero(grid[row] == 0)
        for _, down, right in sorted(steps)[1:]:
            if not sea.size or not 0 <= row + down < ROWS:
                continue
            land = grid[row + down, (sea + right) % COLUMNS]
            wide[row, sea] = land
            sea = sea[land == 0]
    return wide


def runs(grid: Grid) -> tuple[NDArray[np.uint32], Grid]:
    """Lengths and values of the runs of equal cells; no run is longer than a row."""
    flat = grid.reshape(-1)
    starts = np.flatnonzero(np.diff(flat)) + 1
    starts = np.union1d(starts, np.arange(0, flat.size, COLUMNS))
    return np.diff(starts, append=flat.size).astype(np.uint32), flat[starts]
