"""Two runs on the same photos: is the difference more than chance?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation.files import read_metrics
from img2loc_desktop.core.evaluation.metrics import Measures, Scores, measures_of, resampling
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.evaluation.yardsticks import OURS
from img2loc_desktop.core.types import LatLon


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first run minus the second; ``unpaired`` photos are in only one of them.

    ``is_alike`` where both gave every photo the same answer.
    """

    difference: Measures
    unpaired: int
    is_alike: bool


def compare(first: Path, second: Path, seed: int = 0) -> Comparison:
    """Paired bootstrap over authors of two metrics.json.

    Photos are paired by name, place and, where both know it, SHA-256. Raises UserError when a
    file cannot be read or no photo is in both.
    """
    runs = [
        {_key(record): record for record in read_metrics(path).records} for path in (first, second)
    ]
    both = [key for key in runs[0] if key in runs[1] and _same(runs[0][key], runs[1][key])]
    if not both:
        raise UserError(
            f"{first} and {second} have no photo in common.", "Compare runs on the same photos."
        )
    records = [[run[key] for key in both] for run in runs]
    draws = resampling(records[0], seed)
    drawn = [Scores.of(part, OURS).drawn(draws) for part in records]
    difference = {key: drawn[0][key] - drawn[1][key] for key in drawn[0]}
    return Comparison(
        measures_of(len(both), difference),
        sum(len(run) - len(both) for run in runs),
        all(_answer(one) == _answer(other) for one, other in zip(*records, strict=True)),
    )


def _key(record: Record) -> tuple[str, float, float]:
    return record.identifier, record.position.latitude, record.position.longitude


def _answer(record: Record) -> LatLon | None:
    return (record.guesses or {}).get(OURS)


def _same(a: Record, b: Record) -> bool:
    return a.sha256 is None or b.sha256 is None or a.sha256 == b.sha256
