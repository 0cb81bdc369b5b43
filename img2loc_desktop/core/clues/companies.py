"""Legal forms of companies: GmbH, Oy, Ltda, 株式会社."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign, unspaced
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.types import Clue

KIND = "company"

_RELIABILITY = 0.6  # companies also sell and advertise abroad
_SHORT = 0.35  # two letters are often something else
_MOST_COUNTRIES = 12  # Ltd and S.A. are everywhere

_TERM = re.compile(r"[^\W\d_](?:[\w./&]*[\w.])?")


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each legal form behind a name, or in front of it in Japanese and Chinese."""
    seen: set[str] = set()
    for sign in signs:
        for written, folded in _terms(sign):
            codes = knowledge.data.companies.get(folded)
            if codes is None or folded in seen or len(codes) > _MOST_COUNTRIES:
                continue
            if knowledge.is_ordinary(folded, knowledge.languages_of(codes)):
                continue
            seen.add(folded)
            countries = knowledge.by_prior(codes)
            yield Clue(
                kind=KIND,
                text=written,
                reason=f'"{written}" is a form of company in {knowledge.names(countries)}.',
                reliability=_SHORT if len(folded) < 3 and folded.isascii() else _RELIABILITY,
                countries=countries,
                lines=(sign.row,),
            )


def _terms(sign: Sign) -> Iterator[tuple[str, str]]:
    """What stands where a legal form may: as written, and folded."""
    matches = list(_TERM.finditer(sign.text))
    for match in matches[1:]:  # behind a name, and not as a word in lower case
        folded = fold(match[0]).strip()
        if match[0] != match[0].lower() or not match[0].isascii() or "." in match[0]:
            yield match[0], folded
    for word in sign.words:
        if unspaced(word.text):
            for length in (5, 4, 3):
                for part in {word.text[:length], word.text[-length:]}:
                    yield part, part
