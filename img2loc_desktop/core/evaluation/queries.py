"""The photos to measure with: a table that says where each was taken."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import path_kinds, photos, tables
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.core.words import one_line

_REQUIRED = ("file", "latitude", "longitude")
# As people write them, and as the public benchmarks do (Im2GPS3k, YFCC4k, OSV-5M).
_OTHER_NAMES = {
    **tables.OTHER_NAMES,
    **dict.fromkeys(("filename", "image", "path", "img_id", "image_id", "photo_id", "id"), "file"),
    **dict.fromkeys(("country_code", "cc"), "country"),
}
_SCENES = ("indoor", "natural", "urban")  # benchmarks give a probability of each
_FORMAT = (
    "The first line names the columns: file,latitude,longitude and perhaps "
    "author,scene,country,taken_at."
)
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Query:
    """A photo whose place is known; ``identifier`` is the file as the table has it."""

    path: Path
    identifier: str
    position: LatLon
    author: str | None = None
    scene: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2, where the table says it
    taken_at: str | None = None


@dataclass(frozen=True, slots=True)
class Queries:
    """The photos of a table, and why some of its lines are none."""

    photos: tuple[Query, ...]
    problems: tuple[str, ...]


def read(table: Path, folder: Path | None = None) -> Queries:
    """Read a CSV or TSV. The photos lie in ``folder``, by default that of the table.

    A name without a suffix ("123456") is the photo of that name anywhere below the folder.
    Raises UserError when the table cannot be read or names no photo.
    """
    _check_table(table)
    if folder is not None:
        path_kinds.check(folder, "folder", "Give the folder that the photos lie in.")
    files = _Files(folder or table.parent)
    found: dict[str, Query] = {}
    problems = []
    for row in tables.rows(table, _REQUIRED, _OTHER_NAMES, _FORMAT):
        try:
            query = _query(row, files)
            if query.identifier in found:
                raise tables.BadRowError(f"{query.identifier} was named before")
            found[query.identifier] = query
        except tables.BadRowError as error:
            problems.append(phrase(f"Line {row.line}: {error}."))
    if not found:
        raise UserError(
            f"{one_line(table.name)} names no photo." + (f" {problems[0]}" if problems else ""),
            _FORMAT if problems else f"{_FORMAT} Each line below it is a photo.",
        )
    return Queries(tuple(found.values()), tuple(problems))


def _check_table(table: Path) -> None:
    """Refuse what is clearly something else, with a hint that fits. Raises UserError."""
    name = one_line(str(table))
    if table.suffix.lower() in (".json", ".jsonl"):
        raise UserError(
            f"{name} is JSON, not a table of photos.",
            "Give a CSV or TSV with file,latitude,longitude. Two metrics.json of evaluations are "
            "compared with --compare A.json B.json.",
        )
    if table.suffix.lower() in photos.SUFFIXES:
        raise UserError(
            f"{name} is a photo, not a table of photos.",
            f"Give a CSV or TSV; img2loc locate is for single photos. {_FORMAT}",
        )


def sample(queries: Sequence[Query], limit: int | None, seed: int) -> tuple[Query, ...]:
    """At most ``limit`` of the photos, drawn at random and kept in their order."""
    if limit is None or limit >= len(queries):
        return tuple(queries)
    chosen = random.Random(seed).sample(range(len(queries)), limit)  # noqa: S311 - no secret
    return tuple(queries[row] for row in sorted(chosen))


def _query(row: tables.Row, files: _Files) -> Query:
    name = row.text("file")
    if not name:
        raise tables.BadRowError("the file is not named")
    country = row.text("country").upper()
    return Query(
        path=files.find(name),
        identifier=one_line(name),
        position=row.position(),
        author=_short(row.text("author")),
        scene=_short(row.text("scene")) or _scene(row.values),
        country=country if len(country) == 2 and country.isalpha() else None,
        taken_at=_short(row.text("taken_at")),
    )


def _short(text: str) -> str | None:
    return one_line(text)[:_LONGEST_TEXT] or None


def _scene(values: Mapping[str, str]) -> str | None:
    """The likeliest of the scenes, where the table has probabilities of all."""
    try:
        chances = {scene: float(values[f"prob_{scene}"]) for scene in _SCENES}
    except (KeyError, TypeError, ValueError):
        return None
    return max(chances, key=lambda scene: chances[scene])


class _Files:
    """Photos by name; the folder is walked only when a name is no path to a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._below: dict[str, Path] | None = None

    def find(self, name: str) -> Path:
        """The photo's path, whether or not there is a file: what is missing fails later."""
        path = self._folder / name
        if "\\" in name and not path.is_file():
            path = self._folder / name.replace("\\", "/")  # a table that was made on Windows
        if path.suffix.lower() in photos.SUFFIXES or path.is_file():
            return path
        if self._below is None:
            self._below = {
                Path(file).stem: Path(parent, file)
                for parent, _, files in sorted(os.walk(self._folder), reverse=True)
                for file in sorted(files, reverse=True)
                if Path(file).suffix.lower() in photos.SUFFIXES
            }
        return self._below.get(name, path)
