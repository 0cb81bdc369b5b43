"""Models and indexes: what is installed and in use, what is missing, import, build, verify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.core import pack_library, paths, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.gui import messages, theme
from img2loc_desktop.gui.cli_task import CliTask
from img2loc_desktop.gui.counting import counted
from img2loc_desktop.gui.drops import accept_copy, local_files
from img2loc_desktop.gui.index_building import IndexBuilding
from img2loc_desktop.gui.pack_list import PackList
from img2loc_desktop.gui.preferences import Preferences
from img2loc_desktop.gui.speech import spoken


class ModelsPage(QDialog):
    """Not modal: photos are located behind it."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models and indexes"))
        self.setAcceptDrops(True)
        self.resize(900, 640)
        self._preferences = preferences
        self._task: CliTask | None = None
        self.trouble = QLabel()
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.packs = PackList()
        self.import_files = QPushButton(self.tr("Import files..."))
        self.import_folder = QPushButton(self.tr("Import a folder..."))
        self.verify = QPushButton(self.tr("Verify"))
        self.remove = QPushButton(self.tr("Remove"))
        self.gallery = QPushButton(self.tr("Make its index"))
        self.gallery.setToolTip(self.tr("An index of places without photos, from a location model"))
        self.show_folder = QPushButton(self.tr("Open the folder"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setTextVisible(False)
        self.said = QPlainTextEdit()
        self.said.setReadOnly(True)
        self.said.setAccessibleName(self.tr("What was done"))
        self.said.setMaximumHeight(110)
        self.building = IndexBuilding()
        self._lay_out()
        self._connect()
        self._set_busy(False)
        self.said.hide()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls():
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        accept_copy(event)
        self.bring(local_files(event.mimeData()))

    def refresh(self) -> None:
        """List the packs anew."""
        try:
            packs = pack_library.installed()
        except UserError as error:
            self.tell(error.message, error.hint)
            return
        self.packs.show_packs(packs, self._preferences.now.configuration)
        manifests = [pack.manifest for pack in packs if pack.manifest is not None]
        self.building.set_encoders([m for m in manifests if m.kind == "encoder"])
        self._enable()

    def tell(self, message: str, hint: str) -> None:
        """Say at the top why photos cannot be located."""
        self.trouble.setText(f"⚠  {spoken(message)}\n{spoken(hint)}".strip())
        self.trouble.show()

    def bring(self, given: Sequence[Path]) -> None:
        """Import models, indexes and packs."""
        if given:
            self._run(["models", "import", "--json", *map(str, given)])

    def close_down(self) -> None:
        """The window is closed: end what runs."""
        self.building.stop()
        if self._task is not None:
            self._task.stop()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (
            *(self.import_files, self.import_folder),
            *(self.verify, self.remove, self.gallery),
        ):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.show_folder)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        theme.without_icons(close)
        close.rejected.connect(self.close)
        hint = QLabel(
            self.tr(
                "Models come on a stick or disk: import them here, or drop them on this window. "
                "Each is checked before it is used, and nothing is ever downloaded."
            )
        )
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.grid())
        layout.addWidget(self.trouble)
        layout.addWidget(hint)
        layout.addWidget(self.packs, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.bar)
        layout.addWidget(self.said)
        layout.addWidget(self.building)
        layout.addWidget(close)

    def _connect(self) -> None:
        self.import_files.clicked.connect(self._choose_files)
        self.import_folder.clicked.connect(self._choose_folder)
        self.verify.clicked.connect(self._verify)
        self.remove.clicked.connect(self._remove)
        self.gallery.clicked.connect(self._make_gallery)
        self.show_folder.clicked.connect(self._open_folder)
        self.packs.currentItemChanged.connect(self._enable)
        self.packs.ticked.connect(self._use)
        self.building.built.connect(self._built)

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Import files"),
            "",
            self.tr("Models and packs")
            + " (*.gguf *.onnx *.zip *.whl *.csv *.npy *.json);;"
            + self.tr("All files (*)"),
        )
        self.bring([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Import a folder"))
        if name:
            self.bring([Path(name)])

    def _verify(self) -> None:
        pack = self.packs.current_pack()
        self._run(["models", "verify", *([pack.name] if pack else [])])

    def _remove(self) -> None:
        pack = self.packs.current_pack()
        if pack is None:
            return
        dependants = pack_library.needed_by(pack.manifest) if pack.manifest else ()
        detail = self.tr("It is deleted from {folder}.").format(folder=pack.folder)
        if dependants:
            detail += " " + self.tr("These indexes cannot be searched without it: {names}.").format(
                names=", ".join(dependants)
            )
        question = self.tr("Remove {name}?").format(name=pack.name)
        if not messages.ask(
            self, self.tr("Remove"), question, detail, self.tr("Remove"), self.tr("Keep")
        ):
            return
        configuration = self._preferences.now.configuration
        indexes = tuple(folder for folder in configuration.indexes if folder != pack.folder)
        vlm = configuration.vlm if configuration.vlm != pack.folder else None
        self._use(indexes, vlm)
        self._run(["models", "remove", pack.name])

    def _make_gallery(self) -> None:
        pack = self.packs.current_pack()
        if pack is not None:
            self._run(["index", "gallery", "--model", pack.name, "--json"])

    def _open_folder(self) -> None:
        paths.user_models().mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.user_models())))

    def _use(self, indexes: tuple[Path, ...], vlm: Path | None) -> None:
        """Answer with these from the next photo on; none and the starter alone are the same."""
        starter = (paths.bundled_models() / "starter-gallery",)
        self._preferences.change(
            configuration=replace(
                self._preferences.now.configuration,
                indexes=() if indexes == starter else indexes,
                weights=(),  # they are given by the place of an index in the list
                vlm=vlm,
            )
        )
        self.trouble.hide()

    def _built(self, pack: Path, photos: Path) -> None:
        """A new index is used at once, and its photos are shown as evidence."""
        now = self._preferences.now
        indexes = tuple(dict.fromkeys((*now.configuration.indexes, pack)))
        self._preferences.change(
            configuration=replace(now.configuration, indexes=indexes, weights=()),
            references=tuple(dict.fromkeys((photos, *now.references))),
        )
        self.refresh()

    def _run(self, arguments: Sequence[str]) -> None:
        if self._task is not None:
            return
        self.said.clear()
        self.said.show()
        self._task = CliTask(arguments, self)
        self._task.said.connect(self._report)
        self._task.ended.connect(self._ended)
        self._set_busy(True)

    def _report(self, event: dict[str, Any]) -> None:
        kind = event.get("event")
        if kind in ("copying", "progress"):
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * event["done"] / max(1, event["total"])))
        elif kind == "finished":
            count = event["count"]
            self.said.appendPlainText(
                counted(
                    count,
                    self.tr("Index written: 1 photo"),
                    self.tr("Index written: {number} photos", "", count),
                )
                + f" ({event['folder']})"
            )
        elif kind == "decided":
            self.said.appendPlainText(spoken(event["text"]))
        elif kind == "left_out":
            names = ", ".join(event["names"][:10])
            more = len(event["names"]) - 10
            if more > 0:
                text = self.tr("Not needed: {names} and {more} more.")
            else:
                text = self.tr("Not needed: {names}.")
            self.said.appendPlainText(text.format(names=names, more=more))
        elif kind == "refused":
            self.said.appendPlainText(
                f"⚠  {event['name']}: {spoken(event['what'])}. "
                f"{spoken(event['why']).rstrip('.')}. {spoken(event['remedy'])}"
            )
        elif kind == "imported":
            state = self.tr("Installed") if event["new"] else self.tr("Already installed")
            size = spoken(words.size(event["bytes"]))
            self.said.appendPlainText(f"{state}: {event['name']} ({event['kind']}, {size})")

    def _ended(self, code: int, last_words: str) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.deleteLater()
        if last_words:
            self.said.appendPlainText("\n".join(map(spoken, last_words.splitlines())))
        self._set_busy(False)
        self.refresh()

    def _set_busy(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0)
        for button in (self.import_files, self.import_folder):
            button.setEnabled(not busy)
        self._enable()

    def _enable(self) -> None:
        pack = self.packs.current_pack()
        self.verify.setEnabled(self._task is None)
        manifest = pack.manifest if pack is not None else None
        self.gallery.setVisible(manifest is not None and manifest.kind == "location")
        self.gallery.setEnabled(self._task is None)
        self.verify.setText(self.tr("Verify") if pack else self.tr("Verify all"))
        self.remove.setEnabled(self._task is None and pack is not None and pack.origin != "shipped")
