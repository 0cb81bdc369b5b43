"""Index packs: reference points with vectors, searched for the near and the far."""

from img2loc_desktop.core.index.build import build_from_arrays
from img2loc_desktop.core.index.manifest import EncoderIdentity, EvidenceSettings, IndexSettings
from img2loc_desktop.core.index.pack import IndexPack
from img2loc_desktop.core.index.scan import Scan

__all__ = [
    "EncoderIdentity",
    "EvidenceSettings",
    "IndexPack",
    "IndexSettings",
    "Scan",
    "build_from_arrays",
]
