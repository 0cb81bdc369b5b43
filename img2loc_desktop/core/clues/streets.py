"""Words for streets: rua, calle, ulica, -strasse, -gatan, 通り."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign, Word, unspaced
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Clue, CountryShare

KIND = "street"

_RELIABILITY = 0.7
_ENGLISH = 0.4  # also written where English is not spoken
_ABSENT = 2.5  # Zipf frequency of a word that the table of a language lacks
_NAME = 0.3  # what the name counts beside the word for a street
_SHORTEST_NAME = 3  # letters of what a street is named after
_LONGEST_SHORT = 3  # letters of what may be an abbreviation
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_BESIDE = 2  # characters between an abbreviation and the name
# Endings of three letters end other words as well: only behind a name that nobody uses otherwise.
_SHORT_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "ntie": ("fi",),  # behind a genitive; "-tie" ends French and Dutch words
    "veg": ("no",),
    "vej": ("da",),
    "weg": ("de", "nl"),
}
_LONG_NAME = 5  # letters in front of these
# Streets and quarters of Korea in Latin letters: Insadong-gil, Jongno-gu.
_KOREAN = re.compile(r"-(?:daero|dong|gil|gu|ro)\b", re.IGNORECASE)
_GARE = re.compile(r"\bgare (?:du\b|de\b|des\b|d['’])", re.IGNORECASE)
_STATION = 0.5
_KNOWN = 4.0  # Zipf frequency
_BEHIND_THE_NAME = frozenset(("da", "de", "en", "fi", "hu", "nl", "no", "sv"))
# The vocabulary has one language where the open data has several.
_TOGETHER = {"bs": "sh", "hr": "sh", "sr": "sh"}


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each street word beside, or at the end of, a name."""
    seen: set[str] = set()
    for sign in signs:
        for word in sign.words:
            found = _street_word(word, sign, knowledge)
            if found is None or found[0] in seen:
                continue
            term, languages = found
            seen.add(term)
            names = [other.folded for other in sign.words if other is not word]
            countries = knowledge.of_languages(_weights(term, languages, names, knowledge))
            reason = phrase(f'"{term}" is a word for a street in {knowledge.names(countries)}.')
            reliability = _ENGLISH if "en" in languages else _RELIABILITY
            yield from _clue(word.text, reason, reliability, countries, sign)
        station = _GARE.search(sign.text)
        if station is not None and "gare" not in seen:
            seen.add("gare")
            countries = knowledge.of_languages({"fr": 1.0})
            reason = phrase(f'"gare" is a word for a station in {knowledge.names(countries)}.')
            yield from _clue(station[0], reason, _STATION, countries, sign)


def _clue(
    text: str,
    reason: str,
    reliability: float,
    countries: tuple[CountryShare, ...],
    sign: Sign,
) -> Iterator[Clue]:
    if countries:
        yield Clue(
            kind=KIND,
            text=text,
            reason=reason,
            reliability=reliability,
            countries=countries,
            lines=(sign.row,),
        )


def _weights(
    term: str, languages: Sequence[str], names: Sequence[str], knowledge: Knowledge
) -> dict[str, float]:
    """The languages that have a street word, by how frequent it is in each, and its name."""
    return {
        language: 10.0
        ** (
            _power(language, term, knowledge)
            + _NAME * sum(_power(language, name, knowledge) for name in names)
        )
        for language in languages
    }


