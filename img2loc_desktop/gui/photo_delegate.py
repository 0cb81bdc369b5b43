"""How a row of the photo list looks: thumbnail, name, state with its sign, place and radius."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from img2loc_desktop.gui import theme
from img2loc_desktop.gui.photo_table import PhotoRow, Role
from img2loc_desktop.gui.states import State, state_sign, verdict_sign
from img2loc_desktop.gui.thumbnails import Thumbnails
from img2loc_desktop.gui.writing import Writing

_PICTURE = 44  # pixels, width and height of the thumbnail's frame
_GAP = 8


class PhotoDelegate(QStyledItemDelegate):
    """Two lines beside a thumbnail: name and sign, then place and radius or what is going on."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._writing = Writing()

    def set_writing(self, writing: Writing) -> None:
        """How distances are written."""
        self._writing = writing

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        lines = 2 * QFontMetrics(option.font).height() + 2
        return QSize(200, max(lines, _PICTURE) + 2 * _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: PhotoRow = index.data(Role.ROW)
        painter.save()
        self._ground(painter, option)
        area = option.rect.adjusted(_GAP, _GAP, -_GAP, -_GAP)
        frame = self._mirrored(option, QRect(area.left(), area.top(), _PICTURE, _PICTURE), area)
        self._picture(painter, option, row, frame)
        lines = QRect(area)
        lines.setLeft(area.left() + _PICTURE + _GAP)
        metrics = QFontMetrics(option.font)
        upper = QRect(lines.left(), lines.top(), lines.width(), metrics.height())
        lower = upper.translated(0, max(metrics.height() + 2, _PICTURE - metrics.height()))
        self._upper(painter, option, row, upper, area)
        self._lower(painter, option, row, lower, area)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        if self._selected(option):
            painter.fillRect(option.rect, option.palette.highlight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            ink = (
                QPalette.ColorRole.HighlightedText
                if self._selected(option)
                else (QPalette.ColorRole.Highlight)
            )
            painter.setPen(QPen(option.palette.color(ink), 2))
            painter.drawRect(option.rect.adjusted(2, 2, -2, -2))

    def _picture(
        self, painter: QPainter, option: QStyleOptionViewItem, row: PhotoRow, frame: QRect
    ) -> None:
        image = self._thumbnails.image(row.path)
        if image is None:
            painter.fillRect(frame, theme.hairline(option.palette))
            if self._thumbnails.failed(row.path):
                painter.setPen(theme.muted(option.palette))
                painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "?")
            return
        size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        factor = image.width() / size.width()
        shown = QRect(0, 0, round(frame.width() * factor), round(frame.height() * factor))
        shown.moveCenter(image.rect().center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(frame, image, shown)

    def _upper(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: PhotoRow,
        line: QRect,
        area: QRect,
    ) -> None:
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        end = line.right()
        sign, colour = self._sign(option, row)
        width = metrics.horizontalAdvance(sign)
        self._text(
            painter,
            option,
            QRect(end - width, line.top(), width + 1, line.height()),
            area,
            sign,
            colour,
        )
        end -= width + _GAP
        if row.own_gps:
            size = metrics.ascent()
            mark = self._mirrored(option, QRect(end - size, line.top() + 2, size, size), area)
            self._cross(painter, option, mark)
            end -= size + _GAP
        left = QRect(line.left(), line.top(), end - line.left(), line.height())
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, left.width())
        self._text(painter, option, left, area, name, self._ink(option))

    def _lower(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: PhotoRow,
        line: QRect,
        area: QRect,
    ) -> None:
        painter.setFont(theme.tabular(option.font))
        metrics = painter.fontMetrics()
        colour = self._ink(option) if self._selected(option) else theme.muted(option.palette)
        end = line.right()
        radius = "" if row.radius_km is None else self._writing.distance(row.radius_km)
        if radius:
            width = metrics.horizontalAdvance(radius)
            self._text(
                painter,
                option,
                QRect(end - width, line.top(), width + 1, line.height()),
                area,
                radius,
                colour,
            )
            end -= width + _GAP
        left = QRect(line.left(), line.top(), end - line.left(), line.height())
        text = metrics.elidedText(row.line, Qt.TextElideMode.ElideRight, left.width())
        self._text(painter, option, left, area, text, colour)

    def _sign(self, option: QStyleOptionViewItem, row: PhotoRow) -> tuple[str, QColor]:
        """What has been decided, or else the state."""
        palette, selected = option.palette, self._selected(option)
        sign = verdict_sign(row.decision)
        if sign:
            colour = theme.good(palette) if row.decision != "rejected" else theme.warning(palette)
        else:
            sign = state_sign(row.state)
            colour = {
                State.FAILED: theme.warning(palette),
                State.DONE: theme.good(palette),
            }.get(row.state, theme.muted(palette))
        if row.failed and row.retry_failed:
            sign, colour = f"{sign} !", theme.warning(palette)
        return sign, self._ink(option) if selected else colour

    def _cross(self, painter: QPainter, option: QStyleOptionViewItem, mark: QRect) -> None:
        """The photo's own GPS, as the map shows it."""
        colour = self._ink(option) if self._selected(option) else theme.good(option.palette)
        painter.setPen(QPen(colour, 2))
        middle = mark.center()
        painter.drawLine(mark.left(), middle.y(), mark.right(), middle.y())
        painter.drawLine(middle.x(), mark.top(), middle.x(), mark.bottom())

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        place: QRect,
        area: QRect,
        text: str,
        colour: QColor,
    ) -> None:
        painter.setPen(colour)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        # Names and figures are read from left to right also where the row is not.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(self._mirrored(option, place, area), int(flags), text)

    @staticmethod
    def _mirrored(option: QStyleOptionViewItem, place: QRect, area: QRect) -> QRect:
        """The place in a layout from right to left."""
        return QStyle.visualRect(option.direction, area, place)

    @staticmethod
    def _selected(option: QStyleOptionViewItem) -> bool:
        return bool(option.state & QStyle.StateFlag.State_Selected)

    def _ink(self, option: QStyleOptionViewItem) -> QColor:
        role = (
            QPalette.ColorRole.HighlightedText
            if self._selected(option)
            else QPalette.ColorRole.Text
        )
        return option.palette.color(role)
