"""The two things that can be calibrated: one index alone, or several sources that answer together.

Each hears a photo, is fitted to what it heard, and then stands as the product's own locator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import photos, sources, together
from img2loc_desktop.core.calibration import fitting, observations, several
from img2loc_desktop.core.calibration.hearing import Hearing
from img2loc_desktop.core.calibration.observations import Observation
from img2loc_desktop.core.calibration.several import Heard
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import Array, unit_vectors
from img2loc_desktop.core.index import IndexPack, IndexSettings, calibration
from img2loc_desktop.core.index import manifest as layout
from img2loc_desktop.core.locator import Evidence, Locator
from img2loc_desktop.core.retrieval import IndexSource, Options, Retrieval
from img2loc_desktop.core.testimony import Witness
from img2loc_desktop.core.types import WORDS, Artefact
from img2loc_desktop.core.vision import ModelWitness
from img2loc_desktop.core.vlm.evidence import ANSWERS, CHOICE

Checked = Mapping[str, object]


class Job(Protocol):
    """What is calibrated.

    ``file`` is the name of its calibration in the folder of the index, ``schema`` the version of
    that. ``members`` are the sources, ``settings`` those of all together once it is fitted,
    ``figures`` what was fitted, in words.
    """

    file: str
    schema: int
    settings: IndexSettings

    @property
    def packs(self) -> tuple[IndexPack, ...]: ...

    @property
    def members(self) -> tuple[Artefact, ...]: ...

    @property
    def figures(self) -> tuple[str, ...]: ...

    def listen(self, query: Query) -> Hearing:
        """Read a photo to learn from, and ask all sources about it."""
        ...

    def hear(self, query: Query, hearing: Hearing) -> bool:
        """Take in what the sources said of a photo; whether there is anything to learn."""
        ...

    def fit(self, authors: Sequence[str | None], seed: int) -> None:
        """Fit to the photos that were heard; ``authors`` are theirs."""
        ...

    @property
    def fitted(self) -> Mapping[str, object]:
        """All that was fitted, as JSON: the same makes the same answers."""
        ...

    def truths(self) -> Array:
        """The places of the photos that were heard: unit vectors (n, 3)."""
        ...

    def locator(self) -> Locator:
        """The product with what was fitted."""
        ...

    def write(
        self, path: Path, settings: IndexSettings, taught: frozenset[str], checked: Checked
    ) -> None:
        """Write the calibration, fitted to the photos with these SHA-256. Raises UserError."""
        ...


class OneIndex:
    """An index alone."""

    file = calibration.FILE
    schema = calibration.SCHEMA

    def __init__(self, source: IndexSource, gazetteer: Gazetteer) -> None:
        self._source, self._gazetteer = source, gazetteer
        self._retrieval = Retrieval([source], Options())
        self._heard: list[Observation] = []
        self.settings = source.pack.index_settings

    @property
    def packs(self) -> tuple[IndexPack, ...]:
        return (self._source.pack.with_settings(self.settings),)

    @property
    def members(self) -> tuple[Artefact, ...]:
        return sources.members([self._source], [])

    @property
    def figures(self) -> tuple[str, ...]:
        return (_index_figures(self.settings),)

    def listen(self, query: Query) -> Hearing:
        try:
            opened = photos.read(query.path, short_side=self._retrieval.short_side)
        except UserError:
            return Hearing()
        embeddings = self._retrieval.keep(self._retrieval.embed(opened))
        return Hearing(opened.photo.sha256, embeddings)

    def hear(self, query: Query, hearing: Hearing) -> bool:
        embeddings = self._retrieval.kept(hearing.embeddings)
        if embeddings is None or hearing.sha256 is None:
            return False
        (vector,) = embeddings.values()
        seen = _observed(self._source.pack, vector, query, hearing.sha256)
        if seen is not None:
            self._heard.append(seen)
        return seen is not None

    def fit(self, authors: Sequence[str | None], seed: int) -> None:
        first = observations.halves(authors, seed)[0]
        pack = self._source.pack
        self.settings = fitting.fit_with_factors(pack, self._heard, first, authors).settings

    @property
    def fitted(self) -> Mapping[str, object]:
        return layout.settings_to_json(self.settings)

    def truths(self) -> Array:
        return np.array([seen.truth for seen in self._heard])

    def locator(self) -> Locator:
        (pack,) = self.packs
        return Locator([IndexSource(self._source.encoder, pack)], self._gazetteer)

    def write(
        self, path: Path, settings: IndexSettings, taught: frozenset[str], checked: Checked
    ) -> None:
        pack = self._source.pack
        found = calibration.Calibration(pack.name, pack.sha256, settings, taught, checked)
        calibration.write(path, found)


class Together:
    """Several indexes, or an index with the words in the picture or a multimodal model."""

    schema = together.SCHEMA

    def __init__(
        self, found: Sequence[IndexSource], witnesses: Sequence[Witness], gazetteer: Gazetteer
    ) -> None:
        """Raises UserError for two indexes of one name and a model that cannot be used."""
        names = [source.pack.name for source in found]
        if len(set(names)) < len(names):
            raise UserError(
                "Two of the indexes have the same name, so that their calibration could not tell "
                "them apart.",
                "Build one of them again under another name.",
            )
        self._sources = tuple(found)
        self._witnesses = tuple(witnesses)
        self._gazetteer = gazetteer
        self.members = sources.members(found, witnesses)
        self._locator = Locator(found, gazetteer, witnesses=witnesses)
        self._heard: list[Heard] = []
        self._fitted = together.Together(self.members, {}, {}, IndexSettings())
        self.file = together.file_name(self.members)
        self.settings = IndexSettings()

    @property
    def packs(self) -> tuple[IndexPack, ...]:
        return tuple(source.pack for source in sources.settled(self._sources, self._fitted))

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(self._figures())

    def listen(self, query: Query) -> Hearing:
        evidence = next(
            (e for e in self._locator.locate(query.path) if isinstance(e, Evidence)), None
        )
        if evidence is None:
            return Hearing()
        names = {source.pack.name for source in self._sources}
        return Hearing(
            evidence.scene.opened.photo.sha256,
            self._locator.retrieval.keep(evidence.scene.vectors),
            tuple(points for points in evidence.points if points.source not in names),
        )

    def hear(self, query: Query, hearing: Hearing) -> bool:
        embeddings = self._locator.retrieval.kept(hearing.embeddings)
        if embeddings is None or hearing.sha256 is None:
            return False
        seen = tuple(
            _observed(
                source.pack,
                embeddings[source.encoder.sha256, source.pack.role],
                query,
                hearing.sha256,
            )
            for source in self._sources
        )
        others = {points.source: points for points in hearing.points}
        truth = unit_vectors(query.position.latitude, query.position.longitude)[0]
        is_known = any(each is not None for each in seen)
        if is_known:
            self._heard.append(Heard(seen, others, truth))
        return is_known

    def fit(self, authors: Sequence[str | None], seed: int) -> None:
        first = observations.halves(authors, seed)[0]
        packs = [source.pack for source in self._sources]
        found = several.fit_with_factors(packs, self._heard, first, authors, self.members)
        self._fitted, self.settings = found, found.whole

    @property
    def fitted(self) -> Mapping[str, object]:
        return together.to_json(self._fitted)

    def truths(self) -> Array:
        return np.array([photo.truth for photo in self._heard])

    def locator(self) -> Locator:
        found = replace(self._fitted, whole=self.settings)
        settled = sources.settled(self._sources, found)
        return Locator(settled, self._gazetteer, witnesses=self._witnesses, together=found)

    def write(
        self, path: Path, settings: IndexSettings, taught: frozenset[str], checked: Checked
    ) -> None:
        found = replace(self._fitted, whole=settings, taught=taught, checked=checked)
        together.write(path, found)

    def _figures(self) -> Iterator[str]:
        for source in self._sources:
            pack = source.pack
            weight = self._fitted.sources[pack.name].weight
            settings = self._fitted.indexes[pack.sha256]
            yield f"Index {pack.name}: weight {weight:.2f}. {_index_figures(settings)}"
        names = {source.pack.name for source in self._sources}
        for name, fit in self._fitted.sources.items():
            if name not in names:
                spoke = sum(name in photo.others for photo in self._heard)
                yield f"{name}: weight {fit.weight:.2f}, spoke of {spoke:,} photos."
        for name in self._silent():
            yield (
                f"{name} said nothing of these photos, so nothing could be fitted to it: a result "
                "that it has a part in is not calibrated."
            )
        yield f"Agreement {self._fitted.agreement:.2f} (0 is a mixture, 1 a product)."

    def _silent(self) -> Iterator[str]:
        """The sources beside the indexes that had nothing to say of any photo."""
        heard = {name for photo in self._heard for name in photo.others}
        for witness in self._witnesses:
            own = {ANSWERS, CHOICE} if isinstance(witness, ModelWitness) else {WORDS}
            if witness.identity is not None and not own & heard:
                yield witness.identity.name


def open_job(
    found: Sequence[IndexSource], witnesses: Sequence[Witness], gazetteer: Gazetteer
) -> Job:
    """One index alone, or all together."""
    if len(found) == 1 and not witnesses:
        return OneIndex(found[0], gazetteer)
    return Together(found, witnesses, gazetteer)


def _observed(
    pack: IndexPack, vector: NDArray[np.float32], query: Query, sha256: str
) -> Observation | None:
    rows = min(pack.count, observations.MOST_ROWS)
    # far=1: exact, and what is learned of the nearest rows must not depend on a graph
    scan = pack.scan(vector, rows, 1, {sha256})
    return observations.observe(pack, scan, query.position) if len(scan.near_rows) else None


def _index_figures(settings: IndexSettings) -> str:
    evidence = settings.evidence
    return f"Temperature {evidence.temperature:.2f}, {evidence.neighbours:,} neighbours."
