"""Language models in GGUF: parts are joined, projectors (mmproj) told apart and paired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.pack_names import pack_name
from img2loc_desktop.core.packs_import import listing
from img2loc_desktop.core.packs_import.events import Decided, Refused
from img2loc_desktop.core.packs_import.plan import FilesPlan, Wanted
from img2loc_desktop.core.vlm.chat import chat_of
from img2loc_desktop.core.vlm.gguf import Header, read_header
from img2loc_desktop.core.vlm.pairing import check_pair, part_paths, projector_of, read_model
from img2loc_desktop.core.words import one_line

Found = FilesPlan | Decided | Refused

_WHAT = "a language model (GGUF)"
_WHAT_PROJECTOR = "a projector (mmproj) of a language model"
# Names of files that say nothing of the model.
_GENERIC = ("model", "ggml-model", "ggml_model", "mmproj", "consolidated")


@dataclass(frozen=True, slots=True)
class _Files:
    """The headers of the files that were given: first parts, and projectors."""

    models: tuple[Header, ...]
    projectors: tuple[Header, ...]


def plans(paths: Iterable[Path], label: str) -> Iterator[Found]:
    """What becomes of the GGUF files that were given together.

    A projector that lies alone beside its model is found without being given.
    """
    given = list(paths)
    headers: list[Header] = []
    for path in given:
        try:
            headers.append(read_header(path))
        except UserError as error:
            yield Refused(path.name, _WHAT, error.message, error.hint)
    if len(headers) < len(given) and len(headers) == 1 and len(given) == 2:
        # Of a pair one file is bad: a model without eyes is not what was meant.
        other = headers[0].path.name
        yield Refused(other, _WHAT, "the file given with it cannot be read", "Import both again.")
        return
    files = _Files(
        tuple(h for h in headers if h.architecture != "clip" and h.number("split.no") == 0),
        tuple(h for h in headers if h.architecture == "clip"),
    )
    yield from _orphans(headers, files)
    used: set[Path] = set()
    for model in files.models:
        for found in _model(model, files.projectors, label):
            if isinstance(found, FilesPlan):
                used |= {wanted.source for wanted in found.wanted}
            yield found
    for projector in files.projectors:
        if projector.path not in used and not files.models:
            yield Refused(
                projector.path.name,
                _WHAT_PROJECTOR,
                "its language model was not given with it",
                "Give both files in one command, or the folder that holds them.",
            )
        elif projector.path not in used:
            yield Refused(
                projector.path.name,
                _WHAT_PROJECTOR,
                "no language model that was given with it uses it",
                "Leave it out, or give the model that it was made for.",
            )


def _orphans(headers: list[Header], files: _Files) -> Iterator[Refused]:
    """Later parts of a model whose first part was not given."""
    expected = set()
    for model in files.models:
        try:
            expected |= set(part_paths(model.path, model.number("split.count", 1)))
        except UserError:
            continue  # the model itself is refused with these words
    for header in headers:
        number, count = header.number("split.no"), header.number("split.count")
        if header.architecture != "clip" and number > 0 and header.path not in expected:
            yield Refused(
                header.path.name,
                f"part {number + 1} of {count} of a language model",
                "its first part was not given with it",
                f"Copy all {count} parts into one folder and import that.",
            )


def _model(model: Header, projectors: tuple[Header, ...], label: str) -> Iterator[Found]:
    path = model.path
    try:
        parts = read_model(path)
        beside = () if projectors else _beside(model)
        chosen, reasons = _choose(model, projectors or beside)
        if chosen is None and projectors:
            yield Refused(path.name, _WHAT, *reasons[0])
            return
        chat_of(model, projector_of(chosen) if chosen else None)
    except UserError as error:
        yield Refused(path.name, _WHAT, error.message, error.hint)
        return
    if len(parts) > 1:
        yield Decided(f"{path.name} is the first of {len(parts)} parts; all are there.")
    if chosen is not None:
        found = " (it lies beside the model)" if beside else ""
        yield Decided(f"{chosen.path.name} is the projector of {path.name}{found}.")
    elif beside:
        names = ", ".join(header.path.name for header in beside)
        yield Decided(f"{names} beside it is not its projector: {reasons[0][0]}")
    wanted = [Wanted(part.path.name, part.path) for part in parts]
    details: dict[str, object] = {"model": path.name}
    if chosen is not None:
        wanted.append(Wanted(chosen.path.name, chosen.path))
        details["mmproj"] = chosen.path.name
    yield FilesPlan(
        label=label,
        kind="vlm",
        name=_name(model),
        wanted=tuple(wanted),
        details=details,
        title=one_line(model.text("general.name"))[:200].strip(),
        licence=one_line(model.text("general.license"))[:500].strip(),
        source=one_line(_source(model))[:500].strip(),
    )


def _choose(
    model: Header, projectors: tuple[Header, ...]
) -> tuple[Header | None, list[tuple[str, str]]]:
    """The most exact projector that fits, by size; why the others do not."""
    reasons = []
    fitting = []
    for projector in projectors:
        try:
            check_pair(model, projector)
            fitting.append(projector)
        except UserError as error:
            reasons.append((error.message, error.hint))
    return max(fitting, key=lambda header: header.file_bytes, default=None), reasons


def _beside(model: Header) -> tuple[Header, ...]:
    found = []
    for path in sorted(model.path.parent.glob("*mmproj*.gguf")):
        try:
            header = read_header(path)
        except UserError:
            continue  # it was not asked for
        if header.architecture == "clip":
            found.append(header)
    return tuple(found)


def _name(model: Header) -> str:
    stem = model.path.stem.split("-00001-of-")[0]
    if stem.lower().startswith(_GENERIC):
        stated = model.text("general.name") or listing.spoken_name(model.path.parent)
        stem = f"{stated}-{stem.removeprefix('ggml-')}" if stem.lower() != "model" else stated
    return pack_name(stem, "language-model")


def _source(model: Header) -> str:
    keys = ("general.source.url", "general.url", "general.repo_url")
    return next((text for key in keys if (text := model.text(key))), "")
