"""Put into a built folder what it consists of: for machines, for people, and the licences' texts.

    python packaging/sbom.py TREE

TREE gets sbom.cdx.json (CycloneDX 1.6), licences/ and, for the About dialog, LIBRARIES.md among
the resources. It fails where a part must not be published, or nobody knows whether it may.
"""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import components
import licence_texts
from components import DEBIAN, OWN, PACKAGING, PYPI, Component, RefusedError
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component as BomComponent
from cyclonedx.model.component import ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

sys.path.insert(0, str(PACKAGING.parent))

from img2loc_desktop import __version__

_TYPES = {
    "data": ComponentType.DATA,
    "library": ComponentType.LIBRARY,
    "model": ComponentType.MACHINE_LEARNING_MODEL,
}


def bom(found: Sequence[Component]) -> str:
    """The parts as a valid CycloneDX document, the same for the same parts. Raises RefusedError."""
    document = Bom(
        serial_number=uuid.uuid5(uuid.NAMESPACE_OID, f"{__version__} {found}"),
        version=1,
    )
    document.metadata.timestamp = datetime.fromtimestamp(_epoch(), UTC)
    document.metadata.component = BomComponent(
        name="img2loc-desktop",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref=f"img2loc-desktop@{__version__}",
        licenses=[LicenseFactory().make_with_id("Apache-2.0")],
    )
    parts = [_described(part) for part in found]
    document.components.update(parts)
    document.register_dependency(document.metadata.component, parts)
    written = JsonV1Dot6(document).output_as_string(indent=1)
    problem = JsonStrictValidator(JsonV1Dot6(document).schema_version).validate_str(written)
    if problem is not None:
        raise RefusedError(f"The SBOM is not valid: {problem}")
    return written + "\n"


def _described(part: Component) -> BomComponent:
    purl = None
    if part.source.startswith((PYPI, DEBIAN)):
        purl = PackageURL.from_string(f"{part.source}@{part.version}")
    return BomComponent(
        name=part.name,
        version=part.version,
        type=_TYPES[part.kind],
        # Unique, or the library draws a random one.
        bom_ref=f"{part.source or part.kind}:{part.name}@{part.version}:{part.licence}",
        licenses=[LicenseFactory().make_from_string(part.licence)],
        description=None if purl else part.source or None,
        purl=purl,
    )


def report(found: Sequence[Component]) -> str:
    """The libraries as Markdown for people; data and models are in LICENCES.md already."""
    lines = [
        "## Libraries in this package",
        "",
        "Their licences' texts are in the folder `licences` of the program; `licences/LGPL.md`",
        "says how Qt and others can be exchanged.",
        "",
        "| library | version | licence |",
        "|---|---|---|",
    ]
    libraries = {(p.name, p.version, p.licence) for p in found if p.kind == "library"}
    for cells in sorted(libraries, key=lambda cells: (cells[0].lower(), cells)):
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _epoch() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH", "0"))


def main(tree: Path) -> int:
    try:
        found = components.components(tree)
        (tree / "sbom.cdx.json").write_text(bom(found), encoding="utf-8")
        licence_texts.copy(found, tree / "licences")
    except RefusedError as error:
        print(f"The package cannot be published: {error}", file=sys.stderr)
        return 1
    resources = tree / "_internal" / OWN / "resources"
    (resources / "LIBRARIES.md").write_text(report(found), encoding="utf-8")
    print(f"{len(found)} parts, all licences allowed")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
