"""GeoCLIP: its weights without PyTorch, its networks as ONNX, its gallery, its opinion."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import geoclip_samples
import numpy as np
import onnx
import pytest
from geoclip_samples import WIDTH, head_reference, reference, torch_file, weights
from index_samples import write_photos
from pack_samples import SIDE, bring, installed, nothing_is_there, only, refused
from test_pack_import_clip import transformers_js

from img2loc_desktop.core import geoclip, onnx_write, sources
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.gallery import build_gallery
from img2loc_desktop.core.index import BuildFinished, IndexPack, build_from_photos, verify
from img2loc_desktop.core.location import LocationModel
from img2loc_desktop.core.packs_import import Decided, Imported, Refused, geoclip_package
from img2loc_desktop.core.torch_file import read_tensors
from img2loc_desktop.core.types import LatLon, Result


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """GeoCLIP follows the tests' tiny CLIP, where the real one follows ViT-L/14."""
    monkeypatch.setattr(geoclip_package, "ARCHITECTURE", geoclip_samples.small_architecture())
    monkeypatch.setattr(geoclip_package, "PREPROCESSING", geoclip_samples.small_preprocessing())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return geoclip_samples.write_package(tmp_path / "site-packages")


@pytest.fixture
def model(package: Path, small: None) -> LocationModel:
    return LocationModel.open(installed(package).folder)


def world(count: int, seed: int = 1) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    latitudes = np.degrees(np.arcsin(random.uniform(-1, 1, count)))
    return latitudes, random.uniform(-180, 180, count)


@pytest.mark.parametrize("old", [False, True])
def test_weights_are_read_without_pytorch(old: bool) -> None:
    head, _ = weights()
    # As convolutions are kept on graphics cards: another order of the axes in the file.
    head["turned"] = np.arange(24, dtype="f4").reshape(4, 3, 2).transpose(1, 2, 0)
    head["batches"] = np.array(7, "i8")
    found = read_tensors(io.BytesIO(torch_file(head, old=old)), "head.pth")
    assert found.keys() == head.keys()
    for name, array in head.items():
        assert found[name].shape == array.shape and found[name].dtype == np.float32
        assert (found[name] == array).all()
    scale = read_tensors(io.BytesIO(torch_file(np.array(3.5, "f4"))), "scale.pth")
    assert scale[""].shape == () and float(scale[""]) == 3.5


class Danger:
    """Runs a command when a careless program unpickles it."""

    def __reduce__(self) -> Any:
        return os.system, ("touch /tmp/img2loc-was-here",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (torch_file(np.ones(3, "f4"), extra=Danger()), "wants to run"),
        (torch_file(np.ones(3, "f4"), extra=Danger(), old=True), "wants to run"),
        (torch_file({"a": np.ones(3, "i4")}), "wants to run torch.IntStorage"),
        (torch_file({"a": np.ones(3, "f4")}, offset=1), "leaves its storage"),
        (torch_file({"a": np.ones(3, "f4")}, offset=-1), "impossible form"),
        (torch_file({"a": np.ones(3, "f4")}, extra=7, old=True), "holds more than tensors"),
        (torch_file({"a": np.ones(3, "f4")}, old=True)[:-4], "another size than stated"),
        (torch_file({"a": np.ones(3, "f4")}, extra=7), "holds more than tensors"),
        (torch_file({"a": np.ones(3, "f4")})[:-40], "no file of tensors"),
        (b"not a zip", "no file of tensors"),
        (b"", "no file of tensors"),
    ],
)
def test_files_that_do_more_than_tensors_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(UserError) as caught:
        read_tensors(io.BytesIO(content), "weights.pth")
    assert words in caught.value.message
    assert not Path("/tmp/img2loc-was-here").exists()


def test_a_package_with_a_program_in_its_weights_is_refused(package: Path) -> None:
    bad = torch_file(weights()[1], extra=Danger())
    (package / "model" / "weights" / "location_encoder_weights.pth").write_bytes(bad)
    assert "wants to run" in refused(package).why
    assert nothing_is_there()
    assert not Path("/tmp/img2loc-was-here").exists()


def test_the_graphs_are_valid_onnx() -> None:
    head, location = weights()
    for network in (geoclip.image_head(head), geoclip.location_encoder(location)):
        graph = onnx.load_from_string(onnx_write.model_bytes(network, "test"))
        onnx.checker.check_model(graph, full_check=True)


def test_the_networks_say_what_their_definition_says(model: LocationModel) -> None:
    head, location = weights()
    latitudes, longitudes = world(1_000)
    expected = reference(location, latitudes, longitudes)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.abs(model.of_points(latitudes, longitudes) - expected).max() < 1e-4
    features = np.random.default_rng(2).normal(size=(1_000, geoclip_samples.INPUT))
    found = model.of_features(features)
    assert np.abs(found - head_reference(head, features)).max() < 1e-4


