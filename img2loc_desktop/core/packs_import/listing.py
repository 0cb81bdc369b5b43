"""What lies in a folder that a person gave, without following links out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import path_kinds
from img2loc_desktop.core.packs_import.copying import cannot_read
from img2loc_desktop.core.packs_import.events import Refused
from img2loc_desktop.core.packs_import.strangers import pointer

_MOST_ENTRIES = 20_000
# The cache of Hugging Face's client: models--OWNER--NAME/snapshots/REVISION is full of links
# to models--OWNER--NAME/blobs.
_CACHE = re.compile(r"models--.+--(.+)")


@dataclass(frozen=True, slots=True)
class Listing:
    """The files and folders in a folder by name; what is refused of it at sight.

    ``hidden`` are the names of files that begin with a dot: macOS leaves a "._" file beside each
    one that it writes to a stick, of the same suffix.
    """

    folder: Path
    files: dict[str, Path]
    folders: dict[str, Path]
    refused: tuple[Refused, ...]
    hidden: tuple[str, ...] = ()


def list_folder(folder: Path, root: Path) -> Listing:
    """List one folder; links may lead anywhere inside ``root``. Raises UserError."""
    files: dict[str, Path] = {}
    folders: dict[str, Path] = {}
    refused: list[Refused] = []
    hidden: list[str] = []
    inside = cache_of(root) or root.resolve()
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise cannot_read(folder, error) from error
    for path in entries[:_MOST_ENTRIES]:
        if path.is_symlink() and not _stays(path, inside):
            refused.append(
                Refused(
                    path.name,
                    "a symbolic link",
                    "it leads out of the folder, or to nothing",
                    "Give the file that it stands for, or put a copy in its place.",
                )
            )
        elif path.is_dir():
            if not path.name.startswith("."):
                folders[path.name] = path
        elif path.name.startswith("."):
            hidden.append(path.name)
        elif path.is_file():
            unreal = pointer(path)
            if unreal is None:
                files[path.name] = path
            else:
                refused.append(unreal)
        else:
            refused.append(_no_file(path))
    if len(entries) > _MOST_ENTRIES:
        refused.append(
            Refused(
                folder.name,
                "a folder",
                f"it holds {len(entries):,} files and folders, of which {_MOST_ENTRIES:,} were "
                "looked at",
                "Give the pack's own folder, or its files.",
            )
        )
    return Listing(folder, files, folders, tuple(refused), tuple(hidden))


def _no_file(path: Path) -> Refused:
    try:
        kind = path_kinds.kind_of(path.stat())
    except OSError as error:
        words = cannot_read(path, error)
        return Refused(path.name, "a file", words.message, words.hint)
    return Refused(path.name, kind, "it is no file", "Leave it out.")


def cache_of(folder: Path) -> Path | None:
    """The folder of a model in the cache of Hugging Face's client that this one is part of."""
    for parent in (folder.resolve(), *folder.resolve().parents):
        if _CACHE.fullmatch(parent.name):
            return parent
    return None


def spoken_name(folder: Path) -> str:
    """What a folder is called by people: not "onnx" or a revision, but the model above it."""
    cache = cache_of(folder)
    if cache is not None:
        match = _CACHE.fullmatch(cache.name)
        return match[1] if match else cache.name
    for parent in (folder.absolute(), *folder.absolute().parents):
        if parent.name.lower() not in ("onnx", "visual", "model", "models", "snapshots", "main"):
            return parent.name
    return folder.name


def _stays(path: Path, inside: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(inside)
    except (OSError, RuntimeError):
        return False
