"""The command line: its arguments, its exit codes, and nothing that loads a library.

0: all was done; 1: some photos or steps failed; 2: wrong usage; 130: interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from img2loc_desktop import __version__
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
from img2loc_desktop.cli.usage import UsageError
from img2loc_desktop.core.errors import UserError


def run() -> None:
    """The entry point of ``img2loc``."""
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        _discard_output()
        code = code or 1
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    # A file name that is not valid Unicode must not end the run while it is printed.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        handler = import_module(f"img2loc_desktop.cli.{options.module}")
        code = int(handler.run(options))
        sys.stdout.flush()  # here, where a full disk can still be told
        return code
    except UserError as error:
        print(f"img2loc: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        print("\nimg2loc: stopped.", file=sys.stderr)
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # The reader (head, less) went away: say nothing, also not while Python shuts down.
        _discard_output()
        return 1
    except OSError as error:
        _discard_output()
        what = "the output" if error.filename is None else error.filename
        print(f"img2loc: Cannot use {what}: {error.strerror or error}.", file=sys.stderr)
        print("  Make room, or choose another place, and run the command again.", file=sys.stderr)
        return 1


def _discard_output() -> None:
    """Let what was not printed go, so that Python says nothing of it while it shuts down."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="img2loc",
        description="Says where on Earth a photo was taken, offline, with the evidence.",
        epilog="Photos are only read, never changed, and nothing leaves this machine.",
    )
    parser.add_argument("--version", action="version", version=f"img2loc-desktop {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_locate(commands)
    _add_index(commands)
    measuring.add_evaluate(commands)
    measuring.add_calibrate(commands)
    _add_models(commands)
    _add_simple(commands)
    return parser


def _add_locate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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


def _add_index(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    index = commands.add_parser("index", help="make and check indexes of geotagged photos")
    actions = index.add_subparsers(dest="action", required=True, metavar="ACTION")
    build = actions.add_parser(
        "build",
        help="index a folder of geotagged photos, or a CSV",
        description="Index the photos of a folder by their GPS, or those of a CSV or TSV with the "
        "columns file, latitude, longitude and perhaps author, licence, taken_at. "
        "The same command continues after an interruption.",
    )
    build.add_argument("source", type=Path, metavar="FOLDER|CSV")
    build.add_argument("--out", type=Path, required=True, metavar="PACK", help="folder to make")
    build.add_argument("--name", help="name of the pack (default: that of its folder)")
    build.add_argument(
        "--encoder",
        metavar="PACK",
        help="encoder pack, its folder or its name (default: the starter encoder)",
    )
    add = actions.add_parser("add", help="add photos to an index")
    add.add_argument("pack", type=Path, metavar="PACK")
    add.add_argument("source", type=Path, metavar="FOLDER|CSV")
    add.add_argument("--encoder", metavar="PACK", help="the encoder that made PACK")
    gallery = actions.add_parser(
        "gallery",
        help="index points without photos, with GeoCLIP",
        description="Make an index of points without photos: those that came with the location "
        "model, or any of your own, such as a dense grid over one country or a list of sites.",
    )
    gallery.add_argument(
        "--points", type=Path, metavar="CSV", help="a table with latitude and longitude"
    )
    gallery.add_argument(
        "--out", type=Path, metavar="PACK", help="folder to make (default: among your packs)"
    )
    gallery.add_argument("--name", help="name of the pack (default: that of its folder)")
    gallery.add_argument(
        "--model", default="geoclip", metavar="PACK", help="location model (default: geoclip)"
    )
    for action in (build, add, gallery):
        action.add_argument("--json", action="store_true", help="one JSON object an event and line")
    info = actions.add_parser("info", help="say what an index holds")
    info.add_argument("pack", type=Path, metavar="PACK")
    verify = actions.add_parser("verify", help="check every hash of an index")
    verify.add_argument("pack", type=Path, metavar="PACK")
    export = actions.add_parser("export", help="write the points of an index as GeoJSON")
    export.add_argument("pack", type=Path, metavar="PACK")
    export.add_argument("--geojson", type=Path, required=True, metavar="F")
    for action in (build, add, gallery, info, verify, export):
        action.set_defaults(module="index")


def _add_models(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    models = commands.add_parser("models", help="bring your own models and indexes")
    actions = models.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = actions.add_parser("list", help="say which packs are installed")
    shown.add_argument("--json", action="store_true", help="as JSON, with every file")
    bring = actions.add_parser(
        "import",
        help="install packs, or make them of exports, GGUF files, features, GeoCLIP",
        description="Install packs (folders or zips with manifest.json), or make packs of an ONNX "
        "export of CLIP, OpenCLIP or SigLIP, of GGUF files, of a CSV of coordinates with a .npy "
        "of vectors, or of the Python package geoclip (its folder or wheel). Every decision is "
        "printed; what is refused stays where it is. May be repeated.",
    )
    bring.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    how = bring.add_mutually_exclusive_group()
    for mode, what in (
        ("copy", "copy the files (default)"),
        ("link", "no second copy: link files of the same disk, or a whole pack of another"),
        ("move", "take the files away from where they are, once the pack is installed"),
    ):
        how.add_argument(
            f"--{mode}", dest="mode", action="store_const", const=mode, default="copy", help=what
        )
    bring.add_argument("--name", help="name of the pack (default: from its files)")
    bring.add_argument(
        "--encoder", metavar="PACK", help="the encoder that made the vectors of a .npy"
    )
    bring.add_argument("--json", action="store_true", help="one JSON object an event and line")
    verify = actions.add_parser("verify", help="check every hash of a pack, or of all")
    verify.add_argument("name", nargs="?", metavar="NAME")
    remove = actions.add_parser("remove", help="remove a pack that was imported")
    remove.add_argument("name", metavar="NAME")
    export = actions.add_parser("export", help="write a pack as a zip for another machine")
    export.add_argument("name", metavar="NAME")
    export.add_argument("file", type=Path, metavar="FILE.zip")
    actions.add_parser("where", help="print the folder of your packs")
    models.set_defaults(module="models")


def _add_simple(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="locate the sample photos and draw a map")
    demo.set_defaults(module="demo")
    demo.add_argument(
        "--out",
        type=Path,
        default=Path("img2loc-demo"),
        metavar="FOLDER",
        help="where the files go (default: img2loc-demo)",
    )
    check = commands.add_parser("check", help="say whether this installation can do its work")
    check.set_defaults(module="check")
    check.add_argument("--json", action="store_true", help="as JSON, for a report of a fault")
    window = commands.add_parser("gui", help="open the window")
    window.set_defaults(module="gui")
