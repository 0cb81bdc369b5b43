"""Miles, and dates with the month in front: customs that few countries have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Clue

KIND = "custom"

# (what it says, its form, where it is usual, how often that is right)
_CUSTOMS = (
    (
        phrase("Speeds in miles an hour are usual in {countries}."),
        re.compile(r"\bM\.?P\.?H\b|\bSPEED LIMIT \d\d\b", re.IGNORECASE),
        ("US", "GB", "PR"),
        0.6,
    ),
    (
        phrase("Dates with the month before the day are usual in {countries}."),
        re.compile(r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:\d\d)?\d\d(?![\d/])"),
        ("US", "PH", "CA"),
        0.4,
    ),
)


# Labels of goods, which travel, say in words what their date is: EXP, MFG, best before.
_DATES = _CUSTOMS[1][1]
_WORD_AHEAD = re.compile(r"[^\W\d_][.:]?\s*$")
_BEHIND_A_WORD = 0.1  # of the reliability


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each custom that shows."""
    for says, form, codes, reliability in _CUSTOMS:
        for sign in signs:
            match = form.search(sign.text)
            if match:
                countries = knowledge.by_prior(codes)
                is_label = form is _DATES and _WORD_AHEAD.search(_ahead(match, sign, signs))
                yield Clue(
                    kind=KIND,
                    text=match[0],
                    reason=says.format(countries=knowledge.names(countries)),
                    reliability=reliability * (_BEHIND_A_WORD if is_label else 1.0),
                    countries=countries,
                    lines=(sign.row,),
                )
                break


def _ahead(match: re.Match[str], sign: Sign, signs: Sequence[Sign]) -> str:
    """What stands in front of a match in its line, or in the line above where it begins one."""
    ahead = sign.text[: match.start()]
    if ahead.strip():
        return ahead
    return next((other.text for other in signs if other.row == sign.row - 1), "")
