"""What is going to become a pack: known before anything is copied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from img2loc_desktop.core import checked_files, files, model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write
from img2loc_desktop.core.pack_names import folded, is_portable
from img2loc_desktop.core.packs_import import checks, copying
from img2loc_desktop.core.packs_import.copying import Mode, Taken
from img2loc_desktop.core.packs_import.events import Copying, Decided, ImportEvent


class Plan(Protocol):
    """A pack that can be made; ``label`` is what the user gave, for messages."""

    @property
    def label(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files that a move takes away from where they were."""

    def room(self, mode: Mode) -> int:
        """The bytes that it will take on the disk of the packs."""

    def build(self, folder: Path, name: str, mode: Mode) -> Iterator[ImportEvent]:
        """Make the whole pack in an empty folder, and check it. Raises UserError."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of the pack: its name there, where it comes from, what its publisher states.

    ``shared`` is one that other packs are made with as well: a move leaves it where it is.
    """

    name: str
    source: Path
    bytes: int = -1
    sha256: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class FilesPlan:
    """A pack of files that exist. ``manifest`` is its publisher's, when nothing is added to it."""

    label: str
    kind: str
    name: str
    wanted: tuple[Wanted, ...]
    details: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    licence: str = ""
    source: str = ""
    manifest: Path | None = None

    @property
    def sources(self) -> tuple[Path, ...]:
        own = () if self.manifest is None else (self.manifest,)
        return (*(wanted.source for wanted in self.wanted if not wanted.shared), *own)

    def room(self, mode: Mode) -> int:
        return 0 if mode == "link" else sum(item.source.stat().st_size for item in self.wanted)

    def build(self, folder: Path, name: str, mode: Mode) -> Iterator[ImportEvent]:
        """Raises UserError for what cannot be read, is not what was published, or does not work."""
        check_names(wanted.name for wanted in self.wanted)
        total, done = sum(wanted.source.stat().st_size for wanted in self.wanted), 0
        described = []
        for wanted in self.wanted:
            target = folder / wanted.name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise cannot_write(target, error) from error
            for step in copying.take(wanted.source, target, "copy" if wanted.shared else mode):
                if isinstance(step, int):
                    yield Copying(wanted.name, done + step, total)
                    continue
                _compare(wanted, step)
                done += step.bytes
                described.append(
                    model_packs.PackFile(wanted.name, step.bytes, step.sha256, not wanted.sha256)
                )
                checked_files.remember(target, step.sha256)
        yield from self._write_manifest(folder, name, tuple(described))
        yield from checks.check(self.kind, folder)

    def _write_manifest(
        self, folder: Path, name: str, described: tuple[model_packs.PackFile, ...]
    ) -> Iterator[ImportEvent]:
        if self.manifest is not None and name == self.name:
            # Byte for byte: results name the SHA-256 of an index's manifest.
            text = self.manifest.read_text(encoding="utf-8-sig")
            files.write_text(folder / model_packs.MANIFEST, text)
            return
        unstated = [file for file in described if file.computed]
        for file in unstated:
            yield Decided(
                f"{file.path}: no SHA-256 of its publisher was given; recorded "
                f"{file.sha256[:12]}... as it is now."
            )
        model_packs.write_manifest(
            model_packs.Manifest(
                folder=folder,
                schema=model_packs.SCHEMA,
                kind=self.kind,
                name=name,
                title=self.title or name,
                licence=self.licence,
                source=self.source,
                files=described,
                details=self.details,
            )
        )


def check_names(names: Iterator[str]) -> None:
    """Raise UserError where Windows or macOS cannot have the names, or takes two for one file."""
    seen: dict[str, str] = {}
    for name in names:
        if not (model_packs.is_inside(name) and all(map(is_portable, name.split("/")))):
            raise UserError(f"{name} is a name that no file can have on Windows.", "Rename it.")
        other = seen.setdefault(folded(name), name)
        if other != name:
            raise UserError(
                f"{other} and {name} differ only in capital letters or in how accents are "
                "written: on many systems they are one file.",
                "Rename or remove one of them.",
            )


def _compare(wanted: Wanted, taken: Taken) -> None:
    if wanted.bytes not in (-1, taken.bytes):
        raise UserError(
            f"{wanted.name} has {taken.bytes:,} bytes, its publisher states {wanted.bytes:,}.",
            "It was cut off, or is another version: copy it again from its source.",
        )
    if wanted.sha256 not in ("", taken.sha256):
        raise UserError(
            f"{wanted.name} is not the file that was published: its SHA-256 begins with "
            f"{taken.sha256[:12]}, its publisher states {wanted.sha256[:12]}.",
            "It was damaged or altered: copy it again from its source.",
        )
