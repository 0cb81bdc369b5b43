"""Index packs: reference points with vectors, searched for the near and the far."""

from img2loc_desktop.core.index.build import add, build_from_arrays, build_from_photos
from img2loc_desktop.core.index.inspection import (
    IndexInfo,
    Verification,
    export_points,
    info,
    verify,
)
from img2loc_desktop.core.index.manifest import EncoderIdentity, EvidenceSettings, IndexSettings
from img2loc_desktop.core.index.pack import IndexPack
from img2loc_desktop.core.index.points import Skipped
from img2loc_desktop.core.index.progress import BuildEvent, BuildFinished, BuildProgress
from img2loc_desktop.core.index.scan import Scan

__all__ = [
    "BuildEvent",
    "BuildFinished",
    "BuildProgress",
    "EncoderIdentity",
    "EvidenceSettings",
    "IndexInfo",
    "IndexPack",
    "IndexSettings",
    "Scan",
    "Skipped",
    "Verification",
    "add",
    "build_from_arrays",
    "build_from_photos",
    "export_points",
    "info",
    "verify",
]
