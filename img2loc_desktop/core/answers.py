"""From a model's reply to a position: what a reply says, or that it says nothing.

Replies written under a grammar are simple. Those of models that were run without one come
in every form: decimal degrees, degrees with minutes and seconds, hemispheres before or
after the number, JSON, labels, prose, refusals. A reply that names no place is no answer,
and neither is 0/0: models write it when they do not know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from img2loc_desktop.core.types import LatLon

_LONGEST_REPLY = 20_000  # characters; nobody reads on
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply says: a position, or None, and the words before it."""

    position: LatLon | None
    reason: str


def parse(text: str) -> Reply:
    """Find the position in a reply; of several, the last one is taken."""
    text = text[:_LONGEST_REPLY]
    plain = _plain(text)
    found = _labelled(plain) or _hemispheres(plain) or _pairs(plain)
    if found is None:
        return Reply(None, _tidy(text))
    position, start = found
    if (position.latitude, position.longitude) == (0, 0) or _is_refusal(plain):
        return Reply(None, _tidy(text))
    # Where spellings were replaced one for one, the reason keeps its own.
    return Reply(position, _tidy((text if len(text) == len(plain) else plain)[:start]))


def parse_written(text: str) -> Reply:
    """Read a reply that was written under the grammar: its last line is the position.

    What the reason says of other places, points of the compass or what it cannot see is no
    part of the answer. A last line of another form, of a reply that was cut off, is none.
    """
    reason, _, last = text.rpartition("\n")
    match = _WRITTEN.fullmatch(last)
    if match is None:
        return Reply(None, _tidy(text))
    position = _position(float(match[1]), float(match[2]))
    return Reply(None if position == LatLon(0.0, 0.0) else position, _tidy(reason))


def reason_so_far(text: str) -> str:
    """The part of an unfinished answer, written under the grammar, that is its reason."""
    return text.partition("\n")[0]


_WRITTEN = re.compile(r"\((-?\d{1,2}(?:\.\d+)?), (-?\d{1,3}(?:\.\d+)?)\)")

# An angle: hemisphere, sign, degrees, minutes, seconds, hemisphere (perhaps in brackets); all
# but degrees optional. Where a hemisphere stands before, the next one belongs to the next angle.
_ANGLE = r"""
    (?P<before{i}> \b[NSEWO]\s* )?
    [~≈]? (?P<sign{i}> [-+] )?\s?
    (?P<degrees{i}> (?<![\d.]) \d{{1,3}} (?:[.{comma}]\d+)? ) (?![\d])
    (?: \s*° \s* (?: (?P<minutes{i}> \d{{1,2}}(?:\.\d+)? ) \s*' \s*
             (?: (?P<seconds{i}> \d{{1,2}}(?:\.\d+)? ) \s*" )? )? )?
    (?(before{i}) | (?: \s* (?P<paren{i}> \( )? (?P<after{i}> [NSEWO] ) (?![A-Za-z])
                       (?(paren{i}) \) ) )? )
"""


def _angle(number: int, *, comma: bool) -> str:
    return _ANGLE.format(i=number, comma="," if comma else "")


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


_LABEL = r"""[Ll](?:{name}) ["'*_)\]]* \s* (?: \((?:[NSEW/]|in|°|decimal|\s)+\) )?
             \s* (?: [:=~≈]|is|of|at|about|around|approximately|roughly|["'*_\s] )* """
_LATITUDE = _compile(
    r"(?<![A-Za-z])" + _LABEL.format(name="at(?:itude)?|AT(?:ITUDE)?") + _angle(1, comma=True)
)
_LONGITUDE = _compile(
    r"(?<![A-Za-z])"
    + _LABEL.format(name="on(?:gitude)?|ng|ong|ON(?:GITUDE)?|NG|ONG")
    + _angle(1, comma=True)
)
_BOTH = _compile(
    _angle(1, comma=True)
    + r"""[^\d\w°+~-]{0,12} (?: (?:lat|lon|long)(?:itude)?\b [^\d\w°+~-]{0,12} )? (?:and\s*)?"""
    + _angle(2, comma=True)
)
_PAIR = _compile(
    r"(?P<open>[(\[{]\s*)?"
    + _angle(1, comma=False)
    + r"\s*(?P<separator>[,;/|]|\s)\s*"
    + _angle(2, comma=False)
    + r"\s*(?P<close>[)\]}])?"
)
_EXACT = 3  # decimals of a degree: 100 metres
_LONGITUDE_FIRST = re.compile(r"\bpoint\b", re.IGNORECASE)  # GeoJSON and well-known text
_REFUSAL = re.compile(
    r"\b(?:cannot|can't|can not|could not|couldn't|unable to|not able to|not possible to|"
    r"impossible to|won't|don't know|no way to|not enough|insufficient)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:guess|estimat\w+|likely|probabl\w+|approximat\w+|believe|suggest\w*|would say|"
    r"appears?|looks? like|(?:could|might|may)\s+be(?!\s+any)|perhaps)\b",
    re.IGNORECASE,
)

_Found = tuple[LatLon, int] | None


def _labelled(text: str) -> _Found:
    """Latitude and longitude that are called so."""
    latitudes, longitudes = list(_LATITUDE.finditer(text)), list(_LONGITUDE.finditer(text))
    if not latitudes or not longitudes:
        return None
    latitude, longitude = latitudes[-1], longitudes[-1]
    start = min(latitude.start(), longitude.start())
    position = _position(_degrees(latitude, 1), _degrees(longitude, 1))
    return (position, start) if position else None


