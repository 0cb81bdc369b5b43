"""Parts of the window by themselves: rows, thumbnails, finder, panels, colours, keys, words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import photo_files
import pytest
import window_samples as samples
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QSpinBox,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot
from window_fixtures import *  # noqa: F403 - pytest finds fixtures by their names
from window_fixtures import PATIENCE, drop, wait_until_done

from img2loc_desktop.core import paths
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.settings import Settings, Theme
from img2loc_desktop.core.types import Failure, LatLon, LineMark, Neighbour, Source, WordEdit
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.appearance import apply_look
from img2loc_desktop.gui.decision_bar import DecisionBar
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.pace import Pace
from img2loc_desktop.gui.panels import NARROW, Panels
from img2loc_desktop.gui.photo_finder import PhotoFinder
from img2loc_desktop.gui.photo_table import Order, PhotoOrder, PhotoRow, PhotoTable, Role
from img2loc_desktop.gui.references import References
from img2loc_desktop.gui.states import State
from img2loc_desktop.gui.thumbnails import SIDE, Thumbnails


def names(model: PhotoOrder) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_rows_are_sorted_filtered_and_removed_as_qt_wants_it(qtbot: QtBot) -> None:
    table = PhotoTable()
    model = PhotoOrder(table)
    QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.add(
        [
            PhotoRow(Path("/b.jpg"), state=State.DONE, place="Lyon, France", radius_km=180.0),
            PhotoRow(Path("/a.jpg"), state=State.FAILED, detail="says it is a JPEG"),
            PhotoRow(Path("/c.jpg"), state=State.DONE, place="Accra, Ghana", radius_km=20.0),
            PhotoRow(Path("/b.jpg")),  # it is there already
        ]
    )
    assert names(model) == ["b.jpg", "a.jpg", "c.jpg"]
    for order, expected in (
        (Order.NAME, ["a.jpg", "b.jpg", "c.jpg"]),
        (Order.STATE, ["a.jpg", "b.jpg", "c.jpg"]),
        (Order.PLACE, ["c.jpg", "b.jpg", "a.jpg"]),
        (Order.RADIUS, ["c.jpg", "b.jpg", "a.jpg"]),
        (Order.ADDED, ["b.jpg", "a.jpg", "c.jpg"]),
    ):
        model.set_order(order)
        assert names(model) == expected, order
    for text, expected in (
        ("lyon", ["b.jpg"]),
        ("failed", ["a.jpg"]),
        ("LOCATED c.j", ["c.jpg"]),
        ("jpeg", ["a.jpg"]),
        ("nothing", []),
        ("", ["b.jpg", "a.jpg", "c.jpg"]),
    ):
        model.set_filter(text)
        assert names(model) == expected, text
    table.row(Path("/a.jpg")).state = State.WAITING
    table.changed(Path("/a.jpg"))
    table.remove([Path("/b.jpg"), Path("/nowhere.jpg")])
    assert names(model) == ["a.jpg", "c.jpg"]
    assert table.row(Path("/c.jpg")).place == "Accra, Ghana"
    spoken = table.index_of(Path("/c.jpg")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "c.jpg, located, Accra, Ghana, half of the chance within 20 km"
    assert not table.index_of(Path("/b.jpg")).isValid()
    assert table.index_of(Path("/c.jpg")).data(Role.PATH) == Path("/c.jpg")


def test_thumbnails_are_upright_small_and_never_of_a_bomb(tmp_path: Path, qtbot: QtBot) -> None:
    thumbnails = Thumbnails()
    try:
        good = samples.photos(tmp_path, 1)[0]
        bomb = photo_files.write(tmp_path / "bomb.png", photo_files.png_claiming(60_000, 60_000))
        text = tmp_path / "text.jpg"
        text.write_text("no picture")
        for path in (good, bomb, text):
            assert thumbnails.image(path) is None  # it is never waited for
        qtbot.waitUntil(lambda: thumbnails.image(good) is not None, timeout=PATIENCE)
        qtbot.waitUntil(
            lambda: thumbnails.failed(bomb) and thumbnails.failed(text), timeout=PATIENCE
        )
        image = thumbnails.image(good)
        assert image is not None and max(image.width(), image.height()) <= SIDE
        # As evidence, only the very file is shown.
        thumbnails.image(good, "0" * 64)
        qtbot.waitUntil(lambda: thumbnails.failed(good, "0" * 64), timeout=PATIENCE)
    finally:
        thumbnails.close()


def test_files_are_listed_in_a_thread_and_counted(tmp_path: Path, qtbot: QtBot) -> None:
    samples.photos(tmp_path / "deep" / "er", 150)
    finder = PhotoFinder()
    found: list[Path | Failure] = []
    threads: set[str] = set()
    finder.found.connect(found.extend)
    finder.found.connect(lambda _: threads.add(threading.current_thread().name))
    try:
        with qtbot.waitSignal(finder.finished, timeout=PATIENCE):
            finder.find([tmp_path / "deep", tmp_path / "nowhere"])
        assert len(found) == 151 and isinstance(found[-1], Failure)
        assert threads == {threading.main_thread().name}  # what shows it, is in the window's
        with qtbot.waitSignal(finder.counted, check_params_cb=lambda n, all_: all_) as counted:
            finder.count([tmp_path / "deep"])
        assert counted.args == [150, True]
    finally:
        finder.close()


def test_a_reference_is_looked_for_in_the_indexed_folders_and_nowhere_else() -> None:
    references = References([Path("/holidays")])

    def of(identifier: str, sha256: str | None = "a" * 64) -> list[Path]:
        source = Source(identifier, sha256=sha256)
        return references.find(Neighbour(1, LatLon(0, 0), 0.9, "holidays", source))

    assert of("2019/a.jpg") == [Path("/holidays/2019/a.jpg")]
    assert of("../../etc/passwd") == of("/etc/passwd") == of("a\\..\\b") == []
    assert of("2019/a.jpg", None) == []  # without a hash nothing can be the very photo
    assert references.find(Neighbour(1, LatLon(0, 0), 0.9, "gallery")) == []


def test_the_rate_counts_the_last_photos_and_not_the_pause() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.rate() is None and pace.seconds_left(5) is None
    pace.begin()
    for _ in range(4):
        now[0] += 2.0
        pace.done()
    assert pace.rate() == pytest.approx(0.5)
    assert pace.seconds_left(10) == pytest.approx(20.0)
    now[0] += 1000.0
    pace.begin()
    assert pace.rate() is None


def test_the_result_is_a_drawer_in_a_narrow_window(qtbot: QtBot) -> None:
    left, centre, right = QWidget(), QWidget(), QWidget()
    panels = Panels(left, centre, right)
    qtbot.addWidget(panels)
    panels.resize(1440, 900)
    panels.show()
    panels.set_widths(310, 390)
    assert panels.widths() == [310, 390] and right.isVisible()
    panels.resize(NARROW - 1, 700)
    qtbot.waitUntil(lambda: panels.is_narrow, timeout=PATIENCE)
    assert not right.isVisible()
    wide = centre.width()
    panels.show_right(True)
    assert right.isVisible() and centre.width() == wide  # it lies over the map
    assert right.mapTo(panels, right.rect().topRight()).x() > NARROW - 8
    panels.resize(1440, 900)
    qtbot.waitUntil(lambda: not panels.is_narrow, timeout=PATIENCE)
    assert right.isVisible() and panels.widths()[1] == 390


@pytest.mark.parametrize("dark", [False, True])
def test_colours_pass_wcag_aa(dark: bool) -> None:
    palette = theme.own_palette(dark)
    role = QPalette.ColorRole
    for text, ground in (
        *((role.WindowText, role.Window), (role.Text, role.Base), (role.ButtonText, role.Button)),
        *((role.HighlightedText, role.Highlight), (role.ToolTipText, role.ToolTipBase)),
        *((role.PlaceholderText, role.Base), (role.Link, role.Base), (role.Link, role.Window)),
    ):
        ratio = theme.contrast(palette.color(text), palette.color(ground))
        assert ratio >= 4.5, (text, ground, ratio)
    for ground in (role.Window, role.Base):
        under = palette.color(ground)
        assert theme.contrast(theme.muted(palette), under) >= 4.5
        # The signs of states are text; bars are graphics.
        assert theme.contrast(theme.warning(palette), under) >= 4.5
        assert theme.contrast(theme.good(palette), under) >= 4.5
        assert theme.contrast(theme.estimate(palette), under) >= 3.0
    assert theme.contrast(QColor("white"), QColor("black")) == pytest.approx(21.0)


def test_every_control_has_a_name_for_screen_readers(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(window, samples.photos(tmp_path, 1))
    wait_until_done(qtbot, window, 1)
    pages = [
        *(window, window.pages.models(), window.pages.export(), window.pages.settings()),
    ]
    for page in pages:
        for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSpinBox):
            for control in page.findChildren(kind):
                parts_of_others = (QComboBox, QSpinBox, QLineEdit, QAbstractItemView, QHeaderView)
                if isinstance(control, QHeaderView) or _is_inside(control, parts_of_others):
                    continue
                if control.objectName().startswith("qt_") or not control.isEnabled():
                    continue
                spoken = QAccessible.queryAccessibleInterface(control)
                name = spoken.text(QAccessible.Text.Name)
                assert name, (page, control, control.parent())
    for page in pages[1:]:
        page.close()


def _is_inside(control: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    parent = control.parent()
    while isinstance(parent, QWidget):
        if isinstance(parent, kinds):
            return True
        parent = parent.parent()
    return False


def test_everything_can_be_reached_with_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    keys = dict(window.actions_.keys())
    for what in ("Add photos", "Accept the estimate", "Undo the decision", "Export", "All keys"):
        assert keys[what]
    seen = set()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    for _ in range(60):
        focus = QApplication.focusWidget()
        if focus is None:
            break
        seen.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    for widget in (
        *(window.photos.view, window.photos.filter, window.photos.sorting),
        *(window.map.welcome.files, window.map.welcome.folder, window.map.welcome.samples),
    ):
        assert widget in seen, widget


def test_typing_in_the_filter_decides_nothing(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = samples.photos(tmp_path, 2)
    drop(window, paths)
    wait_until_done(qtbot, window, 2)
    window.photos.show_photo(paths[0])
    window.photos.filter.setFocus()
    QTest.keyClicks(window.photos.filter, "arcon ")
    assert window.photos.filter.text() == "arcon "
    assert [window.session.decision(path) for path in paths] == [None, None]
    window.photos.filter.clear()
    window.photos.view.setFocus()
    QTest.keyClick(window.photos.view, Qt.Key.Key_Down)
    assert window.photos.current() == paths[1]
    QTest.keyClick(window.photos.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.photos.selected() == paths
    QTest.keyClick(window.photos.view, Qt.Key.Key_Delete)
    assert window.table.rowCount() == 0 and all(path.exists() for path in paths)


def test_themes_and_text_sizes_change_at_once_and_are_kept(
    open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.font().pointSizeF()
    window = open_window()
    try:
        window.preferences.change(theme=Theme.DARK, text_size=150)
        assert theme.is_dark(window.palette())
        assert application.font().pointSizeF() == pytest.approx(1.5 * before)
        window.preferences.change(theme=Theme.LIGHT, text_size=120)
        assert not theme.is_dark(window.palette())
        assert application.font().pointSizeF() == pytest.approx(1.2 * before)
        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        assert window.grab().width() > 0
        from img2loc_desktop.core import settings

        stored, _ = settings.load()
        assert (stored.theme, stored.text_size) == (Theme.LIGHT, 120)
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        apply_look(application, Settings())


def test_words_of_signs_in_a_decision_are_never_markup(qtbot: QtBot) -> None:
    bar = DecisionBar()
    qtbot.addWidget(bar)
    hostile = '<b>bold</b><img src="x.png">'
    edits = (WordEdit(LineMark.STRUCK, read_as=hostile),)
    bar.set_decision(Decision(Verdict.OPEN, "2026-03-01T12:30:00Z", words=edits), located=True)
    assert bar.words.textFormat() is Qt.TextFormat.PlainText
    assert hostile in bar.words.text()


def test_the_about_dialog_lists_the_libraries_of_a_package(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_checkout = window.pages.about().findChild(QTextBrowser).toPlainText()
    assert "GeoNames" in in_checkout and "Libraries in this package" not in in_checkout
    # As packaging/sbom.py writes it beside the list of resources.
    (tmp_path / "LICENCES.md").write_bytes((paths.resources() / "LICENCES.md").read_bytes())
    (tmp_path / "LIBRARIES.md").write_text(
        "## Libraries in this package\n\n| library | version |\n|---|---|\n| Qt | 6.11 |\n"
    )
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    in_package = window.pages.about().findChild(QTextBrowser).toPlainText()
    assert "GeoNames" in in_package and "Libraries in this package" in in_package
    assert "6.11" in in_package
