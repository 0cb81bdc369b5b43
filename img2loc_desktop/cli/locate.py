"""``img2loc locate``: photos in, places out, as text, JSON lines or files."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from img2loc_desktop.cli.progress import Progress
from img2loc_desktop.cli.usage import UsageError
from img2loc_desktop.core import (
    exports,
    files,
    pack_library,
    paths,
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
    parts = _parts(options)
    inputs = list(photos.expand(options.photos))
    _check_targets(outputs, [path for path in inputs if isinstance(path, Path)])
    locator = sources.open_locator(_configuration(options))
    excluded = _hashes(inputs) if options.not_each_other else frozenset()
    entries: list[Result | Failure] = []
    complete = True
    try:
        for entry in _entries(locator, inputs, excluded, options.small_words):
            entries.append(entry)
            print(protocol.to_line(entry) if options.json else summary(entry), flush=True)
    finally:
        # Also after Ctrl-C: what was found so far is not lost.
        if entries:
            complete = _write(outputs, entries, parts)
    if not entries:
        raise UserError(
            "There was no photo to locate in what was given.",
            f"Known kinds: {', '.join(sorted(photos.SUFFIXES))}.",
        )
    return 0 if complete and all(isinstance(entry, Result) for entry in entries) else 1


def _indexes(given: list[tuple[str, float | None]]) -> dict[Path, float]:
    """The folders of the indexes, each with its weight."""
    found: dict[Path, float] = {}
    for name, weight in given:
        folder = pack_library.pack_folder(name, "index")
        if folder.resolve() in {other.resolve() for other in found}:
            raise UsageError(f"--index {name} is given twice.", "Name each index once.")
        found[folder] = 1.0 if weight is None else weight
    return found


def _parts(options: argparse.Namespace) -> exports.Parts:
    """What the exports show; by default what they show elsewhere."""
    chosen: frozenset[str] | None = options.parts
    if chosen is None:
        return exports.USUAL
    if not (options.geojson or options.kml or options.kmz):
        raise UsageError(
            "--parts says what GeoJSON, KML and KMZ show, and none of them is to be written.",
            "Add --geojson F, --kml F or --kmz F, or leave --parts out.",
        )
    return exports.Parts(
        areas="areas" in chosen,
        candidates="candidates" in chosen,
        neighbours="near" in chosen,
        far="far" in chosen,
        own_gps="own-gps" in chosen,
        cells="cells" in chosen,
    )


def _write(
    outputs: dict[targets.Kind, Path], entries: list[Result | Failure], parts: exports.Parts
) -> bool:
    """Write every file that can be written; whether all could."""
    complete = True
    for name, path in outputs.items():
        try:
            exports.write(path, entries, format=name, parts=parts)
        except UserError as error:
            complete = False
            print(f"img2loc: {error.message}\n  {error.hint}", file=sys.stderr)
    return complete


def _model(options: argparse.Namespace) -> Path | None:
    """The folder of the multimodal model to ask, if any."""
    if options.no_vlm:
        return None
    if not options.vlm:
        return vlm.installed_pack()
    folder = vlm.pack_folder(options.vlm)
    broken = paths.user_models() / options.vlm  # is told when it is opened, and why
    if not os.path.lexists(folder) and not os.path.lexists(broken):
        try:
            vlm.open_pack(folder)
        except UserError as error:
            raise UsageError(error.message, error.hint) from error
    return folder


def _configuration(options: argparse.Namespace) -> Configuration:
    if options.anchors and options.prompt and not prompt.load(options.prompt).shows_neighbours:
        raise UsageError(
            f"--prompt {options.prompt} shows no neighbours: --anchors would have no effect.",
            "Leave out one of the two.",
        )
    if options.small_words and not options.ocr:
        raise UsageError(
            "--small-words is of no use with --no-ocr: no words are read.",
            "Leave out one of the two.",
        )
    attention = {"on": True, "off": False}.get(options.flash_attention)
    indexes = _indexes(options.index)
    return Configuration(
        indexes=tuple(indexes),
        weights=tuple(indexes.values()),
        encoders=tuple(pack_library.pack_folder(text, "encoder") for text in options.encoder),
        vlm=_model(options),
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
    locator: Locator, inputs: list[Path | Failure], excluded: frozenset[str], small_words: bool
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
            following = inputs[done + 1] if done + 1 < len(inputs) else None
            if isinstance(following, Path):
                locator.read_ahead(following)
            entry = _entry(locator, item, excluded, small_words, progress)
        progress.clear()
        if isinstance(entry, Result):
            same = first.setdefault(entry.photo.sha256, entry.photo.path)
            if same != entry.photo.path:
                _note(f"{entry.photo.path}: the same bytes as {same}; located once.")
                continue
        yield entry
    progress.clear()


def _entry(
    locator: Locator, path: Path, excluded: frozenset[str], small_words: bool, progress: Progress
) -> Result | Failure:
    """Locate one photo; on a terminal, what the model writes first is shown as it comes."""
    said = ""
    for event in locator.locate(path, excluded, reread=small_words):
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
    if len({path.resolve() for path in chosen.values()}) < len(chosen):
        given = " ".join(f"--{name} {path}" for name, path in chosen.items())
        raise UsageError(f"The same file is given twice: {given}.", "Give each a name of its own.")
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
