"""Miles, and dates with the month in front: customs that few countries have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.types import Clue

KIND = "custom"

# (what it is called, its form, where it is usual, how often that is right)
_CUSTOMS = (
    (
        "Speeds in miles an hour",
        re.compile(r"\bM\.?P\.?H\b|\bSPEED LIMIT \d\d\b", re.IGNORECASE),
        ("US", "GB", "PR"),
        0.6,
    ),
    (
        "Dates with the month before the day",
        re.compile(r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:\d\d)?\d\d(?![\d/])"),
        ("US", "PH", "CA"),
        0.4,
    ),
)


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each custom that shows."""
    for what, form, codes, reliability in _CUSTOMS:
        for sign in signs:
            match = form.search(sign.text)
            if match:
                countries = knowledge.by_prior(codes)
                yield Clue(
                    kind=KIND,
                    text=match[0],
                    reason=f"{what} are usual in {knowledge.names(countries)}.",
                    reliability=reliability,
                    countries=countries,
                    lines=(sign.row,),
                )
                break
