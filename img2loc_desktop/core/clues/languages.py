"""Languages and scripts: whose words these are, and where such signs are put up.

Words are weighed by how frequent they are in each of 44 languages. On the few words of a sign,
most in capitals, the likeliest language was right as often as that of a detector made for
sentences (py3langid: 78 and 77 of 122 photos), the doubt is measured, and the same words tell
what is a name and what is not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.names import is_name
from img2loc_desktop.core.clues.signs import Sign
from img2loc_desktop.core.types import Clue

KIND = "language"

_TEMPERATURE = 0.7  # words of one sign depend on each other
_ABSENT = 2.5  # Zipf frequency of a word that the table of a language lacks
_FEWEST_WORDS = 2
_SHORTEST = 3  # letters
_LEAST_SHARE = 0.02  # of a language that is considered
_CERTAIN = 0.85
_HALF_WORDS = 2.0  # so many words halve the doubt
_HALF_LETTERS = 4.0  # so many letters of a script
# English is written for travellers, and by brands, everywhere.
_ENGLISH = 0.5

# Scripts that tell the language; the words of the others are weighed.
_SCRIPTS = (
    ("Japanese", re.compile("[\u3041-\u30ff]"), "ja"),
    ("Korean", re.compile("[\uac00-\ud7a3]"), "ko"),
    ("Greek", re.compile("[\u0391-\u03c9]"), "el"),
    ("Hebrew", re.compile("[\u05d0-\u05ea]"), "he"),
    ("Thai", re.compile("[\u0e01-\u0e5b]"), "th"),
    ("Armenian", re.compile("[\u0531-\u0587]"), "hy"),
    ("Georgian", re.compile("[\u10a0-\u10ff]"), "ka"),
    ("Bengali", re.compile("[\u0985-\u09ff]"), "bn"),
    ("Tamil", re.compile("[\u0b85-\u0bff]"), "ta"),
    ("Khmer", re.compile("[\u1780-\u17ff]"), "km"),
)
_HAN = re.compile("[\u4e00-\u9fff]")
_FEWEST_LETTERS = 3  # different ones of a script; a window grille is read as many equal ones
_SURE = 0.85


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each script that tells the language, and one for the words in all others."""
    yield from _by_script(signs, knowledge)
    words: dict[str, tuple[str, int]] = {}
    for sign in signs:
        for word in sign.words:
            # Names of places are counted as such, not as words of the language there.
            if (
                len(word.folded) >= _SHORTEST
                and not _HAN.search(word.text)
                and not is_name(word, knowledge)
            ):
                words.setdefault(word.folded, (word.text, sign.row))
    languages, known = guess(list(words), knowledge)
    if len(known) < _FEWEST_WORDS:
        return
    best = max(languages, key=lambda language: languages[language])
    countries = knowledge.of_languages(languages)
    reliability = _CERTAIN * (1.0 - 0.5 ** ((len(known) - 1) / _HALF_WORDS))
    reliability *= languages[best]
    if best == "en":
        reliability *= _ENGLISH
    if not countries or languages[best] < 0.3:
        return
    shown = [words[word][0] for word in known[:6]]
    yield Clue(
        kind=KIND,
        text=" ".join(shown),
        reason=f"{len(known)} words are most likely {knowledge.language_name(best)} "
        f"({languages[best]:.0%}), as in {knowledge.names(countries)}.",
        reliability=reliability,
        countries=countries,
        lines=tuple(sorted({words[word][1] for word in known})),
    )


def guess(words: Sequence[str], knowledge: Knowledge) -> tuple[Mapping[str, float], Sequence[str]]:
    """The chance of each language, from distinct folded words, and the words that are in any."""
    vocabulary = knowledge.data.vocabulary
    found = {word: vocabulary.frequencies(word) for word in words}
    known = [word for word in words if found[word]]
    scores = {
        language: _TEMPERATURE * sum(found[word].get(language, _ABSENT) for word in known)
        for language in vocabulary.languages
    }
    highest = max(scores.values())
    weights = {language: 10.0 ** (score - highest) for language, score in scores.items()}
    total = math.fsum(weights.values())
    likely = {
        language: weight / total
        for language, weight in weights.items()
        if weight / total >= _LEAST_SHARE
    }
    return likely, known


def _by_script(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    is_japanese = False
    for name, letter, language in _SCRIPTS:
        rows = [sign for sign in signs if letter.search(sign.text) and _is_sure(sign)]
        count = len({found for sign in rows for found in letter.findall(sign.text)})
        if count >= _FEWEST_LETTERS:
            is_japanese |= language == "ja"
            yield _of_script(name, language, count, rows, knowledge)
    rows = [sign for sign in signs if _HAN.search(sign.text) and _is_sure(sign)]
    letters = "".join({found for sign in rows for found in _HAN.findall(sign.text)})
    if len(letters) >= _FEWEST_LETTERS and not is_japanese:
        name, language = _han(letters, [sign.text for sign in rows], knowledge)
        yield _of_script(name, language, len(letters), rows, knowledge)


def _is_sure(sign: Sign) -> bool:
    """Patterns are easily taken for Chinese: such a line must be read with confidence."""
    return sign.confidence >= _SURE


def _han(letters: str, texts: Sequence[str], knowledge: Knowledge) -> tuple[str, str]:
    """Whether Chinese signs are simplified, traditional or could be either.

    National character sets hold what is written in a country: GB 2312 the simplified forms,
    Big5 the traditional ones, JIS X 0208 the Japanese ones.
    """
    simplified, traditional, japanese = (
        sum(_encodable(letter, codec) for letter in letters)
        for codec in ("gb2312", "big5", "shift_jis")
    )
    if simplified == japanese > traditional:
        # Simplified in China and in Japan alike: the words decide.
        pairs = [text[at : at + 2] for text in texts for at in range(len(text) - 1)]
        found = [knowledge.data.vocabulary.frequencies(pair) for pair in pairs]
        used = {tag: sum(words.get(tag, 0.0) for words in found) for tag in ("ja", "zh")}
        japanese += used["ja"] > used["zh"]
    if japanese > max(simplified, traditional):
        return "Japanese", "ja"
    if simplified > traditional:
        return "simplified Chinese", "zh_Hans"
    if traditional > simplified:
        return "traditional Chinese", "zh_Hant"
    return "Chinese or Japanese", "zh"


def _encodable(letter: str, codec: str) -> bool:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _of_script(
    name: str, language: str, count: int, rows: Sequence[Sign], knowledge: Knowledge
) -> Clue:
    weights = {language: 1.0, "ja": 0.3} if language == "zh" else {language: 1.0}
    countries = knowledge.of_languages(weights)
    return Clue(
        kind="script",
        text=rows[0].text,
        reason=f"{count} different letters are {name}, as in {knowledge.names(countries)}.",
        reliability=_CERTAIN * (1.0 - 0.5 ** (count / _HALF_LETTERS)),
        countries=countries,
        lines=tuple(sign.row for sign in rows),
    )
