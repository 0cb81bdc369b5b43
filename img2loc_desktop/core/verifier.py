"""A second opinion on the candidates: does a location model find the picture to fit the place?

It adds no points of its own and moves no candidate: each gets the share that the model gives
it among the others, whichever source named it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.location import LocationModel
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.testimony import Scene, Testimony
from img2loc_desktop.core.types import Result
from img2loc_desktop.core.vlm.events import Words


class Verifier:
    """A location model that is asked about the candidates of the final estimate."""

    stage = "verifying"
    identity = None  # it moves no estimate

    def __init__(self, encoder: Encoder, model: LocationModel) -> None:
        """``model`` was added to ``encoder``, which embeds every photo anyway."""
        self._encoder = encoder
        self._model = model

    def testify(self, scene: Scene) -> Iterator[Words | Testimony]:
        """One Testimony without points, which records the fit of each candidate."""
        model = self._model
        picture = scene.vectors[self._encoder.sha256, model.role]

        def record(result: Result) -> Result:
            try:
                fits = model.fit(picture, [item.position for item in result.candidates])
            except UserError as error:
                warning = phrase(f"The candidates were not verified: {error.message}")
                return replace(result, warnings=(*result.warnings, warning))
            candidates = zip(result.candidates, fits, strict=True)
            return replace(
                result, candidates=tuple(replace(item, fit=fit) for item, fit in candidates)
            )

        yield Testimony(f"candidates compared with the picture by {model.name}", record=record)
