"""GeoJSON (RFC 7946): longitude first, six decimals, areas cut at the antimeridian.

Each entry has one feature with all its figures: a Point for a result, no geometry for a
photo that could not be located. The chosen parts follow as features of their own, and so does
the place that the analyst decided on; their property ``photo`` is the number of the entry,
``role`` says what they are. A decision also stands in full in the feature of its photo. QGIS and
geojson.io take the colours from the simplestyle properties. Written one feature at a time,
so that memory does not grow with the number of photos.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from img2loc_desktop.core import decisions, protocol, words
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.exports import attribution
from img2loc_desktop.core.exports.parts import USUAL, Mark, Parts, decided, decision_mark, marks
from img2loc_desktop.core.exports.text import fit_json
from img2loc_desktop.core.files import written_beside
from img2loc_desktop.core.geo import Polygon
from img2loc_desktop.core.types import Failure, LatLon, Result

Json = dict[str, Any]

_DECIMALS = 6  # a tenth of a metre

_STYLES: dict[str, Json] = {
    "estimate": {"marker-color": "#E69F00"},
    # A hint must not look like a find: its point is small and pale, its area says more.
    "hint": {"marker-color": "#C9C4BA", "marker-size": "small"},
    "area-50": {"stroke": "#E69F00", "stroke-width": 2, "fill": "#E69F00", "fill-opacity": 0.25},
    "area-90": {"stroke": "#E69F00", "stroke-width": 1, "fill": "#E69F00", "fill-opacity": 0},
    "cells-50": {"stroke": "#D55E00", "stroke-width": 1, "fill": "#D55E00", "fill-opacity": 0.2},
    "cells-90": {"stroke": "#D55E00", "stroke-width": 1, "fill": "#D55E00", "fill-opacity": 0.05},
    "candidate": {"marker-color": "#F5D48A", "marker-size": "small"},
    "neighbour": {"marker-color": "#0072B2", "marker-size": "small"},
    "far": {"marker-color": "#8A8A8A", "marker-size": "small"},
    "own-gps": {"marker-color": "#009E73"},
    "decision": {"marker-color": "#CC79A7", "marker-size": "large"},
}


def write(
    entries: Sequence[Result | Failure],
    path: Path,
    parts: Parts = USUAL,
    made: Sequence[Decision | None] = (),
) -> None:
    """Write a FeatureCollection. Raises UserError where the file cannot be written."""
    with written_beside(path) as file:
        head = {"type": "FeatureCollection", "name": "img2loc", "attribution": attribution.SENTENCE}
        file.write(_dump(head)[:-1] + b', "features": [')
        separator = b"\n"
        for number, (entry, decision) in enumerate(decided(entries, made), start=1):
            for feature in _features(number, entry, parts, decision):
                file.write(separator + _dump(feature))
                separator = b",\n"
        file.write(b"\n]}\n")


def _features(
    number: int, entry: Result | Failure, parts: Parts, decision: Decision | None
) -> Iterator[Json]:
    first = _failure(number, entry) if isinstance(entry, Failure) else _estimate(number, entry)
    if decision is not None:
        first["properties"]["decision"] = fit_json(decisions.to_json(decision))
    yield first
    mark = decision_mark(decision)
    if decision is not None and mark is not None:
        yield _decision(number, entry, decision, mark)
    if isinstance(entry, Result):
        for position, part in enumerate(marks(entry, parts), start=1):
            yield _part(number, position, entry, part)


def _estimate(number: int, result: Result) -> Json:
    """The photo's one feature: what a table should show first, then everything as it is."""
    data = protocol.to_json(result)
    estimate, photo = result.estimate, result.photo
    place = estimate.place
    properties = {
        "role": "estimate",
        "photo": number,
        "name": photo.path.name,
        "title": words.headline(result),
        "how_sure": words.how_sure(result),
        "trust": estimate.trust,
        "trust_word": words.trust_word(estimate),
        "calibrated_on": estimate.calibrated_on,
        "latitude": estimate.position.latitude,
        "longitude": estimate.position.longitude,
        "radius_p50_km": estimate.radius_p50_km,
        "radius_p90_km": estimate.radius_p90_km,
        "place": place.text if place else None,
        "country_code": place.country_code if place else None,
        "distance_to_gps_km": data["estimate"]["distance_to_gps_km"],
        "method": estimate.method,
        "path": str(photo.path),
        "sha256": photo.sha256,
        "taken_at": photo.taken_at,
        "camera": photo.camera,
        "gps": data["photo"]["gps"],
        "warnings": data["warnings"],
        "countries": data["estimate"]["countries"],
        "candidates": data["candidates"],
        "neighbours": data["neighbours"],
        "far": data["far"],
        "model_words_unverified": result.vlm.reason if result.vlm else None,
        "vlm": data["vlm"],
        "words_that_counted": words.words_that_counted(result),
        "ocr": data["ocr"],
        "clues": data["clues"],
        "provenance": data["provenance"],
        **_STYLES["hint" if words.is_hint(result) else "estimate"],
    }
    return _feature(str(number), _point(estimate.position), properties)


