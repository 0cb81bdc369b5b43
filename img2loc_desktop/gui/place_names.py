"""The gazetteer for the window: loaded in a thread after the first paint, or when asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import LatLon


class PlaceNames(QObject):
    """Names for positions and positions for names; ``loaded`` carries the names of countries."""

    loaded = Signal(object)  # Callable[[str], str | None]

    _read = Signal(object)  # Gazetteer: from the thread to the window

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, "place-names")
        self._loading: Future[Gazetteer] | None = None
        self._gazetteer: Gazetteer | None = None
        self._cities: dict[LatLon, str] = {}
        self._read.connect(self._keep)

    def load(self) -> None:
        """Begin to load."""
        if self._loading is None:
            self._loading = self._thread.submit(self._load)

    def gazetteer(self) -> Gazetteer:
        """Wait for the gazetteer if need be. Raises UserError where its file is damaged."""
        self.load()
        assert self._loading is not None  # noqa: S101 - load() sets it
        return self._loading.result()

    def city(self, position: LatLon) -> str:
        """The nearest town's name; nothing before ``loaded``, and where there is none."""
        if self._gazetteer is None:
            return ""
        if position not in self._cities:
            with contextlib.suppress(UserError):
                self._cities[position] = self._gazetteer.place(position).city or ""
        return self._cities.get(position, "")

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _load(self) -> Gazetteer:
        """In the thread."""
        gazetteer = Gazetteer.load()
        self._read.emit(gazetteer)
        with contextlib.suppress(UserError):  # who searches is told
            gazetteer.search("Paris", 1)  # makes the index of names, which takes longest
        return gazetteer

    def _keep(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        name: Callable[[str], str | None] = gazetteer.country_name
        self.loaded.emit(name)