def _hemispheres(text: str) -> _Found:
    """Two angles of which one names north or south and the other east or west."""
    last = None
    for match in _overlapping(_BOTH, text):
        axes = _axis(match, 1), _axis(match, 2)
        if set(axes) == {"NS", "EW"}:
            values = _degrees(match, 1), _degrees(match, 2)
            position = _position(*(values if axes[0] == "NS" else values[::-1]))
            last = (position, match.start()) if position else last
    return last


def _pairs(text: str) -> _Found:
    """Two bare numbers, where brackets, decimals or the lack of anything else speak for them."""
    last = None
    for match in _overlapping(_PAIR, text):
        bracketed = bool(match["open"]) and bool(match["close"])
        alone = match.group().strip() == text.strip(" \n.*`\"'")
        exact = all("." in match[f"degrees{i}"] for i in (1, 2))
        with_degrees = match.group().count("°") == 2
        # With only a space between them, numbers as exact as few others are.
        places = [len(match[f"degrees{i}"].partition(".")[2]) for i in (1, 2)]
        separated = not match["separator"].isspace() or min(places) >= _EXACT
        if not (bracketed or alone or (separated and (exact or with_degrees))):
            continue
        axes = _axis(match, 1), _axis(match, 2)
        if axes[0] == "EW" or axes[1] == "NS":
            continue
        values = _degrees(match, 1), _degrees(match, 2)
        before = text[max(0, match.start() - 60) : match.start() + 1]
        position = _position(*(values[::-1] if _LONGITUDE_FIRST.search(before) else values))
        last = (position, match.start()) if position else last
    return last


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches, each search going on after the first angle of the match before.

    Otherwise "2 photos, 48.1, 2.3" would be the pair of 2 and 48.1.
    """
    match = pattern.search(text)
    while match:
        yield match
        match = pattern.search(text, match.end("degrees1"))


def _axis(match: re.Match[str], number: int) -> str:
    letter = _hemisphere(match, number)
    if not letter:
        return ""
    return "NS" if letter in "NS" else "EW"


def _hemisphere(match: re.Match[str], number: int) -> str:
    return (match[f"after{number}"] or match[f"before{number}"] or "").strip()


def _degrees(match: re.Match[str], number: int) -> float | None:
    """The angle in decimal degrees, or None where minutes or seconds reach 60."""
    minutes, seconds = (float(match[f"{part}{number}"] or 0) for part in ("minutes", "seconds"))
    if minutes >= 60 or seconds >= 60:
        return None
    value = float(match[f"degrees{number}"].replace(",", ".")) + minutes / 60 + seconds / 3600
    negative = match[f"sign{number}"] == "-" or _hemisphere(match, number) in ("S", "W", "O")
    return -value if negative else value


def _position(latitude: float | None, longitude: float | None) -> LatLon | None:
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return LatLon(latitude + 0.0, longitude + 0.0)  # -0.0 becomes 0.0


def _is_refusal(text: str) -> bool:
    """Whether a reply with numbers in it still declines to answer."""
    return bool(_REFUSAL.search(text)) and not _HEDGED.search(text)


_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2019\u2018\u2032\u02b9\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u2033\u02ba", '"'),
        **dict.fromkeys("\u00ba\u02da", "°"),
    }
)
_SPACED = re.compile(  # 48 51 30 N
    r"(?<![\d.,])(\d{1,3})[\s:]+(\d{1,2})[\s:]+(\d{1,2}(?:\.\d+)?)\s*(?=[NSEWO]\b)"
)
# 48,8584; 2,2945: but three digits after a comma are thousands to others.
_DECIMAL_COMMAS = re.compile(
    r"(?<![\d.,])(\d{1,3}),(\d\d|\d{4,})(\s*[;/|]\s*[-+]?\s?\d{1,3}),(\d\d|\d{4,})(?![\d.,])"
)
_WORDS = (
    (re.compile(r"(?<=[\d\s])(?:degrees?|deg\b\.?)", re.IGNORECASE), "°"),
    (re.compile(r"(?<=[\d\s])(?:minutes?|min\b\.?)", re.IGNORECASE), "'"),
    (re.compile(r"(?<=[\d\s])(?:seconds?|sec\b\.?)", re.IGNORECASE), '"'),
    (re.compile(r"(?<=[\d'\"°])\s*''"), '"'),
    (re.compile(r"(?<=[\d'\"°\s])(north|south|east|west)\b", re.IGNORECASE), None),
    (re.compile(r"\b(north|south|east|west)(?=:?\s+-?\d)", re.IGNORECASE), None),
)


def _plain(text: str) -> str:
    """One spelling for degree signs, primes, minus signs and the names of the hemispheres."""
    # Before the compatibility form, which takes some of these signs apart.
    text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    for pattern, sign in _WORDS:
        text = pattern.sub(sign or (lambda match: match[1][0].upper()), text)
    text = _SPACED.sub(r"\1°\2'\3" + '"', text)
    text = _DECIMAL_COMMAS.sub(r"\1.\2\3.\4", text)
    return text


def _tidy(words: str) -> str:
    """A reason on one line, without what only led to the coordinates."""
    printable = "".join(c if c.isprintable() else " " for c in words)
    text = " ".join(printable.split())
    text = re.sub(r"[\s({\[\"'*`:,-]+$", "", text)
    return text[:_LONGEST_REASON]
