"""What words on signs say about countries: open data, read from resources/clues.zip.

``resources/README.md`` says what is in the file and ``resources/LICENCES.md`` where it is from.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from img2loc_desktop.core import paths
from img2loc_desktop.core.clues.areas import AreaCodes
from img2loc_desktop.core.clues.vocabulary import Vocabulary
from img2loc_desktop.core.errors import UserError

FORMAT = 5
_DAMAGE = (
    OSError,
    KeyError,
    ValueError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
)


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """What is known of a country.

    ``economy`` is its gross domestic product (in dollars of equal power to buy), ``currency``
    an ISO 4217 code, ``domain`` the ending of internet names, ``postcode`` the form of its own.
    """

    code: str
    population: int
    economy: float
    currency: str
    domain: str
    postcode: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Speakers:
    """How many people of a country speak a language, and whether it is an official one."""

    number: float
    is_official: bool


class ClueData:
    """The file's parts, each read when it is first asked for. Make one and share it."""

    def __init__(self, path: Path | None = None) -> None:
        """The shipped file by default. Raises UserError, as reading any of its parts does."""
        self.path = path or paths.resources() / "clues.zip"
        if self._bytes("format") != bytes([FORMAT]):
            raise self._damaged("it has another format than this version reads")

    @cached_property
    def countries(self) -> Mapping[str, CountryFacts]:
        """By ISO 3166-1 alpha-2 code."""
        return {
            code: CountryFacts(
                code,
                int(inhabitants),
                float(economy),
                currency,
                domain,
                re.compile(form) if form else None,
            )
            for code, inhabitants, economy, currency, domain, form in self._rows("countries")
        }

    @cached_property
    def speakers(self) -> Mapping[str, Mapping[str, Speakers]]:
        """By ISO 639 code of a language and code of a country those who speak it there."""
        found: dict[str, dict[str, Speakers]] = {}
        for code, language, number, official in self._rows("languages"):
            found.setdefault(language, {})[code] = Speakers(float(number), official == "1")
        return found

    @cached_property
    def language_names(self) -> Mapping[str, str]:
        """The English names of the languages, by code."""
        return {row[0]: row[1] for row in self._rows("language_names")}

    @cached_property
    def scripts(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """By ISO 15924 code of a script its English name and the languages written in it."""
        return {code: (name, tuple(tags.split())) for code, name, tags in self._rows("scripts")}

    @cached_property
    def country_names(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """By folded name of a country its code, and the languages in which it is called so."""
        return {
            name: (code, tuple(languages.split())) for name, code, languages in self._rows("names")
        }

    @cached_property
    def currencies(self) -> Mapping[str, tuple[str, ...]]:
        """By sign or code of a currency, the countries in which it is paid with."""
        return {sign: tuple(codes.split()) for sign, codes in self._rows("currencies")}

    @cached_property
    def companies(self) -> Mapping[str, tuple[str, ...]]:
        """By folded legal form of a company, the countries that have it."""
        return {form: tuple(codes.split()) for form, codes in self._rows("companies")}

    @cached_property
    def brands(self) -> Mapping[str, tuple[str, ...]]:
        """By name of a chain or service, as ``brands.key`` has it, its countries or the world."""
        found: dict[str, tuple[str, ...]] = {}
        for codes, *names in self._rows("brands"):
            found.update(dict.fromkeys(names, tuple(codes.split())))
        return found

    @cached_property
    def streets(self) -> Mapping[str, tuple[str, ...]]:
        """By folded word for a street, the languages that have it."""
        return self._streets[0]

    @cached_property
    def street_endings(self) -> Mapping[str, tuple[str, ...]]:
        """Those that also end a longer word, as in Bahnhofstrasse."""
        return self._streets[1]

    @cached_property
    def telephone_words(self) -> tuple[tuple[str, str], ...]:
        """Folded words for a telephone, each with its language: ("puhelin", "fi")."""
        return tuple((word, language) for word, language in self._rows("telephones"))

    @cached_property
    def goods(self) -> Mapping[str, tuple[str, ...]]:
        """By folded word for what is eaten, drunk or slept in, its languages."""
        return {word: tuple(languages.split()) for word, languages in self._rows("goods")}

    @cached_property
    def peoples(self) -> tuple[tuple[str, str], ...]:
        """What a language calls itself and its countries, folded, each with the language."""
        return tuple((name, language) for name, language in self._rows("peoples"))

    @cached_property
    def areas(self) -> AreaCodes:
        """Where telephone numbers are. Takes about 0.2 s."""
        return AreaCodes((name, prefixes.split()) for name, prefixes in self._rows("areas"))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """How frequent words are in 44 languages. Takes about 0.5 s."""
        return Vocabulary(self.words())

    def words(self) -> Iterator[tuple[str, float, list[str]]]:
        """Language, frequency on the Zipf scale, and the folded words that have it there."""
        for language, tenths, words in self._rows("words"):
            yield language, int(tenths) / 10, words.split()

    @cached_property
    def _streets(self) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
        words: dict[str, list[str]] = {}
        endings: dict[str, list[str]] = {}
        for word, language, ends in self._rows("streets"):
            words.setdefault(word, []).append(language)
            if ends == "1":
                endings.setdefault(word, []).append(language)
        return (
            {word: tuple(languages) for word, languages in words.items()},
            {word: tuple(languages) for word, languages in endings.items()},
        )

    def _rows(self, name: str) -> Iterator[list[str]]:
        try:
            for line in self._bytes(name).decode("utf-8").split("\n"):
                if line:
                    yield line.split("\t")
        except ValueError as error:
            raise self._damaged(error) from error

    def _bytes(self, name: str) -> bytes:
        try:
            with zipfile.ZipFile(self.path) as archive:
                return archive.read(name)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def _damaged(self, why: object) -> UserError:
        return UserError(
            f"The file {self.path} is missing or damaged: {why}.",
            "Install img2loc-desktop again, or build it with resources/build_clues.py.",
        )
