"""The words in a picture and their clues as JSON, and back: a part of ``core.protocol``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from img2loc_desktop.core.types import (
    Clue,
    CluePlace,
    CountryShare,
    LatLon,
    LineEffect,
    LineMark,
    TextLine,
    TextReport,
)

Json = dict[str, Any]


def text_json(report: TextReport | None) -> Json:
    """The fields of a result that say what was read.

    ``ocr`` is null where nothing was looked for, else the lines in the picture; ``clues`` of a
    line are positions in the list ``clues``. A text is null where a line was found and not read.
    ``by_analyst`` is "struck", "corrected" or "typed", and absent from the other lines, as
    ``script`` (ISO 15924) is where the letters of an unread line look like none in particular.
    """
    if report is None:
        return {"ocr": None, "clues": [], "words": None}
    effects = {effect.line: effect for effect in report.effects}
    return {
        "ocr": [
            {
                **line_json(line),
                "clues": [n for n, clue in enumerate(report.clues) if row in clue.lines],
                **({"effect": _effect(effects[row])} if row in effects else {}),
            }
            for row, line in enumerate(report.lines)
        ],
        "clues": [_clue(clue) for clue in report.clues],
        "words": {
            "share": report.share,
            "seconds": report.seconds,
            "thorough": report.is_thorough,
        },
    }


def line_json(line: TextLine) -> Json:
    """A line without what it means: what a job brings along."""
    others: Json = {}
    if line.mark is not LineMark.READ:
        others |= {"by_analyst": line.mark.value, "read_as": line.read_as or None}
    if line.script:
        others |= {"script": line.script, "script_chance": line.script_chance}
    return {
        "text": line.text or None,
        "confidence": line.confidence,
        "box": [list(corner) for corner in line.box],
        **others,
    }


def read_text(data: Mapping[str, Any]) -> TextReport | None:
    """The report that ``text_json`` wrote. Raises KeyError, TypeError or ValueError for others."""
    if data.get("ocr") is None:  # cases of older versions lack it
        return None
    return TextReport(
        lines=read_lines(data["ocr"]),
        clues=tuple(
            _read_clue(item, [row for row, line in enumerate(data["ocr"]) if n in line["clues"]])
            for n, item in enumerate(data["clues"])
        ),
        share=data["words"]["share"],
        seconds=data["words"]["seconds"],
        effects=tuple(
            LineEffect(row, **line["effect"])
            for row, line in enumerate(data["ocr"])
            if "effect" in line
        ),
        is_thorough=data["words"].get("thorough", False),  # cases of older versions lack it
    )


def read_lines(items: Sequence[Mapping[str, Any]]) -> tuple[TextLine, ...]:
    """Lines of text; an analyst's own need no more than the text.

    Raises KeyError, TypeError or ValueError for what is none.
    """
    return tuple(
        TextLine(
            text=str(item["text"] or ""),
            confidence=float(item.get("confidence", 1.0)),
            box=tuple((float(x), float(y)) for x, y in item.get("box", ())),
            mark=LineMark(item.get("by_analyst", LineMark.READ)),
            read_as=str(item.get("read_as") or ""),
            script=str(item.get("script") or ""),
            script_chance=float(item.get("script_chance", 0.0)),
        )
        for item in items
    )


def _effect(effect: LineEffect) -> Json:
    data = asdict(effect)
    del data["line"]  # it stands in that line
    return data


def _clue(clue: Clue) -> Json:
    return {
        "kind": clue.kind,
        "text": clue.text,
        "reason": clue.reason,
        "reliability": clue.reliability,
        "moved": clue.moved,
        "countries": [asdict(country) for country in clue.countries],
        "places": [
            {
                "name": place.name,
                "latitude": place.position.latitude,
                "longitude": place.position.longitude,
                "radius_km": place.radius_km,
                "country": place.country,
                "share": place.share,
            }
            for place in clue.places
        ],
    }


def _read_clue(data: Mapping[str, Any], rows: Sequence[int]) -> Clue:
    return Clue(
        kind=data["kind"],
        text=data["text"],
        reason=data["reason"],
        reliability=data["reliability"],
        places=tuple(
            CluePlace(
                name=item["name"],
                position=LatLon(float(item["latitude"]), float(item["longitude"])),
                radius_km=item["radius_km"],
                country=item["country"],
                share=item["share"],
            )
            for item in data["places"]
        ),
        countries=tuple(CountryShare(**item) for item in data["countries"]),
        lines=tuple(rows),
        moved=data["moved"],
    )
