"""The tables of the page: figures over their intervals, kept promises, leaks, the worst."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from img2loc_desktop.core import words
from img2loc_desktop.core.evaluation import text
from img2loc_desktop.core.evaluation.bootstrap import Figure
from img2loc_desktop.core.evaluation.metrics import Coverage, Measures, Metrics, TrustRate
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.evaluation.yardsticks import OURS
from img2loc_desktop.core.exports.html import Node, node
from img2loc_desktop.core.geo import distance_km

CSS = """
.scroll { overflow-x: auto; }
.scroll table { width: auto; min-width: 100%; }
.scroll td, .scroll th { font-size: 13px; white-space: nowrap; padding: 4px 12px 4px 0; }
.scroll td.path { white-space: normal; min-width: 24ch; }
.scroll tr + tr td { border-top: 1px solid var(--line); }
.scroll small { display: block; color: var(--soft); font-size: 11px; }
.scroll tr.ours td { font-weight: 600; }
.scroll tr.ours small { font-weight: 400; }
"""

_MOST_LEAKS = 200
_KINDS = {
    "same-file": "the file itself",
    "near-duplicate": "copy, or as alike as one",
    "same-author": "same author",
    "same-place-and-hour": "same place and hour",
    "taught": "taught the calibration",
}


def measures(rows: Iterable[tuple[str, Measures]], *, signed: bool = False) -> Node:
    """Who guessed, how well: percent within each distance, kilometres, points, percent."""
    head = [f"% in {t}" if t.endswith(" km") and t[0].isdigit() else t for t in text.heading()]
    head[-1] = "% country"
    body = []
    for name, part in rows:
        cells = (_figure(cell) for cell in text.cells(part, signed=signed))
        kind = "ours" if name == OURS else ""
        body.append(node("tr", kind, node("td", text=words.one_line(name)), *cells))
    return _table([("", False), *((title, True) for title in head)], body)


def promises(metrics: Metrics) -> Node:
    """Whether areas held the truth as often as promised, and how wide they are."""
    rows = [("circle", part) for part in metrics.coverage]
    rows += [("smallest area", part) for part in metrics.areas if part.photos]
    head = (
        ("area", False),
        ("promised %", True),
        ("held the truth %", True),
        ("median radius, km", True),
        ("photos", True),
    )
    return _table(head, (_promise(name, part) for name, part in rows))


def trust(rates: Sequence[TrustRate]) -> Node:
    """How often each word of trust was right."""
    head = (("said", False), ("means within", True), ("promised %", True), ("right %", True))
    rows = (
        node(
            "tr",
            "",
            node("td", text=rate.word),
            _figure(words.kilometres(rate.km)),
            _figure("50"),
            _rate(rate),
            _figure(f"{rate.photos:,}"),
        )
        for rate in rates
    )
    return _table((*head, ("photos", True)), rows)


def leaks(records: Sequence[Record]) -> Node | None:
    """Which photo leaks into which reference; the first of them, where there are very many."""
    found = [(record, leak) for record in records for leak in record.leaks]
    found.sort(key=lambda pair: pair[1].kind == "taught")  # many, and alike: last
    if not found:
        return None
    head = ("photo", "leak", "index", "reference", "similarity")
    rows = (
        node(
            "tr",
            "",
            node("td", "path", text=words.one_line(record.identifier)),
            node("td", text=_KINDS[leak.kind]),
            node("td", text=words.one_line(leak.index)),
            node("td", "path", text=words.one_line(leak.identifier)),
            _figure("" if leak.similarity is None else f"{leak.similarity:.3f}"),
        )
        for record, leak in found[:_MOST_LEAKS]
    )
    table = _table([(title, title == "similarity") for title in head], rows)
    if len(found) > _MOST_LEAKS:
        more = f"{len(found) - _MOST_LEAKS:,} more are in photos.csv, in the column leaks."
        table.append(node("p", text=more))
    return table


def worst(records: Sequence[Record]) -> Node:
    """The photos that were placed farthest from the truth, and where their pictures lie."""
    head = (
        ("photo", False),
        ("true place", False),
        ("placed at", False),
        ("error", True),
        ("90 % radius", True),
        ("method or reason", False),
    )
    return _table(head, map(_missed, records))


def _missed(record: Record) -> Node:
    guess, radius = (record.guesses or {}).get(OURS), record.radius_p90_km
    error = words.kilometres(distance_km(guess, record.position)) if guess else "no answer"
    return node(
        "tr",
        "",
        node("td", "path", text=words.one_line(record.path)),
        node("td", text=words.coordinates(record.position, 1.0)),
        node("td", text=words.coordinates(guess, 1.0) if guess else "-"),
        _figure(error),
        _figure("-" if radius is None else words.kilometres(radius)),
        node("td", "path", text=words.one_line(record.method or record.message or "")),
    )


def _promise(name: str, part: Coverage) -> Node:
    return node(
        "tr",
        "",
        node("td", text=name),
        _figure(f"{part.promised * 100:.0f}"),
        _rate(part),
        _figure(_kilometres(part.radius_km)),
        _figure(f"{part.photos:,}"),
    )


def _rate(rate: Coverage | TrustRate) -> Node:
    reason = text.without_interval(rate.held, rate.photos)
    return _figure(text.interval(rate.held, 100.0), reason)


def _kilometres(figure: Figure) -> str:
    return text.interval(figure, digits=0)


def _figure(written: str, reason: str = "") -> Node:
    """A figure over its interval, or the reason why it has none: half as wide as side by side."""
    value, bracket, rest = written.partition(" [")
    cell = node("td", "figure", text=value)
    if bracket or reason:
        cell.append(node("small", text=f"[{rest}" if bracket else reason))
    return cell


def _table(head: Sequence[tuple[str, bool]], rows: Iterable[Node]) -> Node:
    """Columns by their names; those of figures are set to the right."""
    titles: Iterator[Node] = (
        node("th", "figure" if is_figure else "", text=title) for title, is_figure in head
    )
    return node("div", "scroll", node("table", "", node("tr", "", *titles), *rows))
