"""Building an index from a folder of geotagged photos: progress, pause, and going on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from img2loc_desktop.core import paths
from img2loc_desktop.core.model_packs import Manifest
from img2loc_desktop.core.words import one_line
from img2loc_desktop.gui.cli_task import CliTask
from img2loc_desktop.gui.speech import spoken

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._+-]+")


class IndexBuilding(QGroupBox):
    """A folder, a name, and a bar. A pause ends the process: at most one batch is done again."""

    built = Signal(object, object)  # Path of the pack, Path of the photos

    def __init__(self) -> None:
        super().__init__()
        self.setTitle(self.tr("Build an index from your own geotagged photos"))
        self._task: CliTask | None = None
        self._paused = False
        self.folder = QLineEdit()
        self.folder.setPlaceholderText(self.tr("Folder of photos with GPS positions"))
        self.folder.setAccessibleName(self.tr("Folder of photos"))
        self.choose = QPushButton(self.tr("Choose..."))
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of the index"))
        self.name.setMaximumWidth(220)
        self.encoder = QComboBox()
        self.encoder.setAccessibleName(self.tr("Image encoder"))
        self.encoder.setToolTip(self.tr("The encoder that makes the photos comparable"))
        self.start = QPushButton(self.tr("Build"))
        self.pause = QPushButton(self.tr("Pause"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of the index"))
        self.bar.setTextVisible(False)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.encoder.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.encoder.setMinimumContentsLength(18)
        what, how = QHBoxLayout(), QHBoxLayout()
        what.addWidget(self.folder, 1)
        what.addWidget(self.choose)
        how.addWidget(self.name)
        how.addWidget(self.encoder)
        how.addStretch(1)
        how.addWidget(self.start)
        how.addWidget(self.pause)
        layout = QVBoxLayout(self)
        layout.addLayout(what)
        layout.addLayout(how)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        self.choose.clicked.connect(self._choose)
        self.folder.textChanged.connect(self._changed)
        self.name.textEdited.connect(self._enable)
        self.start.clicked.connect(self._start)
        self.pause.clicked.connect(self._pause)
        self._say("")
        self._enable()

    @property
    def running(self) -> bool:
        """Whether an index is being built."""
        return self._task is not None

    def set_folder(self, folder: Path) -> None:
        """Propose a folder."""
        self.folder.setText(str(folder))

    def set_encoders(self, encoders: Sequence[Manifest]) -> None:
        """Which encoders there are; the last one, which the user brought, is proposed."""
        chosen = self.encoder.currentData()
        self.encoder.clear()
        for manifest in encoders:
            self.encoder.addItem(one_line(manifest.name), manifest.folder)
            self.encoder.setItemData(
                self.encoder.count() - 1, one_line(manifest.title), Qt.ItemDataRole.ToolTipRole
            )
        place = self.encoder.findData(chosen)
        self.encoder.setCurrentIndex(place if place >= 0 else self.encoder.count() - 1)
        self._enable()

    def stop(self) -> None:
        """End the process; the same folder and name go on another time."""
        if self._task is not None:
            self._paused = True
            self._task.stop()

    def target(self) -> Path:
        """Where the pack will be."""
        return paths.user_models() / self.name.text().strip()

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of geotagged photos"))
        if name:
            self.set_folder(Path(name))

    def _changed(self, text: str) -> None:
        proposal = _NOT_IN_A_NAME.sub("-", Path(text).name).strip("-.")
        self.name.setText(proposal or "photos")
        self._paused = False
        self._enable()

    def _enable(self) -> None:
        name = self.name.text().strip()
        ready = bool(
            self.folder.text().strip()
            and self.encoder.count()
            and name
            and not _NOT_IN_A_NAME.search(name)
        )
        self.start.setEnabled(ready and self._task is None)
        self.start.setText(self.tr("Continue") if self._paused else self.tr("Build"))
        self.pause.setEnabled(self._task is not None)
        for widget in (self.folder, self.choose, self.name, self.encoder):
            widget.setEnabled(self._task is None)

    def _start(self) -> None:
        folder = Path(self.folder.text().strip()).expanduser()
        paths.user_models().mkdir(parents=True, exist_ok=True)
        self._paused = False
        encoder = str(self.encoder.currentData())
        self._task = CliTask(
            [
                *("index", "build", str(folder), "--out", str(self.target())),
                *("--encoder", encoder, "--json"),
            ],
            self,
        )
        self._task.said.connect(self._progress)
        self._task.ended.connect(self._ended)
        self._say(self.tr("Looking for photos..."))
        self.bar.setRange(0, 0)
        self._enable()

    def _pause(self) -> None:
        self.stop()

    def _progress(self, event: dict[str, Any]) -> None:
        if event.get("event") == "finished":
            count, skipped = int(event["count"]), int(event["skipped"])
            said = self.tr("{number} places in the index.", "", count).format(number=f"{count:,}")
            if skipped:
                said += " " + self.tr(
                    "{number} photos were skipped, most for want of GPS.", "", skipped
                ).format(number=f"{skipped:,}")
            self._say(said)
            return
        done, total = int(event["done"]), int(event["total"])
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        parts = [
            self.tr("{done} of {total} photos").format(done=f"{done:,}", total=f"{total:,}")
            if event.get("stage") == "photos"
            else self.tr("arranging {total} places").format(total=f"{total:,}")
        ]
        if event.get("rate"):
            parts.append(self.tr("{rate}/s").format(rate=f"{event['rate']:.1f}"))
        self._say(" · ".join(parts))

    def _ended(self, code: int, last_words: str) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.deleteLater()
        self.bar.hide()
        if self._paused:
            self._say(self.tr("Paused. What is done is kept; Continue goes on."))
        elif code == 0:
            self.built.emit(self.target(), Path(self.folder.text().strip()).expanduser().absolute())
        else:
            self._paused = True
            said = last_words.removeprefix("img2loc: ")
            self._say(spoken(said) or self.tr("It ended without a word. Continue tries again."))
        self._enable()

    def _say(self, text: str) -> None:
        self.words.setText(text)
        self.words.setVisible(bool(text))
        self.bar.setVisible(self._task is not None)
