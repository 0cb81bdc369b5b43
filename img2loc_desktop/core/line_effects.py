"""How much a single line of text moved the estimate: the estimate without it, compared.

Words that say the same stand in for each other: each of two signs with one name moves little.
"""

from __future__ import annotations

from dataclasses import replace

from img2loc_desktop.core import geo, words
from img2loc_desktop.core.speech import Said, say
from img2loc_desktop.core.types import Estimate, LineEffect, LineMark, Result, TextLine, TextReport
from img2loc_desktop.core.words import Units

_HARDLY_KM = 1.0

MOST = 12  # lines of a photo that are tried; each takes as long as an estimate


def worth_trying(report: TextReport) -> tuple[int, ...]:
    """The rows of the lines that clues were found in, those of the strongest clues first."""
    moved: dict[int, float] = {}
    for clue in report.clues:
        for row in clue.lines:
            moved[row] = moved.get(row, 0.0) + clue.moved
    return tuple(sorted(moved, key=lambda row: (-moved[row], row))[:MOST])


def without(report: TextReport, row: int) -> tuple[TextLine, ...]:
    """The lines with that one struck."""
    line = replace(report.lines[row], mark=LineMark.STRUCK)
    return (*report.lines[:row], line, *report.lines[row + 1 :])


def effect(row: int, result: Result, trial: Result) -> LineEffect:
    """Compare a result with what comes out without the line."""
    here, there = result.estimate, trial.estimate
    before, after = _shares(here), _shares(there)
    country = max(
        sorted(before.keys() | after.keys()),
        key=lambda code: (abs(before.get(code, 0.0) - after.get(code, 0.0)), before.get(code, 0.0)),
        default="",
    )
    return LineEffect(
        line=row,
        moved_km=round(geo.distance_km(here.position, there.position), 3),
        radius_p50_km=there.radius_p50_km,
        country=country,
        share_with=before.get(country, 0.0),
        share_without=after.get(country, 0.0),
    )


def is_near(found: LineEffect) -> bool:
    """Whether the estimate lies where it does with the line and without it."""
    return found.moved_km < _HARDLY_KM


def in_words(found: LineEffect, country: str, units: Units) -> Said:
    """What a line moved, in a few words: a distance, and a country's share from and to."""
    before, after = words.percent(found.share_without), words.percent(found.share_with)
    away = words.distance(found.moved_km, units)
    if before == after:
        return say("hardly anything") if is_near(found) else away
    shares = say("{country} {before} → {after}", country=country, before=before, after=after)
    if is_near(found):
        return shares
    return say("{distance} · {change}", distance=away, change=shares)


def with_effect(result: Result, found: LineEffect) -> Result:
    """The result that knows of one more effect."""
    assert result.text is not None  # noqa: S101 - who tries a line has a report
    others = (other for other in result.text.effects if other.line != found.line)
    return replace(result, text=replace(result.text, effects=(*others, found)))


def _shares(estimate: Estimate) -> dict[str, float]:
    return {country.code: country.share for country in estimate.countries}
