"""Several indexes and encoders in one run: each looks once, each claims its part, none stays."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import pytest
from index_samples import write_photos
from pack_samples import encoder_pack, installed, vision_tower

from img2loc_desktop.core import paths, sources
from img2loc_desktop.core.configuration import Configuration
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.index import build_from_photos
from img2loc_desktop.core.types import Result


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Two encoders; of the first two indexes, of the second one. All are installed."""
    first = installed(encoder_pack(tmp_path / "first", name="first")).folder
    tower = vision_tower({"image_embeds": 6})
    second = installed(encoder_pack(tmp_path / "second", tower, name="second")).folder
    models = paths.user_models()
    for name, encoder, numbers in (
        ("world", first, range(0, 12)),
        ("city", first, range(20, 32)),
        ("own", second, range(5, 15)),
    ):
        photos = write_photos(tmp_path / name, numbers)
        list(build_from_photos(photos, models / name, Encoder.open(encoder, threads=1)))
    return models


def locate(configuration: Configuration, photo: Path) -> Result:
    *_, result = sources.open_locator(configuration).locate(photo)
    assert isinstance(result, Result)
    return result


def test_each_encoder_is_opened_once_and_looks_once(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    looks: list[str] = []
    real_open, real_run = Encoder.open.__func__, Encoder._run  # type: ignore[attr-defined]

    def counted_open(cls: type[Encoder], folder: Path, **options: Any) -> Encoder:
        opened.append(folder.name)
        encoder: Encoder = real_open(cls, folder, **options)
        return encoder

    def counted_run(self: Encoder, pixels: Any, roles: Any) -> Any:
        looks.append(self.name)
        return real_run(self, pixels, roles)

    monkeypatch.setattr(Encoder, "open", classmethod(counted_open))
    monkeypatch.setattr(Encoder, "_run", counted_run)
    indexes = tuple(packs / name for name in ("world", "city", "own"))
    result = locate(Configuration(indexes=indexes), tmp_path / "world" / "000.jpg")
    assert sorted(opened) == sorted(looks) == ["first", "second"]
    assert {neighbour.index for neighbour in result.neighbours} == {"world", "city", "own"}
    assert [artefact.name for artefact in result.provenance.encoder] == ["first", "second"]
    assert [artefact.name for artefact in result.provenance.index] == ["world", "city", "own"]
    assert all(len(artefact.sha256) == 64 for artefact in result.provenance.encoder)


def test_each_index_finds_its_own_encoder(packs: Path) -> None:
    (source,) = sources.open_sources([packs / "own"])
    assert source.encoder.name == "second"


def test_what_is_no_longer_used_is_released(packs: Path) -> None:
    opened = sources.open_sources([packs / "own"])
    session = weakref.ref(opened[0].encoder)
    del opened
    gc.collect()
    assert session() is None


def test_weights_move_the_estimate_between_the_indexes(packs: Path, tmp_path: Path) -> None:
    photo = tmp_path / "world" / "003.jpg"
    indexes = (packs / "world", packs / "city")
    alone = [locate(Configuration(indexes=(index,)), photo).estimate.position for index in indexes]
    assert alone[0] != alone[1]
    for place, weights in ((0, (1000.0, 0.001)), (1, (0.001, 1000.0))):
        both = locate(Configuration(indexes=indexes, weights=weights), photo)
        assert both.estimate.position == alone[place]


def test_the_configuration_travels_as_json(packs: Path) -> None:
    configuration = Configuration(
        indexes=(packs / "world", packs / "own"), weights=(2.0, 0.5), encoders=(packs / "first",)
    )
    assert Configuration.from_json(json.loads(json.dumps(configuration.to_json()))) == configuration


@pytest.mark.parametrize("weights", [(1.0,), (1.0, 1.0, 1.0), (0.0, 1.0), (-1.0, 1.0), (2e3, 1.0)])
def test_weights_that_cannot_be_are_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(UserError, match="weight"):
        Configuration(indexes=(Path("a"), Path("b")), weights=weights)


def test_the_terminal_takes_names_and_weights(packs: Path, tmp_path: Path) -> None:
    photo = tmp_path / "world" / "003.jpg"

    def run(*arguments: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "img2loc_desktop", "locate", photo, "--json", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    own = run("--index", "own")["estimate"]
    weighed = run("--index", "world=0.001", "--index", f"{packs / 'own'}=1000")
    for key in ("latitude", "longitude"):
        assert weighed["estimate"][key] == own[key]
    assert len(weighed["provenance"]["index"]) == 2


def test_the_terminal_builds_with_an_encoder_by_its_name(packs: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "img2loc_desktop", "index", "build", tmp_path / "city"),
            *("--out", tmp_path / "new", "--encoder", "second"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (source,) = sources.open_sources([tmp_path / "new"])
    assert source.encoder.name == "second"
