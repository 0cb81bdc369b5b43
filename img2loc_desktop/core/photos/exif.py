"""What the metadata in a photo file say: position, time, camera, orientation.

Cameras and programs write these fields in many ways that the standard (CIPA DC-008, Exif
2.32) does not know. What can be understood without guessing is used; what was written but
cannot be trusted is named in a warning.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import LatLon
from img2loc_desktop.core.words import one_line

_Tags = Mapping[int, Any]
_T = TypeVar("_T")

_DATE = r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)"
_DATE_TIME = re.compile(_DATE + r"[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is recorded in a file; ``orientation`` is EXIF's, 1 to 8, where 1 is upright."""

    orientation: int = 1
    gps: LatLon | None = None
    taken_at: str | None = None
    camera: str | None = None
    warnings: tuple[str, ...] = ()


def read_metadata(exif: Image.Exif) -> Metadata:
    """Read the fields of an EXIF block. What is damaged is left out and named in a warning."""
    warnings: list[str] = []

    def attempt(what: str, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except _UnusableError as reason:
            warnings.append(phrase(f"The {what} in its EXIF data is not used: {reason}."))
        except Exception as error:  # Pillow's parser fails in many ways on damaged blocks
            kind = type(error).__name__
            warnings.append(phrase(f"The {what} in its EXIF data is damaged ({kind})."))
        return None

    sub = attempt("camera settings", lambda: exif.get_ifd(IFD.Exif)) or {}
    gps = attempt("GPS data", lambda: exif.get_ifd(IFD.GPSInfo)) or {}
    return Metadata(
        orientation=attempt("orientation", lambda: _orientation(exif)) or 1,
        gps=attempt("position", lambda: position(gps)),
        taken_at=attempt("time", lambda: taken_at(sub, gps)),
        camera=attempt("camera", lambda: camera(exif.get(Base.Make), exif.get(Base.Model))),
        warnings=tuple(warnings),
    )


class _UnusableError(Exception):
    """A field that is there but says nothing that can be relied on; the text says why."""


def position(gps: _Tags) -> LatLon | None:
    """The position in a GPS directory, or None where it has none.

    Raises _UnusableError where one was written that is no position on the globe.
    """
    if GPS.GPSLatitude not in gps and GPS.GPSLongitude not in gps:
        return None
    if GPS.GPSLatitude not in gps or GPS.GPSLongitude not in gps:
        raise _UnusableError("only one of latitude and longitude is written")
    latitude = _degrees(gps[GPS.GPSLatitude])
    longitude = _degrees(gps[GPS.GPSLongitude])
    # The standard has no negative degrees. A program that writes them means south and west,
    # and one that writes them in one place needs no letter in the other.
    signed = latitude < 0 or longitude < 0
    latitude = _with_sign(latitude, gps.get(GPS.GPSLatitudeRef), "N", "S", signed)
    longitude = _with_sign(longitude, gps.get(GPS.GPSLongitudeRef), "E", "W", signed)
    if latitude == 0 and longitude == 0:
        raise _UnusableError("0, 0 is what receivers write before they have a fix")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise _UnusableError(f"{latitude:.6g}, {longitude:.6g} is not on the globe")
    return LatLon(latitude, longitude)


def taken_at(sub: _Tags, gps: _Tags) -> str | None:
    """When the picture was taken, as ISO 8601, or None where nothing says so.

    DateTimeOriginal, with OffsetTimeOriginal where it is written. The other times of the
    standard are those of a scan or of the last change. Where there is no original time, the
    time of the GPS fix stands in: it is in UTC, and never much later than the picture.
    """
    original = _text(sub.get(Base.DateTimeOriginal))
    if match := _DATE_TIME.match(original):
        local = _moment(match.groups())
        if local is not None:
            return local + _offset(_text(sub.get(Base.OffsetTimeOriginal)))
    date = re.match(_DATE, _text(gps.get(GPS.GPSDateStamp)))
    clock = numbers(gps.get(GPS.GPSTimeStamp))
    if date and len(clock) == 3 and all(map(math.isfinite, clock)):
        fix = _moment((*date.groups(), *clock))
        return fix and fix + "+00:00"
    return None


def camera(make: object, model: object) -> str | None:
    """Make and model as one name; the make is left out where the model repeats it."""
    maker, name = _text(make), _text(model)
    if not name or not maker:
        return name or maker or None
    if name.split()[0].casefold() in maker.casefold().split():
        return name
    return f"{maker} {name}"


def _orientation(exif: Image.Exif) -> int:
    value = exif.get(Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _degrees(value: object) -> float:
    """Degrees, minutes and seconds as degrees; negative if any part is negative.

    Parts at the end that are undefined (a zero denominator) or missing count as zero, as
    with devices that write whole degrees and decimal minutes only.
    """
    parts = numbers(value)[:3]
    while parts and not math.isfinite(parts[-1]):
        parts.pop()
    if not parts or not all(map(math.isfinite, parts)):
        raise _UnusableError("its degrees are undefined")
    magnitude: float = sum(abs(part) / 60**power for power, part in enumerate(parts))
    return -magnitude if min(parts) < 0 else magnitude


def _with_sign(degrees: float, letter: object, plus: str, minus: str, signed: bool) -> float:
    first = _text(letter)[:1].upper()
    if degrees < 0 or first == minus:
        return -abs(degrees)
    if first == plus or signed:
        return degrees
    raise _UnusableError(f"it does not say whether {plus} or {minus}, and either would be a guess")


def numbers(value: object) -> list[float]:
    """The numbers of a field: rationals, single values, or numbers written as text."""
    if value is None:
        return []
    if isinstance(value, str | bytes):
        return _written_numbers(_text(value))
    parts = value if isinstance(value, tuple) else (value,)
    return [float(part) for part in parts]


def _written_numbers(text: str) -> list[float]:
    """Numbers in a text: "52.5", "52,50,34.01", or with decimal commas "52,0,50,0,34,01180"."""
    fields = text.replace(";", ",").split(",")
    if len(fields) in (2, 6) and all(field.strip().isdigit() for field in fields[1:]):
        fields = [f"{fields[i]}.{fields[i + 1].strip()}" for i in range(0, len(fields), 2)]
    try:
        return [float(field) for field in fields]
    except ValueError:
        return []


def _text(value: object) -> str:
    """A text field on one line, without the zero bytes and blanks that fill it up."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    return one_line(" ".join(value.replace("\0", " ").split()))[:200]


def _moment(parts: tuple[Any, ...]) -> str | None:
    try:
        return datetime(*(int(part) for part in parts)).isoformat()  # type: ignore[arg-type]
    except ValueError:  # "0000:00:00 00:00:00" and other dates that never were
        return None


def _offset(text: str) -> str:
    if text == "Z":
        return "+00:00"
    match = _OFFSET.match(text)
    if match is None or int(match[2]) > 14 or int(match[3]) > 59:
        return ""
    return f"{match[1]}{match[2]}:{match[3]}"