def test_poles_and_the_date_line_are_places(model: LocationModel) -> None:
    rows = model.of_points(np.array([90.0, -90.0, 0.0, 0.0]), np.array([0.0, 0.0, 180.0, -180.0]))
    assert np.isfinite(rows).all()
    assert model.of_points(np.empty(0), np.empty(0)).shape == (0, WIDTH)


@pytest.mark.parametrize("given", ["package", "site-packages", "wheel", "model"])
def test_the_folder_the_wheel_and_what_is_in_them(
    package: Path, tmp_path: Path, given: str
) -> None:
    path = {
        "package": package,
        "site-packages": package.parent,
        "model": package / "model",
        "wheel": tmp_path / "geoclip-1.3.0-py3-none-any.whl",
    }[given]
    if given == "wheel":
        with zipfile.ZipFile(path, "w") as wheel:
            for file in sorted(package.rglob("*")):
                if file.is_file():
                    wheel.write(file, file.relative_to(package.parent))
    events = bring(path, mode="move")
    assert not only(events, Refused)
    (pack,) = only(events, Imported)
    assert (pack.name, pack.kind) == ("geoclip", "location")
    text = "\n".join(event.text for event in only(events, Decided))
    assert "without running them" in text and "50 points" in text
    assert "OpenAI's CLIP ViT-L/14" in text
    assert path.exists()  # an installed package is never moved


@pytest.mark.parametrize("name", ["image_encoder_mlp_weights", "location_encoder_weights"])
def test_weights_of_something_else_are_refused(package: Path, name: str) -> None:
    path = package / "model" / "weights" / f"{name}.pth"
    path.write_bytes(torch_file({"0.weight": np.ones((3, 2), "f4")}))
    assert "not those of GeoCLIP" in refused(package).why


def test_the_gallery_is_an_index_of_all_points(model: LocationModel, tmp_path: Path) -> None:
    *_, finished = build_gallery(tmp_path / "gallery", model)
    assert isinstance(finished, BuildFinished) and finished.count == 50
    assert not verify(tmp_path / "gallery").problems
    pack = IndexPack.open(tmp_path / "gallery")
    assert (pack.role, pack.encoder_sha256, pack.trust) == (
        "location",
        model.sha256,
        "uncalibrated",
    )
    rows = model.of_points(pack.latitudes, pack.longitudes)
    assert np.abs(pack.rows.vectors - rows).max() < 1e-3
    assert pack.source(0) is None


