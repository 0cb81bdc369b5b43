"""An ocr pack: a network that reads further scripts, as PaddleOCR makes them for PP-OCR.

The manifest's "ocr" section names the files and the script: {"model": "x_rec_infer.onnx",
"characters": "dict.txt", "script": "Cyrillic"}. The characters stand one a line, in the order
of the network's outputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import model_packs
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.onnx_files import external_locations

_LARGEST_MODEL = 1 << 29
_LARGEST_CHARACTERS = 1 << 20


@dataclass(frozen=True, slots=True)
class OcrPack:
    """A pack whose files were checked. ``script`` is what people call it ("Cyrillic")."""

    name: str
    script: str
    model: Path
    sha256: str  # of the model
    characters: Path


def read_ocr_pack(folder: Path) -> OcrPack:
    """Read an ocr pack and check its files.

    Raises UserError: no or wrong manifest, missing, short, large or altered files, weights
    outside the model's own file, characters that are no text.
    """
    manifest = model_packs.read_manifest(folder, "ocr")
    model, characters, script = read_section(manifest)
    for name, largest in ((model, _LARGEST_MODEL), (characters, _LARGEST_CHARACTERS)):
        if manifest.file(name).bytes > largest:
            raise UserError(
                f'{name} of the pack "{manifest.name}" has {manifest.file(name).bytes:,} bytes; '
                f"at most {largest:,} are loaded.",
                "Use a smaller network for reading: PP-OCR's mobile ones have about 10 MB.",
            )
    model_packs.check_files(manifest, only=[model, characters])
    path = manifest.path(model)
    try:
        outside = external_locations(path)
        manifest.path(characters).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f'The pack "{manifest.name}" cannot be read: {error}.',
            "Get the pack again from its source.",
        ) from error
    if outside:
        raise UserError(
            f'{model} of the pack "{manifest.name}" wants to load weights from another file.',
            "Get an export that has its weights inside.",
        )
    return OcrPack(
        manifest.name, script, path, manifest.file(model).sha256, manifest.path(characters)
    )


def read_section(manifest: model_packs.Manifest) -> tuple[str, str, str]:
    """The listed model and characters, and the script; no file is read. Raises UserError."""
    fields = manifest.fields()
    listed = [file.path for file in manifest.files]
    model = fields.choice("model", [name for name in listed if name.endswith(".onnx")])
    characters = fields.choice("characters", [name for name in listed if name != model])
    return model, characters, fields.text("script", longest=40)
