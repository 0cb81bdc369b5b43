"""A walk through the real window, with a picture of each place: ``python tests/tour.py FOLDER``.

Run it where there is a screen, or under Xvfb: ``xvfb-run -s "-screen 0 1600x1000x24" python
tests/tour.py FOLDER``. Photos that may be published come from resources/samples; where the
development photographs lie beside the checkout, they are walked through as well. ``--index
PACK`` takes an index of your own, ``--references FOLDER`` the photos that it was made of.
``--language de`` and ``he`` walk in a made-up language with longer texts, he from right to left.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import shiboken6
import window_samples as samples
from event_loop import spin
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from img2loc_desktop.core import paths
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.settings import Settings, Theme
from img2loc_desktop.core.types import Result
from img2loc_desktop.gui import languages
from img2loc_desktop.gui.appearance import apply_look
from img2loc_desktop.gui.exporting import Format
from img2loc_desktop.gui.main_window import MainWindow
from img2loc_desktop.gui.states import State

REPOSITORY = Path(__file__).resolve().parent.parent
QUERIES = REPOSITORY.parent / "shared" / "photos" / "queries"
WORDS = REPOSITORY.parent / "shared" / "photos" / "text" / "04ba065ee22b.jpg"
EXIF = REPOSITORY.parent / "shared" / "exif"


class Tour:
    """Opens the window and takes pictures of it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.window = MainWindow(settings)
        self.window.resize(1440, 900)
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        self.until(lambda: self.window.session.is_open)

    def walk(self, photos: list[Path]) -> None:
        """Everywhere, in the order in which a user comes along."""
        window = self.window
        self.shoot("01-empty")
        self.drag(photos)
        spin(800)
        self.shoot("02-dragging")
        window.drops.target.hide()
        window.bring(photos)
        self.until(lambda: window.table.rowCount() >= min(20, len(photos)))
        self.until(lambda: any(r.state in (State.DONE, State.HINT) for r in window.table.rows()))
        self.shoot("03-working")
        self.until(lambda: not window.engine.working and window.table.rowCount() > 0)
        spin(1500)
        best = min(
            (row for row in window.table.rows() if row.radius_km is not None),
            key=lambda row: row.radius_km or 0,
        )
        window.photos.show_photo(best.path)
        spin(1500)
        self.shoot("04-result")
        window.result.evidence.cards.setFocus()
        window.result.evidence.cards.setCurrentRow(2)
        window.result.photo.heading.setChecked(True)
        window.result.origin.heading.setChecked(True)
        spin(600)
        scroll = window.result.scrolled
        scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
        self.shoot("05-evidence")
        scroll.verticalScrollBar().setValue(0)
        window.result.photo.heading.setChecked(False)
        window.result.origin.heading.setChecked(False)
        entry = window.session.entry(best.path)
        assert isinstance(entry, Result)
        window.map.map.show_position(entry.candidates[0].position, 6.0)
        window.result.answer.candidate_chosen.emit(0)
        window.actions_.layers.trigger()
        spin(800)
        self.shoot("06-map-zoomed")
        window.actions_.layers.trigger()
        window.actions_.fit.trigger()
        window.actions_.correct.trigger()
        window.result.correction.line.setText("Paris")
        spin(1500)
        self.shoot("07-correct")
        window.result.correction.cancel.click()
        window.actions_.accept.trigger()
        window.session.reject([window.table.rows()[1].path])
        failed = [row for row in window.table.rows() if row.state is State.FAILED]
        if failed:
            window.photos.show_photo(failed[0].path)
            spin(500)
            self.shoot("08-failed")
        window.photos.show_photo(best.path)
        self.words()
        window.photos.show_photo(best.path)
        self.pages()
        self.once_more(photos[1])
        self.themes(best.path)

    def once_more(self, photo: Path) -> None:
        """A photo that is located again, and that fails because it is gone."""
        window = self.window
        copy = self.folder / f"moved{photo.suffix}"
        copy.write_bytes(photo.read_bytes())
        number = window.table.rowCount()
        window.bring([copy])
        self.until(lambda: window.table.rowCount() > number and not window.engine.working)
        self.until(lambda: window.table.row(copy).has_result)
        window.photos.show_photo(copy)
        copy.unlink()
        window.engine.pause()
        window.commands.locate_again([copy])
        spin(600)
        self.shoot("25-located-anew")
        window.engine.resume()
        self.until(lambda: bool(window.table.row(copy).retry_failed))
        spin(600)
        self.shoot("26-retry-failed")

    def words(self) -> None:
        """The photo with its words: read, struck and typed; in the dark, and small."""
        window = self.window
        shown = WORDS
        if shown not in window.table:
            return
        window.photos.show_photo(shown)
        window.desk.read()
        self.until(lambda: bool(self.entry_of(shown).text))
        window.actions_.picture.trigger()
        spin(1500)
        self.until(lambda: window.picture.view.has_image)
        window.picture.choose(0)
        self.shoot("21-words")
        window.picture.strike.click()
        window.picture.entry.edit.setText("Bridgend")
        window.picture.entry.take.click()
        self.until(lambda: bool((text := self.entry_of(shown).text) and text.effects))
        window.picture.choose(0)
        window.picture.view.zoom_by(3)
        self.shoot("22-words-changed")
        window.picture.view.fit()
        window.preferences.change(theme=Theme.DARK)
        window.resize(1024, 700)
        spin(600)
        self.shoot("23-words-small")
        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        spin(600)
        self.shoot("24-words-right-to-left")
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        window.preferences.change(theme=Theme.LIGHT)
        window.resize(1440, 900)
        window.actions_.picture.trigger()

    def entry_of(self, path: Path) -> Result:
        """The result of a photo."""
        entry = self.window.session.entry(path)
        assert isinstance(entry, Result)
        return entry

    def pages(self) -> None:
        """Models, export, settings, keys."""
        window = self.window
        page = window.pages.models()
        spin(700)
        self.shoot("09-models", page)
        page.close()
        dialog = window.pages.export(Format.GEOJSON)
        spin(700)
        self.shoot("10-export", dialog)
        dialog.tabs.setCurrentIndex(1)
        spin(1500)
        self.shoot("11-export-sample", dialog)
        dialog.reject()
        report = window.pages.report()
        self.shoot("12-report", report)
        report.save_to(self.folder / "report.pdf")
        self.until(lambda: (self.folder / "report.pdf").exists())
        for name, open_one in (
            ("13-settings", window.pages.settings),
            ("14-keys", window.pages.all_keys),
            ("15-about", window.pages.about),
        ):
            shown = open_one()
            spin(400)
            self.shoot(name, shown)
            shown.reject()

    def themes(self, best: Path) -> None:
        """Dark, large text, from right to left, and small."""
        window = self.window
        window.preferences.change(theme=Theme.DARK)
        spin(600)
        self.shoot("16-dark")
        window.preferences.change(theme=Theme.LIGHT, text_size=150)
        spin(600)
        self.shoot("17-large-text")
        window.preferences.change(text_size=100)
        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        spin(600)
        self.shoot("18-right-to-left")
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        window.resize(1024, 700)
        spin(600)
        self.shoot("19-small")
        window.actions_.result_panel.setChecked(True)
        spin(600)
        self.shoot("20-small-drawer")
        window.photos.show_photo(best)

    def drag(self, photos: list[Path]) -> None:
        """Hold files over the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in photos])
        event = QDragEnterEvent(
            *(QPoint(600, 400), Qt.DropAction.CopyAction, data),
            *(Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier),
        )
        QApplication.sendEvent(self.window, event)

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture of the window, or of a dialog."""
        spin(150)
        shown = widget or self.window
        picture: QPixmap = shown.grab()
        picture.save(str(self.folder / f"{name}.png"))
        print(f"{name}: {shown.width()} x {shown.height()}")

    @staticmethod
    def until(true: Callable[[], bool], seconds: int = 300) -> None:
        """Wait for something."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise TimeoutError(f"waited {seconds} s")
            spin(20)

    def end(self) -> None:
        """Close the window."""
        self.window.engine.stop_now()
        self.window.close()
        shiboken6.delete(self.window)
        QApplication.processEvents()


def photos_of_the_tour(publishable: bool) -> list[Path]:
    """Samples, and queries and odd files where there are any and they may be shown."""
    found = sorted((paths.resources() / "samples").glob("*.[jp][pn]g"))
    if publishable:
        return found
    found += sorted(QUERIES.glob("*.jpg"))[:20]
    found += [WORDS] if WORDS.exists() else []
    odd = ("exif-py_jpg_gps_DSCN0010.jpg", "exif-py_jxl_test_0001.jxl")
    return found + [EXIF / name for name in odd if (EXIF / name).exists()]


def main() -> None:
    """Walk."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--index", type=Path, action="append", default=[], metavar="PACK")
    parser.add_argument("--references", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--publishable", action="store_true", help="the samples alone")
    parser.add_argument("--language", choices=("de", "he"))
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="img2loc-tour-") as home:
        os.environ["IMG2LOC_HOME"] = home
        configuration = Configuration(indexes=tuple(path.absolute() for path in options.index))
        starter = paths.bundled_models() / "starter-gallery"
        if not configuration.indexes and not starter.exists():
            configuration = samples.configuration(samples.small_index(Path(home) / "index"))
            options.references.append(Path(home) / "index" / "references")
        settings = Settings(
            configuration=replace(configuration, use_gpu=False),
            references=tuple(path.absolute() for path in options.references),
        )
        application = QApplication(sys.argv[:1])
        apply_look(application, settings)
        if options.language:
            import pseudo_languages  # with Qt's tool for translators

            pseudo_languages.make(paths.user_translations(), options.language)
            languages.install(application, options.language)
        tour = Tour(options.folder, settings)
        try:
            tour.walk(photos_of_the_tour(options.publishable))
        finally:
            tour.end()


if __name__ == "__main__":
    main()
