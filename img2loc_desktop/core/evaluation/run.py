"""A whole evaluation: a table of photos, a configuration, a folder for what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from img2loc_desktop import __version__
from img2loc_desktop.core import files, targets
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation import copies, page, queries
from img2loc_desktop.core.evaluation.copies import CopyTest
from img2loc_desktop.core.evaluation.files import write_metrics, write_table
from img2loc_desktop.core.evaluation.journal import Journal
from img2loc_desktop.core.evaluation.leaks import LeakSearch
from img2loc_desktop.core.evaluation.measure import (
    LeakOptions,
    check_photos,
    form,
    measure,
    records_of,
)
from img2loc_desktop.core.evaluation.metrics import Metrics, summarise
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.evaluation.records import Record
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.sources import open_locator
from img2loc_desktop.core.vision import ModelWitness

RECORDS = "records.jsonl"
METRICS = "metrics.json"
TABLE = "photos.csv"
PAGE = "evaluation.html"
_OUTPUTS: tuple[tuple[str, targets.Kind], ...] = (
    (METRICS, "metrics"),
    (TABLE, "csv"),
    (PAGE, "html"),
)

Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to evaluate: which photos of a table, with what, and what is left out."""

    table: Path
    out: Path
    configuration: Configuration = field(default_factory=Configuration)
    photos: Path | None = None
    leaks: LeakOptions = field(default_factory=LeakOptions)
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out of which run, and which lines of the table were no photos."""

    run: Mapping[str, Any]
    metrics: Metrics
    records: tuple[Record, ...]
    problems: tuple[str, ...]


def evaluate(plan: Plan, told: Told) -> Evaluation:
    """Measure and write everything. ``told`` gets photos done, photos in all, and a name.

    Given again, an interrupted run goes on. Raises UserError when the table, a pack or the
    folder cannot be used.
    """
    for name, kind in _OUTPUTS:
        targets.check(plan.out / name, kind)
    read = queries.read(plan.table, plan.photos)
    chosen = queries.sample(read.photos, plan.limit, plan.configuration.seed)
    check_photos(chosen)
    authors = {query.author for query in chosen if query.author}
    if "same-author" in plan.leaks.exclude and not authors:
        raise UserError(
            f"{plan.table.name} names no authors, so nothing by them can be left out.",
            "Add a column author, or leave out --exclude same-author.",
        )
    locator = open_locator(
        plan.configuration,
        without_authors=authors if "same-author" in plan.leaks.exclude else (),
    )
    made_of = _made_of(plan, locator, chosen)
    _make_folder(plan.out)
    journal = Journal(
        plan.out / RECORDS,
        made_of,
        {query.identifier: query.path for query in chosen},
        form("Choose another folder with --out, or remove that file to begin again."),
        lambda: _tests(plan, locator, chosen, lambda what: told(0, len(chosen), what)),
    )
    leaks = LeakSearch(locator.packs, journal.tests, locator.taught)
    told(len(journal.entries), len(chosen), "")
    for record in measure(locator, chosen, journal, leaks, plan.leaks.exclude):
        told(len(journal.entries), len(chosen), record.identifier)
    records = records_of(chosen, journal)
    run = {
        **made_of,
        "near_duplicate": {
            pack.name: test.to_json()
            for pack, test in zip(locator.packs, journal.tests, strict=True)
            if pack.sources_path is not None
        },
        "unseen": list(leaks.limits(chosen)),
    }
    metrics = summarise(records, plan.configuration.seed)
    write_metrics(plan.out / METRICS, run, metrics, records)
    write_table(plan.out / TABLE, records)
    page.write(plan.out / PAGE, run, metrics, records)
    return Evaluation(run, metrics, records, read.problems)


def _tests(
    plan: Plan, locator: Locator, chosen: Sequence[Query], told: Callable[[str], None]
) -> tuple[CopyTest, ...]:
    """Which references of each index are copies of a photo."""
    given = plan.leaks.near_duplicate
    if given is None:
        return copies.limits(locator.retrieval, chosen, told)
    return (CopyTest(given, given),) * len(locator.packs)


def _made_of(plan: Plan, locator: Locator, chosen: Sequence[Query]) -> dict[str, Any]:
    """What a run is made of: the same value and the same photos mean the same records."""
    models = (each.pack for each in locator.witnesses if isinstance(each, ModelWitness))
    packs = [(pack.name, pack.sha256) for pack in locator.packs]
    packs += [
        (f"{pack.name} calibration", pack.calibration.sha256)
        for pack in locator.packs
        if pack.calibration.sha256 is not None
    ]
    packs += [(made.name, made.sha256) for made in locator.calibrations]
    packs += [(pack.name, pack.sha256) for pack in models]
    configuration = plan.configuration.to_json()
    for where in ("indexes", "vlm"):  # a pack is what it holds, wherever it lies
        configuration.pop(where)
    return {
        "app": f"img2loc-desktop {__version__}",
        "table": plan.table.name,
        "table_sha256": files.sha256_of(plan.table),
        "photos": len(chosen),
        "limit": plan.limit,
        "packs": [{"name": name, "sha256": sha256} for name, sha256 in packs],
        "exclude": list(plan.leaks.exclude),
        "copies_from": plan.leaks.near_duplicate,
        "configuration": configuration,
    }


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {folder} cannot be made: {error.strerror or error}.",
            "Choose another one with --out.",
        ) from error