def _part(number: int, position: int, result: Result, mark: Mark) -> Json:
    properties = {
        "role": mark.role,
        "photo": number,
        "name": result.photo.path.name,
        "title": mark.title,
        "sha256": result.photo.sha256,
        "trust": result.estimate.trust,
        "rank": mark.rank,
        "radius_km": mark.radius_km,
        "share": mark.share,
        "similarity": mark.similarity,
        "place": mark.place.text if mark.place else None,
        "source": mark.source.identifier if mark.source else None,
        "author": mark.source.author if mark.source else None,
        "licence": mark.source.licence if mark.source else None,
    }
    known = {key: value for key, value in properties.items() if value is not None}
    if mark.position:
        geometry = _point(mark.position)
    else:
        # A layer has one type, and most of the smallest areas are several islands.
        geometry = _area(mark.polygons, is_multi=mark.role.startswith("cells-"))
    return _feature(f"{number}/{position}", geometry, {**known, **_STYLES[mark.role]})


def _decision(number: int, entry: Result | Failure, decision: Decision, mark: Mark) -> Json:
    photo = entry.photo
    properties = {
        "role": mark.role,
        "photo": number,
        "name": (entry.path if isinstance(entry, Failure) else entry.photo.path).name,
        "title": mark.title,
        "sha256": photo.sha256 if photo else None,
        **decisions.to_json(decision),
        **_STYLES[mark.role],
    }
    assert mark.position is not None  # noqa: S101 - see decision_mark
    return _feature(f"{number}/decision", _point(mark.position), properties)


def _failure(number: int, failure: Failure) -> Json:
    properties = {
        "role": "failure",
        "photo": number,
        "name": failure.path.name,
        "title": "Not located",
        "message": failure.message,
        "hint": failure.hint,
        "path": str(failure.path),
        "sha256": failure.photo.sha256 if failure.photo else None,
    }
    return _feature(str(number), None, properties)


def _feature(identifier: str, geometry: Json | None, properties: Json) -> Json:
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": geometry,
        "properties": fit_json(properties),
    }


def _point(position: LatLon) -> Json:
    return {"type": "Point", "coordinates": _coordinates(position)}


def _area(polygons: tuple[Polygon, ...], *, is_multi: bool) -> Json:
    rings = [
        [[_coordinates(position) for position in ring] for ring in (area.exterior, *area.holes)]
        for area in polygons
    ]
    if len(rings) == 1 and not is_multi:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def _coordinates(position: LatLon) -> list[float]:
    # Adding zero turns -0.0 into 0.0.
    return [round(position.longitude, _DECIMALS) + 0.0, round(position.latitude, _DECIMALS) + 0.0]


def _dump(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
