"""The import of packs as a whole: find, copy, check, install; one refusal never ends it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from img2loc_desktop.core import checked_files, model_packs, path_kinds, paths
from img2loc_desktop.core import pack_staging as staging
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write
from img2loc_desktop.core.pack_names import folded, spelled
from img2loc_desktop.core.packs_import import archive, calibrations, checks, recognise
from img2loc_desktop.core.packs_import.copying import Mode
from img2loc_desktop.core.packs_import.events import (
    Decided,
    Imported,
    ImportEvent,
    LeftOut,
    Refused,
)
from img2loc_desktop.core.packs_import.plan import FilesPlan, Plan

_ARCHIVES = (".zip", ".whl")
_KINDS = {
    "encoder": "an image encoder",
    "index": "an index of geotagged places",
    "vlm": "a language model",
    "location": "a location model",
    "ocr": "a reader of a script",
}


def import_packs(
    given: Iterable[Path],
    mode: Mode = "copy",
    *,
    name: str | None = None,
    encoder: Path | None = None,
) -> Iterator[ImportEvent]:
    """Import packs, and what packs can be made of, into the user's folder of packs.

    ``given`` are folders, archives and files; files are taken together. ``name`` is that of
    the pack, when only one comes of it; ``encoder`` the pack whose vectors an array holds.
    Everything that was refused comes as an event; what was not refused is installed. Stopped
    at any moment, each pack is either whole or not there, and the same call does the rest.

    Raises UserError only when the folder of packs cannot be used at all.
    """
    models = paths.user_models()
    with staging.library_open(models), contextlib.ExitStack() as unpacked:
        for item in _found([path.absolute() for path in given], models, encoder, unpacked):
            if isinstance(item, Decided | Refused):
                yield item
            elif isinstance(item, LeftOut):
                if item.names:
                    yield item
            elif isinstance(item, _Unpacking):
                yield item.event
            else:
                yield from _import(item, models, mode, name)


class _Unpacking:
    """Progress of an archive, among what was found."""

    def __init__(self, event: ImportEvent) -> None:
        self.event = event


def _found(
    given: list[Path], models: Path, encoder: Path | None, unpacked: contextlib.ExitStack
) -> Iterator[recognise.Found | _Unpacking]:
    files = []
    for path in given:
        if path.is_dir():
            yield from recognise.look_through(path, encoder)
            continue
        try:
            path_kinds.check(path, "file", "Give a folder, an archive or files.")
        except UserError as error:
            yield Refused(path.name, "no file or folder", error.message, error.hint)
            continue
        if path.suffix.lower() in _ARCHIVES:
            yield from _archive(path, models, encoder, unpacked)
        else:
            files.append(path)
    if files:
        yield from recognise.loose(files, encoder)


def _archive(
    path: Path, models: Path, encoder: Path | None, unpacked: contextlib.ExitStack
) -> Iterator[recognise.Found | _Unpacking]:
    try:
        folder = unpacked.enter_context(staging.staged(models)) / path.stem
        folder.mkdir()
        for event in archive.unpack(path, folder, models):
            yield _Unpacking(event)
    except UserError as error:
        yield Refused(path.name, "a zip archive", error.message, error.hint)
        return
    except OSError as error:
        words = cannot_write(models, error)
        yield Refused(path.name, "a zip archive", words.message, words.hint)
        return
    yield from recognise.look_through(folder, encoder, path.name)


def _import(plan: Plan, models: Path, mode: Mode, name: str | None) -> Iterator[ImportEvent]:
    chosen = plan.name if name is None else spelled(name)
    target = models / chosen
    staged = target
    if plan.sources and all(staging.is_staged(path, models) for path in plan.sources):
        mode = "link"  # unpacked from an archive, which stays where it is
    try:
        yield Decided(f"{plan.label}: {_KINDS[plan.kind]}, named {chosen}.")
        model_packs.check_name(chosen)
        _refuse_taken(chosen, models)
        elsewhere = _folder_elsewhere(plan, models) if mode == "link" else None
        if elsewhere is not None:
            yield from _link_folder(elsewhere, target)
            return
        staging.check_room(models, 0 if target.exists() else plan.room(mode))
        with staging.staged(models) as staged:
            yield from plan.build(staged, chosen, mode)
            new = not _is_there(staged, target)
            yield from calibrations.bring(plan, staged if new else target)
            if new:
                staging.install(staged, target)
        manifest = model_packs.read_manifest(target)
        for file in manifest.files:
            checked_files.remember(manifest.path(file.path), file.sha256)
        if mode == "move":
            yield from _take_away((*plan.sources, *calibrations.taken(plan, target)))
        size = sum(file.bytes for file in manifest.files)
        yield Imported(target, manifest.name, manifest.kind, size, new)
    except UserError as error:
        why, remedy = (_visible(text, staged, target) for text in (error.message, error.hint))
        yield Refused(plan.label, _KINDS[plan.kind], why, remedy)
    except OSError as error:
        words = cannot_write(target, error)
        yield Refused(plan.label, _KINDS[plan.kind], words.message, words.hint)


def _visible(text: str, staged: Path, target: Path) -> str:
    """The words with the pack that was to be in place of its hidden folder, which is gone."""
    return text.replace(staged.name, target.name) if staged.name in text else text


def _refuse_taken(chosen: str, models: Path) -> None:
    """Raise UserError for a name that is taken, here or where capital letters do not count."""
    if (paths.bundled_models() / chosen).exists():
        raise UserError(
            f"{chosen} is the name of a pack that ships with the app.",
            "Give it another name with --name NAME.",
        )
    for folder in (paths.bundled_models(), models):
        for other in sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else ():
            if other != chosen and folded(other) == folded(chosen):
                raise UserError(
                    f"A pack named {other} is installed already; on many systems {chosen} would be "
                    "the same folder.",
                    "Give it another name with --name NAME.",
                )


def _is_there(folder: Path, target: Path) -> bool:
    """Whether the very pack is installed already. Raises UserError for another of that name."""
    if not target.exists() and not target.is_symlink():
        return False
    staged = model_packs.read_manifest(folder)
    try:
        other = model_packs.read_manifest(target)
        model_packs.check_files(other)
    except UserError as error:
        raise UserError(
            f"A pack named {target.name} is installed already, and it is broken: {error.message}",
            f"Remove it first: img2loc models remove {target.name}",
        ) from error
    if _content(other) != _content(staged):
        raise UserError(
            f"Another pack named {target.name} is installed already.",
            f"Give this one another name with --name NAME, or remove the other first: "
            f"img2loc models remove {target.name}",
        )
    return True


def _content(manifest: model_packs.Manifest) -> tuple[str, set[tuple[str, str]], object]:
    hashes = {(file.path, file.sha256) for file in manifest.files}
    return manifest.kind, hashes, dict(manifest.details)


def _folder_elsewhere(plan: Plan, models: Path) -> Path | None:
    """The folder of a complete pack on another disk, which can only be linked as a whole."""
    if not isinstance(plan, FilesPlan) or plan.manifest is None:
        return None
    folder = plan.manifest.parent
    return folder if folder.stat().st_dev != models.stat().st_dev else None


def _link_folder(folder: Path, target: Path) -> Iterator[ImportEvent]:
    if target.is_symlink() or target.exists():
        raise UserError(
            f"A pack named {target.name} is installed already.",
            f"Remove it first: img2loc models remove {target.name}",
        )
    manifest = model_packs.read_manifest(folder)
    model_packs.check_files(manifest)
    yield from checks.check(manifest.kind, folder)
    try:
        target.symlink_to(folder, target_is_directory=True)
    except OSError as error:
        raise cannot_write(target, error) from error
    yield Decided(f"Nothing was copied: the pack stays on its disk, in {folder}.")
    size = sum(file.bytes for file in manifest.files)
    yield Imported(target, manifest.name, manifest.kind, size)


def _take_away(sources: tuple[Path, ...]) -> Iterator[Decided]:
    """Remove the first names of what was moved, once the pack is installed."""
    kept = []
    for source in sources:
        try:
            os.unlink(source)  # noqa: PTH108 - tests end the process before each such step
        except OSError as error:
            kept.append(f"{source} ({error.strerror})")
    for folder in {source.parent for source in sources}:
        with contextlib.suppress(OSError):
            folder.rmdir()  # only when nothing else lies there
    if kept:
        yield Decided(f"Copied, but still in their old place: {', '.join(kept)}.")
