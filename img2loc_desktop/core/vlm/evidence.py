"""From what the model said to weighted points: one source of evidence among others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from img2loc_desktop.core.types import LatLon, VlmReport, WeightedPoints

# What the points of a model call their source: no pack's name has spaces.
ANSWERS, CHOICE = "vlm answers", "vlm choice"


def points_of_report(report: VlmReport, share: float) -> tuple[WeightedPoints, ...]:
    """The answers and the scores as points; together they claim ``share`` of the estimate.

    Each answer is one point of the same weight, so that answers which agree make one narrow
    mode and answers which do not make a wide one. Answers without a place claim nothing:
    their part of the share is lost, not spread over the others. The scores of the candidates
    are points with the shares as weights. A share of 1 is what an index claims.
    """
    placed = [answer.position for answer in report.answers if answer.position]
    kinds = (len(placed) > 0) + (len(report.scores) > 0)
    points = []
    if placed:
        claim = share / kinds * len(placed) / len(report.answers)
        points.append(_points(ANSWERS, placed, [1.0] * len(placed), claim))
    if report.scores:
        positions = [score.position for score in report.scores]
        weights = [score.share for score in report.scores]
        points.append(_points(CHOICE, positions, weights, share / kinds))
    return tuple(points)


def _points(
    source: str, positions: Sequence[LatLon], weights: Sequence[float], share: float
) -> WeightedPoints:
    return WeightedPoints(
        source=source,
        latitudes=np.array([position.latitude for position in positions]),
        longitudes=np.array([position.longitude for position in positions]),
        weights=np.array(weights),
        share=share,
    )
