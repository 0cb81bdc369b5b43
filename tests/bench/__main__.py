"""All benchmarks in one command, each beside a yardstick from the same run.

    pip install -e '.[bench]'
    python -m tests.bench [--only NAME ...] [--json FILE]

Each measure runs in a process of its own, whose peak memory is given; it holds the yardstick as
well, and files that are mapped. The ratio says how many times as good as the yardstick the figure
is. Nothing is installed or fetched; FAISS is needed
for the searches only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.measures import MEASURES, REPOSITORY

Json = dict[str, object]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="NAME", default=MEASURES,
                        help=", ".join(MEASURES))  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures here")
    parser.add_argument("--child", choices=MEASURES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measured(options.child)))
        return 0
    about = machine()
    for key, value in about.items():
        print(f"{key}: {value}")
    print(f"\n{'':<30}{'':>14}  {'':<10}{'yardstick':<26}{'':>14}{'ratio':>8}{'memory':>9}")
    rows, failed = [], False
    for name in options.only:
        found = in_child(name)
        failed |= "error" in found
        rows.append(found)
        show(name, found)
    if options.json:
        options.json.write_text(json.dumps({"machine": about, "measures": rows}, indent=1) + "\n")
    return int(failed)


def machine() -> Json:
    """What the figures depend on, the load among it: a busy machine is slower."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = (line for line in info.read_text().splitlines() if line.startswith("model name"))
        model = next(lines, model).partition(":")[2].strip() or model
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": f"{model}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
    }


def in_child(name: str) -> Json:
    """The rows of one measure, or why there are none."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--child", name],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env=environment,
    )
    if done.returncode == 0:
        found: Json = json.loads(done.stdout.splitlines()[-1])
        return found
    return {"name": name, "rows": [], "error": (done.stderr.strip().splitlines() or ["?"])[-1]}


def measured(name: str) -> Json:
    """Run a measure in this process."""
    rows = [
        {
            "what": row.what,
            "value": row.value,
            "unit": row.unit,
            "yardstick": row.yardstick,
            "than": row.than,
            "ratio": row.ratio,
        }
        for row in MEASURES[name]()
    ]
    peaks = (resource.getrusage(who).ru_maxrss for who in (0, resource.RUSAGE_CHILDREN))
    return {"name": name, "rows": rows, "memory_mb": max(peaks) / 1024}


def show(name: str, found: Json) -> None:
    if "error" in found:
        print(f"{name:<30}could not be measured: {found['error']}")
    rows = found["rows"]
    assert isinstance(rows, list)
    for number, row in enumerate(rows):
        line = f"{row['what']:<30}{row['value']:>14,.1f}  {row['unit']:<10}"
        if row["than"] is not None:
            line += f"{row['yardstick']:<26}{row['than']:>14,.1f}{row['ratio']:>8.2f}"
        else:
            line += " " * 48
        print(f"{line}{found['memory_mb']:>6.0f} MB" if number == 0 else line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
