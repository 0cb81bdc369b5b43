"""The window in another language: nothing is left in English, nothing is cut off.

The languages are made up (see pseudo_languages). Names, numbers, files and what a model or a
picture says stay as they are; so does what goes into files.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pseudo_languages as pseudo
import pytest
import text_pictures
import window_samples as samples
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTabBar,
    QTableWidget,
    QTreeWidget,
    QWidget,
)
from pytestqt import exceptions
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, wait_until_done

from img2loc_desktop.core import pack_library, paths, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.settings import Settings
from img2loc_desktop.core.speech import Said
from img2loc_desktop.core.types import Failure, LatLon, Result
from img2loc_desktop.gui import languages, messages
from img2loc_desktop.gui.exporting import Format
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.map import lettering

NATIVE = QKeySequence.SequenceFormat.NativeText

Open = Callable[..., MainWindow]

tell_for_real = messages.tell

# What is the same in every language: the program, formats, keys, units of bytes, notations.
_SAME = (
    *("img2loc", "desktop", "GeoJSON", "KML", "KMZ", "CSV", "GPX", "HTML", "PDF", "MGRS", "GPS"),
    *("SHA", "JPEG", "EXIF", "GB", "MB", "KB", "Ctrl", "Shift", "UTC", "gguf", "mbtiles", "RGB"),
    *("Natural", "Earth", "GeoNames", "CC", "BY", "English", "Deutsch", "OK", "MBTiles"),
)
_QTS_OWN = (
    *(("QTabBar", "Scroll Left"), ("QTabBar", "Scroll Right")),
    *(("QPlatformTheme", "Cancel"), ("QPlatformTheme", "Save"), ("QPlatformTheme", "Close")),
)
_PLAIN = re.compile(r"[A-Za-z]{2,}")
_GRID = re.compile(r"\b(?=[A-Z]*\d)[0-9A-Z]{4,}\+?[0-9A-Z]*")  # MGRS, plus codes


@pytest.fixture(params=[pseudo.LEFT_TO_RIGHT, pseudo.RIGHT_TO_LEFT])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    """The application speaks it, as after a start with that choice."""
    chosen: str = request.param
    pseudo.make(paths.user_translations(), chosen)
    assert languages.install(qapp, chosen) == chosen
    yield chosen
    languages.install(qapp, languages.ENGLISH)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that the window draws itself."""
    drawn: list[str] = []
    draw = QPainter.drawText

    def drawing(self: QPainter, *arguments: object) -> object:
        if sys._getframe(1).f_globals["__name__"] != lettering.__name__:  # names of places
            drawn.extend(text for text in arguments if isinstance(text, str))
        return draw(self, *arguments)

    monkeypatch.setattr(QPainter, "drawText", drawing)
    return drawn


def texts_of(widget: QWidget) -> Iterator[tuple[str, str]]:
    """(what it is, the text) of everything that can be read or heard in a window."""
    yield "title", widget.windowTitle()
    for action in widget.findChildren(QAction):
        yield "action", action.text()
        yield "action's tip", action.toolTip()
    for part in (widget, *widget.findChildren(QWidget)):
        kind = type(part).__name__
        yield f"name of {kind}", part.accessibleName()
        yield f"tip of {kind}", part.toolTip()
        if isinstance(part, QLabel | QAbstractButton):
            yield kind, part.text()
        elif isinstance(part, QLineEdit):
            yield kind, part.placeholderText()
        elif isinstance(part, QComboBox):
            yield from ((kind, part.itemText(row)) for row in range(part.count()))
        elif isinstance(part, QTabBar):
            for tab in range(part.count()):
                yield kind, part.tabText(tab)
                yield f"tip of {kind}", part.tabToolTip(tab)
        elif isinstance(part, QGroupBox):
            yield kind, part.title()
        elif isinstance(part, QPlainTextEdit):
            yield kind, "" if part.accessibleName() == "" else part.placeholderText()
        elif isinstance(part, QAbstractItemView):
            yield from ((kind, text) for text in _items(part))


def _items(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None or isinstance(view.parent(), QComboBox):
        return
    roles = (
        *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole),
        Qt.ItemDataRole.AccessibleTextRole,
    )
    columns = range(model.columnCount() if isinstance(view, QTreeWidget | QTableWidget) else 1)
    for column in columns:
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    places = [model.index(row, column) for row in range(model.rowCount()) for column in columns]
    if isinstance(view, QTreeWidget):
        places += [
            model.index(row, column, above)
            for above in places[:: len(columns)]
            for row in range(model.rowCount(above))
            for column in columns
        ]
    for place in places:
        yield from (str(model.data(place, role) or "") for role in roles)


