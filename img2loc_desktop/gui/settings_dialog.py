"""What the user may choose: how things are written and look, and how photos are located."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.core.configuration import MOST_NEIGHBOURS
from img2loc_desktop.core.coordinates import Notation
from img2loc_desktop.core.settings import TEXT_SIZES, Settings, Theme
from img2loc_desktop.core.words import Units
from img2loc_desktop.gui import languages, theme
from img2loc_desktop.gui.preferences import Preferences
from img2loc_desktop.gui.speech import isolated

_MOST_SAMPLES = 20
_MOST_THREADS = 256


class SettingsDialog(QDialog):
    """Nothing changes before OK; packs are chosen on the page of models."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._preferences = preferences
        now = preferences.now
        self.theme = self._choice(
            self.tr("Theme"),
            (
                (Theme.SYSTEM, self.tr("as the system")),
                (Theme.LIGHT, self.tr("light")),
                (Theme.DARK, self.tr("dark")),
            ),
            now.theme,
        )
        self.language = self._choice(
            self.tr("Language"), self._languages(now.language), now.language
        )
        self.text_size = self._number(self.tr("Text size"), *TEXT_SIZES, now.text_size)
        self.text_size.setSuffix(" %")
        self.text_size.setSingleStep(10)
        self.notation = self._choice(
            self.tr("Coordinates"),
            (
                (Notation.DECIMAL, isolated("45.76400, 4.83570")),
                (Notation.DMS, isolated("45°45'50.4\"N 4°50'08.5\"E")),
                (Notation.MGRS, "MGRS: 31TFL4274469465"),
                (Notation.PLUS_CODE, self.tr("plus code: 8FQ6QR7P+J7")),
            ),
            now.notation,
        )
        self.units = self._choice(
            self.tr("Distances"),
            ((Units.KM, self.tr("kilometres")), (Units.MILES, self.tr("miles"))),
            now.units,
        )
        self.analyst = QLineEdit(now.analyst)
        self.analyst.setMaxLength(300)
        self.analyst.setPlaceholderText(self.tr("stands in every decision; may be empty"))
        used = now.configuration
        self.neighbours = self._number(
            self.tr("Neighbours"), 1, min(MOST_NEIGHBOURS, 200), used.neighbours
        )
        self.read_text = self._choice(
            self.tr("Words in the picture"),
            (
                ("on", self.tr("read in every photo")),
                ("asked", self.tr("read when you ask for it")),
                ("off", self.tr("not read")),
            ),
            used.read_text,
        )
        self.gpu = QCheckBox(self.tr("Use the graphics card where there is one"))
        self.gpu.setChecked(used.use_gpu)
        self.samples = self._number(
            self.tr("Answers of the model"), 1, _MOST_SAMPLES, used.vlm_settings.samples
        )
        threads = used.model_options.threads or 0
        self.threads = self._number(self.tr("Threads of the model"), 0, _MOST_THREADS, threads)
        self.threads.setSpecialValueText(self.tr("as many as suit this machine"))
        self.references = QListWidget()
        self.references.setAccessibleName(self.tr("Folders of reference photos"))
        self.references.setMaximumHeight(80)
        for folder in now.references:
            self.references.addItem(str(folder))
        self._lay_out()

    def chosen(self) -> Settings:
        """The settings as they would be."""
        now = self._preferences.now
        used = now.configuration
        folders = tuple(
            Path(self.references.item(row).text()) for row in range(self.references.count())
        )
        return replace(
            now,
            theme=Theme(self.theme.currentData()),
            text_size=self.text_size.value(),
            language=str(self.language.currentData()),
            notation=Notation(self.notation.currentData()),
            units=Units(self.units.currentData()),
            analyst=self.analyst.text().strip(),
            references=folders,
            configuration=replace(
                used,
                neighbours=self.neighbours.value(),
                use_gpu=self.gpu.isChecked(),
                read_text=self.read_text.currentData(),
                vlm_settings=replace(used.vlm_settings, samples=self.samples.value()),
                model_options=replace(used.model_options, threads=self.threads.value() or None),
            ),
        )

    def accept(self) -> None:
        """Keep what was chosen."""
        chosen = self.chosen()
        self._preferences.change(
            **{
                name: getattr(chosen, name)
                for name in (
                    *("theme", "text_size", "language", "notation", "units", "analyst"),
                    *("references", "configuration"),
                )
            }
        )
        super().accept()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(theme.grid())
        form.setHorizontalSpacing(theme.grid(2))
        for title, rows in (
            (
                self.tr("Look"),
                (
                    (self.tr("&Theme"), self.theme),
                    (self.tr("Te&xt size"), self.text_size),
                    (self.tr("&Language"), self.language),
                    ("", QLabel(self.tr("from the next start of the window on"))),
                    (self.tr("&Coordinates"), self.notation),
                    (self.tr("&Distances"), self.units),
                ),
            ),
            (
                self.tr("Locating"),
                (
                    (self.tr("&Neighbours shown"), self.neighbours),
                    (self.tr("&Words in the picture"), self.read_text),
                    ("", self.gpu),
                    (self.tr("&Answers a prompt"), self.samples),
                    (self.tr("Th&reads of the language model"), self.threads),
                ),
            ),
            (self.tr("You"), ((self.tr("Your na&me"), self.analyst),)),
        ):
            heading = QLabel(title)
            font = heading.font()
            font.setBold(True)
            heading.setFont(font)
            form.addRow(heading)
            for name, widget in rows:
                form.addRow(name, widget)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        theme.without_icons(buttons)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(QLabel(self.tr("Evidence is shown from these folders of photos:")))
        layout.addLayout(self._folders())
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(max(480, layout.minimumSize().width()))

    def _folders(self) -> QHBoxLayout:
        add, remove = QPushButton(self.tr("Add...")), QPushButton(self.tr("Remove"))
        add.clicked.connect(self._add_folder)
        remove.clicked.connect(lambda: self.references.takeItem(self.references.currentRow()))
        buttons = QVBoxLayout()
        buttons.addWidget(add)
        buttons.addWidget(remove)
        buttons.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.references, 1)
        row.addLayout(buttons)
        return row

    def _add_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of reference photos"))
        if name and not self.references.findItems(name, Qt.MatchFlag.MatchExactly):
            self.references.addItem(name)

    def _languages(self, now: str) -> tuple[tuple[str, str], ...]:
        found = [(language, languages.own_name(language)) for language in languages.available()]
        if now and now not in languages.available():
            found.append((now, self.tr("{language}, not found").format(language=now)))
        return (languages.AS_THE_SYSTEM, self.tr("as the system")), *found

    @staticmethod
    def _choice(name: str, options: tuple[tuple[object, str], ...], now: object) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for value, text in options:
            box.addItem(text, value)
        box.setCurrentIndex([value for value, _ in options].index(now))
        return box

    @staticmethod
    def _number(name: str, low: int, high: int, now: int) -> QSpinBox:
        box = QSpinBox()
        box.setAccessibleName(name)
        box.setRange(low, high)
        box.setValue(now)
        return box
