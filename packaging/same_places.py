"""Whether two runs say the same: python packaging/same_places.py ONE.geojson OTHER [--newer]

The libraries that do the arithmetic may be of other versions, so numbers may differ a little. With
--newer the other run is a newer program's, which may word things otherwise and say more of a place:
then all places and numbers of the first must be there.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

NEAR = 0.005  # of a radius or share
# These tell where and by what a run was made.
_ELSEWHERE = {"path", "made_by", "models", "versions", "provenance"}


def differences(one: Any, other: Any, where: str = "", newer: bool = False) -> list[str]:
    """What is not the same, each with its place in the documents."""
    if isinstance(one, dict) and isinstance(other, dict):
        lacking = one.keys() - other.keys() if newer else one.keys() ^ other.keys()
        if lacking:
            return [f"{where}: {sorted(lacking)}"]
        found = (
            differences(one[key], other[key], f"{where}/{key}", newer)
            for key in one.keys() - _ELSEWHERE
        )
        return [text for texts in found for text in texts]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [
            text
            for number, (a, b) in pairs
            for text in differences(a, b, f"{where}/{number}", newer)
        ]
    if isinstance(one, float | int) and isinstance(other, float | int):
        same = math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR)
    else:
        same = one == other or (newer and isinstance(one, str) and isinstance(other, str))
    return [] if same else [f"{where}: {one!r} and {other!r}"]


def main(one: Path, other: Path, newer: bool) -> int:
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in (one, other)]
    found = differences(*documents, newer=newer)
    for text in found[:20]:
        print(text[:200])
    print(f"{len(documents[0]['features'])} features, {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), "--newer" in sys.argv[3:]))
