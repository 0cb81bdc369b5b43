"""The packs that are installed: what they are, whether they are whole, removal, export."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from img2loc_desktop.core import (
    calibration_files,
    checked_files,
    files,
    model_packs,
    paths,
    targets,
)
from img2loc_desktop.core import pack_staging as staging
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.model_packs import MANIFEST, Manifest

Origin = Literal["shipped", "yours", "linked"]

_CHUNK = 8 << 20
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # so that the same pack gives the same archive


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack, or what should be one: then ``error`` says what is wrong and ``manifest`` is None.

    ``origin`` is "shipped" with the app, "yours", or "linked" where it lies elsewhere.
    """

    folder: Path
    origin: Origin
    manifest: Manifest | None = None
    error: UserError | None = None

    @property
    def name(self) -> str:
        return self.folder.name if self.manifest is None else self.manifest.name


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was hashed again: as it was published, or what is wrong with it."""

    pack: Installed
    file: str
    problem: str | None
    computed: bool = False


def installed() -> tuple[Installed, ...]:
    """Everything in the two folders of packs, sorted; nothing that lies there is passed over.

    Files that lie there by themselves come back with an error, for they are used by nothing.
    """
    found = []
    for folder, origin in ((paths.bundled_models(), "shipped"), (paths.user_models(), "yours")):
        try:
            entries = sorted(folder.iterdir()) if folder.is_dir() else []
        except OSError as error:
            words = UserError(f"{folder} cannot be read: {error.strerror}.", "Check its rights.")
            found.append(Installed(folder, "yours", error=words))
            continue
        for entry in entries:
            if not entry.name.startswith("."):
                found.extend(_entry(entry, origin == "shipped"))
    return tuple(found)


def find(name: str) -> Installed:
    """The installed pack of a name, broken or not. Raises UserError when there is none."""
    everything = installed()
    for pack in everything:
        if name in (pack.name, pack.folder.name):
            return pack
    names = ", ".join(pack.name for pack in everything if pack.manifest) or "none"
    raise UserError(f"There is no pack named {name}.", f"Installed are: {names}.")


def pack_folder(text: str, kind: str) -> Path:
    """The folder that a user means: a path, or the name of an installed pack of the kind.

    A pack is often named after the folder that it was made of: one without a manifest, where the
    user happens to be, does not stand before the pack.
    """
    path = Path(text)
    if path.parent != Path() or (path / MANIFEST).is_file():
        return path
    for pack in installed():
        if pack.manifest is not None and (pack.name, pack.manifest.kind) == (text, kind):
            return pack.folder
    return path


def verify(pack: Installed) -> Iterator[Checked]:
    """Hash every file of a pack again, whatever is remembered of it; one answer for each."""
    if pack.manifest is None:
        error = pack.error
        yield Checked(pack, pack.folder.name, error.message if error else "It cannot be read.")
        return
    for file in pack.manifest.files:
        try:
            path = pack.manifest.path(file.path)
            problem = _problem(path, file)
            if problem is None:
                checked_files.remember(path, file.sha256)
        except UserError as error:
            problem = error.message
        except OSError as error:
            problem = f"It cannot be read: {error.strerror or error}."
        yield Checked(pack, file.path, problem, file.computed)


def identity(manifest: Manifest) -> tuple[str, str]:
    """The file by whose SHA-256 results name a pack, and that hash.

    The network of an encoder, the manifest of an index or of a language model, which binds
    their files. Raises OSError and, where the manifest names no listed network, UserError.
    """
    names = {"encoder": "file", "location": "location_encoder", "ocr": "model"}
    if manifest.kind not in names:
        path = manifest.folder / model_packs.MANIFEST
        return path.name, files.sha256_of(path)
    networks = [file.path for file in manifest.files if file.path.endswith(".onnx")]
    stated = manifest.details.get(names[manifest.kind], networks[0] if networks else "")
    file = manifest.file(str(stated))
    return file.path, file.sha256


def needed_by(manifest: Manifest) -> tuple[str, ...]:
    """The names of the installed indexes that cannot be searched without this encoder."""
    hashes = {file.sha256 for file in manifest.files}
    names = []
    for pack in installed():
        if pack.manifest is not None and pack.manifest.kind == "index":
            section = pack.manifest.details.get("encoder")
            if isinstance(section, dict) and section.get("sha256") in hashes:
                names.append(pack.name)
    return tuple(names)


def remove(pack: Installed) -> None:
    """Remove a pack of the user's; of a linked one only the link. Raises UserError."""
    if pack.origin == "shipped":
        raise UserError(
            f"{pack.name} ships with the app.",
            "Only packs that you imported can be removed.",
        )
    if not pack.folder.is_dir() and not pack.folder.is_symlink():
        raise UserError(
            f"{pack.folder} is no pack but a file.", "Delete it where you see your files."
        )
    with staging.library_open(paths.user_models()):
        staging.remove(pack.folder)


