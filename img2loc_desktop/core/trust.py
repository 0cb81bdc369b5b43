"""How far the radii of a result may be believed, from the packs that took part in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from img2loc_desktop.core.estimator import Bandwidths, RadiusFactors, estimate, gather
from img2loc_desktop.core.estimator.density import cloud, mass_radii
from img2loc_desktop.core.geo import HALF_CIRCUMFERENCE_KM, unit_vectors
from img2loc_desktop.core.index import IndexPack
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.together import Together
from img2loc_desktop.core.types import LatLon, WeightedPoints

HINT_WARNING = phrase(
    "Starter model: shows how it works; index your own geotagged photos or install a CLIP pack."
)
NO_GAIN_WARNING = phrase(
    "On photos with known places this index was hardly better than a guess without the photo."
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the estimator is told about its sources, and what the user is told about its radii.

    ``calibrated_on`` says on which photos the radii were compared with the truth, if on any.
    ``unproven`` are the sources whose claims nobody compared with it: radii are never smaller
    than they are without these.
    """

    trust: str
    bandwidths: Bandwidths
    radius_factors: RadiusFactors | None
    warnings: tuple[str, ...]
    calibrated_on: str | None = None
    unproven: frozenset[str] = frozenset()

    def with_others(self, part: float, unproven: Collection[str] = ()) -> Calibration:
        """The calibration where sources took part that it was not made with.

        ``part`` is what they claim of the estimate. Below a half a hint remains one.
        """
        is_hint = self.trust == "hint" and part < 0.5
        return replace(
            self,
            unproven=self.unproven.union(unproven),
            trust="hint" if is_hint else "uncalibrated",
            radius_factors=self.radius_factors and _not_narrower([self.radius_factors]),
            calibrated_on=None,
        )


def joint_calibration(packs: Sequence[IndexPack]) -> Calibration:
    """The calibration of one pack, or the most cautious joint one of several.

    Packs were calibrated one by one: together they are "uncalibrated", unless every one of
    them is a hint, and the widest kernels and the largest radius factors are taken. What was
    never compared with the truth widens an estimate and never narrows it.
    """
    hint = all(pack.trust == "hint" for pack in packs)
    warnings = [text for pack in packs if (text := pack.calibration.warning) is not None]
    if hint:
        fitted = any(pack.calibration.settings is not None for pack in packs)
        warnings.insert(0, NO_GAIN_WARNING if fitted else HINT_WARNING)
    if len(packs) == 1:
        (pack,) = packs
        return Calibration(
            trust=pack.trust,
            bandwidths=pack.bandwidths or Bandwidths(),
            radius_factors=pack.radius_factors,
            warnings=tuple(warnings),
            calibrated_on=None if pack.trust == "uncalibrated" else pack.calibrated_on,
        )
    factors = [pack.radius_factors for pack in packs if pack.radius_factors is not None]
    compared = {pack.name for pack in packs if pack.radius_factors is not None}
    return Calibration(
        trust="hint" if hint else "uncalibrated",
        bandwidths=max((pack.bandwidths or Bandwidths() for pack in packs), key=_mean_width),
        radius_factors=_not_narrower(factors) if factors else None,
        warnings=tuple(warnings),
        unproven=frozenset(pack.name for pack in packs) - compared if compared else frozenset(),
    )


def calibration_of(found: Together) -> Calibration:
    """What several sources were told together."""
    whole = found.whole
    return Calibration(
        trust=whole.trust,
        bandwidths=whole.bandwidths or Bandwidths(),
        radius_factors=whole.radius_factors,
        warnings=(NO_GAIN_WARNING,) if whole.trust == "hint" else (),
        calibrated_on=whole.calibrated_on,
    )


def proven(
    points: Sequence[WeightedPoints], calibration: Calibration
) -> tuple[WeightedPoints, ...] | None:
    """The sources whose radii bound those of all from below; None where they are all."""
    kept = tuple(each for each in points if each.source not in calibration.unproven)
    return kept if kept and len(kept) < len(points) else None


def _not_narrower(factors: Sequence[RadiusFactors]) -> RadiusFactors:
    """The largest factors, and at least 1."""
    return RadiusFactors(
        p50=max(1.0, *(factor.p50 for factor in factors)),
        p90=max(1.0, *(factor.p90 for factor in factors)),
    )


def level_radii(
    points: Sequence[WeightedPoints],
    calibration: Calibration,
    position: LatLon,
    levels: Sequence[float],
) -> tuple[float, ...]:
    """Kilometres around a position that hold each part of the mass, after calibration.

    The factor of a level between 0.5 and 0.9 lies between the two, beyond them it is theirs.
    """
    density = cloud(gather(points), calibration.bandwidths)
    place = unit_vectors(position.latitude, position.longitude)[0]
    radii = mass_radii(density, place, tuple(levels))
    factors = calibration.radius_factors or RadiusFactors()
    scale = np.interp(levels, (0.5, 0.9), (factors.p50, factors.p90))
    grown = np.maximum.accumulate(np.minimum(scale * radii, HALF_CIRCUMFERENCE_KM))
    alone = proven(points, calibration)
    if alone is not None:
        middle = estimate(alone, calibration.bandwidths).position
        grown = np.maximum(grown, level_radii(alone, calibration, middle, levels))
    return tuple(grown.tolist())


def _mean_width(bandwidths: Bandwidths) -> float:
    pairs = zip(bandwidths.kilometres, bandwidths.shares, strict=True)
    return sum(km * share for km, share in pairs) / sum(bandwidths.shares)
