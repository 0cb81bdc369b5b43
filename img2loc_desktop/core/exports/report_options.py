"""What a report says beside the photos, and how it looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from img2loc_desktop.core.coordinates import Notation
from img2loc_desktop.core.decisions import Decision
from img2loc_desktop.core.types import Failure, Result
from img2loc_desktop.core.words import Units

MapImage = Callable[[Result | Failure, Decision | None], bytes | None]


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a report says beside the photos, and how it looks.

    ``map_image`` draws the map of a photo as PNG; without it maps are inline SVG, which
    QTextDocument does not show, so a PDF needs it. Where it returns None there is no map.
    ``log_head`` is `Case.log_head()`, ``log_problems`` are those of `Case.verify_log()`;
    ``made_at`` is UTC, now by default.
    """

    title: str = ""
    analyst: str = ""
    log_head: str = ""
    log_problems: tuple[str, ...] = ()
    made_at: str = ""
    notation: Notation = Notation.DECIMAL
    units: Units = Units.KM
    map_image: MapImage | None = None
