"""Signs and codes of currencies beside an amount: 12,50 zł, R$ 5, ¥1,000."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.types import Clue

KIND = "currency"

_RELIABILITY = 0.75
_WORD = 6.0  # Zipf frequency: one in a thousand words
_MOST_COUNTRIES = 45  # the euro's
# What the open data has for a single locale only, among much that no price tag has.
_ALSO: Mapping[str, tuple[str, ...]] = {"S/": ("PE",), "S/.": ("PE",)}


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each currency in which something is priced."""
    currencies = {**knowledge.data.currencies, **_ALSO}
    pattern = _pattern(tuple(currencies))
    seen: set[tuple[str, ...]] = set()
    for sign in signs:
        for match in pattern.finditer(sign.text):
            unit = match["before"] or match["after"]
            codes = currencies.get(unit) or currencies[unit.lower()]
            if codes in seen or len(codes) > _MOST_COUNTRIES or _is_other(unit, knowledge):
                continue
            seen.add(codes)
            countries = knowledge.by_prior(codes)
            yield Clue(
                kind=KIND,
                text=match[0].strip(),
                reason=f'"{unit}" is paid with in {knowledge.names(countries)}.',
                reliability=_RELIABILITY,
                countries=countries,
                lines=(sign.row,),
            )


def _is_other(unit: str, knowledge: Knowledge) -> bool:
    """Whether two letters beside a number are rather a unit or a word: "5 KM", "le 12"."""
    if len(unit.strip(".")) > 2 or not unit.isascii() or not unit.strip(".").isalpha():
        return False
    return unit.isupper() or knowledge.data.vocabulary.zipf(unit.strip(".").lower()) > _WORD


@lru_cache(maxsize=1)
def _pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    capitals = {unit.capitalize() for unit in units if unit.islower()}  # Kr. 45,-
    longest_first = "|".join(map(re.escape, sorted({*units, *capitals}, key=len, reverse=True)))
    amount = r"\d{1,3}(?:[.,' ]\d{3})*(?:[.,]\d{1,2}|[.,]-)?(?!\d)"
    return re.compile(
        rf"(?<![\w$£€¥])(?P<before>{longest_first})\s?{amount}"
        rf"|(?<![\d.,]){amount}\s?(?P<after>{longest_first})(?!\w)"
    )
