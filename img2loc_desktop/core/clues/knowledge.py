"""What the rules may ask, and how they turn it into shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from img2loc_desktop.core.clues.data import ClueData
from img2loc_desktop.core.clues.detector import Detector
from img2loc_desktop.core.clues.letters import Letters
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.types import CountryShare

# Photos are taken where people live and can afford it: with this power of a country's economy
# half a bit less is needed to name the country of a photo than by its inhabitants.
_ECONOMY_POWER = 0.8
_MOST_COUNTRIES = 60
_UNOFFICIAL = 0.03
# What CLDR's words for a telephone do not begin with.
_SHORT_FOR_A_TELEPHONE: Mapping[str, tuple[str, ...]] = {
    "call": ("en",),
    "dt": ("vi",),
    "fon": ("de",),
    "fone": ("pt",),
    "mob": ("en",),
    "pbx": ("es",),
    "ph": ("en",),
    "phone": ("en",),
    "telf": ("es",),
    "telp": ("id",),
    "tlf": ("da", "no", "es"),
    "電話": ("ja", "yue", "zh_Hant"),
}
_ORDINARY = 4.0  # Zipf frequency: ten in a million words
_BEGINNING = 4  # letters of the name of a people
_CLEARLY = 1.0  # in powers of ten


@dataclass(frozen=True, eq=False)
class Knowledge:
    """The open data and the gazetteer."""

    data: ClueData
    gazetteer: Gazetteer

    @cached_property
    def prior(self) -> Mapping[str, float]:
        """The chance of a photo being from a country, before anything is known; sums to 1."""
        weights = {
            code: facts.economy**_ECONOMY_POWER for code, facts in self.data.countries.items()
        }
        total = sum(weights.values())
        return {code: weight / total for code, weight in weights.items()}

    def by_prior(self, codes: Iterable[str]) -> tuple[CountryShare, ...]:
        """Countries that a clue cannot tell apart."""
        return shares({code: self.prior[code] for code in set(codes) if code in self.prior})

    def of_languages(self, languages: Mapping[str, float]) -> tuple[CountryShare, ...]:
        """The countries in which these languages, each with its weight, stand on signs.

        A language shares the chance of a country with the others by its speakers; where it is
        not official, few signs are in it.
        """
        weights: dict[str, float] = {}
        for language, weight in languages.items():
            chances = self._chances(language)
            total = sum(chances.values())
            for code, chance in chances.items():
                weights[code] = weights.get(code, 0.0) + weight * chance / total
        return shares(weights)

    @cached_property
    def written(self) -> Mapping[str, float]:
        """The chance of a sign being in a language, before anything is known."""
        found = {code: sum(self._chances(code).values()) for code in self.data.speakers}
        total = sum(found.values())
        return {code: chance / total for code, chance in found.items()}

    @cached_property
    def detector(self) -> Detector:
        """What tells languages by their letters."""
        return Detector()

    @cached_property
    def latin_letters(self) -> Letters:
        """How the letters a to z follow each other in frequent words. Takes about 0.3 s."""
        return self._letters("[a-z]+")

    @cached_property
    def cyrillic_letters(self) -> Letters:
        """The same of Cyrillic ones."""
        return self._letters("[\u0400-\u04ff]+")

    def _letters(self, wanted: str) -> Letters:
        return Letters(
            word
            for _, zipf, words in self.data.words()
            if zipf >= _ORDINARY
            for word in words
            if re.fullmatch(wanted, word)
        )

    def _chances(self, language: str) -> Mapping[str, float]:
        found = {}
        for code, speakers in self.data.speakers.get(language, {}).items():
            facts = self.data.countries.get(code)
            if facts is not None and facts.population > 0:
                part = min(1.0, speakers.number / facts.population)
                found[code] = (
                    self.prior[code] * part * (1.0 if speakers.is_official else _UNOFFICIAL)
                )
        return found if sum(found.values()) > 0 else {}

    def telephone_word(self, word: str) -> Mapping[str, float]:
        """By country the part of its people whose word for a telephone begins with this one.

        Those who speak an official language count; none anywhere where it is no such word.
        """
        return self._spoken_in(self.telephone_languages(word))

    def telephone_languages(self, word: str) -> set[str]:
        """The languages in which a folded word, or the one that begins so, is a telephone."""
        known = {
            language for known, language in self.data.telephone_words if known.startswith(word)
        }
        return known | set(_SHORT_FOR_A_TELEPHONE.get(word, ()))

    @cached_property
    def latin_telephone(self) -> Mapping[str, float]:
        """By country the part of its people whose word for a telephone is in plain letters."""
        return self._spoken_in(tag for word, tag in self.data.telephone_words if word.isascii())

    def _spoken_in(self, languages: Iterable[str]) -> Mapping[str, float]:
        """By country the part of its people who speak one of these as an official language."""
        found: dict[str, float] = {}
        for language in set(languages):
            for code, speakers in self.data.speakers.get(language, {}).items():
                facts = self.data.countries.get(code)
                if speakers.is_official and facts is not None and facts.population > 0:
                    part = found.get(code, 0.0) + speakers.number / facts.population
                    found[code] = min(1.0, part)
        return found

    @cached_property
    def demonyms(self) -> Mapping[str, str]:
        """English words made regularly of a country's name, folded, with its code: Cambodian.

        Not those of two countries (Dominican), nor irregular ones (French). Some of them nobody
        uses, and so they do no harm.
        """
        found: dict[str, set[str]] = {}
        for name, (code, languages) in self.data.country_names.items():
            if "en" in languages and " " not in name:
                stem = name[:-1] if name[-1] in "aeioy" else name
                for ending in ("an", "ian", "ean", "ese"):
                    found.setdefault(stem + ending, set()).add(code)
                found.setdefault(f"{name}i", set()).add(code)
        several = {name.split()[0] for name in self.data.country_names if " " in name}
        return {
            form: codes.pop()
            for form, codes in found.items()
            if len(codes) == 1
            and form not in several
            and form not in self.data.country_names
            and self._is_english(form)
        }

    def peoples_like(self, word: str) -> Sequence[tuple[str, str]]:
        """What peoples call themselves that begins like a folded word, and their languages."""
        return self._peoples.get(word[:_BEGINNING], ())

    @cached_property
    def _peoples(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for name, language in self.data.peoples:
            found.setdefault(name[:_BEGINNING], []).append((name, language))
        return found

    def _is_english(self, word: str) -> bool:
        """Whether no other language uses a folded word more."""
        frequencies = self.data.vocabulary.frequencies(word)
        return frequencies.get("en", 0.0) >= max(frequencies.values(), default=0.0)

    def is_ordinary(self, word: str, languages: Iterable[str]) -> bool:
        """Whether a folded word is also a frequent word of languages other than these.

        Then it says little of these: "island" is Iceland in Icelandic, "ou" is a company in
        Estonian.
        """
        frequencies = self.data.vocabulary.frequencies(word)
        own = set(languages)
        here = max((zipf for language, zipf in frequencies.items() if language in own), default=0)
        elsewhere = [zipf for language, zipf in frequencies.items() if language not in own]
        return max(elsewhere, default=0.0) > max(_ORDINARY, here - _CLEARLY)

    def languages_of(self, codes: Iterable[str]) -> set[str]:
        """The official languages of countries."""
        return {language for code in codes for language in self._official.get(code, ())}

    @cached_property
    def _official(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for language, countries in self.data.speakers.items():
            for code, speakers in countries.items():
                if speakers.is_official:
                    found.setdefault(code, []).append(language)
        return found

    def language_name(self, language: str) -> str:
        """What a language is called in English."""
        return self.data.language_names.get(language, language)

    def names(self, countries: Iterable[CountryShare], most: int = 3) -> str:
        """ "Germany, Austria, Switzerland and others" for the sentence that gives a reason."""
        listed = list(countries)
        named = [self.gazetteer.country_name(c.code) or c.code for c in listed[:most]]
        return ", ".join(named) + (" and others" if len(listed) > most else "")


def shares(weights: Mapping[str, float]) -> tuple[CountryShare, ...]:
    """Weights by country as shares that sum to 1, the largest first."""
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_MOST_COUNTRIES]
    total = sum(weight for _, weight in ranked)
    if total <= 0:
        return ()
    return tuple(CountryShare(code, weight / total) for code, weight in ranked if weight > 0)
