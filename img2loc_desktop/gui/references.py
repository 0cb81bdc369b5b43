"""Where the reference photos of an index may lie on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from img2loc_desktop.core.types import Neighbour


class References:
    """Looks for a neighbour's file below the folders that were indexed here.

    A pack does not say where its photos were, as it may be given away. A path from a pack is
    untrusted: it must not lead out of the folder.
    """

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = tuple(folders)

    def set_folders(self, folders: Sequence[Path]) -> None:
        """Look below other folders."""
        self._folders = tuple(folders)

    def find(self, neighbour: Neighbour) -> list[Path]:
        """Where the file may be; whether it is the very file is to be checked by its hash."""
        source = neighbour.source
        if source is None or source.sha256 is None:
            return []
        inside = PurePosixPath(source.identifier)
        if inside.is_absolute() or ".." in inside.parts or "\\" in source.identifier:
            return []
        return [folder / inside for folder in self._folders]
