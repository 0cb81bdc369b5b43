"""What networks made of a line, and which of it is believed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from img2loc_desktop.core.ocr_scripts import NO_SCRIPT, Script

_ALIKE = frozenset("ABCEHIJKMOPSTXYaceijopsxy")  # Latin letters that look Cyrillic or Greek
_ALIKE_DOUBT = 0.02
_GREEK = re.compile("[Α-Ωα-ωά-ώ∏∑∆]")
_NOT_CYRILLIC = re.compile("[ΔΘΛΞΣΨΩα-ωά-ώ∑∆]")
# Letters of a script that a network does not know become some that it does. It is seldom sure of
# them; where it is, the letters must look the less like its own.
_SURE_OF_LETTERS = 0.85
_FOREIGN, _SURELY_FOREIGN = 0.8, 0.97


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a line, "" where the network saw no letter that it knows.

    ``score`` in [0, 1] is how sure it is of the letters, ``script`` what these look like to it.
    """

    text: str
    score: float
    script: Script = NO_SCRIPT

    @property
    def looks_like(self) -> Script:
        """The script, unless there are letters that it lacks."""
        is_greek = self.script.code == "Cyrl" and _NOT_CYRILLIC.search(self.text)
        return NO_SCRIPT if is_greek else self.script

    @property
    def is_foreign(self) -> bool:
        """Whether the letters are none that the network knows, whatever it made of them.

        Greek capitals look Cyrillic; whether they make a Greek word is asked later.
        """
        if self.script.code == "Cyrl" and _GREEK.search(self.text):
            return False
        most = _FOREIGN if self.score < _SURE_OF_LETTERS else _SURELY_FOREIGN
        return self.script.foreign >= most


def likeliest(readings: Sequence[Reading]) -> Reading:
    """The reading of one line whose network is surest of it; if equal, the first one.

    Unless that has only letters that other scripts have, too: PECTOPAH may be Cyrillic.
    """
    best = max(readings, key=_trust)
    return replace(best, text="") if best.is_foreign else best


def _trust(reading: Reading) -> float:
    if reading.is_foreign:
        return 0.0
    letters = [letter for letter in reading.text if letter.isalpha()]
    alike = bool(letters) and set(letters) <= _ALIKE
    return round(reading.score, 2) - (_ALIKE_DOUBT if alike else 0.0)
