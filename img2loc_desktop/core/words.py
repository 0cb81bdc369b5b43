"""The sentences and numbers that people read, the same in terminal, window and exports.

Numbers are rounded to what they can mean: a radius of 5,646 km is "5,600 km", and a
position is given with no more digits than its radius allows.
"""

from __future__ import annotations

import math
import unicodedata

from img2loc_desktop.core import geo
from img2loc_desktop.core.types import Candidate, Estimate, LatLon, Place, Result

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

# Wider than this an estimate names a region, not a place: "12 km NE of Lyon" would pretend
# to a precision that a radius of 180 km does not have.
_PLACE_KM = 25.0
_REGION_KM = 750.0


def headline(result: Result) -> str:
    """The place in a few words, no more precise than the estimate is."""
    estimate = result.estimate
    around = _around(estimate)
    if is_hint(result):
        return f"Perhaps somewhere around {around}"
    if estimate.radius_p50_km > _REGION_KM:
        return f"Somewhere around {around}"
    if estimate.place is not None and estimate.radius_p50_km <= _PLACE_KM:
        return _capitalised(estimate.place.text)
    return f"Near {around}"


def how_sure(result: Result) -> str:
    """One or two sentences on how sure the estimate is."""
    estimate = result.estimate
    radii = (
        f"Half of the chance lies within {kilometres(estimate.radius_p50_km)}, "
        f"nine tenths within {kilometres(estimate.radius_p90_km)}."
    )
    note = {
        "hint": "A hint only: hardly better than always naming the same place.",
        "uncalibrated": "These radii were never compared with known places.",
    }.get(estimate.trust, "")
    return f"{radii} {note}".strip()


def ranking(candidates: tuple[Candidate, ...]) -> str:
    """What the ranked candidates say together: the line above their list."""
    count = len(candidates)
    if count == 0:
        return "No place stands out."
    if count == 1:
        return "One place stands out:"
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    if candidates[0].share < 1.5 * candidates[-1].share:
        return f"No place stands out: these {number} are about as likely."
    return f"The {number} likeliest places:"


def is_hint(result: Result) -> bool:
    """Whether the result is too weak for a pin: it is shown as a broad area with candidates."""
    return result.estimate.trust == "hint"


def kilometres(distance: float) -> str:
    """A distance (km) with two significant digits, never coarser than 100 km: "5,600 km"."""
    if distance < 0.995:
        return f"{_two_digits(distance * 1000):,.0f} m"
    rounded = _two_digits(distance)
    return f"{rounded:.1f} km" if rounded < 10 else f"{rounded:,.0f} km"


def percent(share: float) -> str:
    """A share as a whole percentage; the caller says what it is a percentage of."""
    if 0 < share < 0.005:
        return "under 1 %"
    return f"{share * 100:.0f} %"


def coordinates(position: LatLon, radius_km: float = 0.0) -> str:
    """A position such as "45.76° N, 4.84° E", with the digits that ``radius_km`` allows.

    A tenth of a degree is 11 km; without a radius five decimals (about a metre) are kept, and
    with one of thousands of kilometres only tens of degrees.
    """
    decimals = 5
    if radius_km > 0:
        decimals = min(5, max(-1, math.ceil(-math.log10(radius_km / 111.0))))
    latitude = _angle(position.latitude, decimals, "N", "S")
    longitude = _angle(position.longitude, decimals, "E", "W")
    return f"{latitude}, {longitude}"


def place_name(place: Place | None, position: LatLon, radius_km: float = 0.0) -> str:
    """City and country for a position that is known to about ``radius_km``, else coordinates."""
    if place is None:
        return coordinates(position, radius_km)
    parts = [part for part in (place.city, place.country) if part]
    return ", ".join(parts) if parts else place.text


def candidate_name(candidate: Candidate) -> str:
    """City and country of a candidate, which stands for a place on the scale of a town."""
    return place_name(candidate.place, candidate.position, _PLACE_KM)


def own_gps_distance_km(result: Result) -> float | None:
    """Distance (km) between the photo's own GPS position and the estimate, where it has one."""
    if result.photo.gps is None:
        return None
    return geo.distance_km(result.photo.gps, result.estimate.position)


def own_gps(result: Result) -> str | None:
    """The sentence on the photo's own GPS position, or None where it has none."""
    distance = own_gps_distance_km(result)
    if distance is None or result.photo.gps is None:
        return None
    return (
        f"The file's own GPS says {coordinates(result.photo.gps)}: "
        f"{kilometres(distance)} from the estimate, which made no use of it."
    )


def one_line(text: str) -> str:
    """Text from a file (a name, an author) made safe to show on one line of any screen.

    Control characters become visible symbols, so that a name can neither break the line nor
    steer a terminal; bytes that are not text and characters that turn the reading direction
    or are invisible are written as escapes. Everything else, in any script, stays.
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    # Zero-width joiners are part of how some scripts and emoji are written.
    invisible = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    if invisible and character not in "\u200c\u200d":
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def _around(estimate: Estimate) -> str:
    return place_name(estimate.place, estimate.position, estimate.radius_p50_km)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _two_digits(value: float) -> float:
    if value <= 0:
        return 0.0
    step = 10.0 ** min(2, math.floor(math.log10(value)) - 1)
    return round(value / step) * step


def _angle(value: float, decimals: int, positive: str, negative: str) -> str:
    number = f"{abs(round(value, decimals)):.{max(0, decimals)}f}"
    if float(number) == 0:
        return f"{number}°"
    return f"{number}° {positive if value > 0 else negative}"
