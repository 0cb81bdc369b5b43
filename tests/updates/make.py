"""Keep a case of the current version, for the programs to come: python tests/updates/make.py

Run it once for each version of the case file, at the release that brings it, and commit the
file: a later program must open it. Needs the repository and tests/ on PYTHONPATH.
"""

from __future__ import annotations

from pathlib import Path

import export_samples as samples

from img2loc_desktop.core.case import Case
from img2loc_desktop.core.case.schema import VERSION
from img2loc_desktop.core.decisions import Decision, Verdict
from img2loc_desktop.core.types import LatLon


def main() -> None:
    path = Path(__file__).parent / f"case-{VERSION}.img2loc"
    with Case.create(path) as case:
        located, broken, _ = case.add_photos(
            [Path("/photos/IMG_1.jpg"), Path("/photos/broken.jpg"), Path("/photos/waits.jpg")]
        )
        case.record(located.id, samples.result("/photos/IMG_1.jpg"))
        case.record(broken.id, samples.failure("broken.jpg"))
        nice = LatLon(43.7034, 7.2663)
        case.decide(
            located.id, Decision(Verdict.CORRECTED, "2026-01-31T12:00:00Z", nice, "43.7034, 7.2663")
        )
        case.note(located.id, "The harbour", analyst="Ana")


if __name__ == "__main__":
    main()
