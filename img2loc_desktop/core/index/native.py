"""The only importer of usearch and numkong: dot products over int8 rows, and the graph.

The two libraries are imported where they are first needed, so that importing this module
costs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core import onnx_session
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.files import cannot_write

_BLOCK = 62_500  # rows; a block's float64 results stay in the processor's cache
_ONE_THREAD = 150_000  # rows; with fewer, to start others costs what it saves
_MOST_THREADS = 4  # they share one memory, which is the limit
_CONNECTIVITY = 16
_EXPANSION_ADD = 128
_EXPANSION_SEARCH = 512


def dot_products(codes: NDArray[np.int8], query: NDArray[np.int8]) -> NDArray[np.float32]:
    """Integer dot product of every row of ``codes`` (n, d) with ``query`` (d,): float32 (n,).

    One pass over the rows, shared by ``threads()``; exact up to d = 1,040, where float32 ends
    to hold every integer.
    """
    import numkong

    products = np.empty(len(codes), dtype=np.float32)

    def compare(rows: slice) -> None:
        # The default output type, float64: int32 is many times slower for one query.
        found = numkong.cdist(query[None], codes[rows], "dot")
        products[rows] = np.asarray(found)[0]

    size = min(_BLOCK, -(-len(codes) // threads())) or 1
    blocks = [slice(start, start + size) for start in range(0, len(codes), size)]
    if len(codes) < _ONE_THREAD:
        for rows in blocks:
            compare(rows)
    else:
        with ThreadPoolExecutor(threads()) as pool:
            list(pool.map(compare, blocks))
    return products


def threads() -> int:
    """How many threads share a pass over many rows: one alone does not keep the memory busy."""
    return min(os.cpu_count() or 1, _MOST_THREADS)


def build_graph(codes: NDArray[np.int8], path: Path) -> Iterator[int]:
    """Write the graph of nearest neighbours of int8 rows; yields how many rows are in it.

    Row numbers are the keys. One thread, so that the same rows give the same bytes. The file
    is on the disk when the generator ends. Raises UserError when it cannot be written.
    """
    graph = _empty_graph(codes.shape[1])
    step = 5_000
    for start in range(0, len(codes), step):
        keys = np.arange(start, min(start + step, len(codes)), dtype=np.uint64)
        graph.add(keys, codes[start : start + step], threads=1)
        yield len(graph)
    try:
        graph.save(os.fspath(path))
    except RuntimeError as error:  # usearch gives no error number
        raise cannot_write(path, OSError(str(error))) from error
    with path.open("rb+") as file:
        os.fsync(file.fileno())


class Graph:
    """A graph file, memory-mapped and read-only.

    A single flipped bit in such a file can end the process: open only what was hashed.
    """

    def __init__(self, path: Path, count: int, dimension: int) -> None:
        """Raises UserError when the file is not the graph of ``count`` int8 rows."""
        usearch = _usearch()
        # A view keeps the metric of the constructor, so the file's own is read first.
        try:
            metadata: dict[str, Any] | None = usearch.index.Index.metadata(os.fspath(path))
        except (RuntimeError, ValueError) as error:
            raise _not_the_graph(path) from error
        expected = {
            "kind_metric": usearch.compiled.MetricKind.L2sq,
            "kind_scalar": usearch.compiled.ScalarKind.I8,
            "dimensions": dimension,
            "count_present": count,
            "count_deleted": 0,
        }
        if metadata is None or any(metadata.get(key) != expected[key] for key in expected):
            raise _not_the_graph(path)
        self._index = _empty_graph(dimension)
        try:
            self._index.view(os.fspath(path))
        except RuntimeError as error:
            raise _not_the_graph(path) from error

    def nearest(self, query: NDArray[np.int8], count: int) -> NDArray[np.int64]:
        """Up to ``count`` rows near ``query`` (d,) int8, the nearest first, not all of them found.

        Near in squared Euclidean distance of the int8 rows.
        """
        found = self._index.search(query, count, threads=1)
        return np.asarray(found.keys, dtype=np.int64)


def _usearch() -> Any:  # its stubs are not strict
    """usearch, loaded after onnxruntime, whichever of the two is needed first.

    Seen on Linux: onnxruntime loaded after usearch ends the process with a segmentation fault.
    """
    onnx_session.runtime()
    import usearch.compiled
    import usearch.index

    return usearch


def _empty_graph(dimension: int) -> Any:
    usearch = _usearch()
    return usearch.index.Index(
        ndim=dimension,
        metric=usearch.compiled.MetricKind.L2sq,
        dtype=usearch.compiled.ScalarKind.I8,
        connectivity=_CONNECTIVITY,
        expansion_add=_EXPANSION_ADD,
        expansion_search=_EXPANSION_SEARCH,
        enable_key_lookups=False,  # a hash table of all keys in memory that nothing asks for
    )


def _not_the_graph(path: Path) -> UserError:
    return UserError(
        f"{path.name} of the index pack is not the graph of its rows.",
        "Build the index again, or get the pack again from its source.",
    )
