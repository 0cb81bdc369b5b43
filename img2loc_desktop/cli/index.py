"""``img2loc index``: build, add, gallery, info, verify, export."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from img2loc_desktop.cli.progress import Progress
from img2loc_desktop.core import index, pack_library, paths, sources, together, words
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gallery import build_gallery
from img2loc_desktop.core.index import IndexSettings, inspection
from img2loc_desktop.core.index.progress import BuildEvent, BuildFinished
from img2loc_desktop.core.location import LocationModel
from img2loc_desktop.core.pack_names import pack_name
from img2loc_desktop.core.together import Together


def run(options: argparse.Namespace) -> int:
    """Do what the action says; 0 when done, 1 when ``verify`` found something wrong."""
    actions = {
        "build": _build,
        "add": _add,
        "gallery": _gallery,
        "info": _info,
        "verify": _verify,
        "export": _export,
    }
    return actions[options.action](options)


def _build(options: argparse.Namespace) -> int:
    # One thread a photo: the photos are what is embedded side by side.
    encoder = Encoder.open(_encoder(options) or sources.starter_encoder(), threads=1)
    events = index.build_from_photos(options.source, options.out, encoder, name=options.name)
    return _follow_json(events) if options.json else _follow(events)


def _add(options: argparse.Namespace) -> int:
    folder = _encoder(options) or sources.encoder_of_index(options.pack)
    events = index.add(options.pack, options.source, Encoder.open(folder, threads=1))
    return _follow_json(events) if options.json else _follow(events)


def _gallery(options: argparse.Namespace) -> int:
    folder = pack_library.pack_folder(options.model, "location")
    if not folder.exists():
        raise UserError(
            f"There is no location model named {options.model}.",
            "Import GeoCLIP first: img2loc models import geoclip-1.3.0-py3-none-any.whl",
        )
    model = LocationModel.open(folder)
    stem = model.name if options.points is None else options.points.stem
    out = options.out or paths.user_models() / pack_name(f"{stem}-gallery")
    events = build_gallery(out, model, options.points, name=options.name)
    return _follow_json(events) if options.json else _follow(events)


def _encoder(options: argparse.Namespace) -> Path | None:
    return options.encoder and pack_library.pack_folder(options.encoder, "encoder")


def _follow(events: Iterator[BuildEvent]) -> int:
    """Show a build: each skipped file on a line of its own, and a summary at the end."""
    progress = Progress()
    for event in events:
        if isinstance(event, BuildFinished):
            progress.clear()
            added = f"{event.added:,}" if event.added else "none"
            print(f"{event.folder}: {event.count:,} points, {added} of them new.")
            if event.skipped:
                print(
                    f"{len(event.skipped):,} skipped, {event.without_position:,} of them "
                    "because they have no GPS position."
                )
            continue
        if event.skipped:
            progress.clear()
            for item in event.skipped:
                print(f"skipped {words.one_line(str(item.path))}: {item.reason}", file=sys.stderr)
        noun = "points in the graph" if event.stage == "graph" else event.stage
        progress.show(event.done, event.total, event.rate, event.seconds_left, noun)
    return 0


def _follow_json(events: Iterator[BuildEvent]) -> int:
    """One JSON object an event and line, for the window and for scripts."""
    for event in events:
        if isinstance(event, BuildFinished):
            line: dict[str, object] = {
                "event": "finished",
                "folder": str(event.folder),
                "count": event.count,
                "added": event.added,
                "skipped": len(event.skipped),
                "without_position": event.without_position,
            }
        else:
            line = {
                "event": "progress",
                "stage": event.stage,
                "done": event.done,
                "total": event.total,
                "rate": event.rate,
                "seconds_left": event.seconds_left,
                "skipped": [
                    {"path": str(item.path), "reason": item.reason} for item in event.skipped
                ],
            }
        print(json.dumps(line), flush=True)
    return 0


def _info(options: argparse.Namespace) -> int:
    info = inspection.info(options.pack)
    common, problems = together.of_index(options.pack, info.sha256)
    rows = (
        ("Name", f"{info.name} ({info.title})"),
        ("Points", f"{info.count:,} of {info.dimension} dimensions, {info.bytes / 1e6:,.1f} MB"),
        ("Encoder", f"{info.encoder.name}, output {info.encoder.role}"),
        ("", info.encoder.sha256),
        ("Trust", _trust(info.settings)),
        *(("Together", _together(found)) for found in common),
        ("Sources", "recorded" if info.has_sources else "none: points without photos"),
        ("Graph", "yes" if info.has_graph else "none needed at this size"),
        ("Licence", info.licence),
        ("Source", info.source),
        ("SHA-256", f"{info.sha256} (manifest, which binds all files)"),
    )
    for label, text in rows:
        print(f"{label:8} {words.one_line(text)}")
    for problem in (info.problem, *problems):
        if problem:
            print(words.one_line(f"wrong: {problem}"), file=sys.stderr)
    return 0


def _trust(settings: IndexSettings) -> str:
    return settings.trust + (f" on {settings.calibrated_on}" if settings.calibrated_on else "")


def _together(found: Together) -> str:
    """A calibration of this index with others, as it is used when just these answer."""
    weights = ", ".join(f"{name} {fit.weight:.2f}" for name, fit in found.sources.items())
    members = " + ".join(f"{each.name} ({each.sha256[:12]})" for each in found.members)
    return (
        f"{_trust(found.whole)} when just these answer: {members}; weights {weights}; agreement "
        f"{found.agreement:.2f}"
    )


def _verify(options: argparse.Namespace) -> int:
    found = inspection.verify(options.pack)
    for problem in found.problems:
        print(f"wrong: {problem}")
    if found.problems:
        print("Do not use this index. Build it again, or get it again from its source.")
        return 1
    print(f"{options.pack}: all {len(found.checked)} files are as they were written.")
    return 0


def _export(options: argparse.Namespace) -> int:
    count = inspection.export_points(options.pack, options.geojson)
    print(f"{options.geojson}: {count:,} points.")
    return 0
