"""The dialogs that the window opens, each made when it is asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop import __version__
from img2loc_desktop.core import paths
from img2loc_desktop.gui import messages, theme
from img2loc_desktop.gui.actions import Actions
from img2loc_desktop.gui.drops import TILES_SUFFIX
from img2loc_desktop.gui.export_dialog import ExportDialog
from img2loc_desktop.gui.export_task import ExportTask
from img2loc_desktop.gui.exporting import Format
from img2loc_desktop.gui.models_page import ModelsPage
from img2loc_desktop.gui.photo_list import PhotoList
from img2loc_desktop.gui.photo_table import PhotoTable
from img2loc_desktop.gui.place_names import PlaceNames
from img2loc_desktop.gui.preferences import Preferences
from img2loc_desktop.gui.session import Session
from img2loc_desktop.gui.settings_dialog import SettingsDialog
from img2loc_desktop.gui.writing import Writing

_WIDE = QSize(860, 600)


class Pages(QObject):
    """Export, models, settings, the log, keys, and what this program is made of."""

    exported = Signal(object)  # Path
    tiles = Signal(object)  # list[Path]

    def __init__(
        self,
        window: QWidget,
        session: Session,
        table: PhotoTable,
        photos: PhotoList,
        names: PlaceNames,
        preferences: Preferences,
        actions: Actions,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session, self._table, self._photos = session, table, photos
        self._names, self._preferences, self._actions = names, preferences, actions
        self._models: ModelsPage | None = None

    def export(self, format_: Format = Format.GEOJSON) -> ExportDialog:
        """Ask what to export."""
        now = self._preferences.now
        dialog = ExportDialog(
            self._session.case,
            self._table.rows(),
            [self._table.row(path) for path in self._photos.selected()],
            self._names.gazetteer,
            Writing(now.notation, now.units),
            now.analyst,
            self._window,
        )
        dialog.choose(format_)
        dialog.written.connect(self.exported)
        self._open(dialog)
        return dialog

    def report(self) -> ExportDialog:
        """Ask what to report on."""
        return self.export(Format.REPORT_PDF)

    def models(self) -> ModelsPage:
        """Show the page of models; there is only one."""
        if self._models is None:
            self._models = ModelsPage(self._preferences, self._window)
        self._models.show()
        self._models.raise_()
        return self._models

    def cannot_start(self, message: str, hint: str) -> None:
        """The worker does not start: the page of models says why."""
        self.models().tell(message, hint)

    def settings(self) -> SettingsDialog:
        """Ask for the settings."""
        dialog = SettingsDialog(self._preferences, self._window)
        self._open(dialog)
        return dialog

    def choose_tiles(self) -> None:
        """Ask for MBTiles files."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Add map tiles"),
            "",
            self.tr("Map tiles (*{suffix})").format(suffix=TILES_SUFFIX),
        )
        if names:
            self.tiles.emit([Path(name) for name in names])

    def check_log(self) -> None:
        """Say whether the case's log holds together."""
        found = self._session.case.verify_log()
        title = self.tr("The case’s log")
        head = self.tr("Last hash: {hash}").format(hash=found.head)
        if found.problems:
            messages.tell(self._window, title, "\n".join(found.problems[:5]), head)
        else:
            sound = self.tr(
                "All {number} entries of the log hold, and the case is as they tell.",
                "",
                found.entries,
            )
            messages.inform(self._window, title, sound.format(number=f"{found.entries:,}"), head)

    def all_keys(self) -> QDialog:
        """Show what each key does."""
        form = QFormLayout()
        form.setHorizontalSpacing(theme.grid(3))
        for what, keys in (
            *self._actions.keys(),
            (self.tr("Through the photos"), self.tr("Up, Down")),
            (self.tr("Through the points of the map"), self.tr(". and ,")),
            (self.tr("Strike a word in the list of words, or take it back"), self.tr("Del")),
            (self.tr("Correct a word in the list of words"), self.tr("F2")),
        ):
            form.addRow(QLabel(keys), QLabel(what))
        inside = QWidget()
        inside.setLayout(form)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        return self._shown(self.tr("All keys"), scroll)

    def about(self) -> QDialog:
        """Show the version, and whose work ships with it."""
        text = QTextBrowser()
        text.setOpenLinks(False)  # offline, also here
        what = self.tr("Says where on Earth a photo was taken, offline, with the evidence.")
        # The second one is in packages only, which bring the libraries along.
        lists = (paths.resources() / name for name in ("LICENCES.md", "LIBRARIES.md"))
        listed = "\n".join(path.read_text(encoding="utf-8") for path in lists if path.is_file())
        text.setMarkdown(f"# img2loc-desktop {__version__}\n\n{what}\n\n{listed}")
        dialog = self._shown(self.tr("About and licences"), text)
        dialog.resize(_WIDE)  # for a table of five columns
        return dialog

    def close_down(self) -> None:
        """The window is closed: what is being written is given up."""
        tasks = self._window.findChildren(ExportTask)
        for task in tasks:
            task.give_up()
        for task in tasks:
            task.wait()
        if self._models is not None:
            self._models.close_down()

    def _shown(self, title: str, content: QWidget) -> QDialog:
        dialog = QDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.resize(560, 520)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        theme.without_icons(close)
        close.rejected.connect(dialog.reject)
        layout = QVBoxLayout(dialog)
        layout.addWidget(content)
        layout.addWidget(close)
        self._open(dialog)
        return dialog

    @staticmethod
    def _open(dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
