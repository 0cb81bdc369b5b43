"""GeoCLIP's location encoder: from places to the space in which it compares them with photos.

Vivanco Cepeda, Nayak and Shah (2023), "GeoCLIP: Clip-Inspired Alignment between Locations and
Images for Effective Worldwide Geo-localization": an Equal Earth projection, random Fourier
features at three scales, and a perceptron for each, whose outputs are added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSION = 512

# Savric, Patterson and Jenny (2018), "The Equal Earth map projection".
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_SCALE = 66.50336 / 180  # as the network was trained

_SCALES = ("LocEnc0", "LocEnc1", "LocEnc2")
_LAYERS = ("capsule.1", "capsule.3", "capsule.5", "head.0")
_BLOCK = 4096  # places at a time


def encode(
    weights: Mapping[str, NDArray[Any]], latitudes: NDArray[Any], longitudes: NDArray[Any]
) -> NDArray[np.float32]:
    """Embeddings of places in degrees (n,), float32 (n, 512), not normalised."""
    projected = _equal_earth(latitudes, longitudes)
    blocks = [projected[start : start + _BLOCK] for start in range(0, len(projected), _BLOCK)]
    return np.concatenate([_embed(weights, block) for block in blocks])


def _equal_earth(latitudes: NDArray[Any], longitudes: NDArray[Any]) -> NDArray[np.float64]:
    theta = np.arcsin(np.sqrt(3.0) / 2 * np.sin(np.radians(latitudes)))
    slope = 3 * (9 * _A4 * theta**8 + 7 * _A3 * theta**6 + 3 * _A2 * theta**2 + _A1)
    x = 2 * np.sqrt(3.0) * np.radians(longitudes) * np.cos(theta) / slope
    y = _A4 * theta**9 + _A3 * theta**7 + _A2 * theta**3 + _A1 * theta
    return np.stack((x, y), axis=1) * _SCALE


def _embed(
    weights: Mapping[str, NDArray[Any]], projected: NDArray[np.float64]
) -> NDArray[np.float32]:
    total = np.zeros((len(projected), DIMENSION), np.float32)
    for scale in _SCALES:
        waves = 2 * np.pi * projected @ weights[f"{scale}.capsule.0.b"].astype(np.float64).T
        x = np.concatenate((np.cos(waves), np.sin(waves)), axis=1).astype(np.float32)
        for layer in _LAYERS:
            x = x @ weights[f"{scale}.{layer}.weight"].T + weights[f"{scale}.{layer}.bias"]
            if layer != _LAYERS[-1]:
                x = np.maximum(x, 0)
        total += x
    return total
