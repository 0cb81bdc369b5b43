"""Which script a line is in that the network cannot read.

A network that has never seen Thai still sees that Thai is none of its letters, and which of these
come nearest differs from script to script. At each place of a line it says how likely each letter
is; of 120 letters that stand for all others, the mean, spread and maximum of that over the line
tell the script: a multinomial logistic regression, fitted by resources/build_scripts.py on words
drawn in two thousand fonts.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import files, paths
from img2loc_desktop.core.errors import UserError

NAME = "scripts.npz"
UNKNOWN = ("Latn", "Grek", "Hani", "Kana", "")  # what no line has to be told of: read, or no text

SMALLEST = np.float32(1e-37)  # of a likelihood: its logarithm is finite

_FORMAT = 1

Likelihoods = NDArray[np.float32]  # (places, letters) of a line, each row sums to 1; first is none


@dataclass(frozen=True, slots=True)
class Script:
    """What the letters of a line look like.

    ``code`` is the likeliest of the scripts that the network cannot read (ISO 15924) and
    ``chance`` how likely it is; ``foreign`` is the chance that it is any of them.
    """

    code: str
    chance: float
    foreign: float


NO_SCRIPT = Script("", 0.0, 0.0)


class Scripts:
    """Tells scripts by what one network makes of them."""

    def __init__(self, path: Path | None = None) -> None:
        """The shipped file by default. Raises UserError where it is missing or damaged."""
        path = path or paths.resources() / NAME
        try:
            with np.load(path, allow_pickle=False) as parts:
                if int(parts["format"]) != _FORMAT:
                    raise ValueError("it has another format than this version reads")
                self.network = str(parts["network"])
                self._letters: NDArray[np.int64] = parts["letters"].astype(np.int64)
                self._weights: NDArray[np.float32] = parts["weights"].astype(np.float32)
                self._bias: NDArray[np.float32] = parts["bias"].astype(np.float32)
                self._codes = tuple(map(str, parts["codes"]))
            if self._weights.shape != (3 * len(self._letters), len(self._codes)):
                raise ValueError("its parts do not fit each other")
        except (OSError, KeyError, ValueError, EOFError, BadZipFile, zlib.error) as error:
            raise UserError(
                f"The file {path} is missing or damaged: {str(error).rstrip('.')}.",
                "Install img2loc-desktop again, or build it with resources/build_scripts.py.",
            ) from error
        self._foreign = np.array([code not in UNKNOWN for code in self._codes])

    def knows(self, network: Path) -> bool:
        """Whether this was fitted to that network: another one sees other letters."""
        return files.sha256_of(network) == self.network

    def of(self, likely: Likelihoods, part: float = 1.0) -> Script:
        """The script of a line that fills the first ``part`` of the places."""
        places = math.ceil(len(likely) * min(1.0, part))
        chances = self._chances(features(likely[:places], self._letters))
        foreign = np.where(self._foreign, chances, 0.0)
        best = int(foreign.argmax())
        return Script(self._codes[best], float(foreign[best]), float(foreign.sum()))

    def _chances(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        scores = values @ self._weights + self._bias
        chances = np.exp(scores - scores.max())
        normed: NDArray[np.float32] = chances / chances.sum()
        return normed


def features(likely: Likelihoods, letters: NDArray[np.int64]) -> NDArray[np.float32]:
    """What is told of a line: (3 x letters,) float32.

    At each place the logarithm of how much likelier each of the letters is than none; of these
    the mean, the standard deviation and the maximum over the line.
    """
    wanted = np.maximum(likely[:, np.concatenate(([0], letters))], SMALLEST)
    ratios = np.log(wanted[:, 1:] / wanted[:, :1])
    return np.concatenate((ratios.mean(axis=0), ratios.std(axis=0), ratios.max(axis=0)))
