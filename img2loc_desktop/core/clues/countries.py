"""Names of countries in any language (Hrvatska, 日本), and English words made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.namesakes import is_beside_goods
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.types import Clue, CountryShare

KIND = "country"

_LONGEST = 4  # words
# Goods, embassies, restaurants and flags name countries that they are not in, mostly in the
# language of the country where they are.
_OWN_LANGUAGE = 0.6
_OTHER_LANGUAGE = 0.25
# "Cambodian Mine Action Centre": institutions have long names, and goods short ones.
_DEMONYM, _SHORT_DEMONYM = 0.3, 0.12
_LONG = 4  # words


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each country that is named."""
    seen: set[str] = set()
    for sign in signs:
        yield from _demonyms(sign, seen, knowledge)
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


def _demonyms(sign: Sign, seen: set[str], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each word like "Cambodian", but none for what is eaten, drunk or slept in."""
    for word in sign.words:
        code = knowledge.demonyms.get(word.folded, "")
        if not code or code in seen or word.text.islower():
            continue
        if is_beside_goods(word.text, sign, knowledge):
            continue
        seen.add(code)
        country = knowledge.gazetteer.country_name(code) or code
        yield Clue(
            kind=KIND,
            text=word.text,
            reason=f'"{word.text}" is of {country}.',
            reliability=_DEMONYM if len(sign.words) >= _LONG else _SHORT_DEMONYM,
            countries=(CountryShare(code, 1.0),),
            lines=(sign.row,),
        )
