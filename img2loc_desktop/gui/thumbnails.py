"""Small pictures of photos: made in a thread, kept while there is room, never waited for."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from img2loc_desktop.core import photos
from img2loc_desktop.core.errors import UserError

SIDE = 160  # pixels of the longer side
KEPT = 600
_WAITING = 200  # who scrolls past a thousand photos wants to see the last ones
# A picture beyond these is located all the same, but shown by a sign: decoding it costs the
# window more memory than a thumbnail is worth.
LIMITS = photos.Limits(file_bytes=128 * 2**20, pixels=60_000_000)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A photo file, or only the very file of that SHA-256: a thumbnail is evidence, too."""

    path: Path
    sha256: str | None = None
    side: int = SIDE  # pixels of the longer side


class Thumbnails(QObject):
    """Asked for a picture, it has it or makes it; ``ready`` says when it is there."""

    ready = Signal(object)  # Wanted

    _made = Signal(object, object)  # Wanted, QImage | None: from the thread to the window

    def __init__(
        self, parent: QObject | None = None, *, kept: int = KEPT, thread: str = "thumbnails"
    ) -> None:
        """``kept`` is how many pictures are held; large ones need a number of their own."""
        super().__init__(parent)
        self._most = kept
        self._kept: OrderedDict[Wanted, QImage | None] = OrderedDict()
        self._waiting: OrderedDict[Wanted, None] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, thread)
        self._busy = False
        self._made.connect(self._keep)

    def image(self, path: Path, sha256: str | None = None, side: int = SIDE) -> QImage | None:
        """The upright picture, at most ``side`` pixels long; None while, or if, there is none."""
        wanted = Wanted(path, sha256, side)
        if wanted in self._kept:
            self._kept.move_to_end(wanted)
            return self._kept[wanted]
        self._waiting[wanted] = None
        self._waiting.move_to_end(wanted)
        if len(self._waiting) > _WAITING:
            self._waiting.popitem(last=False)
        self._next()
        return None

    def failed(self, path: Path, sha256: str | None = None, side: int = SIDE) -> bool:
        """Whether it is known that there is no picture."""
        return self._kept.get(Wanted(path, sha256, side), self) is None

    def forget(self, path: Path) -> None:
        """Look at the file anew when it is asked for again."""
        for wanted in [wanted for wanted in self._kept if wanted.path == path]:
            del self._kept[wanted]

    def close(self) -> None:
        """End the thread; what is under way is waited for, which one picture's time bounds."""
        self._waiting.clear()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        wanted, _ = self._waiting.popitem()  # the newest first: it is what is looked at now
        self._busy = True
        self._thread.submit(self._make, wanted)

    def _make(self, wanted: Wanted) -> None:
        """In the thread."""
        image = None
        try:
            image = picture(wanted)
        finally:
            self._made.emit(wanted, image)

    def _keep(self, wanted: Wanted, image: QImage | None) -> None:
        self._busy = False
        self._kept[wanted] = image
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        self.ready.emit(wanted)
        self._next()


def picture(wanted: Wanted) -> QImage | None:
    """Read and scale a photo; None where it cannot be read or is another than wanted."""
    side = wanted.side
    try:
        opened = photos.read(wanted.path, short_side=side, limits=LIMITS)
    except UserError:
        return None
    if wanted.sha256 is not None and opened.photo.sha256 != wanted.sha256:
        return None
    small = opened.pixels
    small.thumbnail((side, side))
    width, height = small.size
    image = QImage(small.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    # The bytes belong to Python and go away; in this format the window can paint it as it is.
    return image.convertToFormat(QImage.Format.Format_RGB32)
