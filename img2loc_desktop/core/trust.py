"""How far the radii of a result may be believed, from the packs that took part in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from img2loc_desktop.core.estimator import AreaLevels, Bandwidths, RadiusFactors
from img2loc_desktop.core.index import IndexPack, IndexSettings
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.together import Together
from img2loc_desktop.core.types import WeightedPoints

HINT_WARNING = phrase(
    "Starter model: shows how it works; index your own geotagged photos or install a CLIP pack."
)
NO_GAIN_WARNING = phrase(
    "On photos with known places this index was hardly better than a guess without the photo."
)
# What an index may claim that nobody compared with the truth. It may know only places where the
# photo was not taken, and its encoder may see nothing: most of the density is spread over the
# globe. Fitted to indexes of 1, 3, 10, 30 and 100 of 123 photographers (1,990 photos), twelve of
# each, asked about photos of the others, with the starter encoder and with vectors that mean
# nothing: in the worst case, one photographer, circles and areas then hold what they promise.
UNCALIBRATED = IndexSettings(
    bandwidths=Bandwidths((10.0, 100.0, 500.0, 2000.0, 20_000.0), (0.07, 0.07, 0.07, 0.14, 0.65)),
    radius_factors=RadiusFactors(1.3, 1.0),
    area_levels=AreaLevels(0.6, 0.96),
)
AREAS_WARNING = phrase(
    "This calibration is of an older version: areas are not corrected by it. Calibrate again."
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the estimator is told about its sources, and what the user is told about its radii.

    ``calibrated_on`` says on which photos the radii were compared with the truth, if on any.
    ``unproven`` are the sources whose claims nobody compared with it or that were found to be
    hardly better than a guess, by their keys (see
    ``WeightedPoints``): radii are never smaller than they are without these, under ``least``.
    ``own`` are the calibrations of sources that were calibrated one by one, by the same.
    """

    trust: str
    bandwidths: Bandwidths
    radius_factors: RadiusFactors | None
    warnings: tuple[str, ...]
    calibrated_on: str | None = None
    unproven: frozenset[str] = frozenset()
    area_levels: AreaLevels | None = None
    least: Calibration | None = None
    own: Mapping[str, Calibration] = field(default_factory=dict)

    def alone(self, source: WeightedPoints) -> Calibration:
        """How a source is weighed that answers alone."""
        return self.own.get(source.key, self)

    def unmatched(self) -> Calibration:
        """The calibration of a run that it was not made for: what it widened stays wide."""
        return replace(
            self,
            trust="hint" if self.trust == "hint" else "uncalibrated",
            radius_factors=self.radius_factors and _not_narrower([self.radius_factors]),
            area_levels=self.area_levels and _not_smaller([self.area_levels]),
            calibrated_on=None,
            least=self.least and self.least.unmatched(),
            own={key: each.unmatched() for key, each in self.own.items()},
        )

    def with_others(self, part: float, unproven: Collection[str] = ()) -> Calibration:
        """The calibration where sources took part that it was not made with.

        ``part`` is what they claim of the estimate. Below a half a hint remains one. Those of
        them that are ``unproven`` narrow nothing, others may.
        """
        is_hint = self.trust == "hint" and part < 0.5
        return replace(
            self.unmatched(),
            unproven=frozenset(unproven) or self.unproven,
            least=self if unproven else self.least and self.least.with_others(part),
            trust="hint" if is_hint else "uncalibrated",
            own=self.own,
        )


