"""Near and far in one pass: int8 rows choose the candidates, float16 rows put them in order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.index import mapped, native, quantise
from img2loc_desktop.core.index.quantise import Quantiser

_MARGIN = 64  # candidates beyond twice those wanted: int8 and float16 order differ a little
_SAMPLE = 20_000  # scores or rows that stand for all of them
_BLOCK = 16_384  # rows at a time


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """What a query found in an index pack; rows are int64, scores float32 cosines in [-1, 1].

    ``near_rows`` begin with the most similar row, ``far_rows`` with the least similar one.
    ``mean`` and ``std`` are those of the scores over all rows that were not excluded.
    ``exact`` is false when the graph answered: then some near rows may be missing, and mean
    and std come from a sample of the rows.
    """

    near_rows: NDArray[np.int64]
    near_scores: NDArray[np.float32]
    far_rows: NDArray[np.int64]
    far_scores: NDArray[np.float32]
    mean: float
    std: float
    exact: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The vectors of a pack: int8 ``codes`` and float16 ``vectors``, both (n, d), mapped."""

    codes: NDArray[np.int8]
    vectors: NDArray[np.float16]
    quantiser: Quantiser


def scan_all(
    rows: Rows, query: NDArray[np.float32], near: int, far: int, excluded: NDArray[np.int64]
) -> Scan:
    """Exact: compare a unit query (d,) with every row but the ``excluded`` ones, each named once.

    A row is mean + code / scale, so its cosine is query . mean + (query . code) / scale: the
    products of the codes with the query that is *not* centred have the order of the cosines.
    """
    codes, factor = quantise.query_codes(query)
    products = native.dot_products(rows.codes, codes)
    mean, std = _moments(rows, query, products, excluded, factor)
    near_candidates = _without(_largest(products, _enough(near, excluded)), excluded)
    np.negative(products, out=products)
    far_candidates = _without(_largest(products, _enough(far, excluded)), excluded)
    near_rows, near_scores = _ranked(rows, query, near_candidates, near)
    far_rows, far_scores = _ranked(rows, query, far_candidates, far, farthest=True)
    return Scan(near_rows, near_scores, far_rows, far_scores, mean, std)


def search_graph(
    rows: Rows,
    graph: native.Graph,
    query: NDArray[np.float32],
    near: int,
    excluded: NDArray[np.int64],
) -> Scan:
    """Approximate: let the graph choose the candidates, without touching most of the rows.

    For unit vectors the smallest Euclidean distance is the largest cosine, and centring both
    sides changes no distance.
    """
    candidates = graph.nearest(rows.quantiser.codes(query), _enough(near, excluded))
    candidates = np.sort(_without(candidates, excluded))
    near_rows, near_scores = _ranked(rows, query, candidates, near)
    codes, factor = quantise.query_codes(query)
    nothing = np.empty(0, dtype=np.int64)
    sample = np.ascontiguousarray(rows.codes[:: -(-len(rows.codes) // _SAMPLE)])
    mean, std = _moments(rows, query, native.dot_products(sample, codes), nothing, factor)
    return Scan(near_rows, near_scores, nothing, nothing.astype(np.float32), mean, std, False)


def _moments(
    rows: Rows,
    query: NDArray[np.float32],
    products: NDArray[np.float32],
    excluded: NDArray[np.int64],
    factor: float,
) -> tuple[float, float]:
    """Mean and standard deviation of the cosines that the products stand for.

    From sums of integers in float64, which hardly round: what is excluded is subtracted.
    """
    count = len(products) - len(excluded)
    if count <= 0:
        return 0.0, 0.0
    total = squares = 0.0
    for start in range(0, len(products), _BLOCK):
        block = products[start : start + _BLOCK].astype(np.float64)
        total += float(block.sum())
        squares += float(np.einsum("i,i->", block, block))
    left_out = products[excluded].astype(np.float64)
    total -= float(left_out.sum())
    squares -= float(np.einsum("i,i->", left_out, left_out))
    mean = total / count
    deviation = math.sqrt(max(squares / count - mean * mean, 0.0))
    factor /= rows.quantiser.scale
    return float(query @ rows.quantiser.mean) + factor * mean, factor * deviation


def _enough(wanted: int, excluded: NDArray[np.int64]) -> int:
    return 2 * wanted + _MARGIN + len(excluded) if wanted else 0


def _largest(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The rows of the ``count`` largest scores, in ascending order of the row."""
    total = len(scores)
    if count >= total:
        return np.arange(total)
    if count == 0:
        return np.empty(0, dtype=np.int64)
    if total > 4 * _SAMPLE:
        # A threshold from a sample leaves a few thousand rows to choose from, where
        # partitioning all scores would take as long as the pass that made them.
        sample = scores[:: total // _SAMPLE]
        rank = min(2 * count * len(sample) // total + 8, len(sample) - 1)
        above = np.flatnonzero(scores >= np.partition(sample, -rank - 1)[-rank - 1])
        if len(above) >= count:
            best = np.argpartition(scores[above], len(above) - count)[-count:]
            return np.sort(above[best])
    return np.sort(np.argpartition(scores, total - count)[-count:])


def _without(rows: NDArray[np.int64], excluded: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[~np.isin(rows, excluded)] if len(excluded) else rows


def _ranked(
    rows: Rows,
    query: NDArray[np.float32],
    candidates: NDArray[np.int64],
    wanted: int,
    farthest: bool = False,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The best ``wanted`` of ascending candidates by true cosine; equal ones by row number."""
    scores = np.empty(len(candidates), dtype=np.float32)
    mapped.will_need(rows.vectors, candidates)
    for start in range(0, len(candidates), _BLOCK):
        part = slice(start, start + _BLOCK)
        vectors = rows.vectors[candidates[part]].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        # Not @: that starts the threads of BLAS, which for so few rows costs more than it saves.
        scores[part] = np.einsum("ij,j->i", vectors, query) / lengths
    order = np.argsort(scores if farthest else -scores, kind="stable")[:wanted]
    return candidates[order], scores[order]
