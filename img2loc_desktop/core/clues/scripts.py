"""The script of lines that nobody could read: letters that look Thai are mostly in Thailand.

What the lines say stays unknown; see ``core.ocr_scripts`` for how their script is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.types import Clue, LineMark, TextLine

KIND = "script"

_LEAST_CHANCE = 0.8  # of a line's script: patterns look like some script, too
_MOST_CERTAIN = 0.85
_HALF_LENGTHS = 4.0  # so many heights of lines halve the doubt


def find(lines: Sequence[TextLine], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each script that lines without a text look like."""
    by_script: dict[str, list[int]] = {}
    for row, line in enumerate(lines):
        is_read = bool(line.text) or line.mark is not LineMark.READ
        if not is_read and line.script_chance >= _LEAST_CHANCE:
            by_script.setdefault(line.script, []).append(row)
    for code, rows in by_script.items():
        name, languages = knowledge.data.scripts.get(code, ("", ()))
        countries = knowledge.of_languages(
            {tag: knowledge.written.get(tag, 0.0) for tag in languages}
        )
        if not countries:
            continue
        chance = 1.0 - math.prod(1.0 - lines[row].script_chance for row in rows)
        length = math.fsum(_length(lines[row]) for row in rows)
        yield Clue(
            kind=KIND,
            text="",
            reason=f"Letters that could not be read look {name}, as in "
            f"{knowledge.names(countries)}.",
            reliability=_MOST_CERTAIN * chance * (1.0 - math.pow(0.5, length / _HALF_LENGTHS)),
            countries=countries,
            lines=tuple(rows),
        )


def _length(line: TextLine) -> float:
    """Of a line, in heights of its letters."""
    if len(line.box) != 4:
        return 0.0
    a, b, c, _ = line.box
    sides = sorted((math.dist(a, b), math.dist(b, c)))
    return sides[1] / max(sides[0], 1.0)
