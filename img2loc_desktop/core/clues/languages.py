"""Languages and scripts: whose words these are, and where such signs are put up.

A maintained detector (py3langid 0.4, by runs of letters) and the frequencies of words in 42
languages weigh a text together, and how much is written in each language before anything is read.
On 324 signs of 36 languages (tests/bench/bench_languages.py), every language being as frequent,
the likeliest language was right on

    60 %  by the frequencies of words alone; 81 % of the signs in their 42 languages
    77 %  by py3langid alone; 76 % of those
    82 %  by both; 86 % of those
    82 %  by lingua 2.1 and by CLD2, 68 % by fastText's lid.176.ftz, 61 % by CLD3

lingua takes 96 MB and CLD2 gives no chances; py3langid has 4.6 MB. On 150 photos with letters, by
58 photographers on whom this was fitted, the languages say 1.34 bits of the right country, by
py3langid without the words 1.26, by the frequencies of words as they were used before 0.64.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from img2loc_desktop.core.clues.knowledge import Knowledge
from img2loc_desktop.core.clues.names import words_outside_names
from img2loc_desktop.core.clues.namesakes import Goods
from img2loc_desktop.core.clues.signs import Sign, Word
from img2loc_desktop.core.clues.worldwide import words_of_brands
from img2loc_desktop.core.types import Clue

KIND = "language"

_WORDS = 0.3  # what words count beside the letters that they are made of
_ABSENT = 2.5  # Zipf frequency of a word that the table of a language lacks
_NO_TABLE = 3.0  # the same where there is no table
_SHORTEST = 3  # letters of a word that is looked up
_RAREST = 1e-7  # of all that is written
_FEWEST_BITS = 1.5  # photos with less were in such a country about as often as others
_LEAST_SHARE = 0.01  # of a language that is considered
_SHOWN_SHARE = 0.05
_SHOWN_WORDS = 6
_CERTAIN = 0.9
_SINGLE = 0.5  # of a single word: pizzerias and bistros are everywhere
_HALF_LETTERS = 8.0  # so many letters halve the doubt
# Signs in several languages are for travellers: each of them says a part of what it says alone.
_SEVERAL = 0.2
_OWN_LINE, _NOT_THIS = 0.6, 0.05  # chances of the language of a line, and of another line's
# English is also written for travellers, on shirts and by brands, mostly in few words.
_ENGLISH_LETTERS = 60.0

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
_CERTAIN_SCRIPT = 0.85
_HALF_SIGNS = 4.0  # so many different letters of a script halve the doubt


def find(signs: Sequence[Sign], knowledge: Knowledge) -> Iterator[Clue]:
    """A clue for each script that tells the language, and for the words in each of the others."""
    goods = Goods.of(signs, knowledge)
    yield from _by_script(signs, goods, knowledge)
    apart: dict[str, list[Word]] = {}  # beside Arabic, Latin words are in a language of their own
    for word in _words(signs, knowledge):
        apart.setdefault(unicodedata.name(word.text[0], "").partition(" ")[0], []).append(word)
    for words in apart.values():
        yield from _by_words(words, goods, knowledge)


def _by_words(words: Sequence[Word], goods: Goods, knowledge: Knowledge) -> Iterator[Clue]:
    """A clue where the words of one script are many enough to tell their language."""
    others = [word for word in words if not goods.says_nothing(word)]
    if len(others) <= 1:  # words for goods only help to tell the language of others
        words = others
    letters = sum(len(word.folded) for word in words)
    # A single word that no table has is a name, or misread.
    is_name = len(words) == 1 and not knowledge.data.vocabulary.zipf(words[0].folded)
    if letters < _FEWEST_LETTERS or is_name:
        return
    languages = guess(words, knowledge)
    if _bits(languages, knowledge) < _FEWEST_BITS:
        return
    best = max(languages, key=lambda language: languages[language])
    countries = knowledge.of_languages(languages)
    worth = math.sqrt(languages[best]) / (1 + _travelled(words, languages, knowledge))
    several = _several(words, knowledge)
    if several:
        together = _where_all_official(several, knowledge)
        countries = knowledge.by_prior(together) if together else countries
        worth = 1.0 if together else worth * _SEVERAL
    yield Clue(
        kind=KIND,
        text=" ".join(word.text for word in words[:_SHOWN_WORDS]),
        reason=f"The words are most likely {_named(languages, knowledge)}, as in "
        f"{knowledge.names(countries)}.",
        # What fits no language well is often none: a name.
        reliability=_CERTAIN
        * _local(goods.letters(others), best == "en")
        * worth
        * (_SINGLE if len(words) == 1 else 1.0),
        countries=countries,
        lines=tuple(sorted({word.line for word in words})),
    )


def _several(words: Sequence[Word], knowledge: Knowledge) -> set[str]:
    """The languages of lines that are in clearly different ones; none where they are not.

    English alone beside another is a help for travellers, and the other is of the place.
    """
    by_line: dict[int, list[Word]] = {}
    for word in words:
        by_line.setdefault(word.line, []).append(word)
    if len(by_line) < 2:
        return set()
    guesses = [guess(line, knowledge) for line in by_line.values() if _is_known(line, knowledge)]
    found = [(max(chances, key=lambda tag: chances[tag]), chances) for chances in guesses]
    clear = [(tag, chances) for tag, chances in found if chances[tag] >= _OWN_LINE]
    several = {
        tag
        for tag, chances in clear
        for other, of_other in clear
        if chances.get(other, 0.0) < _NOT_THIS and of_other.get(tag, 0.0) < _NOT_THIS
    }
    return several if len(several - {"en"}) > 1 else set()


def _is_known(words: Sequence[Word], knowledge: Knowledge) -> bool:
    """Whether a table of words has one of these: letters alone do not tell short lines apart."""
    return any(
        len(word.folded) >= _SHORTEST and knowledge.data.vocabulary.frequencies(word.folded)
        for word in words
    )


def _where_all_official(languages: set[str], knowledge: Knowledge) -> list[str]:
    """The countries in which all of these are official: French and Dutch in Belgium."""
    return [code for code in knowledge.prior if languages <= knowledge.languages_of([code])]


def _travelled(words: Sequence[Word], chances: Mapping[str, float], knowledge: Knowledge) -> int:
    """How many languages that this is not use all of its words, too: bon appétit, Mario.

    None where most of the letters are in words that no table has.
    """
    vocabulary = knowledge.data.vocabulary
    used = {word: set(vocabulary.frequencies(word.folded)) for word in words}
    known = [word for word in words if used[word]]
    letters = sum(len(word.folded) for word in words)
    if not known or 2 * sum(len(word.folded) for word in known) < letters:
        return 0
    return len(set.intersection(*(used[word] for word in known)) - chances.keys())


def guess(words: Sequence[Word], knowledge: Knowledge) -> Mapping[str, float]:
    """The chance of each language that different words, in their order, are in; at most 1.

    The fewer letters, the more it is what the world writes anyway: that says nearly nothing.
    """
    scores = {
        language: score + math.log10(max(knowledge.written.get(language, 0.0), _RAREST))
        for language, score in seen(words, knowledge).items()
    }
    highest = max(scores.values())
    weights = {language: 10.0 ** (score - highest) for language, score in scores.items()}
    total = math.fsum(weights.values())
    return {
        language: weight / total
        for language, weight in weights.items()
        if weight / total >= _LEAST_SHARE
    }


def seen(words: Sequence[Word], knowledge: Knowledge) -> Mapping[str, float]:
    """How well letters and words fit each language, as powers of ten; up to a constant."""
    text = " ".join(w.text.lower() if w.text.isupper() else w.text for w in words)
    vocabulary = knowledge.data.vocabulary
    looked_up = (word.folded for word in words if len(word.folded) >= _SHORTEST)
    found = [known for word in looked_up if (known := vocabulary.frequencies(word))]
    tables = set(vocabulary.languages)
    scores = {}
    for language, chance in knowledge.detector.chances(text).items():
        otherwise = _ABSENT if language in tables else _NO_TABLE
        frequencies = math.fsum(known.get(language, otherwise) for known in found)
        scores[language] = math.log10(max(chance, _RAREST)) + _WORDS * frequencies
    return scores


def _words(signs: Sequence[Sign], knowledge: Knowledge) -> list[Word]:
    """Those whose script leaves the language open and that name no place or country, each once.

    None of a line that has only short ones, such as "12,50 zł".
    """
    found: dict[str, Word] = {}
    for sign in signs:
        if any(len(word.folded) >= _SHORTEST for word in sign.words):
            of_brands = words_of_brands(sign, knowledge)
            for word in words_outside_names(sign, knowledge):
                told = _HAN.search(word.text) or any(s.search(word.text) for _, s, _ in _SCRIPTS)
                is_country = word.folded in knowledge.data.country_names
                is_named = is_country or word in of_brands
                if not (told or is_named or _is_short_for_something(word, sign)):
                    found.setdefault(word.folded, word)
    return list(found.values())


def _is_short_for_something(word: Word, sign: Sign) -> bool:
    """ "Tel.", "ul.", "www.example.org": no word of a language."""
    is_cut = sign.text[word.end : word.end + 1] == "." and len(word.folded) <= _SHORTEST
    return "." in word.text or is_cut


def _bits(languages: Mapping[str, float], knowledge: Knowledge) -> float:
    """How far the chances are from what the world writes (Kullback and Leibler), in bits."""
    return math.fsum(
        chance * math.log2(chance / max(knowledge.written.get(language, 0.0), _RAREST))
        for language, chance in languages.items()
    )


def _local(letters: float, is_english: bool) -> float:
    """How often so many letters are in a language of the country."""
    if is_english:
        return 1.0 - math.exp(-letters / _ENGLISH_LETTERS)
    return 1.0 - math.pow(0.5, letters / _HALF_LETTERS)


def _named(languages: Mapping[str, float], knowledge: Knowledge) -> str:
    """ "Portuguese (71 %), Galician (20 %)"."""
    ranked = sorted(languages.items(), key=lambda item: -item[1])
    named = [
        f"{knowledge.language_name(language)} ({share:.0%})"
        for language, share in ranked[:3]
        if share >= _SHOWN_SHARE
    ]
    return ", ".join(named)


def _by_script(signs: Sequence[Sign], goods: Goods, knowledge: Knowledge) -> Iterator[Clue]:
    is_japanese = False
    for name, letter, language in _SCRIPTS:
        rows = [sign for sign in signs if letter.search(sign.text) and _is_sure(sign)]
        count = len({found for sign in rows for found in letter.findall(sign.text)})
        if count >= _FEWEST_LETTERS:
            is_japanese |= language == "ja"
            yield from _of_script(name, language, letter, rows, goods, knowledge)
    rows = [sign for sign in signs if _HAN.search(sign.text) and _is_sure(sign)]
    letters = "".join({found for sign in rows for found in _HAN.findall(sign.text)})
    if len(letters) >= _FEWEST_LETTERS and not is_japanese:
        name, language = _han(letters, [sign.text for sign in rows], knowledge)
        yield from _of_script(name, language, _HAN, rows, goods, knowledge)


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
    name: str,
    language: str,
    letter: re.Pattern[str],
    rows: Sequence[Sign],
    goods: Goods,
    knowledge: Knowledge,
) -> Iterator[Clue]:
    count = len({found for sign in rows for found in letter.findall(sign.text)})
    local = goods.different(letter, rows)
    if not local:
        return
    weights = {language: 1.0, "ja": 0.3} if language == "zh" else {language: 1.0}
    countries = knowledge.of_languages(weights)
    yield Clue(
        kind="script",
        text=rows[0].text,
        reason=f"{count} different letters are {name}, as in {knowledge.names(countries)}.",
        reliability=_CERTAIN_SCRIPT * (1.0 - math.pow(0.5, local / _HALF_SIGNS)),
        countries=countries,
        lines=tuple(sign.row for sign in rows),
    )
