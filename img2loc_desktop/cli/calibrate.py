"""``img2loc calibrate``: radii that hold what they promise, fitted to photos with known places."""

from __future__ import annotations

import argparse
import sys

from img2loc_desktop.cli.progress import Progress
from img2loc_desktop.cli.usage import UsageError
from img2loc_desktop.core import pack_library, vlm
from img2loc_desktop.core.calibration import calibrate
from img2loc_desktop.core.evaluation import text

_LEAKS = 0.05  # of the photos; a few only look alike


def run(options: argparse.Namespace) -> int:
    """Fit, check on the other half of the authors, and write; 0 when done."""
    progress = Progress(resumable=True)
    indexes = tuple(pack_library.pack_folder(name, "index") for name in options.index)
    if len({folder.resolve() for folder in indexes}) < len(indexes):
        raise UsageError("An --index is given twice.", "Name each index once.")
    plan = calibrate.Plan(
        table=options.queries,
        indexes=indexes,
        out=options.out or indexes[0],
        vlm=vlm.pack_folder(options.vlm) if options.vlm else None,
        read_text=options.ocr,
        photos=options.photos,
        limit=options.limit,
        seed=options.seed,
    )
    found = calibrate.calibrate(plan, progress.update)
    progress.clear()
    for problem in found.problems:
        print(f"left out: {problem}", file=sys.stderr)
    factors, levels = found.settings.radius_factors, found.settings.area_levels
    print(f"Calibrated on {found.settings.calibrated_on}.")
    print("\n".join(found.figures))
    if factors is not None:
        print(f"Radii times {factors.p50:.2f} (50 %) and {factors.p90:.2f} (90 %).")
    if levels is not None:
        print(
            f"Areas cut at {levels.p50 * 100:.0f} % (50 %) and {levels.p90 * 100:.0f} % (90 %) "
            "of the density."
        )
    print(f"\nOn the other half, {found.checked.photos:,} photos that it was not fitted to:")
    for coverage in found.checked.coverage:
        print(text.coverage_sentence(coverage))
    for coverage in found.checked.areas:
        print(text.area_sentence(coverage))
    for rate in found.checked.trust:
        print(text.trust_sentence(rate))
    alone = text.without_interval(found.gain, found.checked.photos)
    print(
        f"The photo adds {text.interval(found.gain, digits=2)} bits to the best guess without it"
        + (f" ({alone})." if alone else ".")
    )
    if found.settings.trust == "hint":
        print("That cannot be told from nothing, so every result from it is called a hint.")
    if found.checked.leaks:
        print("\n" + "\n".join(text.leak_sentences(found.checked)))
    if max(found.checked.leaks.values(), default=0) > _LEAKS * found.checked.photos:
        print(
            "That makes the radii too small for photos by others: calibrate with photos that have "
            "nothing in common with the index."
        )
    print(f"\n{found.path}")
    return 0
