"""The report on one photo or on a case: everything that is known, to be printed or filed.

HTML of the plain kind that browsers and Qt's QTextDocument lay out alike: headings, paragraphs,
tables and pictures, with few and simple styles. It loads nothing and is complete in one file.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

from img2loc_desktop import __version__
from img2loc_desktop.core import targets, words
from img2loc_desktop.core.decisions import Decision, Verdict, utc_now
from img2loc_desktop.core.exports import attribution, page_map, refuse_an_original
from img2loc_desktop.core.exports.html import Node, node, serialised
from img2loc_desktop.core.exports.page_cards import map_of
from img2loc_desktop.core.exports.parts import decided
from img2loc_desktop.core.exports.report_options import ReportOptions
from img2loc_desktop.core.exports.report_parts import photo_section
from img2loc_desktop.core.exports.report_style import BROWSERS, PLAIN
from img2loc_desktop.core.files import written_beside
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Failure, Result

__all__ = ["ReportOptions", "report_html", "write"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_MAP_WIDTH = 400  # pixels, as laid out; the picture may have more


def report_html(
    entries: Sequence[Result | Failure],
    decisions: Sequence[Decision | None] = (),
    options: ReportOptions | None = None,
) -> str:
    """The report as one HTML text, for instance for a QTextDocument.

    ``decisions`` are in the order of the entries, None where there is none, or none at all.
    """
    return b"".join(_pieces(entries, decisions, options or ReportOptions())).decode("utf-8")


def write(
    path: Path,
    entries: Sequence[Result | Failure],
    decisions: Sequence[Decision | None] = (),
    options: ReportOptions | None = None,
) -> None:
    """Write the report, one photo after another.

    Raises UserError where it cannot be written, and where ``path`` is one of the photos.
    """
    refuse_an_original(path, entries)
    targets.check(path, "html")
    with written_beside(path) as file:
        for piece in _pieces(entries, decisions, options or ReportOptions()):
            file.write(piece)


def _pieces(
    entries: Sequence[Result | Failure],
    made: Sequence[Decision | None],
    options: ReportOptions,
) -> Iterator[bytes]:
    if made and len(made) != len(entries):
        raise ValueError("there must be one decision, or None, for each entry")
    country_name = Gazetteer.load().country_name
    yield b'<!DOCTYPE html>\n<html lang="en">\n'
    yield serialised(_head(_title(entries, options))) + b"\n<body>\n"
    if options.map_image is None:
        yield serialised(page_map.outlines()) + b"\n"
    yield serialised(_cover(entries, made, options)) + b"\n"
    for number, (entry, decision) in enumerate(decided(entries, made), start=1):
        picture = _map(entry, decision, options)
        section = photo_section(number, entry, decision, picture, options, country_name)
        yield serialised(section) + b"\n"
    yield serialised(_end()) + b"\n</body>\n</html>\n"


def _title(entries: Sequence[Result | Failure], options: ReportOptions) -> str:
    usual = "Where this photo was taken" if len(entries) == 1 else "Where these photos were taken"
    return words.one_line(options.title) or usual


def _head(title: str) -> Node:
    return node(
        "head",
        "",
        node("meta", charset="utf-8"),
        node("meta", name="generator", content="img2loc-desktop"),
        node("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        node("title", text=title),
        node("style", text=PLAIN),
        node("style", text=BROWSERS),
    )


def _cover(
    entries: Sequence[Result | Failure], made: Sequence[Decision | None], options: ReportOptions
) -> Node:
    located = sum(isinstance(entry, Result) for entry in entries)
    verdicts = [decision.verdict for decision in made if decision is not None]
    settled = sum(verdict is not Verdict.OPEN for verdict in verdicts)
    by = f" by {words.one_line(options.analyst)}" if options.analyst else ""
    made_at = (options.made_at or utc_now()).replace("T", " ").replace("Z", " UTC")
    count = "1 photo" if len(entries) == 1 else f"{len(entries)} photos"
    cover = node(
        "div",
        "cover",
        node("h1", text=_title(entries, options)),
        node(
            "p",
            text=f"{count}, {located} located, {settled} decided. Report made{by} with "
            f"img2loc-desktop {__version__}, on this computer, without a network; {made_at}.",
        ),
        node(
            "p",
            text="What the machine estimates and what the analyst decides stand apart. "
            "An estimate is never changed by a decision.",
        ),
    )
    if options.log_head:
        line = node("p", text="The case's log ends with the entry whose hash (SHA-256) is ")
        line.append(node("code", text=words.one_line(options.log_head)))
        cover.append(line)
    cover.extend(
        node("p", "warning", text=f"The log: {words.one_line(problem)}")
        for problem in options.log_problems
    )
    return cover


def _map(entry: Result | Failure, decision: Decision | None, options: ReportOptions) -> Node | None:
    if options.map_image is not None:
        png = options.map_image(entry, decision)
        if png is None:
            return None
        source = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
        return node("img", src=source, alt="Map", width=str(_MAP_WIDTH))
    return None if isinstance(entry, Failure) else map_of(entry, decision)


def _end() -> Node:
    text = f"{attribution.BASE_MAP}. {attribution.PLACE_NAMES}. This report is complete in itself."
    return node("p", "end", text=text)
