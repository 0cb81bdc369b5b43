"""A result as one JSON object, and back: what the terminal prints and the worker sends.

Angles are degrees under the names latitude and longitude, distances kilometres. A file name
that is not valid Unicode keeps its bytes as escaped surrogates and comes back unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from img2loc_desktop.core import cells
from img2loc_desktop.core.geo import distance_km
from img2loc_desktop.core.kinds import fits
from img2loc_desktop.core.protocol_text import read_text, text_json
from img2loc_desktop.core.types import (
    Area,
    Artefact,
    Candidate,
    Cell,
    CountryShare,
    Embedding,
    Estimate,
    Failure,
    LatLon,
    Neighbour,
    Neighbours,
    Photo,
    Place,
    Provenance,
    Result,
    Source,
    VlmAnswer,
    VlmReport,
    VlmScore,
)
from img2loc_desktop.core.words import trust_word

Json = dict[str, Any]

_MOST_AREAS = 16
_NOWHERE = {"latitude": None, "longitude": None}


def to_line(entry: Result | Failure) -> str:
    """One entry as a single line of ASCII JSON, without the line's end."""
    return json.dumps(to_json(entry), allow_nan=False)


def to_json(entry: Result | Failure) -> Json:
    """One entry as plain dictionaries, lists, strings and numbers."""
    if isinstance(entry, Failure):
        photo = _photo(entry.photo) if entry.photo else {"path": str(entry.path)}
        return {"photo": photo, "error": {"message": entry.message, "hint": entry.hint}}
    return {
        "photo": _photo(entry.photo),
        "estimate": _estimate(entry.estimate, entry.photo.gps),
        "candidates": [
            {
                **_position(candidate.position),
                "share": candidate.share,
                "place": _place(candidate.place),
                "fit": candidate.fit,
            }
            for candidate in entry.candidates
        ],
        "neighbours": [_neighbour(neighbour) for neighbour in entry.neighbours],
        "far": [_neighbour(neighbour) for neighbour in entry.far],
        "provenance": asdict(entry.provenance),
        "warnings": list(entry.warnings),
        "vlm": _vlm(entry.vlm),
        **text_json(entry.text),
        **({"embeddings": [asdict(e) for e in entry.embeddings]} if entry.embeddings else {}),
    }


def from_json(data: Mapping[str, Any]) -> Result | Failure:
    """The entry that `to_json` wrote. Raises KeyError, TypeError or ValueError for others."""
    photo = data["photo"]
    if "error" in data:
        return Failure(
            path=Path(photo["path"]),
            message=data["error"]["message"],
            hint=data["error"]["hint"],
            photo=_read_photo(photo) if "sha256" in photo else None,
        )
    return Result(
        photo=_read_photo(photo),
        estimate=_read_estimate(data["estimate"]),
        candidates=tuple(
            Candidate(
                _read_position(item), item["share"], _read_place(item["place"]), item.get("fit")
            )
            for item in data["candidates"]
        ),
        neighbours=tuple(_read_neighbour(item) for item in data["neighbours"]),
        far=tuple(_read_neighbour(item) for item in data["far"]),
        provenance=_read_provenance(data["provenance"]),
        warnings=tuple(data["warnings"]),
        vlm=_read_vlm(data.get("vlm")),  # cases of older versions lack it
        text=read_text(data),
        embeddings=tuple(Embedding(**item) for item in data.get("embeddings", ())),
    )


def neighbours_to_json(found: Neighbours) -> Json:
    """The neighbours of a photo that is still being located."""
    return {
        "near": [_neighbour(neighbour) for neighbour in found.near],
        "far": [_neighbour(neighbour) for neighbour in found.far],
    }


def neighbours_from_json(data: Mapping[str, Any]) -> Neighbours:
    """What `neighbours_to_json` wrote. Raises KeyError, TypeError or ValueError for others."""
    found = Neighbours(
        near=tuple(_read_neighbour(item) for item in data["near"]),
        far=tuple(_read_neighbour(item) for item in data["far"]),
    )
    if not fits(found, Neighbours):
        raise ValueError("a value is of the wrong kind")
    return found


def photo_from_json(data: Mapping[str, Any]) -> Photo:
    """The "photo" of a result. Raises KeyError, TypeError or ValueError for others."""
    return _read_photo(data)


def estimate_from_json(data: Mapping[str, Any]) -> Estimate:
    """The "estimate" of a result. Raises KeyError, TypeError or ValueError for others."""
    return _read_estimate(data)


def _position(position: LatLon) -> Json:
    return {"latitude": position.latitude, "longitude": position.longitude}


def _photo(photo: Photo) -> Json:
    return {
        "path": str(photo.path),
        "sha256": photo.sha256,
        "bytes": photo.byte_size,
        "format": photo.format,
        "width": photo.width,
        "height": photo.height,
        "taken_at": photo.taken_at,
        "camera": photo.camera,
        "gps": _position(photo.gps) if photo.gps else None,
    }


