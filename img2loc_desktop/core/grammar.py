"""The form of a model's answer as a GBNF grammar, so that every answer can be parsed.

GBNF is llama.cpp's notation for grammars. Its converter from JSON schemas ignores minimum
and maximum, which is why the ranges are spelled out here.
"""

from __future__ import annotations

from dataclasses import dataclass

DECIMALS = 5  # of a degree: about one metre
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_SHORTEST_REASON = 8  # characters; an empty reason explains nothing


@dataclass(frozen=True, slots=True)
class Grammar:
    """A GBNF text whose first rule is ``root``.

    ``alphabets`` has, for each line of an answer, every character that the line and its end
    may contain; ``longest`` is the length in characters that no answer exceeds.
    """

    text: str
    alphabets: tuple[frozenset[str], ...]
    longest: int

    @property
    def has_reason(self) -> bool:
        return len(self.alphabets) > 1


def coordinates(reason_characters: int = 0) -> Grammar:
    """The grammar of "(latitude, longitude)", after a line with a reason if one is wanted.

    Latitude is in [-90, 90] and longitude in [-180, 180] by construction, both in decimal
    degrees. A reason is one line of 8 to ``reason_characters`` printable ASCII characters.
    """
    degrees = f'("." [0-9]{{1,{DECIMALS}}})?'
    zeros = f'("." "0"{{1,{DECIMALS}}})?'
    rules = [
        f'lat ::= "-"? (([0-9] | [1-8] [0-9]) {degrees} | "90" {zeros})',
        f'lon ::= "-"? (([0-9] | [1-9] [0-9] | "1" [0-7] [0-9]) {degrees} | "180" {zeros})',
        'place ::= "(" lat ", " lon ")"',
    ]
    alphabet = frozenset("-.,() 0123456789")
    longest = len("(-90.") + DECIMALS + len(", -180.") + DECIMALS + len(")")
    if not reason_characters:
        return Grammar("\n".join(["root ::= place", *rules, ""]), (alphabet,), longest)
    shortest = min(_SHORTEST_REASON, reason_characters)
    rules.append(f"reason ::= [ -~]{{{shortest},{reason_characters}}}")
    return Grammar(
        "\n".join(['root ::= reason "\\n" place', *rules, ""]),
        (frozenset(_PRINTABLE + "\n"), alphabet),
        reason_characters + 1 + longest,
    )
