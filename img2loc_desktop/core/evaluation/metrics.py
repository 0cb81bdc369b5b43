"""The figures of a run, each with the interval in which chance could move it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from img2loc_desktop.core.evaluation.bootstrap import Array, Drawn, Figure, Mask, Resampling
from img2loc_desktop.core.evaluation.records import LEVELS, Record
from img2loc_desktop.core.evaluation.yardsticks import ALL, OURS
from img2loc_desktop.core.geo import HALF_CIRCUMFERENCE_KM, distance_km
from img2loc_desktop.core.words import TRUST_KM

WITHIN_KM = (1.0, 25.0, 200.0, 750.0, 2500.0)
WORST = 20

_GEOSCORE_KM = 1492.7  # OSV-5M (Astruc et al. 2024): 5000 exp(-d / 1492.7 km)


@dataclass(frozen=True, slots=True)
class Measures:
    """How near some guesses came: shares in [0, 1], kilometres, and points of GeoScore.

    A photo without an answer counts as missed by half the Earth's circumference. ``country``
    leaves out the photos that were taken at sea.
    """

    photos: int
    within: Mapping[str, Figure]  # by kilometres
    median_km: Figure
    mean_km: Figure
    geoscore: Figure
    country: Figure

    @property
    def has_exact(self) -> bool:
        """Whether one of its shares has an interval that no draw gave."""
        return any(figure.is_exact for figure in (*self.within.values(), self.country))


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A yardstick's own measures, and ours minus theirs on the same photos."""

    name: str
    measures: Measures
    difference: Measures


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether areas hold the truth as often as promised, and how wide they are."""

    promised: float
    held: Figure
    radius_km: Figure  # the median
    photos: int


@dataclass(frozen=True, slots=True)
class TrustRate:
    """Of the results that a word was said of: how often the truth lay within its distance."""

    word: str
    km: float
    held: Figure
    photos: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """Everything that is reported of a run."""

    photos: int
    authors: int  # 0 where the table names none
    unanswered: int
    ours: Measures
    yardsticks: tuple[Yardstick, ...]
    scenes: Mapping[str, Measures]
    continents: Mapping[str, Measures]
    methods: Mapping[str, Measures]
    coverage: tuple[Coverage, ...]
    areas: tuple[Coverage, ...]  # of cells; a radius is that of a circle as large
    reliability: tuple[Coverage, ...]
    trust: tuple[TrustRate, ...]
    bits: Figure
    leaks: Mapping[str, int]
    worst: tuple[Record, ...]


def summarise(records: Sequence[Record], seed: int = 0) -> Metrics:
    """The figures of at least one record."""
    draws = resampling(records, seed)
    ours = Scores.of(records, OURS)
    drawn = ours.drawn(draws)
    yardsticks = []
    for name in ALL:
        theirs = Scores.of(records, name)
        compared = theirs.drawn(draws)
        yardsticks.append(
            Yardstick(
                name,
                measures_of(len(records), compared),
                measures_of(len(records), {key: drawn[key] - compared[key] for key in drawn}),
            )
        )
    radii = {
        0.5: _column(records, lambda record: record.radius_p50_km),
        0.9: _column(records, lambda record: record.radius_p90_km),
    }
    return Metrics(
        photos=len(records),
        authors=len({record.author for record in records} - {None}),
        unanswered=sum(record.guesses is None for record in records),
        ours=measures_of(len(records), drawn),
        yardsticks=tuple(yardsticks),
        scenes=_groups(records, ours, draws, lambda record: record.scene),
        continents=_groups(records, ours, draws, lambda record: record.continent),
        methods=_groups(records, ours, draws, lambda record: record.method or "no answer"),
        coverage=tuple(_coverage(ours, draws, level, radii[level]) for level in radii),
        areas=tuple(_areas(records, draws)),
        reliability=tuple(_reliability(records, ours, draws)),
        trust=tuple(_trust(records, ours, draws)),
        bits=draws.mean(_column(records, lambda record: record.bits)).figure(),
        leaks=dict(
            Counter(kind for record in records for kind in {leak.kind for leak in record.leaks})
        ),
        worst=tuple(
            records[row] for row in np.argsort(-ours.error_km, kind="stable")[:WORST].tolist()
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """One guesser's scores on n photos: float64 (n,); ``country`` is NaN for photos at sea."""

    error_km: Array
    country: Array

    @classmethod
    def of(cls, records: Sequence[Record], name: str) -> Scores:
        """The scores of a guesser by its name."""
        errors, countries = [], []
        for record in records:
            guess = (record.guesses or {}).get(name)
            missed = guess is None
            errors.append(
                HALF_CIRCUMFERENCE_KM if guess is None else distance_km(guess, record.position)
            )
            code = "" if missed else (record.countries or {}).get(name, "")
            countries.append(float(code == record.country) if record.country else np.nan)
        return cls(np.array(errors), np.array(countries))

    def drawn(self, draws: Resampling, which: Mask | None = None) -> dict[str, Drawn]:
        """Every measure by its name, of the photos that are meant."""
        return {
            **{
                f"{km:g}": draws.share((self.error_km <= km).astype(float), which)
                for km in WITHIN_KM
            },
            "median_km": draws.median(self.error_km, which),
            "mean_km": draws.mean(self.error_km, which),
            "geoscore": draws.mean(5000.0 * np.exp(-self.error_km / _GEOSCORE_KM), which),
            "country": draws.share(self.country, which),
        }


