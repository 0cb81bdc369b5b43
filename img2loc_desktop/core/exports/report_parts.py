"""One photo in the report: estimate, decision, evidence, and what produced them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence

from img2loc_desktop.core import coordinates, decisions, line_effects, words
from img2loc_desktop.core.coordinates import Notation
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.exports.html import Node, node
from img2loc_desktop.core.exports.parts import smallest_area
from img2loc_desktop.core.exports.report_options import ReportOptions
from img2loc_desktop.core.exports.thumbnails import thumbnail
from img2loc_desktop.core.geo import distance_km
from img2loc_desktop.core.types import (
    Failure,
    LatLon,
    LineMark,
    Neighbour,
    Photo,
    Result,
    TextLine,
    VlmReport,
)

_PICTURE = 220  # pixels of the longer side, as laid out
_NAMED_SHARE = 0.01  # of the chance: countries with less are summed
_MOST_ANSWERS = 40
_MOST_LINES = 60

CountryName = Callable[[str], str | None]


def photo_section(
    number: int,
    entry: Result | Failure,
    decision: Decision | None,
    drawing: Node | None,
    options: ReportOptions,
    country_name: CountryName,
) -> Node:
    """Everything on one photo, from the second one on at the top of a page."""
    path = entry.path if isinstance(entry, Failure) else entry.photo.path
    section = node("div", "photo")
    title = f"{number}. {words.one_line(path.name)}"
    section.append(node("h2", "new-page" if number > 1 else "", text=title, id=f"photo-{number}"))
    section.append(_pictures(entry.photo, drawing))
    section.extend(_estimate(entry, options))
    section.extend(_decision(decision, options))
    if isinstance(entry, Result):
        section.extend(_shares(entry, country_name))
        section.extend(_compared(entry, options))
        section.extend(_words(entry, options, country_name))
        section.extend(_model(entry.vlm))
    section.extend(_origin(entry))
    return section


def _pictures(photo: Photo | None, drawing: Node | None) -> Node:
    """The photo and the map side by side, in a table: QTextDocument knows no other way."""
    row = node("tr", "", node("td", "", _picture(photo), width="32%"))
    if drawing is not None:
        row.append(node("td", "", drawing, width="68%"))
    return node("table", "", row, width="100%", cellpadding="4")


def _picture(photo: Photo | None) -> Node:
    if photo is None:
        return node("p", "soft", text="No picture: the file could not be read.")
    try:
        jpeg = thumbnail(photo)
    except UserError as error:
        return node("p", "soft", text=f"No picture: {words.one_line(error.message)}")
    data = base64.b64encode(jpeg).decode("ascii")
    long_side = max(photo.width, photo.height, 1)
    width = max(1, round(_PICTURE * photo.width / long_side))
    return node("img", src=f"data:image/jpeg;base64,{data}", alt="The photo", width=str(width))


def _estimate(entry: Result | Failure, options: ReportOptions) -> Iterator[Node]:
    yield node("h3", text="What the machine estimates")
    if isinstance(entry, Failure):
        yield node("p", "headline", text="Not located")
        text = f"{words.one_line(entry.message)} {words.one_line(entry.hint)}"
        yield node("p", text=text)
        return
    yield node("p", "headline", text=words.headline(entry))
    yield node("p", text=words.how_sure(entry, options.units))
    if not words.is_hint(entry):
        centre = coordinates.formatted(entry.estimate.position, options.notation)
        yield node("p", text=f"The middle of it is {centre}.")
    for area in entry.estimate.areas:
        yield node("p", text=f"{smallest_area(area)}.")
    gps = words.own_gps(entry, options.units)
    if gps:
        yield node("p", text=gps)
    for warning in entry.warnings:
        yield node("p", "warning", text=words.one_line(warning))


def _decision(decision: Decision | None, options: ReportOptions) -> Iterator[Node]:
    yield node("h3", text="What the analyst decides")
    if decision is None:
        yield node("p", text="Nothing is decided yet.")
        return
    yield node("p", "decided", text=decisions.sentence(decision))
    if decision.position is not None:
        yield node("p", text=_in_all_notations(decision.position, options.notation))
    for line in decision.note.splitlines():
        yield node("p", "", node("bdi", text=words.one_line(line)))


def _in_all_notations(position: LatLon, first: Notation) -> str:
    order = sorted(Notation, key=lambda notation: notation is not first)
    return "; ".join(coordinates.formatted(position, notation) for notation in order)


def _shares(result: Result, country_name: CountryName) -> Iterator[Node]:
    """Candidates and countries, with the share of the chance that each has."""
    if result.candidates:
        yield node("h3", text=words.ranking(result.candidates))
        yield _table(
            ("", "Place", "Where", "Nearest to it"),
            [
                (
                    str(rank),
                    words.candidate_name(candidate, result),
                    words.coordinates(
                        candidate.position, min(result.estimate.radius_p50_km, 100.0)
                    ),
                    words.percent(candidate.share),
                )
                for rank, candidate in enumerate(result.candidates, start=1)
            ],
        )
    if result.estimate.countries:
        yield node("h3", text="Countries")
        yield _table(
            ("Country", "Share of the chance"),
            _country_rows(result, country_name),
        )


def _country_rows(result: Result, country_name: CountryName) -> Sequence[Sequence[str]]:
    """The countries that a percentage can tell of; the others as one sum."""
    countries = result.estimate.countries
    named = [item for item in countries if item.share >= _NAMED_SHARE] or list(countries[:1])
    rows = [
        (country_name(item.code) or item.code or "At sea", words.percent(item.share))
        for item in named
    ]
    left = [item for item in countries if item not in named]
    if left:
        rest = words.percent(sum(item.share for item in left))
        rows.append((f"{len(left)} others" if len(left) > 1 else "1 other", rest))
    return rows


def _compared(result: Result, options: ReportOptions) -> Iterator[Node]:
    """The neighbours, near and far, with what is known of their sources."""
    for title, neighbours in (
        ("The most similar places it was compared with", result.neighbours),
        ("The least similar ones", result.far),
    ):
        if neighbours:
            heads = ("", "Reference", "Where", "Credit", "From the estimate", "Similarity")
            yield node("h3", text=title)
            yield _table(heads, [_neighbour(item, result, options) for item in neighbours])


def _neighbour(neighbour: Neighbour, result: Result, options: ReportOptions) -> Sequence[str]:
    source = neighbour.source
    credit = [source.author, source.licence, source.taken_at] if source else []
    away = distance_km(result.estimate.position, neighbour.position)
    return (
        str(neighbour.rank),
        f"{neighbour.index}: {source.identifier}" if source else neighbour.index,
        coordinates.formatted(neighbour.position, options.notation),
        ", ".join(item for item in credit if item),
        words.distance(away, options.units),
        f"{neighbour.similarity:.3f}",
    )


def _words(result: Result, options: ReportOptions, country_name: CountryName) -> Iterator[Node]:
    """What is written in the picture, who says so, and what it is taken to mean."""
    report = result.text
    if report is None or not report.lines:
        return
    yield node("h3", text="Words in the picture")
    moved = {
        effect.line: line_effects.in_words(
            effect, country_name(effect.country) or effect.country or "at sea", options.units
        )
        for effect in report.effects
    }
    # Only of photos whose words somebody looked at is it known what each line moved.
    heads = ("Text", "By whom", "Taken to mean", *(("Moved the estimate",) if moved else ()))
    rows = [
        (
            words.one_line(line.text) or "(not read)",
            _said_by(line),
            " ".join(clue.reason for clue in report.clues if row in clue.lines),
            *((moved.get(row, ""),) if moved else ()),
        )
        for row, line in enumerate(report.lines[:_MOST_LINES])
    ]
    yield _table(heads, rows)
    more = len(report.lines) - len(rows)
    if more > 0:
        yield node("p", "soft", text=f"And {more} more lines.")


def _said_by(line: TextLine) -> str:
    if line.mark is LineMark.CORRECTED:
        return f"corrected by the analyst, read as \u201c{line.read_as}\u201d"
    if line.mark is not LineMark.READ:
        return f"{line.mark.value} by the analyst"
    return f"read, {words.percent(line.confidence)} sure" if line.text else "found"


def _model(report: VlmReport | None) -> Iterator[Node]:
    """What the multimodal model said; nobody has verified it, and each heading says so."""
    if report is None:
        return
    yield node("h3", text="What the model said, unverified")
    if report.reason:
        yield node("p", "", node("bdi", text=f"\u201c{words.one_line(report.reason)}\u201d"))
    answers = [
        (
            words.coordinates(answer.position, 1.0) if answer.position else "no place",
            answer.reason,
            str(answer.neighbours),
            str(answer.seed),
        )
        for answer in report.answers[:_MOST_ANSWERS]
    ]
    if answers:
        yield _table(("Answer", "Reason given", "Neighbours shown", "Seed"), answers)
    more = len(report.answers) - len(answers)
    if more > 0:
        yield node("p", "soft", text=f"And {more} more answers.")
    if report.scores:
        scores = [(score.place, words.percent(score.share)) for score in report.scores]
        yield _table(("Asked to choose among the candidates", "Share of its choice"), scores)
    for warning in report.warnings:
        yield node("p", "warning", text=words.one_line(warning))


def _origin(entry: Result | Failure) -> Iterator[Node]:
    """The photo's file, and what produced the result, each with its hash."""
    yield node("h3", text="The photo and what produced the result, with SHA-256")
    yield _table((), list(_facts(entry)), code=2)


