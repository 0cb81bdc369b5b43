"""Positions as text: decimal degrees, degrees with minutes and seconds, MGRS, plus codes."""

from __future__ import annotations

import re
import unicodedata
import warnings
from enum import StrEnum

from img2loc_desktop.core import angles
from img2loc_desktop.core.angles import NotUnderstoodError
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.geo import wrap_longitude
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import LatLon

_LONGEST = 200  # characters
_UNDERSTOOD = (
    "Write it as 45.7640, 4.8357 (latitude first), as 45°45'50\"N 4°50'9\"E, as an MGRS reference "
    "(31TFL4274469465), as a full plus code (8FQ6QR7P+J7) or as geo:45.7640,4.8357."
)

# What word processors, phones and other scripts put for the plain characters.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("−‐‑‒–—﹣－", "-"),
        **dict.fromkeys("º˚∘ᵒ", "°"),
        **dict.fromkeys("’‘′´`ʹʼ‵＇", "'"),
        **dict.fromkeys("”“″ʺ‶˝＂", '"'),
        **dict.fromkeys("，،、", ","),
        **dict.fromkeys("；؛", ";"),
        "：": ":", "＋": "+", "．": ".", "٫": ".",
        "\ufeff": None, "\u200b": None, "\u200e": None, "\u200f": None,
    }
)  # fmt: skip
_GEO = re.compile(
    r"geo:(-?[0-9]+(?:\.[0-9]+)?),(-?[0-9]+(?:\.[0-9]+)?)(?:,-?[0-9]+(?:\.[0-9]+)?)?"
    r"(?P<parameters>(?:;[a-z0-9-]+(?:=[^;]*)?)*)",
    re.IGNORECASE,
)
_PLUS_CODE = re.compile(r"(?P<code>[2-9CFGHJMPQRVWX0]{2,8}\+[2-9CFGHJMPQRVWX]{0,7})(?P<rest>.*)")
# Zone 1 to 60 and band C to X, or A, B, Y and Z at the poles; a square; digits in two halves.
_MGRS = re.compile(
    r"(?P<square>(?:(?:0?[1-9]|[1-5][0-9]|60) ?[C-HJ-NP-X]|[ABYZ]) ?[A-HJ-NP-Z]{2})"
    r" ?(?P<digits>[0-9]{0,10}|(?P<east>[0-9]{1,5}) (?P<north>[0-9]{1,5}))"
)


class Notation(StrEnum):
    """The ways to write a position."""

    DECIMAL = "decimal"  # 45.76400, 4.83570: 1 m
    DMS = "dms"  # 45°45'50.4"N 4°50'8.5"E: 3 m
    MGRS = "mgrs"  # 31TFL4274469465: 1 m
    PLUS_CODE = "plus-code"  # 8FQ6QR7P+J7: 14 m


def parse(text: str, near: LatLon | None = None) -> LatLon:
    """The position that a text gives in any of the notations, or as a geo: URI (RFC 5870).

    Latitude comes first unless letters say otherwise; [longitude, latitude] as in GeoJSON is
    not guessed. An MGRS reference and a plus code stand for an area: the answer is its middle.
    ``near`` completes a short plus code. Raises UserError, which says what would be understood.
    """
    try:
        return _parsed(_plain(text), near)
    except NotUnderstoodError as error:
        shown = "".join(c if c.isprintable() else " " for c in text.strip()[:61])
        shown = f"{shown[:60]}…" if len(shown) > 60 else shown
        message = phrase(f"“{shown}” is not a position.")
        raise UserError(f"{message} {error}", error.hint or _UNDERSTOOD) from None