def resampling(records: Sequence[Record], seed: int) -> Resampling:
    """Draws of the authors; a photo whose author is not known is its own."""
    groups = [record.author or f"\0{record.identifier}" for record in records]
    return Resampling(groups, seed)


def measures_of(photos: int, drawn: Mapping[str, Drawn]) -> Measures:
    """The figures of what was drawn for each measure."""
    within = {f"{km:g}": drawn[f"{km:g}"].figure() for km in WITHIN_KM}
    others = {key: value.figure() for key, value in drawn.items() if key not in within}
    return Measures(photos, within, **others)


def _groups(
    records: Sequence[Record],
    ours: Scores,
    draws: Resampling,
    name_of: Callable[[Record], str | None],
) -> dict[str, Measures]:
    """The measures by a property that photos have, the most frequent value first."""
    names = [name_of(record) for record in records]
    counts = Counter(name for name in names if name is not None)
    column = np.array([name or "" for name in names], dtype=np.str_)
    return {
        name: measures_of(count, ours.drawn(draws, column == name))
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    }


def _column(records: Sequence[Record], value_of: Callable[[Record], float | None]) -> Array:
    values = [value_of(record) for record in records]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _coverage(ours: Scores, draws: Resampling, promised: float, radii: Array) -> Coverage:
    """Of the photos that were answered: what promises nothing can break no promise."""
    answered = np.isfinite(radii)
    inside = (ours.error_km <= radii).astype(float)
    held = draws.share(inside, answered).figure()
    return Coverage(promised, held, draws.median(radii).figure(), int(answered.sum()))


def _areas(records: Sequence[Record], draws: Resampling) -> Iterator[Coverage]:
    for promised in (0.5, 0.9):
        found = [
            next((area for area in record.areas if area.share == promised), None)
            for record in records
        ]
        held = np.array([np.nan if area is None else float(area.held) for area in found])
        radii = [np.nan if area is None else math.sqrt(area.km2 / math.pi) for area in found]
        yield Coverage(
            promised,
            draws.share(held).figure(),
            draws.median(np.array(radii)).figure(),
            int(np.isfinite(held).sum()),
        )


def _reliability(records: Sequence[Record], ours: Scores, draws: Resampling) -> Iterator[Coverage]:
    table = np.array([record.radii_km or (np.nan,) * len(LEVELS) for record in records])
    for level, radii in zip(LEVELS, table.T, strict=True):
        yield _coverage(ours, draws, level, radii)


def _trust(records: Sequence[Record], ours: Scores, draws: Resampling) -> Iterator[TrustRate]:
    said = np.array([record.word or "" for record in records], dtype=np.str_)
    for word, km in TRUST_KM.items():
        which = said == word
        if which.any():
            held = draws.share((ours.error_km <= km).astype(float), which).figure()
            yield TrustRate(word, km, held, int(which.sum()))
