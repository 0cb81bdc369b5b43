"""The calibration of several sources that answer together: which they are, and what was fitted.

It lies beside the first of its indexes, and its name says of which sources it is: it holds for
exactly these, by their SHA-256, and is found again wherever they answer together. What one index
does alone is another file, see ``index.calibration``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from img2loc_desktop.core import files, versions
from img2loc_desktop.core.calibration_files import LARGEST, read_taught, taught_to_json
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.estimator.bandwidths import Bandwidths
from img2loc_desktop.core.fields import Fields, read_fields
from img2loc_desktop.core.index import manifest as layout
from img2loc_desktop.core.index.manifest import IndexSettings
from img2loc_desktop.core.speech import phrase
from img2loc_desktop.core.types import WORDS, Artefact, WeightedPoints

KIND = "calibration of several sources"
SCHEMA = 3

_MOST_WEIGHT = 1e4


@dataclass(frozen=True, slots=True)
class SourceFit:
    """What a source's points are worth: ``weight`` multiplies what it claims of the estimate."""

    weight: float = 1.0
    bandwidths: Bandwidths | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """What was fitted to sources together.

    ``members`` are the packs and other sources with their hashes. ``indexes`` are the settings of
    each index by the SHA-256 of its manifest; ``sources`` the fits by the name that the points
    have (that of its pack for an index). ``whole`` has the trust, the corrections and the
    description of all together. ``agreement`` is that of ``estimator.agreed``. ``taught`` are the
    photos that it was fitted to, by their SHA-256, where that is known.
    """

    members: tuple[Artefact, ...]
    indexes: Mapping[str, IndexSettings]
    sources: Mapping[str, SourceFit]
    whole: IndexSettings
    agreement: float = 0.0
    taught: frozenset[str] | None = None
    checked: Mapping[str, object] = field(default_factory=dict)
    sha256: str = ""  # of the file that it was read from

    def weighed(self, points: WeightedPoints) -> WeightedPoints:
        """A source's points as they count here; those of a stranger as they are."""
        fit = self.sources.get(points.source)
        if fit is None:
            return points
        return replace(points, share=points.share * fit.weight, bandwidths=fit.bandwidths)


def file_name(members: Sequence[Artefact]) -> str:
    """The name of the calibration of these sources; their order is nothing."""
    every = "\n".join(sorted(member.sha256 for member in members))
    return f"calibration-{hashlib.sha256(every.encode()).hexdigest()[:12]}.json"


def find(folders: Sequence[Path], members: Sequence[Artefact]) -> tuple[Together | None, str]:
    """Look for the calibration of these sources; what is wrong with one is said in words."""
    name, wanted = file_name(members), sorted(member.sha256 for member in members)
    for folder in folders:
        if not (folder / name).is_file():
            continue
        try:
            found = read(folder / name)
            if sorted(member.sha256 for member in found.members) == wanted:
                return found, ""
            return None, phrase(
                f"{name} is of other sources than its name says, so it is not used."
            )
        except UserError as error:
            return None, f"{error.message} {error.hint}".strip()
        except OSError as error:
            return None, phrase(f"{name} cannot be read: {error.strerror or error}.")
    return None, ""


def of_index(folder: Path, index_sha256: str) -> tuple[list[Together], list[str]]:
    """All in the folder of an index that are bound to it, and what is wrong with others there."""
    found, problems = [], []
    for path in sorted(folder.glob("calibration-*.json")):
        if not path.is_file():  # a pipe would be waited for
            continue
        try:
            made = read(path)
        except UserError as error:
            problems.append(f"{error.message} {error.hint}".strip())
            continue
        except OSError as error:
            problems.append(f"{path.name} cannot be read: {error.strerror or error}.")
            continue
        if index_sha256 in (member.sha256 for member in made.members):
            found.append(made)
        else:
            problems.append(
                f"{path.name} was made for other indexes, or before this one changed, so it is "
                "not used."
            )
    return found, problems


def write(path: Path, found: Together) -> None:
    """Write a calibration, all or nothing. Raises UserError."""
    files.write_text(path, json.dumps(to_json(found), allow_nan=False, indent=1) + "\n")


def to_json(found: Together) -> dict[str, object]:
    """The JSON object that is written."""
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "members": [{"name": m.name, "sha256": m.sha256} for m in found.members],
        "indexes": [
            {"sha256": sha256, **layout.settings_to_json(settings)}
            for sha256, settings in found.indexes.items()
        ],
        "sources": [
            {
                "source": name,
                "weight": fit.weight,
                "bandwidths": layout.bandwidths_to_json(fit.bandwidths),
            }
            for name, fit in found.sources.items()
        ],
        "agreement": found.agreement,
        "whole": layout.settings_to_json(found.whole),
        "checked": dict(found.checked),
        "taught": taught_to_json(found.taught),
    }


def read(path: Path) -> Together:
    """Read and validate a calibration. Raises UserError."""
    fields = read_fields(path, largest=LARGEST, origin=f"{path.parent.name}/{path.name}")
    fields.choice("kind", (KIND,))
    fields = versions.forward(
        fields, SCHEMA, _STEPS, again=phrase("Calibrate again with this version.")
    )
    return Together(
        members=tuple(
            Artefact(each.text("name"), each.text("sha256", longest=64))
            for each in fields.sections("members")
        ),
        indexes={
            each.text("sha256", longest=64): layout.read_settings(each)
            for each in fields.sections("indexes")
        },
        sources={each.text("source"): _read_fit(each) for each in fields.sections("sources")},
        whole=layout.read_settings(fields.section("whole")),
        agreement=fields.number("agreement", 0.0, 1.0),
        taught=read_taught(fields),
        sha256=files.sha256_of(path),
    )


def _from_1(values: Mapping[str, object]) -> Mapping[str, object]:
    """It knew no levels of areas, and called the words in the picture "words"."""
    sources = values.get("sources")
    if not isinstance(sources, list):
        return values
    return {
        **values,
        "sources": [
            {**each, "source": WORDS}
            if isinstance(each, dict) and each.get("source") == "words"
            else each
            for each in sources
        ],
    }


_STEPS: versions.Steps = {1: _from_1, 2: dict}  # 2 did not know which photos taught


def _read_fit(fields: Fields) -> SourceFit:
    return SourceFit(fields.number("weight", 0.0, _MOST_WEIGHT), layout.read_bandwidths(fields))
