"""Whether two photos of one place are of the same hour, however their times are written.

Tables and cameras write the time on the camera's clock, or the time with its offset from UTC, or
the seconds since 1970. Two clocks at one place are taken to show the same time. A clock and a time
of UTC are compared by the sun: at longitude 15 east its day is an hour ahead. Clocks differ from
the sun by one hour less (Eastern India) to three hours more (Western China, Spain in summer), so
such a pair counts where some clock of that kind could have shown it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

APART_HOURS = 1.0
BEHIND_SUN_HOURS, AHEAD_OF_SUN_HOURS = 1.0, 3.0  # of the clocks in use

_DAY = len("2024-05-01")  # no longer a time: a day alone is no hour
_FORMATS = ("%Y:%m:%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S")
_WRITTEN = (*_FORMATS, *(f"{each}%z" for each in _FORMATS), *(f"{each} %z" for each in _FORMATS))
_FIRST_SECONDS, _LAST_SECONDS = 3e8, 1e10  # 1979 to 2286; other numbers are no times
_UNITS = (1.0, 1e3, 1e6)  # of a second


@dataclass(frozen=True, slots=True)
class Moment:
    """Hours since 1970, of UTC or on the clock of the camera."""

    hours: float
    is_utc: bool


def moment(text: str | None) -> Moment | None:
    """A time in ISO 8601 or as EXIF has it, or the (milli)seconds since 1970; else None."""
    written = (text or "").strip()
    seconds = _since_1970(written)
    if seconds is not None:
        return Moment(seconds / 3600, True)
    time = _parsed(written)
    if time is None:
        return None
    is_utc = time.tzinfo is not None
    return Moment((time if is_utc else time.replace(tzinfo=UTC)).timestamp() / 3600, is_utc)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """The times of n photos: hours float64 (n,), NaN where unknown, and which are of UTC."""

    hours: Array
    is_utc: Mask

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> Moments:
        """What can be understood of them."""
        found = [moment(text) for text in texts]
        return cls(
            np.array([math.nan if each is None else each.hours for each in found]),
            np.array([each is not None and each.is_utc for each in found], dtype=np.bool_),
        )

    def near(self, other: Moment, longitude: float) -> Mask:
        """Which of them may be of the same hour as ``other``, all taken near one longitude."""
        ahead = self.hours - other.hours
        if not other.is_utc:  # of a clock and UTC, how far the clock is ahead
            ahead = np.where(self.is_utc, -ahead, ahead)
        alike, sun = self.is_utc == other.is_utc, longitude / 15.0
        low = np.where(alike, 0.0, sun - BEHIND_SUN_HOURS) - APART_HOURS
        high = np.where(alike, 0.0, sun + AHEAD_OF_SUN_HOURS) + APART_HOURS
        near: Mask = (low <= ahead) & (ahead <= high)
        return near


def _since_1970(written: str) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    for unit in _UNITS:
        if _FIRST_SECONDS <= number / unit < _LAST_SECONDS:
            return number / unit
    return None


def _parsed(written: str) -> datetime | None:
    if len(written) <= _DAY:
        return None
    text = f"{written[:-4]}Z" if written.endswith(" UTC") else written
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None
