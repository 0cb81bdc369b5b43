"""How alike copies of a photo are to an encoder: from which similarity on a reference is one.

A cosine means something else to every encoder: of a photo and its smaller JPEG one keeps 0.98,
another 0.85, and different photos may be as alike as that to the first. So the photos to measure
with are copied, and what most of the copies keep is the limit.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from img2loc_desktop.core import photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.retrieval import Retrieval

_SAMPLE = 16  # photos that are copied
_FOUND = 0.9  # of the copies have the limit or more
_SCALE, _QUALITY = 2 / 3, 60  # as a messenger or a web page makes them
_MOST, _LEAST = 0.999, 0.5  # rounding of what an index keeps; a blind encoder


def limits(retrieval: Retrieval, queries: Sequence[Query]) -> tuple[float, ...]:
    """For each index the cosine that nine of ten photos have with a smaller JPEG of themselves.

    The photos are taken evenly from the queries; those that cannot be read are passed over.
    """
    step = max(1, len(queries) // _SAMPLE)
    found = []
    for query in queries[::step][:_SAMPLE]:
        try:
            opened = photos.read(query.path, short_side=retrieval.short_side)
        except UserError:
            continue
        copy = replace(opened, pixels=_copied(opened.pixels))
        one, other = retrieval.embed(opened), retrieval.embed(copy)
        found.append({key: float(one[key] @ other[key]) for key in one})
    return tuple(
        float(np.clip(np.quantile([each[key] for each in found], 1 - _FOUND), _LEAST, _MOST))
        if found
        else _MOST
        for key in retrieval.keys
    )


def _copied(picture: Image.Image) -> Image.Image:
    size = (max(1, round(picture.width * _SCALE)), max(1, round(picture.height * _SCALE)))
    written = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(written, "JPEG", quality=_QUALITY)
    return Image.open(written).convert("RGB")
