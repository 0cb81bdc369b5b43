"""The index section of a pack's manifest: which encoder made the vectors, and how to weigh them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator import AreaLevels, Bandwidths, RadiusFactors
from img2loc_desktop.core.fields import Fields
from img2loc_desktop.core.index.quantise import Quantiser
from img2loc_desktop.core.model_packs import Manifest
from img2loc_desktop.core.preprocessing import Preprocessing

CODES = "codes.npy"  # int8 (count, dimension)
VECTORS = "vectors.npy"  # float16 (count, dimension)
COORDINATES = "coordinates.npy"  # float64 (2, count): latitudes, longitudes
WEIGHTS = "weights.npy"  # float32 (count,); only where rows differ in weight
SOURCES = "sources.sqlite"  # only where rows have sources
GRAPH = "graph.usearch"  # only in large packs

TRUST = ("hint", "uncalibrated", "calibrated")

_LARGEST_DIMENSION = 16_384
_LARGEST_COUNT = 1 << 32
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """The encoder that made the vectors of an index; no other can search it."""

    name: str
    sha256: str
    role: str
    preprocessing: Preprocessing


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How scores become weights: row_weight^prior_power * exp(z / temperature).

    z is the score in standard deviations above the mean. Only the nearest ``neighbours`` rows
    count, or all where it is None. The defaults are those of an index of photos.
    """

    temperature: float = 0.5
    neighbours: int | None = 64
    prior_power: float = 0.5


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What estimating with an index depends on; the defaults are those of own photos.

    ``trust`` is one of "hint", "uncalibrated", "calibrated"; ``calibrated_on`` says on which
    photos. Without ``bandwidths`` the estimator takes its own.
    """

    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    trust: str = "uncalibrated"
    bandwidths: Bandwidths | None = None
    radius_factors: RadiusFactors | None = None
    area_levels: AreaLevels | None = None
    calibrated_on: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class IndexSection:
    """The section as a whole: ``count`` rows of ``dimension`` values."""

    encoder: EncoderIdentity
    dimension: int
    count: int
    quantiser: Quantiser
    settings: IndexSettings

    def to_json(self) -> dict[str, object]:
        """The JSON object that ``read_section`` reads."""
        return {
            "encoder": {
                "name": self.encoder.name,
                "sha256": self.encoder.sha256,
                "role": self.encoder.role,
                "preprocessing": self.encoder.preprocessing.to_json(),
            },
            "dimension": self.dimension,
            "count": self.count,
            "mean": [float(value) for value in self.quantiser.mean],
            "scale": self.quantiser.scale,
            **settings_to_json(self.settings),
        }


def settings_to_json(settings: IndexSettings) -> dict[str, object]:
    """The JSON object that ``read_settings`` reads."""
    factors, levels = settings.radius_factors, settings.area_levels
    return {
        "evidence": {
            "temperature": settings.evidence.temperature,
            "neighbours": settings.evidence.neighbours,
            "prior_power": settings.evidence.prior_power,
        },
        "trust": settings.trust,
        "bandwidths": bandwidths_to_json(settings.bandwidths),
        "radius_factors": factors and {"p50": factors.p50, "p90": factors.p90},
        "area_levels": levels and {"p50": levels.p50, "p90": levels.p90},
        "calibrated_on": settings.calibrated_on,
    }


def bandwidths_to_json(widths: Bandwidths | None) -> list[dict[str, float]] | None:
    """The JSON list that ``read_bandwidths`` reads."""
    if widths is None:
        return None
    pairs = zip(widths.kilometres, widths.shares, strict=True)
    return [{"km": km, "share": share} for km, share in pairs]


def read_section(manifest: Manifest) -> IndexSection:
    """Read and validate the index section of a manifest. Raises UserError."""
    fields = manifest.fields()
    dimension = fields.integer("dimension", 1, _LARGEST_DIMENSION)
    mean = np.array(fields.numbers("mean", -1.0, 1.0, count=dimension), dtype=np.float32)
    return IndexSection(
        encoder=_read_encoder(fields.section("encoder")),
        dimension=dimension,
        count=fields.integer("count", 1, _LARGEST_COUNT),
        quantiser=Quantiser(mean, fields.number("scale", 1e-3, 1e9)),
        settings=read_settings(fields),
    )


def file_of(manifest: Manifest, name: str) -> Path:
    """Where the file of that base name lies. Raises UserError when the manifest lists none."""
    path = listed(manifest, name)
    if path is None:
        raise UserError(
            f'The index "{manifest.name}" lists no {name}.',
            "Build the index again, or get the pack again from its source.",
        )
    return path


def listed(manifest: Manifest, name: str) -> Path | None:
    """Where the file of that base name lies, or None when the manifest lists none."""
    for entry in manifest.files:
        if entry.path.rpartition("/")[2] == name:
            return manifest.path(entry.path)
    return None


def _read_encoder(fields: Fields) -> EncoderIdentity:
    sha256 = fields.text("sha256")
    if not _SHA256.fullmatch(sha256):
        fields.refuse("sha256", "64 hexadecimal digits in lower case")
    return EncoderIdentity(
        name=fields.text("name"),
        sha256=sha256,
        role=fields.text("role", longest=100),
        preprocessing=Preprocessing.from_json(fields.section("preprocessing")),
    )


def read_settings(fields: Fields) -> IndexSettings:
    """Read and validate how an index is estimated with. Raises UserError."""
    factors = None
    if fields.has("radius_factors"):
        section = fields.section("radius_factors")
        factors = RadiusFactors(section.number("p50", 1e-3, 1e3), section.number("p90", 1e-3, 1e3))
    return IndexSettings(
        evidence=_read_evidence(fields),
        trust=fields.choice("trust", TRUST, IndexSettings().trust),
        bandwidths=read_bandwidths(fields),
        radius_factors=factors,
        area_levels=_read_levels(fields),
        calibrated_on=fields.text("calibrated_on") if fields.has("calibrated_on") else None,
    )


def _read_levels(fields: Fields) -> AreaLevels | None:
    if not fields.has("area_levels"):
        return None
    section = fields.section("area_levels")
    p50 = section.number("p50", 0.0, 1.0)
    return AreaLevels(p50, section.number("p90", p50, 1.0))


def _read_evidence(fields: Fields) -> EvidenceSettings:
    if not fields.has("evidence"):
        return EvidenceSettings()
    section, default = fields.section("evidence"), EvidenceSettings()
    neighbours = default.neighbours
    if "neighbours" in section.names():  # null is a value here: all rows
        neighbours = (
            section.integer("neighbours", 1, _LARGEST_COUNT) if section.has("neighbours") else None
        )
    return EvidenceSettings(
        temperature=section.number("temperature", 1e-3, 1e3, default.temperature),
        neighbours=neighbours,
        prior_power=section.number("prior_power", 0.0, 10.0, default.prior_power),
    )


def read_bandwidths(fields: Fields) -> Bandwidths | None:
    """Read and validate a mixture of kernels, if there is one. Raises UserError."""
    if not fields.has("bandwidths"):
        return None
    sections = fields.sections("bandwidths")
    try:
        return Bandwidths(
            tuple(section.number("km", 0.01, 20_000.0) for section in sections),
            tuple(section.number("share", 0.0, 1.0) for section in sections),
        )
    except ValueError:
        fields.refuse("bandwidths", "at least one width with a share above zero")
