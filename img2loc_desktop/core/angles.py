"""Latitude and longitude as people write them: decimal degrees, or degrees, minutes, seconds.

    45.7640, 4.8357      45,7640 4,8357      45.7640N 4.8357E      N45.7640 E4.8357
    45°45′50.4″N 4°50′8.5″E      45 45.84 N, 4 50.14 E      45:45:50 -4:50:08
    lat 45.7640 lon 4.8357       longitude=4.8357 latitude=45.7640

Latitude comes first unless letters or labels say otherwise. What can be read in two ways is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from img2loc_desktop.core.types import LatLon

_LABEL = r"latitude|lat|longitude|long|lon|lng|north|south|east|west|[nsew]"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>[+-]?\s?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))"
    rf"|(?P<axis>(?:{_LABEL})(?![a-z]))[.:=]?"
    r"|(?P<mark>[°'\":]|d(?![a-z]))"
    r"|(?P<split>[,;/\n]))",
    re.IGNORECASE,
)
_MARKS = ("°d:", "':", '"')  # what may stand after degrees, minutes and seconds
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")


class NotUnderstoodError(ValueError):
    """Why a text is no position, as a sentence, and what to do about it."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, axis, mark or split
    text: str


def parse(text: str) -> LatLon:
    """The position in a text with plain digits, ``.,-`` and ``°'"`` for the marks.

    Raises NotUnderstoodError.
    """
    angles = [_angle(group) for group in _halves(_tokens(_with_points(text)))]
    (first, first_axis), (second, second_axis) = angles
    if (first_axis is None) != (second_axis is None):
        raise NotUnderstoodError("Only one of its two numbers says which direction it is.")
    if first_axis is not None and first_axis == second_axis:
        raise NotUnderstoodError(f"Both of its numbers are a {first_axis}.")
    latitude, longitude = (second, first) if first_axis == "longitude" else (first, second)
    return within_the_globe(latitude, longitude)


def within_the_globe(latitude: float, longitude: float) -> LatLon:
    """A position, if it is one. Raises NotUnderstoodError."""
    if abs(latitude) > 90:
        hint = ""
        if abs(latitude) <= 180 and abs(longitude) <= 90:
            hint = f"Latitude comes first: write {longitude:g}, {latitude:g} if that is meant."
        raise NotUnderstoodError(f"Its latitude {latitude:g} is not between -90 and 90.", hint)
    if abs(longitude) > 180:
        raise NotUnderstoodError(f"Its longitude {longitude:g} is not between -180 and 180.")
    return LatLon(latitude, longitude)


def _with_points(text: str) -> str:
    """The text with decimal points, where it has decimal commas."""
    if "." in text or not _DECIMAL_COMMA.search(text):
        return text
    pointed = _DECIMAL_COMMA.sub(".", text)
    if re.fullmatch(r"\s*[+-]?\s?[0-9]+,[0-9]+\s*", text):
        raise NotUnderstoodError(
            "It could be one number with a decimal comma or two whole ones.",
            "Put a space after a comma that separates latitude and longitude.",
        )
    return pointed


def _tokens(text: str) -> list[_Token]:
    tokens = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotUnderstoodError("It is in none of the notations that this version reads.")
        kind = str(match.lastgroup)
        tokens.append(_Token(kind, match[kind].lower()))
        at = match.end()
    return tokens


def _halves(tokens: Sequence[_Token]) -> tuple[Sequence[_Token], Sequence[_Token]]:
    """The tokens of the first and of the second angle."""

    def places(kind: str, text: str = "") -> list[int]:
        return [at for at, t in enumerate(tokens) if t.kind == kind and text in ("", t.text)]

    cut = None
    numbers, splits, degrees = places("number"), places("split"), places("mark", "°")
    axes = [at for at in places("axis") if at == 0 or tokens[at - 1].kind != "axis"]
    labels = [at for at in places("axis") if tokens[at].text.startswith("l")]
    if len(splits) == 1:
        return tokens[: splits[0]], tokens[splits[0] + 1 :]
    if not splits and len(labels) == 2 and labels[0] == 0:
        cut = labels[1]
    elif not splits and len(axes) == 2:
        cut = axes[1] if axes[0] == 0 else axes[0] + 1
    elif not splits and len(degrees) == 2:
        cut = degrees[1] - 1
    elif not splits and len(numbers) in (2, 4, 6):
        cut = numbers[len(numbers) // 2]
    if cut is None:
        raise NotUnderstoodError("It is not clear which of its numbers belong together.")
    return tokens[:cut], tokens[cut:]


def _angle(tokens: Sequence[_Token]) -> tuple[float, str | None]:
    """Degrees, and "latitude" or "longitude" where the text says which."""
    axes = {_axis(token.text) for token in tokens if token.kind == "axis"}
    directions = {token.text[0] for token in tokens if token.kind == "axis"} & set("nsew")
    if len(axes) > 1 or len(directions) > 1:
        raise NotUnderstoodError("One of its numbers has two directions.")
    numbers: list[str] = []
    for at, token in enumerate(tokens):
        if token.kind == "number":
            numbers.append(token.text.replace(" ", ""))
        elif token.kind == "mark" and not _follows(token.text, numbers, tokens[at - 1]):
            raise NotUnderstoodError("Its degrees, minutes and seconds are out of order.")
        elif token.kind == "axis" and 0 < at < len(tokens) - 1 and tokens[at - 1].kind != "axis":
            raise NotUnderstoodError("A direction stands in the middle of a number.")
    if not 1 <= len(numbers) <= 3:
        raise NotUnderstoodError("It needs two numbers, a latitude and a longitude.")
    if any("." in number for number in numbers[:-1]):
        raise NotUnderstoodError("Only the last of degrees, minutes and seconds has decimals.")
    if any(number[0] in "+-" for number in numbers[1:]):
        raise NotUnderstoodError("A sign belongs before the degrees.")
    if numbers[0][0] in "+-" and directions:
        raise NotUnderstoodError("One of its numbers has a sign and a direction: use one of them.")
    degrees, *parts = (abs(float(number)) for number in numbers)
    if any(part >= 60 for part in parts):
        raise NotUnderstoodError("Its minutes or seconds are not below 60.")
    degrees += sum(part / 60**power for power, part in enumerate(parts, start=1))
    is_negative = numbers[0][0] == "-" or bool(directions & set("sw"))
    return -degrees if is_negative else degrees, next(iter(axes), None)


def _follows(mark: str, numbers: Sequence[str], before: _Token) -> bool:
    """Whether a mark stands directly after the number that it belongs to."""
    return before.kind == "number" and mark in _MARKS[min(len(numbers), 3) - 1]


def _axis(word: str) -> str:
    is_latitude = word.startswith("lat") or word[0] in "ns"
    return "latitude" if is_latitude else "longitude"
