"""Packs: folders that describe themselves in a manifest.json.

A pack is an encoder, an index, a vision-language model, a location model (an encoder of
coordinates) or a network that reads a script. The manifest binds its files by size and SHA-256;
nothing in a pack is trusted before that check. The form of a manifest is published in
models/manifest.schema.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import checked_files, files, pack_names, path_kinds, paths, versions
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields, read_fields
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.words import one_line

MANIFEST = "manifest.json"
SCHEMA = 1
_STEPS: versions.Steps = {}  # from older versions of the manifest
KINDS = ("encoder", "index", "vlm", "location", "ocr")

_LARGEST_MANIFEST = 1 << 20
_LARGEST_FILE = 1 << 50
_SOURCES = frozenset({"words", "model", "vlm"})  # of evidence that are no index
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WEIGHTS = {
    "encoder": "*.onnx",
    "index": "*.usearch",
    "vlm": "*.gguf",
    "location": "*.onnx",
    "ocr": "*_rec_*.onnx",
}


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack: POSIX path relative to the folder, size in bytes, SHA-256 (hex).

    ``computed`` says that its publisher states no SHA-256: it is the one of the import.
    """

    path: str
    bytes: int
    sha256: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself.

    ``details`` is the JSON section named after the kind, not yet validated: read it
    through ``fields()``, whose messages name the pack and the field.
    """

    folder: Path
    schema: int
    kind: str
    name: str
    title: str
    licence: str
    source: str
    files: tuple[PackFile, ...]
    details: Mapping[str, object]

    def fields(self) -> Fields:
        """The section of the pack's kind, ready for typed reading."""
        return Fields(self.details, _origin(self.folder), self.kind)

    def file(self, name: str) -> PackFile:
        """The listed file of that name. Raises UserError when the manifest lists none."""
        for file in self.files:
            if file.path == name:
                return file
        raise UserError(
            f'{_origin(self.folder)} uses "{name}", but does not list it under "files".',
            "Add the file with its size and SHA-256, or get the pack again from its source.",
        )

    def path(self, name: str) -> Path:
        """Where a listed file lies, whether it exists or not.

        Raises UserError when the manifest lists no such file, or when a symbolic link
        takes it out of the pack's folder.
        """
        file = self.folder / self.file(name).path
        try:
            inside = file.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError):  # a link that points to itself
            inside = False
        if not inside:
            raise UserError(
                f'{name} of the pack "{self.name}" is a link that leaves the pack\'s folder.',
                "Replace the link by a copy of the file.",
            )
        return file


@dataclass(frozen=True, slots=True)
class BrokenPack:
    """A folder that looks like a pack and cannot be used, with the reason."""

    folder: Path
    error: UserError


def read_manifest(folder: Path, kind: str | None = None) -> Manifest:
    """Read and validate a pack's manifest; its files are not looked at (see check_files).

    Raises UserError when there is none, when a field is wrong, or when it is of another kind
    than the one asked for.
    """
    return parse_manifest(folder, read_manifest_fields(folder, kind), kind)


def read_manifest_fields(folder: Path, kind: str | None = None) -> Fields:
    """The fields of a pack's manifest, not yet validated. Raises UserError."""
    try:
        path_kinds.check(folder, "folder", _expected(kind))
        if not (folder / MANIFEST).is_file():
            raise UserError(f"{folder} is no pack: it has no {MANIFEST}.", _expected(kind))
    except OSError as error:
        raise _unreadable(folder, error) from error
    return read_fields(folder / MANIFEST, largest=_LARGEST_MANIFEST, origin=_origin(folder))


def check_files(manifest: Manifest, only: Collection[str] | None = None) -> None:
    """Check the pack's files, or only those named, against their sizes and SHA-256.

    Missing and short files are reported before anything is hashed. A check that passed is
    remembered by path, size and modification time. Raises UserError.
    """
    checked = manifest.files if only is None else tuple(manifest.file(name) for name in only)
    remedy = _remedy(manifest)
    try:
        for file in checked:
            path = manifest.path(file.path)
            if not path.is_file():
                raise UserError(f'{file.path} of the pack "{manifest.name}" is missing.', remedy)
            size = path.stat().st_size
            if size != file.bytes:
                raise UserError(
                    f'{file.path} of the pack "{manifest.name}" has {size:,} bytes, '
                    f"expected {file.bytes:,}.",
                    remedy,
                )
        for file in checked:
            matches, found = checked_files.sha256_matches(manifest.path(file.path), file.sha256)
            if not matches:
                raise UserError(
                    f'{file.path} of the pack "{manifest.name}" was altered: its SHA-256 begins '
                    f"with {found[:12]}, expected {file.sha256[:12]}.",
                    remedy,
                )
    except OSError as error:
        raise _unreadable(manifest.folder, error) from error


def describe_files(folder: Path, names: Iterable[str]) -> tuple[PackFile, ...]:
    """Size and SHA-256 of files in a folder, for a new manifest. Raises OSError."""
    return tuple(
        PackFile(name, (folder / name).stat().st_size, files.sha256_of(folder / name))
        for name in names
    )


def write_manifest(manifest: Manifest) -> None:
    """Write manifest.json into the pack's folder, all or nothing.

    What read_manifest would refuse is not written. Raises UserError.
    """
    content: dict[str, object] = {
        "schema": manifest.schema,
        "kind": manifest.kind,
        "name": manifest.name,
        "title": manifest.title,
        "licence": manifest.licence,
        "source": manifest.source,
        "files": [
            {
                "path": file.path,
                "bytes": file.bytes,
                "sha256": file.sha256,
                **({"computed": True} if file.computed else {}),
            }
            for file in manifest.files
        ],
        manifest.kind: dict(manifest.details),
    }
    parse_manifest(manifest.folder, Fields(content, _origin(manifest.folder)), manifest.kind)
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    files.write_text(manifest.folder / MANIFEST, text)


