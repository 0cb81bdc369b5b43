"""The pipeline: a photo goes in, events come out, the last one is the Result or a Failure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from img2loc_desktop import __version__
from img2loc_desktop.core import estimator, photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import IndexPack
from img2loc_desktop.core.retrieval import Found, IndexSource, Options, Retrieval
from img2loc_desktop.core.testimony import Scene, Testimony, Witness
from img2loc_desktop.core.trust import Calibration, joint_calibration
from img2loc_desktop.core.types import (
    Artefact,
    Estimate,
    Failure,
    LatLon,
    Photo,
    Provenance,
    Result,
    WeightedPoints,
)
from img2loc_desktop.core.vlm.events import Words

__all__ = ["Event", "Evidence", "IndexSource", "Locator", "Options", "Stage", "Words"]


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done to a photo: "reading", "embedding", "searching", a witness's stage,
    or "estimating"."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a result is estimated from: for those who measure how good it is, not for users.

    ``found`` is what the indexes said, ``points`` what all sources said together, and
    ``calibration`` how they are weighed.
    """

    scene: Scene
    found: Found
    points: tuple[WeightedPoints, ...]
    calibration: Calibration


Event = Stage | Words | Evidence | Result | Failure


class Locator:
    """Locates photos by what the indexes and further sources of evidence say."""

    def __init__(
        self,
        sources: Sequence[IndexSource],
        gazetteer: Gazetteer,
        options: Options | None = None,
        witnesses: Sequence[Witness] = (),
    ) -> None:
        """``witnesses`` are asked in their order. Raises UserError when there is no index."""
        if not sources:
            raise UserError(
                "There is no index of geotagged places to compare photos with.",
                "Build one from your own photos: img2loc index build FOLDER --out PACK",
            )
        options = options or Options()
        self._retrieval = Retrieval(sources, options)
        self._witnesses = tuple(witnesses)
        self._gazetteer = gazetteer
        self._calibration = joint_calibration(self._retrieval.packs)
        self._provenance = Provenance(
            app=f"img2loc-desktop {__version__}",
            encoder=tuple(part for e in self._retrieval.encoders for part in e.artefacts),
            index=tuple(made for pack in self._retrieval.packs for made in _artefacts(pack)),
            seed=options.seed,
        )

    @property
    def packs(self) -> tuple[IndexPack, ...]:
        """The indexes that answer, in the order of ``Found.scans``."""
        return self._retrieval.packs

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """The sources beside the indexes, in the order in which they are asked."""
        return self._witnesses

    @property
    def gazetteer(self) -> Gazetteer:
        """What names the places."""
        return self._gazetteer

    def locate(self, path: Path, exclude_sha256: Collection[str] = ()) -> Iterator[Event]:
        """Yield a Stage for each step, words while they come, Evidence, then Result or Failure.

        References with the photo's own SHA-256, or with one of ``exclude_sha256``, are
        neither neighbours nor evidence. The photo's own GPS takes no part in the estimate.
        """
        photo: Photo | None = None
        try:
            yield Stage(path, "reading")
            opened = photos.read(path, short_side=self._retrieval.short_side)
            photo = opened.photo
            yield Stage(path, "embedding")
            embeddings = self._retrieval.embed(opened)
            yield Stage(path, "searching")
            found = self._retrieval.search(embeddings, {photo.sha256, *exclude_sha256})
            testimonies: list[Testimony] = []
            for witness in self._witnesses:
                yield Stage(path, witness.stage)
                scene = replace(self._scene(opened, found, testimonies), vectors=embeddings)
                for event in witness.testify(scene):
                    if isinstance(event, Testimony):
                        testimonies.append(event)
                    else:
                        yield event
            yield Stage(path, "estimating")
            points = tuple(_points(found, testimonies))
            scene = self._scene(opened, found, testimonies)
            yield Evidence(scene, found, points, self._weighing(testimonies))
            yield self._result(opened, found, testimonies)
        except UserError as error:
            yield Failure(path, error.message, error.hint, photo)

    def _scene(
        self, opened: photos.OpenPhoto, found: Found, testimonies: Sequence[Testimony]
    ) -> Scene:
        points = _points(found, testimonies)

        def candidates() -> tuple[LatLon, ...]:
            if not points:
                return ()
            spread = self._spread(points, self._weighing(testimonies))
            return tuple(candidate.position for candidate in spread.candidates)

        return Scene(opened, found.near, found.far, candidates)

    def _weighing(self, testimonies: Sequence[Testimony]) -> Calibration:
        """How the points are weighed when these have spoken, too."""
        speaking = any(testimony.points for testimony in testimonies)
        return self._calibration.with_others() if speaking else self._calibration

    def _spread(
        self, points: Sequence[WeightedPoints], calibration: Calibration
    ) -> estimator.Spread:
        return estimator.estimate(
            points,
            calibration.bandwidths,
            radius_factors=calibration.radius_factors,
            country_of=self._gazetteer.countries,
        )

    def _result(
        self, opened: photos.OpenPhoto, found: Found, testimonies: Sequence[Testimony]
    ) -> Result:
        points = _points(found, testimonies)
        if not points:
            raise UserError(
                "The index holds no other photo than this one.",
                "Add more geotagged photos: img2loc index add PACK FOLDER",
            )
        calibration = self._weighing(testimonies)
        spread = self._spread(points, calibration)
        encoder_warnings = (text for e in self._retrieval.encoders for text in e.warnings)
        result = Result(
            photo=opened.photo,
            estimate=Estimate(
                position=spread.position,
                radius_p50_km=spread.radius_p50_km,
                radius_p90_km=spread.radius_p90_km,
                place=self._gazetteer.place(spread.position),
                countries=spread.countries,
                trust=calibration.trust,
                method=self._method(testimonies),
                calibrated_on=calibration.calibrated_on,
                areas=spread.areas,
            ),
            candidates=tuple(
                replace(candidate, place=self._gazetteer.place(candidate.position))
                for candidate in spread.candidates
            ),
            neighbours=found.near,
            far=found.far,
            provenance=self._provenance,
            warnings=(
                *calibration.warnings,
                *encoder_warnings,
                *opened.warnings,
                *(text for testimony in testimonies for text in testimony.warnings),
            ),
        )
        for testimony in testimonies:
            result = testimony.record(result)
        return result

    def _method(self, testimonies: Sequence[Testimony]) -> str:
        """ "index a + model b (model c did not answer)"."""
        speaking = [testimony.method for testimony in testimonies if testimony.points]
        silent = [testimony.method for testimony in testimonies if not testimony.points]
        method = " + ".join([self._retrieval.method, *speaking])
        return f"{method} ({'; '.join(silent)})" if silent else method


def _artefacts(pack: IndexPack) -> Iterator[Artefact]:
    yield Artefact(pack.name, pack.sha256)
    if pack.calibration.sha256 is not None:
        yield Artefact(f"{pack.name} calibration", pack.calibration.sha256)


def _points(found: Found, testimonies: Sequence[Testimony]) -> list[WeightedPoints]:
    return [*found.points, *(points for said in testimonies for points in said.points)]
