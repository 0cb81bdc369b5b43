"""Names of towns: the gazetteer's, in any language, folded, whole or with one letter misread.

How much a name says is measured: a large place is meant more often than a small one, and a
word that people also use for something else (Nice, Reading, Central) less often than one that
they do not. Among places of one name the large ones are meant, or those in the region or
country that is written behind the name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.misread import variants
from img2loc_desktop.core.clues.signs import Sign, Word, transcribed, unspaced
from img2loc_desktop.core.clues.streets import korean_words
from img2loc_desktop.core.clues.vocabulary import RAREST
from img2loc_desktop.core.gazetteer import NamedPlace
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Clue, CluePlace, LatLon

KIND = "name"
CONFIRMED = 0.85  # reliability of a name with its region or country behind it

_LONGEST = 4  # words, or twice as many signs of a script without spaces
_SHORTEST = 4  # letters
_SHORTEST_MISREAD = 8
_SMALLEST_MISREAD = 50_000  # inhabitants
_SURE = 0.97  # so confident readings are hardly ever wrong
_LARGE_CITY = 50_000  # inhabitants: spoken of too much to be rare, and a name all the same
_MISREAD = 0.6  # of the reliability that the name would have, had it been read
_LEAST_RELIABILITY = 0.1  # what says less is not worth showing
_MOST_PLACES = 12
_MOST_NAMES = 40
_POPULATION_POWER = 0.9  # among places of one name
_UNKNOWN_POPULATION = 300
_STREET = 0.3  # of the reliability of a name that a street is named after
# Zipf frequency in a country's languages of a place where all of its people live, and some more.
_ALL_SPEAK_OF_IT = 7.0
_RADIUS_KM = 25.0
# The gazetteer knows every name that some language has for a place; few of them stand on signs.
_OTHER_NAME = 0.1
_SHORT_OTHER_NAME = 0.003
_SHORTEST_OTHER = 6  # letters
_GERMAN, _FROM = "de", "er"


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A place of some name: its inhabitants, or fewer where it is usually called otherwise."""

    place: NamedPlace
    weight: float
    is_main: bool


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each place that is named; a name that stands there twice counts once."""
    found: dict[LatLon, Clue] = {}
    for sign in signs:
        taken: set[int] = set()
        for first, end in _windows(sign.words):
            if taken.isdisjoint(range(first, end)):
                window = sign.words[first:end]
                clue = _clue(sign, window, sign.words[end : end + 3], knowledge)
                if clue is not None:
                    taken.update(range(first, end))
                    best = found.get(clue.places[0].position)
                    if best is None or clue.reliability > best.reliability:
                        found[clue.places[0].position] = clue
    strongest = sorted(found.values(), key=lambda clue: -clue.reliability)
    yield from strongest[:_MOST_NAMES]


def is_place(name: str, knowledge: Knowledge) -> bool:
    """Whether a place has a folded name as its own: Baltimore, Beograd."""
    return any(bearer.is_main for bearer in _bearers(name, knowledge))


def words_outside_names(sign: Sign, knowledge: Knowledge) -> tuple[Word, ...]:
    """Those that name no place and come from none: they are in the language of the sign."""
    windows = list(_windows(sign.words))
    names = [" ".join(word.folded for word in sign.words[first:end]) for first, end in windows]
    inside: set[int] = set()
    if windows:
        known = knowledge.gazetteer.known(names)
        for (first, end), is_known in zip(windows, known.tolist(), strict=True):
            if is_known and (end - first > 1 or _is_name(sign.words[first], knowledge)):
                inside.update(range(first, end))
    of_streets = korean_words(sign, knowledge)
    return tuple(
        word
        for row, word in enumerate(sign.words)
        if row not in inside and word not in of_streets and not _is_from_a_place(word, knowledge)
    )


def _is_from_a_place(word: Word, knowledge: Knowledge) -> bool:
    """Whether German makes it of a town's name: Hamburger, Dresdner, Bremer.

    Such words are on goods wherever those are sold. What German uses more than the name, or
    another language more than German, is another word: Zimmer is not from Zimm.
    """
    stem = word.folded.removesuffix(_FROM)
    if stem == word.folded:
        return False
    frequencies = knowledge.data.vocabulary.frequencies
    used = frequencies(word.folded)
    in_german = used.get(_GERMAN, 0.0)
    return in_german == max(used.values(), default=0.0) and any(
        in_german <= frequencies(name).get(_GERMAN, 0.0)
        and _is_name(replace(word, folded=name), knowledge)
        for name in (stem, f"{stem}en", f"{stem[:-1]}en")
    )


def _is_name(word: Word, knowledge: Knowledge) -> bool:
    """Whether a single word is taken for the name of a place, or is that of a large city."""
    bearers = _bearers(word.folded, knowledge) if len(word.folded) >= _SHORTEST else ()
    if not bearers or word.text.islower():
        return False
    if bearers[0].is_main and bearers[0].weight >= _LARGE_CITY:
        return True
    rarity = _rarity(word.folded, [word], bearers, knowledge)
    return reliability_of(rarity, bearers[0].is_main, False) >= _LEAST_RELIABILITY


def _windows(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Runs of up to four words, the longest first."""
    for count in range(min(_LONGEST, len(words)), 0, -1):
        for first in range(len(words) - count + 1):
            yield first, first + count


