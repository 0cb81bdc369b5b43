"""CSV (RFC 4180): one row per photo, located or not, with the columns of ``COLUMNS``.

UTF-8 with a byte order mark: without it Excel shows the letters of most languages as
nonsense, and other readers skip it (in Python, ``encoding="utf-8-sig"``). A text that a
spreadsheet would take for a formula (its first character, spaces aside, is ``=``, ``+``,
``-``, ``@``, a tab or a line break) gets an apostrophe in front; so does one that begins with
an apostrophe, so that removing one apostrophe gives the text back. Numbers are numbers,
negative ones too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from img2loc_desktop.core import words
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.exports.parts import decided
from img2loc_desktop.core.exports.text import fit
from img2loc_desktop.core.files import written_beside
from img2loc_desktop.core.types import Artefact, Candidate, Failure, Photo, Result, VlmReport

COLUMNS = (
    "path",  # as given
    "sha256",  # of the photo's bytes
    "taken_at",  # ISO 8601, local time where no offset is known
    "camera",
    "latitude",  # degrees of the estimate; empty where there is none
    "longitude",
    "radius_p50_km",  # half of the chance lies within
    "radius_p90_km",  # nine tenths lie within
    "trust",  # hint, uncalibrated or calibrated
    "trust_word",  # down to what it is to be trusted: street, city, ..., continent; or hint
    "calibrated_on",  # the photos that its radii were compared with; empty where there are none
    "place",
    "city",
    "admin",
    "country",
    "country_code",
    "country_shares",  # "FR 0.61; CH 0.14"
    "candidates",  # "0.223 45.764043 4.835659; ...": part of the chance, latitude, longitude
    "gps_latitude",  # the file's own position, which takes no part in the estimate
    "gps_longitude",
    "gps_distance_km",  # between the two
    "method",
    "model_words_unverified",  # what the multimodal model gave as its reason
    "model_answers",  # "48.85 2.35; ...": latitude, longitude
    "words_in_the_picture",  # as they were read, one after the other
    "words_that_counted",  # with what each is taken to mean
    "app",
    "encoder",  # name and SHA-256
    "index",
    "vlm",
    "ocr",
    "seed",
    "warnings",
    "error",  # why there is no estimate
    "hint",  # and what to do
    "decision",  # the analyst's: accepted, corrected, rejected or open; empty where there is none
    "decision_latitude",  # where the analyst says that it was taken
    "decision_longitude",
    "decision_given_as",  # how a corrected position was given
    "decision_note",
    "decided_at",  # UTC
    "analyst",
)

Cell = str | float | int | None

_FORMULA = tuple(
    "=+-@\t\r\n'\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)


def write(
    entries: Sequence[Result | Failure], path: Path, made: Sequence[Decision | None] = ()
) -> None:
    """Write the table. Raises UserError where the file cannot be written."""
    with written_beside(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        table = csv.writer(text)
        table.writerow(COLUMNS)
        for entry, decision in decided(entries, made):
            row = _failure(entry) if isinstance(entry, Failure) else _result(entry)
            row |= _decision(decision)
            table.writerow([cell(row.get(column)) for column in COLUMNS])
        text.flush()
        text.detach()


def _result(result: Result) -> dict[str, Cell]:
    estimate, provenance = result.estimate, result.provenance
    place = estimate.place
    return {
        **_photo(result.photo),
        "latitude": estimate.position.latitude,
        "longitude": estimate.position.longitude,
        "radius_p50_km": estimate.radius_p50_km,
        "radius_p90_km": estimate.radius_p90_km,
        "trust": estimate.trust,
        "trust_word": words.trust_word(estimate),
        "calibrated_on": estimate.calibrated_on,
        "place": place.text if place else None,
        "city": place.city if place else None,
        "admin": place.admin if place else None,
        "country": place.country if place else None,
        "country_code": place.country_code if place else None,
        "country_shares": "; ".join(
            f"{item.code or 'sea'} {item.share:.3f}" for item in estimate.countries
        ),
        "candidates": "; ".join(_candidate(candidate) for candidate in result.candidates),
        "gps_distance_km": words.own_gps_distance_km(result),
        "method": estimate.method,
        "model_words_unverified": result.vlm.reason if result.vlm else None,
        "model_answers": _answers(result.vlm) if result.vlm else None,
        "words_in_the_picture": words.words_read(result),
        "words_that_counted": words.words_that_counted(result),
        "app": provenance.app,
        "encoder": _artefacts(provenance.encoder),
        "index": _artefacts(provenance.index),
        "vlm": _artefacts(provenance.vlm),
        "ocr": _artefacts(provenance.ocr),
        "seed": provenance.seed,
        "warnings": " ".join(result.warnings),
    }


def _failure(failure: Failure) -> dict[str, Cell]:
    photo = _photo(failure.photo) if failure.photo else {"path": str(failure.path)}
    return {**photo, "error": failure.message, "hint": failure.hint}


def _decision(decision: Decision | None) -> dict[str, Cell]:
    if decision is None:
        return {}
    position = decision.position
    return {
        "decision": decision.verdict.value,
        "decision_latitude": position.latitude if position else None,
        "decision_longitude": position.longitude if position else None,
        "decision_given_as": decision.given_as,
        "decision_note": decision.note,
        "decided_at": decision.decided_at,
        "analyst": decision.analyst,
    }


def _photo(photo: Photo) -> dict[str, Cell]:
    return {
        "path": str(photo.path),
        "sha256": photo.sha256,
        "taken_at": photo.taken_at,
        "camera": photo.camera,
        "gps_latitude": photo.gps.latitude if photo.gps else None,
        "gps_longitude": photo.gps.longitude if photo.gps else None,
    }


def _candidate(candidate: Candidate) -> str:
    position = candidate.position
    return f"{candidate.share:.3f} {position.latitude:.6f} {position.longitude:.6f}"


def _answers(report: VlmReport) -> str:
    named = [answer.position for answer in report.answers if answer.position]
    return "; ".join(f"{place.latitude:.6g} {place.longitude:.6g}" for place in named)


def _artefacts(artefacts: tuple[Artefact, ...]) -> str:
    return "; ".join(f"{artefact.name} {artefact.sha256}" for artefact in artefacts)


def cell(value: Cell) -> str | int | None:
    """A value as it may stand in a CSV file: no spreadsheet takes it for a formula."""
    if isinstance(value, float):
        return f"{round(value, 6) + 0.0:.10g}"
    if isinstance(value, str):
        text = fit(value)
        return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
    return value
