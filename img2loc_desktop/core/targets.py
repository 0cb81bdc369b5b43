"""Where results may be written: never over a photo, into a pack, or over another's file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write

Kind = Literal[
    "geojson", "kml", "kmz", "csv", "gpx", "html", "pdf", "metrics", "calibration", "pack"
]

# Pictures that are no photos for us, but originals all the same: camera raw files above all.
_OTHER_PICTURES = frozenset(
    (
        *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".gpr"),
        *(".iiq", ".kdc", ".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf"),
        *(".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f"),
        *(".jxl", ".jp2", ".j2k", ".jpf", ".jpx", ".psd", ".tga", ".ico", ".svg", ".apng"),
        *(".avifs", ".heics", ".heifs", ".insp", ".mpo", ".xmp"),
    )
)

# How a file of each kind begins (after a byte order mark), and what only ours have near there.
_OURS: dict[str, tuple[bytes, bytes]] = {
    "geojson": (b'{"type": "FeatureCollection", "name": "img2loc', b""),
    "kml": (b"<?xml", b"<!-- img2loc-desktop -->"),
    "csv": (b"", b"radius_p50_km"),
    "gpx": (b"<?xml", b'creator="img2loc'),
    "html": (b"<!DOCTYPE html>", b'content="img2loc-desktop"'),
    "pdf": (b"%PDF", "img2loc-desktop".encode("utf-16-be")),
    "metrics": (b"{", b'"table_sha256"'),
    "calibration": (b"{", b'"kind": "calibration'),
}
_NAMES: dict[str, str] = {
    "geojson": "GeoJSON",
    "kml": "KML",
    "kmz": "KMZ",
    "csv": "a table",
    "gpx": "GPX",
    "html": "a page",
    "pdf": "a PDF",
    "metrics": "metrics",
    "calibration": "a calibration",
    "pack": "a pack",
}
_BEGINNING = 1 << 16
_LARGEST_MANIFEST = 1 << 24


def check(path: Path, kind: Kind) -> None:
    """Refuse to write a file of this kind to ``path`` where something would be lost.

    Raises UserError for a name that pictures have, a place inside a pack, a folder or a
    device, and a file that is there and that img2loc did not write as this kind. An empty
    file may be replaced.
    """
    if _names_a_picture(path):
        raise UserError(
            f"{path} would write over a photo, or look like one.",
            f"Originals are never changed: choose a name without {path.suffix}.",
        )
    try:
        pack = _pack_around(path)
        foreign = path.exists() and not _is_ours(path, kind)
    except OSError as error:
        raise cannot_write(path, error) from error
    if pack is not None:
        raise UserError(
            f"{path} lies in the pack {pack}, whose files are never changed.",
            "Choose a folder outside of the pack.",
        )
    if foreign:
        raise UserError(
            f"{path} is there already, and is not a file that img2loc wrote as {_NAMES[kind]}.",
            "Only such files are replaced: choose another name, or move that file away first.",
        )


def _names_a_picture(path: Path) -> bool:
    from img2loc_desktop.core.photos import SUFFIXES  # loads Pillow

    return path.suffix.lower() in SUFFIXES | _OTHER_PICTURES


def _is_ours(path: Path, kind: Kind) -> bool:
    if not path.is_file():  # a folder, a pipe, a device: a rename would do away with it
        return False
    if path.stat().st_size == 0:
        return True
    if kind in ("kmz", "pack"):
        return _is_our_archive(path, kind)
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf")
    first, mark = _OURS[kind]
    if kind == "csv":  # a column of ours, in the line of the names
        beginning = beginning.split(b"\n", 1)[0]
    return beginning.startswith(first) and mark in beginning


def _is_our_archive(path: Path, kind: Kind) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            if kind == "kmz":
                with archive.open("doc.kml") as file:
                    return _OURS["kml"][1] in file.read(_BEGINNING)
            with archive.open(model_packs.MANIFEST) as file:
                return _is_manifest(file.read(_LARGEST_MANIFEST))
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False


def _pack_around(path: Path) -> Path | None:
    """The pack in whose folder a path lies, if any; links are followed."""
    for folder in path.resolve().parents:
        manifest = folder / model_packs.MANIFEST
        if manifest.is_file():
            with manifest.open("rb") as file:
                if _is_manifest(file.read(_LARGEST_MANIFEST)):
                    return folder
    return None


def _is_manifest(data: bytes) -> bool:
    """Whether this is a pack's: browser extensions and web sites have a manifest.json, too."""
    return b'"kind"' in data and b'"files"' in data
