"""``img2loc locate``: photos in, places out, as text, JSON lines or files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from img2loc_desktop.cli.progress import Progress
from img2loc_desktop.core import exports, files, photos, protocol, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.locator import Locator, Options
from img2loc_desktop.core.sources import open_sources
from img2loc_desktop.core.summary import summary
from img2loc_desktop.core.types import Failure, Result

FORMATS = ("geojson", "kml", "kmz", "csv", "gpx")


def run(options: argparse.Namespace) -> int:
    """Locate the photos; 0 when all were located, 1 when some failed."""
    targets = {name: path for name in FORMATS if (path := getattr(options, name)) is not None}
    inputs = list(photos.expand(options.photos))
    _check_targets(targets, [path for path in inputs if isinstance(path, Path)])
    locator = Locator(
        open_sources(options.index),
        Gazetteer.load(),
        Options(neighbours=options.k, seed=options.seed),
    )
    excluded = _hashes(inputs) if options.not_each_other else frozenset()
    entries: list[Result | Failure] = []
    try:
        for entry in _entries(locator, inputs, excluded):
            entries.append(entry)
            print(protocol.to_line(entry) if options.json else summary(entry), flush=True)
    finally:
        # Also after Ctrl-C: what was found so far is not lost.
        if entries:
            for name, path in targets.items():
                exports.write(path, entries, format=name)
    if not entries:
        raise UserError(
            "There was no photo to locate in what was given.",
            f"Known kinds: {', '.join(sorted(photos.SUFFIXES))}.",
        )
    return 1 if any(isinstance(entry, Failure) for entry in entries) else 0


def _entries(
    locator: Locator, inputs: list[Path | Failure], excluded: frozenset[str]
) -> Iterator[Result | Failure]:
    """One entry per input, in order; a duplicate is reported on stderr and left out."""
    progress = Progress()
    first: dict[str, Path] = {}
    for done, item in enumerate(inputs):
        progress.update(done, len(inputs), (item.path if isinstance(item, Failure) else item).name)
        if isinstance(item, Failure):
            entry: Result | Failure = item
        else:
            *_, last = locator.locate(item, excluded)
            assert isinstance(last, Result | Failure)  # noqa: S101 - the locator's contract
            entry = last
        progress.clear()
        if isinstance(entry, Result):
            same = first.setdefault(entry.photo.sha256, entry.photo.path)
            if same != entry.photo.path:
                _note(f"{entry.photo.path}: the same bytes as {same}; located once.")
                continue
        yield entry
    progress.clear()


def _hashes(inputs: list[Path | Failure]) -> frozenset[str]:
    """SHA-256 of all photos of the run; one that cannot be read fails later, with words."""
    found = set()
    for item in inputs:
        if isinstance(item, Path):
            try:
                found.add(files.sha256_of(item))
            except OSError:
                continue
    return frozenset(found)


def _check_targets(targets: dict[str, Path], inputs: list[Path]) -> None:
    """Refuse to write over a photo, or where nothing can be written, before the work starts."""
    originals = {path.resolve() for path in inputs}
    for name, path in targets.items():
        if path.resolve() in originals or path.suffix.lower() in photos.SUFFIXES:
            raise UserError(
                f"--{name} {path} would write over a photo.",
                f"Choose a file name that ends in .{name}.",
            )
        if path.is_dir() or not path.parent.is_dir():
            raise UserError(
                f"--{name} {path} is not a file in an existing folder.",
                f"Make the folder {path.parent} first, or choose another one.",
            )


def _note(text: str) -> None:
    print(words.one_line(text), file=sys.stderr)
