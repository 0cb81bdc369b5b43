"""Names of countries in any language: Hrvatska, Deutschland, 日本."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.types import Clue, CountryShare

KIND = "country"

_LONGEST = 4  # words
# Goods, embassies, restaurants and flags name countries that they are not in, mostly in the
# language of the country where they are.
_OWN_LANGUAGE = 0.6
_OTHER_LANGUAGE = 0.25


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each country that is named."""
    seen: set[str] = set()
    for sign in signs:
        for first in range(len(sign.words)):
            for count in range(min(_LONGEST, len(sign.words) - first), 0, -1):
                words = sign.words[first : first + count]
                name = " ".join(word.folded for word in words)
                code, languages = knowledge.data.country_names.get(name, ("", ()))
                written = sign.text[words[0].start : words[-1].end]
                # "china" is a plate; a country's name has a capital where there are any.
                if not code or code in seen or (written.islower() and name.isascii()):
                    continue
                if knowledge.is_ordinary(name, languages):
                    continue
                seen.add(code)
                country = knowledge.gazetteer.country_name(code) or code
                is_own = not knowledge.languages_of([code]).isdisjoint(languages)
                yield Clue(
                    kind=KIND,
                    text=written,
                    reason=f'"{written}" means {country}.',
                    reliability=_OWN_LANGUAGE if is_own else _OTHER_LANGUAGE,
                    countries=(CountryShare(code, 1.0),),
                    lines=(sign.row,),
                )
                break
