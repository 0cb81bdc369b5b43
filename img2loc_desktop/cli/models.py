"""``img2loc models``: list, import, verify, remove, export, where."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from img2loc_desktop.cli.progress import Progress
from img2loc_desktop.core import pack_library, paths, sources, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.pack_library import Installed
from img2loc_desktop.core.packs_import import (
    Copying,
    Decided,
    Imported,
    ImportEvent,
    LeftOut,
    Refused,
    import_packs,
)

_EVENTS = {
    Decided: "decided",
    Copying: "copying",
    LeftOut: "left_out",
    Refused: "refused",
    Imported: "imported",
}


def run(options: argparse.Namespace) -> int:
    """Do what the action says; 0 when all was done, 1 when something was refused or is wrong."""
    actions = {
        "list": _list,
        "import": _import,
        "verify": _verify,
        "remove": _remove,
        "export": _export,
        "where": _where,
    }
    return actions[options.action](options)


def _list(options: argparse.Namespace) -> int:
    found = pack_library.installed()
    if options.json:
        print(json.dumps([_described(pack) for pack in found], indent=2, ensure_ascii=False))
        return 0
    for pack in found:
        print(_row(pack))
    if not found:
        print("No packs. Import one: img2loc models import PATH")
    return 0


def _row(pack: Installed) -> str:
    if pack.manifest is None:
        error = pack.error
        text = f"{error.message}\n  {error.hint}" if error else "It cannot be read."
        return f"{words.one_line(pack.name)}: NOT USABLE. {text}"
    manifest = pack.manifest
    size = sum(file.bytes for file in manifest.files)
    lines = [
        f"{manifest.name}: {manifest.kind}, {words.size(size)}, {pack.origin}",
        f"  {manifest.title}; licence: {manifest.licence or 'not stated'}",
    ]
    with contextlib.suppress(OSError, UserError):  # verify says what is wrong with it
        file, sha256 = pack_library.identity(manifest)
        lines.append(f"  {file}: SHA-256 {sha256}")
    if manifest.kind == "index":
        try:
            sources.makers_of_index(manifest.folder)
        except UserError as error:
            lines.append(f"  It cannot be searched: {error.message}\n  {error.hint}")
    if any(file.computed for file in manifest.files):
        lines.append("  Its publisher states no SHA-256; that of the import is checked.")
    return "\n".join(lines)


def _described(pack: Installed) -> dict[str, object]:
    described: dict[str, object] = {
        "name": pack.name,
        "folder": str(pack.folder),
        "origin": pack.origin,
    }
    if pack.manifest is None:
        error = pack.error
        return {
            **described,
            "error": {"message": error.message, "hint": error.hint} if error else {},
        }
    manifest = pack.manifest
    return {
        **described,
        "kind": manifest.kind,
        "title": manifest.title,
        "licence": manifest.licence,
        "source": manifest.source,
        "files": [asdict(file) for file in manifest.files],
    }


def _import(options: argparse.Namespace) -> int:
    encoder = None
    if options.encoder is not None:
        encoder = pack_library.pack_folder(options.encoder, "encoder")
    events = import_packs(options.paths, options.mode, name=options.name, encoder=encoder)
    return _follow_json(events) if options.json else _follow(events)


def _follow(events: Iterator[ImportEvent]) -> int:
    progress = Progress()
    refused = imported = 0
    for event in events:
        if isinstance(event, Copying):
            progress.show(event.done >> 20, event.total >> 20, 0, None, "MB", event.name)
            continue
        progress.clear()
        if isinstance(event, Decided):
            print(words.one_line(event.text))
        elif isinstance(event, LeftOut):
            names = ", ".join(event.names[:10])
            more = f" and {len(event.names) - 10} more" if len(event.names) > 10 else ""
            print(words.one_line(f"Not needed: {names}{more}."))
        elif isinstance(event, Refused):
            refused += 1
            print(words.one_line(f"refused {event.name}: {event.what}."), file=sys.stderr)
            print(words.one_line(f"  {_sentence(event.why)}"), file=sys.stderr)
            print(words.one_line(f"  {event.remedy}"), file=sys.stderr)
        else:
            imported += 1
            state = "Installed" if event.new else "Already installed"
            print(
                f"{state}: {event.name} ({event.kind}, {words.size(event.bytes)}) in {event.folder}"
            )
    return 1 if refused or not imported else 0


def _follow_json(events: Iterator[ImportEvent]) -> int:
    refused = imported = 0
    for event in events:
        refused += isinstance(event, Refused)
        imported += isinstance(event, Imported)
        line = {"event": _EVENTS[type(event)], **asdict(event)}
        print(json.dumps(line, default=str, ensure_ascii=False), flush=True)
    return 1 if refused or not imported else 0


def _verify(options: argparse.Namespace) -> int:
    packs = [pack_library.find(options.name)] if options.name else pack_library.installed()
    failed = False
    for pack in packs:
        problems = []
        stated = True
        for checked in pack_library.verify(pack):
            stated = stated and not checked.computed
            if checked.problem is not None:
                problems.append(f"  {checked.file}: {checked.problem}")
        if problems:
            failed = True
            print(f"{words.one_line(pack.name)}: WRONG")
            print("\n".join(map(words.one_line, problems)))
            print("  Do not use it. Remove it and import it again from its source.")
        else:
            whose = "they were published" if stated else "they were imported"
            print(f"{pack.name}: all files are as {whose}.")
    return 1 if failed else 0


def _remove(options: argparse.Namespace) -> int:
    pack = pack_library.find(options.name)
    dependants = pack_library.needed_by(pack.manifest) if pack.manifest else ()
    pack_library.remove(pack)
    what = "The link to it is" if pack.origin == "linked" else "It is"
    print(f"{pack.name}: {what} removed.")
    if dependants:
        print(f"These indexes cannot be searched without it: {', '.join(dependants)}.")
    return 0


def _export(options: argparse.Namespace) -> int:
    progress = Progress()
    pack = pack_library.find(options.name)
    for done, total in pack_library.export(pack, options.file):
        progress.show(done >> 20, total >> 20, 0, None, "MB")
    progress.clear()
    print(f"{options.file}: {pack.name}, {words.size(options.file.stat().st_size)}.")
    print("To install it elsewhere: img2loc models import FILE.zip")
    return 0


def _where(options: argparse.Namespace) -> int:
    print(paths.user_models())
    print(f"Packs that ship with the app: {paths.bundled_models()}", file=sys.stderr)
    return 0


def _sentence(text: str) -> str:
    if text.partition(" ")[0].isalpha():  # a file's name stays as it is
        text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
