"""Everything that a built package consists of, with version and licence.

A file that belongs to no known part, and a licence that is not in licences.toml, end the build.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from license_expression import AND, OR, ExpressionError, LicenseExpression, get_spdx_licensing

PACKAGING = Path(__file__).resolve().parent
RULES = tomllib.loads((PACKAGING / "licences.toml").read_text(encoding="utf-8"))
OWN = "img2loc_desktop"
DEBIAN = "pkg:deb/debian/"
PYPI = "pkg:pypi/"

_SPDX = get_spdx_licensing()


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """A part of the package; ``kind`` is library, data or model."""

    kind: str
    name: str
    version: str
    licence: str
    source: str = ""


class RefusedError(Exception):
    """Something must not be published, or nobody knows whether it may."""


def components(tree: Path) -> list[Component]:
    """All parts of a built folder. Raises RefusedError."""
    found = {
        _package("pyinstaller"),  # the code that starts both programs
        *(_package(name) for name in _packages(tree)),
        *_native_libraries(tree / "_internal"),
        *_packs(tree / "_internal" / OWN / "models"),
        *_resources(tree / "_internal" / OWN / "resources"),
    }
    for component in sorted(found):
        check(component)
    return sorted(found)


def check(component: Component) -> None:
    """Raises RefusedError where a licence is unknown or not allowed."""
    try:
        parsed = _SPDX.parse(component.licence)
    except ExpressionError:
        parsed = None
    if parsed is None:
        raise RefusedError(f"{component.name} {component.version}: {component.licence!r} unknown")
    if not _is_allowed(parsed):
        raise RefusedError(f"{component.name} {component.version}: {parsed.render()} not allowed")


def _is_allowed(expression: LicenseExpression) -> bool:
    if isinstance(expression, OR):
        return any(map(_is_allowed, expression.args))
    if isinstance(expression, AND):
        return all(map(_is_allowed, expression.args))
    return expression.render() in RULES["allowed"]


def _packages(tree: Path) -> set[str]:
    """The Python packages of which there is code, in an archive or as a file."""
    from traces import archives  # only where there is a build

    modules = {path.name.partition(".")[0] for path in (tree / "_internal").iterdir()}
    for _, archive in archives(tree):
        modules |= {module.partition(".")[0] for module in archive.toc}
    owners = importlib.metadata.packages_distributions()
    return {owners[module][0].lower() for module in modules if module in owners}


def _package(name: str) -> Component:
    described = importlib.metadata.metadata(name)
    shown = re.sub("[-_.]+", "-", described["Name"]).lower()
    licence = RULES["packages"].get(shown) or described.get("License-Expression")
    licence = licence or described.get("License") or "no licence"
    return Component("library", shown, described["Version"], licence, PYPI + shown)


def _native_libraries(folder: Path) -> Iterator[Component]:
    owners = importlib.metadata.packages_distributions()
    for path in sorted(folder.rglob("*.so*")):
        top = path.relative_to(folder).parts[0]
        if path.is_symlink() or "lib-dynload" in path.parts:
            continue
        if not path.name.startswith("lib") or ".cpython-" in path.name:
            if top.partition(".")[0] not in owners:
                raise RefusedError(f"{path.relative_to(folder)} belongs to no Python package")
            continue
        for pattern, (name, licence) in RULES["libraries"].items():
            if fnmatch(path.name, pattern):
                yield Component("library", name, *_origin(path, top, licence))
                break
        else:
            raise RefusedError(f"{path.relative_to(folder)} is in no line of licences.toml")


def _origin(path: Path, top: str, licence: str) -> tuple[str, str, str]:
    """Version, licence and source: which package brought it, as files rarely say more."""
    owner = top.removesuffix(".libs")
    known = importlib.metadata.packages_distributions()
    if owner in known or top.endswith(".libs"):
        package = known.get(owner, [owner])[0]
        return f"of {package.lower()} {importlib.metadata.version(package)}", licence, ""
    package = _debian_package(path.name)
    return f"{_dpkg('-W', '-f=${Version} ', package).split()[0]}", licence, f"{DEBIAN}{package}"


@functools.cache
def _debian_package(library: str) -> str:
    """The system's package that a shared library was taken from. Raises RefusedError."""
    done = _dpkg("-S", f"*/{library}")
    if not done:
        raise RefusedError(f"{library} comes from no package of this system")
    return done.partition(":")[0]


def _dpkg(*arguments: str) -> str:
    command = ["dpkg-query", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _packs(folder: Path) -> Iterator[Component]:
    for path in sorted(folder.glob("*/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files = json.dumps(manifest["files"], sort_keys=True).encode("utf-8")
        version = hashlib.sha256(files).hexdigest()[:12]  # packs have no number
        yield Component("model", manifest["name"], version, _spdx(manifest["licence"]))


def _resources(folder: Path) -> Iterator[Component]:
    """The rows of resources/LICENCES.md: resource, source, licence, version, script."""
    for line in (folder / "LICENCES.md").read_text(encoding="utf-8").splitlines():
        cells = [re.sub(r"\[([^]]*)\]\([^)]*\)|`", r"\1", cell).strip() for cell in line.split("|")]
        if len(cells) == 7 and not set(cells[1]) <= {"-"} and cells[1] != "resource":
            yield Component("data", cells[1], cells[4], _spdx(cells[3]), cells[2])


def _spdx(words: str) -> str:
    return RULES["words"].get(words, words)
