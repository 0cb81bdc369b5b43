"""The calibrations of an index, which lie beside its manifest and are bound to it by its hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from img2loc_desktop.core import calibration_files, files
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.model_packs import MANIFEST
from img2loc_desktop.core.packs_import.events import Decided
from img2loc_desktop.core.packs_import.plan import FilesPlan, Plan


def bring(plan: Plan, folder: Path) -> Iterator[Decided]:
    """Copy what is bound to the index in ``folder`` and is not there yet. Raises UserError."""
    source = _source(plan)
    if source is None:
        return
    bound = calibration_files.bound(source, files.sha256_of(folder / MANIFEST))
    for path in calibration_files.inside(source):
        target = folder / path.name
        if _is_listed(plan, path):
            continue
        if path not in bound:
            yield Decided(
                f"{path.name} is no calibration of this index as it is now, or under its present "
                "name, so it was left out."
            )
        elif target.exists():
            if target.read_bytes() != path.read_bytes():
                yield Decided(f"The pack keeps the {path.name} that it has; another came with it.")
        else:
            yield _copied(path, target)


def taken(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """The files of a plan that are now in the pack as they were: a move may take them away."""
    source = _source(plan)
    return tuple(
        path
        for path in (calibration_files.inside(source) if source else ())
        if (folder / path.name).is_file() and (folder / path.name).read_bytes() == path.read_bytes()
    )


def _source(plan: Plan) -> Path | None:
    if not isinstance(plan, FilesPlan) or plan.kind != "index" or plan.manifest is None:
        return None
    return plan.manifest.parent


def _is_listed(plan: Plan, path: Path) -> bool:
    return path in plan.sources


def _copied(path: Path, target: Path) -> Decided:
    from img2loc_desktop.core import together
    from img2loc_desktop.core.index import calibration

    try:
        (calibration.read if path.name == calibration.FILE else together.read)(path)
    except UserError as error:
        return Decided(f"{path.name} was left out: {error.message}")
    with files.written_beside(target) as file:
        file.write(path.read_bytes())
    return Decided(f"{path.name}, a calibration of this index, came with it.")
