"""A photo, its neighbours and quick settings for the tests of the multimodal model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from img2loc_desktop.core import prompt, vlm
from img2loc_desktop.core.types import LatLon, Neighbour, Place, Source, VlmReport
from img2loc_desktop.core.vlm.model import VisionModel

# A token is a letter to the tiny models: their prompts are long.
OPTIONS = vlm.ModelOptions(threads=1, context=6144)
LYON = Place("12 km NE of Lyon, France", "Lyon", "Auvergne-Rhône-Alpes", "France", "FR", 12.0, "NE")
CANDIDATES = (LatLon(45.8, 4.9), LatLon(-33.9, 151.2), LatLon(35.7, 139.7))


def photo(seed: int = 0, size: tuple[int, int] = (160, 120)) -> Image.Image:
    """Coloured noise."""
    noise = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(noise)


def neighbours(count: int = 16, identifier: str = "a.jpg") -> list[Neighbour]:
    return [
        Neighbour(n + 1, LatLon(40.0 + n, 2.0 + n), 0.9 - n / 100, "index", Source(identifier))
        for n in range(count)
    ]


def quick(**changes: Any) -> vlm.VlmSettings:
    """Two prompts, one short answer each, no choice."""
    usual: dict[str, Any] = {
        "anchors": (0, 5),
        "samples": 1,
        "reason_characters": 12,
        "candidates": 0,
    }
    return vlm.VlmSettings(**(usual | changes))


def question(
    settings: vlm.VlmSettings,
    *,
    sees: bool = True,
    candidates: Sequence[LatLon] = CANDIDATES,
    place_of: prompt.PlaceOf = lambda _: LYON,
    identifier: str = "a.jpg",
    words: Sequence[str] = (),
) -> vlm.Question:
    near, far = neighbours(16, identifier), neighbours(16, identifier)
    return vlm.compose(near, far, candidates, settings, place_of, sees=sees, words=words)


def ask(
    model: VisionModel | vlm.VisionProcess,
    settings: vlm.VlmSettings | None = None,
    *,
    seed: int = 0,
    asked: vlm.Question | None = None,
) -> VlmReport:
    """What a model says of the photo."""
    settings = settings or quick()
    asked = asked or question(settings, sees=model.pack.sees)
    *_, report = model.ask(photo(), asked, settings, seed)
    assert isinstance(report, VlmReport)
    return report
