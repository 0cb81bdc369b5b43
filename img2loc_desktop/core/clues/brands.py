"""Names of chains, banks, operators and transit companies: Biedronka, Esselunga, SBS Transit.

Where a name is known is open data (the Name Suggestion Index of OpenStreetMap's community). How
far a brand has spread is measured by the number of its countries: one of many says nothing here,
and ``worldwide`` takes from what its words say otherwise. Many names are ordinary words (Target,
Wall, Welcome): how rare a name is is measured by the frequencies of its words in 44 languages,
and what is the name of a place, too, is left to ``names``.

On photos of 58 photographers, of six names alone in their line four were in a country of the
brand, of three beside other words two. Of eleven names with one letter misread one was.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.names import is_place, words_outside_names
from img2loc_desktop.core.clues.namesakes import is_good
from img2loc_desktop.core.clues.signs import Sign, unspaced
from img2loc_desktop.core.gazetteer.folding import fold
from img2loc_desktop.core.types import Clue

KIND = "brand"
EVERYWHERE = "001"  # the United Nations' number of the world
LONGEST = 6  # words
SHORTEST = 3  # letters

_MOST_COUNTRIES = 12  # a brand of more is everywhere
_SHORTEST_LATIN = 4  # three are somebody's abbreviation everywhere
_LONGEST_UNSPACED = 12  # signs of a script without spaces
_SHORTEST_INSIDE = 4  # the same, within a longer run
_WHOLE_LINE, _PART_OF_LINE = 0.65, 0.35
_LEAST_RELIABILITY = 0.15  # what says less is not worth showing
# Zipf frequencies. In the languages of its countries a name is spoken of because of the shop.
_SPOKEN_OF = 0.5
_ANOTHER_WORD = 0.7  # by which each word more makes a name rarer
_OFTEN = 4.4  # an ordinary word (National, Community), whatever else it is
_UNKNOWN = 3.2  # of a word of four letters that no table has
_ANOTHER_LETTER = 0.2  # by which each letter more makes such a word rarer
_HALF = 3.6  # such a name is as often a word as a name
_STEEPNESS = 2.5

# A number that is no telephone's: of too many digits, or in one piece. What stands in front of it
# in a few capitals is what kind of number it is: IMEI.
_SERIAL = re.compile(r"\W*(?=(?:\W?\d){14}|\d{5,}\W*$)")
_LONGEST_LABEL = 5  # letters

_TOKEN = re.compile(r"[^\s\-–‐/(),;:!?\"“”„«»|*®™…·・•\[\]{}<>]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands in a line, from ``start`` to ``end``, and the countries that know it."""

    text: str
    start: int
    end: int
    codes: tuple[str, ...]
    is_whole: bool  # nothing else is in the line
    frequency: float  # Zipf, of its words where they mean something else

    @property
    def is_everywhere(self) -> bool:
        """Whether it has spread so far that it says nothing of the country."""
        return _is_everywhere(self.codes)

    @property
    def folded(self) -> str:
        """As the gazetteer has names."""
        return " ".join(fold(self.text).split())


