"""The pipeline: a photo goes in, events come out, the last one is the Result or a Failure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop import __version__
from img2loc_desktop.core import estimator, photos
from img2loc_desktop.core.embedding import decoded_side
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evidence import points_of_scan
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import IndexPack, Scan
from img2loc_desktop.core.trust import joint_calibration
from img2loc_desktop.core.types import (
    Artefact,
    Estimate,
    Failure,
    Neighbour,
    Photo,
    Provenance,
    Result,
)

_CHOICE = 500  # rows from which neighbours that lie apart are chosen


@dataclass(frozen=True, slots=True)
class IndexSource:
    """An index of geotagged places, with the encoder that made it."""

    encoder: Encoder
    pack: IndexPack


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may choose for a run."""

    neighbours: int = 16  # shown, near and far each
    apart_km: float = 25.0  # of neighbours closer together than this one is shown
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done to a photo: "reading", "embedding", "searching" or "estimating"."""

    path: Path
    name: str


Event = Stage | Result | Failure


class Locator:
    """Locates photos by what one or more sources of evidence say."""

    def __init__(
        self, sources: Sequence[IndexSource], gazetteer: Gazetteer, options: Options | None = None
    ) -> None:
        """Raises UserError when there is no source at all."""
        if not sources:
            raise UserError(
                "There is no index of geotagged places to compare photos with.",
                "Build one from your own photos: img2loc index build FOLDER --out PACK",
            )
        self._sources = tuple(sources)
        self._gazetteer = gazetteer
        self._options = options or Options()
        self._calibration = joint_calibration([source.pack for source in sources])
        encoders = {source.encoder.sha256: source.encoder for source in sources}
        self._encoders = tuple(encoders.values())
        self._provenance = Provenance(
            app=f"img2loc-desktop {__version__}",
            encoder=tuple(Artefact(encoder.name, encoder.sha256) for encoder in self._encoders),
            index=tuple(Artefact(source.pack.name, source.pack.sha256) for source in sources),
            seed=self._options.seed,
        )

    def locate(self, path: Path, exclude_sha256: Collection[str] = ()) -> Iterator[Event]:
        """Yield a Stage for each step and, at the end, the Result or the Failure.

        References with the photo's own SHA-256, or with one of ``exclude_sha256``, are
        neither neighbours nor evidence. The photo's own GPS takes no part in the estimate.
        """
        photo: Photo | None = None
        try:
            yield Stage(path, "reading")
            opened = photos.read(path, short_side=self._short_side())
            photo = opened.photo
            yield Stage(path, "embedding")
            embeddings = self._embed(opened)
            yield Stage(path, "searching")
            excluded = {photo.sha256, *exclude_sha256}
            scans = [self._scan(source, embeddings, excluded) for source in self._sources]
            yield Stage(path, "estimating")
            yield self._result(opened, scans)
        except UserError as error:
            yield Failure(path, error.message, error.hint, photo)

    def _short_side(self) -> int:
        return max(decoded_side(encoder.preprocessing) for encoder in self._encoders)

    def _embed(self, opened: photos.OpenPhoto) -> dict[tuple[str, str], NDArray[np.float32]]:
        """The embeddings (d,) by encoder and role; each encoder sees the photo once."""
        found = {}
        for encoder in self._encoders:
            roles = sorted(
                {source.pack.role for source in self._sources if source.encoder is encoder}
            )
            rows = encoder.embed([opened.pixels], roles)
            found.update({(encoder.sha256, role): rows[role][0] for role in roles})
        return found

    def _scan(
        self,
        source: IndexSource,
        embeddings: Mapping[tuple[str, str], NDArray[np.float32]],
        excluded: Collection[str],
    ) -> Scan:
        pack = source.pack
        choice = max(_CHOICE, 8 * self._options.neighbours)
        evidence = pack.settings.neighbours or pack.count
        query = embeddings[source.encoder.sha256, pack.role]
        return pack.scan(query, near=max(evidence, choice), far=choice, exclude_sha256=excluded)

    def _result(self, opened: photos.OpenPhoto, scans: Sequence[Scan]) -> Result:
        packs = [source.pack for source in self._sources]
        points = [
            points_of_scan(pack, scan)
            for pack, scan in zip(packs, scans, strict=True)
            if len(scan.near_rows)
        ]
        if not points:
            raise UserError(
                "The index holds no other photo than this one.",
                "Add more geotagged photos: img2loc index add PACK FOLDER",
            )
        calibration = self._calibration
        spread = estimator.estimate(
            points,
            calibration.bandwidths,
            radius_factors=calibration.radius_factors,
            country_of=self._gazetteer.countries,
        )
        near, far = self._neighbours(scans)
        encoder_warnings = (text for encoder in self._encoders for text in encoder.warnings)
        return Result(
            photo=opened.photo,
            estimate=Estimate(
                position=spread.position,
                radius_p50_km=spread.radius_p50_km,
                radius_p90_km=spread.radius_p90_km,
                place=self._gazetteer.place(spread.position),
                countries=spread.countries,
                trust=calibration.trust,
                method=" + ".join(f"index {pack.name}" for pack in packs),
            ),
            candidates=tuple(
                replace(candidate, place=self._gazetteer.place(candidate.position))
                for candidate in spread.candidates
            ),
            neighbours=near,
            far=far,
            provenance=self._provenance,
            warnings=(*calibration.warnings, *encoder_warnings, *opened.warnings),
        )

    def _neighbours(
        self, scans: Sequence[Scan]
    ) -> tuple[tuple[Neighbour, ...], tuple[Neighbour, ...]]:
        """Near and far ones of all packs, by how far they stand out in their own pack.

        Cosine similarities of different encoders cannot be compared; standard deviations can.
        """
        near: list[tuple[float, Neighbour]] = []
        far: list[tuple[float, Neighbour]] = []
        count = self._options.neighbours
        for source, scan in zip(self._sources, scans, strict=True):
            both = source.pack.neighbours(scan, count, count, self._options.apart_km)
            for collected, neighbours in zip((near, far), both, strict=True):
                collected.extend(
                    ((neighbour.similarity - scan.mean) / max(scan.std, 1e-9), neighbour)
                    for neighbour in neighbours
                )
        near.sort(key=lambda pair: -pair[0])
        far.sort(key=lambda pair: pair[0])
        return _ranked(near[:count]), _ranked(far[:count])


def _ranked(pairs: Iterable[tuple[float, Neighbour]]) -> tuple[Neighbour, ...]:
    return tuple(
        replace(neighbour, rank=rank) for rank, (_, neighbour) in enumerate(pairs, start=1)
    )