def _facts(entry: Result | Failure) -> Iterator[Sequence[str]]:
    photo = entry.photo
    path = entry.path if isinstance(entry, Failure) else entry.photo.path
    yield "File", str(path), photo.sha256 if photo else ""
    if photo is not None:
        size = f"{photo.format}, {photo.width} × {photo.height}, {photo.byte_size:,} bytes"
        yield "Picture", size, ""
        yield from ((name, value, "") for name, value in _metadata(photo) if value)
    if isinstance(entry, Failure):
        return
    provenance = entry.provenance
    yield "Method", entry.estimate.method, ""
    yield "Program", f"{provenance.app}, seed {provenance.seed}", ""
    for name, artefacts in (
        ("Encoder", provenance.encoder),
        ("Index", provenance.index),
        ("Words read by", provenance.ocr),
        ("Language model", provenance.vlm),
    ):
        for artefact in artefacts:
            yield name, artefact.name, artefact.sha256
    if entry.vlm is not None:
        spent = f"{entry.vlm.tokens:,} tokens in {entry.vlm.seconds:.1f} s"
        yield "Prompt", f"{entry.vlm.prompt}, {spent}", ""


def _metadata(photo: Photo) -> Iterator[tuple[str, str | None]]:
    yield "Taken at", photo.taken_at.replace("T", " ") if photo.taken_at else None
    yield "Camera", photo.camera
    yield "Its own GPS", coordinates.formatted(photo.gps) if photo.gps else None


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], code: int | None = None) -> Node:
    """Rows of text under their headings; the column ``code`` holds hashes."""
    table = node("table", "", width="100%", cellpadding="2", cellspacing="0")
    if any(heads):
        table.append(node("tr", "", *(node("th", text=head) for head in heads)))
    for row in rows:
        line = node("tr")
        for column, text in enumerate(row):
            shown = words.one_line(text)
            tag = "code" if column == code else "bdi"
            line.append(node("td", "", node(tag, text=shown)))
        table.append(line)
    return table
