"""What an import reports while it runs: each decision, each refusal, the progress, each pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from img2loc_desktop.core.words import one_line

_MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was taken for the user, in one sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class Copying:
    """How far a pack is: ``done`` of ``total`` bytes read; ``name`` is the file under way."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Files that no pack needs, and that nobody will miss."""

    names: tuple[str, ...]


def unlisted(label: str, names: Sequence[str]) -> Decided:
    """The words for what lies beside the files that a manifest lists."""
    shown = ", ".join(one_line(name) for name in names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        shown += f" and {len(names) - _MOST_NAMES:,} more"
    return Decided(f"{one_line(label)}: not listed in its manifest, so left out: {shown}.")


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or folder that was not imported: what it is, why not, and what to do."""

    name: str
    what: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A pack that is installed now, or was already (``new`` is False)."""

    folder: Path
    name: str
    kind: str
    bytes: int
    new: bool = True


ImportEvent = Decided | Copying | LeftOut | Refused | Imported