def _clue(
    sign: Sign, window: Sequence[Word], behind: Sequence[Word], knowledge: Knowledge
) -> Clue | None:
    if len(window) == 1 and unspaced(window[0].text):
        return _unspaced_clue(sign, window[0], knowledge)
    written = sign.text[window[0].start : window[-1].end]
    name = " ".join(word.folded for word in window)
    if (
        len(name.replace(" ", "")) < _SHORTEST
        or max(len(word.folded) for word in window) < 3
        or any(unspaced(word.text) for word in window)
        # Names are written with a capital where there are any.
        or written == written.lower() != written.upper()
    ):
        return None
    bearers = _bearers(name, knowledge)
    if bearers:
        within = _within(bearers, sign.text[window[-1].end :], behind, knowledge)
        rarity = _rarity(name, window, bearers, knowledge)
        reliability = reliability_of(rarity, bearers[0].is_main, bool(within))
        if any(word.folded in knowledge.data.streets for word in sign.words):
            reliability *= _STREET  # Lincoln Road, rue de Paris
        return _named(sign, f'"{written}"', written, within or bearers, reliability, knowledge)
    bearers = _one_letter_off(name, sign, knowledge) if len(window) == 1 else ()
    if not bearers:
        return None
    reading = bearers[0].place.name
    alike = [replace(window[0], folded=fold(reading))]
    rarity = _rarity(fold(reading), alike, bearers, knowledge)
    reliability = _MISREAD * reliability_of(rarity, True, False)
    what = phrase(f'"{written}", probably {reading},')
    return _named(sign, what, written, bearers, reliability, knowledge)


def _bearers(name: str, knowledge: Knowledge) -> tuple[_Bearer, ...]:
    """The places of that name, those that are most likely meant first."""
    joined = name.replace(" ", "")
    bearers = []
    for place in knowledge.gazetteer.named(name):
        is_main = fold(place.name).replace(" ", "") == joined or _is_endonym(name, place, knowledge)
        weight = float(place.population + _UNKNOWN_POPULATION)
        if not is_main and joined.isascii():
            weight *= _OTHER_NAME if len(joined) >= _SHORTEST_OTHER else _SHORT_OTHER_NAME
        bearers.append(_Bearer(place, weight, is_main))
    return tuple(sorted(bearers, key=lambda bearer: -bearer.weight))


def _is_endonym(name: str, place: NamedPlace, knowledge: Knowledge) -> bool:
    """Whether a word of the country's own language: Beograd, Moskva, Lisboa."""
    frequencies = knowledge.data.vocabulary.frequencies(name)
    return bool(frequencies) and not knowledge.languages_of([place.country_code]).isdisjoint(
        frequencies
    )


def _unspaced_clue(sign: Sign, word: Word, knowledge: Knowledge) -> Clue | None:
    """The longest name in a run of Chinese or Japanese signs."""
    for length in range(min(2 * _LONGEST, len(word.text)), 1, -1):
        for first in range(len(word.text) - length + 1):
            part = word.text[first : first + length]
            if transcribed(part):
                continue
            name = fold(part)
            bearers = _bearers(name, knowledge)
            if bearers:
                frequency = knowledge.data.vocabulary.zipf(name) or RAREST - 0.5
                # Each sign says about as much as three letters; two are often another word.
                rarity = math.log10(bearers[0].weight) - frequency + 0.8 * (length - 2)
                reliability = reliability_of(rarity, True, False)
                clue = _named(sign, f'"{part}"', part, bearers, reliability, knowledge)
                if clue is not None:
                    return clue
    return None


def _one_letter_off(name: str, sign: Sign, knowledge: Knowledge) -> tuple[_Bearer, ...]:
    """The largest place whose main name differs by a letter from a folded word that is none.

    Only where the reader itself was not sure, and a town of some size is meant: among 500,000
    names nearly every word has a neighbour.
    """
    if (
        len(name) < _SHORTEST_MISREAD
        or sign.confidence > _SURE
        or knowledge.data.vocabulary.zipf(name)
    ):
        return ()
    candidates = variants(name)
    best: tuple[_Bearer, ...] = ()
    for candidate, known in zip(candidates, knowledge.gazetteer.known(candidates), strict=True):
        if known:
            bearers = [b for b in _bearers(candidate, knowledge) if b.is_main]
            if bearers and bearers[0].weight > max(
                _SMALLEST_MISREAD, best[0].weight if best else 0
            ):
                best = tuple(bearers)
    return best


