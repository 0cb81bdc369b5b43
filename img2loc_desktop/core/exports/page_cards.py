"""One photo on the HTML page: its picture, its place, how sure that is, and why."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence

from img2loc_desktop.core import decisions, words
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.exports import page_map
from img2loc_desktop.core.exports.html import Node, node
from img2loc_desktop.core.exports.parts import USUAL, Mark, decision_mark, marks, smallest_area
from img2loc_desktop.core.exports.thumbnails import thumbnail
from img2loc_desktop.core.geo import distance_km
from img2loc_desktop.core.types import Failure, Photo, Result

_COUNTRIES = 5  # more are too many to take in; the rest is summed up

CountryName = Callable[[str], str | None]


def result_card(
    number: int,
    result: Result,
    said: Sequence[str],
    country_name: CountryName,
    decision: Decision | None = None,
) -> Node:
    """The card of a located photo; warnings in ``said`` stand elsewhere on the page."""
    text = node(
        "div",
        "",
        _file_line(number, result.photo),
        node("h2", text=words.headline(result)),
        node("p", "sure", text=words.how_sure(result)),
        *decision_lines(decision),
    )
    gps = words.own_gps(result)
    if gps:
        text.append(node("p", "gps", text=gps))
    text.extend(
        node("p", "extent", text=f"{smallest_area(area)}.") for area in result.estimate.areas
    )
    text.extend(node("p", "read", text=said) for said in words.read_in_the_picture(result))
    for sentence in (words.model_words(result), words.model_answers(result)):
        if sentence:
            text.append(node("p", "model", text=sentence))
    text.extend(node("p", "note", text=item) for item in result.warnings if item not in said)
    side = node("div", "side", *_candidates(result), *_countries(result, country_name))
    return node(
        "article",
        "",
        node("div", "top", _picture(result.photo), text),
        node(
            "div",
            "body",
            map_of(result, decision),
            side,
            node("div", "evidence", *_evidence(result)),
        ),
        id=f"photo-{number}",
    )


def failure_card(number: int, failure: Failure, decision: Decision | None = None) -> Node:
    """The card of a photo that could not be located: what happened and what to do."""
    name = words.one_line(failure.path.name)
    return node(
        "article",
        "failure",
        node("p", "file", node("bdi", text=f"{number}. {name}")),
        node("h2", text="Not located"),
        node("p", "sure", text=f"{words.one_line(failure.message)} {words.one_line(failure.hint)}"),
        *decision_lines(decision),
        id=f"photo-{number}",
    )


def decision_lines(decision: Decision | None) -> Iterator[Node]:
    """What the analyst decided, and the note, whose lines stay lines."""
    if decision is not None:
        yield node("p", "decided", text=decisions.sentence(decision))
        for line in decision.note.splitlines():
            yield node("p", "decided-note", node("bdi", text=words.one_line(line)))


def _file_line(number: int, photo: Photo) -> Node:
    line = node("p", "file", node("bdi", text=f"{number}. {words.one_line(photo.path.name)}"))
    more = [photo.taken_at.replace("T", " ") if photo.taken_at else None, photo.camera]
    for item in more:
        if item:
            line.append(node("span", text=f" · {words.one_line(item)}"))
    return line


def _picture(photo: Photo) -> Node:
    try:
        jpeg = thumbnail(photo)
    except UserError as error:
        return node("div", "missing", text=f"No picture: {words.one_line(error.message)}")
    data = base64.b64encode(jpeg).decode("ascii")
    return node("img", src=f"data:image/jpeg;base64,{data}", alt="The photo")


def map_of(result: Result, decision: Decision | None = None) -> Node:
    """The areas, the candidates, the similar places; the estimate itself unless it is a hint."""
    drawn = list(marks(result, USUAL))
    mark = decision_mark(decision)
    if mark is not None:
        drawn.append(mark)
    points = [mark for mark in drawn if mark.position is not None]
    estimate = result.estimate
    view = page_map.view_around(
        estimate.position,
        estimate.radius_p90_km,
        [mark.position for mark in points if mark.position and mark.role != "neighbour"],
    )
    areas = [(mark.role, mark.polygons) for mark in drawn if mark.polygons]
    label = f"Map: {words.headline(result)}. {words.how_sure(result)}"
    figure = node("div", "map", page_map.drawing(view, areas), role="img", aria_label=label)
    if not words.is_hint(result):
        points.append(Mark("estimate", words.headline(result), position=estimate.position))
    order = ("neighbour", "candidate", "estimate", "own-gps", "decision")  # last on top
    for mark in sorted(points, key=lambda mark: (order.index(mark.role), -(mark.rank or 0))):
        if mark.position and view.shows(mark.position):
            figure.append(_point(mark, *view.place(mark.position)))
    return figure


def _point(mark: Mark, left: float, top: float) -> Node:
    inside = [node("span", text=str(mark.rank))] if mark.role == "candidate" else []
    style = f"left:{left:.2f}%;top:{top:.2f}%"
    return node("i", f"mark {mark.role}", *inside, title=words.one_line(mark.title), style=style)


def _candidates(result: Result) -> Iterator[Node]:
    rows = [
        _bar(f"{rank}", words.candidate_name(candidate, result), candidate.share)
        for rank, candidate in enumerate(result.candidates, start=1)
    ]
    if rows:
        yield _bars(words.ranking(result.candidates), "bars", rows)


def _countries(result: Result, country_name: CountryName) -> Iterator[Node]:
    countries = result.estimate.countries
    rows = [
        _bar("", country_name(item.code) or item.code or "At sea", item.share)
        for item in countries[:_COUNTRIES]
    ]
    rest = sum(item.share for item in countries[_COUNTRIES:])
    if rest > 0:
        rows.append(_bar("", "All others", rest))
    if rows:
        yield _bars("Countries:", "bars plain", rows)


def _bars(title: str, kind: str, rows: Sequence[Node]) -> Node:
    head = node("h3", "", node("span", text=title), node("span", text="share of the chance"))
    return node("section", "", head, node("ol", kind, *rows))


def _bar(rank: str, name: str, share: float) -> Node:
    label = node("span", "", *([node("span", "rank", text=rank)] if rank else []))
    label.append(node("bdi", text=name))
    return node(
        "li",
        "",
        label,
        node("span", text=words.percent(share)),
        node("span", "bar", node("i", style=f"width:{min(1.0, share) * 100:.1f}%")),
    )


def _evidence(result: Result) -> Iterator[Node]:
    """What one opens to look closer."""
    if result.neighbours:
        yield _neighbours(result)
    yield _provenance(result)


def _neighbours(result: Result) -> Node:
    heads = ("", "Place", "Credit", "From the estimate", "Similarity")
    kinds = ("figure", "", "wide", "figure wide", "figure")
    table = node("table", "", node("tr", "", *map(_heading, heads, kinds)))
    for neighbour in result.neighbours:
        source = neighbour.source
        credit = [source.author, source.licence] if source else []
        away = distance_km(result.estimate.position, neighbour.position)
        cells = (
            str(neighbour.rank),
            source.identifier if source else words.coordinates(neighbour.position, 10.0),
            ", ".join(item for item in credit if item),
            words.kilometres(away),
            f"{neighbour.similarity:.2f}",
        )
        row = node("tr")
        for text, kind in zip(cells, kinds, strict=True):
            row.append(node("td", kind, node("bdi", text=words.one_line(text))))
        table.append(row)
    title = f"The {len(result.neighbours)} most similar places it was compared with"
    return node("details", "", node("summary", text=title), table)


def _heading(text: str, kind: str) -> Node:
    return node("th", kind, text=text, scope="col")


def _provenance(result: Result) -> Node:
    """What made the result, with the hashes that tell whether it is still the same."""
    provenance, photo = result.provenance, result.photo
    rows = node("dl")

    def add(name: str, text: str, code: str = "") -> None:
        value = node("dd", "", node("span", text=words.one_line(text)))
        if code:
            value.append(node("br"))
            value.append(node("code", text=code))
        rows.extend((node("dt", text=name), value))

    add("Photo", f"{photo.format}, {photo.width} × {photo.height}", photo.sha256)
    add("Method", result.estimate.method)
    add("Program", f"{provenance.app}, seed {provenance.seed}")
    for name, artefacts in (
        ("Encoder", provenance.encoder),
        ("Index", provenance.index),
        ("Language model", provenance.vlm),
        ("Reader of words", provenance.ocr),
    ):
        for artefact in artefacts:
            add(name, artefact.name, artefact.sha256)
    title = node("summary", text="How it came about: the files that took part, with SHA-256")
    return node("details", "", title, rows)
