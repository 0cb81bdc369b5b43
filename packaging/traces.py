"""Whether a built folder names folders of the machine that built it: python traces.py TREE WORD...

It looks into all files, and into the Python modules that both programs hold compressed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader, ZlibArchiveReader

PROGRAMS = ("img2loc", "img2loc-desktop")


def archives(tree: Path) -> Iterator[tuple[str, ZlibArchiveReader]]:
    """Each program of a built folder, and the Python modules that it holds."""
    for program in PROGRAMS:
        archive = CArchiveReader(str(tree / program))
        (name,) = (entry for entry in archive.toc if entry.startswith("PYZ"))
        yield program, archive.open_embedded_archive(name)


def parts(tree: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file and of every module in the programs."""
    for path in sorted(tree.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(tree)), path.read_bytes()
    for program, modules in archives(tree):
        for module in modules.toc:
            yield f"{program}: {module}", modules.extract(module, raw=True) or b""


def main(tree: Path, words: Sequence[str]) -> int:
    found = [
        f"{name} names {word}"
        for name, content in parts(tree)
        for word in words
        if word.encode() in content
    ]
    print("\n".join(found) or "No folder of this machine is named.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
