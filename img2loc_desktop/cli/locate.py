"""``img2loc locate``: photos in, places out, as text, JSON lines or files."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from img2loc_desktop.cli.progress import Progress
from img2loc_desktop.core import (
    exports,
    files,
    pack_library,
    photos,
    prompt,
    protocol,
    sources,
    targets,
    vlm,
    words,
)
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.locator import Locator, Words
from img2loc_desktop.core.summary import summary
from img2loc_desktop.core.types import Failure, Result

FORMATS: tuple[targets.Kind, ...] = ("geojson", "kml", "kmz", "csv", "gpx")


def run(options: argparse.Namespace) -> int:
    """Locate the photos; 0 when all were located, 1 when some failed."""
    outputs = {name: path for name in FORMATS if (path := getattr(options, name)) is not None}
    inputs = list(photos.expand(options.photos))
    _check_targets(outputs, [path for path in inputs if isinstance(path, Path)])
    locator = sources.open_locator(_configuration(options))
    excluded = _hashes(inputs) if options.not_each_other else frozenset()
    entries: list[Result | Failure] = []
    try:
        for entry in _entries(locator, inputs, excluded):
            entries.append(entry)
            print(protocol.to_line(entry) if options.json else summary(entry), flush=True)
    finally:
        # Also after Ctrl-C: what was found so far is not lost.
        if entries:
            for name, path in outputs.items():
                exports.write(path, entries, format=name)
    if not entries:
        raise UserError(
            "There was no photo to locate in what was given.",
            f"Known kinds: {', '.join(sorted(photos.SUFFIXES))}.",
        )
    return 1 if any(isinstance(entry, Failure) for entry in entries) else 0


def _index(text: str) -> tuple[Path, float]:
    """An index as it was given: its folder or name, and perhaps a weight."""
    name, equals, weight = text.rpartition("=")
    if equals and not Path(text).exists():
        with contextlib.suppress(ValueError):
            return pack_library.pack_folder(name, "index"), float(weight)
    return pack_library.pack_folder(text, "index"), 1.0


def _configuration(options: argparse.Namespace) -> Configuration:
    if options.no_vlm:
        model = None
    else:
        model = vlm.pack_folder(options.vlm) if options.vlm else vlm.installed_pack()
    if options.anchors and options.prompt and not prompt.load(options.prompt).shows_neighbours:
        raise UserError(
            f"--prompt {options.prompt} shows no neighbours: --anchors would have no effect.",
            "Leave out one of the two.",
        )
    attention = {"on": True, "off": False}.get(options.flash_attention)
    indexes = [_index(text) for text in options.index]
    return Configuration(
        indexes=tuple(folder for folder, _ in indexes),
        weights=tuple(weight for _, weight in indexes),
        encoders=tuple(pack_library.pack_folder(text, "encoder") for text in options.encoder),
        vlm=model,
        neighbours=options.k,
        far=options.far,
        seed=options.seed,
        views=options.views,
        read_text="on" if options.ocr else "off",
        vlm_settings=vlm.VlmSettings(
            **_given(
                prompt=options.prompt,
                samples=options.samples,
                temperature=options.temperature,
                anchors=options.anchors,
                share=options.model_weight,
                timeout_seconds=options.model_timeout,
            )
        ),
        model_options=vlm.ModelOptions(
            threads=options.threads,
            context=options.context,
            batch=options.batch,
            gpu_layers=options.gpu_layers,
            flash_attention=attention,
            kv_type=options.kv_type,
            repack=options.repack,
        ),
    )


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _entries(
    locator: Locator, inputs: list[Path | Failure], excluded: frozenset[str]
) -> Iterator[Result | Failure]:
    """One entry per input, in order; a duplicate is reported on stderr and left out."""
    progress = Progress()
    first: dict[str, Path] = {}
    for done, item in enumerate(inputs):
        if isinstance(item, photos.Repeated):
            progress.clear()
            _note(item.message)
            continue
        progress.update(done, len(inputs), (item.path if isinstance(item, Failure) else item).name)
        if isinstance(item, Failure):
            entry: Result | Failure = item
        else:
            entry = _entry(locator, item, excluded, progress)
        progress.clear()
        if isinstance(entry, Result):
            same = first.setdefault(entry.photo.sha256, entry.photo.path)
            if same != entry.photo.path:
                _note(f"{entry.photo.path}: the same bytes as {same}; located once.")
                continue
        yield entry
    progress.clear()


def _entry(
    locator: Locator, path: Path, excluded: frozenset[str], progress: Progress
) -> Result | Failure:
    """Locate one photo; on a terminal, what the model writes first is shown as it comes."""
    said = ""
    for event in locator.locate(path, excluded):
        if isinstance(event, Words) and event.answer == 0:
            said += event.text
            progress.tail("The model writes, unverified: ", words.one_line(said))
        elif isinstance(event, Result | Failure):
            return event
    raise AssertionError("a locator ends with a result or a failure")


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


def _check_targets(chosen: dict[targets.Kind, Path], inputs: list[Path]) -> None:
    """Refuse to write over a photo, or where nothing can be written, before the work starts."""
    originals = {path.resolve() for path in inputs}
    for name, path in chosen.items():
        if path.resolve() in originals:
            raise UserError(
                f"--{name} {path} would write over a photo.",
                f"Choose a file name that ends in .{name}.",
            )
        if path.is_dir() or not path.parent.is_dir():
            raise UserError(
                f"--{name} {path} is not a file in an existing folder.",
                f"Make the folder {path.parent} first, or choose another one.",
            )
        targets.check(path, name)


def _note(text: str) -> None:
    print(words.one_line(text), file=sys.stderr)