def key(text: str) -> str:
    """How names are looked up: folded, and without spaces, which logos leave out or add."""
    return "".join(_words(text))


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each name of a chain or service that few countries have."""
    seen: set[str] = set()
    for sign, rows in (*((sign, (sign.row,)) for sign in signs), *_stacked(signs)):
        for mention in mentions(sign, knowledge):
            reliability = _reliability(mention)
            if len(rows) > 1 and not mention.is_whole:
                continue
            if key(mention.text) in seen or reliability < _LEAST_RELIABILITY:
                continue
            if _is_label(mention, sign, signs):
                continue
            if mention.is_everywhere or _is_something_else(mention, sign, knowledge):
                continue
            countries = knowledge.by_prior(mention.codes)
            if not countries:
                continue
            seen.add(key(mention.text))
            written = mention.text
            yield Clue(
                kind=KIND,
                text=written,
                reason=f'"{written}" is a chain or a service in {knowledge.names(countries)}.',
                reliability=reliability,
                countries=countries,
                lines=rows,
            )


def _is_label(mention: Mention, sign: Sign, signs: Sequence[Sign]) -> bool:
    """Whether it says what kind of number stands behind it, or in the next line."""
    if len(mention.text) > _LONGEST_LABEL or not mention.text.isupper():
        return False
    behind = sign.text[mention.end :]
    if not behind.strip(" :.#"):
        behind = next((other.text for other in signs if other.row == sign.row + 1), "")
    return bool(_SERIAL.match(behind))


def _stacked(signs: Sequence[Sign]) -> Iterator[tuple[Sign, tuple[int, int]]]:
    """Each two lines, as one: CANADIAN above TIRE."""
    for first, second in pairwise(signs):
        if second.row == first.row + 1:
            text = f"{first.text} {second.text}"
            sure = min(first.confidence, second.confidence)
            yield Sign(first.row, text, sure, ()), (first.row, second.row)


def mentions(sign: Sign, knowledge: Knowledge) -> tuple[Mention, ...]:
    """All names in a line, the longest first; none within another."""
    tokens = list(_TOKEN.finditer(sign.text))
    found: list[Mention] = []
    taken: set[int] = set()
    for count in range(min(LONGEST, len(tokens)), 0, -1):
        for first in range(len(tokens) - count + 1):
            rows = range(first, first + count)
            start, end = tokens[first].start(), tokens[first + count - 1].end()
            mention = taken.isdisjoint(rows) and _mention(sign, start, end, knowledge)
            if mention:
                found.append(mention)
                taken.update(rows)
    for row, token in enumerate(tokens):
        if row not in taken:
            inside = _inside(sign, token.start(), token[0], knowledge)
            found.extend([inside] if inside else [])
    return tuple(found)


def _mention(sign: Sign, start: int, end: int, knowledge: Knowledge) -> Mention | None:
    written = sign.text[start:end]
    codes = knowledge.data.brands.get(key(written))
    if codes is None:
        return None
    is_whole = not _TOKEN.search(sign.text[:start]) and not _TOKEN.search(sign.text[end:])
    if not is_whole and written == written.lower() and written.isascii():
        return None  # names within a sentence have a capital
    return Mention(written, start, end, codes, is_whole, _frequency(written, codes, knowledge))


def _inside(sign: Sign, start: int, token: str, knowledge: Knowledge) -> Mention | None:
    """The longest name within a run of Chinese or Japanese signs."""
    if not unspaced(token):
        return None
    for length in range(min(_LONGEST_UNSPACED, len(token)), _SHORTEST_INSIDE - 1, -1):
        for first in range(len(token) - length + 1):
            at = start + first
            mention = _mention(sign, at, at + length, knowledge)
            if mention is not None:
                return mention
    return None


def _words(text: str) -> list[str]:
    # Folding makes capitals and dots of their own: № and ･.
    folded = (fold(token).casefold() for token in _TOKEN.findall(text))
    return [word for token in folded for word in _TOKEN.findall(token)]


def _frequency(written: str, codes: Sequence[str], knowledge: Knowledge) -> float:
    """The Zipf frequency with which the words of a name mean something else."""
    own = knowledge.languages_of(codes)
    words = _words(written)
    rarest = min((_elsewhere(word, own, knowledge) for word in words), default=_UNKNOWN)
    return rarest - _ANOTHER_WORD * (len(words) - 1)


def _elsewhere(word: str, own: set[str], knowledge: Knowledge) -> float:
    used = knowledge.data.vocabulary.frequencies(word)
    if not used:
        return _UNKNOWN - _ANOTHER_LETTER * (len(word) - _SHORTEST_LATIN)
    return max(zipf - (_SPOKEN_OF if tag in own else 0.0) for tag, zipf in used.items())


def _reliability(mention: Mention) -> float:
    """How often a name is that of a chain in one of its countries."""
    most = _WHOLE_LINE if mention.is_whole else _PART_OF_LINE
    return most / (1.0 + math.exp(_STEEPNESS * (mention.frequency - _HALF)))


def _is_everywhere(codes: Sequence[str]) -> bool:
    return EVERYWHERE in codes or len(codes) > _MOST_COUNTRIES


def _is_something_else(mention: Mention, sign: Sign, knowledge: Knowledge) -> bool:
    """Whether it is an abbreviation, a place, a word, a dish or a brand that is everywhere."""
    name = key(mention.text)
    return (
        len(name) < (_SHORTEST_LATIN if name.isascii() else SHORTEST)
        or is_place(mention.folded, knowledge)
        or _is_a_word_elsewhere(mention, knowledge)
        or _names_another_country(mention, knowledge)
        or _begins_with_one_of_the_world(mention.text, knowledge)
        or _is_a_dish(mention, sign, knowledge)
    )


def _is_a_word_elsewhere(mention: Mention, knowledge: Knowledge) -> bool:
    """Whether languages of other countries use it, too: Waves, Shiva, Innovation."""
    words = _words(mention.text)
    used = knowledge.data.vocabulary.frequencies(words[0]).keys() if len(words) == 1 else set()
    return not used <= knowledge.languages_of(mention.codes)


def _names_another_country(mention: Mention, knowledge: Knowledge) -> bool:
    """Whether a country is named where the brand is not: First Bank of Nigeria, in Ghana.

    In English or in its own language: Swiss is Switzerland only in Indonesian and Malay.
    """
    for word in _words(mention.text):
        code, languages = knowledge.data.country_names.get(word, ("", ()))
        own = {"en", *knowledge.languages_of([code])}
        if code and code not in mention.codes and not own.isdisjoint(languages):
            return True
    return False


def _begins_with_one_of_the_world(written: str, knowledge: Knowledge) -> bool:
    """Whether a brand that is everywhere only has a longer name here: Siemens AG."""
    tokens = list(_TOKEN.finditer(written))
    for count in range(1, len(tokens)):
        beginning = written[: tokens[count - 1].end()]
        codes = knowledge.data.brands.get(key(beginning), ())
        if _is_everywhere(codes) and _frequency(beginning, codes, knowledge) < _OFTEN:
            return True
    return False


def _is_a_dish(mention: Mention, sign: Sign, knowledge: Knowledge) -> bool:
    """Whether it is all goods and from towns: Wiener Schnitzel, Boston Pizza, Nürnberger."""
    outside = words_outside_names(sign, knowledge)
    words = [w for w in sign.words if mention.start <= w.start and w.end <= mention.end]
    return bool(words) and all(word not in outside or is_good(word, knowledge) for word in words)