def formatted(position: LatLon, notation: Notation = Notation.DECIMAL) -> str:
    """The position as text. Raises ValueError for a latitude or longitude that is none."""
    if not abs(position.latitude) <= 90 or not abs(position.longitude) <= 360:
        raise ValueError(f"{position} is not a position")
    latitude, longitude = position.latitude, wrap_longitude(position.longitude)
    if notation is Notation.DECIMAL:
        # Adding zero turns -0.0 into 0.0.
        return f"{round(latitude, 5) + 0.0:.5f}, {round(longitude, 5) + 0.0:.5f}"
    if notation is Notation.DMS:
        return f"{_dms(latitude, 'NS')} {_dms(longitude, 'EW')}"
    if notation is Notation.MGRS:
        import mgrs  # native: only where it is needed

        # Within 3 mm of the edge of a zone or of the equator, the library rounds into a square
        # that does not exist: stay on whole centimetres. Adding zero turns -0.0 into 0.0.
        latitude, longitude = round(latitude, 7) + 0.0, round(longitude, 7)
        return str(mgrs.MGRS().toMGRS(latitude, longitude))
    from openlocationcode import openlocationcode

    # Within a hair of the antimeridian the library counts one cell too far: no position is
    # known better than to a centimetre.
    longitude = round(longitude, 7)
    return str(openlocationcode.encode(latitude, longitude))


def _parsed(text: str, near: LatLon | None) -> LatLon:
    if not text:
        raise NotUnderstoodError("There is nothing in it.")
    if geo := _GEO.fullmatch(text):
        return _from_geo_uri(geo)
    capitals = " ".join(text.upper().split())
    if code := _PLUS_CODE.fullmatch(capitals):
        return _from_plus_code(code["code"], code["rest"], near)
    if reference := _MGRS.fullmatch(capitals):
        return _from_mgrs(reference)
    if text[0] + text[-1] in ("()", "[]"):
        text = text[1:-1]
    return angles.parse(text)


def _plain(text: str) -> str:
    """The text with plain digits, signs and marks. Raises NotUnderstoodError."""
    if len(text) > _LONGEST:
        raise NotUnderstoodError(f"It is longer than {_LONGEST} characters.")
    text = text.translate(_PLAIN).replace("''", '"')
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text).strip()


def _from_geo_uri(match: re.Match[str]) -> LatLon:
    for parameter in match["parameters"].lower().split(";"):
        name, _, value = parameter.partition("=")
        if name == "crs" and value != "wgs84":
            raise NotUnderstoodError("Its coordinates are in another system than WGS 84.")
    return angles.within_the_globe(float(match[1]), float(match[2]))


def _from_plus_code(code: str, rest: str, near: LatLon | None) -> LatLon:
    from openlocationcode import openlocationcode

    if openlocationcode.isShort(code):
        if near is None:
            raise NotUnderstoodError(
                "It is a short plus code, which means something only near a known place.",
                "Use the full code, with eight characters before the plus sign.",
            )
        code = openlocationcode.recoverNearest(code, near.latitude, near.longitude)
    elif rest:
        raise NotUnderstoodError("There is something after the plus code.")
    if not openlocationcode.isFull(code):
        raise NotUnderstoodError("It looks like a plus code but is none.")
    area = openlocationcode.decode(code)
    return LatLon(area.latitudeCenter, wrap_longitude(area.longitudeCenter))


def _from_mgrs(match: re.Match[str]) -> LatLon:
    east, north = match["east"], match["north"]
    digits = match["digits"]
    if east is None:
        east, north = digits[: len(digits) // 2], digits[len(digits) // 2 :]
    if len(east) != len(north):
        raise NotUnderstoodError("Easting and northing of the MGRS reference differ in length.")
    import mgrs  # native: only where it is needed

    square = match["square"].replace(" ", "")
    # Fewer than five digits name the south-western corner of a square: take its middle.
    east, north = (f"{digits}50000"[:5] for digits in (east, north))
    with warnings.catch_warnings():
        # A corner of a square may lie just outside its own latitude band.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            latitude, longitude = mgrs.MGRS().toLatLon(f"{square}{east}{north}")
        except mgrs.core.MGRSError:
            raise NotUnderstoodError("No square of the MGRS grid has that name.") from None
    return angles.within_the_globe(float(latitude), wrap_longitude(float(longitude)))


def _dms(degrees: float, letters: str) -> str:
    """Degrees, minutes and tenths of a second, rounded as one number so that none shows 60."""
    tenths = round(abs(degrees) * 36000)
    minutes, rest = divmod(tenths, 600)
    letter = letters[degrees < 0 and tenths > 0]
    return f"{minutes // 60}°{minutes % 60:02d}'{rest / 10:04.1f}\"{letter}"
