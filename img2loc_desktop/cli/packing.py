"""The arguments of ``img2loc index`` and ``img2loc models``."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_index(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments of ``img2loc index``."""
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


def add_models(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments of ``img2loc models``."""
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
