"""What is kept of one photo, and the file in which it is kept until the run is complete."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from img2loc_desktop.core import files
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.kinds import fits
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.core.words import one_line

Json = dict[str, Any]

LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

LeakKind = Literal["same-file", "near-duplicate", "same-author", "same-place-and-hour"]

_LARGEST = 1 << 30


@dataclass(frozen=True, slots=True)
class Leak:
    """A reference of an index that tells more about a photo than its picture does."""

    kind: LeakKind
    index: str
    identifier: str
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class HeldArea:
    """The smallest area that promises a share, its size, and whether it holds the true place."""

    share: float
    km2: float
    held: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One photo, measured.

    ``guesses`` are the positions by the name of who guessed, "img2loc" among the yardsticks;
    a photo without an answer has none, and ``message`` says why. ``radii_km`` are those of
    the areas of ``LEVELS`` after calibration. ``bits`` is log2 of the density at the true
    place over the density that the index has there without the photo.
    """

    identifier: str
    path: str
    position: LatLon
    country: str
    continent: str
    author: str | None = None
    scene: str | None = None
    sha256: str | None = None
    message: str | None = None
    method: str | None = None
    trust: str | None = None
    word: str | None = None
    radius_p50_km: float | None = None
    radius_p90_km: float | None = None
    radii_km: tuple[float, ...] = ()
    areas: tuple[HeldArea, ...] = ()
    bits: float | None = None
    guesses: Mapping[str, LatLon] | None = None
    countries: Mapping[str, str] | None = None  # of the guesses
    leaks: tuple[Leak, ...] = ()

    def to_json(self) -> Json:
        """Plain dictionaries, lists, strings and numbers."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """What ``to_json`` wrote. Raises KeyError, TypeError or ValueError for others."""
        guesses = data["guesses"]
        if guesses is not None:
            guesses = {name: LatLon(**place) for name, place in dict(guesses).items()}
        record = cls(
            **{
                **data,
                "position": LatLon(**data["position"]),
                "radii_km": tuple(data["radii_km"]),
                "areas": tuple(HeldArea(**area) for area in data["areas"]),
                "guesses": guesses,
                "leaks": tuple(Leak(**leak) for leak in data["leaks"]),
            }
        )
        if not fits(record, Record):
            raise ValueError("a value is of the wrong kind")
        return record


class RecordFile:
    """Records as lines of JSON, the first line saying of which run they are."""

    def __init__(self, path: Path, run: Json) -> None:
        """Open or begin the file of a run. Raises UserError when it is another run's."""
        self._path = path
        self.records: dict[str, Record] = {}
        try:
            if path.exists():
                self._read(run)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                files.write_text(path, json.dumps(run) + "\n")
        except OSError as error:
            raise files.cannot_write(path, error) from error

    def append(self, record: Record) -> None:
        """Add a record; it is with the system when this returns. Raises UserError."""
        line = json.dumps(record.to_json(), allow_nan=False)
        try:
            with self._path.open("a", encoding="ascii", newline="\n") as file:
                file.write(line + "\n")
        except OSError as error:
            raise files.cannot_write(self._path, error) from error
        self.records[record.identifier] = record

    def _read(self, run: Json) -> None:
        if self._path.stat().st_size > _LARGEST:
            raise self._other("is too large for one of these")
        content = self._path.read_bytes()
        complete, _, rest = content.rpartition(b"\n")
        try:
            first, *lines = _objects(complete)
            if first != json.loads(json.dumps(run)):
                raise self._other("is of a run with other photos, packs or settings")
            for line in lines:
                record = Record.from_json(line)
                self.records[record.identifier] = record
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._other(f"cannot be read: {one_line(str(error))[:100]}") from error
        if rest:  # a line that was cut short when the run was
            with self._path.open("rb+") as file:
                file.truncate(len(complete) + 1)

    def _other(self, what: str) -> UserError:
        return UserError(
            f"{one_line(str(self._path))} {what}.",
            "Choose another folder with --out, or remove that file to begin again.",
        )


def _objects(content: bytes) -> Iterator[Any]:
    for line in content.split(b"\n"):
        yield json.loads(line)
