"""The arguments of the commands that measure and calibrate; nothing that loads a library."""

from __future__ import annotations

import argparse
from pathlib import Path

from img2loc_desktop.cli.numbers import of_run, positive, similarity, whole


def add_evaluate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments of ``img2loc evaluate``."""
    evaluate = commands.add_parser(
        "evaluate",
        help="measure the answers on photos whose place is known",
        description="Measure on the photos of a CSV or TSV with the columns file, latitude, "
        "longitude and perhaps author, scene, country, taken_at (ISO 8601, or the seconds or "
        "milliseconds since 1970); the column names of Im2GPS3k, "
        "YFCC4k and OSV-5M are understood. The same command continues after an interruption.",
    )
    evaluate.set_defaults(module="evaluate")
    evaluate.add_argument("queries", nargs="?", type=Path, metavar="QUERIES.csv")
    evaluate.add_argument(
        "--index",
        action="append",
        default=[],
        metavar="PACK",
        help="an index to measure, instead of the starter gallery; may be given several times",
    )
    evaluate.add_argument("--vlm", metavar="PACK", help="ask this multimodal model, too")
    evaluate.add_argument("--ocr", action="store_true", help="read the words in the pictures, too")
    evaluate.add_argument(
        "--photos",
        type=Path,
        metavar="FOLDER",
        help="where the photos lie (default: beside the table)",
    )
    evaluate.add_argument(
        "--out", type=Path, metavar="FOLDER", help="where the files go (default: beside the table)"
    )
    evaluate.add_argument(
        "--exclude",
        action="append",
        default=[],
        choices=("same-author", "near-duplicates"),
        help="leave such references out of the index; may be given twice",
    )
    evaluate.add_argument(
        "--near-duplicate",
        type=similarity,
        metavar="S",
        help="the cosine similarity from which on a reference is a copy (default: measured on "
        "copies of some of the photos, for those that stand out among the most alike)",
    )
    evaluate.add_argument(
        "--limit",
        type=positive,
        metavar="N",
        help="only N of the photos, drawn at random by the seed",
    )
    add_views(evaluate)
    evaluate.add_argument(
        "--seed", type=of_run("seed", whole), default=0, metavar="N", help="default: 0"
    )
    evaluate.add_argument(
        "--compare",
        nargs=2,
        type=Path,
        metavar=("A.json", "B.json"),
        help="the difference of two metrics.json on the same photos",
    )


def add_views(command: argparse.ArgumentParser) -> None:
    """How often a photo is looked at; it loads nothing to know the names."""
    command.add_argument(
        "--views",
        choices=("one", "flip", "crops"),
        default="one",
        help="look at each photo once, at its mirror image as well, or at five crops as well; "
        "twice and seven times the work (default: one)",
    )


def add_calibrate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments of ``img2loc calibrate``."""
    calibrate = commands.add_parser(
        "calibrate",
        help="make the radii of an index hold what they promise",
        description="Fit how an index is weighed and how wide its radii are on half of the "
        "authors of a table as for evaluate, and report on the other half. What is found is "
        "stored with the index and used from then on, whenever just these sources answer. The same "
        "command continues after an interruption.",
    )
    calibrate.set_defaults(module="calibrate")
    calibrate.add_argument("queries", type=Path, metavar="QUERIES.csv")
    calibrate.add_argument(
        "--index",
        action="append",
        required=True,
        metavar="PACK",
        help="an index to calibrate; of several, what each may claim when they answer together",
    )
    calibrate.add_argument(
        "--vlm", metavar="PACK", help="together with this multimodal model, asked of every photo"
    )
    calibrate.add_argument(
        "--ocr", action="store_true", help="together with the words in the pictures"
    )
    calibrate.add_argument(
        "--out",
        type=Path,
        metavar="PACK|FILE",
        help="where the calibration goes (default: the index itself, of several the first); a "
        "FILE is used once it lies there under the name that it would have had",
    )
    calibrate.add_argument(
        "--photos",
        type=Path,
        metavar="FOLDER",
        help="where the photos lie (default: beside the table)",
    )
    calibrate.add_argument(
        "--limit",
        type=positive,
        metavar="N",
        help="only N of the photos, drawn at random by the seed",
    )
    calibrate.add_argument(
        "--seed", type=of_run("seed", whole), default=0, metavar="N", help="default: 0"
    )
