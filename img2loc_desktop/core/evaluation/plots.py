"""The plots of the page, as inline SVG: lines over a grid, and the errors on a map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from img2loc_desktop.core.evaluation.metrics import WITHIN_KM, Coverage, Scores
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.evaluation.yardsticks import (
    COUNTRY,
    DENSITY,
    MEAN,
    NEAREST,
    OURS,
    PRIOR,
    RULE,
)
from img2loc_desktop.core.exports import page_map
from img2loc_desktop.core.exports.html import Node, node
from img2loc_desktop.core.geo import latitudes_longitudes, unit_vectors
from img2loc_desktop.core.types import LatLon

CSS = """
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 32px; }
.plot { width: 100%; height: auto; display: block; }
.plot text { font-size: 12px; fill: var(--soft); }
.plot .grid { stroke: var(--line); fill: none; }
.line { fill: none; stroke-width: 2; }
.line.ours { stroke: var(--estimate); stroke-width: 4; }
.line.prior { stroke: var(--near); stroke-dasharray: 6 5; }
.line.country { stroke: var(--decided); stroke-dasharray: 2 4; }
.line.nearest { stroke: var(--far); }
.line.density { stroke: var(--gps); }
.line.mean { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 12 4; }
.line.rule { stroke: var(--warning); stroke-dasharray: 1 5; stroke-width: 3; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; font-size: 13px;
  color: var(--soft); margin-top: 8px; }
.legend svg { width: 32px; height: 10px; margin-right: 6px; vertical-align: middle; }
.plot .range { stroke: var(--estimate); stroke-width: 2; }
.plot .dot { fill: var(--estimate); }
.map .error { fill: none; stroke: var(--warning); stroke-width: 1; stroke-opacity: 0.45;
  vector-effect: non-scaling-stroke; }
