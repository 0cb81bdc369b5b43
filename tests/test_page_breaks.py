"""In the report as PDF no heading stands alone at the end of a page."""

from __future__ import annotations

import re
import zlib

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from img2loc_desktop.gui.report_pdf import _printed

# As the operators of a page say it.
RED, BLUE = b"1 0 0 scn", b"0 0 1 scn"


def drawn(pdf: bytes) -> list[bytes]:
    """What is drawn, page by page."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    pages = []
    for stream in streams:
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"\nBT" in content:
            pages.append(content)
    return pages


@pytest.mark.parametrize(
    "follows",
    [
        "<p style='color: #0000ff'>text</p>",
        "<table><tr><td style='color: #0000ff'>text</td></tr></table>",
    ],
)
def test_a_heading_is_on_the_page_of_what_follows_it(follows: str, qapp: QApplication) -> None:
    """However far down it comes to stand."""
    numbers = set()
    for lines in range(30, 70):
        document = QTextDocument()
        above = "<p style='margin: 0'>a line</p>" * lines
        heading = "<h3 style='color: #ff0000'>Heading</h3>"
        document.setHtml(f"{above}{heading}{follows}")
        pages = drawn(_printed(document, "Report", lambda: None))
        (page,) = [content for content in pages if RED in content]
        assert BLUE in page, lines
        numbers.add(len(pages))
    assert numbers == {1, 2}
