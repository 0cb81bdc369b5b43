"""What a source of evidence is shown and what it answers.

The indexes come first: they find the neighbours. Every other source (the multimodal model,
the words in the picture) is a Witness. The locator asks one after another and gives the
points of all to one estimator; a new kind of source touches neither of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core import photos, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.types import (
    Artefact,
    LatLon,
    Neighbour,
    Result,
    TextLine,
    WeightedPoints,
    WordEdits,
)
from img2loc_desktop.core.vlm.events import Words


def nothing_more(result: Result) -> Result:
    """The result as it is."""
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A photo, and what is known of it when a witness is asked.

    ``candidates`` estimates from the points so far and gives the places, the likeliest first;
    none where nothing is known yet. ``vectors`` are its embeddings (d,), of length 1, by the
    SHA-256 of their encoder and the role. ``words`` are those that were read in the picture so
    far.

    A photo may be asked about again. Then ``earlier`` is what this witness said of it before,
    or ``result`` what came of that, ``is_asked`` tells that its words shall be read even where
    they usually are not, and ``lines`` are what an analyst says is written there. ``edits`` are
    what the analyst makes of those that are read.
    """

    opened: photos.OpenPhoto
    near: tuple[Neighbour, ...]
    far: tuple[Neighbour, ...]
    candidates: Callable[[], tuple[LatLon, ...]]
    vectors: Mapping[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    earlier: Testimony | None = None
    is_asked: bool = False
    lines: tuple[TextLine, ...] | None = None
    edits: WordEdits = ()
    result: Result | None = None

    def pixels(self, short_side: int | None = None) -> Image.Image:
        """The upright photo, its short side no smaller than that where it is that large.

        None is for all of it. The indexes see a smaller one, however large a witness wants it,
        so that their answer is the same whoever else is asked. Raises UserError.
        """
        photo, small = self.opened.photo, self.opened.pixels
        whole = small.size == (photo.width, photo.height)
        if whole or (short_side is not None and min(small.size) >= short_side):
            return small
        again = photos.read(photo.path, short_side=short_side)
        if again.photo.sha256 != photo.sha256:
            raise UserError(
                f"{words.one_line(photo.path.name)} was changed while it was being located.",
                "Locate it again.",
            )
        return again.pixels


@dataclass(frozen=True, slots=True, eq=False)
class Testimony:
    """What one witness says of one photo.

    ``method`` joins the result's method: the witness's name, or why it has nothing to say; it is
    empty where nobody expects that.
    ``record`` adds to the result what the witness keeps beside its points. ``words`` are those
    that it read in the picture, for the witnesses after it.
    """

    method: str
    points: tuple[WeightedPoints, ...] = ()
    warnings: tuple[str, ...] = ()
    record: Callable[[Result], Result] = nothing_more
    words: tuple[str, ...] = ()


class Witness(Protocol):
    """A source of evidence beside the indexes.

    ``stage`` is what the user is told while it is asked, if anything, ``identity`` by what a
    calibration knows it again: None for one that no calibration counts with.
    """

    @property
    def stage(self) -> str: ...

    @property
    def identity(self) -> Artefact | None: ...

    def testify(self, scene: Scene) -> Iterator[Words | Testimony]:
        """Yield words while they come and one Testimony at the end; no UserError leaves it."""
        ...