def untranslated(texts: set[tuple[str, str]], names: set[str]) -> set[tuple[str, str]]:
    """What has a word in plain Latin letters that is not the same in every language."""
    from_qt = {QCoreApplication.translate(*text).replace("&", "") for text in _QTS_OWN}
    known = sorted({*names, *_SAME, *from_qt}, key=len, reverse=True)
    found = set()
    for what, text in texts:
        rest = text.replace("&", "")
        for name in known:
            rest = rest.replace(name, " ")
        if _PLAIN.search(_GRID.sub(" ", rest)):
            found.add((what, text))
    return found


def names_in(window: MainWindow, folder: Path) -> set[str]:
    """Names of files, places, packs and hashes, and what was read in pictures."""
    names = {str(folder), str(paths.user_data()), str(paths.user_models()), "unnamed"}
    for action in window.findChildren(QAction):  # keys, as Qt calls them in the language
        names |= {key.toString(NATIVE) for key in action.shortcuts()}
    for path in window.table.paths():
        names |= {str(path), path.name, path.stem}
        entry = window.session.entry(path)
        if isinstance(entry, Result):
            names |= set(_strings(json.loads(json.dumps(_plain(entry)))))
            position = entry.estimate.position
            for near in (*entry.neighbours, *entry.far, *entry.candidates):
                names |= _parts_of_place(window, near.position)
            names |= _parts_of_place(window, position)
            for share in entry.estimate.countries:
                names.add(window.names.gazetteer().country_name(share.code) or share.code)
    return {name for name in names if len(name) > 1}


def _plain(entry: Result) -> object:
    """The parts of a result that are names: files, packs, models, hashes, words in pictures."""
    lines = entry.text.lines if entry.text else ()
    return [
        *([a.name, a.sha256, a.sha256[:32], a.sha256[-32:]] for a in _artefacts(entry)),
        *([n.index, n.source.identifier if n.source else ""] for n in entry.neighbours),
        *([n.index, n.source.identifier if n.source else ""] for n in entry.far),
        [entry.photo.sha256, entry.photo.sha256[:32], entry.photo.sha256[-32:]],
        [entry.photo.camera or "", entry.photo.taken_at or "", entry.provenance.app],
        [word for line in lines for word in (line.text, *line.text.split())],
        [clue.text for clue in (entry.text.clues if entry.text else ())],
    ]


def _artefacts(entry: Result) -> list:  # type: ignore[type-arg]
    made = entry.provenance
    return [*made.encoder, *made.index, *made.ocr, *made.vlm]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _parts_of_place(window: MainWindow, position: LatLon) -> set[str]:
    place = window.names.gazetteer().place(position)
    text = words.place_text(place)  # "at sea, 464 km S of Abidjan, Ivory Coast"
    near = text.values.get("place") if isinstance(text, Said) else None
    return {part for part in (place.city, place.admin, place.country, near) if part}


def cut_off(window: QWidget) -> list[str]:
    """Labels and buttons on the screen that are smaller than their text."""
    found = []
    for part in window.findChildren(QWidget):
        if not part.isVisible() or not isinstance(part, QLabel | QAbstractButton | QComboBox):
            continue
        text = part.currentText() if isinstance(part, QComboBox) else part.text()
        if not text.strip():
            continue
        if isinstance(part, QLabel) and part.wordWrap():
            small = part.heightForWidth(part.width()) > part.height() + 1
        else:
            small = part.sizeHint().width() > part.width() + 1
        if small or part.minimumSizeHint().height() > part.height() + 1:
            found.append(f"{type(part).__name__} {part.size().toTuple()}: {text}")
    return found


def overlapping(widget: QWidget) -> list[str]:
    """Labels and buttons of one parent that lie on one another."""
    found = []
    parts = [
        part
        for part in widget.findChildren(QWidget)
        if part.isVisible() and isinstance(part, QLabel | QAbstractButton | QComboBox | QLineEdit)
    ]
    for number, one in enumerate(parts):
        for other in parts[number + 1 :]:
            if one.parentWidget() is other.parentWidget() and one.geometry().intersects(
                other.geometry()
            ):
                found.append(f"{type(one).__name__} on {type(other).__name__}: {one.geometry()}")
    return found


@pytest.fixture
def window(open_window: Open, pack: Path, language: str) -> MainWindow:
    """The window in the language, at the smallest size that it is made for."""
    configuration = replace(samples.configuration(pack), read_text="on")
    window = open_window(Settings(configuration=configuration))
    window.resize(1024, 700)
    return window


