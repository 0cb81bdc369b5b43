"""Rows of numbers as numpy.save writes them, read block by block from a disk that may vanish."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.packs_import.copying import cannot_read

_NUMBERS = (np.dtype(np.float32), np.dtype(np.float16))
_SAVE = "Save it with numpy.save as a two-dimensional array of float32."
_HEADERS: dict[tuple[int, int], Callable[[BinaryIO], tuple[tuple[int, ...], bool, Any]]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


@dataclass(frozen=True, slots=True)
class StoredRows:
    """A .npy file: its shape (rows, dimension), and whether it holds column after column.

    ``dtype`` is float32 or float16 in any order of bytes; the numbers begin at ``offset``.
    """

    path: Path
    shape: tuple[int, int]
    dtype: np.dtype[Any]
    by_columns: bool
    offset: int

    def blocks(self, most: int) -> Iterator[NDArray[Any]]:
        """The rows, ``most`` at a time. Raises UserError when the file cannot be read to its end.

        A mapped file would end the process when its disk is pulled out, so rows are read. Only
        columns are mapped: a row of theirs lies all over the file.
        """
        count, dimension = self.shape
        try:
            if self.by_columns:
                array = np.load(self.path, mmap_mode="r", allow_pickle=False)
                yield from (array[start : start + most] for start in range(0, count, most))
                return
            with self.path.open("rb") as file:
                file.seek(self.offset)
                for start in range(0, count, most):
                    rows = min(most, count - start)
                    wanted = rows * dimension * self.dtype.itemsize
                    data = file.read(wanted)
                    if len(data) != wanted:
                        raise OSError(None, "it ends too early")
                    yield np.frombuffer(data, self.dtype).reshape(rows, dimension)
        except OSError as error:
            raise cannot_read(self.path, error) from error


def stored_rows(path: Path) -> StoredRows:
    """Look at an array, but not at its numbers. Raises UserError for one of another form."""
    try:
        with path.open("rb") as file:
            shape, by_columns, dtype = _HEADERS[np.lib.format.read_magic(file)](file)
            offset = file.tell()
        size = path.stat().st_size
    except OSError as error:
        raise cannot_read(path, error) from error
    except Exception as error:  # numpy parses a line of Python: whatever that may raise
        raise UserError(
            f"{path.name} is no array as numpy.save writes it: its beginning is another one.",
            "It may have been damaged: copy it again from its source.",
        ) from error
    if dtype.hasobject:
        raise UserError(
            f"{path.name} holds objects of Python, which could run any program when they are read.",
            _SAVE,
        )
    if len(shape) != 2 or min(shape) < 1 or dtype.newbyteorder("=") not in _NUMBERS:
        raise UserError(
            f"{path.name} is {dtype} {shape}, expected float32 or float16 rows, one for each "
            "place.",
            _SAVE,
        )
    promised = offset + math.prod(shape) * dtype.itemsize
    if size != promised:
        raise UserError(
            f"{path.name} has {size:,} bytes, its beginning promises {promised:,}.",
            "It may have been cut off: copy it again from its source.",
        )
    return StoredRows(path, (shape[0], shape[1]), dtype, by_columns, offset)
