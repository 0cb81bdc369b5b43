"""Internet names and e-mail addresses: the country in their ending."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.types import Clue, CountryShare

KIND = "domain"

_NAME = re.compile(
    r"(?<![\w.@-])((?:www[.\s]\s?)?(?:[\w.-]+@)?(?:[a-z0-9][a-z0-9-]*\.)+)([a-z]{2})(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_RELIABILITY = 0.9
# Endings of small countries (.tv, .io, .ws) are sold to the whole world: so many inhabitants
# halve what an ending says.
_HALF = 1_000_000
# Where names are registered below a second level (.co.uk, .com.br), nobody buys them for looks.
_SECOND_LEVEL = re.compile(r"\.(?:ac|co|com|edu|gob|gov|gouv|go|ne|net|or|org)\.$", re.IGNORECASE)


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each ending that belongs to a country."""
    by_ending = {facts.domain: facts for facts in knowledge.data.countries.values()}
    seen: set[str] = set()
    for sign in signs:
        for match in _NAME.finditer(sign.text):
            name, ending = match[1], match[2].lower()
            facts = by_ending.get(ending)
            if facts is None or ending in seen or not _is_address(name):
                continue
            seen.add(ending)
            trust = 1.0
            if not _SECOND_LEVEL.search(name):
                trust = facts.population / (facts.population + _HALF)
            if _RELIABILITY * trust < 0.1:
                continue
            country = knowledge.gazetteer.country_name(facts.code) or facts.code
            yield Clue(
                kind=KIND,
                text=match[0],
                reason=f"Internet names in .{ending} belong to {country}.",
                reliability=_RELIABILITY * trust,
                countries=(CountryShare(facts.code, 1.0),),
                lines=(sign.row,),
            )


def _is_address(name: str) -> bool:
    """Whether it looks like an internet name and not like an abbreviation: "St.Br", "B.de"."""
    host = name.rstrip(".").rpartition("@")[2]
    labels = [label for label in re.split(r"[.\s]+", host) if label]
    is_marked = name.lower().startswith("www") or "@" in name or len(labels) > 1
    return len(labels[-1]) >= (2 if is_marked else 4) and (is_marked or name == name.lower())
