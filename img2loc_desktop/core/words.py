"""The sentences and numbers that people read, the same in terminal, window and exports.

Numbers are rounded to what they can mean: a radius of 5,646 km is "5,600 km", and a
position is given with no more digits than its radius allows.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from img2loc_desktop.core import geo
from img2loc_desktop.core.speech import Heard, Said, phrase, say, values_in
from img2loc_desktop.core.types import (
    Candidate,
    Clue,
    Estimate,
    LatLon,
    LineMark,
    Place,
    Result,
    TextLine,
    WordEdit,
)

# A candidate's share is what lies nearer to it than to any other: it reaches over borders, and is
# therefore no share of a country.
NEAREST = say("How much of the chance lies nearest to each")
_NUMBERS = {
    2: say("two"),
    3: say("three"),
    4: say("four"),
    5: say("five"),
    6: say("six"),
    7: say("seven"),
    8: say("eight"),
    9: say("nine"),
    10: say("ten"),
}

_AT_SEA = phrase("at sea, {distance} km {bearing} of {place}")
_HEADLINE_AT_SEA = phrase("At sea, {distance} km {bearing} of {place}")
_AWAY = phrase("{distance} km {bearing} of {place}")
_COMPASS = {
    "N": say("N"),
    "NE": say("NE"),
    "E": say("E"),
    "SE": say("SE"),
    "S": say("S"),
    "SW": say("SW"),
    "W": say("W"),
    "NW": say("NW"),
}

# How far an estimate may be named: "12 km NE of Lyon" with a radius of 180 km would pretend to
# a precision that is not there, and so would "Lyon" with one of 5,000 km.
_PLACE_KM = 25.0
_CITY_KM = 200.0
_REGION_KM = 750.0
_ANSWER_KM = 10.0  # a language model knows no place more exactly
_ANSWERS = 8  # shown at most
_SHOWN_LINES = 8
_SHOWN_CLUES = 5
_LONGEST_QUOTED = 60  # characters of what an analyst typed
_COUNTS = 0.05  # of what the words say: clues that moved less are not worth a sentence

_KM_PER_MILE = 1.609344


class Units(StrEnum):
    """The units of distances."""

    KM = "km"
    MILES = "miles"


def headline(result: Result) -> Said:
    """The place in a few words, no more precise than the estimate is."""
    return headline_of(result.estimate)


def headline_of(estimate: Estimate) -> Said:
    """The same, of an estimate alone: a list of photos has no more of them."""
    place, radius = estimate.place, estimate.radius_p50_km
    at_sea = place is not None and place.country is None
    if place is not None and radius <= (_REGION_KM if at_sea else _PLACE_KM):
        exact = place_text(place)
        return say("Perhaps {place}", place=exact) if _is_hint(estimate) else _capitalised(exact)
    name = where(estimate)
    if _is_hint(estimate):
        return say("Perhaps somewhere around {place}", place=name)
    if radius <= _CITY_KM:
        return say("Near {place}", place=name)
    if radius <= _REGION_KM:
        return say("In or near {place}", place=name)
    return say("Somewhere around {place}", place=name)


def where(estimate: Estimate) -> str:
    """The name of the estimate's place, no more precise than it is.

    Where that is no more than a country and another one has a greater part of the chance, both are
    named: the middle of the area is not where the likeliest country is.
    """
    place, radius = estimate.place, estimate.radius_p50_km
    name = place_name(place, estimate.position, radius)
    leading = estimate.leading_country
    if radius <= _REGION_KM or not leading or leading == (place and place.country):
        return name
    return say("{place} or {leading}", place=name, leading=leading)


def how_sure(result: Result, units: Units = Units.KM) -> Said:
    """One or two sentences on how sure the estimate is."""
    estimate = result.estimate
    radii = say(
        "Half of the chance lies within {half}, nine tenths within {most}.",
        half=distance(estimate.radius_p50_km, units),
        most=distance(estimate.radius_p90_km, units),
    )
    return say("{radii} {trust}", radii=radii, trust=how_far_to_trust(estimate))


def how_far_to_trust(estimate: Estimate) -> Said:
    """The word of trust, and what its promise rests on."""
    word = trust_word(estimate)
    if _is_hint(estimate):
        basis = say("A hint only: hardly better than always naming the same place.")
    elif estimate.trust == "uncalibrated":
        basis = say("Whether it is better than a guess without the photo is not known.")
    elif word == "hint":
        basis = say("Too broad to be more than a hint.")
    else:
        basis = say("To be trusted to {level}.", level=_LEVELS[word])
    if estimate.trust == "uncalibrated":
        on = say(
            "Not calibrated: as wide as for an index that nobody compared with known places, which "
            "img2loc calibrate does."
        )
    elif estimate.calibrated_on:
        on = say("Calibrated on {photos}.", photos=Heard(estimate.calibrated_on))
    else:
        return basis
    return say("{trust} {calibration}", trust=basis, calibration=on)


# How far the truth may lie from an estimate that is trusted to the street, the city, ...
TRUST_KM = {"street": 1.0, "city": 25.0, "region": 200.0, "country": 750.0, "continent": 2500.0}
# As the starter pack says it of itself.
_STARTER = phrase(
    "{photos} photos of {authors} photographers of a public benchmark ({name}), by cross-validation"
)
_LEVELS = {
    "street": say("the street"),
    "city": say("the city"),
    "region": say("the region"),
    "country": say("the country"),
    "continent": say("the continent"),
}


def trust_word(estimate: Estimate) -> str:
    """How far to trust an estimate: "street", "city", ..., else "hint".

    It is the finest of `TRUST_KM` that the 50 % radius does not exceed: where the radii hold
    what they promise, the truth lies within that distance at least half of the time. Radii that
    were never compared with the truth promise nothing.
    """
    if _is_hint(estimate) or estimate.trust == "uncalibrated":
        return "hint"
    fine_enough = (word for word, km in TRUST_KM.items() if estimate.radius_p50_km <= km)
    return next(fine_enough, "hint")


def ranking(candidates: tuple[Candidate, ...]) -> Said:
    """What the ranked candidates say together: the line above their list."""
    count = len(candidates)
    if count == 0:
        return say("No place stands out.")
    if count == 1:
        return say("One place stands out:")
    word = _NUMBERS.get(count) or f"{count:,}"
    if candidates[0].share < 1.5 * candidates[-1].share:
        alike = say(
            "No place stands out: these {count} are about as likely.", count=word, number=count
        )
        return say("{ranking} {nearest}:", ranking=alike, nearest=NEAREST)
    likeliest = say("The {count} likeliest places.", count=word, number=count)
    return say("{ranking} {nearest}:", ranking=likeliest, nearest=NEAREST)


def is_hint(result: Result) -> bool:
    """Whether the result is too weak for a pin: it is shown as a broad area with candidates."""
    return _is_hint(result.estimate)


def kilometres(km: float) -> Said:
    """A distance (km) with two significant digits, never coarser than 100 km: "5,600 km"."""
    if km < 0.995:
        return say("{figure} m", figure=f"{_two_digits(km * 1000):,.0f}")
    rounded = _two_digits(km)
    return say("{figure} km", figure=f"{rounded:.1f}" if rounded < 10 else f"{rounded:,.0f}")


def distance(km: float, units: Units) -> Said:
    """A distance (km) in the user's units, rounded likewise: "3,500 miles", "330 feet"."""
    if units is Units.KM:
        return kilometres(km)
    miles = km / _KM_PER_MILE
    if miles < 0.0995:
        return say("{figure} feet", figure=f"{_two_digits(miles * 5280):,.0f}")
    rounded = _two_digits(miles)
    decimals = 0 if rounded >= 10 else 1 if rounded >= 1 else 2
    return say("{figure} miles", figure=f"{rounded:,.{decimals}f}")


