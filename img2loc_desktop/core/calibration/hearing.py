"""What the sources say of one photo to learn from, before anything is fitted to it.

It is all that the photo was read for, so that an interrupted calibration goes on without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from img2loc_desktop.core.estimator import Bandwidths
from img2loc_desktop.core.kinds import fits
from img2loc_desktop.core.types import Embedding, WeightedPoints

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hearing:
    """The embeddings of a photo, and what the sources beside the indexes say of it.

    ``embeddings`` and ``sha256`` are missing where the photo cannot be read.
    """

    sha256: str | None = None
    embeddings: tuple[Embedding, ...] = ()
    points: tuple[WeightedPoints, ...] = ()

    def to_json(self) -> Json:
        """Plain dictionaries, lists, strings and numbers; no digit is lost."""
        return {
            "sha256": self.sha256,
            "embeddings": [asdict(each) for each in self.embeddings],
            "points": [_points_to_json(each) for each in self.points],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Hearing:
        """What ``to_json`` wrote. Raises KeyError, TypeError or ValueError for others."""
        sha256 = data["sha256"]
        embeddings = tuple(Embedding(**each) for each in data["embeddings"])
        if not isinstance(sha256, str | None) or not all(fits(e, Embedding) for e in embeddings):
            raise ValueError("a value is of the wrong kind")
        return cls(sha256, embeddings, tuple(_points_from_json(each) for each in data["points"]))


def _points_to_json(points: WeightedPoints) -> Json:
    widths = points.bandwidths
    return {
        "source": points.source,
        "latitudes": points.latitudes.tolist(),
        "longitudes": points.longitudes.tolist(),
        "weights": points.weights.tolist(),
        "share": points.share,
        "bandwidths": widths and [list(widths.kilometres), list(widths.shares)],
    }


def _points_from_json(data: Mapping[str, Any]) -> WeightedPoints:
    latitudes, longitudes, weights = (
        np.array(data[name], np.float64) for name in ("latitudes", "longitudes", "weights")
    )
    for array in (latitudes, longitudes, weights):
        if array.shape != (len(weights),) or not np.isfinite(array).all():
            raise ValueError("points are not of one length, or no numbers")
    widths = data["bandwidths"]
    return WeightedPoints(
        str(data["source"]),
        latitudes,
        longitudes,
        weights,
        share=float(data["share"]),
        bandwidths=widths and Bandwidths(*(tuple(map(float, part)) for part in widths)),
    )
