"""Reading tensors from a file that torch.save wrote, without PyTorch and without running it.

Such a file is a zip in which data.pkl, a pickle, describes tensors whose numbers lie beside it;
before PyTorch 1.6 it was a row of pickles with the numbers behind them. A pickle can call
anything; this one may name the six things that tensors need, and every other name ends the
reading before anything is called.
"""

from __future__ import annotations

import io
import math
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
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
    "LongStorage": np.dtype("<i8"),
}
_OLD_MAGIC = 0x1950A86A20F9469CFC6C  # with these two begins a file from before PyTorch 1.6
_OLD_VERSION = 1001


def read_tensors(file: IO[bytes], name: str) -> dict[str, NDArray[np.float32]]:
    """The tensors of a state dictionary as float32; a lone tensor has the name "".

    ``name`` is the file as the user knows it. Raises UserError for anything else than tensors.
    """
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                return _read_zip(archive, name)
        return _read_old(file, name)
    except UserError:
        raise
    except Exception as error:  # a damaged pickle can raise anything
        raise UserError(
            f"{name} is no file of tensors: {str(error)[:200] or type(error).__name__}.",
            "Get it again from its source.",
        ) from error


@dataclass(frozen=True, slots=True)
class _Kind:
    """Stands for a torch storage class; calling it is not possible."""

    dtype: np.dtype[Any]


@dataclass(frozen=True, slots=True)
class _Storage:
    """``count`` numbers that lie elsewhere in the file."""

    key: str
    dtype: np.dtype[Any]
    count: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A view of a storage; offset and strides count numbers, not bytes."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def read(self, numbers: NDArray[Any]) -> NDArray[np.float32]:
        """Raises ValueError when the view leaves its storage."""
        if len(numbers) != self.storage.count:
            raise ValueError("a tensor has another size than stated")
        last = self.offset + sum(
            (size - 1) * stride for size, stride in zip(self.shape, self.strides, strict=True)
        )
        count = math.prod(self.shape)
        if min((self.offset, *self.shape, *self.strides)) < 0 or count > len(numbers):
            raise ValueError("a tensor has an impossible form")
        if count and last >= len(numbers):
            raise ValueError("a tensor leaves its storage")
        steps = tuple(stride * numbers.itemsize for stride in self.strides)
        start = numbers[self.offset :]
        return np.lib.stride_tricks.as_strided(start, self.shape, steps).astype(np.float32)


def _read_zip(archive: zipfile.ZipFile, name: str) -> dict[str, NDArray[np.float32]]:
    (described,) = [info for info in archive.infolist() if info.filename.endswith("data.pkl")]
    total = sum(info.file_size for info in archive.infolist())
    if described.file_size > _LARGEST_PICKLE or total > _LARGEST:
        raise _too_large(name)
    top = described.filename.removesuffix("data.pkl")

    @cache
    def numbers(storage: _Storage) -> NDArray[Any]:
        return np.frombuffer(archive.read(f"{top}data/{storage.key}"), storage.dtype)

    tensors = _tensors(_Unpickler(io.BytesIO(archive.read(described)), name).load(), name)
    return {key: tensor.read(numbers(tensor.storage)) for key, tensor in tensors.items()}


def _read_old(file: IO[bytes], name: str) -> dict[str, NDArray[np.float32]]:
    """Five pickles (magic, version, system, tensors, keys), then the storages by key."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > _LARGEST:
        raise _too_large(name)
    if _Unpickler(file, name).load() != _OLD_MAGIC or _Unpickler(file, name).load() != _OLD_VERSION:
        raise ValueError("it does not begin like one")
    if not _Unpickler(file, name).load()["little_endian"]:
        raise ValueError("its numbers are of a big-endian machine")
    tensors = _tensors(_Unpickler(file, name).load(), name)
    dtypes = {tensor.storage.key: tensor.storage.dtype for tensor in tensors.values()}
    storages = {}
    for key in _Unpickler(file, name).load():
        count = int.from_bytes(file.read(8), "little")
        storages[key] = np.frombuffer(file.read(count * dtypes[key].itemsize), dtypes[key])
    return {key: tensor.read(storages[tensor.storage.key]) for key, tensor in tensors.items()}


def _tensors(content: object, name: str) -> Mapping[str, _Tensor]:
    """What was unpickled, if it is tensors by name or a lone one. Raises UserError."""
    named = {"": content} if isinstance(content, _Tensor) else content
    if isinstance(named, Mapping) and all(
        isinstance(key, str) and isinstance(value, _Tensor) for key, value in named.items()
    ):
        return named
    raise UserError(f"{name} holds more than tensors.", "Get it again from its source.")


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: IO[bytes], name: str) -> None:
        super().__init__(file)
        self._name = name

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in _STORAGES:
            return _Kind(_STORAGES[name])
        raise UserError(
            f"{self._name} wants to run {f'{module}.{name}'[:100]}, which tensors do not need.",
            "Do not use it; get it again from a source that you trust.",
        )

    def persistent_load(self, pid: Any) -> Any:
        kind, storage, key, _, count, *_ = pid
        if kind != "storage" or not isinstance(storage, _Kind) or not str(key).isalnum():
            raise ValueError("it refers to something else than numbers")
        return _Storage(str(key), storage.dtype, int(count))


def _rebuild(
    storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object
) -> _Tensor:
    if not isinstance(storage, _Storage):
        raise ValueError("a tensor without numbers")
    return _Tensor(storage, int(offset), tuple(map(int, shape)), tuple(map(int, strides)))


def _too_large(name: str) -> UserError:
    return UserError(f"{name} is larger than weights of its kind.", "Do not use it.")
