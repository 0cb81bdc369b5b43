"""The arguments of ``img2loc locate``."""

from __future__ import annotations

import argparse
from pathlib import Path

from img2loc_desktop.cli import measuring
from img2loc_desktop.cli.numbers import (
    PARTS,
    number,
    of_model,
    of_run,
    parts,
    positive,
    weighted,
    whole,
    wholes,
)


def add_locate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments of ``img2loc locate``."""
    locate = commands.add_parser(
        "locate",
        help="say where photos were taken",
        description="Say where photos were taken. What was chosen in the window plays no part "
        "here: the same command does the same for everybody.",
    )
    locate.set_defaults(module="locate")
    locate.add_argument(
        "photos", nargs="+", type=Path, metavar="PHOTO|FOLDER", help="folders are searched through"
    )
    locate.add_argument(
        "--index",
        action="append",
        default=[],
        type=weighted,
        metavar="PACK[=WEIGHT]",
        help="an index of geotagged places to compare with, instead of the starter gallery: its "
        "folder or its name; may be given several times, each with the part of the estimate that "
        "it may claim relative to the others (default: 1)",
    )
    locate.add_argument(
        "--encoder",
        action="append",
        default=[],
        metavar="PACK",
        help="take this encoder where several would do, for example an 8-bit CLIP for a gallery",
    )
    locate.add_argument(
        "--k",
        type=of_run("neighbours", positive),
        default=16,
        metavar="N",
        help="show N near and N far neighbours (default: 16)",
    )
    locate.add_argument(
        "--far",
        type=of_run("far", whole),
        metavar="N",
        help="show N far neighbours instead; 0: none, then a very large index is searched "
        "through its graph, which is faster and may miss a near one",
    )
    locate.add_argument(
        "--not-each-other",
        action="store_true",
        help="photos of this run never count as references for one another",
    )
    measuring.add_views(locate)
    locate.add_argument(
        "--ocr",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="read the words in the picture and what they say about the place (default: yes)",
    )
    locate.add_argument(
        "--small-words",
        action="store_true",
        help="search up to 12 instead of 3 megapixels of a photo for words, at four times the work",
    )
    locate.add_argument(
        "--seed", type=of_run("seed", whole), default=0, metavar="N", help="default: 0"
    )
    locate.add_argument("--json", action="store_true", help="one JSON object a photo and line")
    for name, what in (
        ("geojson", "GeoJSON (RFC 7946)"),
        ("kml", "KML 2.2"),
        ("kmz", "KML with thumbnails in one file"),
        ("csv", "a table"),
        ("gpx", "GPX waypoints"),
    ):
        locate.add_argument(
            f"--{name}", type=Path, metavar="F", help=f"write the results as {what}"
        )
    locate.add_argument(
        "--parts",
        type=parts,
        metavar="PART,PART,...",
        help=f"what GeoJSON, KML and KMZ show, of {', '.join(PARTS)}: the estimate is always "
        "there; areas are circles, cells the smallest areas, near and far the neighbours "
        "(default: all but far)",
    )
    _add_model(locate)


def _add_model(locate: argparse.ArgumentParser) -> None:
    """The options of the multimodal model; without one of them, its usual value is taken."""
    asked = locate.add_argument_group(
        "the multimodal model",
        "A language model that sees the photo and its neighbours, and says where it might be. "
        "An installed one is asked unless --no-vlm is given; of several, the first by name. "
        "If it cannot be used, the photos are located without it and the results say so.",
    )
    which = asked.add_mutually_exclusive_group()
    which.add_argument(
        "--vlm", metavar="PACK", help="ask this one: the folder of its pack, or an installed name"
    )
    which.add_argument("--no-vlm", action="store_true", help="ask none, which is much faster")
    asked.add_argument(
        "--prompt",
        type=of_model("prompt", str),
        metavar="NAME",
        help="img2loc-places (default), img2loc or plain",
    )
    asked.add_argument(
        "--samples",
        type=of_model("samples", positive),
        metavar="N",
        help="answers to each prompt (default: 2)",
    )
    asked.add_argument(
        "--temperature",
        type=of_model("temperature", number),
        metavar="T",
        help="0 is always the same (default: 0.7)",
    )
    asked.add_argument(
        "--anchors",
        type=of_model("anchors", wholes),
        metavar="N,N,...",
        help="one prompt for each of these numbers of near and far neighbours (default: 0,5,10,15)",
    )
    asked.add_argument(
        "--model-weight",
        type=of_model("share", number),
        metavar="W",
        help="what it may claim of the estimate, where an index claims 1 (default: 0.5)",
    )
    asked.add_argument(
        "--model-timeout",
        type=of_model("timeout_seconds", number),
        metavar="S",
        help="seconds for a photo (default: 900)",
    )
    run = locate.add_argument_group(
        "how the multimodal model is run", "The default is what suits this machine."
    )
    run.add_argument(
        "--threads", type=of_model("threads", positive), metavar="N", help="processor threads"
    )
    run.add_argument(
        "--context", type=of_model("context", positive), metavar="N", help="tokens kept at once"
    )
    run.add_argument(
        "--batch", type=of_model("batch", positive), metavar="N", help="tokens evaluated at once"
    )
    run.add_argument(
        "--gpu-layers",
        type=of_model("gpu_layers", whole),
        metavar="N",
        help="layers on the GPU, 0 for none",
    )
    run.add_argument("--flash-attention", choices=("on", "off"), help="a faster way to compute")
    run.add_argument("--kv-type", choices=("f16", "q8_0"), help="q8_0 halves the context's memory")
    run.add_argument(
        "--repack",
        action="store_true",
        help="rearrange the weights for this processor: faster, but slow to load, in more memory, "
        "and on some processors it crashes",
    )
