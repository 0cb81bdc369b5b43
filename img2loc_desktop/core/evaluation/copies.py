"""How a copy of a photo is told from another photo, by what an encoder makes of both.

A cosine means something else to every encoder: of a photo and a copy at half its size one keeps
0.98, another 0.75, and different photos may be as alike as that to either. So some of the photos
to measure with are copied, and a reference is a copy that is as alike as most of their copies are
*and* stands out: it is much nearer than the most alike of the others, which no encoder changes by
being coarse, and no index by being large. Copies that hardly differ are that alone, as a series of
almost the same shots leaves nothing to stand out from.

Lowe (2004), "Distinctive Image Features from Scale-Invariant Keypoints", tells matches of features
by the same ratio. Here it is that of 1 - cosine, half the squared distance.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from img2loc_desktop.core import photos
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.evaluation.queries import Query
from img2loc_desktop.core.index import IndexPack, Scan
from img2loc_desktop.core.photos import OpenPhoto
from img2loc_desktop.core.retrieval import Retrieval

OTHERS = 3  # of the most alike rows may be copies; the next one is another photo
NEARER = 0.4  # of that one's 1 - cosine is the most that a copy has

_SAMPLE = 24  # photos that are copied
_LEAST, _SURE = 0.05, 0.1  # of the copies are less alike
_MOST, _FEWEST = 0.999, 0.5  # rounding of what an index keeps; a blind encoder
_QUALITY = 70  # of JPEG, as messengers and web pages write it
_NEVER = 2.0  # no cosine
_NOTHING = -1.0  # the cosine of another photo, where there is none
_DECODED = 2  # times the size at which the encoder's photos are decoded: the copies are smaller

_Copies = tuple[tuple[float, float], ...]  # of one photo, by kind: its cosine and another photo's

_AGAIN, _HALF, _FIFTH = "saved again", "at half size", "cropped by a fifth"
_MADE: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    _AGAIN: lambda picture: picture,
    _HALF: lambda picture: _scaled(picture, 1 / 2),
    "at a quarter of the size": lambda picture: _scaled(picture, 1 / 4),
    "cropped by a tenth": lambda picture: _cropped(picture, 0.9),
    _FIFTH: lambda picture: _cropped(picture, 0.8),
    "mirrored": ImageOps.mirror,
}


@dataclass(frozen=True, slots=True)
class CopyTest:
    """What a row must have in common with a photo to be a copy of it, as cosines.

    ``least`` where it stands out: where its 1 - cosine is at most ``nearer`` times that of another
    photo. ``sure`` where it does not. ``found`` says for each kind of copy how many it found of the
    ``tried`` copies that it was measured with.
    """

    least: float
    sure: float
    nearer: float = NEARER
    found: tuple[tuple[str, int], ...] = ()
    tried: int = 0

    def copies(self, scan: Scan) -> NDArray[np.int64]:
        """The rows of a scan that are copies, the most alike first."""
        other = scan.near_scores[OTHERS : OTHERS + 1]
        least = self._least_beside(float(other[0]) if other.size else _NOTHING)
        rows: NDArray[np.int64] = scan.near_rows[scan.near_scores >= least]
        return rows

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "found": dict(self.found)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> CopyTest:
        """Raises KeyError, TypeError or ValueError for what ``to_json`` did not write."""
        least, sure, nearer = (float(values[name]) for name in ("least", "sure", "nearer"))
        found = tuple((str(kind), int(count)) for kind, count in dict(values["found"]).items())
        return cls(least, sure, nearer, found, int(values["tried"]))

    def finds(self, cosine: float, other: float) -> bool:
        """Whether a copy so alike is found, where another photo has the cosine ``other``."""
        return cosine >= self._least_beside(other)

    def _least_beside(self, other: float) -> float:
        return min(self.sure, max(self.least, 1.0 - self.nearer * (1.0 - other)))


def limits(
    retrieval: Retrieval, queries: Sequence[Query], told: Callable[[str], None] = lambda _: None
) -> tuple[CopyTest, ...]:
    """The test for each index, measured on copies of photos taken evenly from the queries.

    ``told`` gets a line of progress. Photos that cannot be read are passed over. An index without
    sources holds no photos, so nothing in it is a copy.
    """
    made: dict[int, list[_Copies]] = {
        number: [] for number, pack in enumerate(retrieval.packs) if pack.sources_path is not None
    }
    count = min(_SAMPLE, len(queries)) if made else 0
    sample = [queries[number * len(queries) // count] for number in range(count)]
    for number, query in enumerate(sample, start=1):
        told(f"copies of {number} of {len(sample)} photos, to know them in the index")
        try:
            opened = photos.read(query.path, short_side=_DECODED * retrieval.short_side)
            vectors = [retrieval.embed(each) for each in (opened, *_copied(opened))]
        except UserError:
            continue
        for place, copies in made.items():
            key, pack = retrieval.keys[place], retrieval.packs[place]
            one, *others = (vector[key] for vector in vectors)
            copies.append(_compared(pack, opened.photo.sha256, one, others))
    return tuple(
        _test(made[number]) if number in made else CopyTest(_NEVER, _NEVER)
        for number in range(len(retrieval.packs))
    )


def _compared(
    pack: IndexPack, sha256: str, one: NDArray[np.float32], copies: Iterable[NDArray[np.float32]]
) -> _Copies:
    """How alike each copy is to its photo, and the other photos of the index to the copy."""
    found = []
    for copy in copies:
        scan = pack.scan(copy, near=OTHERS, far=0, exclude={sha256})
        others = scan.near_scores[OTHERS - 1 :]  # the photo itself would have been the first
        found.append((float(one @ copy), float(others[0]) if others.size else _NOTHING))
    return tuple(found)


def _test(copies: Sequence[_Copies]) -> CopyTest:
    if not copies:
        return CopyTest(_MOST, _MOST)
    cosines = {
        kind: np.array([each[number][0] for each in copies]) for number, kind in enumerate(_MADE)
    }
    hard = np.concatenate([cosines[_HALF], cosines[_FIFTH]])
    least = float(np.clip(np.quantile(hard, _LEAST), _FEWEST, _MOST))
    test = CopyTest(least, float(np.clip(np.quantile(cosines[_AGAIN], _SURE), least, _MOST)))
    found = tuple(
        (kind, sum(test.finds(*each[number]) for each in copies))
        for number, kind in enumerate(_MADE)
    )
    return replace(test, found=found, tried=len(copies))


def _copied(opened: OpenPhoto) -> Iterator[OpenPhoto]:
    for make in _MADE.values():
        written = io.BytesIO()
        make(opened.pixels).save(written, "JPEG", quality=_QUALITY)
        yield replace(opened, pixels=Image.open(written).convert("RGB"))


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _cropped(picture: Image.Image, part: float) -> Image.Image:
    """What is left of a picture when two of its edges are cut off."""
    size = (max(1, round(picture.width * part)), max(1, round(picture.height * part)))
    return picture.crop((0, 0, *size))
