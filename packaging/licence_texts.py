"""The texts of the licences that a package has to carry along.

Where neither a library nor ``texts/`` has one, the build ends.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from components import DEBIAN, PACKAGING, PYPI, Component, RefusedError

_DEBIAN_TEXTS = Path("/usr/share/common-licenses")
_SHARED = ("LGPL-3", "LGPL-2.1", "GPL-3", "GPL-2", "Apache-2.0", "MPL-2.0")
_SHARED_PREFIXES = ("LGPL-", "GPL-", "Apache-2.0", "MPL-2.0")
_ON_THEIR_OWN = ("llama.cpp", "ICU")  # whose terms are not in the package that brings them
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


def copy(found: Sequence[Component], folder: Path) -> None:
    """The licences' texts: each part's own, and those that many share; the notice about LGPL.

    Raises RefusedError where a library has neither, or is under the LGPL and not in the notice.
    """
    folder.mkdir(parents=True, exist_ok=True)
    notice = shutil.copyfile(PACKAGING / "LGPL.md", folder / "LGPL.md").read_text("utf-8")
    for name in _SHARED:
        if (_DEBIAN_TEXTS / name).exists():
            shutil.copyfile(_DEBIAN_TEXTS / name, folder / name)
    for part in found:
        for name, text in texts_of(part):
            target = folder / part.name / name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(text, target)
    for part in found:
        if part.kind == "library" and not _has_text(part, folder):
            raise RefusedError(f"{part.name} {part.version}: the text of its licence is missing")
        is_file = not part.source.startswith(PYPI)  # a package's own files are listed as such
        if is_file and part.licence.startswith("LGPL-") and part.name not in notice:
            raise RefusedError(f"{part.name} {part.version} is not in packaging/LGPL.md")


def texts_of(part: Component) -> Iterator[tuple[str, Path]]:
    """Name and file of each text that a part brings, or that packaging/texts has for it."""
    if part.source.startswith(DEBIAN):
        package = part.source.removeprefix(DEBIAN)
        yield f"{package}.txt", Path(f"/usr/share/doc/{package}/copyright")
    elif part.source.startswith(PYPI):
        files = [
            path
            for path in importlib.metadata.files(part.name) or ()
            if _LICENCE_FILE.search(path.name) and path.suffix not in (".py", ".pyc")
        ]
        declared = [path for path in files if path.parts[0].endswith(".dist-info")]
        for path in declared or files:
            name = "-".join(folder for folder in path.parts[1:] if folder != "licenses")
            yield name, Path(str(path.locate()))
    elif (own := PACKAGING / "texts" / f"{part.name}.txt").exists():
        yield own.name, own


def _has_text(part: Component, folder: Path) -> bool:
    """Whether there is a text: its own, that of the package that brought it, or a shared one."""
    bringer = part.version.removeprefix("of ").partition(" ")[0].replace("_", "-")
    return (
        (folder / part.name).is_dir()
        or part.licence.startswith(_SHARED_PREFIXES)
        or (part.name not in _ON_THEIR_OWN and (folder / bringer).is_dir())
    )
