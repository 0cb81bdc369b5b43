"""Words for streets: rua, calle, ulica, -strasse, -gatan, 通り."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.signs import Sign, Word, unspaced
from img2loc_desktop.core.types import Clue

KIND = "street"

_RELIABILITY = 0.7
_ENGLISH = 0.4  # also written where English is not spoken
_ABSENT = 2.5  # Zipf frequency of a word that the table of a language lacks
_NAME = 0.3  # what the name counts beside the word for a street
_SHORTEST_NAME = 3  # letters of what a street is named after


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
            if countries:
                yield Clue(
                    kind=KIND,
                    text=word.text,
                    reason=f'"{term}" is a word for a street in {knowledge.names(countries)}.',
                    reliability=_ENGLISH if "en" in languages else _RELIABILITY,
                    countries=countries,
                    lines=(sign.row,),
                )


def _weights(
    term: str, languages: Sequence[str], names: Sequence[str], knowledge: Knowledge
) -> dict[str, float]:
    """The languages that have a street word, by how frequent it is in each, and its name."""

    def power(language: str, word: str) -> float:
        return knowledge.data.vocabulary.frequencies(word).get(language, _ABSENT)

    return {
        language: 10.0
        ** (power(language, term) + _NAME * sum(power(language, name) for name in names))
        for language in languages
    }


def _street_word(
    word: Word, sign: Sign, knowledge: Knowledge
) -> tuple[str, tuple[str, ...]] | None:
    """The street word in a word, and its languages."""
    others = [other for other in sign.words if other is not word]
    has_name = any(len(other.folded) >= _SHORTEST_NAME for other in others)
    languages = knowledge.data.streets.get(word.folded)
    if languages and has_name:
        # Two letters are an abbreviation with a full stop, or in front: "ul. Długa", "Jl Raya".
        is_abbreviated = sign.text[word.end : word.end + 1] == "."
        is_first = word.start == 0 and not word.text.isupper()
        is_clear = is_abbreviated or not knowledge.is_ordinary(word.folded, languages)
        if is_clear and (len(word.folded) > 2 or is_abbreviated or is_first):
            return word.folded, languages
    for ending, its_languages in knowledge.data.street_endings.items():
        rest = len(word.folded) - len(ending)
        if (
            word.folded.endswith(ending)
            and rest >= (2 if unspaced(word.text) else 4)
            and not knowledge.is_ordinary(ending, its_languages)
            and not knowledge.is_ordinary(word.folded, its_languages)
        ):
            return ending, its_languages
    return None