def _meaning_else(word: str, place: NamedPlace, knowledge: Knowledge) -> float:
    """The Zipf frequency of a word where it means something else than a place.

    In the languages of its country a place is spoken of by how many live there; what is more
    frequent has another meaning, such as Reading.
    """
    facts = knowledge.data.countries.get(place.country_code)
    part = (place.population + _UNKNOWN_POPULATION) / max(facts.population if facts else 0, 1e6)
    expected = _ALL_SPEAK_OF_IT + math.log10(min(part, 1.0))
    own = knowledge.languages_of([place.country_code])
    return max(
        (
            zipf
            for language, zipf in knowledge.data.vocabulary.frequencies(word).items()
            if language not in own or zipf > expected
        ),
        default=0.0,
    )


def _rarity(
    name: str, window: Sequence[Word], bearers: Sequence[_Bearer], knowledge: Knowledge
) -> float:
    """The power of ten of the inhabitants, less that of the word's frequency in any language."""
    frequency = min(_meaning_else(word.folded, bearers[0].place, knowledge) for word in window)
    if not frequency:
        # Rarer than the table knows. Of long words there are more, so each is rarer still.
        frequency = RAREST - 0.15 * max(0, len(name) - _SHORTEST)
    return math.log10(bearers[0].weight) - (frequency - (len(window) - 1))


def reliability_as(words: Sequence[Word], place: NamedPlace, knowledge: Knowledge) -> float:
    """How often words with a place's own name, or its people's, mean it; 0 where it has another.

    Spaces between the words do not matter.
    """
    name = " ".join(word.folded for word in words)
    if fold(place.name).replace(" ", "") != name.replace(" ", "") and not _is_endonym(
        name, place, knowledge
    ):
        return 0.0
    bearer = _Bearer(place, float(place.population + _UNKNOWN_POPULATION), True)
    return reliability_of(_rarity(name, words, [bearer], knowledge), True, False)


def reliability_of(rarity: float, is_main: bool, is_confirmed: bool) -> float:
    """How often a name means a place in the country of the photo.

    Measured on the photos of 58 photographers: names with a rarity of 1 are hardly better than
    chance, from 2 upwards three quarters are right. Names in other languages than the
    gazetteer's own are right half as often. With the region written behind them names are
    nearly always meant as such.
    """
    if is_confirmed:
        return CONFIRMED
    reliability = 0.75 / (1.0 + math.exp(-2.5 * (rarity - 1.4)))
    return reliability if is_main else 0.4 * reliability


def _within(
    bearers: Sequence[_Bearer], rest: str, behind: Sequence[Word], knowledge: Knowledge
) -> tuple[_Bearer, ...]:
    """Those in the region or country behind: "Springfield, Illinois", "Grand Isle VT"."""
    after_comma = rest.lstrip().startswith(",")
    for count in range(len(behind), 0, -1):
        name = " ".join(word.folded for word in behind[:count])
        written = " ".join(word.text for word in behind[:count])
        code, _ = knowledge.data.country_names.get(name, ("", ()))
        inside = tuple(
            bearer
            for bearer in bearers
            if (after_comma and bearer.place.country_code == code)
            or (after_comma and fold(bearer.place.admin or "") == name)
            or (bearer.place.admin_code == written and count == 1)
        )
        if inside:
            return inside
    return ()


def _named(
    sign: Sign,
    what: str,
    written: str,
    bearers: Sequence[_Bearer],
    reliability: float,
    knowledge: Knowledge,
) -> Clue | None:
    if reliability < _LEAST_RELIABILITY:
        return None
    listed = bearers[:_MOST_PLACES]
    weights = [bearer.weight**_POPULATION_POWER for bearer in listed]
    first = listed[0].place
    country = knowledge.gazetteer.country_name(first.country_code) or first.country_code
    also = "" if fold(first.name) == fold(written) else f" ({first.name})"
    reason = phrase(f"{what} is a place in {country}{also}.")
    if len(bearers) > 1:
        count = len(bearers)
        reason = phrase(
            f"{what} is a place in {country}{also}, the likeliest of {count} of that name."
        )
    return Clue(
        kind=KIND,
        text=written,
        reason=reason,
        reliability=reliability,
        places=tuple(
            CluePlace(
                name=bearer.place.name,
                position=bearer.place.position,
                radius_km=_RADIUS_KM,
                country=bearer.place.country_code,
                share=weight / sum(weights),
            )
            for bearer, weight in zip(listed, weights, strict=True)
        ),
        lines=(sign.row,),
    )
