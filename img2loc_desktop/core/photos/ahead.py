"""Reading the photo that comes next while the present one is looked at.

Decoding uses one core and lets other threads run; without this the others wait for it.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path

from img2loc_desktop.core.photos.reading import OpenPhoto, read


class Ahead:
    """Photos whose reading was begun; each is held until it is taken."""

    def __init__(self) -> None:
        self._begun: dict[Path, Future[OpenPhoto]] = {}

    def begin(self, path: Path, short_side: int) -> None:
        """Read a photo in a thread of its own, as ``photos.read`` does."""
        future: Future[OpenPhoto] = Future()

        def work() -> None:
            try:
                future.set_result(read(path, short_side=short_side))
            except BaseException as error:
                future.set_exception(error)

        self._begun[path] = future
        threading.Thread(target=work, name="read ahead").start()

    def take(self, path: Path, short_side: int) -> OpenPhoto:
        """The photo, begun or not. Raises UserError, as ``photos.read`` does."""
        begun = self._begun.pop(path, None)
        return read(path, short_side=short_side) if begun is None else begun.result()
