"""The density as a heat layer, rebuilt from what a result carries.

A result has no density of its own: it has candidates with their shares of the mass, neighbours,
and radii. So each candidate's share is spread over itself and the neighbours that are nearest
to it, as normal kernels of one width: the width with which half of the mass lies within the
50 % radius. The layer therefore agrees with the areas and the shares of the result.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from img2loc_desktop.core import geo
from img2loc_desktop.core.estimator.bandwidths import Bandwidths
from img2loc_desktop.core.estimator.centres import gather
from img2loc_desktop.core.estimator.density import cloud, mass_radii
from img2loc_desktop.core.geo import EARTH_RADIUS_KM, HALF_CIRCUMFERENCE_KM, Array
from img2loc_desktop.core.types import LatLon, Result, WeightedPoints
from img2loc_desktop.gui.map.projection import View
from img2loc_desktop.gui.map.theme import Theme

_CELL_PIXELS = 6
_MARGIN = 0.2  # of the view's sides: what is computed beyond them for panning
_OPACITY = 0.7  # at the peak
_FAINTEST = 0.01  # of the peak: what is less is not drawn
_MOST_NEIGHBOURS = 64
_CLOUD_POINTS = 3000
_SMALLEST_KM = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """Kernels of one width on the sphere.

    ``vectors`` are unit vectors, float64 (n, 3); ``weights`` sum to 1; ``kappa`` is the
    concentration of each kernel; ``peak`` is the largest value at one of the vectors.
    """

    vectors: Array
    weights: Array
    kappa: float
    peak: float

    @classmethod
    def of(cls, result: Result) -> Density:
        """The density that a result speaks of. Takes some tens of milliseconds."""
        positions, weights = _centres(result)
        points = WeightedPoints(
            "map",
            np.array([position.latitude for position in positions]),
            np.array([position.longitude for position in positions]),
            np.array(weights),
        )
        centres = gather([points])
        middle = geo.unit_vectors(
            result.estimate.position.latitude, result.estimate.position.longitude
        )[0]
        aim = result.estimate.radius_p50_km
        # Between a kernel that holds everything alone and one a tenth as wide.
        low, high = max(aim / 12, _SMALLEST_KM), max(aim, 2 * _SMALLEST_KM)
        for _ in range(10):
            width = math.sqrt(low * high)
            kernel = Bandwidths((min(width, HALF_CIRCUMFERENCE_KM),), (1.0,))
            spread = cloud(centres, kernel, _CLOUD_POINTS)
            if mass_radii(spread, middle, (0.5,))[0] < aim:
                low = width
            else:
                high = width
        kappa = (EARTH_RADIUS_KM / low) ** 2
        density = cls(centres.vectors, centres.weights, kappa, 1.0)
        return replace(density, peak=float(density.at(centres.vectors).max()))

    def at(self, vectors: Array) -> NDArray[np.float32]:
        """The density at unit vectors (n, 3), in parts of the peak, float32 (n,).

        Between kernels that overlap it may be a little above 1.
        """
        drop = (vectors @ self.vectors.T - 1.0) * self.kappa
        kernels = np.exp(drop.astype(np.float32))
        found: NDArray[np.float32] = kernels @ (self.weights / self.peak).astype(np.float32)
        return found


class HeatLayer:
    """Draws a density as colour. While the zoom changes, the last picture is stretched."""

    def __init__(self, density: Density | None = None) -> None:
        self._density = density
        self._image: tuple[View, Theme, QImage] | None = None

    def paint(self, painter: QPainter, view: View, theme: Theme, moving: bool) -> None:
        """Lay the heat over the view."""
        if self._density is None:
            return
        image = self._image
        if image is None or (not moving and not _shows(image[0], image[1], view, theme)):
            wide = replace(
                view,
                width=round(view.width * (1 + 2 * _MARGIN)),
                height=round(view.height * (1 + 2 * _MARGIN)),
            )
            image = self._image = (wide, theme, picture(self._density, wide, theme))
        made_for, _, drawn = image
        box = made_for.box.near(view.x)
        left, top = view.pixel(box.left, box.top)
        size = view.scale / made_for.scale
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, made_for.width * size, made_for.height * size), drawn)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)


def picture(density: Density, view: View, theme: Theme) -> QImage:
    """The density in a view, one pixel for each 6 x 6 of the view's."""
    columns, rows = max(1, view.width // _CELL_PIXELS), max(1, view.height // _CELL_PIXELS)
    box = view.box
    x = box.left + (np.arange(columns) + 0.5) / columns * box.width
    y = box.top + (np.arange(rows) + 0.5) / rows * box.height
    sine = np.tanh(math.pi * (1.0 - 2.0 * y))  # of the latitude
    cosine = np.sqrt(1.0 - sine * sine)
    angle = 2.0 * math.pi * (x - 0.5)
    vectors = np.empty((rows, columns, 3))
    vectors[..., 0] = cosine[:, None] * np.cos(angle)
    vectors[..., 1] = cosine[:, None] * np.sin(angle)
    vectors[..., 2] = sine[:, None]
    parts = density.at(vectors.reshape(-1, 3)).reshape(rows, columns)
    parts[(y < 0) | (y > 1)] = 0.0
    return _colored(np.clip(parts, 0.0, 1.0), theme.heat)


def _colored(parts: NDArray[np.float32], colors: tuple[QColor, QColor]) -> QImage:
    # Rises faster than the density, so that lesser modes are seen, and fades out smoothly.
    strength = np.clip((parts - _FAINTEST) / (1.0 - _FAINTEST), 0.0, 1.0) ** 0.65
    low, high = (
        np.array((color.red(), color.green(), color.blue()), dtype=np.float32) for color in colors
    )
    pixels = np.empty((*parts.shape, 4), dtype=np.uint8)
    pixels[..., :3] = low + (high - low) * parts[..., None]
    pixels[..., 3] = strength * (255 * _OPACITY)
    height, width = parts.shape
    image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _centres(result: Result) -> tuple[list[LatLon], list[float]]:
    """The candidates and the nearest neighbours, with their shares of the mass."""
    if result.candidates:
        candidates = [(candidate.position, candidate.share) for candidate in result.candidates]
    else:
        candidates = [(result.estimate.position, 1.0)]
    near: list[list[LatLon]] = [[] for _ in candidates]
    for neighbour in result.neighbours[:_MOST_NEIGHBOURS]:
        distances = [geo.distance_km(neighbour.position, position) for position, _ in candidates]
        near[distances.index(min(distances))].append(neighbour.position)
    positions, weights = [], []
    for (position, share), others in zip(candidates, near, strict=True):
        own = share / 2 if others else share
        positions += [position, *others]
        weights += [own, *(share / 2 / len(others) for _ in others)]
    if not any(weights):
        weights = [1.0] * len(weights)
    return positions, weights


def _shows(made_for: View, made_in: Theme, view: View, theme: Theme) -> bool:
    if made_in != theme or made_for.zoom != view.zoom:
        return False
    return made_for.box.near(view.x).holds(view.box)
