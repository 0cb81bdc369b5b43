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
    settled = Signal()  # nothing more is read
    named = Signal()  # the towns that were asked for are known now

    _read = Signal(object)  # Gazetteer: from the thread to the window
    _found = Signal(object, str)  # LatLon, the town: likewise

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, "place-names")
        self._loading: Future[Gazetteer] | None = None
        self._gazetteer: Gazetteer | None = None
        self._cities: dict[LatLon, str] = {}
        self._asked = 0  # towns that the thread has not found yet
        self._read.connect(self._keep)
        self._found.connect(self._keep_city)

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
        """The nearest town's name; nothing while it is looked up, and where there is none.

        At sea that takes several milliseconds, and an answer has dozens of positions.
        """
        if self._gazetteer is not None and position not in self._cities:
            self._cities[position] = ""
            self._asked += 1
            self._thread.submit(self._find_city, self._gazetteer, position)
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
        self.settled.emit()
        return gazetteer

    def _find_city(self, gazetteer: Gazetteer, position: LatLon) -> None:
        """In the thread."""
        city = ""
        with contextlib.suppress(UserError):
            city = gazetteer.place(position).city or ""
        self._found.emit(position, city)

    def _keep_city(self, position: LatLon, city: str) -> None:
        self._cities[position] = city
        self._asked -= 1
        if not self._asked:
            self.named.emit()

    def _keep(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        name: Callable[[str], str | None] = gazetteer.country_name
        self.loaded.emit(name)
