"""What comes in from outside: dropped, pasted or named files, and what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.case import SUFFIX as CASE_SUFFIX
from img2loc_desktop.core.case.originals import is_remote
from img2loc_desktop.core.words import one_line
from img2loc_desktop.gui.counting import counted
from img2loc_desktop.gui.drop_target import DropTarget
from img2loc_desktop.gui.photo_finder import PhotoFinder

TILES_SUFFIX = ".mbtiles"
_MODEL_SUFFIXES = frozenset((".gguf", ".onnx", ".usearch", ".safetensors"))
# Of so many things each is looked at; who drops more drops photos.
_LOOKED_AT = 30


@dataclass(slots=True)
class Brought:
    """Files and folders by what is done with them."""

    photos: list[Path] = field(default_factory=list)  # and folders of photos
    cases: list[Path] = field(default_factory=list)
    tiles: list[Path] = field(default_factory=list)
    models: list[Path] = field(default_factory=list)


def sort_out(paths: Sequence[Path]) -> Brought:
    """Tell photos, cases, map tiles and models apart, by suffix and by a pack's manifest."""
    brought = Brought()
    for path in paths:
        suffix = path.suffix.lower()
        if suffix == CASE_SUFFIX:
            brought.cases.append(path)
        elif suffix == TILES_SUFFIX:
            brought.tiles.append(path)
        elif suffix in _MODEL_SUFFIXES or (len(paths) <= _LOOKED_AT and _is_pack(path)):
            brought.models.append(path)
        else:
            brought.photos.append(path)
    return brought


def local_files(data: QMimeData) -> list[Path]:
    """The files that a drop or a clipboard names; URLs of other places are none."""
    if data.hasUrls():
        return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if data.hasText() and len(data.text()) < 1 << 20:
        lines = [line.strip().strip("\"'") for line in data.text().splitlines()]
        paths = [Path(line) for line in lines if line]
        return [path for path in paths[:_LOOKED_AT] if path.is_absolute() and _may_be(path)]
    return []


class Drops(QObject):
    """Takes the drag and drop events of the window and says what was brought."""

    brought = Signal(object)  # Brought

    def __init__(self, window: QMainWindow, finder: PhotoFinder) -> None:
        super().__init__(window)
        self._window = window
        self._finder = finder
        self._fixed = ""
        self.target = DropTarget(window)
        finder.counted.connect(self._counted)

    def enter(self, event: QDragEnterEvent) -> None:
        """Light up; count in a thread what would be added."""
        paths = local_files(event.mimeData()) if event.mimeData().hasUrls() else []
        if not paths:
            event.ignore()
            return
        accept_copy(event)
        what = sort_out(paths)
        self._fixed = self._words(what)
        self._say(self._fixed or self.tr("Add photos"))
        if not self._fixed:
            self._finder.count(paths)

    def leave(self, event: QDragLeaveEvent) -> None:
        """It was not meant."""
        self._end()
        event.accept()

    def drop(self, event: QDropEvent) -> None:
        """Take it, after the event: the file manager waits until this returns."""
        paths = local_files(event.mimeData())
        accept_copy(event)
        self._end()
        self.bring(paths)

    def bring(self, paths: Sequence[Path]) -> None:
        """What was pasted, or named on the command line, is treated as if it was dropped."""
        if paths:
            self.brought.emit(sort_out(paths))

    def _end(self) -> None:
        self._finder.stop_counting()
        self.target.hide()

    def _counted(self, number: int, all_: bool) -> None:
        if not self.target.isVisible() or self._fixed:
            return
        said = counted(number, self.tr("Add 1 photo"), self.tr("Add {number} photos", "", number))
        if not number and all_:
            said = self.tr("No photos in it")
        self._say(said if all_ else said + self.tr(" or more"))

    def _say(self, text: str) -> None:
        middle = self._window.centralWidget()
        area = middle.geometry() if middle is not None else self._window.rect()
        self.target.light_up(area, text)

    def _words(self, what: Brought) -> str:
        """What will happen with that which is no photo; nothing where there are photos."""
        if what.photos:
            return ""
        for paths, text in (
            (what.cases, self.tr("Open the case {name}")),
            (what.tiles, self.tr("Show the map tiles {name}")),
            (what.models, self.tr("Import the model {name}")),
        ):
            if paths:
                return text.format(name=one_line(paths[0].name))
        return ""


def keep_copying(event: QDragMoveEvent) -> None:
    """While it moves over the window, too, it is a copy."""
    if event.mimeData().hasUrls():
        accept_copy(event)


def accept_copy(event: QDropEvent) -> None:
    """Take it as a copy, never as a move: some file managers delete the originals after one."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _may_be(path: Path) -> bool:
    """Whether a file is there; what a text says to lie in a network is not looked at."""
    try:
        return not is_remote(path) and path.exists()
    except (OSError, ValueError):  # any text may look like a path
        return False


def _is_pack(path: Path) -> bool:
    try:
        return (path / model_packs.MANIFEST).is_file()
    except (OSError, ValueError):
        return False