def test_a_gallery_checks_its_name_first(model: LocationModel, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot have the name"):
        next(build_gallery(tmp_path / "gallery", model, name="a/b"))


def test_a_gallery_of_ones_own_points_knows_their_names(
    model: LocationModel, tmp_path: Path
) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("name,lat,lon\nnorth gate,48.1,11.5\nsouth gate,48.0,11.6\n")
    list(build_gallery(tmp_path / "sites", model, table))
    source = IndexPack.open(tmp_path / "sites").source(1)
    assert source is not None and source.identifier == "south gate"


def test_a_photo_is_located_by_gallery_and_photos_and_its_candidates_verified(
    model: LocationModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both sources speak from one look of the encoder at the photo."""
    clip = installed(transformers_js(tmp_path / "clip"))
    encoder = Encoder.open(clip.folder, threads=1)
    photos = write_photos(tmp_path / "photos", range(10))
    list(build_from_photos(photos, tmp_path / "own", encoder))
    list(build_gallery(tmp_path / "gallery", model))
    looks: list[int] = []
    real = Encoder._run

    def counted(self: Encoder, pixels: Any, roles: Any) -> Any:
        looks.append(len(pixels))
        return real(self, pixels, roles)

    monkeypatch.setattr(Encoder, "_run", counted)
    indexes = (tmp_path / "own", tmp_path / "gallery")
    locator = sources.open_locator(Configuration(indexes=indexes))
    photo = min(photos.iterdir())
    events = list(locator.locate(photo))
    assert looks == [1]
    result = events[-1]
    assert isinstance(result, Result)
    assert {neighbour.index for neighbour in result.neighbours} == {"own", "gallery"}
    assert [artefact.sha256 for artefact in result.provenance.encoder] == [
        encoder.sha256,
        model.sha256,
    ]
    assert "candidates compared with the picture by geoclip" in result.estimate.method
    fits = [candidate.fit for candidate in result.candidates]
    assert all(fit is not None for fit in fits)
    assert sum(fit or 0 for fit in fits) == pytest.approx(1.0)
    # The shares are those of the model: the softmax of its logits over the candidates.
    encoder.add_location(model)
    from img2loc_desktop.core import photos as reading

    opened = reading.read(photo, short_side=2 * SIDE)
    picture = encoder.embed([opened.pixels], ("location",))["location"][0]
    expected = model.fit(picture, [candidate.position for candidate in result.candidates])
    assert fits == pytest.approx(expected, abs=1e-4)


def test_weights_decide_between_sources(model: LocationModel, tmp_path: Path) -> None:
    clip = installed(transformers_js(tmp_path / "clip"))
    photos = write_photos(tmp_path / "photos", range(10))
    list(build_from_photos(photos, tmp_path / "own", Encoder.open(clip.folder, threads=1)))
    list(build_gallery(tmp_path / "gallery", model))
    photo = min(photos.iterdir())

    def position(*weights: float) -> LatLon:
        indexes = (tmp_path / "own", tmp_path / "gallery")[: len(weights) or 1]
        locator = sources.open_locator(Configuration(indexes=indexes, weights=weights))
        *_, result = locator.locate(photo)
        assert isinstance(result, Result)
        return result.estimate.position

    alone = position()
    assert position(1000.0, 0.001) == alone
    assert position(0.001, 1000.0) != alone


def test_fits_are_the_softmax_of_the_models_logits(model: LocationModel) -> None:
    points = [LatLon(10, 20), LatLon(-30, 40), LatLon(50, -60)]
    picture = model.of_points(np.array([10.0]), np.array([20.0]))[0]
    fits = model.fit(picture, points)
    assert sum(fits) == pytest.approx(1.0)
    assert fits[0] == max(fits)
    assert model.fit(picture, []) == ()


def test_without_its_encoder_a_gallery_says_what_would_help(
    model: LocationModel, tmp_path: Path
) -> None:
    list(build_gallery(tmp_path / "gallery", model))
    with pytest.raises(UserError) as caught:
        sources.open_sources([tmp_path / "gallery"])
    assert "OpenAI's CLIP ViT-L/14, which is not on this machine" in caught.value.message
    assert "img2loc models import" in caught.value.hint


def test_the_encoder_of_a_gallery_may_be_chosen(model: LocationModel, tmp_path: Path) -> None:
    export = transformers_js(tmp_path / "clip")
    exact = installed(export)
    small = installed(export / "onnx" / "vision_model_quantized.onnx")
    list(build_gallery(tmp_path / "gallery", model))
    for chosen in (exact, small):
        (source,) = sources.open_sources([tmp_path / "gallery"], encoders=[chosen.folder])
        assert source.encoder.name == chosen.name


def test_an_encoder_of_another_architecture_is_not_taken(package: Path, tmp_path: Path) -> None:
    """The real GeoCLIP follows ViT-L/14, which the tiny CLIP is not."""
    installed(transformers_js(tmp_path / "clip"))
    model = LocationModel.open(installed(package).folder)
    list(build_gallery(tmp_path / "gallery", model))
    with pytest.raises(UserError, match="ViT-L/14, which is not on this machine"):
        sources.open_sources([tmp_path / "gallery"])


def test_pictures_prepared_in_another_way_are_refused(model: LocationModel) -> None:
    from dataclasses import replace

    size = model.pack.preprocessing
    model.check_encoder("clip", geoclip_samples.INPUT, replace(size, crop_offset="half_even"))
    with pytest.raises(UserError, match="prepares pictures in another way"):
        model.check_encoder("clip", geoclip_samples.INPUT, replace(size, mean=(0.5, 0.5, 0.5)))
    with pytest.raises(UserError, match="not the encoder"):
        model.check_encoder("clip", 5, size)


@pytest.mark.skipif(importlib.util.find_spec("geoclip") is None, reason="geoclip is not installed")
def test_parity_with_the_package_itself(home: Path) -> None:
    """1,000 points and random features through both, the package in a process of its own."""
    spec = importlib.util.find_spec("geoclip")
    assert spec is not None and spec.origin is not None
    model = LocationModel.open(installed(Path(spec.origin).parent).folder)
    latitudes, longitudes = world(1_000)
    features = np.random.default_rng(2).normal(size=(1_000, 768)).astype(np.float32)
    np.savez(home / "given.npz", points=np.stack((latitudes, longitudes), 1), features=features)
    code = """
import sys, pathlib, numpy as np, torch
from torch import nn
import geoclip.model.location_encoder as module
given = np.load(sys.argv[1])
head = nn.Sequential(nn.Linear(768, 768), nn.ReLU(), nn.Linear(768, 512))
weights = pathlib.Path(module.__file__).parent / "weights" / "image_encoder_mlp_weights.pth"
head.load_state_dict(torch.load(weights, weights_only=True))
with torch.no_grad():
    points = torch.tensor(given["points"], dtype=torch.float32)
    location = module.LocationEncoder().eval()(points).numpy()
    image = head(torch.tensor(given["features"])).numpy()
np.savez(sys.argv[2], location=location, image=image)
"""
    arguments = [home / "given.npz", home / "found.npz"]
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
    expected = np.load(home / "found.npz")
    points = np.stack((latitudes, longitudes), axis=1).astype(np.float32)
    location = model._run(model.pack.location_encoder, points)
    assert np.abs(location - expected["location"]).max() < 1e-4
    assert np.abs(model.of_features(features) - expected["image"]).max() < 1e-4
    *_, finished = build_gallery(home / "gallery", model)
    assert finished.count == 100_000
