"""The pipeline: a photo goes in, events come out, the last one is the Result or a Failure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from PIL import Image

from img2loc_desktop import __version__
from img2loc_desktop.core import estimator, joint, photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evidence import centres_without_photo
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import IndexPack
from img2loc_desktop.core.retrieval import Embeddings, Found, IndexSource, Options, Retrieval
from img2loc_desktop.core.testimony import Scene, Testimony, Witness
from img2loc_desktop.core.together import Together
from img2loc_desktop.core.trust import Calibration, calibration_of, joint_calibration
from img2loc_desktop.core.types import (
    WORDS,
    Artefact,
    Estimate,
    Failure,
    LatLon,
    Neighbours,
    Photo,
    Provenance,
    Result,
    TextLine,
    WeightedPoints,
    WordEdits,
)
from img2loc_desktop.core.vlm.events import Words
from img2loc_desktop.core.words import one_line

# Each clue of the words counts as often as such a clue was right, so they may narrow an estimate.
_OF_KNOWN_RELIABILITY = frozenset({WORDS})
_REMEMBERED = 8  # photos; each takes up to some megabytes

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


Event = Stage | Neighbours | Words | Evidence | Result | Failure


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What was found out about a photo, for when only its words change."""

    embeddings: Embeddings
    found: Found
    testimonies: tuple[Testimony, ...]


