"""Coordinates to vectors, and vectors of pictures to the same space: GeoCLIP and its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.location_pack import LocationPack, read_location_pack
from img2loc_desktop.core.onnx_session import open_session, reason, runtime_errors
from img2loc_desktop.core.preprocessing import Preprocessing
from img2loc_desktop.core.types import LatLon

ROLE = "location"  # of an encoder's output, and of the indexes that it can be compared with

_BLOCK = 2_000  # points at a time: their activations stay in the processor's cache

Rows = NDArray[np.float32]


class LocationModel:
    """A location model opened from its pack; each of its two networks is loaded when needed.

    May be used from several threads once both were used.
    """

    def __init__(self, pack: LocationPack) -> None:
        self.pack = pack
        self.name = pack.manifest.name
        self.sha256 = pack.sha256
        self.role = ROLE
        self.dimension = pack.dimension
        self._sessions: dict[Path, Any] = {}

    @classmethod
    def open(cls, folder: Path) -> LocationModel:
        """Raises UserError when the pack is wrong or a file of it is not what it was."""
        return cls(read_location_pack(folder))

    def check_encoder(
        self, encoder: str, dimension: int | None, preprocessing: Preprocessing
    ) -> None:
        """Raise UserError when an encoder's vectors of pictures cannot be used."""
        wanted = self.pack.preprocessing
        alike = (preprocessing.height, preprocessing.width, preprocessing.resize) == (
            wanted.height,
            wanted.width,
            wanted.resize,
        ) and np.allclose(
            (*preprocessing.mean, *preprocessing.std), (*wanted.mean, *wanted.std), atol=1e-3
        )
        if not alike:
            raise UserError(
                f'The encoder "{encoder}" prepares pictures in another way than '
                f'{self.pack.after}, which the location model "{self.name}" follows.',
                f"Import an export of {self.pack.after} with its own preprocessor_config.json.",
            )
        if dimension != self.pack.input_dimension:
            raise UserError(
                f'The location model "{self.name}" follows {self.pack.after} '
                f"({self.pack.input_dimension} numbers), not the encoder "
                f'"{encoder}" ({dimension or "no"} numbers).',
                f"Import an export of {self.pack.after}.",
            )

    def of_points(self, latitudes: NDArray[Any], longitudes: NDArray[Any]) -> Rows:
        """The unit vectors (n, dimension) of points in degrees."""
        blocks = list(self.blocks_of_points(latitudes, longitudes))
        return np.concatenate([np.empty((0, self.dimension), np.float32), *blocks])

    def blocks_of_points(self, latitudes: NDArray[Any], longitudes: NDArray[Any]) -> Iterator[Rows]:
        """The same, block by block in order."""
        for start in range(0, len(latitudes), _BLOCK):
            part = slice(start, start + _BLOCK)
            points = np.stack((latitudes[part], longitudes[part]), axis=1).astype(np.float32)
            yield _unit(self._run(self.pack.location_encoder, points))

    def of_features(self, features: NDArray[Any]) -> Rows:
        """The vectors (n, dimension) of pictures, from what the image encoder says of them.

        ``features`` (n, input_dimension) are not normalised, and neither is what comes back.
        """
        return self._run(self.pack.image_head, features.astype(np.float32))

    def fit(self, picture: Rows, points: Sequence[LatLon]) -> tuple[float, ...]:
        """How well a picture fits each of some points: shares that sum to 1.

        ``picture`` is its unit vector (dimension,) in the location space. The share is what
        the model gives the point among the others, a softmax of its training's logits.
        """
        if not points:
            return ()
        vectors = self.of_points(
            np.array([point.latitude for point in points]),
            np.array([point.longitude for point in points]),
        )
        logits = (vectors @ picture).astype(np.float64) * self.pack.logit_scale
        shares = np.exp(logits - logits.max())
        return tuple(float(share) for share in shares / shares.sum())

    def _run(self, network: Path, values: Rows) -> Rows:
        if network not in self._sessions:
            what = f'{network.name} of the location model "{self.name}"'
            self._sessions[network] = open_session(network, what)
        session = self._sessions[network]
        try:
            (found,) = session.run(None, {session.get_inputs()[0].name: values})
        except runtime_errors() as error:
            raise UserError(
                f'{network.name} of the location model "{self.name}" failed: {reason(error)}.',
                "Import the location model again.",
            ) from error
        if found.shape != (len(values), self.dimension):
            raise UserError(
                f'{network.name} of the location model "{self.name}" gave {found.shape}, '
                f"expected ({len(values)}, {self.dimension}).",
                "Import the location model again.",
            )
        rows: Rows = found.astype(np.float32, copy=False)
        return rows


def _unit(rows: Rows) -> Rows:
    norms = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
    unit: Rows = (rows / norms).astype(np.float32)
    return unit