def export(pack: Installed, target: Path) -> Iterator[tuple[int, int]]:
    """Write a pack as a zip that can be imported elsewhere; yields bytes done and in all.

    Every file is hashed on the way. The calibrations that are bound to an index go with it. All
    or nothing. Raises UserError.
    """
    manifest = pack.manifest
    if manifest is None:
        raise pack.error or UserError(f"{pack.name} cannot be read.", "Import it again.")
    total, done = sum(file.bytes for file in manifest.files), 0
    targets.check(target, "pack")
    model_packs.check_files(manifest)
    with (
        files.written_beside(target) as writing,
        # Weights hardly shrink: stored, an archive is written at the speed of the disk.
        zipfile.ZipFile(writing, "w", zipfile.ZIP_STORED, allowZip64=True) as archive,
    ):
        manifest_path = pack.folder / model_packs.MANIFEST
        archive.writestr(_member(model_packs.MANIFEST), manifest_path.read_bytes())
        for path in _calibrations(manifest):
            archive.writestr(_member(path.name), path.read_bytes())
        for file in manifest.files:
            with (
                manifest.path(file.path).open("rb") as reading,
                archive.open(_member(file.path), "w", force_zip64=True) as member,
            ):
                while chunk := reading.read(_CHUNK):
                    member.write(chunk)
                    done += len(chunk)
                    yield done, total


def _calibrations(manifest: Manifest) -> tuple[Path, ...]:
    if manifest.kind != "index":
        return ()
    sha256 = files.sha256_of(manifest.folder / model_packs.MANIFEST)
    listed = {file.path for file in manifest.files}
    found = calibration_files.bound(manifest.folder, sha256)
    return tuple(path for path in found if path.name not in listed)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED_TIME)
    info.external_attr = 0o100644 << 16
    return info


def _entry(path: Path, shipped: bool) -> Iterator[Installed]:
    origin: Origin = "shipped" if shipped else "linked" if path.is_symlink() else "yours"
    if path.is_symlink() and not path.exists():
        words = UserError(
            f"{path.name} is a link to {path.readlink()}, which is not there.",
            f"Connect its disk, or remove it: img2loc models remove {path.name}",
        )
        yield Installed(path, origin, error=words)
    elif path.is_dir():
        try:
            yield Installed(path, origin, model_packs.read_manifest(path))
        except UserError as error:
            if not shipped:
                yield Installed(path, origin, error=error)
    elif not shipped:
        words = UserError(
            f"{path.name} lies in the folder of packs itself, where nothing uses it.",
            f'Make a pack of it: img2loc models import "{path}" --move',
        )
        yield Installed(path, origin, error=words)


def _problem(path: Path, file: model_packs.PackFile) -> str | None:
    if not path.is_file():
        return "It is missing."
    size = path.stat().st_size
    if size != file.bytes:
        return f"It has {size:,} bytes, expected {file.bytes:,}."
    found = files.sha256_of(path)
    if found != file.sha256:
        return f"It was altered: its SHA-256 begins with {found[:12]}, expected {file.sha256[:12]}."
    return None