def percent(share: float) -> Said:
    """A share as a whole percentage; the caller says what it is a percentage of."""
    if 0 < share < 0.005:
        return say("under {figure} %", figure="1")
    return say("{figure} %", figure=f"{share * 100:.0f}")


def coordinates(position: LatLon, radius_km: float = 0.0) -> str:
    """A position such as "45.76° N, 4.84° E", with the digits that ``radius_km`` allows.

    A tenth of a degree is 11 km; without a radius five decimals (about a metre) are kept, and
    with one of thousands of kilometres only tens of degrees.
    """
    decimals = 5
    if radius_km > 0:
        decimals = min(5, max(-1, math.ceil(-math.log10(radius_km / 111.0))))
    latitude = _angle(position.latitude, decimals, "N", "S")
    longitude = _angle(position.longitude, decimals, "E", "W")
    return f"{latitude}, {longitude}"


def place_name(place: Place | None, position: LatLon, radius_km: float = 0.0) -> str:
    """A name for a position that is known to about ``radius_km``: city, region or country.

    Where there is none that is wide enough, coordinates with the digits that mean something.
    """
    if place is None or (place.country is None and radius_km > _REGION_KM):
        return coordinates(position, radius_km)
    if place.country is None:
        return place_text(place)
    part = None if radius_km > _REGION_KM else place.admin
    if radius_km <= _CITY_KM:
        part = place.city
    names = dict.fromkeys(name for name in (part, place.country) if name)  # Singapore once
    return ", ".join(names)


