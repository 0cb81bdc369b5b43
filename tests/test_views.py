"""Views of a photo: which there are, and that the search uses them."""

from __future__ import annotations

from pathlib import Path

import evaluation_samples as samples
import numpy as np
import pytest
from PIL import Image

from img2loc_desktop.core import photos
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.retrieval import Options, Retrieval
from img2loc_desktop.core.sources import open_sources
from img2loc_desktop.core.views import views_of

SIDES = Image.new("RGB", (100, 50), "red")
SIDES.paste("blue", (50, 0, 100, 50))


def test_the_views_are_the_picture_its_mirror_and_five_crops() -> None:
    assert list(views_of(SIDES, "one")) == [SIDES]
    first, mirrored = views_of(SIDES, "flip")
    assert first is SIDES
    assert mirrored.getpixel((0, 0)) == SIDES.getpixel((99, 0))
    every = list(views_of(SIDES, "crops"))
    assert len(every) == 7
    assert {crop.size for crop in every[2:]} == {(80, 40)}
    reds = [np.asarray(crop)[..., 0].mean() / 255 for crop in every[2:]]
    assert reds == pytest.approx([50 / 80, 30 / 80, 50 / 80, 30 / 80, 40 / 80])


def test_the_smallest_picture_has_views() -> None:
    assert {view.size for view in views_of(Image.new("RGB", (1, 1)), "crops")} == {(1, 1)}


def test_the_search_takes_the_mean_of_the_views(tmp_path: Path) -> None:
    table = samples.write_table(tmp_path / "library", samples.shots("l", 8, ("ann",)))
    index = samples.build_index(tmp_path / "index", table)
    (source,) = open_sources([index], prefer_gpu=False)
    picture = Image.new("RGB", (90, 60), "red")
    picture.paste("blue", (70, 0, 90, 60))  # not in the middle, so that crops differ
    picture.save(tmp_path / "p.png")
    opened = photos.read(tmp_path / "p.png")
    found = {}
    for views in ("one", "crops"):
        (found[views],) = Retrieval([source], Options(views=views)).embed(opened).values()
        assert np.linalg.norm(found[views]) == pytest.approx(1.0, abs=1e-5)
    rows = source.encoder.embed(list(views_of(opened.pixels, "crops")))["image"]
    mean = rows.mean(axis=0) / np.linalg.norm(rows.mean(axis=0))
    assert found["crops"] == pytest.approx(mean, abs=1e-5)
    assert not np.allclose(found["one"], found["crops"], atol=1e-4)


def test_the_configuration_carries_them() -> None:
    assert Configuration.from_json(Configuration(views="flip").to_json()).views == "flip"
    with pytest.raises(UserError, match="views"):
        Configuration.from_json({"views": "many"})