def _estimate(estimate: Estimate, gps: LatLon | None) -> Json:
    return {
        **_position(estimate.position),
        "radius_km": {"p50": estimate.radius_p50_km, "p90": estimate.radius_p90_km},
        "place": _place(estimate.place),
        "countries": [asdict(country) for country in estimate.countries],
        "leading_country": estimate.leading_country,
        "trust": estimate.trust,
        "trust_word": trust_word(estimate),
        "calibrated_on": estimate.calibrated_on,
        "areas": [
            {"share": area.share, "cells": [[c.level, c.row, c.column] for c in area.cells]}
            for area in estimate.areas
        ],
        "method": estimate.method,
        # The photo's own GPS takes no part in the estimate; it is only compared with it.
        "distance_to_gps_km": distance_km(estimate.position, gps) if gps else None,
    }


def _place(place: Place | None) -> Json | None:
    return asdict(place) if place else None


def _neighbour(neighbour: Neighbour) -> Json:
    return {
        "rank": neighbour.rank,
        **_position(neighbour.position),
        "similarity": neighbour.similarity,
        "index": neighbour.index,
        "source": asdict(neighbour.source) if neighbour.source else None,
    }


def _vlm(report: VlmReport | None) -> Json | None:
    """What the multimodal model said: its words are unverified, and "null" is no place."""
    if report is None:
        return None
    return {
        "answers": [
            {
                **(_position(answer.position) if answer.position else _NOWHERE),
                "reason": answer.reason,
                "text": answer.text,
                "neighbours": answer.neighbours,
                "seed": answer.seed,
            }
            for answer in report.answers
        ],
        "scores": [
            {**_position(score.position), "place": score.place, "share": score.share}
            for score in report.scores
        ],
        "reason": report.reason,
        "prompt": report.prompt,
        "tokens": report.tokens,
        "seconds": report.seconds,
        "encodes": report.encodes,
        "warnings": list(report.warnings),
    }


def _read_position(data: Mapping[str, Any]) -> LatLon:
    return LatLon(float(data["latitude"]), float(data["longitude"]))


def _read_photo(data: Mapping[str, Any]) -> Photo:
    return Photo(
        path=Path(data["path"]),
        sha256=data["sha256"],
        byte_size=data["bytes"],
        format=data["format"],
        width=data["width"],
        height=data["height"],
        taken_at=data["taken_at"],
        gps=_read_position(data["gps"]) if data["gps"] else None,
        camera=data["camera"],
    )


def _read_place(data: Mapping[str, Any] | None) -> Place | None:
    return Place(**data) if data else None


def _read_estimate(data: Mapping[str, Any]) -> Estimate:
    return Estimate(
        position=_read_position(data),
        radius_p50_km=data["radius_km"]["p50"],
        radius_p90_km=data["radius_km"]["p90"],
        place=_read_place(data["place"]),
        countries=tuple(CountryShare(**country) for country in data["countries"]),
        trust=data["trust"],
        method=data["method"],
        calibrated_on=data.get("calibrated_on"),  # cases of older versions lack these
        areas=_read_areas(data.get("areas", ())),
        leading_country=data.get("leading_country"),
    )


def _read_areas(data: Sequence[Mapping[str, Any]]) -> tuple[Area, ...]:
    if len(data) > _MOST_AREAS:
        raise ValueError(f"{len(data)} areas, where {_MOST_AREAS} are the most")
    found = []
    for area in data:
        share = float(area["share"])
        if not 0.0 < share <= 1.0:  # NaN compares as false
            raise ValueError(f"an area that holds {share} of the mass")
        found.append(Area(share, cells.checked([Cell(*cell) for cell in area["cells"]])))
    return tuple(found)


def _read_neighbour(data: Mapping[str, Any]) -> Neighbour:
    return Neighbour(
        rank=data["rank"],
        position=_read_position(data),
        similarity=data["similarity"],
        index=data["index"],
        source=Source(**data["source"]) if data["source"] else None,
    )


def _read_provenance(data: Mapping[str, Any]) -> Provenance:
    return Provenance(
        app=data["app"],
        encoder=tuple(Artefact(**item) for item in data["encoder"]),
        index=tuple(Artefact(**item) for item in data["index"]),
        vlm=tuple(Artefact(**item) for item in data["vlm"]),
        ocr=tuple(Artefact(**item) for item in data.get("ocr", ())),
        seed=data["seed"],
    )


def _read_vlm(data: Mapping[str, Any] | None) -> VlmReport | None:
    if data is None:
        return None
    return VlmReport(
        answers=tuple(
            VlmAnswer(
                position=_read_position(item) if item["latitude"] is not None else None,
                reason=item["reason"],
                text=item["text"],
                neighbours=item["neighbours"],
                seed=item["seed"],
            )
            for item in data["answers"]
        ),
        scores=tuple(
            VlmScore(_read_position(item), item["place"], item["share"]) for item in data["scores"]
        ),
        reason=data["reason"],
        prompt=data["prompt"],
        tokens=data["tokens"],
        seconds=data["seconds"],
        encodes=data["encodes"],
        warnings=tuple(data["warnings"]),
    )
