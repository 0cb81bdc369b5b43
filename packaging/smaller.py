"""Smaller copies of libraries on Linux: without names for debuggers, and of ICU the data in use.

USearch and NumKong are published with all their debug information: 56 MB, and 7 without.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

ICU_DATA = "PySide6/Qt/lib/libicudata.so.*"
# Of ICU's data Qt takes the order of words in each language; names, numbers and dates are in Qt's
# own tables, UTF-8 and Latin-1 in code. Not asked for, and 24 of 32 MB: where Thai or Japanese
# words end, legacy encodings, names of currencies, languages, regions, units and time zones,
# numbers in words, transliteration.
_ICU_LEFT_OUT = (
    *("*.cnv", "brkitr/*", "curr/*", "lang/*", "rbnf/*", "region/*", "translit/*", "unit/*"),
    "zone/*",
)
_ICU_LIBRARY = """
    .section .rodata
    .global icudt{version}_dat
    .type icudt{version}_dat, @object
    .balign 16
icudt{version}_dat:
    .incbin "{data}"
    .size icudt{version}_dat, . - icudt{version}_dat
    .section .note.GNU-stack, "", @progbits
"""

_PAGE = 4096

Entry = tuple[str, str, str]


def all_of(binaries: Iterable[Entry], work: Path) -> list[Entry]:
    """PyInstaller's (path in the package, source, kind), some with another source."""
    return [
        (path, str(_smaller(path, Path(source), kind, work)), kind)
        for path, source, kind in binaries
    ]


def _smaller(path: str, source: Path, kind: str, work: Path) -> Path:
    if sys.platform != "linux" or kind == "SYMLINK":
        return source
    target = work / "smaller" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    return _icu_data(source, target) if fnmatch(path, ICU_DATA) else _stripped(source, target)


def _stripped(source: Path, target: Path) -> Path:
    """A copy without symbols, or the source where that would not load."""
    _run("strip", "--strip-unneeded", "-o", target, source)
    return target if _is_aligned(target) else source


def _is_aligned(library: Path) -> bool:
    """Whether it loads: strip misplaces the parts of some libraries that auditwheel patched."""
    for line in _run("readelf", "--program-headers", "--wide", library).splitlines():
        words = line.split()
        if words[:1] == ["LOAD"] and (int(words[1], 16) - int(words[2], 16)) % _PAGE:
            return False
    return True


def _icu_data(source: Path, target: Path) -> Path:
    """A library with the same one symbol, whose data lacks what is left out."""
    version = source.name.rpartition(".")[2]
    work = target.parent / "icu"
    work.mkdir(parents=True, exist_ok=True)
    whole, reduced = work / f"icudt{version}l.dat", work / "reduced" / f"icudt{version}l.dat"
    reduced.parent.mkdir(exist_ok=True)
    _run("objcopy", "-O", "binary", "--only-section=.rodata", source, whole)
    items = _run("icupkg", "-l", whole).split()
    unwanted = [item for item in items if any(fnmatch(item, p) for p in _ICU_LEFT_OUT)]
    (work / "unwanted.txt").write_text("\n".join(unwanted) + "\n", encoding="ascii")
    _run("icupkg", "-r", work / "unwanted.txt", whole, reduced)
    assembly = work / "data.S"
    assembly.write_text(_ICU_LIBRARY.format(version=version, data=reduced), encoding="utf-8")
    _run("cc", "-shared", "-nostdlib", "-s", f"-Wl,-soname,{source.name}", "-o", target, assembly)
    return target


def _run(program: str, *arguments: object) -> str:
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise SystemExit(f"{program} is needed: apt-get install binutils gcc icu-devtools")
    done = subprocess.run([found, *map(str, arguments)], check=True, capture_output=True, text=True)
    return done.stdout
