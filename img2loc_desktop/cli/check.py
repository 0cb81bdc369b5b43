"""``img2loc check``: whether this installation can do its work, and what is missing."""

from __future__ import annotations

import argparse
import ctypes
import importlib.metadata
import json
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from img2loc_desktop import __version__
from img2loc_desktop.core import model_packs, paths, words
from img2loc_desktop.core.devices import stages
from img2loc_desktop.core.errors import UserError

LIBRARIES = (
    "onnxruntime-gpu",
    "onnxruntime",
    "usearch",
    "llama-cpp-python",
    "rapidocr",
    "phonenumbers",
    "py3langid",
    "numpy",
    "pillow",
    "pi-heif",
    "PySide6-Essentials",
)

_WHOLE = "all files have the SHA-256 in their manifest"

FURTHER = ("vlm", "ocr", "location")  # kinds of packs that photos can be located without

# What PySide6 needs of a Linux system, with the names of Debian's packages.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}


@dataclass(frozen=True, slots=True)
class Item:
    """What was found of one part: ``failed`` where photos cannot be located with it."""

    label: str
    text: str
    failed: bool = False


def run(options: argparse.Namespace) -> int:
    """Print a line per item, or all as JSON; 0 when photos can be located, 1 when not."""
    libraries = {name: version for name in LIBRARIES if (version := _version(name))}
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    if not options.json:
        print(f"img2loc-desktop {__version__}, Python {platform.python_version()}, {system}")
        for name, version in libraries.items():
            print(f"  {name} {version}")
        print(f"Your data: {paths.user_data()}")
    found = []
    for item in _items():
        found.append(item)
        if not options.json:
            print(f"{item.label}: {'NOT WORKING. ' if item.failed else ''}{item.text}")
    devices = stages()
    failed = any(item.failed for item in found)
    if options.json:
        report = {
            "app": __version__,
            "python": platform.python_version(),
            "system": system,
            "libraries": libraries,
            "data": str(paths.user_data()),
            "items": [asdict(item) for item in found],
            "devices": [asdict(device) for device in devices],
            "can_locate": not failed,
        }
        print(json.dumps(report, indent=2, ensure_ascii=False))
        return 1 if failed else 0
    print("Devices:")
    for device in devices:
        print(f"  {device.stage}: {device}")
    print("This installation cannot locate photos." if failed else "Photos can be located.")
    return 1 if failed else 0


def _items() -> Iterator[Item]:
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Place names", _gazetteer),
        ("Packs", _packs),
        ("Sample photo", _sample),
    )
    for label, check in checks:
        try:
            yield Item(label, check())
        except UserError as error:
            yield Item(label, f"{error.message} {error.hint}", failed=True)
    yield Item("Further packs", _further())
    yield Item("GeoCLIP", _location())
    yield Item("Multimodal model", _llama())
    yield Item("Window", _window())


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _gazetteer() -> str:
    from img2loc_desktop.core.gazetteer import Gazetteer
    from img2loc_desktop.core.types import LatLon

    place = Gazetteer.load().place(LatLon(48.8584, 2.2945))
    return f"the Eiffel Tower is at {place.text}"


def _packs() -> str:
    """Check every file of the encoders and indexes; the first that is broken stops the check."""
    names = []
    for kind in ("encoder", "index"):
        for found in model_packs.find_packs(kind):
            if isinstance(found, model_packs.BrokenPack):
                if _is_further(found):
                    continue
                raise found.error
            model_packs.check_files(found)
            names.append(found.name)
    return "\n  ".join((f"{', '.join(names)}: {_WHOLE}", *_unsearchable()))


def _unsearchable() -> Iterator[str]:
    """What is wrong with indexes whose files are whole."""
    from img2loc_desktop.core.sources import makers_of_index

    for found in model_packs.find_packs("index"):
        if isinstance(found, model_packs.Manifest):
            try:
                makers_of_index(found.folder)
            except UserError as error:
                yield f"{found.name}: CANNOT BE SEARCHED. {error.message} {error.hint}"


