"""Import of models and indexes that people bring on a stick."""

from img2loc_desktop.core.packs_import.copying import MODES, Mode
from img2loc_desktop.core.packs_import.events import (
    Copying,
    Decided,
    Imported,
    ImportEvent,
    LeftOut,
    Refused,
)
from img2loc_desktop.core.packs_import.importing import import_packs

__all__ = [
    "MODES",
    "Copying",
    "Decided",
    "ImportEvent",
    "Imported",
    "LeftOut",
    "Mode",
    "Refused",
    "import_packs",
]
