"""What the tests of the window share: a small real index, photos, and workers that misbehave."""

from __future__ import annotations

import sys
from pathlib import Path

import encoder_packs
import index_samples

from img2loc_desktop.core import index
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder

REFERENCES = range(12)


def small_index(folder: Path) -> Path:
    """An index of twelve small photos, beside the tiny encoder that made it."""
    encoder = encoder_packs.write_pack(folder / "encoder")
    photos = index_samples.write_photos(folder / "references", REFERENCES)
    for _ in index.build_from_photos(
        photos, folder / "holidays", Encoder.open(encoder, threads=1), name="holidays"
    ):
        pass
    return folder / "holidays"


def configuration(pack: Path) -> Configuration:
    """What the worker is told so that this index answers."""
    return Configuration(indexes=(pack,), neighbours=4, use_gpu=False)


def photos(folder: Path, count: int, first: int = 100) -> list[Path]:
    """Photos that are in no index, one in two with its own GPS position."""
    return [
        index_samples.write_photo(
            folder / f"IMG_{number}.jpg", number, (45.0, 4.0) if number % 2 else None
        )
        for number in range(first, first + count)
    ]


def worker(folder: Path, code: str) -> tuple[str, ...]:
    """The command of a program that stands in for the worker.

    ``ready()`` says the first line, ``jobs()`` yields them, ``answer(job, **fields)`` is a line,
    and ``entry(path)`` a failure as the protocol writes it.
    """
    file = folder / "worker.py"
    file.write_text(_HELPERS + code, encoding="utf-8")
    return (sys.executable, str(file))


_HELPERS = """
import json, os, signal, sys, time

def say(line):
    print(json.dumps(line), flush=True)

def ready():
    json.loads(sys.stdin.readline())
    say({"protocol": 3, "app": "test"})

def jobs():
    for line in sys.stdin:
        yield json.loads(line)

def answer(job, **fields):
    say({"job": job["job"], **fields})

def entry(path):
    return {"photo": {"path": path}, "error": {"message": "No.", "hint": "Yes."}}

"""