class Locator:
    """Locates photos by what the indexes and further sources of evidence say."""

    def __init__(
        self,
        sources: Sequence[IndexSource],
        gazetteer: Gazetteer,
        options: Options | None = None,
        witnesses: Sequence[Witness] = (),
        together: Together | None = None,
        problem: str = "",
    ) -> None:
        """``witnesses`` are asked in their order.

        ``together`` is the calibration of all these sources, and ``problem`` why there is none
        although there is a file. Raises UserError when there is no index.
        """
        if not sources:
            raise UserError(
                "There is no index of geotagged places to compare photos with.",
                "Build one from your own photos: img2loc index build FOLDER --out PACK",
            )
        options = options or Options()
        self._retrieval = Retrieval(sources, options)
        self._witnesses = tuple(witnesses)
        self._gazetteer = gazetteer
        self._ahead = photos.Ahead()
        self._memory: dict[tuple[str, frozenset[str]], _Known] = {}
        self._together = together
        calibration = (
            joint_calibration(self._retrieval.packs)
            if together is None
            else calibration_of(together)
        )
        if options.views != "one":  # calibrations look at a photo once
            calibration = calibration.unmatched()
        warnings = (*calibration.warnings, *([problem] if problem else []))
        self._calibration = replace(calibration, warnings=warnings)
        self._provenance = Provenance(
            app=f"img2loc-desktop {__version__}",
            encoder=tuple(part for e in self._retrieval.encoders for part in e.artefacts),
            index=(
                *(made for pack in self._retrieval.packs for made in _artefacts(pack)),
                *self.calibrations,
            ),
            seed=options.seed,
        )

    @property
    def retrieval(self) -> Retrieval:
        """What compares photos with the indexes."""
        return self._retrieval

    @property
    def packs(self) -> tuple[IndexPack, ...]:
        """The indexes that answer, in the order of ``Found.scans``."""
        return self._retrieval.packs

    @property
    def calibrations(self) -> tuple[Artefact, ...]:
        """The calibration of all sources together, if there is one."""
        together = self._together
        if together is None:
            return ()
        names = " and ".join(member.name for member in together.members)
        return (Artefact(f"calibration of {names}", together.sha256),)

    @property
    def taught(self) -> tuple[tuple[str, frozenset[str] | None], ...]:
        """The calibrations in use, and the photos that each was fitted to, by their SHA-256.

        None where it does not say.
        """
        if self._together is not None:
            return tuple((made.name, self._together.taught) for made in self.calibrations)
        return tuple(
            (f"{pack.name} calibration", pack.calibration.taught)
            for pack in self.packs
            if pack.radius_factors is not None
        )

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """The sources beside the indexes, in the order in which they are asked."""
        return self._witnesses

    @property
    def gazetteer(self) -> Gazetteer:
        """What names the places."""
        return self._gazetteer

    def read_ahead(self, path: Path) -> None:
        """Begin to read a photo that will be located soon; the present one is not delayed."""
        self._ahead.begin(path, self._retrieval.short_side)

    def locate(
        self,
        path: Path,
        exclude: Collection[str] = (),
        *,
        read_text: bool = False,
        reread: bool = False,
        lines: Sequence[TextLine] | None = None,
        edits: WordEdits = (),
        earlier: Result | None = None,
        keep_embeddings: bool = False,
    ) -> Iterator[Event]:
        """Yield a Stage for each step, words while they come, Evidence, then Result or Failure.

        Where other sources are asked after the indexes, Neighbours come before these: a model
        may take minutes.

        References with the photo's own SHA-256, or with a key in ``exclude`` (see
        ``Source.key``), are neither neighbours nor evidence. The photo's own GPS takes no part in
        the estimate.

        ``reread`` asks for the words in the picture, small ones too, also where they are read on
        demand, with all else made anew; ``read_text`` for these alone,
        ``lines`` are what an analyst says is written there instead, and ``edits`` what the
        analyst makes of those that are read. For a photo that was located lately the first two
        answer at once: everything else is remembered. ``earlier`` is its result from another
        day: with the embeddings in it (see ``keep_embeddings``) no encoder runs, and with
        ``lines`` besides the file is not opened.
        """
        photo: Photo | None = earlier.photo if earlier else None
        try:
            kept = self._retrieval.kept(earlier.embeddings) if earlier else None
            if earlier is not None and kept is not None and lines is not None:
                opened = _unopened(earlier)
            else:
                yield Stage(path, "reading")
                opened = self._ahead.take(path, self._retrieval.short_side)
                if earlier is not None and opened.photo.sha256 != earlier.photo.sha256:
                    raise _changed(path)
            photo = opened.photo
            excluded = frozenset((photo.sha256, *exclude))
            known = self._memory.get((photo.sha256, excluded))
            again = known if read_text or lines is not None else None
            if again is not None:
                embeddings, found = again.embeddings, again.found
            else:
                if kept is None:
                    yield Stage(path, "embedding")
                    kept = self._retrieval.embed(opened)
                yield Stage(path, "searching")
                embeddings, found = kept, self._retrieval.search(kept, excluded)
            if self._witnesses and found.near and earlier is None:
                yield Neighbours(found.near, found.far)
            testimonies: list[Testimony] = []
            for number, witness in enumerate(self._witnesses):
                scene = replace(
                    self._scene(opened, found, testimonies),
                    vectors=embeddings,
                    earlier=again.testimonies[number] if again else None,
                    is_asked=read_text or reread,
                    lines=None if lines is None else tuple(lines),
                    edits=edits,
                    result=earlier,
                )
                if witness.stage:
                    yield Stage(path, witness.stage)
                for event in witness.testify(scene):
                    if isinstance(event, Testimony):
                        testimonies.append(event)
                    else:
                        yield event
            self._remember((photo.sha256, excluded), _Known(embeddings, found, tuple(testimonies)))
            yield Stage(path, "estimating")
            points = self._points(found, testimonies)
            scene = replace(self._scene(opened, found, testimonies), vectors=embeddings)
            yield Evidence(scene, found, points, self._weighing(found, testimonies))
            if not points:
                raise _nothing_left(excluded != {photo.sha256})
            result = self._result(opened, points, found, testimonies)
            if keep_embeddings:
                result = replace(result, embeddings=self._retrieval.keep(embeddings))
            yield result
        except UserError as error:
            yield Failure(path, error.message, error.hint, photo)

    def _scene(
        self, opened: photos.OpenPhoto, found: Found, testimonies: Sequence[Testimony]
    ) -> Scene:
        testimonies = tuple(testimonies)

        def candidates() -> tuple[LatLon, ...]:
            points = self._points(found, testimonies)
            if not points:
                return ()
            spread = joint.spread_of(points, self._weighing(found, testimonies))
            return tuple(candidate.position for candidate in spread.candidates)

        words = tuple(word for said in testimonies for word in said.words)
        return Scene(opened, found.near, found.far, candidates, words=words)

    def _remember(self, key: tuple[str, frozenset[str]], known: _Known) -> None:
        self._memory.pop(key, None)
        self._memory[key] = known
        while len(self._memory) > _REMEMBERED:
            del self._memory[next(iter(self._memory))]

    def _weighing(self, found: Found, testimonies: Sequence[Testimony]) -> Calibration:
        """How the points are weighed when these have spoken, too."""
        others = [points for said in testimonies for points in said.points]
        if self._together is not None:
            others = [points for points in others if points.source not in self._together.sources]
        if not others:
            return self._calibration
        indexes = math.fsum(points.share for points in found.points)
        calibration, claimed = self._calibration, 0.0
        # One after the other, so that what it is without the unproven is known.
        for is_proven in (True, False):
            those = [p for p in others if (p.source in _OF_KNOWN_RELIABILITY) is is_proven]
            if those:
                claimed += math.fsum(points.share for points in those)
                part = claimed / max(claimed + indexes, 1e-300)
                unproven = () if is_proven else {points.key for points in those}
                calibration = calibration.with_others(part, unproven)
        return calibration

    def _points(self, found: Found, testimonies: Sequence[Testimony]) -> tuple[WeightedPoints, ...]:
        """What all sources say, weighed as their calibration wants it."""
        points = (*found.points, *(each for said in testimonies for each in said.points))
        together = self._together
        if together is None:
            return points
        # What agreement is worth was measured of these alone: strangers are mixed with them.
        known = [together.weighed(each) for each in points if each.source in together.sources]
        strangers = (each for each in points if each.source not in together.sources)
        return (*estimator.agreed(known, together.agreement, self._prior), *strangers)

    @cached_property
    def _prior(self) -> estimator.Centres:
        return centres_without_photo(self._retrieval.packs)

    def _result(
        self,
        opened: photos.OpenPhoto,
        points: Sequence[WeightedPoints],
        found: Found,
        testimonies: Sequence[Testimony],
    ) -> Result:
        calibration = self._weighing(found, testimonies)
        spread = joint.spread_of(points, calibration, self._gazetteer.countries)
        leading = spread.countries[0].code if spread.countries else ""
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
                leading_country=self._gazetteer.country_name(leading),
            ),
            candidates=tuple(
                replace(candidate, place=self._gazetteer.place(candidate.position))
                for candidate in spread.candidates
            ),
            neighbours=found.near,
            far=found.far,
            provenance=self._provenance,
            warnings=tuple(
                dict.fromkeys(
                    (
                        *calibration.warnings,
                        *encoder_warnings,
                        *opened.warnings,
                        *(text for testimony in testimonies for text in testimony.warnings),
                    )
                )
            ),
        )
        for testimony in testimonies:
            result = testimony.record(result)
        return result

    def _method(self, testimonies: Sequence[Testimony]) -> str:
        """ "index a + model b (model c did not answer)"."""
        speaking = [testimony.method for testimony in testimonies if testimony.points]
        silent = [said.method for said in testimonies if said.method and not said.points]
        method = " + ".join([self._retrieval.method, *speaking])
        return f"{method} ({'; '.join(silent)})" if silent else method


def _unopened(result: Result) -> photos.OpenPhoto:
    """The photo of a result without its pixels: a witness that wants some opens the file."""
    return photos.OpenPhoto(result.photo, Image.new("RGB", (1, 1)), result.warnings)


def _changed(path: Path) -> UserError:
    return UserError(
        f"{one_line(path.name)} has changed since it was located.", "Locate the photo again."
    )


def _artefacts(pack: IndexPack) -> Iterator[Artefact]:
    yield Artefact(pack.name, pack.sha256)
    if pack.calibration.sha256 is not None:
        yield Artefact(f"{pack.name} calibration", pack.calibration.sha256)


def _nothing_left(others_excluded: bool) -> UserError:
    """The words for a search from which every reference was left out."""
    if others_excluded:
        return UserError(
            "Every photo of the index is among the photos of this run, and these do not count as "
            "references for one another.",
            "Add other geotagged photos to the index, or leave out --not-each-other.",
        )
    return UserError(
        "The index holds no other photo than this one.",
        "Add more geotagged photos: img2loc index add PACK FOLDER",
    )
