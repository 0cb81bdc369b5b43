"""How far the truth lies from a point that speaks for it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from img2loc_desktop.core.geo import EARTH_RADIUS_KM, HALF_CIRCUMFERENCE_KM


@dataclass(frozen=True, slots=True)
class Bandwidths:
    """How far the truth lies from a point that speaks for it: a mixture of normal kernels.

    ``kilometres`` are standard deviations along each axis, so that half of a kernel's mass lies
    within 1.18 of them, and ``shares`` their parts of the mixture, relative to each other. The
    default reaches from the street to the continent. Raises ValueError for empty or unequal
    lists, bandwidths outside (0, half the circumference], and shares that cannot be added up.
    """

    kilometres: tuple[float, ...] = (10.0, 100.0, 500.0, 2000.0)
    shares: tuple[float, ...] = (0.25, 0.25, 0.25, 0.25)

    def __post_init__(self) -> None:
        if (
            len(self.kilometres) != len(self.shares)
            or not all(0 < width <= HALF_CIRCUMFERENCE_KM for width in self.kilometres)
            or not all(0 <= share < math.inf for share in self.shares)
            or not any(self.shares)
        ):
            raise ValueError(f"no mixture of kernels: {self.kilometres} km, {self.shares}")

    def kernels(self) -> Iterator[tuple[float, float]]:
        """Concentrations of von Mises-Fisher kernels, (R / km)^2, and shares that sum to 1."""
        total = math.fsum(self.shares)
        for width, share in zip(self.kilometres, self.shares, strict=True):
            if share > 0:
                yield (EARTH_RADIUS_KM / width) ** 2, share / total
