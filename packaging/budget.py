"""Say how large a built package is and what takes the most; fail where it is too large.

python packaging/budget.py TREE ARCHIVE...
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

UNPACKED = 260_000_000  # bytes
PACKED = 110_000_000


def shares(tree: Path) -> Counter[str]:
    """Bytes of each part of the tree: a library's folders together."""
    sizes: Counter[str] = Counter()
    for path in tree.rglob("*"):
        if path.is_file() and not path.is_symlink():
            parts = path.relative_to(tree).parts
            part = parts[1] if parts[0] == "_internal" and len(parts) > 2 else parts[0]
            sizes[part.partition(".")[0]] += path.stat().st_size
    return sizes


def main(tree: Path, archives: Sequence[Path]) -> int:
    sizes = shares(tree)
    unpacked = sizes.total()
    packed = {archive.name: archive.stat().st_size for archive in archives}
    for name, size in sizes.most_common(12):
        print(f"{size / 1e6:8.1f} MB  {name}")
    print(f"{unpacked / 1e6:8.1f} MB unpacked (at most {UNPACKED / 1e6:.0f})")
    for name, size in packed.items():
        print(f"{size / 1e6:8.1f} MB packed (at most {PACKED / 1e6:.0f}): {name}")
    return 0 if unpacked <= UNPACKED and max(packed.values()) <= PACKED else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