def joint_calibration(packs: Sequence[IndexPack]) -> Calibration:
    """The calibration of one pack, or the most cautious joint one of several.

    Packs were calibrated one by one: together they are "uncalibrated", unless every one of
    them is a hint, and the widest kernels and the largest corrections are taken. What was never
    compared with the truth is ``UNCALIBRATED``: it widens an estimate and never narrows it.
    """
    hint = all(pack.trust == "hint" for pack in packs)
    warnings = [text for pack in packs if (text := pack.calibration.warning) is not None]
    if hint:
        is_fitted = any(pack.calibration.settings is not None for pack in packs)
        warnings.insert(0, NO_GAIN_WARNING if is_fitted else HINT_WARNING)
    if any(_is_older(pack.index_settings) for pack in packs):
        warnings.append(AREAS_WARNING)
    used = [_as_used(pack.index_settings) for pack in packs]
    if len(packs) == 1:
        (pack,), (settings,) = packs, used
        return Calibration(
            trust=pack.trust,
            bandwidths=settings.bandwidths or Bandwidths(),
            radius_factors=settings.radius_factors,
            warnings=tuple(warnings),
            calibrated_on=None if pack.trust == "uncalibrated" else pack.calibrated_on,
            area_levels=settings.area_levels,
        )
    fitted = [pack for pack in packs if pack.radius_factors is not None]
    # What was found to be hardly better than a guess narrows nothing that was found to be.
    compared = [pack for pack in fitted if pack.trust != "hint"] or fitted
    others = frozenset(pack.sha256 for pack in packs) - {pack.sha256 for pack in compared}
    return Calibration(
        trust="hint" if hint else "uncalibrated",
        bandwidths=max((each.bandwidths or Bandwidths() for each in used), key=_mean_width),
        radius_factors=_not_narrower([f for each in used if (f := each.radius_factors)]),
        warnings=tuple(warnings),
        unproven=others if compared else frozenset(),
        area_levels=_not_smaller([level for each in used if (level := each.area_levels)]),
        least=joint_calibration(compared) if compared and others else None,
        own={pack.sha256: joint_calibration([pack]) for pack in packs},
    )


def _as_used(settings: IndexSettings) -> IndexSettings:
    """Settings of an index as they are, unless they were never compared with the truth."""
    if settings.radius_factors is not None:
        return settings
    usual = UNCALIBRATED.bandwidths or Bandwidths()
    widest = max(settings.bandwidths or usual, usual, key=_mean_width)
    return replace(UNCALIBRATED, bandwidths=widest)


def calibration_of(found: Together) -> Calibration:
    """What several sources were told together."""
    whole = found.whole
    return Calibration(
        trust=whole.trust,
        bandwidths=whole.bandwidths or Bandwidths(),
        radius_factors=whole.radius_factors,
        warnings=(
            *([NO_GAIN_WARNING] if whole.trust == "hint" else ()),
            *([AREAS_WARNING] if _is_older(whole) else ()),
        ),
        calibrated_on=whole.calibrated_on,
        area_levels=whole.area_levels,
    )


def proven(
    points: Sequence[WeightedPoints], calibration: Calibration
) -> tuple[WeightedPoints, ...] | None:
    """The sources whose radii bound those of all from below; None where they are all."""
    kept = tuple(each for each in points if each.key not in calibration.unproven)
    return kept if kept and len(kept) < len(points) else None


def _not_narrower(factors: Sequence[RadiusFactors]) -> RadiusFactors:
    """The largest factors, and at least 1."""
    return RadiusFactors(
        p50=max(1.0, *(factor.p50 for factor in factors)),
        p90=max(1.0, *(factor.p90 for factor in factors)),
    )


def _not_smaller(levels: Sequence[AreaLevels]) -> AreaLevels:
    """The largest levels, and at least those that are promised."""
    usual = AreaLevels()
    return AreaLevels(
        p50=max(usual.p50, *(level.p50 for level in levels)),
        p90=max(usual.p90, *(level.p90 for level in levels)),
    )


def _is_older(settings: IndexSettings) -> bool:
    """Whether the radii were corrected before areas were."""
    return settings.radius_factors is not None and settings.area_levels is None


def _mean_width(bandwidths: Bandwidths) -> float:
    pairs = zip(bandwidths.kilometres, bandwidths.shares, strict=True)
    return sum(km * share for km, share in pairs) / sum(bandwidths.shares)
