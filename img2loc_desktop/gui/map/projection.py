"""Web Mercator: between positions on the globe, the plane of the map, and the pixels of a view.

The plane is the unit square: x runs from 0 at 180° W to 1 at 180° E, y from 0 at the northern
edge to 1 at the southern one. Beyond 180° the world starts again, so x may be any number and
its whole part says which copy of the world is meant.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from img2loc_desktop.core.geo import HALF_CIRCUMFERENCE_KM, wrap_longitude
from img2loc_desktop.core.types import LatLon

MAX_LATITUDE = math.degrees(math.atan(math.sinh(math.pi)))  # 85.05: makes the plane a square
WORLD_PIXELS = 256  # width of the world at zoom 0
MAX_ZOOM = 20.0

Points = NDArray[np.float64]  # (n, 2), x and y


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the plane."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def grown(self, horizontally: float, vertically: float) -> Box:
        """The box with more on all four sides."""
        return Box(
            self.left - horizontally,
            self.top - vertically,
            self.right + horizontally,
            self.bottom + vertically,
        )

    def shifted(self, x: float) -> Box:
        """The box moved to the right."""
        return replace(self, left=self.left + x, right=self.right + x)

    def near(self, x: float) -> Box:
        """The copy of the box whose middle is nearest to an x."""
        return self.shifted(round(x - (self.left + self.right) / 2))

    def holds(self, other: Box) -> bool:
        """Whether the other box lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


@dataclass(frozen=True, slots=True)
class View:
    """The part of the plane that a widget of ``width`` x ``height`` logical pixels shows.

    ``x`` and ``y`` are the middle, on the plane; at zoom z the world is 256 * 2^z pixels wide.
    """

    x: float = 0.5
    y: float = 0.5
    zoom: float = 0.0
    width: int = 1
    height: int = 1

    @property
    def scale(self) -> float:
        """Pixels per unit of the plane."""
        return WORLD_PIXELS * math.pow(2.0, self.zoom)

    @property
    def box(self) -> Box:
        """What the view shows."""
        across, down = self.width / 2 / self.scale, self.height / 2 / self.scale
        return Box(self.x - across, self.y - down, self.x + across, self.y + down)

    @property
    def center(self) -> LatLon:
        """The position in the middle."""
        return position_of(self.x, self.y)

    def pixels(self, points: Points) -> Points:
        """Where points of the plane lie, from the left and the top of the view."""
        return (points - (self.x, self.y)) * self.scale + (self.width / 2, self.height / 2)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """The same for one point."""
        return (
            (x - self.x) * self.scale + self.width / 2,
            (y - self.y) * self.scale + self.height / 2,
        )

    def plane(self, left: float, top: float) -> tuple[float, float]:
        """The point of the plane under a pixel."""
        return (
            self.x + (left - self.width / 2) / self.scale,
            self.y + (top - self.height / 2) / self.scale,
        )

    def position(self, left: float, top: float) -> LatLon:
        """The position under a pixel; above and below the world, that of its edge."""
        return position_of(*self.plane(left, top))

    def copies(self, low: float = 0.0, high: float = 1.0, margin: float = 0.0) -> Iterator[int]:
        """By how many worlds something from x = low to high must be moved to be in the view.

        ``margin`` is how many pixels it sticks out on both sides.
        """
        box, more = self.box, margin / self.scale
        first = math.ceil(box.left - high - more)
        last = math.floor(box.right - low + more)
        yield from range(first, last + 1)

    def nearest_copy(self, x: float) -> float:
        """The x of that copy of a point which is nearest to the middle of the view."""
        return x + round(self.x - x)

    def kilometres_per_pixel(self) -> float:
        """The scale in the middle of the view, which is true at that latitude only."""
        around = 2 * HALF_CIRCUMFERENCE_KM * math.cos(math.radians(self.center.latitude))
        return around / self.scale

    def panned(self, right: float, down: float) -> View:
        """The view after it was moved by pixels."""
        return replace(self, x=self.x + right / self.scale, y=self.y + down / self.scale).kept()

    def zoomed(self, steps: float, left: float, top: float) -> View:
        """The view with another zoom in which the point under a pixel stays where it is."""
        x, y = self.plane(left, top)
        view = replace(self, zoom=min(max(self.zoom + steps, self.least_zoom), MAX_ZOOM))
        return replace(
            view,
            x=x - (left - self.width / 2) / view.scale,
            y=y - (top - self.height / 2) / view.scale,
        ).kept()

    def resized(self, width: int, height: int) -> View:
        """The view with the same middle in a widget of another size."""
        return replace(self, width=max(1, width), height=max(1, height)).kept()

    def centered(self, position: LatLon, zoom: float | None = None) -> View:
        """The view with another middle."""
        x, y = plane_of(position)
        return replace(self, x=x, y=y, zoom=self.zoom if zoom is None else zoom).kept()

    def fitted(self, box: Box, margin: int = 40, most: float = MAX_ZOOM) -> View:
        """The view that shows a box as large as possible, no closer than a zoom."""
        across = max(1, self.width - 2 * margin) / max(box.width, 1e-12)
        down = max(1, self.height - 2 * margin) / max(box.height, 1e-12)
        zoom = min(math.log2(min(across, down) / WORLD_PIXELS), most)
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        return replace(self, x=middle[0], y=middle[1], zoom=zoom).kept()

    @property
    def least_zoom(self) -> float:
        """The zoom at which the world is as high as the view, so that nothing is beyond it."""
        return max(0.0, math.log2(self.height / WORLD_PIXELS))

    def kept(self) -> View:
        """The view without anything beyond the poles, and with its middle in the first world."""
        zoom = min(max(self.zoom, self.least_zoom), MAX_ZOOM)
        half = self.height / 2 / (WORLD_PIXELS * 2.0**zoom)
        y = min(max(self.y, half), 1.0 - half) if half < 0.5 else 0.5
        return replace(self, x=self.x % 1.0, y=y, zoom=zoom)


def plane_points(latitudes: ArrayLike, longitudes: ArrayLike) -> Points:
    """Points of the plane, float64 (n, 2); latitudes beyond 85.05 degrees lie on its edge."""
    latitude = np.clip(np.asarray(latitudes, dtype=np.float64), -MAX_LATITUDE, MAX_LATITUDE)
    x = np.asarray(longitudes, dtype=np.float64) / 360.0 + 0.5
    y = 0.5 - np.arctanh(np.sin(np.radians(latitude))) / (2 * math.pi)
    # Exactly on the edge, so that an outline along it is known as such.
    y = np.where(np.abs(latitude) == MAX_LATITUDE, np.where(latitude > 0, 0.0, 1.0), y)
    return np.column_stack((x, y))


def in_copy(points: Points, copy: int) -> Points:
    """Points of the plane, moved into another copy of the world."""
    moved: Points = points + np.array((copy, 0.0))
    return moved


def plane_of(position: LatLon) -> tuple[float, float]:
    """The point of a position."""
    x, y = plane_points([position.latitude], [position.longitude])[0].tolist()
    return x, y


def position_of(x: float, y: float) -> LatLon:
    """The position of a point; above and below the plane, that of its edge."""
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * min(max(y, 0.0), 1.0)))))
    return LatLon(latitude, wrap_longitude((x - 0.5) * 360.0))
