"""Unpacking a zip that a stranger made: nothing leaves the folder, nothing fills the disk.

Only what the manifest lists is taken; where there is no manifest, all regular files. Each
member is read to its end, so that zip's own checksum is checked as well.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from img2loc_desktop.core import calibration_files, model_packs, pack_names, pack_sections
from img2loc_desktop.core import pack_staging as staging
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import parse_fields
from img2loc_desktop.core.packs_import import copying, events
from img2loc_desktop.core.packs_import.events import Copying, Decided

_MOST_MEMBERS = 20_000
# Weights hardly shrink, tables of coordinates to a fifth; a bomb grows a thousandfold and more.
_LARGEST_RATIO = 100
_SMALL = 64 << 20  # below this no ratio is suspicious
_CHUNK = 8 << 20
_ENCRYPTED = 1
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file of the archive; ``name`` is where it goes, relative and POSIX."""

    name: str
    info: zipfile.ZipInfo


def unpack(path: Path, folder: Path, models: Path) -> Iterator[Copying | Decided]:
    """Unpack an archive into an empty folder; ``models`` is on the disk that must have room.

    What it holds beside the files of its manifest stays in it, and is said.

    Raises UserError for an archive that is damaged, encrypted, or not safe to unpack.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            every = _members(archive, path)
            members = _listed(archive, path, every)
            taken = {member.name for member in members}
            left = [member.name for member in every if member.name not in taken]
            if left:
                yield events.unlisted(path.name, left)
            total = sum(member.info.file_size for member in members)
            _refuse_bombs(path, members, total)
            staging.check_room(models, total)
            done = 0
            for member in members:
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member.info) as reading:
                    for written in copying.write(
                        target, _chunks(reading, path), lambda chunk: None
                    ):
                        yield Copying(member.name, done + written, total)
                done += member.info.file_size
    except _DAMAGED as error:
        raise UserError(
            f"{path.name} is no readable zip archive: {error}.",
            "Copy it again from its source: it may have been cut off on the way.",
        ) from error
    except OSError as error:
        if error.filename is not None and Path(error.filename).is_relative_to(folder):
            raise
        raise copying.cannot_read(path, error) from error


def _members(archive: zipfile.ZipFile, path: Path) -> list[Member]:
    """The regular files, once everything about their names was found harmless."""
    infos = archive.infolist()
    if len(infos) > _MOST_MEMBERS:
        _refuse(path, f"has {len(infos):,} entries, at most {_MOST_MEMBERS:,} are accepted")
    members: dict[str, Member] = {}
    for info in infos:
        name = info.filename.rstrip("/")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if not model_packs.is_inside(name) or not name.isprintable():
            _refuse(path, f"wants to write to {info.filename[:100]!r}, outside its folder")
        if not all(map(pack_names.is_portable, name.split("/"))):
            _refuse(path, f"holds {name[:100]!r}, a name that no file can have on Windows")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            _refuse(path, f"holds a link or device, {name[:100]!r}")
        if info.flag_bits & _ENCRYPTED:
            _refuse(path, "is encrypted", "Unpack it with its password and import the folder.")
        if info.is_dir():
            continue
        # On Windows and macOS the two would be one file.
        same = members.setdefault(pack_names.folded(name), Member(name, info))
        if same.info is not info:
            _refuse(path, f"holds {same.name!r} and {name!r}, one file on many systems")
    if not members:
        _refuse(path, "holds no files")
    _refuse_files_as_folders(path, members)
    return list(members.values())


def _refuse_files_as_folders(path: Path, members: dict[str, Member]) -> None:
    for key, member in members.items():
        parts = key.split("/")
        for count in range(1, len(parts)):
            if "/".join(parts[:count]) in members:
                _refuse(path, f"holds {member.name!r} inside what is a file as well")


def _listed(archive: zipfile.ZipFile, path: Path, members: list[Member]) -> list[Member]:
    """Of an archive with a manifest, that, what it lists and an index's calibrations; else all."""
    manifests = [m for m in members if m.name.rpartition("/")[2] == model_packs.MANIFEST]
    if len(manifests) != 1:
        return members
    (found,) = manifests
    top = found.name.removesuffix(model_packs.MANIFEST)
    if found.info.file_size > 1 << 20:
        _refuse(path, f"has a {model_packs.MANIFEST} of {found.info.file_size:,} bytes")
    fields = parse_fields(archive.read(found.info), f"{model_packs.MANIFEST} of {path.name}")
    manifest = model_packs.parse_manifest(path, fields, published=True)
    pack_sections.check_section(manifest)
    wanted = {top + file.path for file in manifest.files}
    for file in manifest.files:
        for member in members:
            if member.name == top + file.path and file.bytes not in (-1, member.info.file_size):
                _refuse(
                    path,
                    f"holds {file.path} with {member.info.file_size:,} bytes, "
                    f"its manifest says {file.bytes:,}",
                )
    if manifest.kind == "index":
        wanted |= {
            member.name
            for member in members
            if member.name.startswith(top)
            and calibration_files.is_one(member.name.removeprefix(top))
            and member.info.file_size <= calibration_files.LARGEST
        }
    return [member for member in members if member is found or member.name in wanted]


def _refuse_bombs(path: Path, members: list[Member], total: int) -> None:
    packed = path.stat().st_size
    worst = max(members, key=lambda member: member.info.file_size)
    if total > _SMALL and total > _LARGEST_RATIO * packed:
        _refuse(
            path,
            f"would grow from {packed / 1e6:,.1f} MB to {total / 1e9:,.1f} GB "
            f"(most of it {worst.name!r}), which no model does",
        )


def _chunks(reading: IO[bytes], path: Path) -> Iterator[bytes]:
    while True:
        try:
            chunk = reading.read(_CHUNK)
        except OSError as error:  # not to be taken for one of the disk that is written
            raise copying.cannot_read(path, error) from error
        if not chunk:
            return
        yield chunk


def _refuse(path: Path, why: str, remedy: str = "") -> NoReturn:
    raise UserError(
        f"{path.name} {why}.",
        remedy or "Do not use it; get the pack again from a source that you trust.",
    )
