"""The script of lines that nobody could read: letters that look Thai are mostly in Thailand.

What the lines say stays unknown; see ``core.ocr_scripts`` for how their script is told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.legible import in_heights
from img2loc_desktop.core.types import Clue, LineMark, TextLine

KIND = "script"

_GREEK = re.compile("[Α-Ωα-ωά-ώ]")
_LEAST_CHANCE = 0.85  # of a line's script: patterns look like some script, too
_LEAST_WRITTEN = 0.01  # of what the language that is most written in it has
_SHOWN_SHARE = 0.02
_MOST_CERTAIN = 0.85
# So many heights of a line halve the doubt, and no line does more: of six lines on photos one was
# none. What two lines look like is seldom a pattern.
_HALF_LENGTH = 4.0


def find(lines: Sequence[TextLine], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each script that lines without a text look like."""
    by_script: dict[str, list[int]] = {}
    is_greek = any(_GREEK.search(line.text) for line in lines)
    for row, line in enumerate(lines):
        is_read = bool(line.text) or line.mark is not LineMark.READ
        if not is_read and line.script_chance >= _LEAST_CHANCE:
            by_script.setdefault(line.script, []).append(row)
    for code, rows in by_script.items():
        if code == "Cyrl" and is_greek:
            continue  # Greek capitals look Cyrillic
        name, languages = _languages(code, knowledge)
        countries = knowledge.of_languages(languages)
        if not countries:
            continue
        named = [country for country in countries if country.share >= _SHOWN_SHARE]
        chance = 1.0 - math.prod(1.0 - min(lines[row].script_chance, 1.0) for row in rows)
        length = math.fsum(min(in_heights(lines[row]), _HALF_LENGTH) for row in rows)
        yield Clue(
            kind=KIND,
            text="",
            reason=f"Letters that could not be read look {name}, as in {knowledge.names(named)}.",
            reliability=_MOST_CERTAIN * chance * (1.0 - math.pow(0.5, length / _HALF_LENGTH)),
            countries=countries,
            lines=tuple(rows),
        )


def _languages(code: str, knowledge: Knowledge) -> tuple[str, Mapping[str, float]]:
    """What a script is called, and how much is written in those of its languages that count."""
    name, tags = knowledge.data.scripts.get(code, ("", ()))
    written = {tag: knowledge.written.get(tag, 0.0) for tag in tags}
    least = _LEAST_WRITTEN * max(written.values(), default=0.0)
    return name, {tag: share for tag, share in written.items() if share > least}
