"""The menu of a position on the map."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from img2loc_desktop.core.coordinates import Notation, formatted
from img2loc_desktop.core.types import LatLon

translate = QCoreApplication.translate


def position_menu(
    parent: QWidget,
    position: LatLon,
    *,
    copy: Callable[[str], object],
    correct: Callable[[LatLon], object],
    center: Callable[[LatLon], object],
) -> QMenu:
    """What can be done with a position: copy it, correct to it, centre on it."""
    menu = QMenu(parent)
    for notation in Notation:
        text = formatted(position, notation)
        label = translate("Map", "Copy {coordinates}").format(coordinates=text)
        menu.addAction(label, partial(copy, text))
    menu.addSeparator()
    menu.addAction(translate("Map", "The photo was taken here"), partial(correct, position))
    menu.addAction(translate("Map", "Centre the map here"), partial(center, position))
    return menu
