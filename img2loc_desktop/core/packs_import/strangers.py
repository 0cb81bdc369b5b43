"""Files that make no pack: what each is, why it is not taken, and what to do with it."""

from __future__ import annotations

from pathlib import Path

from img2loc_desktop.core.packs_import.events import Refused

TABLES = (".csv", ".tsv", ".tab")

_HARMLESS = {
    *(".md", ".txt", ".json", ".yaml", ".yml", ".toml", ".py", ".jpg", ".jpeg", ".png"),
    *(".gif", ".webp", ".pdf", ".html", ".bpe", ".vocab", ".jinja", ".cfg", ".ini", ".log", ""),
    *TABLES,
    *(".pyc", ".pyi", ".typed", ".svg", ".rst", ".sha256"),
}
_KINDS = {
    (".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack"): (
        "weights for PyTorch or another training library",
        "they are not a network that runs by itself, and PyTorch files can run any program",
        "Export them where PyTorch is: models/export_clip.py makes an ONNX pack of CLIP, OpenCLIP "
        "and SigLIP. Language models are needed as GGUF.",
    ),
    (".onnx", ".onnx_data", ".data"): (
        "a network (ONNX)",
        "how pictures are prepared for it is not known: no preprocessor_config.json or "
        "open_clip_config.json lies beside it",
        "Copy that file from the place where the network comes from, and import the folder.",
    ),
    (".npy", ".npz"): (
        "an array",
        "there is no table of places that belongs to it",
        "Put a CSV with latitude,longitude of the same name beside it; save as .npy, not .npz.",
    ),
    (".zip", ".whl"): (
        "an archive in a folder",
        "archives are only unpacked when they are given themselves",
        "Give the archive: img2loc models import FILE.zip",
    ),
    (".7z", ".rar", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".zst"): (
        "an archive",
        "only zip archives are unpacked here",
        "Unpack it and import the folder.",
    ),
    (".part", ".partial", ".crdownload", ".incomplete", ".tmp", ".download", ".aria2"): (
        "an unfinished download",
        "it is not complete",
        "Finish the download and copy the file again.",
    ),
    (".ggml", ".ggjt"): (
        "a language model in an old format",
        "only GGUF is read",
        "Get the model as GGUF.",
    ),
    (".tflite", ".mlmodel", ".mlpackage", ".engine", ".plan", ".xml"): (
        "a network for another runtime",
        "only ONNX is run here",
        "Get an ONNX export of the same network.",
    ),
    (".exe", ".msi", ".dll", ".so", ".dylib", ".sh", ".bat", ".com", ".app"): (
        "a program",
        "packs hold no programs",
        "Leave it out.",
    ),
}
_POINTER = b"version https://git-lfs.github.com/spec/"


def is_harmless(path: Path) -> bool:
    """Whether nobody expects a pack of such a file: descriptions, pictures, tokenizers."""
    return path.suffix.lower() in _HARMLESS


def pointer(path: Path) -> Refused | None:
    """The words for a file that Git LFS left in place of a large one; None for any other."""
    try:
        with path.open("rb") as file:
            if file.read(len(_POINTER)) != _POINTER:
                return None
    except OSError:
        return None
    return Refused(
        path.name,
        "a pointer of Git LFS, not the file itself",
        "only its name and hash were copied",
        "Get the file itself (git lfs pull, or the download link of the page).",
    )


def stranger(path: Path) -> Refused:
    """The words for a file of which no pack can be made."""
    if path.suffix.lower() in TABLES:
        return Refused(
            path.name,
            "a table",
            "the vectors of the places in it, a .npy, were not given with it",
            "Give both; where GeoCLIP is installed, a table of places alone makes an index with "
            "img2loc index gallery --points FILE.",
        )
    for suffixes, (what, why, remedy) in _KINDS.items():
        if path.suffix.lower() in suffixes:
            return Refused(path.name, what, why, remedy)
    return Refused(
        path.name,
        f"a {path.suffix or 'nameless'} file",
        "it is of no kind that a pack is made of",
        "Leave it out.",
    )
