"""Sources together on real photographs: nothing that one says is lost, no doubt is narrowed."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest

from img2loc_desktop.core import cells, paths
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.geo import distance_km
from img2loc_desktop.core.index import build_from_photos
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.sources import (
    STARTER_GALLERY,
    open_sources,
    open_witnesses,
    starter_encoder,
)
from img2loc_desktop.core.types import LatLon, Result
from img2loc_desktop.core.vlm import VlmSettings

LIBRARY = 150  # photos of the index
QUERIES = 24
WITH_TEXT = 2  # photos that all four sources are asked about
APART_KM = 2_500.0  # answers that contradict each other
SAME_KM = 100.0  # a candidate is still that of a source


@pytest.fixture(scope="module")
def index(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a part of the library, which nobody calibrated."""
    folder = tmp_path_factory.mktemp("fused")
    with (shared / "photos" / "library" / "photos.csv").open(newline="") as file:
        head, *rows = list(csv.reader(file))
    chosen = [head, *rows[:: len(rows) // LIBRARY]]
    for row in chosen[1:]:
        row[0] = str(shared / "photos" / "library" / row[0])
    with (folder / "library.csv").open("w", newline="") as file:
        csv.writer(file).writerows(chosen)
    encoder = Encoder.open(starter_encoder(), prefer_gpu=False, threads=1)
    for _ in build_from_photos(folder / "library.csv", folder / "index", encoder):
        pass
    return folder / "index"


def answer(locator: Locator, photo: Path) -> Result:
    *_, result = locator.locate(photo)
    assert isinstance(result, Result), result
    return result


def keeps(result: Result, place: LatLon) -> bool:
    return any(distance_km(each.position, place) < SAME_KM for each in result.candidates)


def is_at_least(joint: Result, alone: Result) -> bool:
    """Whether radii and areas are no smaller, to the last bit."""
    mine, other = joint.estimate, alone.estimate
    return (
        mine.radius_p50_km >= other.radius_p50_km
        and mine.radius_p90_km >= other.radius_p90_km
        and all(
            cells.size_km2(large.cells) >= cells.size_km2(small.cells)
            for large, small in zip(mine.areas, other.areas, strict=True)
        )
    )


def test_two_that_contradict_each_other_widen_and_both_stay(index: Path, shared: Path) -> None:
    gazetteer = Gazetteer.load()
    both = open_sources([paths.bundled_models() / STARTER_GALLERY, index], prefer_gpu=False)
    gallery, own = (Locator([source], gazetteer) for source in both)
    joint = Locator(both, gazetteer)
    queries = sorted((shared / "photos" / "queries").glob("*.jpg"))
    apart = 0
    for photo in queries[:: len(queries) // QUERIES]:
        one, other, fused = (answer(locator, photo) for locator in (gallery, own, joint))
        # The index was never compared with the truth, so it narrows nothing that was.
        assert is_at_least(fused, one), photo.name
        if distance_km(one.estimate.position, other.estimate.position) > APART_KM:
            apart += 1
            for alone in (one, other):
                assert is_at_least(fused, alone), photo.name
                assert keeps(fused, alone.estimate.position), photo.name
    assert apart >= 3


def test_no_source_takes_the_answer_with_it(
    index: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import tiny_models

    model = tmp_path_factory.mktemp("model") / "llava"
    tiny_models.write_pack(model, "llava")
    gazetteer = Gazetteer.load()
    packs = open_sources([paths.bundled_models() / STARTER_GALLERY, index], prefer_gpu=False)
    witnesses = open_witnesses(
        Configuration(
            vlm=model,
            read_text="on",
            use_gpu=False,
            vlm_settings=VlmSettings(anchors=(0,), samples=1, reason_characters=0, candidates=0),
        ),
        gazetteer,
    )
    photos = sorted(
        (shared / "photos" / "text").glob("*.jpg"), key=lambda path: path.stat().st_size
    )
    for photo in photos[:WITH_TEXT]:
        whole = answer(Locator(packs, gazetteer, witnesses=witnesses), photo)
        assert "model llava" in whole.estimate.method
        for kept in combinations([*packs, *witnesses], 3):
            left = [source for source in packs if source in kept]
            others = [witness for witness in witnesses if witness in kept]
            result = answer(Locator(left, gazetteer, witnesses=others), photo)
            assert 0 < result.estimate.radius_p50_km <= result.estimate.radius_p90_km
            assert sum(each.share for each in result.candidates) == pytest.approx(1)
