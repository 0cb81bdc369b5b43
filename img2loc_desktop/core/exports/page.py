"""One HTML page with maps, thumbnails and evidence, complete in a single file.

It has no script and loads nothing: its content security policy forbids both, so a page from
somebody else's hands is as safe to open as a text. Written one photo at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from img2loc_desktop import __version__
from img2loc_desktop.core import words
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.exports import attribution, page_map
from img2loc_desktop.core.exports.html import Node, node, serialised
from img2loc_desktop.core.exports.page_cards import failure_card, result_card
from img2loc_desktop.core.exports.page_style import CSS
from img2loc_desktop.core.exports.parts import decided, decision_mark
from img2loc_desktop.core.files import written_beside
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import Failure, Result

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

_LEGEND = (
    ("estimate", "estimate"),
    ("area-50", "half of the chance"),
    ("area-90", "nine tenths of the chance"),
    ("cells-50", "half of the chance in as small an area as can be"),
    ("cells-90", "nine tenths in as small an area as can be"),
    ("candidate", "likeliest places"),
    ("neighbour", "similar places"),
    ("own-gps", "the file's own GPS"),
    ("decision", "the analyst's decision"),
)


def write(
    entries: Sequence[Result | Failure], path: Path, made: Sequence[Decision | None] = ()
) -> None:
    """Write the page. Raises UserError where it cannot be written."""
    country_name = Gazetteer.load().country_name
    with written_beside(path) as file:
        _document(file, entries, made, country_name)


def _document(
    file: BinaryIO,
    entries: Sequence[Result | Failure],
    made: Sequence[Decision | None],
    country_name: Callable[[str], str | None],
) -> None:
    title = "Where this photo was taken" if len(entries) == 1 else "Where these photos were taken"
    shared = _shared_warnings(entries)
    file.write(b'<!DOCTYPE html>\n<html lang="en">\n')
    file.write(serialised(_head(title)) + b"\n<body>\n")
    file.write(serialised(page_map.outlines()) + b"\n")
    file.write(serialised(_header(title, entries, shared)) + b"\n<main>\n")
    file.write(serialised(_overview(entries, made)) + b"\n")
    for number, (entry, decision) in enumerate(decided(entries, made), start=1):
        if isinstance(entry, Failure):
            card = failure_card(number, entry, decision)
        else:
            card = result_card(number, entry, shared, country_name, decision)
        file.write(serialised(card) + b"\n")
    file.write(b"</main>\n" + serialised(_footer()) + b"\n</body>\n</html>\n")


def _head(title: str) -> Node:
    return node(
        "head",
        "",
        node("meta", charset="utf-8"),
        node("meta", name="generator", content="img2loc-desktop"),
        node("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("title", text=title),
        node("style", text=CSS),
    )


def _header(title: str, entries: Sequence[Result | Failure], shared: Sequence[str]) -> Node:
    located = sum(isinstance(entry, Result) for entry in entries)
    count = (
        "Located" if len(entries) == located == 1 else f"{located} of {len(entries)} photos located"
    )
    return node(
        "header",
        "",
        node("h1", text=title),
        node("p", text=f"{count} by img2loc {__version__}, on this computer, without a network."),
        *(node("p", "note", text=warning) for warning in shared),
    )


def _overview(entries: Sequence[Result | Failure], made: Sequence[Decision | None]) -> Node:
    """A map of all photos where there is more than one, and the legend of every map."""
    section = node("section", "overview")
    results = [(n, e) for n, e in enumerate(entries, start=1) if isinstance(e, Result)]
    if len(results) > 1:
        drawing = node("div", "map", page_map.drawing(page_map.WORLD, ()))
        for number, result in results:
            drawing.append(_number(number, result))
        section.append(drawing)
    if results:
        section.append(_legend([result for _, result in results], made))
    return section


def _legend(results: Sequence[Result], made: Sequence[Decision | None]) -> Node:
    """What the maps of these results show, and nothing that they do not."""
    shown = {"area-50", "area-90"}
    shown |= {"decision"} if any(map(decision_mark, made)) else set()
    for result in results:
        shown |= set() if words.is_hint(result) else {"estimate"}
        shown |= {f"cells-{area.share * 100:.0f}" for area in result.estimate.areas}
        shown |= {"candidate"} if result.candidates else set()
        shown |= {"neighbour"} if result.neighbours else set()
        shown |= {"own-gps"} if result.photo.gps else set()
    items = (
        node("li", "", node("i", role), node("span", text=text))
        for role, text in _LEGEND
        if role in shown
    )
    return node("ul", "key", *items)


def _number(number: int, result: Result) -> Node:
    # Not cut off at the antimeridian, and not lost at the poles.
    left, top = (
        min(98.0, max(2.0, percent)) for percent in page_map.WORLD.place(result.estimate.position)
    )
    title = f"{words.one_line(result.photo.path.name)}: {words.headline(result)}"
    return node(
        "a",
        "mark number hint" if words.is_hint(result) else "mark number",
        text=str(number),
        href=f"#photo-{number}",
        title=title,
        style=f"left:{left:.2f}%;top:{top:.2f}%",
    )


def _footer() -> Node:
    text = f"{attribution.BASE_MAP}. {attribution.PLACE_NAMES}. This page is complete in itself."
    return node("footer", "", node("p", text=text))


def _shared_warnings(entries: Sequence[Result | Failure]) -> tuple[str, ...]:
    """Warnings that every result has: said once at the top instead of in each card."""
    results = [entry for entry in entries if isinstance(entry, Result)]
    if len(results) < 2:
        return ()
    return tuple(
        warning
        for warning in dict.fromkeys(results[0].warnings)
        if all(warning in result.warnings for result in results)
    )