def _further() -> str:
    """Check the packs that photos can be located without, each by itself."""
    from img2loc_desktop.core import vlm

    lines = []
    for kind in FURTHER:
        for found in model_packs.find_packs(kind):
            name = words.one_line(found.folder.name)
            try:
                if isinstance(found, model_packs.BrokenPack):
                    if kind != FURTHER[0] or not _is_further(found):
                        continue  # it was named before: a broken one is found for every kind
                    raise found.error
                if kind == "vlm":
                    vlm.open_pack(found.folder)
                model_packs.check_files(found)
                lines.append(f"{name}: {_WHOLE}")
            except UserError as error:
                lines.append(f"{name}: NOT WORKING. {error.message} {error.hint}")
    return "\n  ".join(lines) or "none"


def _is_further(pack: model_packs.BrokenPack) -> bool:
    """Whether the files of a pack without a readable manifest are not those of an index."""
    return any(any(pack.folder.glob(weights)) for weights in ("*.gguf", "*_rec_*.onnx"))


def _sample() -> str:
    from img2loc_desktop.cli.demo import read_samples
    from img2loc_desktop.core.gazetteer import Gazetteer
    from img2loc_desktop.core.locator import Locator
    from img2loc_desktop.core.sources import open_sources
    from img2loc_desktop.core.types import Failure

    sources = open_sources()
    sample = read_samples(paths.resources() / "samples")[0]
    *_, entry = Locator(sources, Gazetteer.load()).locate(sample.path)
    if isinstance(entry, Failure):
        raise UserError(entry.message, entry.hint)
    encoder = sources[0].encoder
    warnings = "".join(f"\n  {warning}" for warning in encoder.warnings)
    return f"{sample.path.name} located; the encoder runs on {encoder.provider}{warnings}"


def _location() -> str:
    """Whether photos can be compared with places, and what would enable it."""
    from img2loc_desktop.core.location_pack import follows, read_location_pack

    locations = [pack for pack in model_packs.find_packs("location") if _is_whole(pack)]
    if not locations:
        return (
            "absent. It compares photos with places: img2loc models import "
            "geoclip-1.3.0-py3-none-any.whl"
        )
    encoders = [pack for pack in model_packs.find_packs("encoder") if _is_whole(pack)]
    lines = []
    for location in locations:
        try:
            pack = read_location_pack(location.folder)
        except UserError as error:
            lines.append(f"{location.folder.name} cannot be used. {error.message} {error.hint}")
            continue
        names = [
            encoder.name
            for encoder in encoders
            if isinstance(encoder, model_packs.Manifest) and follows(pack, encoder)
        ]
        lines.append(
            f"{pack.manifest.name} follows {', '.join(names)}"
            if names
            else f"{pack.manifest.name} is installed, but {pack.after} is not. To enable it, "
            "import an ONNX export of that: img2loc models import FOLDER"
        )
    return "\n  ".join(lines)


def _is_whole(pack: model_packs.Manifest | model_packs.BrokenPack) -> bool:
    return isinstance(pack, model_packs.Manifest)


def _llama() -> str:
    """What llama.cpp can use here; photos can be located without it."""
    from img2loc_desktop.core import vlm

    try:
        machine = vlm.describe_machine()
    except UserError as error:
        return f"NOT WORKING. {error.message} {error.hint}"
    lines = [
        f"llama.cpp of llama-cpp-python {machine.version} runs here",
        f"processor features: {', '.join(machine.features) or 'none'}",
        f"layers on a GPU: {'possible' if machine.gpu_offload else 'not with this build'}",
        *(
            f"{device.name} ({device.description.strip()}): "
            f"{device.free / 1e9:,.1f} of {device.total / 1e9:,.1f} GB free"
            for device in machine.devices
        ),
    ]
    return "\n  ".join(lines)


def _window() -> str:
    missing = list(_missing_qt_libraries())
    if missing:
        return (
            f"cannot open, this system lacks {', '.join(missing)}. "
            f"On Debian or Ubuntu: sudo apt-get install {' '.join(missing)}"
        )
    if not _version("PySide6-Essentials"):
        return "PySide6 is not installed"
    return "can open" if paths.has_screen() else "cannot open, there is no screen here"


def _missing_qt_libraries() -> Iterator[str]:
    if not sys.platform.startswith("linux"):
        return
    for library, package in QT_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            yield package
