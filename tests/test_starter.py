"""The packs that ship with the app: whole, small, usable, and honest about what they are worth."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from img2loc_desktop.core import geo, model_packs, paths
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.gazetteer import Gazetteer
from img2loc_desktop.core.index import IndexPack, verify
from img2loc_desktop.core.locator import Locator
from img2loc_desktop.core.sources import STARTER_ENCODER, STARTER_GALLERY, open_sources
from img2loc_desktop.core.types import Result

MODELS = paths.bundled_models()
LARGEST = 20_000_000  # bytes, both packs together
SUBSET = 48  # photos that accuracy is measured on


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.open(MODELS / STARTER_ENCODER, prefer_gpu=False)


@pytest.fixture(scope="module")
def gallery() -> IndexPack:
    return IndexPack.open(MODELS / STARTER_GALLERY)


@pytest.fixture(scope="module")
def pictures() -> list[Image.Image]:
    random = np.random.default_rng(0)
    noise = random.integers(0, 256, (3, 6, 8, 3), dtype=np.uint8)
    return [Image.fromarray(one).resize((640, 480), Image.Resampling.BICUBIC) for one in noise]


def test_both_packs_are_as_they_were_published_and_small() -> None:
    model_packs.check_files(model_packs.read_manifest(MODELS / STARTER_ENCODER, "encoder"))
    assert verify(MODELS / STARTER_GALLERY).problems == ()
    packs = (MODELS / STARTER_ENCODER, MODELS / STARTER_GALLERY)
    sizes = [path.stat().st_size for pack in packs for path in pack.rglob("*") if path.is_file()]
    assert sum(sizes) <= LARGEST


def test_packs_hold_nothing_but_what_their_manifests_list() -> None:
    for name, kind in ((STARTER_ENCODER, "encoder"), (STARTER_GALLERY, "index")):
        manifest = model_packs.read_manifest(MODELS / name, kind)
        listed = {file.path for file in manifest.files} | {model_packs.MANIFEST}
        found = {
            path.relative_to(MODELS / name).as_posix()
            for path in (MODELS / name).rglob("*")
            if path.is_file()
        }
        assert found == listed
        assert manifest.licence
        assert manifest.source


def test_the_encoder_runs_on_the_processor_and_has_two_roles(encoder: Encoder) -> None:
    assert encoder.provider == "CPU"
    assert encoder.warnings == ()
    assert encoder.outputs == {"image": 128, "location": 512}
    assert (encoder.preprocessing.height, encoder.preprocessing.short_side) == (260, 292)


def test_vectors_are_unit_vectors_and_always_the_same(
    encoder: Encoder, pictures: list[Image.Image]
) -> None:
    first = encoder.embed(pictures, ("image", "location"))
    again = encoder.embed(pictures[::-1], ("image", "location"))
    for role, rows in first.items():
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        np.testing.assert_array_equal(rows, again[role][::-1])
        assert (rows @ rows.T)[~np.eye(len(rows), dtype=bool)].max() < 0.999  # they differ


def test_the_gallery_is_made_for_this_encoder_and_claims_nothing(
    encoder: Encoder, gallery: IndexPack
) -> None:
    opened = IndexPack.open(MODELS / STARTER_GALLERY, encoder.sha256, encoder.preprocessing)
    assert opened.role == "location"
    assert opened.dimension == encoder.outputs["location"]
    assert opened.trust == "hint"
    assert opened.sources_path is None
    assert opened.radius_factors is not None
    assert gallery.calibrated_on is not None
    assert "Im2GPS3k" in gallery.calibrated_on
    assert "/" not in gallery.calibrated_on


def test_the_gallery_stands_for_all_of_its_places(gallery: IndexPack) -> None:
    assert gallery.row_weights is not None
    assert gallery.row_weights.min() >= 1
    assert gallery.row_weights.sum() == 100_000
    assert np.abs(gallery.latitudes).max() <= 90
    assert np.abs(gallery.longitudes).max() <= 180
    places = np.stack((gallery.latitudes, gallery.longitudes), axis=1)
    assert len(np.unique(places, axis=0)) == gallery.count
    # Every continent is there: somewhere near each of these cities is a place.
    vectors = geo.unit_vectors(gallery.latitudes, gallery.longitudes)
    for latitude, longitude in (
        (48.9, 2.3),
        (40.7, -74),
        (-33.9, 151),
        (35.7, 140),
        (-1.3, 37),
        (-23.5, -46.6),
    ):
        city = geo.unit_vectors(np.array([latitude]), np.array([longitude]))
        assert geo.EARTH_RADIUS_KM * np.arccos(np.clip(vectors @ city[0], -1, 1)).min() < 50


def test_places_near_each_other_have_similar_vectors(gallery: IndexPack) -> None:
    vectors = geo.unit_vectors(gallery.latitudes, gallery.longitudes)
    rows = gallery.rows.vectors.astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    some = np.arange(0, gallery.count, 50)
    cosines = rows[some] @ rows.T
    km = geo.EARTH_RADIUS_KM * np.arccos(np.clip(vectors[some] @ vectors.T, -1, 1))
    assert cosines[(km > 1) & (km < 200)].mean() > cosines[km > 5000].mean() + 0.15


def test_radii_are_broad_and_the_result_is_a_hint() -> None:
    sample = paths.resources() / "samples" / "china.jpg"
    *_, result = Locator(open_sources(prefer_gpu=False), Gazetteer.load()).locate(sample)
    assert isinstance(result, Result)
    assert result.estimate.trust == "hint"
    assert 300 < result.estimate.radius_p50_km < result.estimate.radius_p90_km
    assert result.estimate.radius_p90_km > 3000
    assert len(result.candidates) > 1
    assert any(warning.startswith("Starter model") for warning in result.warnings)


def test_the_shipped_packs_beat_blind_guesses_on_photos_they_were_fitted_on(shared: Path) -> None:
    """No measure of quality, for which models/evaluate_starter.py exists: that the network, the
    head, the gallery and the pipeline fit together. Guesses at the wrong photos do worse."""
    folder = shared / "photos" / "queries"
    with (folder / "photos.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows = rows[:: len(rows) // SUBSET][:SUBSET]
    locator = Locator(open_sources(prefer_gpu=False), Gazetteer.load())
    guesses, inside = [], []
    truths = geo.unit_vectors(
        np.array([float(row["latitude"]) for row in rows]),
        np.array([float(row["longitude"]) for row in rows]),
    )
    for row, truth in zip(rows, truths, strict=True):
        *_, result = locator.locate(folder / row["file"])
        assert isinstance(result, Result), result
        place = result.estimate.position
        guess = geo.unit_vectors(np.array([place.latitude]), np.array([place.longitude]))[0]
        guesses.append(guess)
        km = geo.EARTH_RADIUS_KM * np.arccos(np.clip(guess @ truth, -1, 1))
        inside.append(km <= result.estimate.radius_p90_km)
    cosines = np.clip(np.array(guesses) @ truths.T, -1, 1)
    km = geo.EARTH_RADIUS_KM * np.arccos(cosines)
    within = km <= 2500
    others = ~np.eye(len(rows), dtype=bool)
    assert within.diagonal().mean() > within[others].mean() + 0.1
    assert np.mean(inside) > 0.7
