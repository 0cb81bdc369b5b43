"""Results as files for other programs: one module per format, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from img2loc_desktop.core import targets
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.exports.parts import USUAL, Parts
from img2loc_desktop.core.types import Failure, Result

__all__ = ["FORMATS", "USUAL", "Parts", "write"]

# format: the suffixes that stand for it
FORMATS: dict[targets.Kind, tuple[str, ...]] = {
    "geojson": (".geojson", ".json"),
    "kml": (".kml",),
    "kmz": (".kmz",),
    "csv": (".csv",),
    "gpx": (".gpx",),
    "html": (".html", ".htm"),
}


def write(
    path: Path,
    entries: Sequence[Result | Failure],
    *,
    format: str | None = None,  # noqa: A002
    parts: Parts = USUAL,
    decisions: Sequence[Decision | None] = (),
) -> None:
    """Write results to ``path`` in a format of ``FORMATS``, by default that of its suffix.

    ``parts`` says what GeoJSON, KML and KMZ show beside the estimates. ``decisions`` are the
    analyst's, None where there is none, in the order of the entries; they stand beside the
    estimates and never in their place. The file appears complete or not at all. Raises
    UserError for an unknown format, a folder that cannot be written, a path that is one of the
    photos, and whatever else `core.targets` refuses.
    """
    chosen = next((name for name in FORMATS if name == format), _by_suffix(path))
    if chosen is None or format not in (None, chosen):
        raise UserError(
            f"{path.name} has no ending that stands for a format.",
            f"Use one of {', '.join(suffix for group in FORMATS.values() for suffix in group)}.",
        )
    refuse_an_original(path, entries)
    targets.check(path, chosen)
    if decisions and len(decisions) != len(entries):
        raise ValueError("there must be one decision, or None, for each entry")
    if chosen == "geojson":
        from img2loc_desktop.core.exports import geojson

        geojson.write(entries, path, parts, decisions)
    elif chosen == "kml":
        from img2loc_desktop.core.exports import kml

        kml.write(entries, path, parts, decisions)
    elif chosen == "kmz":
        from img2loc_desktop.core.exports import kml

        kml.write_kmz(entries, path, parts, decisions)
    elif chosen == "csv":
        from img2loc_desktop.core.exports import table

        table.write(entries, path, decisions)
    elif chosen == "gpx":
        from img2loc_desktop.core.exports import gpx

        gpx.write(entries, path, decisions)
    else:
        from img2loc_desktop.core.exports import page

        page.write(entries, path, decisions)


def _by_suffix(path: Path) -> targets.Kind | None:
    suffix = path.suffix.lower()
    return next((name for name, suffixes in FORMATS.items() if suffix in suffixes), None)


def refuse_an_original(path: Path, entries: Sequence[Result | Failure]) -> None:
    """Raises UserError where writing to ``path`` would write over one of the photos."""
    if path.exists() and any(_is_original(path, entry) for entry in entries):
        raise UserError(
            f"{path.name} is one of the photos.",
            "Originals are never changed: choose another name.",
        )


def _is_original(path: Path, entry: Result | Failure) -> bool:
    original = entry.path if isinstance(entry, Failure) else entry.photo.path
    try:
        return original.samefile(path)
    except (OSError, ValueError):  # it is gone, or its name is none: then it is not this file
        return False
