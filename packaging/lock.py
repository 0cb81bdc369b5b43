"""Write down which files of which libraries a package is made of, with their hashes.

    python packaging/lock.py            locks/SYSTEM-cpu.txt
    python packaging/lock.py cuda       locks/SYSTEM-cuda.txt

On Linux also locks/compiled.txt, and locks/tools.txt: with what these are compiled. It takes the
newest versions that pyproject.toml allows for the system and the Python that run it, and needs the
package index; the build only takes what is written down. Run it in a release when the libraries
are to be renewed, and look at the difference.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
LOCKS = PACKAGING / "locks"

# Compiled for the package by linux/compile.sh: the first has no wheel, the second's holds video
# codecs, fonts and a second linear algebra, 150 MB in all, the third's 28 MB of linear algebra.
COMPILED = ("llama-cpp-python", "opencv-python-headless", "numpy")

SYSTEM = {"darwin": "macos", "linux": "linux", "win32": "windows"}[sys.platform]

TOOLS = ("pip>=25.3,<27", "cyclonedx-python-lib[json-validation]>=9,<12", "pyinstaller>=6.16,<7")

# What linux/compile.sh compiles with, all in one environment: what the three sources ask for, and
# what they would otherwise take in any version. The compiler, CMake and Ninja are Debian's.
COMPILERS = (
    "scikit-build-core[pyproject]>=0.10,<1",  # llama.cpp
    *("numpy==2.0.2", "scikit-build>=0.18,<1", "setuptools==59.2.0", "wheel<0.46"),  # OpenCV
    *("cython>=3.0.6,<4", "meson-python>=0.18,<1"),  # NumPy
)

# The newest ones are 10 MB larger and do nothing more for the networks that are run here.
BOUNDS = {"cpu": ("onnxruntime<1.28",), "cuda": ()}


def requirements(variant: str) -> list[str]:
    """What the package of a variant needs, as pip reads it."""
    text = (PACKAGING.parent / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted: list[str] = project["dependencies"]
    if variant == "cuda":
        return [*wanted, *project["optional-dependencies"]["cuda"]]
    return [line.replace("onnxruntime-gpu", "onnxruntime") for line in wanted]


def resolved(wanted: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name -> (version, SHA-256 of the file), as pip chooses them."""
    arguments = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    found = {}
    for item in json.loads(_pip(*arguments, *wanted))["install"]:
        name = item["metadata"]["name"].lower().replace("_", "-")
        archive = item["download_info"]["archive_info"]
        found[name] = (item["metadata"]["version"], archive["hashes"]["sha256"])
    return found


def source_hash(name: str, version: str) -> str:
    """The SHA-256 of a library's source archive: as written down, where the version is the same."""
    written = LOCKS / "compiled.txt"
    for line in written.read_text(encoding="ascii").splitlines() if written.exists() else ():
        if line.startswith(f"{name}=={version} "):
            return line.partition("sha256:")[2]
    with tempfile.TemporaryDirectory() as folder:
        # Of NumPy this compiles all, for its name and version.
        _pip("download", "-q", "--no-deps", "--no-binary", name, "-d", folder, f"{name}=={version}")
        (archive,) = Path(folder).iterdir()
        return hashlib.sha256(archive.read_bytes()).hexdigest()


def _pip(*arguments: str) -> str:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _write(name: str, found: Mapping[str, tuple[str, str]]) -> None:
    LOCKS.mkdir(exist_ok=True)
    lines = [
        f"{name}=={version} --hash=sha256:{sha256}\n"
        for name, (version, sha256) in sorted(found.items())
    ]
    (LOCKS / name).write_text("# Written by packaging/lock.py\n" + "".join(lines), "ascii")


def main() -> int:
    variant = sys.argv[1] if len(sys.argv) > 1 else "cpu"
    found = resolved([*requirements(variant), *BOUNDS[variant], *TOOLS])
    versions = {
        name: found.pop(name)[0] for name in COMPILED if SYSTEM == "linux" and name in found
    }
    _write(f"{SYSTEM}-{variant}.txt", found)
    if versions:
        sources = {
            name: (version, source_hash(name, version)) for name, version in versions.items()
        }
        _write("compiled.txt", sources)
        _write("tools.txt", resolved(COMPILERS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
