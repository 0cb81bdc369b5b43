"""A vlm pack: a folder with a language model, its projector if it has one, and a manifest.

The manifest's "vlm" section names the files: {"model": "x.gguf", "mmproj": "y.gguf",
"chat_template": "..."}. Without mmproj the model is text-only; a chat template replaces the
one in the GGUF.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core import files, model_packs, path_kinds, paths
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.vlm.chat import Chat, chat_of
from img2loc_desktop.core.vlm.gguf import Header, read_header
from img2loc_desktop.core.vlm.pairing import check_pair, part_paths, projector_of, read_model


@dataclass(frozen=True, slots=True)
class VlmPack:
    """A pack whose files were checked: hashes, headers, and that they belong together.

    ``sha256`` is that of manifest.json, which binds all other files. ``parts`` are the
    language model's headers, one for each file where it is split.
    """

    folder: Path
    name: str
    sha256: str
    parts: tuple[Header, ...]
    mmproj: Header | None
    chat: Chat

    @property
    def model(self) -> Header:
        return self.parts[0]

    @property
    def sees(self) -> bool:
        """Whether the model can look at a photo."""
        return self.mmproj is not None


def open_pack(folder: Path, chat: Chat | None = None) -> VlmPack:
    """Check a pack without any native code. Raises UserError.

    ``chat`` is given where the pack was opened before, and its template rendered.
    """
    manifest = _manifest(folder)
    model_name, mmproj_name, template = read_section(manifest)

    # The headers first: they say what is wrong in words, a wrong hash only that something is.
    model_path = manifest.path(model_name)
    mmproj_path = manifest.path(mmproj_name) if mmproj_name else None
    for path in (model_path, mmproj_path):
        if path is not None and not path.is_file():
            model_packs.check_files(manifest, [path.relative_to(folder).as_posix()])
    parts = read_model(model_path)
    mmproj = read_header(mmproj_path) if mmproj_path else None
    if mmproj is not None:
        check_pair(parts[0], mmproj)
    chat = chat or chat_of(parts[0], projector_of(mmproj) if mmproj else None, template)

    # Every part must be listed: llama.cpp finds the others by itself.
    used = [part.path for part in parts] + ([mmproj.path] if mmproj else [])
    model_packs.check_files(manifest, [path.relative_to(folder).as_posix() for path in used])
    return VlmPack(
        folder=folder,
        name=manifest.name,
        sha256=files.sha256_of(folder / model_packs.MANIFEST),
        parts=parts,
        mmproj=mmproj,
        chat=chat,
    )


def read_section(manifest: model_packs.Manifest) -> tuple[str, str, str | None]:
    """The listed model, its projector or "", and a chat template in place of the GGUF's.

    No file is read. Raises UserError.
    """
    fields = manifest.fields()
    model = fields.text("model", longest=255)
    mmproj = fields.text("mmproj", default="", longest=255)
    template = manifest.details.get("chat_template")
    if template is not None and not isinstance(template, str):
        fields.refuse("chat_template", "a Jinja template as text")
    for name in (model, mmproj):
        if name:
            manifest.file(name)
    return model, mmproj, template


def installed_pack() -> Path | None:
    """The folder of the installed multimodal model, of several the first by name.

    Where there is none, GGUF files that lie among the packs and are none: `open_pack` says
    what is to be done with them.
    """
    folders = {pack.name: pack.folder for pack in _installed()}
    if folders:
        return folders[min(folders)]
    folders_of_files = [pack.folder for pack in model_packs.find_packs("vlm")]
    strays = [folder for folder in folders_of_files if _gguf_files(folder)]
    return next(iter(strays + _gguf_files(paths.user_models())), None)


def pack_folder(name: str) -> Path:
    """The folder that a user means: a path, or else the name of an installed pack."""
    if not Path(name).exists():
        for pack in _installed():
            if pack.name == name:
                return pack.folder
    return Path(name)


def _manifest(folder: Path) -> model_packs.Manifest:
    """The manifest; UserError says how a pack is made of what was given instead."""
    if folder.is_file():
        raise UserError(
            f"{folder} is a file; a model is used as a pack, a folder with {model_packs.MANIFEST}.",
            f'Make a pack of it and of its mmproj: img2loc models import "{folder}"',
        )
    if not folder.exists():
        names = ", ".join(sorted(pack.name for pack in _installed())) or "none"
        hint = f"Installed are: {names}. Install one: img2loc models import FOLDER"
        if folder.parent == Path() and not folder.is_symlink():
            raise UserError(f"There is no multimodal model named {folder}.", hint)
        path_kinds.check(folder, "folder", hint)
    if not (folder / model_packs.MANIFEST).is_file() and _gguf_files(folder):
        raise UserError(
            f"{folder} holds GGUF files, but is no pack: it has no {model_packs.MANIFEST}.",
            f'Make a pack of them: img2loc models import "{folder}"',
        )
    return model_packs.read_manifest(folder, "vlm")


def _gguf_files(folder: Path) -> list[Path]:
    try:
        # A model before the projectors that are made for it.
        return sorted(folder.glob("*.gguf"), key=lambda path: ("mmproj" in path.name, path.name))
    except OSError:
        return []


def _installed() -> list[model_packs.Manifest]:
    found = model_packs.find_packs("vlm")
    return [pack for pack in found if isinstance(pack, model_packs.Manifest)]


def make_pack(
    folder: Path,
    *,
    name: str,
    title: str = "",
    licence: str = "",
    source: str = "",
    chat_template: str | None = None,
) -> VlmPack:
    """Write the manifest for the GGUF files that lie in a folder, and open the pack.

    Which file is the projector is read from the headers; a chat template is only needed
    where the GGUF has none. Raises UserError when the files
    are not one language model with at most one projector, or do not belong together.
    """
    headers = [read_header(path) for path in sorted(folder.glob("*.gguf"))]
    projectors = [h.path.name for h in headers if h.architecture == "clip"]
    models = [h for h in headers if h.architecture != "clip" and h.number("split.no") == 0]
    if len(models) != 1 or len(projectors) > 1:
        raise UserError(
            f"{folder} holds {len(models)} language models and {len(projectors)} projectors; "
            "a pack has one language model and at most one projector.",
            "Put the files of one model into a folder of their own.",
        )
    parts = part_paths(models[0].path, models[0].number("split.count", 1))
    details = {"model": models[0].path.name}
    if projectors:
        details["mmproj"] = projectors[0]
    if chat_template is not None:
        details["chat_template"] = chat_template
    names = [part.name for part in parts] + projectors
    try:
        described = model_packs.describe_files(folder, names)
    except OSError as error:
        raise UserError(
            f"{folder} cannot be read: {error.strerror or error}.",
            "Check that all parts are there.",
        ) from error
    model_packs.write_manifest(
        model_packs.Manifest(
            folder=folder,
            schema=model_packs.SCHEMA,
            kind="vlm",
            name=name,
            title=title or name,
            licence=licence,
            source=source,
            files=described,
            details=details,
        )
    )
    return open_pack(folder)
