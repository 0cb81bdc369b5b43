"""``img2loc demo``: the whole pipeline on the sample photos, with a map to look at."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import exports, paths, targets, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import distance_km
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.sources import open_sources
from img2loc_desktop.core.types import Failure, LatLon, Result

OUTPUTS: dict[str, targets.Kind] = {
    "demo.html": "html",
    "demo.geojson": "geojson",
    "demo.kml": "kml",
    "demo.kmz": "kmz",
}

COLUMNS = ("photo", "likeliest place", "half within", "nearest", "true place", "distance")


@dataclass(frozen=True, slots=True)
class Sample:
    """A photo that ships with the app, and where it was taken."""

    path: Path
    position: LatLon
    title: str
    credit: str


def run(options: argparse.Namespace) -> int:
    """Locate the samples, print a table, write the files; 1 when a sample failed."""
    samples = read_samples(paths.resources() / "samples")
    for name, kind in OUTPUTS.items():
        targets.check(options.out / name, kind)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {options.out} cannot be made: {error.strerror}.",
            "Choose another one with --out FOLDER.",
        ) from error
    locator = Locator(open_sources(), Gazetteer.load())
    entries: list[Result | Failure] = []
    for sample in samples:
        *_, entry = locator.locate(sample.path)
        assert isinstance(entry, Result | Failure)  # noqa: S101 - the locator's contract
        entries.append(entry)
    print(_table(samples, entries))
    for sample, entry in zip(samples, entries, strict=True):
        print(_text(sample, entry))
    for warning in dict.fromkeys(
        text for entry in entries if isinstance(entry, Result) for text in entry.warnings
    ):
        print(f"! {warning}")
    print("\nWritten:")
    for name in OUTPUTS:
        exports.write(options.out / name, entries)
        print(f"  {options.out / name}")
    print(f"\nOpen {options.out / next(iter(OUTPUTS))} in a browser; it needs no network.")
    return 1 if any(isinstance(entry, Failure) for entry in entries) else 0


def read_samples(folder: Path) -> list[Sample]:
    """The sample photos of a folder with a samples.csv. Raises UserError where there are none."""
    try:
        with (folder / "samples.csv").open(encoding="utf-8", newline="") as file:
            return [
                Sample(
                    path=folder / row["file"],
                    position=LatLon(float(row["latitude"]), float(row["longitude"])),
                    title=row["title"],
                    credit=f"{row['author']}, {row['licence']}",
                )
                for row in csv.DictReader(file)
            ]
    except (OSError, KeyError, ValueError) as error:
        raise UserError(
            f"The sample photos in {folder} cannot be read: {error}.",
            "Install img2loc-desktop again.",
        ) from error


def _table(samples: Sequence[Sample], entries: Sequence[Result | Failure]) -> str:
    """A line for each photo, in columns; a photo that failed says so in its line."""
    rows = [COLUMNS, *map(_row, samples, entries)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def _row(sample: Sample, entry: Result | Failure) -> tuple[str, ...]:
    if isinstance(entry, Failure):
        return sample.path.name, "not located", "", "", sample.title, ""
    estimate, first = entry.estimate, entry.candidates[0]
    return (
        sample.path.name,
        words.place_name(first.place, first.position, estimate.radius_p50_km),
        words.kilometres(estimate.radius_p50_km),
        words.percent(first.share),
        sample.title,
        words.kilometres(distance_km(estimate.position, sample.position)),
    )


def _text(sample: Sample, entry: Result | Failure) -> str:
    lines = [f"{sample.path.name}  {sample.title} (photo: {sample.credit})"]
    if isinstance(entry, Failure):
        lines += [f"  {entry.message}", f"  {entry.hint}"]
        return "\n".join(lines) + "\n"
    lines.append(f"  {words.headline(entry)}. {words.how_sure(entry)}")
    lines.append(f"  {words.ranking(entry.candidates[:3])}")
    for rank, candidate in enumerate(entry.candidates[:3], start=1):
        place = words.candidate_name(candidate, entry)
        lines.append(f"  {rank}. {place}: {words.percent(candidate.share)}")
    return "\n".join(lines) + "\n"
