"""The calibrations that lie beside the manifest of an index: which of them are bound to it.

Only the names, the binding and the photos that taught them; what else is in them read
``index.calibration`` and ``together``, which load the native libraries of the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields, read_fields

ALONE = "calibration.json"
LARGEST = 1 << 24  # bytes

_MOST_TAUGHT = 200_000  # photos: their hashes must leave room in ``LARGEST``
_SHA256 = re.compile(r"[0-9a-f]{64}")

_TOGETHER = re.compile(r"calibration-[0-9a-f]{12}\.json")


def is_one(name: str) -> bool:
    """Whether a file of this name in the folder of an index is a calibration."""
    return name == ALONE or _TOGETHER.fullmatch(name) is not None


def inside(folder: Path) -> list[Path]:
    """The calibrations in the folder of an index; nothing that is no file, as a pipe."""
    return [
        path
        for path in sorted(folder.glob("calibration*.json"))
        if is_one(path.name) and path.is_file()
    ]


def bound(folder: Path, index_sha256: str) -> tuple[Path, ...]:
    """The calibrations in a folder that name the index with this SHA-256 of its manifest."""
    return tuple(path for path in inside(folder) if index_sha256 in _named(path))


def taught_to_json(taught: frozenset[str] | None) -> list[str] | None:
    """The JSON list that ``read_taught`` reads."""
    return None if taught is None or len(taught) > _MOST_TAUGHT else sorted(taught)


def read_taught(fields: Fields) -> frozenset[str] | None:
    """The photos that a calibration was fitted to, by their SHA-256; None where it does not say.

    Raises UserError.
    """
    found = fields.values.get("taught")
    if found is None:
        return None
    if not isinstance(found, list) or not all(
        isinstance(each, str) and _SHA256.fullmatch(each) for each in found
    ):
        fields.refuse("taught", "a list of SHA-256")
    return frozenset(found)


def _named(path: Path) -> tuple[str, ...]:
    try:
        fields = read_fields(path, largest=LARGEST)
        return tuple(_hashes(fields))
    except (UserError, OSError):
        return ()


def _hashes(fields: Fields) -> Iterator[str]:
    if fields.has("index"):
        yield fields.section("index").text("sha256", longest=64)
    if fields.has("members"):
        yield from (each.text("sha256", longest=64) for each in fields.sections("members"))
