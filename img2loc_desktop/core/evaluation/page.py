"""A run as one HTML page: tables, plots and a map of the errors, complete in a single file.

It has no script and loads nothing; its content security policy forbids both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from img2loc_desktop.core import words
from img2loc_desktop.core.evaluation import page_tables, plots, text
from img2loc_desktop.core.evaluation.metrics import WORST, Metrics
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.evaluation.yardsticks import ALL, OURS
from img2loc_desktop.core.exports import attribution, page_map
from img2loc_desktop.core.exports.html import Node, node, serialised
from img2loc_desktop.core.exports.page_style import CSS
from img2loc_desktop.core.files import written_beside

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_TITLE = "How good the answers are"
_BRACKETS = (
    "Brackets are 95 % intervals from resampling the authors (or the photos, where no authors are "
    "named)."
)


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
        node("style", text=CSS + plots.CSS + page_tables.CSS),
    )
    body = node("body", "", page_map.outlines(), _header(run, metrics))
    body.append(node("main", "", *_sections(metrics, records)))
    credit = f"{attribution.BASE_MAP}. {attribution.PLACE_NAMES}. This page is complete in itself."
    body.append(node("footer", "", node("p", text=credit)))
    with written_beside(path) as file:
        file.write(b"<!DOCTYPE html>\n" + serialised(node("html", "", head, body, lang="en")))


def _header(run: Mapping[str, Any], metrics: Metrics) -> Node:
    packs = ", ".join(f"{pack['name']} ({pack['sha256'][:12]})" for pack in run["packs"])
    authors = f" of {text.count_of(metrics.authors, 'author')}" if metrics.authors else ""
    drawn = f", drawn at random by the seed {_seed(run)}" if run["limit"] else ""
    facts = (
        f"{text.count_of(metrics.photos)}{authors} from {run['table']}{drawn}; "
        f"{metrics.unanswered:,} of them without an answer, which count as missed.",
        f"Packs: {packs}. Measured by {run['app']} on this computer, without a network.",
        *([] if metrics.ours.mean_km.is_alone else [_BRACKETS]),
    )
    leaks = [*text.leak_sentences(metrics), *text.leak_notes(run)]
    return node(
        "header",
        "",
        node("h1", text=_TITLE),
        *(node("p", text=words.one_line(fact)) for fact in facts),
        node("div", "note", *(node("p", text=words.one_line(each)) for each in leaks)),
    )


def _seed(run: Mapping[str, Any]) -> int:
    return int(run["configuration"].get("seed", 0))


def _sections(metrics: Metrics, records: Sequence[Record]) -> Iterator[Node]:
    rows = {OURS: metrics.ours} | {each.name: each.measures for each in metrics.yardsticks}
    notes = (node("p", text=note) for note in text.all_interval_notes(metrics))
    yield _section("img2loc and the yardsticks", page_tables.measures(rows.items()), *notes)
    differences = {each.name: each.difference for each in metrics.yardsticks}
    yield _section(
        "img2loc minus each yardstick, on the same photos",
        page_tables.measures(differences.items(), signed=True),
        node("p", text=text.gain_sentence(metrics)),
    )
    yield _section(
        "Errors and promises",
        node(
            "div",
            "plots",
            _figure(
                "How far from the truth",
                plots.errors(records, ALL),
                plots.legend(ALL),
            ),
            _figure(
                "Are promises kept?",
                plots.reliability(metrics.reliability),
                node(
                    "p",
                    "file",
                    text="Each dot is a circle that promises to hold the truth so often, its bar "
                    "the 95 % interval. On the diagonal promises are kept; above it circles are "
                    "too wide, below it too narrow.",
                ),
            ),
        ),
        page_tables.promises(metrics),
        *([page_tables.trust(metrics.trust)] if metrics.trust else []),
    )
    yield _section(
        "Where photos were taken and where they were placed",
        plots.error_map(records),
        node("p", text="Dots are true places; a line leads from each to the estimate."),
    )
    for title, parts in (
        ("By scene", metrics.scenes),
        ("By continent", metrics.continents),
        ("By answering method", metrics.methods),
    ):
        if parts:
            yield _section(title, page_tables.measures(text.groups(parts)))
    leaks = page_tables.leaks(records)
    if leaks is not None:
        yield _section("Leaks", leaks)
    yield _section(f"The worst {min(WORST, len(metrics.worst))}", page_tables.worst(metrics.worst))


def _section(title: str, *children: Node) -> Node:
    return node("section", "", node("h2", text=title), *children)


def _figure(title: str, plot: Node, caption: Node) -> Node:
    return node("figure", "", node("h3", text=title), plot, caption)
