"""Which country a position is in: a map of the world in cells of 0.02 degrees, run-length coded.

The cells follow Natural Earth's outlines at 1:10 million, with three deliberate deviations that
the build script makes: a cell within 2 km of a populated place belongs to that place's country;
water within 5 km of a shore or of a place belongs to the shore, so that a photo from a pier, a
beach or a small island is not "at sea"; and lakes belong to the countries around them. Near a
border the answer is therefore good to about 2 km, in a strait to about 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from img2loc_desktop.core.gazetteer.store import File

CELLS_PER_DEGREE = 50
ROWS, COLUMNS = 180 * CELLS_PER_DEGREE, 360 * CELLS_PER_DEGREE


class Territories:
    """The country map: runs of equal cells, row by row from the north, each row from -180."""

    def __init__(self, file: File) -> None:
        """Raises UserError."""
        lengths = file.numbers_of("run_lengths", 2)
        self._ends = np.cumsum(lengths, dtype=np.int32)
        self._countries = file.bytes_of("run_countries")
        self._codes = np.array(["", *file.text_of("run_codes").split()])
        complete = self._ends[-1:].tolist() == [ROWS * COLUMNS]
        if not complete or len(lengths) != len(self._countries):
            raise file.damaged("its country map is not complete")
        if int(self._countries.max()) >= len(self._codes):
            raise file.damaged("its country map names a country that is not there")

    def codes(self, latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.str_]:
        """ISO 3166-1 alpha-2 codes for n positions in degrees, "" at sea.

        Longitudes beyond 180 wrap around. Raises ValueError for what is no position.
        """
        latitude = np.asarray(latitudes, dtype=np.float64)
        longitude = np.asarray(longitudes, dtype=np.float64)
        if not (np.all(np.abs(latitude) <= 90.0) and np.all(np.isfinite(longitude))):
            raise ValueError("latitudes must be within [-90, 90] and longitudes finite")
        row = ((90.0 - latitude) * CELLS_PER_DEGREE).astype(np.int32)
        column = np.floor((longitude + 180.0) * CELLS_PER_DEGREE).astype(np.int64) % COLUMNS
        np.minimum(row, ROWS - 1, out=row)
        cells = row * COLUMNS + column.astype(np.int32)
        # Searching in order touches memory in order, which is several times as fast.
        order = np.argsort(cells, axis=None)
        countries = np.empty(cells.shape, dtype=np.uint8)
        countries.flat[order] = self._countries[
            np.searchsorted(self._ends, cells.flat[order], side="right")
        ]
        return self._codes[countries]

    def code(self, latitude: float, longitude: float) -> str:
        """The same for one position."""
        return str(self.codes([latitude], [longitude])[0])
