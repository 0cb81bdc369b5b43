"""What a run leaves in its folder: metrics.json, photos.csv, and what ``--compare`` reads again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from img2loc_desktop.core import files, path_kinds, tables, versions
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation.metrics import Metrics
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.evaluation.yardsticks import OURS
from img2loc_desktop.core.exports.table import Cell, cell
from img2loc_desktop.core.fields import read_fields
from img2loc_desktop.core.geo import distance_km
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.words import one_line

Json = dict[str, Any]

SCHEMA = 2
_STEPS: versions.Steps = {1: dict}  # 1 did not know of photos that taught a calibration

_LARGEST = 1 << 29
_WANTED = (
    "Give the metrics.json of an evaluation; img2loc evaluate QUERIES.csv writes one into the "
    "folder of --out."
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A run as it is read back: how it was made, and its records."""

    run: Json
    records: tuple[Record, ...]


def write_metrics(path: Path, run: Json, metrics: Metrics, records: Sequence[Record]) -> None:
    """Write everything that was measured as one JSON object. Raises UserError."""
    figures = {**asdict(metrics), "worst": [record.identifier for record in metrics.worst]}
    data = {
        "schema": SCHEMA,
        "run": run,
        "metrics": figures,
        "photos": [record.to_json() for record in records],
    }
    files.write_text(path, json.dumps(data, allow_nan=False, indent=1) + "\n")


def read_metrics(path: Path) -> Saved:
    """Read what ``write_metrics`` wrote. Raises UserError for anything else."""
    path_kinds.check(path, "file", _WANTED)
    if path.suffix.lower() in (*tables.SUFFIXES, ".html", ".jsonl"):
        raise UserError(f"{one_line(str(path))} is not the metrics.json of an evaluation.", _WANTED)
    fields = read_fields(path, largest=_LARGEST)
    if not fields.has("photos") or not fields.has("metrics"):
        raise UserError(f"{one_line(str(path))} is no evaluation.", _WANTED)
    again = phrase("Evaluate again with this version.")
    fields = versions.forward(fields, SCHEMA, _STEPS, again=again)
    try:
        records = tuple(Record.from_json(photo.values) for photo in fields.sections("photos"))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path} is no evaluation: {error}.", "Evaluate again.") from error
    return Saved(dict(fields.section("run").values), records)


def write_table(path: Path, records: Sequence[Record]) -> None:
    """Write one line of CSV for each photo. Raises UserError."""
    with files.written_beside(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        table = csv.writer(text)
        table.writerow(_COLUMNS)
        for record in records:
            table.writerow([cell(value) for value in _row(record)])
        text.flush()
        text.detach()


_COLUMNS = (
    "file",
    "author",
    "scene",
    "latitude",
    "longitude",
    "country",
    "estimate_latitude",
    "estimate_longitude",
    "estimate_country",
    "error_km",
    "radius_p50_km",
    "radius_p90_km",
    "trust",
    "trust_word",
    "bits_over_prior",
    "method",
    "leaks",
    "message",
    "sha256",
)


def _row(record: Record) -> tuple[Cell, ...]:
    guess = (record.guesses or {}).get(OURS)
    return (
        record.identifier,
        record.author,
        record.scene,
        record.position.latitude,
        record.position.longitude,
        record.country,
        guess.latitude if guess else None,
        guess.longitude if guess else None,
        (record.countries or {}).get(OURS),
        distance_km(guess, record.position) if guess else None,
        record.radius_p50_km,
        record.radius_p90_km,
        record.trust,
        record.word,
        record.bits,
        record.method,
        "; ".join(f"{leak.kind} {leak.index}: {leak.identifier}" for leak in record.leaks),
        record.message,
        record.sha256,
    )