.mark.truth { width: 6px; height: 6px; border-radius: 50%; background: var(--gps); }
section { border-top: 1px solid var(--line); padding: 24px 0 32px; }
section > h2 { margin-bottom: 12px; }
section > p, section > .scroll { margin-top: 12px; }
figure p { margin-top: 8px; }
"""

_KINDS = {
    OURS: "ours",
    PRIOR: "prior",
    COUNTRY: "country",
    NEAREST: "nearest",
    DENSITY: "density",
    MEAN: "mean",
    RULE: "rule",
}
_WIDTH, _HEIGHT = 440, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 12, 10, 40
_NEAREST_KM, _FARTHEST_KM = 0.3, 20_038.0
_STEPS = 16  # of a line on the map


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


_Y = _Axis(0.0, 1.0, _HEIGHT - _BOTTOM, _TOP)
_LEVEL = _Axis(0.0, 1.0, _LEFT, _WIDTH - _RIGHT)
_DISTANCE = _Axis(math.log(_NEAREST_KM), math.log(_FARTHEST_KM), _LEFT, _WIDTH - _RIGHT)


def errors(records: Sequence[Record], names: Iterable[str]) -> Node:
    """Which share of the photos each guesser placed within which distance."""
    plot = _frame(
        "Share of photos placed within a distance",
        [(f"{km:,.0f}", _DISTANCE.at(math.log(km))) for km in WITHIN_KM],
        "distance from the truth, kilometres",
        "share of the photos",
    )
    for name in (*names, OURS):  # ours last, on top
        found = np.sort(Scores.of(records, name).error_km)
        x = np.log(np.clip(found, _NEAREST_KM, _FARTHEST_KM))
        shares = np.arange(found.size + 1) / found.size
        # A step up at each photo: between two of them the share stays what it is.
        steps = zip(np.repeat(x, 2), np.repeat(shares, 2)[1:-1], strict=True)
        ends = ((_DISTANCE.low, 0.0), *steps, (_DISTANCE.high, 1.0))
        points = [(_DISTANCE.at(a), _Y.at(b)) for a, b in ends]
        line = node("path", f"line {_KINDS[name]}", d=_line(points))
        line.append(node("title", text=name))
        plot.append(line)
    return plot


def legend(names: Iterable[str]) -> Node:
    """Which line of ``errors`` is whose."""
    items = []
    for name in (OURS, *names):
        line = node("path", f"line {_KINDS[name]}", d="M0 5L32 5")
        swatch = node("svg", "", line, viewBox="0 0 32 10", aria_hidden="true")
        swatch.tail = name
        items.append(node("li", "", swatch))
    return node("ul", "legend", *items)


def reliability(levels: Sequence[Coverage]) -> Node:
    """How often each area held the truth over how often it promised to, with intervals."""
    ticks = [(f"{level:.0%}", _LEVEL.at(level)) for level in (0.1, 0.3, 0.5, 0.7, 0.9)]
    plot = _frame(
        "How often areas of each size held the truth", ticks, "promised", "held the truth"
    )
    diagonal = _line([(_LEVEL.at(0), _Y.at(0)), (_LEVEL.at(1), _Y.at(1))])
    plot.append(node("path", "line prior", d=diagonal))
    for level in levels:
        held, x = level.held, _LEVEL.at(level.promised)
        if held.value is None:
            continue
        if held.low is not None and held.high is not None:
            reach = _line([(x, _Y.at(held.low)), (x, _Y.at(held.high))])
            plot.append(node("path", "range", d=reach))
        y = f"{_Y.at(held.value):.1f}"
        plot.append(node("circle", "dot", cx=f"{x:.1f}", cy=y, r="4"))
    return plot


def error_map(records: Sequence[Record]) -> Node:
    """The world with a line from each true place to where the photo was placed."""
    drawing = page_map.drawing(page_map.WORLD, ())
    marks = []
    for record in records:
        guess = (record.guesses or {}).get(OURS)
        if guess is not None:
            drawing.append(node("path", "error", d=_great_circle(record.position, guess)))
        left, top = page_map.WORLD.place(record.position)
        if page_map.WORLD.shows(record.position):
            style = f"left:{left:.2f}%;top:{top:.2f}%"
            marks.append(node("i", "mark truth", style=style, title=record.identifier))
    return node("div", "map", drawing, *marks)


def _great_circle(start: LatLon, end: LatLon) -> str:
    """SVG path data in degrees, north up, interrupted where the map ends."""
    a, b = unit_vectors([start.latitude, end.latitude], [start.longitude, end.longitude])
    parts = np.linspace(0.0, 1.0, _STEPS + 1)[:, None]
    chord = a * (1.0 - parts) + b * parts
    if np.linalg.norm(chord, axis=1).min() < 1e-6:
        return ""  # antipodes: every way is the shortest
    latitudes, longitudes = latitudes_longitudes(chord)
    steps = []
    for row, (x, y) in enumerate(zip(longitudes, latitudes, strict=True)):
        broken = row == 0 or abs(x - longitudes[row - 1]) > 180.0
        steps.append(f"{'M' if broken else 'L'}{x:.2f} {-y:.2f}")
    return "".join(steps)


def _frame(title: str, ticks: Sequence[tuple[str, float]], below: str, beside: str) -> Node:
    plot = node("svg", "plot", viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=title)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _Y.at(share)
        plot.append(node("path", "grid", d=_line([(_LEFT, y), (_WIDTH - _RIGHT, y)])))
        label = node("text", text=f"{share:.0%}", x=str(_LEFT - 6), y=f"{y + 4:.1f}")
        label.set("text-anchor", "end")
        plot.append(label)
    for text, x in [*ticks]:
        plot.append(node("path", "grid", d=_line([(x, _TOP), (x, _HEIGHT - _BOTTOM)])))
        label = node("text", text=text, x=f"{x:.1f}", y=str(_HEIGHT - _BOTTOM + 16))
        label.set("text-anchor", "middle")
        plot.append(label)
    label = node("text", text=below, x=str((_LEFT + _WIDTH) // 2), y=str(_HEIGHT - 6))
    label.set("text-anchor", "middle")
    plot.append(label)
    middle = (_TOP + _HEIGHT - _BOTTOM) // 2
    label = node("text", text=beside, transform=f"translate(12 {middle}) rotate(-90)")
    label.set("text-anchor", "middle")
    plot.append(label)
    return plot


def _line(points: Iterable[tuple[float, float]]) -> str:
    steps = (f"{x:.1f} {y:.1f}" for x, y in points)
    return "M" + "L".join(steps)
