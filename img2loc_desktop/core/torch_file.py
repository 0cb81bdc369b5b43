"""Reading tensors from a file that torch.save wrote, without PyTorch and without running it.

Such a file is a zip: data.pkl, a pickle, describes tensors whose numbers lie beside it. A
pickle can call anything; this one may name the five things that float tensors need, and every
other name ends the reading before anything is called.
"""

from __future__ import annotations

import io
import math
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from img2loc_desktop.core.errors import UserError

_LARGEST = 1 << 31
_LARGEST_PICKLE = 1 << 20
_STORAGES: dict[str, np.dtype[Any]] = {
    "FloatStorage": np.dtype("<f4"),
    "HalfStorage": np.dtype("<f2"),
    "DoubleStorage": np.dtype("<f8"),
}


def read_tensors(file: IO[bytes], name: str) -> dict[str, NDArray[np.float32]]:
    """The tensors of a state dictionary as float32; a lone tensor has the name "".

    ``name`` is the file as the user knows it. Raises UserError for anything else than tensors
    of floating-point numbers.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            content = _read_pickle(archive, name)
    except UserError:
        raise
    except Exception as error:  # a damaged pickle can raise anything
        raise UserError(
            f"{name} is no file of tensors: {str(error)[:200] or type(error).__name__}.",
            "Get it again from its source.",
        ) from error
    tensors = {"": content} if isinstance(content, np.ndarray) else content
    if not isinstance(tensors, dict) or not all(
        isinstance(key, str) and isinstance(value, np.ndarray) for key, value in tensors.items()
    ):
        raise UserError(f"{name} holds more than tensors.", "Get it again from its source.")
    return {key: np.array(value, np.float32) for key, value in tensors.items()}


@dataclass(frozen=True, slots=True)
class _Storage:
    """Stands for a torch storage class; calling it is not possible."""

    dtype: np.dtype[Any]


def _read_pickle(archive: zipfile.ZipFile, name: str) -> Any:
    (described,) = [info for info in archive.infolist() if info.filename.endswith("data.pkl")]
    total = sum(info.file_size for info in archive.infolist())
    if described.file_size > _LARGEST_PICKLE or total > _LARGEST:
        raise UserError(f"{name} is larger than weights of its kind.", "Do not use it.")
    top = described.filename.removesuffix("data.pkl")

    def storage(key: str, dtype: np.dtype[Any]) -> NDArray[Any]:
        return np.frombuffer(archive.read(f"{top}data/{key}"), dtype)

    return _Unpickler(io.BytesIO(archive.read(described)), name, storage).load()


class _Unpickler(pickle.Unpickler):
    def __init__(
        self, file: IO[bytes], name: str, storage: Callable[[str, np.dtype[Any]], NDArray[Any]]
    ) -> None:
        super().__init__(file)
        self._name = name
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _STORAGES:
            return _Storage(_STORAGES[name])
        raise UserError(
            f"{self._name} wants to run {f'{module}.{name}'[:100]}, which tensors do not need.",
            "Do not use it; get it again from a source that you trust.",
        )

    def persistent_load(self, pid: Any) -> Any:
        kind, storage, key, _, count = pid
        if kind != "storage" or not isinstance(storage, _Storage) or not str(key).isalnum():
            raise ValueError("it refers to something else than numbers")
        numbers = self._storage(str(key), storage.dtype)
        if len(numbers) != count:
            raise ValueError("a tensor has another size than stated")
        return numbers


def _tensor(
    numbers: NDArray[Any],
    offset: int,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    *_: object,
) -> NDArray[Any]:
    """A contiguous tensor: what torch.save writes of a state dictionary."""
    count = math.prod(shape)
    expected = tuple(math.prod(shape[place + 1 :]) for place in range(len(shape)))
    part = numbers[offset : offset + count]
    if strides != expected or min((offset, *shape)) < 0 or len(part) != count:
        raise ValueError("a tensor is not contiguous")
    return part.reshape(shape)
