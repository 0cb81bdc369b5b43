"""Greek letters that the network saw and left out.

At each place of a line the network says how likely each letter is, and how likely that there is
none. Of Greek, which it saw little of, it is sure which letter stands there and not whether any
does: of "ΠΡΟΣΟΧΗ" nothing may come, or "ΣOX". Those letters are brought back, where what comes of
it can be Greek. It is believed only as far as it makes words: see ``HALF_SEEN``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from img2loc_desktop.core.ocr_scripts import NO_SCRIPT, Likelihoods, Script, Scripts

# The most that lines with letters brought back are sure of: such a line needs a known word.
HALF_SEEN = 0.84

_LEAST = 0.02  # likelihood that there is a letter: with less there is none
_SEEN = 0.5  # with more no letter is left out
_WAVERING = 0.3  # of the likelihood of N: with more for Π, that is meant
_FEWEST = 4  # letters of such a line: shorter ones come of other scripts
_PI = "Π∏"

# Greek, the Latin letters and signs of the same shapes, and what stands around words.
_MAY_BE_GREEK = re.compile(
    "[ΆΈΉΊΌΎΏΑ-Ωά-ώΐΰA-ZaáceéiíıkmńoópuúvxyzÁÉÍÓÚćçµ∆△∑∏三ミ0-9\\s.,:;'’&()/·-]+"
)
_ONLY_GREEK = re.compile("[ΓΔΘΛΞΠΣΦΨΩΆΈΉΊΌΎΏά-ώα-ω∑∏∆]")


@dataclass(frozen=True, slots=True)
class Seen:
    """How sure the letters of a line are, in [0, 1], and which script they look like."""

    score: float
    script: Script = NO_SCRIPT


class Decoder:
    """RapidOCR's decoder, with the letters that it leaves out of Greek lines, and the script.

    In place of each score it gives a ``Seen``, which RapidOCR hands on as it is.
    """

    def __init__(self, usual: Any, network: Path) -> None:
        self._usual = usual
        self._network = network
        self._letters: Sequence[str] = usual.character
        self._pi = [self._letters.index(letter) for letter in _PI if letter in self._letters]

    def __call__(
        self,
        answer: Any,
        *arguments: Any,
        wh_ratio_list: Sequence[float] = (),
        max_wh_ratio: float = 1.0,
        **named: Any,
    ) -> tuple[list[Any], list[Any]]:
        """``wh_ratio_list`` has the widths of the lines, in heights: the rest is empty."""
        lines, words = self._usual(
            answer, *arguments, wh_ratio_list=wh_ratio_list, max_wh_ratio=max_wh_ratio, **named
        )
        for row, (usual, ratio) in enumerate(zip(lines, wh_ratio_list, strict=True)):
            text, score = self._with_all_letters(answer[row], usual[0]) or usual
            script = NO_SCRIPT
            if self._scripts is not None:
                script = self._scripts.of(answer[row], ratio / max_wh_ratio)
            lines[row] = text, Seen(score, script)
        return lines, words

    @cached_property
    def _scripts(self) -> Scripts | None:
        """None where RapidOCR brings another network than the one that they were fitted to."""
        scripts = Scripts()
        return scripts if scripts.knows(self._network) else None

    def _with_all_letters(self, likely: Likelihoods, text: str) -> tuple[str, float] | None:
        """The Greek line and how sure its letters are, None where it is none or is complete."""
        seen = 1.0 - likely[:, 0]
        around = np.concatenate(([0.0], seen, [0.0]))
        peaks = (seen > _LEAST) & (seen >= around[:-2]) & (seen > around[2:])
        if not (peaks & (seen < _SEEN)).any():
            return None
        rows = likely[peaks]
        best = rows[:, 1:].argmax(axis=1) + 1
        whole = "".join(
            self._letter(row, number) for row, number in zip(rows, best.tolist(), strict=True)
        )
        whole = unicodedata.normalize("NFC", whole)
        letters = sum(map(str.isalpha, whole))
        longer = letters >= _FEWEST and len(whole.replace(" ", "")) > len(text.replace(" ", ""))
        if not longer or not _ONLY_GREEK.search(whole) or not _MAY_BE_GREEK.fullmatch(whole):
            return None
        sure = rows[np.arange(len(best)), best] / seen[peaks]
        return whole, min(float(sure.mean()), HALF_SEEN)

    def _letter(self, row: Likelihoods, best: int) -> str:
        """The likeliest letter; Π where the network wavers between that and N."""
        letter = self._letters[best]
        if letter == "N" and row[self._pi].sum() > _WAVERING * row[best]:
            return "Π"
        return letter
