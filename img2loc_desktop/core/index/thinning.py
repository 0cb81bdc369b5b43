"""Choosing reference points that are not all from one street corner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.geo import distances_km
from img2loc_desktop.core.types import LatLon


def thin(
    latitudes: NDArray[np.float64], longitudes: NDArray[np.float64], count: int, apart_km: float
) -> NDArray[np.int64]:
    """Which of the points (n,), best first, to show: at most ``count``, ascending positions.

    Greedy: a point is taken unless a better one that was taken lies closer than ``apart_km``
    (great-circle distance). The list is not filled up afterwards, so it may be shorter than
    ``count``: it never shows one place twice to look longer. Where there are no more points
    than may be shown nothing has to be chosen, and all are returned.
    """
    if len(latitudes) <= count:
        return np.arange(len(latitudes))
    taken: list[int] = []
    open_places = np.ones(len(latitudes), dtype=bool)
    while len(taken) < count and open_places.any():
        best = int(np.argmax(open_places))
        taken.append(best)
        origin = LatLon(float(latitudes[best]), float(longitudes[best]))
        open_places &= distances_km(latitudes, longitudes, origin) >= apart_km
        open_places[best] = False  # also where apart_km is zero
    return np.array(taken, dtype=np.int64)
