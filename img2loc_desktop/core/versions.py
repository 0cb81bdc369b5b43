"""The versions of JSON formats: older files are read as the present one, newer ones left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields, read_fields
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.words import one_line

_LARGEST = 1 << 24  # bytes of a file that is replaced by one of its kind

Steps = Mapping[int, Callable[[Mapping[str, object]], Mapping[str, object]]]


def forward(fields: Fields, newest: int, steps: Steps, *, again: str) -> Fields:
    """The fields as the version ``newest`` of the format has them; the file stays as it is.

    ``steps`` has, for each older version that can be read, what makes of its fields those of
    the next one. ``again`` is the hint for a version that is too old. Raises UserError.
    """
    found = fields.values.get("schema")
    if not isinstance(found, int) or isinstance(found, bool):
        fields.refuse("schema", f"the number {newest}")
    if found > newest or any(version not in steps for version in range(found, newest)):
        raise UserError(
            f"{fields.origin} has schema version {found}; this version of img2loc reads {newest}.",
            phrase("It was not changed. Update img2loc to use it.") if found > newest else again,
        )
    values = fields.values
    for version in range(found, newest):
        values = {**steps[version](values), "schema": version + 1}
    return replace(fields, values=values)


def refuse_newer(path: Path, newest: int) -> None:
    """Raise UserError where the file that is to be replaced is of a newer version."""
    try:
        found = read_fields(path, largest=_LARGEST).values.get("schema")
    except UserError:  # missing, or no such file: others see to that
        return
    if isinstance(found, int) and found > newest:
        raise UserError(
            f"{one_line(path.name)} is of a newer version of img2loc-desktop and was not changed.",
            f"Update img2loc-desktop, or move {path} away.",
        )