def located(window: MainWindow, folder: Path, qtbot: QtBot) -> list[Path]:
    """A photo with words in it, which is decided on, and a file without anything."""
    (folder / "photos").mkdir()
    sign = text_pictures.sign("Tel. +33 4 72 10 30 30", size=24)
    photo = text_pictures.save(sign, folder / "photos" / "IMG_200.jpg")
    empty = folder / "photos" / "IMG_300.jpg"
    empty.write_bytes(b"")
    drop(window, [photo, empty])
    wait_until_done(qtbot, window, 2)
    window.names.gazetteer()
    entry = window.session.entry(photo)
    assert isinstance(entry, Result)
    assert entry.text is not None
    assert entry.text.clues, "the telephone number was read"
    assert isinstance(window.session.entry(empty), Failure)
    window.session.correct(photo, LatLon(45.0, 4.0), "place Lyon, France")
    return [photo, empty]


def test_nothing_is_left_in_english_and_nothing_is_cut_off(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, language: str, painted: list[str]
) -> None:
    seen: set[tuple[str, str]] = set()
    cramped: list[tuple[str, str]] = []

    def look(where: str, shown: QWidget = window) -> None:
        with contextlib.suppress(exceptions.TimeoutError):  # what is still cramped then is reported
            qtbot.waitUntil(lambda: not cut_off(shown))
        shown.grab()
        seen.update((f"{where}: {what}", text) for what, text in texts_of(shown))
        cramped.extend((where, text) for text in (*cut_off(shown), *overlapping(shown)))

    look("empty")
    photos = located(window, tmp_path, qtbot)
    for path in photos:
        window.photos.show_photo(path)
        window.actions_.result_panel.setChecked(True)
        for details in (window.result.photo, window.result.origin):
            details.heading.setChecked(True)
        look(path.name)
    window.photos.show_photo(photos[0])
    window.actions_.layers.trigger()
    window.result.decision.correct.click()
    window.result.correction.line.setText("91, 200")
    window.result.correction._search()
    look("correction")
    window.map.show_candidate(0)
    look("candidate")
    pages = window.pages
    for name, dialog in (
        ("settings", pages.settings()),
        ("keys", pages.all_keys()),
        ("export", pages.export(Format.CSV)),
        ("report", pages.report()),
        ("models", pages.models()),
    ):
        qtbot.waitUntil(dialog.isVisible, timeout=PATIENCE)
        look(name, dialog)
        cramped += [(name, "larger than the screen")] * (dialog.width() > 1024)
        cramped += [(name, "higher than the screen")] * (dialog.height() > 700)
        dialog.close()
    path = str(tmp_path)[:12]
    whole = [text for text in painted if path not in text or "…" not in text]
    seen.update(("painted", text) for text in whole)
    names = names_in(window, tmp_path) | {"Lyon, France", *_pack_words()}
    left = sorted(untranslated(seen, names))
    assert not left, "\n".join(map(str, left))
    assert not cramped, "\n".join(map(str, cramped))
    assert window.size().toTuple() == (1024, 700), "it needs no more room"
    window.resize(1440, 900)
    qtbot.wait(50)
    left, right = (part.mapTo(window, QPoint()).x() for part in (window.photos, window.result))
    assert (left > right) == (language == pseudo.RIGHT_TO_LEFT)


def _pack_words() -> Iterator[str]:
    """What packs say of themselves."""
    for pack in pack_library.installed():
        manifest = pack.manifest
        if manifest is not None:
            yield from (manifest.name, manifest.title, manifest.licence or "", str(pack.folder))


@pytest.mark.parametrize("language", [pseudo.LEFT_TO_RIGHT], indirect=True)
def test_messages_speak_it_and_files_do_not(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, language: str
) -> None:
    error = UserError("a.img2loc is no case file of img2loc-desktop.", "Open it again.")
    tell_for_real(window, window.tr("The case was not opened"), error.message, error.hint)
    (box,) = window.findChildren(QMessageBox)
    said = [box.text(), box.informativeText(), *(button.text() for button in box.buttons())]
    assert not untranslated({("box", text) for text in said}, {"a.img2loc"})
    box.close()
    photos = located(window, tmp_path, qtbot)
    dialog = window.pages.export(Format.REPORT_HTML)
    target = tmp_path / "report.html"
    with qtbot.waitSignal(dialog.written, timeout=PATIENCE):
        dialog.save_to(target)
    report = target.read_text("utf-8")
    assert "Half of the chance lies within" in report
    assert "Corrected to 45.00000° N, 4.00000° E (given as place Lyon, France)" in report
    failure = window.session.entry(photos[1])
    assert isinstance(failure, Failure)
    assert failure.message.endswith("IMG_300.jpg is empty (0 bytes).")
    assert failure.message in report
    strange = set(pseudo._ACCENTED) - set("éóñ")
    assert not strange & set(report)
    case = window.session.case.path.read_bytes()
    assert pseudo.said("The estimate was accepted", language).encode() not in case
    assert "Ĥàĺƒ".encode() not in case
