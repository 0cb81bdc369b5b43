"""Many files become vectors in order, one failure at a time, in bounded memory."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from encoder_packs import PREPROCESSING, mean_colour, write_pack
from PIL import Image

from img2loc_desktop.core import embedding, photos
from img2loc_desktop.core.embedding import Embedded, embed_files
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.fields import Fields
from img2loc_desktop.core.photos import OpenPhoto
from img2loc_desktop.core.preprocessing import Preprocessing
from img2loc_desktop.core.types import Failure


@pytest.fixture(params=[1, 4], ids=["one at a time", "in batches"])
def encoder(tmp_path: Path, request: pytest.FixtureRequest) -> Encoder:
    pack = write_pack(tmp_path / "pack", mean_colour(batch=request.param))
    return Encoder.open(pack, prefer_gpu=False, threads=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def save(folder: Path, number: int, colour: tuple[int, int, int] | None = None) -> Path:
    path = folder / f"{number:03}.png"
    Image.new("RGB", (20 + number, 15), colour or (number, 50, 9)).save(path)
    return path


def embed_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("embed")]


def test_every_file_has_its_answer_in_order(encoder: Encoder, folder: Path) -> None:
    paths: list[Path | Failure] = [save(folder, number) for number in range(23)]
    broken = folder / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff no more")
    earlier = Failure(folder / "twice.jpg", "This photo is there twice.", "")
    paths[3:3] = [broken]
    paths[9:9] = [earlier]
    paths.append(folder / "vanished.jpg")

    found = list(embed_files(encoder, paths, workers=3))

    assert len(found) == len(paths)
    for item, path in zip(found, paths, strict=True):
        if path is earlier:
            assert item is earlier
        elif path in (broken, paths[-1]):
            assert isinstance(item, Failure)
            assert item.path == path
            assert item.message
            assert item.hint
        else:
            assert isinstance(item, Embedded)
            assert isinstance(path, Path)
            assert item.photo == photos.read(path).photo
            alone = encoder.embed([photos.read(path).pixels])["image"][0]
            assert (item.embedding == alone).all()
    assert embed_threads() == []


def test_nothing_gives_nothing(encoder: Encoder) -> None:
    assert list(embed_files(encoder, [])) == []


def test_a_photo_without_a_usable_vector_fails_alone(encoder: Encoder, folder: Path) -> None:
    paths = [save(folder, number) for number in range(6)]
    save(folder, 2, (0, 0, 0))  # black: the mean colour is the zero vector
    found = list(embed_files(encoder, paths))
    assert [isinstance(item, Failure) for item in found] == [number == 2 for number in range(6)]
    failure = found[2]
    assert isinstance(failure, Failure)
    assert "no usable vector" in failure.message
    assert failure.photo is not None
    assert failure.photo.sha256 == photos.read(paths[2]).photo.sha256


def test_another_role(tmp_path: Path, folder: Path) -> None:
    pack = write_pack(tmp_path / "pack", outputs={"location": {"name": "embedding"}})
    encoder = Encoder.open(pack, prefer_gpu=False)
    (item,) = embed_files(encoder, [save(folder, 1)], "location")
    assert isinstance(item, Embedded)
    with pytest.raises(UserError, match='no output for "image"; it has: location'):
        next(embed_files(encoder, [save(folder, 1)]))


def test_files_are_taken_only_as_fast_as_results_are(encoder: Encoder, folder: Path) -> None:
    path = save(folder, 1)
    taken = 0

    def endless() -> Iterator[Path]:
        nonlocal taken
        for _ in itertools.count():
            taken += 1
            yield path

    results = embed_files(encoder, endless(), workers=2)
    for number, _ in enumerate(itertools.islice(results, 60), start=1):
        assert taken - number <= 6 * encoder.batch_size
    results.close()


def test_pictures_in_memory_are_bounded(
    encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = 0
    most = 0
    lock = threading.Lock()

    class Tracked(Image.Image):
        def __del__(self) -> None:
            nonlocal alive
            with lock:
                alive -= 1

    def tracked(path: Path, **options: int) -> OpenPhoto:
        nonlocal alive, most
        opened = read(path, **options)
        pixels = Tracked()
        pixels.im, pixels._mode, pixels._size = opened.pixels.im, "RGB", opened.pixels.size
        with lock:
            alive += 1
            most = max(most, alive)
        return replace(opened, pixels=pixels)

    read = photos.read
    monkeypatch.setattr(photos, "read", tracked)
    paths = [save(folder, number) for number in range(40)]
    slow = threading.Event()
    for item in embed_files(encoder, paths, workers=2):
        slow.wait(0.002)  # a consumer that lags behind lets nothing pile up
        assert isinstance(item, Embedded)
    assert 1 <= most <= 2 * encoder.batch_size
    assert alive == 0


def test_closing_drops_what_has_not_begun(
    encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = 0

    def counted(path: Path, **options: int) -> OpenPhoto:
        nonlocal begun
        begun += 1
        return read(path, **options)

    read = photos.read
    monkeypatch.setattr(photos, "read", counted)
    results = embed_files(encoder, [save(folder, 1)] * 1000, workers=2)
    next(results)
    results.close()
    assert embed_threads() == []
    assert begun <= 7 * encoder.batch_size


def test_an_error_in_the_program_is_not_hidden(
    encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object, **__: object) -> OpenPhoto:
        raise ZeroDivisionError

    monkeypatch.setattr(photos, "read", wrong)
    with pytest.raises(ZeroDivisionError):
        list(embed_files(encoder, [save(folder, 1)] * 50))
    assert embed_threads() == []


def test_workers_really_work_at_the_same_time(
    encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = threading.Barrier(3, timeout=20)  # breaks unless three threads read at once

    def together(path: Path, **options: int) -> OpenPhoto:
        if path.name == "000.png":
            meeting.wait()
        return read(path, **options)

    read = photos.read
    monkeypatch.setattr(photos, "read", together)
    rest = [save(folder, number) for number in range(1, encoder.batch_size)]
    first = save(folder, 0)
    found = list(embed_files(encoder, [first, *rest] * 3, workers=3))
    assert all(isinstance(item, Embedded) for item in found)


def test_fast_decoding_does_not_change_what_the_network_sees(shared: Path, tmp_path: Path) -> None:
    # Reduced four times, as a 12-megapixel photo is for a network of 336. The sides are whole
    # multiples, as a camera's are: else the rounding of the long side may move the crop.
    small = Preprocessing(84, 84, "short_side", 84, "bicubic", (0, 0, 0), (1, 1, 1), scale=1)
    copy = tmp_path / "copy.jpg"
    for path in sorted((shared / "photos" / "text").glob("*.jpg"))[:30]:
        photos.read(path).pixels.crop((0, 0, 672, 672)).save(copy, quality=95)
        full = photos.read(copy).pixels
        fast = photos.read(copy, short_side=embedding.decoded_side(small)).pixels
        assert fast.size == (168, 168)
        difference = np.abs(small.pixels(fast) - small.pixels(full))
        assert difference.mean() < 1.5, path.name  # grey levels of 256


def test_squashed_pictures_keep_enough_pixels_in_both_directions() -> None:
    squash = Preprocessing.from_json(
        Fields(PREPROCESSING | {"resize": "squash", "size": [100, 300]}, "test")
    )
    assert embedding.decoded_side(squash) == 600
