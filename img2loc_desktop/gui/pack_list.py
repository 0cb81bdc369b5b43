"""The packs on this machine by kind: what each is for, whether it is in use, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
)

from img2loc_desktop.core import paths
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.pack_library import Installed
from img2loc_desktop.core.words import one_line, size
from img2loc_desktop.gui import theme

_PACK = Qt.ItemDataRole.UserRole
_NAME, _SIZE, _ORIGIN, _ABOUT = range(4)


class PackList(QTreeWidget):
    """Indexes and language models can be ticked: those answer from the next photo on."""

    ticked = Signal(object, object)  # tuple[Path, ...] of indexes, Path | None of the model

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Installed models and indexes"))
        self.setColumnCount(4)
        self.setHeaderLabels(
            [self.tr("Name"), self.tr("Size"), self.tr("From"), self.tr("What it is")]
        )
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(False)
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_ABOUT, QHeaderView.ResizeMode.Stretch)
        self.setItemDelegate(_Roomy(self))
        self.itemChanged.connect(self._tick)

    def show_packs(self, packs: Sequence[Installed], configuration: Configuration) -> None:
        """List what is installed; what the configuration names is ticked."""
        current = self.current_pack()
        self.blockSignals(True)
        self.clear()
        for kind, title, purpose in self._kinds():
            of_kind = [p for p in packs if p.manifest is not None and p.manifest.kind == kind]
            if not of_kind and kind in ("location", "ocr"):  # few need them
                continue
            group = self._group(title, purpose)
            for pack in of_kind:
                group.addChild(self._row(pack, configuration))
            if not of_kind:
                missing = self._missing(kind)
                group.addChild(missing)
                missing.setFirstColumnSpanned(True)
        broken = [pack for pack in packs if pack.manifest is None]
        if broken:
            group = self._group(self.tr("Not usable"), self.tr("what is wrong with them"))
            for pack in broken:
                group.addChild(self._broken(pack))
        self.expandAll()
        self.blockSignals(False)
        if current is not None:
            self._mark(current.folder)

    def current_pack(self) -> Installed | None:
        """The pack of the marked row."""
        item = self.currentItem()
        pack: Installed | None = item.data(_NAME, _PACK) if item is not None else None
        return pack

    def _kinds(self) -> tuple[tuple[str, str, str], ...]:
        return (
            (
                "index",
                self.tr("Indexes of geotagged places"),
                self.tr("what photos are compared with; ticked ones answer together"),
            ),
            (
                "encoder",
                self.tr("Image encoders"),
                self.tr("make a photo comparable; in use by themselves"),
            ),
            (
                "vlm",
                self.tr("Language models that see"),
                self.tr("look at the photo and at its neighbours; one at a time"),
            ),
            (
                "location",
                self.tr("Location models"),
                self.tr("make an index of places without photos"),
            ),
            (
                "ocr",
                self.tr("Further scripts"),
                self.tr("read by themselves where words in pictures are read"),
            ),
        )

    def _group(self, title: str, purpose: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self, [f"{title}: {purpose}"])
        item.setFirstColumnSpanned(True)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setBold(True)
        item.setFont(_NAME, font)
        return item

    def _row(self, pack: Installed, configuration: Configuration) -> QTreeWidgetItem:
        manifest = pack.manifest
        assert manifest is not None  # noqa: S101 - the caller chose those
        origin = {
            "shipped": self.tr("comes with it"),
            "yours": self.tr("yours"),
            "linked": self.tr("linked"),
        }[pack.origin]
        licence = manifest.licence or self.tr("licence not stated")
        item = QTreeWidgetItem(
            [
                one_line(manifest.name),
                size(sum(file.bytes for file in manifest.files)),
                origin,
                f"{one_line(manifest.title)} · {one_line(licence)}",
            ]
        )
        item.setData(_NAME, _PACK, pack)
        item.setToolTip(_NAME, str(pack.folder))
        item.setToolTip(_ABOUT, item.text(_ABOUT))
        item.setTextAlignment(_SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if manifest.kind in ("index", "vlm"):
            used = _is_used(pack.folder, manifest.kind, configuration)
            item.setCheckState(_NAME, Qt.CheckState.Checked if used else Qt.CheckState.Unchecked)
        return item

    def _missing(self, kind: str) -> QTreeWidgetItem:
        text = {
            "index": self.tr("None. Build one from your own geotagged photos below."),
            "encoder": self.tr("None. Without one no photo can be compared."),
            "vlm": self.tr("None; photos are located without. A LLaVA model is two .gguf files: "),
        }[kind]
        if kind == "vlm":
            text += self.tr("import them, or put them into {folder}").format(
                folder=paths.user_models()
            )
        item = QTreeWidgetItem([text])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setForeground(_NAME, theme.muted(self.palette()))
        item.setToolTip(_NAME, text)
        return item

    def _broken(self, pack: Installed) -> QTreeWidgetItem:
        error = pack.error
        why = f"{error.message} {error.hint}" if error else self.tr("It cannot be read.")
        item = QTreeWidgetItem([f"!  {one_line(pack.name)}", "", "", why])
        item.setData(_NAME, _PACK, pack)
        item.setToolTip(_ABOUT, why)
        item.setForeground(_NAME, theme.warning(self.palette()))
        return item

    def _mark(self, folder: Path) -> None:
        """Go back to the row that was marked before."""
        walk = QTreeWidgetItemIterator(self)
        while (item := walk.value()) is not None:
            pack: Installed | None = item.data(_NAME, _PACK)
            if pack is not None and pack.folder == folder:
                self.setCurrentItem(item)
            walk += 1

    def _tick(self, item: QTreeWidgetItem) -> None:
        pack: Installed | None = item.data(_NAME, _PACK)
        if pack is None or pack.manifest is None:
            return
        if pack.manifest.kind == "vlm" and item.checkState(_NAME) == Qt.CheckState.Checked:
            self._untick_others(item)
        self.ticked.emit(
            tuple(p.folder for p in self._ticked("index")),
            next((p.folder for p in self._ticked("vlm")), None),
        )

    def _untick_others(self, chosen: QTreeWidgetItem) -> None:
        self.blockSignals(True)
        for item, pack in self._rows("vlm"):
            if pack is not chosen.data(_NAME, _PACK):
                item.setCheckState(_NAME, Qt.CheckState.Unchecked)
        self.blockSignals(False)

    def _ticked(self, kind: str) -> list[Installed]:
        checked = Qt.CheckState.Checked
        return [pack for item, pack in self._rows(kind) if item.checkState(_NAME) == checked]

    def _rows(self, kind: str) -> Iterator[tuple[QTreeWidgetItem, Installed]]:
        walk = QTreeWidgetItemIterator(self)
        while (item := walk.value()) is not None:
            pack: Installed | None = item.data(_NAME, _PACK)
            if pack is not None and pack.manifest is not None and pack.manifest.kind == kind:
                yield item, pack
            walk += 1


class _Roomy(QStyledItemDelegate):
    """Rows with some space between them."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return super().sizeHint(option, index) + QSize(theme.grid(), theme.grid(0.75))


def _is_used(folder: Path, kind: str, configuration: Configuration) -> bool:
    if kind == "vlm":
        return configuration.vlm == folder
    if not configuration.indexes:
        return folder == paths.bundled_models() / "starter-gallery"
    return folder in configuration.indexes
