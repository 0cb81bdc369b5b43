"""The multimodal model as a source of evidence: asked after the indexes, never trusted alone.

Whatever happens to the model, the photo is answered without it: what happened stands in the
result's method and in a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from img2loc_desktop.core import vlm, words
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.prompt import PlaceOf
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.testimony import Scene, Testimony
from img2loc_desktop.core.types import Artefact, LatLon, LineMark, Result, VlmReport
from img2loc_desktop.core.vlm.memory import photo_side

_STAGE = "asking the model"
_NOT_ASKED_AGAIN = phrase(
    "The multimodal model answered before the words were read or changed; it was not asked again."
)


class ModelWitness:
    """A vlm pack that is asked about each photo in its own process."""

    stage = _STAGE

    def __init__(
        self, process: vlm.VisionProcess, settings: vlm.VlmSettings, place_of: PlaceOf, seed: int
    ) -> None:
        self._process = process
        self._settings = settings
        self._place_of = place_of
        self._seed = seed

    @property
    def pack(self) -> vlm.VlmPack:
        """The pack of the model."""
        return self._process.pack

    @property
    def identity(self) -> Artefact:
        """By what its calibration knows it again."""
        return Artefact(self.pack.name, self.pack.sha256)

    def asked(self, settings: vlm.VlmSettings) -> ModelWitness:
        """The same model, in the same process, asked in another way."""
        return ModelWitness(self._process, settings, self._place_of, self._seed)

    def testify(self, scene: Scene) -> Iterator[vlm.Words | Testimony]:
        """Ask, passing on the model's words. Raises StoppedError when the process is stopped.

        Where only the words in the picture were read or corrected, the earlier answers stand,
        and the result says so.
        """
        recalled = scene.earlier or (self._recalled(scene.result) if scene.result else None)
        if recalled is not None:
            yield _as_before(recalled) if _has_other_words(scene) else recalled
            return
        try:
            for event in self._ask(scene):
                if isinstance(event, VlmReport):
                    yield self._testimony(event)
                else:
                    yield event
        except UserError as error:
            name = self._process.pack.name
            yield Testimony(f"model {name} did not answer", warnings=(warning(error),))

    def _recalled(self, result: Result) -> Testimony:
        """What it said when the result was made, if it was this model."""
        pack = self._process.pack
        if result.vlm is not None and Artefact(pack.name, pack.sha256) in result.provenance.vlm:
            return self._testimony(result.vlm)
        return Testimony(f"model {pack.name} not asked again")

    def first_answer(self, scene: Scene) -> LatLon | None:
        """Where the model's first answer lies; None where it names no place or fails."""
        try:
            for event in self._ask(scene):
                if isinstance(event, VlmReport) and event.answers:
                    return event.answers[0].position
        except vlm.StoppedError:
            raise
        except UserError:
            pass
        return None

    def _ask(self, scene: Scene) -> Iterator[vlm.Words | VlmReport]:
        pack = self._process.pack
        question = vlm.compose(
            scene.near,
            scene.far,
            scene.candidates() if self._settings.candidates else (),
            self._settings,
            self._place_of,
            sees=pack.sees,
            words=scene.words,
        )
        pixels = scene.pixels(photo_side(pack.mmproj))
        yield from self._process.ask(pixels, question, self._settings, self._seed)

    def _testimony(self, report: VlmReport) -> Testimony:
        pack = self._process.pack
        points = vlm.points_of_report(report, self._settings.share)
        artefact = Artefact(pack.name, pack.sha256)

        def record(result: Result) -> Result:
            provenance = replace(result.provenance, vlm=(artefact,))
            return replace(result, vlm=report, provenance=provenance)

        name = phrase(f"model {pack.name}")
        if not pack.sees:
            name = phrase(f"model {pack.name} without seeing the photo")
        method = name if points else phrase(f"model {pack.name} named no place")
        return Testimony(method, points, report.warnings, record)


class AbsentModel:
    """A model that was asked for and cannot be used: it says so of every photo."""

    stage = _STAGE
    identity = None

    def __init__(self, folder: Path, error: UserError) -> None:
        name = words.one_line(folder.name)
        self.error = error
        self._testimony = Testimony(f"model {name} cannot be used", warnings=(warning(error),))

    def testify(self, scene: Scene) -> Iterator[Testimony]:
        """The same for every photo."""
        yield self._testimony


def open_witness(
    folder: Path,
    options: vlm.ModelOptions,
    settings: vlm.VlmSettings,
    place_of: PlaceOf,
    seed: int,
) -> ModelWitness | AbsentModel:
    """Check a vlm pack; the model is loaded when it is first asked."""
    try:
        process = vlm.VisionProcess.open(folder, options)
    except UserError as error:
        return AbsentModel(folder, error)
    return ModelWitness(process, settings, place_of, seed)


def warning(error: UserError) -> str:
    """What a user is told beside a result that was found without the model."""
    return f"{error.message} {error.hint}".strip()


def _has_other_words(scene: Scene) -> bool:
    """Whether the words are read only now, or the analyst changed any."""
    if scene.lines is None:
        return scene.is_asked
    return any(line.mark is not LineMark.READ for line in scene.lines)


def _as_before(recalled: Testimony) -> Testimony:
    """With a word on it, where the model had answered."""
    if not recalled.points or _NOT_ASKED_AGAIN in recalled.warnings:
        return recalled
    return replace(recalled, warnings=(*recalled.warnings, _NOT_ASKED_AGAIN))
