"""The evidence: reference places that look most, and least, like the photo, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from img2loc_desktop.core import words
from img2loc_desktop.core.types import LatLon, Neighbour
from img2loc_desktop.gui import theme
from img2loc_desktop.gui.thumbnails import Thumbnails, Wanted
from img2loc_desktop.gui.writing import Writing

_CARD = QSize(96, 72)  # pixels of the picture
_NEIGHBOUR = Qt.ItemDataRole.UserRole
_FILE = Qt.ItemDataRole.UserRole + 1

# Where the file of a reference photo may be on this machine.
Finder = Callable[[Neighbour], Sequence[Path]]
# The nearest town to a position; nothing while it is not known.
Namer = Callable[[LatLon], str]


class EvidenceStrip(QWidget):
    """Near or far neighbours as cards; the words under them are those of the marked card.

    A card shows the reference photo where its very file is on this machine, and coordinates
    where it is not.
    """

    chosen = Signal(bool, int)  # whether it is a near one, and its place from 0 on

    def __init__(self, thumbnails: Thumbnails, find: Finder, name: Namer) -> None:
        super().__init__()
        self._find, self._name = find, name
        self._near: Sequence[Neighbour] = ()
        self._far: Sequence[Neighbour] = ()
        self._writing = Writing()
        self.title = QLabel()
        self.side = QTabBar()
        self.side.setDrawBase(False)
        self.side.setAccessibleName(self.tr("Near or far"))
        for text, tip in (
            (self.tr("Near"), self.tr("The places that look most like it")),
            (self.tr("Far"), self.tr("The places that look least like it")),
        ):
            self.side.setTabToolTip(self.side.addTab(text), tip)
        self.side.currentChanged.connect(self._fill)
        self.cards = QListWidget()
        self.cards.setAccessibleName(self.tr("Evidence"))
        self.cards.setFlow(QListWidget.Flow.LeftToRight)
        self.cards.setWrapping(False)
        self.cards.setUniformItemSizes(True)
        self.cards.setHorizontalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.cards.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cards.setFrameShape(QListWidget.Shape.NoFrame)
        self.cards.viewport().setAutoFillBackground(False)
        self.cards.setItemDelegate(_Card(thumbnails, name, self))
        self.cards.currentItemChanged.connect(self._describe)
        self.cards.itemClicked.connect(self._chosen)
        self.cards.itemActivated.connect(self._chosen)
        self.words = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        thumbnails.ready.connect(self._thumbnail_ready)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.cards)
        layout.addWidget(self.words)
        self._set_height()

    def set_neighbours(
        self, near: Sequence[Neighbour], far: Sequence[Neighbour], preliminary: bool = False
    ) -> None:
        """Show the neighbours of another result, or of a photo that has none yet."""
        self._near, self._far = near, far
        title = self.tr("Evidence so far; no estimate yet") if preliminary else self.tr("Evidence")
        self.title.setText(title)
        self.side.setCurrentIndex(0)
        self._fill()

    def set_writing(self, writing: Writing) -> None:
        """How coordinates are written."""
        self._writing = writing
        self._describe(self.cards.currentItem())

    def name_again(self) -> None:
        """More towns are known."""
        for row in range(self.cards.count()):
            self._speak(self.cards.item(row))
        self._describe(self.cards.currentItem())
        self.cards.viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        self._set_height()

    def _set_height(self) -> None:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.cards.setFixedHeight(_card_size(self.cards).height() + bar + 4)

    def _fill(self) -> None:
        self.cards.clear()
        for neighbour in self._near if self.side.currentIndex() == 0 else self._far:
            item = QListWidgetItem()
            item.setData(_NEIGHBOUR, neighbour)
            item.setData(_FILE, list(self._find(neighbour)))
            self._speak(item)
            self.cards.addItem(item)
        self.cards.setCurrentRow(0)
        self.setVisible(bool(self._near or self._far))

    def _speak(self, item: QListWidgetItem) -> None:
        """What a screen reader says of a card."""
        text = self._words(item.data(_NEIGHBOUR))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)

    def _describe(self, item: QListWidgetItem | None) -> None:
        self.words.setText("" if item is None else self._words(item.data(_NEIGHBOUR)))

    def _chosen(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self.side.currentIndex() == 0, self.cards.row(item))

    def _words(self, neighbour: Neighbour) -> str:
        place = self._writing.place(neighbour.position)
        parts = [self.tr("similarity {figure}").format(figure=f"{neighbour.similarity:.2f}")]
        source = neighbour.source
        if source is not None:
            known = (source.identifier, source.author, source.licence, source.taken_at)
            parts += [words.one_line(text) for text in known if text]
        else:
            parts.append(self.tr("a point of {index}").format(index=neighbour.index))
        town = self._name(neighbour.position)
        where = f"{town}, {place}" if town else place
        return f"{neighbour.rank}.  {where}\n{' · '.join(parts)}"

    def _thumbnail_ready(self, wanted: Wanted) -> None:
        if wanted.sha256 is not None:
            self.cards.viewport().update()


class _Card(QStyledItemDelegate):
    """A picture or coordinates, and the similarity below."""

    def __init__(self, thumbnails: Thumbnails, name: Namer, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails, self._name = thumbnails, name

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return _card_size(option.widget)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        neighbour: Neighbour = index.data(_NEIGHBOUR)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # figures before their units
        frame = QRect(option.rect.left() + 2, option.rect.top() + 2, *_CARD.toTuple())
        image = self._image(neighbour, index.data(_FILE))
        palette = option.palette
        if image is not None:
            size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            factor = image.width() / size.width()
            part = QRect(0, 0, round(frame.width() * factor), round(frame.height() * factor))
            part.moveCenter(image.rect().center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(frame, image, part)
        else:
            painter.fillRect(frame, palette.color(QPalette.ColorRole.Midlight))
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            painter.setFont(theme.small_font(option.widget))
            metrics = painter.fontMetrics()
            town = metrics.elidedText(
                self._name(neighbour.position), Qt.TextElideMode.ElideRight, frame.width() - 4
            )
            place = words.coordinates(neighbour.position, 10.0).replace(", ", "\n")
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, f"{town}\n{place}".strip())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 3))
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.setFont(theme.tabular(option.font))
        below = QRect(frame.left(), frame.bottom() + 2, frame.width(), 200)
        figure = f"{neighbour.similarity:.2f}".replace("0.", ".", 1)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, figure)
        painter.restore()

    def _image(self, neighbour: Neighbour, files: Sequence[Path]) -> QImage | None:
        """The first of the files that is the very photo; a reference has a hash, or no picture."""
        sha256 = neighbour.source.sha256 if neighbour.source else None
        if sha256 is None:
            return None
        for file in files:
            image = self._thumbnails.image(file, sha256)
            if image is not None or not self._thumbnails.failed(file, sha256):
                return image
        return None


def _card_size(widget: QWidget) -> QSize:
    return QSize(_CARD.width() + 8, _CARD.height() + widget.fontMetrics().height() + 8)