def check_name(name: str) -> None:
    """Refuse a name that no manifest may have. Raises UserError."""
    if not pack_names.is_pack_name(name):
        raise UserError(
            f'A pack cannot have the name "{one_line(name)[:100]}".',
            f"Give another --name of at most 100 characters: {pack_names.NAME_IS}.",
        )


def check_index_name(name: str) -> None:
    """Refuse a name that no index may have. Raises UserError."""
    check_name(name)
    if name.casefold() in _SOURCES:
        raise UserError(
            f'An index cannot have the name "{name}": results and calibrations call another '
            "source of evidence so.",
            "Give another --name.",
        )


def find_packs(
    kind: str, folders: Iterable[Path] | None = None
) -> tuple[Manifest | BrokenPack, ...]:
    """The packs of a kind in the sub-folders of ``folders``, sorted by folder.

    Without ``folders``: those that ship with the app, then the user's. A pack that cannot
    be read comes back as a BrokenPack, and so does a folder that holds weights of the kind
    but no manifest.
    """
    if folders is None:
        folders = (paths.bundled_models(), paths.user_models())
    found: list[Manifest | BrokenPack] = []
    for parent in folders:
        try:
            candidates = _pack_folders(parent, kind)
        except OSError as error:
            found.append(BrokenPack(parent, _unreadable(parent, error)))
            continue
        for folder in candidates:
            try:
                found.append(read_manifest(folder, kind))
            except _OtherKindError:
                continue
            except UserError as error:
                found.append(BrokenPack(folder, error))
    return tuple(found)


class _OtherKindError(UserError):
    """The manifest is of another kind than the one asked for."""


def _pack_folders(parent: Path, kind: str) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(
        folder
        for folder in parent.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and _looks_like_pack(folder, kind)
    )


def _looks_like_pack(folder: Path, kind: str) -> bool:
    try:
        return (folder / MANIFEST).exists() or any(folder.glob(_WEIGHTS[kind]))
    except OSError:  # read_manifest will say that it cannot be read
        return True


def parse_manifest(
    folder: Path, fields: Fields, kind: str | None = None, *, published: bool = False
) -> Manifest:
    """Validate the fields of a manifest. Raises UserError, whose message names the field.

    A ``published`` manifest, one that is being imported, need not state sizes and hashes; they
    come back as -1 and "".
    """
    fields = versions.forward(
        fields, SCHEMA, _STEPS, again=phrase("Get a pack made for this version.")
    )
    stated = fields.choice("kind", KINDS)
    if kind is not None and stated != kind:
        raise _OtherKindError(
            f"{folder} is a pack of the kind {stated}, not {kind}.",
            _expected(kind),
        )
    name = fields.text("name", longest=100)
    if not pack_names.is_pack_name(name):
        fields.refuse("name", pack_names.NAME_IS)
    return Manifest(
        folder=folder,
        schema=SCHEMA,
        kind=stated,
        name=name,
        title=fields.text("title", default=name, longest=200),
        licence=fields.text("licence", default=""),
        source=fields.text("source", default=""),
        files=_parse_files(fields, published),
        details=fields.section(stated).values,
    )


def _parse_files(fields: Fields, published: bool) -> tuple[PackFile, ...]:
    listed: dict[str, PackFile] = {}
    for entry in fields.sections("files"):
        path = entry.text("path", longest=255)
        if not is_inside(path):
            entry.refuse("path", "a relative path inside the pack's folder, with / and without ..")
        if not all(map(pack_names.is_portable, path.split("/"))):
            entry.refuse("path", "names that files can have on Windows, too")
        key = pack_names.folded(path)
        if key in listed or key == MANIFEST:
            entry.refuse("path", f"each file once, and not {MANIFEST} itself")
        sha256, size = "", -1
        if entry.has("sha256") or not published:
            sha256 = entry.text("sha256")
            if not _SHA256.fullmatch(sha256):
                entry.refuse("sha256", "64 hexadecimal digits in lower case")
        if entry.has("bytes") or not published:
            size = entry.integer("bytes", 0, _LARGEST_FILE)
        listed[key] = PackFile(path, size, sha256, entry.flag("computed", False))
    if not listed:
        fields.refuse("files", "at least one file")
    return tuple(listed.values())


def is_inside(path: str) -> bool:
    """Whether a path is relative, POSIX, and means the same on every system."""
    parts = path.split("/")  # the excluded characters separate, or are not allowed, on Windows
    return not set(path) & set('\\:*?"<>|') and not any(part in ("", ".", "..") for part in parts)


def _origin(folder: Path) -> str:
    return f"{MANIFEST} of {folder.name}"


def _expected(kind: str | None) -> str:
    what = f"a pack of the kind {kind}" if kind else "a pack"
    return f"Give the folder of {what}: {MANIFEST} and the files it lists."


def _unreadable(folder: Path, error: OSError) -> UserError:
    reason = error.strerror or str(error)
    return UserError(
        f"The folder {folder} cannot be read: {reason}.",
        "Check that you may read it and what it holds, then try again.",
    )


def _remedy(manifest: Manifest) -> str:
    where = f" ({manifest.source})" if manifest.source else ""
    return f"Get the pack again from its source{where}, or remove the folder {manifest.folder}."