def place_text(place: Place) -> str:
    """A place in words and complete, as the gazetteer says it: "12 km NE of Lyon, France"."""
    for template in (_AT_SEA, _AWAY):
        values = values_in(template, place.text)
        if values is not None and values["bearing"] in _COMPASS:
            return Said(template, {**values, "bearing": _COMPASS[values["bearing"]]})
    return place.text


def candidate_name(candidate: Candidate, result: Result) -> str:
    """A candidate's city or region, which is as fine as a candidate of this result may be.

    Finer where another candidate would have the same name.
    """
    others = [each for each in result.candidates if each.position != candidate.position]
    for radius in (min(result.estimate.radius_p50_km, _REGION_KM), _CITY_KM):
        name = place_name(candidate.place, candidate.position, radius)
        if all(name != place_name(each.place, each.position, radius) for each in others):
            return name
    return coordinates(candidate.position, _PLACE_KM)


def model_words(result: Result) -> str | None:
    """What the multimodal model said, always with the label that it is unverified."""
    if result.vlm is None or not result.vlm.reason:
        return None
    return f"The model's words, unverified: \u201c{one_line(result.vlm.reason)}\u201d"


def model_answers(result: Result) -> str | None:
    """The positions that the multimodal model named, the most frequent first."""
    if result.vlm is None:
        return None
    named = [coordinates(a.position, _ANSWER_KM) for a in result.vlm.answers if a.position]
    shown = [
        position if count == 1 else f"{position} ({count} times)"
        for position, count in Counter(named).most_common(_ANSWERS)
    ]
    more = len(set(named)) - len(shown)
    return "The model's answers: " + (
        "; ".join(shown) + (f"; and {more} more" if more > 0 else "") if shown else "no place"
    )


def read_in_the_picture(result: Result) -> tuple[str, ...]:
    """What was read and what it says: sentences, or none where nothing was looked for.

    The words stand in quotation marks: they are the picture's, not the program's.
    """
    report = result.text
    if report is None:
        return ()
    lines = [line for line in report.lines if line.mark in (LineMark.READ, LineMark.CORRECTED)]
    read = [line.text for line in lines if line.text]
    unread = len(lines) - len(read)
    said: list[str] = []
    if read:
        quoted = ", ".join(f"\u201c{one_line(text)}\u201d" for text in read[:_SHOWN_LINES])
        more = len(read) - _SHOWN_LINES
        said.append(
            say("Read in the picture: {words}.", words=quoted)
            if more <= 0
            else say("Read in the picture: {words} and {number} more.", words=quoted, number=more)
        )
    if unread:
        said.append(
            say(
                "{number} more with text in another script, or too unclear to read.",
                number=unread,
            )
            if read
            else say("{number} with text in another script, or too unclear to read.", number=unread)
        )
    said.extend(analysts_changes(report.lines))
    counted = [clue for clue in report.clues if clue.moved >= _COUNTS]
    said.extend(clue_sentence(clue) for clue in counted[:_SHOWN_CLUES])
    return tuple(said)


def analysts_changes(changed: Iterable[WordEdit | TextLine]) -> tuple[Said, ...]:
    """What the analyst did to the words, a sentence for each kind of change; often none."""
    changed = tuple(changed)
    said = []
    for mark, name in (
        (LineMark.STRUCK, say("Struck by the analyst")),
        (LineMark.CORRECTED, say("Corrected by the analyst")),
        (LineMark.TYPED, say("Typed by the analyst")),
    ):
        of_kind = [_change(item) for item in changed if item.mark is mark]
        if not of_kind:
            continue
        shown, more = _listed(of_kind[:_SHOWN_LINES]), len(of_kind) - _SHOWN_LINES
        said.append(
            say("{change}: {words}.", change=name, words=shown)
            if more <= 0
            else say("{change}: {words} and {number} more.", change=name, words=shown, number=more)
        )
    return tuple(said)


