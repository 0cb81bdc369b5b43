"""A whole calibration: photos with known places, an index, and a file that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from img2loc_desktop import __version__
from img2loc_desktop.core import files, photos
from img2loc_desktop.core.calibration import fitting, observations
from img2loc_desktop.core.calibration.observations import Observation
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation import queries
from img2loc_desktop.core.evaluation.bootstrap import Figure
from img2loc_desktop.core.evaluation.measure import LeakOptions, check_photos, measured
from img2loc_desktop.core.evaluation.metrics import Metrics, resampling, summarise
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import calibration
from img2loc_desktop.core.index.manifest import IndexSettings
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.retrieval import IndexSource, Options, Retrieval
from img2loc_desktop.core.sources import open_sources
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.words import one_line

FEWEST = 20  # photos to learn from: with fewer, nothing that was fitted would hold

Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which photos calibrate which index, and where the calibration goes.

    ``out`` is the index pack itself, or a file.
    """

    table: Path
    index: Path
    out: Path
    photos: Path | None = None
    limit: int | None = None
    seed: int = 0
    use_gpu: bool = True


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was fitted, and how it did on the authors that it was not fitted with.

    ``gain`` is what the photo adds there to the index's own density, in bits, where that has
    kernels of its own that were fitted to the same photos.
    """

    path: Path
    settings: IndexSettings
    checked: Metrics
    gain: Figure
    problems: tuple[str, ...]


def calibrate(plan: Plan, told: Told) -> Calibrated:
    """Fit on half of the authors, measure on the other half, and write the calibration.

    Raises UserError when the table or the pack cannot be used, when there are too few photos,
    and when the calibration cannot be written.
    """
    path = _target(plan)
    read = queries.read(plan.table, plan.photos)
    chosen = queries.sample(read.photos, plan.limit, plan.seed)
    check_photos(chosen)
    (source,) = open_sources([plan.index], prefer_gpu=plan.use_gpu)
    teaching, authors, others = observations.halves([q.author for q in chosen], plan.seed)
    teachers = [query for query, teaches in zip(chosen, teaching, strict=True) if teaches]
    checkers = [query for query, teaches in zip(chosen, teaching, strict=True) if not teaches]
    seen, by = [], []
    for number, found in enumerate(_observations(source, teachers), start=1):
        if found is not None:
            seen.append(found)
            by.append(teachers[number - 1].author)
        told(number, len(chosen), teachers[number - 1].identifier)
    if len(seen) < FEWEST or not checkers:
        raise UserError(
            f"Only {len(seen)} photos are there to learn from, after half of the authors were "
            f"kept to check with; {FEWEST} are the fewest that mean something.",
            "Give more photos, by more photographers.",
        )
    fitted = fitting.fit_with_factors(source.pack, seen, observations.halves(by, plan.seed)[0])
    settings = replace(fitted.settings, calibrated_on=_described(len(seen), authors))
    located = _Checker(source, settings, seen, fitted)
    records = []
    for number, record in enumerate(located.records(checkers), start=len(teachers) + 1):
        records.append(record)
        told(number, len(chosen), record.identifier)
    gain = located.gain(records, plan.seed)
    if gain.low is None or gain.low <= 0:
        settings = replace(settings, trust="hint")
    checked = summarise(records, plan.seed)
    calibration.write(
        path,
        calibration.Calibration(
            source.pack.name,
            source.pack.sha256,
            settings,
            {
                "app": f"img2loc-desktop {__version__}",
                "table_sha256": files.sha256_of(plan.table),
                "seed": plan.seed,
                "photos": len(records),
                "authors": others,
                "gain_bits": asdict(gain),
                "coverage": [asdict(part) for part in checked.coverage],
                "trust": [asdict(part) for part in checked.trust],
            },
        ),
    )
    return Calibrated(path, settings, checked, gain, read.problems)


def _target(plan: Plan) -> Path:
    """The file to write. Raises UserError where that would not be a calibration's."""
    if plan.out.is_dir():
        if plan.out.resolve() != plan.index.resolve():
            raise UserError(
                f"{one_line(str(plan.out))} is another folder than that of the index.",
                "Give the index itself to --out, or the name of a file.",
            )
        return plan.out / calibration.FILE
    if plan.out.exists():
        calibration.read(plan.out)  # only a calibration is written over
    return plan.out


def _described(count: int, authors: int) -> str:
    if authors:
        return phrase(f"{count:,} photos of {authors:,} photographers")
    return phrase(f"{count:,} photos")


def _observations(source: IndexSource, chosen: Sequence[Query]) -> Iterator[Observation | None]:
    """One for each photo; None where it cannot be read or the index has nothing else."""
    retrieval = Retrieval([source], Options())
    pack = source.pack
    for query in chosen:
        try:
            opened = photos.read(query.path, short_side=retrieval.short_side)
            (vector,) = retrieval.embed(opened).values()
        except UserError:
            yield None
            continue
        rows = min(pack.count, observations.MOST_ROWS)
        # far=1: exact, and what is learned of the nearest rows must not depend on a graph
        scan = pack.scan(vector, rows, 1, {opened.photo.sha256})
        yield observations.observe(pack, scan, query.position) if len(scan.near_rows) else None


class _Checker:
    """The product's own locator with the new settings, on photos that they were not fitted to."""

    def __init__(
        self,
        source: IndexSource,
        settings: IndexSettings,
        seen: Sequence[Observation],
        fitted: fitting.Fit,
    ) -> None:
        self._pack = source.pack
        self._power = settings.evidence.prior_power
        pack = source.pack.with_settings(settings)
        self._locator = Locator([IndexSource(source.encoder, pack)], Gazetteer.load())
        truths = np.array([each.truth for each in seen])
        taught = observations.prior_mixtures(self._pack, truths, self._power)
        self._prior_shares = observations.fit_shares(taught)
        self._kernels = fitted.settings.bandwidths

    def records(self, checkers: Sequence[Query]) -> Iterator[Record]:
        """A record for each photo."""
        yield from measured(self._locator, checkers, LeakOptions())

    def gain(self, records: Sequence[Record], seed: int) -> Figure:
        """Bits over the prior with its own kernels; a record has those with the fitted ones."""
        truths = observations.places(records)
        mixtures = observations.prior_mixtures(self._pack, truths, self._power)
        own = observations.log2_likelihoods(mixtures, self._prior_shares)
        shares = np.array(self._kernels.shares) if self._kernels else self._prior_shares
        same = observations.log2_likelihoods(mixtures, shares)
        bits = np.array([np.nan if each.bits is None else each.bits for each in records])
        return resampling(records, seed).mean(bits + same - own).figure()
