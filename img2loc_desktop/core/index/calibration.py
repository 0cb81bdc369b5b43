"""The calibration of an index: settings that were fitted after the pack was made.

They lie in calibration.json beside the pack's manifest and are used instead of its own. The file
says for which pack it is by the SHA-256 of that manifest, which binds all other files and the
encoder; a pack that has changed since then is not calibrated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from img2loc_desktop.core import files, versions
from img2loc_desktop.core.calibration_files import ALONE, LARGEST, read_taught, taught_to_json
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import read_fields
from img2loc_desktop.core.index import manifest as layout
from img2loc_desktop.core.index.manifest import IndexSettings
from img2loc_desktop.core.speech import phrase

FILE = ALONE
SCHEMA = 3
# 1 knew no levels of areas, 2 not which photos taught; without these they are read as they are.
_STEPS: versions.Steps = {1: dict, 2: dict}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Settings, and the pack that they belong to.

    ``taught`` are the photos that they were fitted to, by their SHA-256, where that is known;
    ``checked`` is for people who read the file.
    """

    index: str
    index_sha256: str
    settings: IndexSettings
    taught: frozenset[str] | None = None
    checked: Mapping[str, object] = field(default_factory=dict)


def write(path: Path, calibration: Calibration) -> None:
    """Write a calibration, all or nothing. Raises UserError."""
    data = {
        "schema": SCHEMA,
        "kind": "calibration",
        "index": {"name": calibration.index, "sha256": calibration.index_sha256},
        "settings": layout.settings_to_json(calibration.settings),
        "checked": dict(calibration.checked),
        "taught": taught_to_json(calibration.taught),
    }
    files.write_text(path, json.dumps(data, allow_nan=False, indent=1) + "\n")


def read(path: Path) -> Calibration:
    """Read and validate a calibration. Raises UserError."""
    fields = read_fields(path, largest=LARGEST, origin=f"{path.parent.name}/{path.name}")
    fields.choice("kind", ("calibration",))
    fields = versions.forward(
        fields, SCHEMA, _STEPS, again=phrase("Calibrate again with this version.")
    )
    index = fields.section("index")
    settings = layout.read_settings(fields.section("settings"))
    return Calibration(
        index.text("name"), index.text("sha256", longest=64), settings, read_taught(fields)
    )


@dataclass(frozen=True, slots=True)
class Found:
    """The calibration that holds for a pack, if there is one, and what is wrong with another."""

    settings: IndexSettings | None = None
    sha256: str | None = None
    warning: str | None = None
    taught: frozenset[str] | None = None


def find(folder: Path, index_sha256: str) -> Found:
    """Look for the calibration of the pack in ``folder``; one that cannot be used is a warning."""
    path = folder / FILE
    if not path.is_file():
        return Found()
    try:
        calibration = read(path)
        if calibration.index_sha256 != index_sha256:
            raise UserError(
                f'The calibration of the index "{calibration.index}" was made before the index '
                "changed, so it is not used.",
                "Calibrate it again: img2loc calibrate",
            )
        return Found(calibration.settings, files.sha256_of(path), taught=calibration.taught)
    except UserError as error:
        return Found(warning=f"{error.message} {error.hint}".strip())
    except OSError as error:
        return Found(warning=phrase(f"{path.name} cannot be read: {error.strerror or error}."))
