"""How far the radii of a result may be believed, from the packs that took part in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from img2loc_desktop.core.estimator import Bandwidths, RadiusFactors
from img2loc_desktop.core.index import IndexPack

HINT_WARNING = (
    "Starter model: shows how it works; index your own geotagged photos or install a CLIP pack."
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the estimator is told about its sources, and what the user is told about its radii."""

    trust: str
    bandwidths: Bandwidths
    radius_factors: RadiusFactors | None
    warnings: tuple[str, ...]

    def with_others(self, part: float) -> Calibration:
        """The calibration where sources took part that it was not made with.

        ``part`` is what they claim of the estimate. Below a half a hint remains one.
        """
        is_hint = self.trust == "hint" and part < 0.5
        return replace(self, trust="hint" if is_hint else "uncalibrated")


def joint_calibration(packs: Sequence[IndexPack]) -> Calibration:
    """The calibration of one pack, or the most cautious joint one of several.

    Packs were calibrated one by one: together they are "uncalibrated", unless every one of
    them is a hint, and the widest kernels and the largest radius factors are taken.
    """
    if len(packs) == 1:
        trust = packs[0].trust
    else:
        trust = "hint" if all(pack.trust == "hint" for pack in packs) else "uncalibrated"
    bandwidths = [pack.bandwidths or Bandwidths() for pack in packs]
    factors = [pack.radius_factors for pack in packs if pack.radius_factors is not None]
    return Calibration(
        trust=trust,
        bandwidths=max(bandwidths, key=_mean_width),
        radius_factors=RadiusFactors(
            p50=max(factor.p50 for factor in factors), p90=max(factor.p90 for factor in factors)
        )
        if factors
        else None,
        warnings=(HINT_WARNING,) if trust == "hint" else (),
    )


def _mean_width(bandwidths: Bandwidths) -> float:
    pairs = zip(bandwidths.kilometres, bandwidths.shares, strict=True)
    return sum(km * share for km, share in pairs) / sum(bandwidths.shares)
