"""The benchmarks' runner: what it promises of a row, and that a failing measure is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def bench(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.bench", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )


def test_a_ratio_above_one_is_always_better() -> None:
    from bench.measures import Row

    assert Row("a", 5.0, "ms", "b", 10.0).ratio == 2.0
    assert Row("a", 5.0, "photos/s", "b", 10.0).ratio == 0.5
    assert Row("a", 5.0, "ms").ratio is None


def test_one_command_measures_and_keeps_json(tmp_path: Path) -> None:
    done = bench("--only", "terminal", "--json", tmp_path / "bench.json")
    assert done.returncode == 0, done.stderr
    assert "terminal: img2loc --version" in done.stdout
    data = json.loads((tmp_path / "bench.json").read_text())
    (row,) = data["measures"][0]["rows"]
    assert row["ratio"] == pytest.approx(row["than"] / row["value"])
    assert data["measures"][0]["memory_mb"] > 5
    assert {"date", "processor", "load"} <= set(data["machine"])
