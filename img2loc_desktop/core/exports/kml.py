"""KML (OGC 2.2) and KMZ: a folder per photo with the estimate, its areas and its evidence.

What the analyst decided is a placemark of its own with a style of its own, after the estimate.
A hint has no pin: its broad areas come first, and a label stands where the estimate is. KMZ
adds thumbnails of the photos and icons; a plain KML file refers to nothing outside itself.
Written one photo at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

import html
import itertools
import math
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, BinaryIO

from img2loc_desktop.core import decisions, words
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.exports import attribution, kml_style
from img2loc_desktop.core.exports.parts import USUAL, Mark, Parts, decided, decision_mark, marks
from img2loc_desktop.core.exports.thumbnails import thumbnail
from img2loc_desktop.core.exports.xml import Element, element, moment, serialised
from img2loc_desktop.core.files import written_beside
from img2loc_desktop.core.geo import Polygon
from img2loc_desktop.core.types import Failure, LatLon, Result

_GROUPS = {"candidate": "Candidates", "neighbour": "Most similar", "far": "Least similar"}
_STEP_DEGREES = 5.0
_NO_PICTURES: Mapping[int, str] = {}


def write(
    entries: Sequence[Result | Failure],
    path: Path,
    parts: Parts = USUAL,
    made: Sequence[Decision | None] = (),
) -> None:
    """Write a KML file. Raises UserError where it cannot be written."""
    with written_beside(path) as file:
        _document(file, decided(entries, made), parts, _NO_PICTURES, own_icons=False)


def write_kmz(
    entries: Sequence[Result | Failure],
    path: Path,
    parts: Parts = USUAL,
    made: Sequence[Decision | None] = (),
) -> None:
    """Write a KMZ archive with thumbnails. Raises UserError where it cannot be written.

    An original that is gone or has changed has no thumbnail; its balloon says why.
    """
    with written_beside(path) as file, zipfile.ZipFile(file, "w") as archive:
        for icon in kml_style.ICONS:
            _store(archive, f"icons/{icon}.png", kml_style.icon_png(icon))
        pictures = {
            number: _picture(archive, number, entry)
            for number, entry in enumerate(entries, start=1)
            if isinstance(entry, Result)
        }
        document = zipfile.ZipInfo("doc.kml")
        document.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(document, "w", force_zip64=True) as kml:
            _document(kml, decided(entries, made), parts, pictures, own_icons=True)


def _picture(archive: zipfile.ZipFile, number: int, result: Result) -> str:
    """Store a photo's thumbnail; returns the line of HTML that shows it or says why not."""
    try:
        jpeg = thumbnail(result.photo)
    except UserError as error:
        return f"<p>No picture: {_escaped(error.message)}</p>"
    name = f"photos/{number}.jpg"
    _store(archive, name, jpeg)
    return f'<p><img src="{name}"/></p>'


