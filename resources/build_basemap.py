"""Write resources/basemap/ from npm world-atlas: python resources/build_basemap.py

With an argument, the archive is read from there instead of downloaded:
python resources/build_basemap.py world-atlas-2.0.2.tgz
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import package_files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, nargs="?")
    archive = parser.parse_args().archive
    target = Path(__file__).parent / "basemap"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        if archive is None:
            archive = package_files.fetch_npm(package_files.WORLD_ATLAS, Path(folder))
        for name in ("countries-110m.json", "countries-50m.json", "LICENSE"):
            content = package_files.read_member(archive, name)
            (target / name).write_bytes(content)
            print(f"{target / name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
