"""Write down which files of which libraries a package is made of, with their hashes.

    python packaging/lock.py            locks/SYSTEM-cpu.txt
    python packaging/lock.py cuda       locks/SYSTEM-cuda.txt

On Linux also locks/compiled.txt. It takes the newest versions that pyproject.toml allows for the
system and the Python that run it, and needs the package index; the build only takes what is
written down. Run it in a release when the libraries are to be renewed, and look at the
difference.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
LOCKS = PACKAGING / "locks"

# Compiled for the package by linux/compile.sh: the first has no wheel, the second's holds video
# codecs, fonts and a second linear algebra, 150 MB in all, the third's 28 MB of linear algebra.
COMPILED = ("llama-cpp-python", "opencv-python-headless", "numpy")

SYSTEM = {"darwin": "macos", "linux": "linux", "win32": "windows"}[sys.platform]

TOOLS = ("pip>=25.3,<27", "cyclonedx-python-lib[json-validation]>=9,<12", "pyinstaller>=6.16,<7")

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


def resolved(variant: str) -> dict[str, tuple[str, str]]:
    """Name -> (version, SHA-256 of the file), as pip chooses them."""
    arguments = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    wanted = (*requirements(variant), *BOUNDS[variant], *TOOLS)
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


def _write(name: str, lines: list[str]) -> None:
    LOCKS.mkdir(exist_ok=True)
    head = "# Written by packaging/lock.py\n"
    (LOCKS / name).write_text(head + "\n".join(lines) + "\n", encoding="ascii")


def main() -> int:
    variant = sys.argv[1] if len(sys.argv) > 1 else "cpu"
    found = resolved(variant)
    compiled = [name for name in COMPILED if SYSTEM == "linux" and name in found]
    _write(
        f"{SYSTEM}-{variant}.txt",
        [
            f"{name}=={version} --hash=sha256:{sha256}"
            for name, (version, sha256) in sorted(found.items())
            if name not in compiled
        ],
    )
    if compiled:
        versions = {name: found[name][0] for name in compiled}
        _write(
            "compiled.txt",
            [
                f"{name}=={version} --hash=sha256:{source_hash(name, version)}"
                for name, version in versions.items()
            ],
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
