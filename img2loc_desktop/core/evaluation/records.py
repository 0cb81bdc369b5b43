"""What is kept of one photo that was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from img2loc_desktop.core.kinds import fits
from img2loc_desktop.core.types import LatLon

Json = dict[str, Any]

LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

LeakKind = Literal["same-file", "near-duplicate", "same-author", "same-place-and-hour", "taught"]


@dataclass(frozen=True, slots=True)
class Leak:
    """A reference of an index that tells more about a photo than its picture does.

    "taught" is a photo that the calibration ``index`` was fitted to: no place is given away, but
    what the radii hold is better than it will be for others.
    """

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