def _street_word(
    word: Word, sign: Sign, knowledge: Knowledge
) -> tuple[str, tuple[str, ...]] | None:
    """The street word in a word, and its languages."""
    if _korean(word, sign, knowledge):
        return f"-{word.folded}", ("ko",)
    others = [other for other in sign.words if other is not word]
    names = [other for other in others if len(other.folded) >= _SHORTEST_NAME]
    languages = knowledge.data.streets.get(word.folded)
    # "P.O." is short for two words, and "po" for one; Pho without a number is a soup.
    goods = knowledge.data.goods.get(word.folded, ())
    is_soup = set(languages or ()) <= set(goods) and not any(map(str.isdigit, sign.text))
    if _INITIALS.fullmatch(word.text) or is_soup:
        languages = None
    if languages and names and _may_stand(word, names, sign, knowledge):
        # Two letters are an abbreviation with a full stop, or in front: "ul. Długa", "Jl Raya".
        is_abbreviated = sign.text[word.end : word.end + 1] == "."
        is_first = word.start == 0 and not word.text.isupper()
        is_clear = is_abbreviated or not _is_ordinary(word, names, languages, knowledge)
        if is_clear and (len(word.folded) > 2 or is_abbreviated or is_first):
            return word.folded, _by_order(word, languages, sign)
    for ending, its_languages in knowledge.data.street_endings.items():
        rest = len(word.folded) - len(ending)
        if (
            word.folded.endswith(ending)
            and rest >= (2 if unspaced(word.text) else 4)
            and not knowledge.is_ordinary(ending, its_languages)
            and not knowledge.is_ordinary(word.folded, its_languages)
        ):
            return ending, its_languages
    for ending, its_languages in _SHORT_ENDINGS.items():
        used = knowledge.data.vocabulary.frequencies(word.folded).keys()
        is_long = len(word.folded) >= _LONG_NAME + len(ending)
        if word.folded.endswith(ending) and is_long and used <= set(its_languages):
            return ending.removeprefix("n"), its_languages
    return None


def korean_words(sign: Sign, knowledge: Knowledge) -> set[Word]:
    """Those that make names of streets and quarters of Korea, in Latin letters."""
    units = [word for word in sign.words if _korean(word, sign, knowledge)]
    ends = {unit.start - 1 for unit in units}
    return {*units, *(word for word in sign.words if word.end in ends)}


def _korean(word: Word, sign: Sign, knowledge: Knowledge) -> bool:
    """Whether it is joined to a name that is no word elsewhere: Samseong-dong, not ding-dong."""
    match = _KOREAN.match(sign.text, word.start - 1) if word.start else None
    if match is None or match.end() != word.end:
        return False
    name = next((other for other in sign.words if other.end == match.start()), None)
    return (
        name is not None
        and name.text[0].isupper()
        and len(name.folded) >= _SHORTEST_NAME
        and knowledge.data.vocabulary.zipf(name.folded) < _KNOWN
    )


def _may_stand(word: Word, names: Sequence[Word], sign: Sign, knowledge: Knowledge) -> bool:
    """Whether a short word is an abbreviation beside a name, and not money: "Kr. 45,-"."""
    if len(word.folded) > _LONGEST_SHORT or word.folded not in _priced(knowledge):
        return True
    behind = sign.text[word.end :].lstrip(". ")
    return not behind[:1].isdigit() and any(
        max(other.start - word.end, word.start - other.end) <= _BESIDE for other in names
    )


def _by_order(word: Word, languages: tuple[str, ...], sign: Sign) -> tuple[str, ...]:
    """Those that put the word behind the name, where no other follows: "Ahorn Str. 4"."""
    is_last = word.start > 0 and not any(other.start > word.end for other in sign.words)
    behind = tuple(language for language in languages if language in _BEHIND_THE_NAME)
    return behind if is_last and behind else languages


def _priced(knowledge: Knowledge) -> set[str]:
    return {unit.strip(".").lower() for unit in knowledge.data.currencies}


def _is_ordinary(
    word: Word, names: Sequence[Word], languages: Sequence[str], knowledge: Knowledge
) -> bool:
    """Whether the word is rather one of another language, which also has the words beside it.

    "Rua" is a word in Vietnamese; "da paz" is not.
    """
    if not knowledge.is_ordinary(word.folded, languages):
        return False
    if "en" in languages:  # whose names of streets are imitated
        return True
    own = {_TOGETHER.get(language, language) for language in languages}

    def said(language: str) -> float:
        return sum(_power(language, one.folded, knowledge) for one in (word, *names))

    elsewhere = knowledge.data.vocabulary.frequencies(word.folded).keys() - own
    return max(map(said, elsewhere), default=0.0) >= max(map(said, own))


def _power(language: str, word: str, knowledge: Knowledge) -> float:
    """The Zipf frequency of a word in a language."""
    frequencies = knowledge.data.vocabulary.frequencies(word)
    return frequencies.get(_TOGETHER.get(language, language), _ABSENT)
