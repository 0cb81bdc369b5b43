"""A folder that is a pack already: its manifest says what belongs to it."""

from __future__ import annotations

import os
from pathlib import Path

from img2loc_desktop.core import calibration_files, encoder_pack, model_packs, pack_sections
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.packs_import.plan import FilesPlan, Wanted


def plan(folder: Path, label: str) -> FilesPlan:
    """The pack in a folder with a manifest. Raises UserError when it is wrong or not complete."""
    fields = model_packs.read_manifest_fields(folder)
    manifest = model_packs.parse_manifest(folder, fields, published=True)
    pack_sections.check_section(manifest)
    missing = [file.path for file in manifest.files if not manifest.path(file.path).is_file()]
    if missing:
        others = f" and {len(missing) - 1} others" if len(missing) > 1 else ""
        raise UserError(
            f"{missing[0]}{others} that the manifest lists is not there.",
            "The pack was not copied as a whole: copy it again from its source.",
        )
    if manifest.kind == "encoder":
        encoder_pack.read_preprocessing(manifest)
    for file in manifest.files:
        size = manifest.path(file.path).stat().st_size
        if file.bytes not in (-1, size):
            raise UserError(
                f"{file.path} has {size:,} bytes, its manifest says {file.bytes:,}.",
                "It was cut off on the way: copy it again from its source.",
            )
    complete = all(file.sha256 and file.bytes >= 0 for file in manifest.files)
    return FilesPlan(
        label=label,
        kind=manifest.kind,
        name=manifest.name,
        wanted=tuple(
            Wanted(
                file.path,
                manifest.path(file.path),
                file.bytes,
                file.sha256,
            )
            for file in manifest.files
        ),
        details=manifest.details,
        title=manifest.title,
        licence=manifest.licence,
        source=manifest.source,
        manifest=folder / model_packs.MANIFEST if complete else None,
    )


def unlisted(folder: Path, plan: FilesPlan) -> list[str]:
    """What lies in the folder of a pack beside the files of its manifest, by relative names.

    The calibrations of an index are none of these: they are looked at when it is imported.
    """
    listed = {model_packs.MANIFEST, *(wanted.name for wanted in plan.wanted)}
    if plan.kind == "index":
        listed.update(path.name for path in folder.iterdir() if calibration_files.is_one(path.name))
    found = (
        Path(above, name).relative_to(folder).as_posix()
        for above, _, names in os.walk(folder)
        for name in names
    )
    return sorted(name for name in found if name not in listed)
