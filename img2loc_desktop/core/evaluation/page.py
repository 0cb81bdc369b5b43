"""A run as one HTML page: tables, plots and a map of the errors, complete in a single file.

It has no script and loads nothing; its content security policy forbids both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from img2loc_desktop import __version__
from img2loc_desktop.core import words
from img2loc_desktop.core.evaluation import plots, text
from img2loc_desktop.core.evaluation.metrics import WORST, Measures, Metrics
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.evaluation.yardsticks import ALL, OURS
from img2loc_desktop.core.exports import attribution, page_map
from img2loc_desktop.core.exports.html import Node, node, serialised
from img2loc_desktop.core.exports.page_style import CSS
from img2loc_desktop.core.files import written_beside
from img2loc_desktop.core.geo import distance_km

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_TITLE = "How good the answers are"


def write(path: Path, run: Mapping[str, Any], metrics: Metrics, records: Sequence[Record]) -> None:
    """Write the page. Raises UserError where it cannot be written."""
    head = node(
        "head",
        "",
        node("meta", charset="utf-8"),
        node("meta", name="generator", content="img2loc-desktop"),
        node("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("title", text=_TITLE),
        node("style", text=CSS + plots.CSS),
    )
    body = node("body", "", page_map.outlines(), _header(run, metrics))
    body.append(node("main", "", *_sections(metrics, records)))
    credit = f"{attribution.BASE_MAP}. {attribution.PLACE_NAMES}. This page is complete in itself."
    body.append(node("footer", "", node("p", text=credit)))
    with written_beside(path) as file:
        file.write(b"<!DOCTYPE html>\n" + serialised(node("html", "", head, body, lang="en")))


def _header(run: Mapping[str, Any], metrics: Metrics) -> Node:
    packs = ", ".join(f"{pack['name']} ({pack['sha256'][:12]})" for pack in run["packs"])
    authors = f" of {metrics.authors} authors" if metrics.authors else ""
    facts = (
        f"{metrics.photos:,} photos{authors} from {run['table']}, "
        f"{metrics.unanswered:,} of them without an answer, which count as missed.",
        f"Packs: {packs}. Measured by img2loc {__version__} on this computer, without a network.",
        "Brackets are 95 % intervals from resampling the authors (or the photos, where no "
        "authors are named).",
    )
    leaks = (node("p", "note", text=sentence) for sentence in text.leak_sentences(metrics))
    return node(
        "header",
        "",
        node("h1", text=_TITLE),
        *(node("p", text=words.one_line(fact)) for fact in facts),
        *leaks,
    )


def _sections(metrics: Metrics, records: Sequence[Record]) -> Iterator[Node]:
    rows = {OURS: metrics.ours} | {each.name: each.measures for each in metrics.yardsticks}
    yield _section("img2loc and the yardsticks", _table(rows))
    differences = {each.name: each.difference for each in metrics.yardsticks}
    yield _section(
        "img2loc minus each yardstick, on the same photos",
        _table(differences, signed=True),
        node("p", text=text.gain_sentence(metrics)),
    )
    yield _section(
        "Errors and radii",
        node(
            "div",
            "plots",
            _figure(
                plots.errors(records, ALL),
                "img2loc is the thick coloured line, the best "
                "constant guess the dashed one, the other yardsticks are grey.",
            ),
            _figure(
                plots.reliability(metrics.reliability),
                "Dots on the diagonal keep their "
                "promise; above it areas are too wide, below it too narrow.",
            ),
        ),
        *(node("p", text=text.coverage_sentence(each)) for each in metrics.coverage),
        *(node("p", text=text.area_sentence(each)) for each in metrics.areas if each.photos),
        *(node("p", text=text.trust_sentence(each)) for each in metrics.trust),
    )
    yield _section(
        "Where photos were taken and where they were placed",
        plots.error_map(records),
        node("p", text="Dots are true places; a line leads from each to the estimate."),
    )
    for title, groups in (
        ("By scene", metrics.scenes),
        ("By continent", metrics.continents),
        ("By answering method", metrics.methods),
    ):
        if groups:
            named = {f"{name} ({part.photos:,})": part for name, part in groups.items()}
            yield _section(title, _table(named))
    yield _section(f"The worst {min(WORST, len(metrics.worst))}", _worst(metrics.worst))


def _section(title: str, *children: Node) -> Node:
    return node("section", "", node("h2", text=title), *children)


def _figure(plot: Node, caption: str) -> Node:
    return node("figure", "", plot, node("p", "file", text=caption))


def _table(rows: Mapping[str, Measures], *, signed: bool = False) -> Node:
    head = node("tr", "", node("th"), *(node("th", "figure", text=t) for t in text.heading()))
    table = node("table", "", head)
    for name, measures in rows.items():
        cells = (node("td", "figure", text=t) for t in text.cells(measures, signed=signed))
        table.append(node("tr", "", node("td", text=words.one_line(name)), *cells))
    return node("div", "scroll", table)


def _worst(records: Sequence[Record]) -> Node:
    head = ("photo", "true place", "placed at", "error", "method or reason")
    table = node("table", "", node("tr", "", *(node("th", text=text) for text in head)))
    for record in records:
        guess = (record.guesses or {}).get(OURS)
        cells = (
            words.one_line(record.path),
            words.coordinates(record.position, 1.0),
            words.coordinates(guess, 1.0) if guess else "-",
            words.kilometres(distance_km(guess, record.position)) if guess else "no answer",
            words.one_line(record.method or record.message or ""),
        )
        table.append(node("tr", "", *(node("td", text=cell) for cell in cells)))
    return node("div", "scroll", table)