def _listed(texts: Sequence[str]) -> str:
    """Texts with commas between, each of which can still be said in another language."""
    return functools.reduce(lambda head, last: say("{head}, {last}", head=head, last=last), texts)


def _change(item: WordEdit | TextLine) -> str:
    if item.mark is LineMark.CORRECTED:
        return say(
            "{before} to {after}",
            before=_line_as_read(item.read_as),
            after=_line_as_read(item.text),
        )
    return _line_as_read(item.text or item.read_as)


def _line_as_read(text: str) -> str:
    if not text:
        return say("a line that was not read")
    cut = text if len(text) <= _LONGEST_QUOTED else f"{text[:_LONGEST_QUOTED]}…"
    return f"\u201c{one_line(cut)}\u201d"


def clue_sentence(clue: Clue) -> Said:
    """A clue with its words, its reason and how much it moved what the words say."""
    reason = Heard(one_line(clue.reason))
    moved = say("Moved {share} of what the words say.", share=percent(clue.moved))
    if not clue.text or clue.text in clue.reason:
        return say("{reason} {moved}", reason=reason, moved=moved)
    quoted = one_line(clue.text)
    return say("{reason} Words: “{words}”. {moved}", reason=reason, words=quoted, moved=moved)


def words_read(result: Result) -> str | None:
    """All words in the picture, line by line with " | " between; None where none were read.

    What the analyst struck, corrected or typed says so.
    """
    lines = result.text.lines if result.text else ()
    by = {
        LineMark.STRUCK: " (struck by the analyst)",
        LineMark.CORRECTED: " (corrected by the analyst)",
        LineMark.TYPED: " (typed by the analyst)",
    }
    said = (one_line(line.text) + by.get(line.mark, "") for line in lines if line.text)
    return " | ".join(said) or None


def words_that_counted(result: Result) -> str | None:
    """The words that moved the estimate, each with its reason; None where none did."""
    clues = result.text.clues if result.text else ()
    counted = [clue for clue in clues if clue.moved >= _COUNTS]
    said = (
        f"\u201c{one_line(clue.text)}\u201d: {one_line(clue.reason)}"
        if clue.text
        else one_line(clue.reason)  # of letters that nobody could read
        for clue in counted
    )
    return " ".join(said) or None


def own_gps_distance_km(result: Result) -> float | None:
    """Distance (km) between the photo's own GPS position and the estimate, where it has one."""
    if result.photo.gps is None:
        return None
    return geo.distance_km(result.photo.gps, result.estimate.position)


def own_gps(result: Result, units: Units = Units.KM) -> str | None:
    """The sentence on the photo's own GPS position, or None where it has none."""
    away = own_gps_distance_km(result)
    if away is None or result.photo.gps is None:
        return None
    return say(
        "The file's own GPS says {place}: {distance} from the estimate, which made no use of it.",
        place=coordinates(result.photo.gps),
        distance=distance(away, units),
    )


def size(count: int) -> str:
    """A number of bytes for people: "1.2 GB"."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return say("{number} bytes", number=count)


def one_line(text: str) -> str:
    """Text from a file (a name, an author) made safe to show on one line of any screen.

    Control characters become visible symbols, so that a name can neither break the line nor
    steer a terminal; bytes that are not text and characters that turn the reading direction
    or are invisible are written as escapes. Everything else, in any script, stays.
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    # Zero-width joiners are part of how some scripts and emoji are written.
    invisible = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    if invisible and character not in "\u200c\u200d":
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def _is_hint(estimate: Estimate) -> bool:
    return estimate.trust == "hint"


def _capitalised(place: str) -> Said:
    if isinstance(place, Said):  # begins with a figure, or is at sea
        return Said(_HEADLINE_AT_SEA, place.values) if place.template == _AT_SEA else place
    return Said("{place}", {"place": place[:1].upper() + place[1:]})


def _two_digits(value: float) -> float:
    if value <= 0:
        return 0.0
    step = 10.0 ** min(2, math.floor(math.log10(value)) - 1)
    return round(value / step) * step


def _angle(value: float, decimals: int, positive: str, negative: str) -> str:
    number = f"{abs(round(value, decimals)):.{max(0, decimals)}f}"
    if float(number) == 0:
        return f"{number}°"
    return f"{number}° {positive if value > 0 else negative}"
