"""Names of chains, operators and transit companies, with the countries that have them.

Out of the Name Suggestion Index, for ``build_clues.py``.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import package_files

from img2loc_desktop.core.clues.brands import EVERYWHERE, LONGEST, SHORTEST, key
from img2loc_desktop.core.gazetteer import Gazetteer

TREES = ("brands", "operators", "transit")  # flags are no names
NAMED = re.compile(
    r"(?:name|brand|operator|network|short_name|official_name|alt_name)(?::short)?(?::[a-zA-Z-]+)?"
)
NO_NAME = (":wikidata", ":wikipedia", ":type", ":guid")
# What the index calls differently than ISO 3166-1.
SAME_COUNTRY = {"fx": "FR", "conus": "US"}
MOST_LETTERS = 40
ORDINARY = 5.0  # Zipf frequency of words that are no names to anybody

Names = dict[str, set[str]]


def brand_lines(archive: Path, cldr: Path, known: Iterable[str], words: Iterable[str]) -> list[str]:
    """Codes of countries, or of the world, and all names that are in these, folded and joined.

    ``known`` are the codes of countries, ``words`` the lines of the member of that name.
    """
    regions = Regions(cldr, set(known))
    ordinary = set(frequent(words))
    generic = [
        re.compile(pattern, re.IGNORECASE)
        for pattern in read(archive, "genericWords.json")["genericWords"]
    ]
    found: Names = defaultdict(set)
    for tree, items in read(archive, "nsi.json")["nsi"].items():
        if not tree.startswith(TREES):
            continue
        for item in items["items"]:
            codes = regions.of(item["locationSet"])
            for name in names(item):
                folded = key(name)
                fits = SHORTEST <= len(folded) <= MOST_LETTERS and len(name.split()) <= LONGEST
                is_name = folded not in ordinary and not folded.isdigit()
                if fits and is_name and not any(pattern.search(name) for pattern in generic):
                    found[folded] |= codes
    together: dict[str, list[str]] = defaultdict(list)
    for name, codes in found.items():
        where = EVERYWHERE if EVERYWHERE in codes else " ".join(sorted(codes))
        if where:
            together[where].append(name)
    return ["\t".join([where, *sorted(named)]) for where, named in sorted(together.items())]


def names(item: dict[str, object]) -> set[str]:
    """What an entry may be called on a sign."""
    shown = re.sub(r"\s*\([^)]*\)$", "", str(item["displayName"]))  # "Monoprix (France)"
    tags: Mapping[str, str] = item["tags"]
    tagged = {
        name for tag, name in tags.items() if NAMED.fullmatch(tag) and not tag.endswith(NO_NAME)
    }
    return {shown, *tagged, *item.get("matchNames", ())}


class Regions:
    """Turns what the index says of where a name is into codes of countries."""

    def __init__(self, cldr: Path, known: set[str]) -> None:
        content = package_files.read_member(cldr, "supplemental/territoryContainment.json")
        self._contained = json.loads(content)["supplemental"]["territoryContainment"]
        self._known = known
        self._gazetteer = Gazetteer.load()

    def of(self, where: dict[str, list[object]]) -> set[str]:
        """The countries, or the world; what is left out in a part of a country stays."""
        codes = {code for entry in where.get("include", ()) for code in self._codes(entry)}
        without = {
            code
            for entry in where.get("exclude", ())
            if isinstance(entry, str) and "." not in entry
            for code in self._codes(entry)
        }
        return codes if EVERYWHERE in codes else codes - without

    def _codes(self, entry: object) -> Iterator[str]:
        if isinstance(entry, list):  # a circle: longitude, latitude, radius
            longitude, latitude = entry[:2]
            yield from filter(None, map(str, self._gazetteer.countries([latitude], [longitude])))
            return
        name = str(entry)
        country = re.split(r"[-.]", name)[0]  # "us-tx.geojson"
        if name == EVERYWHERE:
            yield name
        elif name.isdigit():
            yield from self._within(name)
        elif SAME_COUNTRY.get(country, country.upper()) in self._known:
            yield SAME_COUNTRY.get(country, country.upper())

    def _within(self, region: str) -> Iterator[str]:
        """The countries of a region that has a number of the United Nations (M49)."""
        for code in self._contained.get(region, {}).get("_contains", ()):
            if code in self._known:
                yield code
            else:
                yield from self._within(code)


def frequent(lines: Iterable[str]) -> Iterator[str]:
    """Words that are ordinary in some language."""
    for line in lines:
        _, tenths, words = line.split("\t")
        if int(tenths) >= 10 * ORDINARY:
            yield from words.split()


def read(archive: Path, name: str) -> dict[str, dict[str, dict[str, list[dict[str, object]]]]]:
    """A file of the index."""
    with tarfile.open(archive) as npm:
        content: dict[str, dict[str, dict[str, list[dict[str, object]]]]] = json.load(
            npm.extractfile(f"package/dist/json/{name}")
        )
        return content
