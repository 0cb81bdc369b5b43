"""Whether a built folder has every shared library that its files ask for: python needs.py TREE

What is not in the folder must be one of those that the system brings (contents.SYSTEM, and those
of the C library). PyInstaller takes the others from the machine that builds, and where that
lacks one, it only warns.
"""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import contents

LIBC = (
    *("ld-linux-x86-64.so.2", "lib[cm].so.6"),
    *(f"lib{name}.so.*" for name in ("dl", "pthread", "rt", "util")),
)
_NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[(.+)\]")


def needed(tree: Path) -> dict[str, set[str]]:
    """Name of a shared library -> the files of the tree that ask for it."""
    found: dict[str, set[str]] = {}
    for path in sorted(tree.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.open("rb").read(4) != b"\x7fELF":
            continue
        command = ["readelf", "--dynamic", "--wide", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        for name in _NEEDED.findall(done.stdout):
            found.setdefault(name, set()).add(str(path.relative_to(tree)))
    return found


def main(tree: Path) -> int:
    inside = {path.name for path in tree.rglob("*")}
    missing = {
        name: users
        for name, users in needed(tree).items()
        if name not in inside
        and not any(fnmatch(name, pattern) for pattern in (*LIBC, *contents.SYSTEM, "libxcb.so.1"))
    }
    for name, users in sorted(missing.items()):
        print(f"{name} is missing, and {', '.join(sorted(users)[:3])} needs it.", file=sys.stderr)
    if missing:
        print("Install them on this machine: see packaging/README.md.", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
