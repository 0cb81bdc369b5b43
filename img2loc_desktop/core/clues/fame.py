"""Names that the world knows: on restaurants, shirts and bottles they say little of the place.

How far a name has travelled is measured: by the number of languages of other countries in whose
vocabulary it is. A name that only its own people use says what it says; one that F other
languages use, too, is divided among them: 1 / (1 + F). The name that a place has abroad (Vienna,
Havana) says a fifth of that, and so does one beside words for food, drink or a hotel. What is
taken off is given back as far as the other clues (telephone numbers, postcodes, language that is
not about goods, names that nobody else uses) place the photo in the same country. To a name beside
goods the language of these two lines gives nothing back: a kitchen abroad has both.

On photos famous names alone are right more often than this says; but nothing in the picture
tells such a name from the same one on a shirt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from img2loc_desktop.core.clues import countries, names
from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.namesakes import Goods, is_beside_goods
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.clues.weighing import Scales
from img2loc_desktop.core.clues.worldwide import Worldwide, without_parts
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.types import Clue, CluePlace

_TONGUES = ("language", "script")
_EXONYM = 0.2
_NAMESAKE = 0.2
_KITCHEN = 0.02  # "한국 식당", a Korean restaurant, is anywhere but in Korea


def tempered(
    clues: Sequence[Clue], signs: Sequence[Sign], knowledge: Knowledge, scales: Scales
) -> list[Clue]:
    """The same clues, in their order; famous names are as reliable as the others support them."""
    by_row = {sign.row: sign for sign in signs}
    goods = Goods.of(signs, knowledge)
    worldwide = Worldwide.of(signs, knowledge)
    alone = [
        worldwide.share(clue) * share_alone(clue, by_row[clue.lines[0]], goods, knowledge)
        if clue.lines[0] in by_row  # else nobody could read it
        else 1.0
        for clue in clues
    ]
    local = [clue for clue, share in zip(clues, alone, strict=True) if share == 1.0]
    support = scales.countries(local)

    def found(clue: Clue) -> float:
        is_named = clue.kind in (names.KIND, countries.KIND)
        if not (is_named and goods.around(clue.text, by_row[clue.lines[0]])):
            return _found(clue, support)
        kitchen = goods.rows.union(clue.lines)
        others = [c for c in local if not (c.kind in _TONGUES and kitchen.issuperset(c.lines))]
        return _found(clue, scales.countries(others))

    return without_parts(
        [
            replace(clue, reliability=clue.reliability * (share + (1 - share) * found(clue)))
            for clue, share in zip(clues, alone, strict=True)
        ]
    )


def share_alone(clue: Clue, sign: Sign, goods: Goods, knowledge: Knowledge) -> float:
    """What is left of a clue's reliability where no other agrees: 1 for all but names."""
    if clue.kind == countries.KIND:
        share = 1.0 / (1 + _fame(fold(clue.text), clue.countries[0].code, knowledge))
        if is_beside_goods(clue.text, sign, knowledge):
            return share * _KITCHEN
        return share * (_NAMESAKE if goods.around(clue.text, sign) else 1.0)
    if clue.kind != names.KIND or clue.reliability >= names.CONFIRMED:
        return 1.0
    place = clue.places[0]
    written = fold(clue.text)
    if not knowledge.gazetteer.known([written])[0]:  # misread
        written = fold(place.name)
    share = 1.0 / (1 + _fame(written, place.country, knowledge))
    if goods.around(clue.text, sign):
        share *= _NAMESAKE
    return share * (_EXONYM if _is_exonym(written, place, knowledge) else 1.0)


def _found(clue: Clue, support: dict[str, float]) -> float:
    code = clue.places[0].country if clue.places else clue.countries[0].code
    return support.get(code, 0.0)


def _fame(name: str, country: str, knowledge: Knowledge) -> int:
    """In how many languages of other countries all words of a folded name are in use."""
    known = [set(knowledge.data.vocabulary.frequencies(word)) for word in name.split()]
    return len(set.intersection(*known) - knowledge.languages_of([country])) if known else 0


def _is_exonym(written: str, place: CluePlace, knowledge: Knowledge) -> bool:
    """Whether the country's languages have a name for the place that they use more."""
    own = knowledge.languages_of([place.country])

    def frequency(name: str) -> float:
        by_word = [knowledge.data.vocabulary.frequencies(word) for word in name.split()]
        return max((min(word.get(tag, 0.0) for word in by_word) for tag in own), default=0.0)

    least = frequency(written)
    towns = knowledge.gazetteer.named(fold(place.name))
    called = {fold(place.name)}
    for town in towns:
        if town.position == place.position:
            called.update(knowledge.gazetteer.other_names(town))
    # Signs in Latin letters are for travellers where the country writes in others.
    return any(name.isascii() and frequency(name) > least for name in called)
