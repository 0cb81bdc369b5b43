"""Embedding many photo files: each thread carries its photos all the way.

Reading, decoding, resizing and the network all let other threads run, so a handful of
threads that each take a photo from file to vector keep every core busy, and the network
never waits for a decoder. Nothing large is handed from one thread to another: memory holds
the pictures under way, however many files there are.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import photos
from img2loc_desktop.core.encoder import Encoder
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.photos import OpenPhoto
from img2loc_desktop.core.preprocessing import Preprocessing
from img2loc_desktop.core.types import Failure, Photo

_MOST_WORKERS = 8  # beyond that the disk is the limit, and each holds a decoded photo
_AHEAD = 3  # jobs under way or waiting for the consumer, for each worker


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """A photo and its embedding: float32 (dimension,), L2-normalised."""

    photo: Photo
    embedding: NDArray[np.float32]


def decoded_side(preprocessing: Preprocessing) -> int:
    """The short side, in pixels, to which a photo may be decoded before preprocessing.

    Fast decoding averages blocks of pixels, a cruder filter than the resize that follows. At
    twice the final size it changes an embedding less than moving the crop by one pixel does
    (cosine 0.997 and 0.996 with an int8 EfficientNet-Lite2 on 6-megapixel pictures) and the
    pixels by 0.7 grey levels on average; at the final size itself by 2.6.
    """
    return 2 * max(preprocessing.short_side, preprocessing.height, preprocessing.width)


def embed_files(
    encoder: Encoder,
    paths: Iterable[Path | Failure],
    role: str = "image",
    *,
    workers: int | None = None,
    refuse: Callable[[Photo], Failure | None] | None = None,
) -> Generator[Embedded | Failure]:
    """Embed photo files in the order given, one answer for each.

    A photo that cannot be read or embedded becomes a Failure and the others go on; a Failure
    among ``paths`` (from ``photos.expand``) is passed on in its place. ``refuse`` may turn down
    a photo by what its file says, before it costs an embedding. ``workers`` threads
    share the work, by default one for each core; open the encoder with ``threads=1``.
    Closing the generator drops what has not begun and waits for what has. Raises UserError
    when the encoder has no such role.
    """
    encoder.embed((), (role,))  # an unknown role is one error, not one for each photo
    remaining = iter(paths)
    workers = workers or min(os.cpu_count() or 1, _MOST_WORKERS)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="embed")
    jobs: deque[Future[list[Embedded | Failure]]] = deque()
    try:
        while True:
            while len(jobs) < workers * _AHEAD:
                chunk = list(islice(remaining, encoder.batch_size))
                if not chunk:
                    break
                jobs.append(pool.submit(_embed_chunk, encoder, chunk, role, refuse))
            if not jobs:
                return
            yield from jobs.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _embed_chunk(
    encoder: Encoder,
    chunk: list[Path | Failure],
    role: str,
    refuse: Callable[[Photo], Failure | None] | None,
) -> list[Embedded | Failure]:
    opened = [item if isinstance(item, Failure) else _read(encoder, item) for item in chunk]
    if refuse is not None:
        opened = [
            item if isinstance(item, Failure) else refuse(item.photo) or item for item in opened
        ]
    vectors = iter(_embed(encoder, [item for item in opened if isinstance(item, OpenPhoto)], role))
    return [item if isinstance(item, Failure) else next(vectors) for item in opened]


def _read(encoder: Encoder, path: Path) -> OpenPhoto | Failure:
    try:
        return photos.read(path, short_side=decoded_side(encoder.preprocessing))
    except UserError as error:
        return Failure(path, error.message, error.hint)


def _embed(encoder: Encoder, opened: list[OpenPhoto], role: str) -> list[Embedded | Failure]:
    try:
        rows = encoder.embed([item.pixels for item in opened], (role,))[role]
    except UserError as error:
        if len(opened) > 1:  # one picture spoils a batch; alone, it fails alone
            return [result for item in opened for result in _embed(encoder, [item], role)]
        photo = opened[0].photo
        return [Failure(photo.path, error.message, error.hint, photo)]
    return [Embedded(item.photo, row) for item, row in zip(opened, rows, strict=True)]