def _store(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    # ZipInfo's own date, not now: the same results give the same file.
    archive.writestr(zipfile.ZipInfo(name), content)


def _document(
    file: BinaryIO | IO[bytes],
    entries: Iterator[tuple[Result | Failure, Decision | None]],
    parts: Parts,
    pictures: Mapping[int, str],
    own_icons: bool,
) -> None:
    file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write(b"<!-- img2loc-desktop -->\n")  # by this core.targets knows it again
    file.write(b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n')
    file.write(serialised(element("name", text="Photo locations")) + b"\n")
    file.write(serialised(element("description", text=attribution.SENTENCE)) + b"\n")
    for style in kml_style.styles(own_icons):
        file.write(serialised(style) + b"\n")
    for number, (entry, decision) in enumerate(entries, start=1):
        if isinstance(entry, Failure):
            folder = _failure(entry, decision)
        else:
            folder = _folder(number, entry, parts, pictures.get(number, ""), decision)
        file.write(serialised(folder) + b"\n")
    file.write(b"</Document></kml>\n")


def _failure(failure: Failure, decision: Decision | None) -> Element:
    description = f"<p>{_escaped(failure.message)} {_escaped(failure.hint)}</p>"
    data = [element("ExtendedData", *_decision_data(decision))] if decision else []
    return element(
        "Folder",
        element("name", text=f"Not located: {failure.path.name}"),
        element("Snippet", maxLines="0"),
        element("description", text=_said(decision) + description),
        *data,
        *_decision(failure.path.name, decision),
    )


def _folder(
    number: int, result: Result, parts: Parts, picture: str, decision: Decision | None
) -> Element:
    balloon = picture + _said(decision) + _balloon(result)
    groups = list(_by_role(result, parts))
    features = [_group(role, group, balloon) for role, group in groups]
    # A hint is its broad areas first, and only then a point.
    areas = sum(role.startswith(("area-", "cells-")) for role, _ in groups)
    first = _estimate(number, result, balloon, decision)
    at = areas if words.is_hint(result) else 0
    features[at:at] = (first, *_decision(result.photo.path.name, decision))
    return element("Folder", element("name", text=result.photo.path.name), *features)


def _by_role(result: Result, parts: Parts) -> Iterator[tuple[str, list[Mark]]]:
    for role, group in itertools.groupby(marks(result, parts), key=lambda mark: mark.role):
        yield role, list(group)


def _group(role: str, group: Sequence[Mark], balloon: str) -> Element:
    """One placemark, or the folder of those that come in numbers."""
    # A hint has no pin to click on, so the balloon opens from the area as well.
    placemarks = [_placemark(mark, balloon if role == "area-50" else None) for mark in group]
    if role not in _GROUPS:
        return placemarks[0]
    return element("Folder", element("name", text=_GROUPS[role]), *placemarks)


def _estimate(number: int, result: Result, balloon: str, decision: Decision | None) -> Element:
    hint = words.is_hint(result)
    rejected = decision is not None and decision.verdict is Verdict.REJECTED
    kind = "Rejected, " if rejected else "Hint, " if hint else ""
    name = f"{kind}{result.photo.path.name}: {words.headline(result)}"
    taken = moment(result.photo.taken_at)
    when = [] if taken is None else [element("TimeStamp", element("when", text=taken.isoformat()))]
    return element(
        "Placemark",
        element("name", text=name),
        element("Snippet", maxLines="0"),
        element("description", text=balloon),
        *when,
        element("styleUrl", text="#hint" if hint else "#estimate"),
        element(
            "ExtendedData",
            *(_datum(key, value) for key, value in _data(result)),
            *_decision_data(decision),
        ),
        _point(result.estimate.position),
        id=f"photo-{number}",
    )


def _decision(name: str, decision: Decision | None) -> Iterator[Element]:
    """Where the analyst says that the photo was taken, if there is such a place."""
    mark = decision_mark(decision)
    if mark is not None and mark.position is not None:
        yield element(
            "Placemark",
            element("name", text=f"Decided, {name}"),
            element("Snippet", maxLines="0"),
            element("description", text=_said(decision)),
            element("styleUrl", text="#decision"),
            element("ExtendedData", *_decision_data(decision)),
            _point(mark.position),
        )


def _decision_data(decision: Decision | None) -> Iterator[Element]:
    if decision is not None:
        for key, value in decisions.to_json(decision).items():
            yield _datum(key if key == "decided_at" else f"decision_{key}", value)


def _said(decision: Decision | None) -> str:
    """The decision and its note as HTML in which every text is escaped."""
    if decision is None:
        return ""
    lines = "<br/>".join(_escaped(line) for line in decision.note.splitlines())
    note = f"<p>{lines}</p>" if lines else ""
    return f"<p><b>{_escaped(decisions.sentence(decision))}</b></p>{note}"


def _placemark(mark: Mark, balloon: str | None) -> Element:
    description = [] if balloon is None else [element("description", text=balloon)]
    # Circles and smallest areas on top of each other are hard to read: those are switched on.
    hidden = [element("visibility", text="0")] if mark.role.startswith("cells-") else []
    credit = (mark.source.author, mark.source.licence) if mark.source else ()
    text = ", ".join(part for part in credit if part)
    if text:
        description = [element("description", text=html.escape(text))]
    return element(
        "Placemark",
        element("name", text=mark.title),
        *hidden,
        element("Snippet", maxLines="0"),
        *description,
        element("styleUrl", text=f"#{mark.role}"),
        _point(mark.position) if mark.position else _area(mark.polygons),
    )


def _data(result: Result) -> Iterator[tuple[str, str | float | int | None]]:
    """The figures in full, for programs; people read the balloon."""
    estimate, photo, provenance = result.estimate, result.photo, result.provenance
    yield "path", str(photo.path)
    yield "sha256", photo.sha256
    yield "taken_at", photo.taken_at
    yield "trust", estimate.trust
    yield "trust_word", words.trust_word(estimate)
    yield "calibrated_on", estimate.calibrated_on
    yield "latitude", estimate.position.latitude
    yield "longitude", estimate.position.longitude
    yield "radius_p50_km", estimate.radius_p50_km
    yield "radius_p90_km", estimate.radius_p90_km
    yield "place", estimate.place.text if estimate.place else None
    yield "country_code", estimate.place.country_code if estimate.place else None
    yield "distance_to_gps_km", words.own_gps_distance_km(result)
    yield "method", estimate.method
    yield "model_words_unverified", result.vlm.reason if result.vlm else None
    yield "words_in_the_picture", words.words_read(result)
    yield "words_that_counted", words.words_that_counted(result)
    yield "app", provenance.app
    yield "seed", provenance.seed
    for kind, artefacts in (
        ("encoder", provenance.encoder),
        ("index", provenance.index),
        ("vlm", provenance.vlm),
        ("ocr", provenance.ocr),
    ):
        yield kind, "; ".join(f"{item.name} {item.sha256}" for item in artefacts) or None


def _datum(name: str, value: str | float | int | None) -> Element:
    return element("Data", element("value", text="" if value is None else str(value)), name=name)


def _balloon(result: Result) -> str:
    """What a click shows, as HTML in which every text is escaped."""
    sentences = [words.how_sure(result), *result.warnings]
    gps = words.own_gps(result)
    if gps:
        sentences.append(gps)
    lines = [f"<h3>{_escaped(words.headline(result))}</h3>"]
    lines += [f"<p>{_escaped(sentence)}</p>" for sentence in sentences]
    if result.candidates:
        lines.append(f"<p>{_escaped(words.ranking(result.candidates))}</p><ol>")
        for candidate in result.candidates:
            name = words.candidate_name(candidate, result)
            lines.append(f"<li>{_escaped(name)}: {words.percent(candidate.share)}</li>")
        lines.append("</ol>")
    model = (words.model_words(result), words.model_answers(result))
    for sentence in (*words.read_in_the_picture(result), *model):
        if sentence:
            lines.append(f"<p>{_escaped(sentence)}</p>")
    return "".join(lines)


def _escaped(text: str) -> str:
    return html.escape(words.one_line(text))


def _point(position: LatLon) -> Element:
    return element("Point", element("coordinates", text=_coordinates(position)))


def _area(polygons: tuple[Polygon, ...]) -> Element:
    return element("MultiGeometry", *(_polygon(polygon) for polygon in polygons))


def _polygon(polygon: Polygon) -> Element:
    def boundary(tag: str, ring: Sequence[LatLon]) -> Element:
        text = " ".join(_coordinates(position) for position in _along_parallels(ring))
        return element(tag, element("LinearRing", element("coordinates", text=text)))

    return element(
        "Polygon",
        element("tessellate", text="1"),
        boundary("outerBoundaryIs", polygon.exterior),
        *(boundary("innerBoundaryIs", hole) for hole in polygon.holes),
    )


def _along_parallels(ring: Sequence[LatLon]) -> Iterator[LatLon]:
    """The ring with more positions where it follows a parallel.

    KML's viewers draw edges as great circles, which leave a parallel towards the pole.
    """
    yield ring[0]
    for start, end in itertools.pairwise(ring):
        across = end.longitude - start.longitude
        steps = math.ceil(abs(across) / _STEP_DEGREES) if start.latitude == end.latitude else 1
        for step in range(1, steps):
            yield LatLon(start.latitude, start.longitude + across * step / steps)
        yield end


def _coordinates(position: LatLon) -> str:
    return f"{position.longitude:.6f},{position.latitude:.6f}"
