"""The words for what is eaten, drunk or slept in, for build_clues.py: from whole collections.

Whether a word means such goods is counted: by how many of the things that it names are goods.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import package_files

from img2loc_desktop.core.gazetteer.folding import fold

Annotations = Iterable[tuple[str, dict[str, dict[str, list[str]]]]]
Frequencies = Mapping[str, Mapping[str, float]]  # by language and folded word, on the Zipf scale

HOTEL = "🏨"
# Houses and shops of OpenStreetMap that cook, sell food or drink, or have beds.
HOUSES = {
    "amenity": "bar biergarten cafe fast_food food_court ice_cream pub restaurant",
    "craft": "brewery confectionery distillery winery",
    "shop": "alcohol bakery beverages butcher cheese chocolate coffee confectionery dairy deli "
    "greengrocer honey ice_cream nuts pasta pastry rice seafood spices tea wine",
    "tourism": "guest_house hostel hotel motel",
}
GOODS_KEYS = {f"{key}/{value}" for key, values in HOUSES.items() for value in values.split()}
KITCHEN = "amenity/restaurant"
OF_A_REGION = re.compile(".{3}(an|ese|ish|al|ern)$")  # keys of kitchens: balkan, oriental
WORD = re.compile(r"[^\s\d,;:&+.!?\"«»„“”、・（）]+")
EMOJI_WORD = re.compile(r"[^\W\d_]+")
UNSPACED = {"ja", "zh"}
COMMON = 5.0  # Zipf frequency: what is said so often has many meanings
LEAST_PART = 0.4  # of the uses of signs in a row, in a script without spaces


def goods_lines(
    annotated: Annotations,
    emoji: Path,
    tagging: Path,
    names: Mapping[str, set[str]],
    frequencies: Frequencies,
    code: Callable[[str], str],
) -> Iterator[str]:
    """Folded words for what is eaten, drunk or slept in, and their languages.

    ``names`` are those of languages and countries by language: "Greek" is no good. ``code`` is
    what a language is called here.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for language, word in (
        *of_signs(annotated, emoji_of_goods(emoji)),
        *of_houses(tagging, names, frequencies, code),
    ):
        if len(word) > 2 or not word.isascii():
            found[word].add(language)
    for word, languages in found.items():
        yield f"{word}\t{' '.join(sorted(languages))}"


def emoji_of_goods(emoji: Path) -> set[str]:
    """The signs for what is eaten and drunk, without their variants."""
    groups = json.loads(package_files.read_member(emoji, "data-by-group.json"))
    (food,) = (group["emojis"] for group in groups if group["slug"] == "food_drink")
    return {sign["emoji"].replace("\ufe0f", "") for sign in food}


def of_signs(annotated: Annotations, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """What CLDR calls Unicode's signs (emoji): language, word.

    Those of the signs' names, and those by which the signs are searched for, which most often
    mean goods.
    """
    for language, signs in annotated:
        uses: dict[str, Counter[bool]] = defaultdict(Counter)
        for sign, facts in signs.items():
            tts = facts.get("tts", ())
            named = {fold(word) for name in tts for word in EMOJI_WORD.findall(name)}
            searched = {fold(word) for word in facts.get("default", ()) if " " not in word}
            for word in named | searched:
                uses[word][sign.replace("\ufe0f", "") in wanted] += 1
        hotel = {fold(name) for name in signs.get(HOTEL, {}).get("tts", ())}
        for word, times in uses.items():
            if times[True] > times[False] or word in hotel:
                yield language, word


def of_houses(
    tagging: Path,
    names: Mapping[str, set[str]],
    frequencies: Frequencies,
    code: Callable[[str], str],
) -> Iterator[tuple[str, str]]:
    """What OpenStreetMap's houses, shops and kitchens are called: language, word.

    Words that are mostly those of goods, and that stand alone for one or in the names of two.
    """
    uses: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    alone: dict[str, set[str]] = defaultdict(set)
    called: dict[str, set[str]] = defaultdict(set)
    for tag, key, name, others in tagged(tagging):
        language = code(tag.partition("-")[0])
        for text in (name, *others):
            words = WORD.findall(fold(text))
            if len(words) == 1:
                alone[language].update(words)
            if len(words) == 1 or text == name:
                for word in words:
                    uses[language][word].add(key)
        if len(words := WORD.findall(fold(name))) == 1:
            called[language].update(words)
    for language, by_word in uses.items():
        known = frequencies.get(language, {})
        goods = {
            word
            for word, keys in by_word.items()
            if 2 * len(keys & GOODS_KEYS) > len(keys)
            and (word in alone[language] or len(keys & GOODS_KEYS) > 1)
            and (known.get(word, 0.0) < COMMON or word in called[language])
            and not is_like(word, names.get(language, ()))
        }
        for word in goods:
            if language not in UNSPACED or is_apart(word, known):
                yield language, word


def tagged(tagging: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """Language tag, key, name and other words of what OpenStreetMap maps; and of kitchens."""
    with tarfile.open(tagging) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            if not path.match("translations/*.json") or ".min" in path.name:
                continue
            for tag, content in json.load(archive.extractfile(member)).items():
                presets = content.get("presets", {})
                for key, facts in presets.get("presets", {}).items():
                    if key.count("/") < 2:  # the others are for a kitchen, a people or a use
                        others = facts.get("aliases", "").split("\n")
                        others += facts.get("terms", "").split(",")
                        yield tag, key, facts.get("name", ""), others
                kitchens = presets.get("fields", {}).get("cuisine", {})
                yield tag, KITCHEN, kitchens.get("label", ""), kitchens.get("terms", "").split(",")
                for key, names in kitchens.get("options", {}).items():
                    if isinstance(names, str) and not OF_A_REGION.search(key):
                        yield tag, KITCHEN, "", names.split("\n")


def is_like(word: str, names: Iterable[str]) -> bool:
    """Whether a word begins as a name does, but for three letters of either."""
    for name in names:
        least = max(4, len(word) - 3, len(name) - 3)
        is_long = min(len(word), len(name)) >= least
        if word == name or (is_long and word[:least] == name[:least]):
            return True
    return False


def is_apart(part: str, known: Mapping[str, float]) -> bool:
    """Whether signs in a row are mostly a word, and not a part of others."""
    uses = {word: 10.0**zipf for word, zipf in known.items() if part in word}
    return uses.get(part, 0.0) >= LEAST_PART * sum(uses.values())
