"""From the network's feature to an embedding of photos, and on to GeoCLIP's location space."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DIMENSION = 128  # of the embedding of photos
_PENALTY = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """image = feature @ reduction + shift; location = image @ regression + intercept.

    The feature is a unit vector (1280,); float32 (1280, 128), (128,), (128, 512), (512,).
    """

    reduction: NDArray[np.float32]
    shift: NDArray[np.float32]
    regression: NDArray[np.float32]
    intercept: NDArray[np.float32]

    def image(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return features @ self.reduction + self.shift

    def location(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return self.image(features) @ self.regression + self.intercept


def fit(
    features: NDArray[np.float32], targets: NDArray[np.float32], authors: NDArray[np.str_]
) -> Head:
    """Fit on n photos: principal components, half whitened, then ridge regression.

    Half whitening divides each component by the square root of its deviation: the strongest
    ones no longer drown the others, and the weakest, mostly noise, do not count as much as
    they. A photographer with n photos weighs as much as sqrt(n) with one.
    """
    x = features.astype(np.float64)
    mean = x.mean(axis=0)
    _, values, axes = np.linalg.svd(x - mean, full_matrices=False)
    axes = axes[:DIMENSION]
    # The sign of a component is arbitrary; this one does not depend on the library.
    axes *= np.sign(axes[np.arange(DIMENSION), np.abs(axes).argmax(axis=1)])[:, None]
    reduction = axes.T / np.sqrt(values[:DIMENSION] / np.sqrt(len(x)))
    reduction /= np.sqrt((((x - mean) @ reduction) ** 2).mean())
    image = (x - mean) @ reduction
    _, author, counts = np.unique(authors, return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts[author])
    weights /= weights.mean()
    columns = np.column_stack((image, np.ones(len(x))))
    penalty = np.diag([_PENALTY] * DIMENSION + [0.0])
    weighted = columns * weights[:, None]
    solved = np.linalg.solve(weighted.T @ columns + penalty, weighted.T @ targets)
    arrays = (reduction, -mean @ reduction, solved[:-1], solved[-1])
    return Head(*(array.astype(np.float32) for array in arrays))
