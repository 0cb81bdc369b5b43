"""``img2loc evaluate``: how good the answers are on photos whose place is known."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from img2loc_desktop.cli.progress import Progress
from img2loc_desktop.cli.usage import UsageError
from img2loc_desktop.core import pack_library, vlm
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.evaluation import compare, text
from img2loc_desktop.core.evaluation import run as evaluation
from img2loc_desktop.core.evaluation.measure import LeakOptions


def run(options: argparse.Namespace) -> int:
    """Evaluate, or compare two evaluations; 0 when done."""
    if options.compare:
        return _compare(options)
    if options.queries is None:
        raise UsageError(
            "There is no table of photos to evaluate with.",
            "Give a CSV with file,latitude,longitude, or --compare A.json B.json.",
        )
    out = options.out or options.queries.with_name(f"{options.queries.stem}-evaluation")
    plan = evaluation.Plan(
        table=options.queries,
        out=out,
        configuration=Configuration(
            indexes=tuple(pack_library.pack_folder(name, "index") for name in options.index),
            vlm=_model(options.vlm),
            seed=options.seed,
            views=options.views,
            read_text="on" if options.ocr else "off",
        ),
        photos=options.photos,
        leaks=LeakOptions(tuple(options.exclude), options.near_duplicate),
        limit=options.limit,
    )
    progress = Progress(resumable=True)
    found = evaluation.evaluate(plan, progress.update)
    progress.clear()
    for problem in found.problems:
        print(f"left out: {problem}", file=sys.stderr)
    print(text.summary(found.metrics), end="")
    missed = next((each for each in found.records if each.guesses is None), None)
    if missed is not None:
        print(
            f"Why photos have no answer says {evaluation.TABLE} in its column message; the first "
            f"is {missed.identifier}: {missed.message}"
        )
    if found.metrics.leaks:
        print(f"Which photos they are says {evaluation.TABLE} in its column leaks.")
    print("\n".join(text.leak_notes(found.run)) + "\n")
    print(f"{out / evaluation.PAGE}\n{out / evaluation.METRICS}\n{out / evaluation.TABLE}")
    return 0


def _model(name: str | None) -> Path | None:
    """The model to measure. Raises UserError where it cannot be used: nothing would be measured."""
    if name is None:
        return None
    folder = vlm.pack_folder(name)
    vlm.open_pack(folder)
    return folder


def _compare(options: argparse.Namespace) -> int:
    first, second = options.compare
    _check_alone(options)
    found = compare.compare(first, second, options.seed)
    names = (first.name, second.name)
    if first.name == second.name:
        names = (first.parent.name or first.name, second.parent.name or second.name)
    print(text.differences(found.difference, names))
    if found.is_alike:
        print("Both gave every one of these photos the same answer.")
    if found.unpaired:
        verb = "is" if found.unpaired == 1 else "are"
        print(
            f"{text.count_of(found.unpaired)} {verb} in only one of the two runs and "
            f"{'was' if found.unpaired == 1 else 'were'} left out."
        )
    return 0


def _check_alone(options: argparse.Namespace) -> None:
    """Refuse what has no meaning for a comparison, rather than ignoring it. Raises UsageError."""
    given = {
        f"the table {options.queries}": options.queries,
        "--index": options.index,
        "--vlm": options.vlm,
        "--ocr": options.ocr,
        "--photos": options.photos,
        "--out": options.out,
        "--exclude": options.exclude,
        "--near-duplicate": options.near_duplicate is not None,
        "--limit": options.limit,
        "--views": options.views != "one",
    }
    for name, is_given in given.items():
        if is_given:
            raise UsageError(
                f"--compare compares two metrics.json and does not use {name}.",
                "Leave one of the two out; --seed is the only option beside --compare.",
            )
