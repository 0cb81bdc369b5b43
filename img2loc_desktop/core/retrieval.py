"""What the indexes of geotagged places say of a photo: the source that all others build on."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.embedding import decoded_side
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.evidence import points_of_scan
from img2loc_desktop.core.index import IndexPack, Scan
from img2loc_desktop.core.photos import OpenPhoto
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import Embedding, Neighbour, WeightedPoints
from img2loc_desktop.core.views import Views, views_of

_ROUNDING = 1e-3  # of the length of a unit vector
_CHOICE = 500  # rows from which neighbours that lie apart are chosen

Embeddings = Mapping[tuple[str, str], NDArray[np.float32]]  # (d,) by encoder's SHA-256 and role


@dataclass(frozen=True, slots=True)
class IndexSource:
    """An index of geotagged places, with the encoder that made it.

    ``weight`` is the part of the estimate that it may claim, relative to the other sources.
    """

    encoder: Encoder
    pack: IndexPack
    weight: float = 1.0


_SEEN = {"flip": phrase("each photo seen twice"), "crops": phrase("each photo seen seven times")}


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may choose for a run."""

    neighbours: int = 16  # shown, near and (but for ``far``) far each
    apart_km: float = 25.0  # of neighbours closer together than this one is shown
    seed: int = 0
    views: Views = "one"  # of a photo; an index keeps those of one
    far: int | None = None  # shown; None is as many as near. 0 lets a pack's graph answer

    @property
    def farthest(self) -> int:
        """How many far neighbours are shown."""
        return self.neighbours if self.far is None else self.far


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found: points for the estimator, neighbours for people and prompts.

    ``scans`` has one for each index, in their order.
    """

    points: tuple[WeightedPoints, ...]
    near: tuple[Neighbour, ...]
    far: tuple[Neighbour, ...]
    scans: tuple[Scan, ...] = ()


class Retrieval:
    """Several indexes, each searched with the embedding of its own encoder."""

    def __init__(self, sources: Sequence[IndexSource], options: Options) -> None:
        self.packs = tuple(source.pack for source in sources)
        encoders = {source.encoder.sha256: source.encoder for source in sources}
        self.encoders = tuple(encoders.values())
        self._sources = tuple(sources)
        self._options = options

    @property
    def method(self) -> str:
        indexes = " + ".join(phrase(f"index {pack.name}") for pack in self.packs)
        views = self._options.views
        return indexes if views == "one" else f"{indexes} ({_SEEN[views]})"

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """By which key of the embeddings each index is searched."""
        return tuple((source.encoder.sha256, source.pack.role) for source in self._sources)

    @property
    def short_side(self) -> int:
        """The short side (pixels) that the photo should not be smaller than."""
        return max(decoded_side(encoder.preprocessing) for encoder in self.encoders)

    def embed(self, opened: OpenPhoto) -> Embeddings:
        """The embeddings of a photo; each encoder sees each of its views once."""
        pictures = list(views_of(opened.pixels, self._options.views))
        found = {}
        for encoder in self.encoders:
            roles = self._roles(encoder)
            rows = encoder.embed(pictures, roles)
            found.update({(encoder.sha256, role): _mean(rows[role]) for role in roles})
        return found

    def keep(self, embeddings: Embeddings) -> tuple[Embedding, ...]:
        """Embeddings as a result keeps them."""
        return tuple(
            Embedding(self._maker(encoder, role), role, _packed(embeddings[encoder.sha256, role]))
            for encoder in self.encoders
            for role in self._roles(encoder)
        )

    def kept(self, embeddings: Sequence[Embedding]) -> Embeddings | None:
        """The embeddings that a result kept; None unless all are there that a search needs."""
        values = {(item.encoder, item.role): item.values for item in embeddings}
        found = {}
        for encoder in self.encoders:
            for role in self._roles(encoder):
                row = _unpacked(values.get((self._maker(encoder, role), role), ""))
                if row is None or len(row) != encoder.outputs[role]:
                    return None
                found[encoder.sha256, role] = row
        return found

    def _maker(self, encoder: Encoder, role: str) -> str:
        """What made an embedding: also how often the encoder looked makes a difference."""
        views = self._options.views
        return encoder.maker(role) + (f" {views}" if views != "one" else "")

    def _roles(self, encoder: Encoder) -> list[str]:
        """The outputs of an encoder that are needed."""
        own = {source.pack.role for source in self._sources if source.encoder is encoder}
        return sorted(own if encoder.location is None else own | {encoder.location.role})

    def search(self, embeddings: Embeddings, excluded: Collection[str]) -> Found:
        """Search every index; references with an excluded key are not found."""
        scans = [self._scan(source, embeddings, excluded) for source in self._sources]
        near, far = self._neighbours(scans)
        points = tuple(
            replace(points_of_scan(source.pack, scan), share=source.weight)
            for source, scan in zip(self._sources, scans, strict=True)
            if len(scan.near_rows)
        )
        return Found(points, near, far, tuple(scans))

    def _scan(self, source: IndexSource, embeddings: Embeddings, excluded: Collection[str]) -> Scan:
        pack = source.pack
        choice, far = (
            max(_CHOICE, 8 * count) if count else 0
            for count in (self._options.neighbours, self._options.farthest)
        )
        evidence = pack.settings.neighbours or pack.count
        query = embeddings[source.encoder.sha256, pack.role]
        return pack.scan(query, near=max(evidence, choice), far=far, exclude=excluded)

    def _neighbours(
        self, scans: Sequence[Scan]
    ) -> tuple[tuple[Neighbour, ...], tuple[Neighbour, ...]]:
        """Near and far ones of all packs, by how far they stand out in their own pack.

        Cosine similarities of different encoders cannot be compared; standard deviations can.
        """
        near: list[tuple[float, Neighbour]] = []
        far: list[tuple[float, Neighbour]] = []
        count, farthest = self._options.neighbours, self._options.farthest
        for pack, scan in zip(self.packs, scans, strict=True):
            both = pack.neighbours(scan, count, farthest, self._options.apart_km)
            for collected, neighbours in zip((near, far), both, strict=True):
                collected.extend(
                    ((neighbour.similarity - scan.mean) / max(scan.std, 1e-9), neighbour)
                    for neighbour in neighbours
                )
        near.sort(key=lambda pair: -pair[0])
        far.sort(key=lambda pair: pair[0])
        return _ranked(near[:count]), _ranked(far[:farthest])


def _packed(row: NDArray[np.float32]) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode("ascii")


def _unpacked(values: str) -> NDArray[np.float32] | None:
    """The unit vector (d,) that was kept; None for what is none: a case file may be damaged."""
    try:
        row = np.frombuffer(base64.b64decode(values, validate=True), "<f4")
    except ValueError:
        return None
    is_unit = bool(np.isfinite(row).all()) and abs(float(np.linalg.norm(row)) - 1.0) < _ROUNDING
    return row.astype(np.float32) if is_unit else None


def _ranked(pairs: Iterable[tuple[float, Neighbour]]) -> tuple[Neighbour, ...]:
    return tuple(
        replace(neighbour, rank=rank) for rank, (_, neighbour) in enumerate(pairs, start=1)
    )


def _mean(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The direction of the mean of unit vectors (n, d); of one, that vector itself."""
    if len(rows) == 1:
        return np.asarray(rows[0])
    mean = rows.mean(axis=0, dtype=np.float64)
    unit: NDArray[np.float32] = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
    return unit
