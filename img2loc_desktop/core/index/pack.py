"""An index pack that is open for searching; every file is memory-mapped and read-only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import files, model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator import AreaLevels, Bandwidths, RadiusFactors
from img2loc_desktop.core.index import calibration, checks, native, scan, sources
from img2loc_desktop.core.index import manifest as layout
from img2loc_desktop.core.index.manifest import EvidenceSettings, IndexSettings
from img2loc_desktop.core.index.scan import Scan
from img2loc_desktop.core.index.thinning import thin
from img2loc_desktop.core.preprocessing import Preprocessing
from img2loc_desktop.core.types import LatLon, Neighbour, Source

_GRAPH_FROM = 4  # rows for each that is asked for; with fewer a pass over all is as fast
_AGAIN = "Build the index again, or get the pack again from its source."


@dataclass(frozen=True, slots=True, eq=False)
class IndexPack:
    """Reference points on the globe and the vectors by which a photo is compared with them.

    ``latitudes`` and ``longitudes`` are float64 (count,) in degrees, ``row_weights`` float32
    (count,) or None. ``sha256`` is that of manifest.json, which binds all other files.
    ``settings`` are those of the manifest, or of the calibration that was made for it.
    ``left_out`` are rows that count as if they were not there.
    """

    manifest: model_packs.Manifest
    section: layout.IndexSection
    sha256: str
    rows: scan.Rows
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    row_weights: NDArray[np.float32] | None
    sources_path: Path | None
    graph: native.Graph | None = field(repr=False)
    calibration: calibration.Found = field(default_factory=calibration.Found)
    left_out: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @classmethod
    def open(
        cls,
        folder: Path,
        encoder_sha256: str | None = None,
        preprocessing: Preprocessing | None = None,
    ) -> IndexPack:
        """Check the files of a pack and map them.

        Raises UserError when the pack is of another encoder or preprocessing than those given,
        when its schema is another, or when a file is missing, short or altered.
        """
        manifest = model_packs.read_manifest(folder, "index")
        section = layout.read_section(manifest)
        _check_encoder(manifest.name, section.encoder, encoder_sha256, preprocessing)
        model_packs.check_files(manifest)  # before the graph is viewed: bad bytes there can crash
        count, dimension = section.count, section.dimension
        coordinates = _mapped(manifest, layout.COORDINATES, np.float64, (2, count))
        weights = None
        if layout.listed(manifest, layout.WEIGHTS):
            weights = _mapped(manifest, layout.WEIGHTS, np.float32, (count,))
        _check_points(manifest.name, coordinates, weights)
        graph_path = layout.listed(manifest, layout.GRAPH)
        sha256 = files.sha256_of(folder / model_packs.MANIFEST)
        return cls(
            manifest=manifest,
            section=section,
            sha256=sha256,
            rows=scan.Rows(
                codes=_mapped(manifest, layout.CODES, np.int8, (count, dimension)),
                vectors=_mapped(manifest, layout.VECTORS, np.float16, (count, dimension)),
                quantiser=section.quantiser,
            ),
            latitudes=coordinates[0],
            longitudes=coordinates[1],
            row_weights=weights,
            sources_path=layout.listed(manifest, layout.SOURCES),
            graph=None if graph_path is None else native.Graph(graph_path, count, dimension),
            calibration=calibration.find(folder, sha256),
        )

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def count(self) -> int:
        return self.section.count

    @property
    def dimension(self) -> int:
        return self.section.dimension

    @property
    def role(self) -> str:
        """Which output of the encoder the vectors are compared with."""
        return self.section.encoder.role

    @property
    def encoder_name(self) -> str:
        return self.section.encoder.name

    @property
    def encoder_sha256(self) -> str:
        return self.section.encoder.sha256

    @property
    def preprocessing(self) -> Preprocessing:
        return self.section.encoder.preprocessing

    @property
    def index_settings(self) -> IndexSettings:
        """How its results are estimated: as calibrated, else as its manifest says."""
        return self.calibration.settings or self.section.settings

    @property
    def settings(self) -> EvidenceSettings:
        return self.index_settings.evidence

    @property
    def trust(self) -> str:
        """ "hint", "uncalibrated" or "calibrated"."""
        return self.index_settings.trust

    @property
    def bandwidths(self) -> Bandwidths | None:
        return self.index_settings.bandwidths

    @property
    def radius_factors(self) -> RadiusFactors | None:
        return self.index_settings.radius_factors

    @property
    def area_levels(self) -> AreaLevels | None:
        return self.index_settings.area_levels

    @property
    def calibrated_on(self) -> str | None:
        return self.index_settings.calibrated_on

    def prior_weights(
        self, power: float, rows: slice | NDArray[np.int64] = slice(None)
    ) -> NDArray[np.float64]:
        """What rows weigh before a photo is seen, row_weights^power, float64 (n,).

        A row stands for that many photos; each of an index of photos stands for one.
        """
        if self.row_weights is None:
            weights = np.ones(len(self.latitudes[rows]))
        else:
            weights = self.row_weights[rows].astype(np.float64) ** power
        if len(self.left_out):
            weights[np.isin(np.arange(self.count)[rows], self.left_out)] = 0.0
        return weights

    def with_settings(self, settings: IndexSettings) -> IndexPack:
        """The same pack, estimated with in another way."""
        return replace(self, calibration=calibration.Found(settings))

    def without_authors(self, authors: Collection[str]) -> IndexPack:
        """The same pack as if nothing in it were by these. Raises UserError if nothing is left."""
        if self.sources_path is None or not authors:
            return self
        rows = sources.rows_by(self.sources_path, authors)
        if len(rows) >= self.count:
            raise UserError(
                f'Everything in the index "{self.name}" is by authors of the photos to measure '
                "with, so nothing would be left of it.",
                "Measure with photos by others, or leave out --exclude same-author.",
            )
        return replace(self, left_out=rows[(rows >= 0) & (rows < self.count)])

    def without(self, keys: Collection[str]) -> IndexPack:
        """The same pack as if it had no rows with these keys (see ``Source.key``)."""
        rows = self._rows_of(keys)
        return self if len(rows) == len(self.left_out) else replace(self, left_out=rows)

    def check_encoder(self, sha256: str, preprocessing: Preprocessing) -> None:
        """Refuse an encoder other than the one that made the vectors. Raises UserError."""
        _check_encoder(self.name, self.section.encoder, sha256, preprocessing)

    def scan(
        self,
        query: NDArray[np.float32],
        near: int,
        far: int,
        exclude: Collection[str] = (),
        *,
        exact: bool = False,
    ) -> Scan:
        """The ``near`` most and ``far`` least similar rows to a query, a unit vector (d,).

        Rows whose source has one of the keys in ``exclude`` (see ``Source.key``) take no part:
        neither as neighbours nor in mean and standard deviation.

        One exact pass over all rows answers, at the speed of memory. Only where nothing far,
        and not a good part of all rows, is asked of a pack that has a graph (one with very many
        rows) does the graph answer instead, in time that hardly grows with the rows; ``exact``
        prevents that.
        """
        query = np.asarray(query, dtype=np.float32)
        if query.shape != (self.dimension,) or not abs(float(query @ query) - 1.0) < 1e-2:
            raise ValueError(f"the query must be a unit vector of {self.dimension} values")
        excluded = self._rows_of(exclude)
        few = far == 0 and near * _GRAPH_FROM <= self.count
        if self.graph is not None and few and not exact:
            return scan.search_graph(self.rows, self.graph, query, near, excluded)
        return scan.scan_all(self.rows, query, near, far, excluded)

    def neighbours(
        self, found: Scan, k_near: int, k_far: int, thin_km: float
    ) -> tuple[tuple[Neighbour, ...], tuple[Neighbour, ...]]:
        """The near and far rows of a scan as neighbours, best first, ``thin_km`` apart.

        A scan of 500 rows or more each way leaves enough to choose from. Where the rows lie in
        fewer places than asked the lists are shorter (see thinning.thin).
        """
        return (
            self._neighbours(found.near_rows, found.near_scores, k_near, thin_km),
            self._neighbours(found.far_rows, found.far_scores, k_far, thin_km),
        )

    def source(self, row: int) -> Source | None:
        """Where a row comes from, if the pack says so."""
        return self._sources([row]).get(row)

    def _neighbours(
        self, rows: NDArray[np.int64], scores: NDArray[np.float32], count: int, thin_km: float
    ) -> tuple[Neighbour, ...]:
        latitudes, longitudes = self.latitudes[rows], self.longitudes[rows]
        chosen = thin(latitudes, longitudes, count, thin_km)
        origins = self._sources(rows[chosen].tolist())
        return tuple(
            Neighbour(
                rank=rank,
                position=LatLon(float(latitudes[place]), float(longitudes[place])),
                similarity=float(np.clip(scores[place], -1.0, 1.0)),
                index=self.name,
                source=origins.get(int(rows[place])),
            )
            for rank, place in enumerate(chosen, start=1)
        )

    def _sources(self, rows: Sequence[int]) -> dict[int, Source]:
        return {} if self.sources_path is None else sources.lookup(self.sources_path, rows)

    def _rows_of(self, keys: Collection[str]) -> NDArray[np.int64]:
        if self.sources_path is None or not keys:
            return self.left_out
        rows = sources.rows_of(self.sources_path, keys)
        return np.union1d(rows[(rows >= 0) & (rows < self.count)], self.left_out)


def _check_encoder(
    name: str,
    made_by: layout.EncoderIdentity,
    sha256: str | None,
    preprocessing: Preprocessing | None,
) -> None:
    if sha256 is not None and sha256 != made_by.sha256:
        raise UserError(
            f'The index "{name}" was made with the encoder "{made_by.name}" (SHA-256 '
            f"{made_by.sha256[:12]}...), not with this one ({sha256[:12]}...).",
            "Choose the encoder that made it, or build the index again with this one.",
        )
    if preprocessing is not None and preprocessing != made_by.preprocessing:
        raise UserError(
            f'The index "{name}" was made with the same encoder, but with photos prepared in '
            "another way (size, crop, mean or scale).",
            "Restore the encoder's manifest, or build the index again.",
        )


def _mapped(
    manifest: model_packs.Manifest, name: str, dtype: type[np.generic], shape: tuple[int, ...]
) -> NDArray[Any]:
    path = layout.file_of(manifest, name)
    try:
        array = np.lib.format.open_memmap(path, mode="r")
    except (ValueError, OSError) as error:
        raise UserError(
            f'{name} of the index "{manifest.name}" is no array: {error}.', _AGAIN
        ) from error
    if array.dtype != dtype or array.shape != shape or not array.flags.c_contiguous:
        raise UserError(
            f'{name} of the index "{manifest.name}" is {array.dtype} {array.shape}, expected '
            f"{np.dtype(dtype)} {shape}.",
            _AGAIN,
        )
    return np.asarray(array)  # the mapping without the subclass, which slows small accesses


def _check_points(
    name: str, coordinates: NDArray[np.float64], weights: NDArray[np.float32] | None
) -> None:
    if checks.first_bad_place(*coordinates) is not None:
        raise UserError(f'The index "{name}" has points that are nowhere on Earth.', _AGAIN)
    if weights is not None and checks.first_bad_weight(weights) is not None:
        raise UserError(f'The index "{name}" has weights that are no weights.', _AGAIN)
