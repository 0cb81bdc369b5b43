"""What people really have on their sticks: which files make a pack, and what the rest is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.model_packs import MANIFEST
from img2loc_desktop.core.packs_import import (
    clip,
    events,
    features,
    geoclip_package,
    language,
    published,
)
from img2loc_desktop.core.packs_import.events import Decided, LeftOut, Refused
from img2loc_desktop.core.packs_import.listing import Listing, list_folder, spoken_name
from img2loc_desktop.core.packs_import.plan import FilesPlan, Plan
from img2loc_desktop.core.packs_import.strangers import TABLES, is_harmless, pointer, stranger

Found = Plan | Decided | Refused | LeftOut

_DEEPEST = 4
_MOST_FOLDERS = 500


def look_through(root: Path, encoder: Path | None, label: str = "") -> Iterator[Found]:
    """The packs in a folder and the folders below it, and what is refused there.

    ``encoder`` is the pack whose vectors arrays hold; ``label`` what the user calls the folder.
    """
    label = label or root.name
    pending = [(root, 0)]
    harmless: list[str] = []
    seen = found = 0
    deeper = False
    while pending and seen < _MOST_FOLDERS:
        folder, depth = pending.pop(0)
        seen += 1
        try:
            listing = list_folder(folder, root)
        except UserError as error:
            found += 1
            yield Refused(folder.name, "a folder", error.message, error.hint)
            continue
        found += len(listing.refused)
        yield from listing.refused
        if MANIFEST not in listing.files:
            harmless += listing.hidden
        below = set(listing.folders.values())
        for item in _here(listing, root, encoder, label, below):
            if isinstance(item, LeftOut):
                harmless += item.names
                continue
            found += not isinstance(item, Decided)
            yield item
        if depth < _DEEPEST:
            pending += [(path, depth + 1) for path in sorted(below)]
        else:
            deeper |= bool(below)
    if deeper or pending:
        yield Decided(
            f"{label}: folders more than {_DEEPEST} levels down, or after the first "
            f"{_MOST_FOLDERS}, were not looked through."
        )
    if harmless:
        yield LeftOut(tuple(harmless))
    if not found:
        yield Refused(
            label,
            "a folder",
            "it holds no pack and nothing that a pack can be made of",
            "Give a pack, an ONNX export of CLIP or SigLIP, GGUF files, a CSV with a .npy, or the "
            "Python package geoclip.",
        )


def loose(paths: Sequence[Path], encoder: Path | None) -> Iterator[Found]:
    """What files that were given one by one make together."""
    pointers = {path: unreal for path in paths if (unreal := pointer(path)) is not None}
    yield from pointers.values()
    given = [path for path in paths if path not in pointers]
    networks = [path for path in given if path.suffix.lower() == ".onnx"]
    for path in networks:
        yield from _export(path)
    # A configuration that was given beside its network is no stranger.
    names = {path.name for network in networks for path in network.parent.iterdir()}
    rest = [path for path in given if path not in networks]
    found = bool(networks)
    for item in _files(rest, encoder, ", ".join(path.name for path in given)):
        if isinstance(item, LeftOut) and set(item.names) <= names:
            continue
        if isinstance(item, LeftOut) and not found:
            # Somebody expected a pack of just these.
            yield from (stranger(path) for path in rest if path.name in item.names)
            continue
        found |= not isinstance(item, Decided)
        yield item


def _here(
    listing: Listing, root: Path, encoder: Path | None, label: str, below: set[Path]
) -> Iterator[Found]:
    """What one folder holds; takes away from ``below`` what need not be looked through."""
    folder, files = listing.folder, listing.files
    called = label if folder == root else folder.name
    if MANIFEST in files:
        below.clear()
        # A stick may hold several of one name: the way to each is said.
        yield from _published(folder, Path(label, folder.relative_to(root)).as_posix())
        return
    package = geoclip_package.find(folder)
    if package is not None:
        below.clear()
        yield geoclip_package.GeoClipPlan(called, package)
        return
    rest = set(files.values())
    export = clip.find(listing, root)
    if export is not None:
        below -= export.consumed
        rest -= export.consumed
        rest = {path for path in rest if path.suffix not in (".onnx", ".onnx_data", ".data")}
        yield from map(Decided, export.decisions)
        what = "an export of an image encoder"
        yield from _one(lambda: clip.plan(export, called), export.networks[0].name, what)
        yield LeftOut(tuple(sorted(path.name for path in rest)))
        return
    yield from _files(sorted(rest), encoder, called)


def _published(folder: Path, called: str) -> Iterator[Found]:
    """A pack, and what lies in its folder and does not belong to it."""
    for item in _one(lambda: published.plan(folder, called), called, "a pack"):
        if isinstance(item, FilesPlan):
            left = published.unlisted(folder, item)
            if left:
                yield events.unlisted(called, left)
        yield item


def _files(paths: list[Path], encoder: Path | None, label: str) -> Iterator[Found]:
    """GGUF files together, a table with its array, and the rest one by one."""
    models = [path for path in paths if path.suffix.lower() == ".gguf"]
    if models:
        yield from language.plans(models, label)
    arrays = [path for path in paths if path.suffix.lower() == ".npy"]
    tables = [path for path in paths if path.suffix.lower() in TABLES]
    taken = set(models)
    for array in arrays:
        table = _table_of(array, arrays, tables)
        if table is None:
            continue
        taken |= {array, table}
        yield from _one(
            partial(_features, table, array, encoder),
            f"{table.name} and {array.name}",
            "a table of places with the vectors of photos",
        )
    rest = [path for path in paths if path not in taken]
    yield LeftOut(tuple(path.name for path in rest if is_harmless(path)))
    yield from (stranger(path) for path in rest if not is_harmless(path))


def _features(table: Path, array: Path, encoder: Path | None) -> Plan:
    return features.FeaturesPlan(table, array, features.choose_encoder(encoder, array))


def _table_of(array: Path, arrays: list[Path], tables: list[Path]) -> Path | None:
    """The table of an array: the one of the same name, or the only one for the only one."""
    same = [table for table in tables if table.stem == array.stem]
    if same:
        return same[0]
    return tables[0] if len(tables) == len(arrays) == 1 else None


def _export(path: Path) -> Iterator[Found]:
    what = "a network (ONNX)"
    yield from _one(
        lambda: clip.plan(clip.of_file(path), spoken_name(path.parent)), path.name, what
    )


def _one(make: Callable[[], Plan], name: str, what: str) -> Iterator[Found]:
    try:
        yield make()
    except UserError as error:
        yield Refused(name, what, error.message, error.hint)
