"""No heading stands alone at the end of a page: QTextDocument does not look for that itself."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSizeF
from PySide6.QtGui import (
    QGuiApplication,
    QPdfWriter,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

_MARGIN_IN = 2 / 2.54  # what QTextDocument.print_ leaves on each side
_TURNS = 20  # a break moves what follows, so that another heading may come to stand alone


def keep_headings(document: QTextDocument, writer: QPdfWriter) -> None:
    """Let headings begin a page that would stand alone at the end of one when it is printed."""
    for _ in range(_TURNS):
        alone = list(_alone(_laid_out(document, writer)))
        if not alone:
            return
        for number in alone:
            form = QTextBlockFormat()
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(document.findBlockByNumber(number)).mergeBlockFormat(form)


def _laid_out(document: QTextDocument, writer: QPdfWriter) -> QTextDocument:
    """A copy, laid out as QTextDocument.print_ does."""
    copy = document.clone()
    copy.documentLayout().setPaintDevice(writer)
    form = copy.rootFrame().frameFormat()
    form.setMargin(int(_MARGIN_IN * QGuiApplication.primaryScreen().logicalDotsPerInchX()))
    copy.rootFrame().setFrameFormat(form)
    copy.setPageSize(QSizeF(writer.width(), writer.height()))
    return copy


def _alone(document: QTextDocument) -> Iterator[int]:
    """The numbers of headings whose text is on the next page: of each photo the first one."""
    block, is_first = document.begin(), True
    while block.isValid() and block.next().isValid():
        following = block.next()
        policy = block.blockFormat().pageBreakPolicy()
        if policy & QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore:
            is_first = True
        if (
            is_first
            and block.blockFormat().headingLevel()
            and _page(document, block) < _page(document, following)
        ):
            yield block.blockNumber()
            is_first = False
        block = following


def _page(document: QTextDocument, block: QTextBlock) -> int:
    """The page of a block's first line, which may begin below the top of the block."""
    top = document.documentLayout().blockBoundingRect(block).top()
    lines = block.layout()
    first = lines.lineAt(0).y() if lines.lineCount() else 0.0
    return int((top + first) / document.pageSize().height())
