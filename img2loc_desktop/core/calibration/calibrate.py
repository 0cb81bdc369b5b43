"""A whole calibration: photos with known places, sources, and a file that belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from img2loc_desktop import __version__
from img2loc_desktop.core import files, targets, versions
from img2loc_desktop.core.calibration import observations
from img2loc_desktop.core.calibration.jobs import Job, open_job
from img2loc_desktop.core.calibration.unfinished import Unfinished
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation import copies, queries
from img2loc_desktop.core.evaluation.bootstrap import Figure
from img2loc_desktop.core.evaluation.leaks import LeakSearch
from img2loc_desktop.core.evaluation.measure import check_photos, measure, records_of
from img2loc_desktop.core.evaluation.metrics import Metrics, resampling, summarise
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import Array
from img2loc_desktop.core.index import IndexSettings
from img2loc_desktop.core.sources import open_sources, open_witnesses
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.vision import AbsentModel
from img2loc_desktop.core.words import one_line

FEWEST = 20  # photos to learn from: with fewer, nothing that was fitted would hold

Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which photos calibrate which sources, and where the calibration goes.

    ``out`` is the (first) index pack itself, or a file. Beside the indexes a multimodal model and
    the words in the pictures may answer; all are then calibrated together.
    """

    table: Path
    indexes: tuple[Path, ...]
    out: Path
    photos: Path | None = None
    limit: int | None = None
    seed: int = 0
    use_gpu: bool = True
    vlm: Path | None = None
    read_text: bool = False


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was fitted, and how it did on the authors that it was not fitted with.

    ``figures`` are the settings in words. ``gain`` is what the photo adds there to the indexes'
    own density, in bits, where that has kernels of its own that were fitted to the same photos.
    """

    path: Path
    settings: IndexSettings
    figures: tuple[str, ...]
    checked: Metrics
    gain: Figure
    problems: tuple[str, ...]


def calibrate(plan: Plan, told: Told) -> Calibrated:
    """Fit on half of the authors, measure on the other half, and write the calibration.

    ``told`` gets photos done, photos in all, and a name. Given again, an interrupted calibration
    goes on. Raises UserError when the table or a pack cannot be used, when there are too few
    photos, and when the calibration cannot be written.
    """
    read = queries.read(plan.table, plan.photos)
    chosen = queries.sample(read.photos, plan.limit, plan.seed)
    check_photos(chosen)
    teaching, authors, others = observations.halves([q.author for q in chosen], plan.seed)
    teachers = [query for query, teaches in zip(chosen, teaching, strict=True) if teaches]
    checkers = [query for query, teaches in zip(chosen, teaching, strict=True) if not teaches]
    job = _job(plan)
    path = _target(plan, job)
    _check_enough([query.author for query in teachers], checkers)
    work = Unfinished.beside(path, _made_of(plan, job, len(chosen)))
    taught = list(_heard(job, work, teachers, lambda done, name: told(done, len(chosen), name)))
    by = [query.author for query, _ in taught]
    try:
        _check_enough(by, checkers)
    except UserError:
        work.remove()  # there is nothing to go on with
        raise
    job.fit(by, plan.seed)
    job.settings = replace(job.settings, calibrated_on=_described(len(by), authors))
    locator = job.locator()
    journal = work.checked(checkers, job.fitted, lambda: copies.limits(locator.retrieval, checkers))
    told(len(teachers) + len(journal.entries), len(chosen), "")
    for record in measure(locator, checkers, journal, LeakSearch(locator.packs, journal.tests)):
        told(len(teachers) + len(journal.entries), len(chosen), record.identifier)
    records = records_of(checkers, journal)
    gain = _gain(job, records, plan.seed)
    settings = job.settings
    if gain.low is None or gain.low <= 0:
        settings = replace(settings, trust="hint")
    checked = summarise(records, plan.seed)
    job.write(
        path,
        settings,
        frozenset(sha256 for _, sha256 in taught),
        {
            "app": f"img2loc-desktop {__version__}",
            "table_sha256": files.sha256_of(plan.table),
            "seed": plan.seed,
            "photos": len(records),
            "authors": others,
            "gain_bits": asdict(gain),
            "coverage": [asdict(part) for part in checked.coverage],
            "areas": [asdict(part) for part in checked.areas],
            "trust": [asdict(part) for part in checked.trust],
        },
    )
    work.remove()
    return Calibrated(path, settings, job.figures, checked, gain, read.problems)


def _heard(
    job: Job, work: Unfinished, teachers: Sequence[Query], told: Callable[[int, str], None]
) -> Iterator[tuple[Query, str]]:
    """Let a job hear the photos to learn from; those that said something, with their SHA-256."""
    journal = work.heard(teachers)
    told(len(journal.entries), "")
    for query in teachers:
        hearing = journal.entries.get(query.identifier)
        if hearing is None:
            hearing = journal.add(query.identifier, partial(job.listen, query))
            told(len(journal.entries), query.identifier)
        if hearing.sha256 is not None and job.hear(query, hearing):
            yield query, hearing.sha256


def _check_enough(by: Sequence[str | None], checkers: Sequence[Query]) -> None:
    """Refuse too few photos to learn from, ``by`` these authors. Raises UserError."""
    if len(by) < FEWEST or not checkers:
        raise UserError(
            f"Only {len(by)} photos are there to learn from, after half of the authors were "
            f"kept to check with; {FEWEST} are the fewest that mean something.",
            "Give more photos, by more photographers.",
        )
    if len(set(by)) == 1 and by[0]:
        raise UserError(
            f"The {len(by)} photos to learn from are all by one photographer, after half of the "
            "authors were kept to check with: what holds for others cannot be learned from them.",
            "Give photos by more photographers, four at the least.",
        )


def _made_of(plan: Plan, job: Job, photos: int) -> dict[str, object]:
    """What a calibration is made of, beside the photos: the same hears and fits the same."""
    configuration = _configuration(plan).to_json()
    configuration.pop("vlm")  # a pack is what it holds, wherever it lies
    return {
        "app": f"img2loc-desktop {__version__}",
        "table_sha256": files.sha256_of(plan.table),
        "photos": photos,
        "limit": plan.limit,
        "sources": [[member.name, member.sha256] for member in job.members],
        "calibrations": [pack.calibration.sha256 for pack in job.packs],
        "configuration": configuration,
    }


def _job(plan: Plan) -> Job:
    gazetteer = Gazetteer.load()
    witnesses = open_witnesses(_configuration(plan), gazetteer)
    for witness in witnesses:
        if isinstance(witness, AbsentModel):
            raise witness.error
    return open_job(open_sources(plan.indexes, prefer_gpu=plan.use_gpu), witnesses, gazetteer)


def _configuration(plan: Plan) -> Configuration:
    """How the sources beside the indexes are asked."""
    return Configuration(
        vlm=plan.vlm,
        read_text="on" if plan.read_text else "off",
        seed=plan.seed,
        use_gpu=plan.use_gpu,
    )


def _target(plan: Plan, job: Job) -> Path:
    """The file to write. Raises UserError where something else would be lost."""
    first, path = plan.indexes[0].resolve(), plan.out
    if plan.out.is_dir():
        if plan.out.resolve() != first:
            raise UserError(
                f"{one_line(str(plan.out))} is another folder than that of the index.",
                "Give the index itself to --out (of several the first), or the name of a file.",
            )
        path = plan.out / job.file
    # The one file that may be added to a pack.
    elif plan.out.name != job.file or plan.out.resolve().parent != first:
        targets.check(plan.out, "calibration")
    versions.refuse_newer(path, job.schema)
    return path


def _described(count: int, authors: int) -> str:
    if authors:
        return phrase(f"{count:,} photos of {authors:,} photographers")
    return phrase(f"{count:,} photos")


def _gain(job: Job, records: Sequence[Record], seed: int) -> Figure:
    """Bits over the prior with its own kernels; a record has those with the fitted ones."""
    taught = _prior(job, job.truths())
    shares = observations.fit_shares(taught)
    mixtures = _prior(job, observations.places(records))
    own = observations.log2_likelihoods(mixtures, shares)
    kernels = job.settings.bandwidths
    same = observations.log2_likelihoods(mixtures, np.array(kernels.shares) if kernels else shares)
    bits = np.array([np.nan if each.bits is None else each.bits for each in records])
    return resampling(records, seed).mean(bits + same - own).figure()


def _prior(job: Job, truths: Array) -> Array:
    """What the indexes' own points say of n places without the photo: (n, widths)."""
    found = [
        observations.prior_mixtures(pack, truths, pack.settings.prior_power) for pack in job.packs
    ]
    mean: Array = np.mean(found, axis=0)
    return mean
