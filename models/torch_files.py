"""Read the tensors of a PyTorch checkpoint without PyTorch, and without running what is in it."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DTYPES = {"FloatStorage": "<f4", "LongStorage": "<i8", "DoubleStorage": "<f8"}
_PROTOCOL = 1001  # of the format before PyTorch 1.6, which is not a zip archive


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Where the values of a tensor lie: a view of a storage."""

    key: str
    dtype: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def read(self, storages: dict[str, bytes]) -> NDArray[Any]:
        values = np.frombuffer(storages[self.key], self.dtype)[self.offset :]
        steps = tuple(step * values.itemsize for step in self.strides)
        return np.lib.stride_tricks.as_strided(values, self.shape, steps).copy()


class _Unpickler(pickle.Unpickler):
    """Knows the three names that a state dictionary needs, and refuses every other one."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        raise pickle.UnpicklingError(f"a checkpoint of weights has no use for {module}.{name}")

    def persistent_load(self, pid: Any) -> tuple[str, str]:
        _, dtype, key, *_ = pid
        return str(key), dtype


def _rebuild(
    storage: tuple[str, str], offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
) -> _Tensor:
    return _Tensor(*storage, offset, tuple(shape), tuple(strides))


def read_tensors(content: bytes) -> dict[str, NDArray[Any]]:
    """The tensors of a state dictionary by name. Raises pickle.UnpicklingError, ValueError."""
    read = _read_zip if zipfile.is_zipfile(io.BytesIO(content)) else _read_legacy
    tensors, storages = read(content)
    return {name: tensor.read(storages) for name, tensor in tensors.items()}


def _read_zip(content: bytes) -> tuple[dict[str, _Tensor], dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (index,) = (name for name in archive.namelist() if name.endswith("/data.pkl"))
        tensors = _Unpickler(io.BytesIO(archive.read(index))).load()
        data = index.removesuffix("data.pkl") + "data/"
        storages = {
            name.removeprefix(data): archive.read(name)
            for name in archive.namelist()
            if name.startswith(data)
        }
    return tensors, storages


def _read_legacy(content: bytes) -> tuple[dict[str, _Tensor], dict[str, bytes]]:
    """Five pickles (magic number, version, system, tensors, keys), then the storages by key."""
    file = io.BytesIO(content)
    _, version, _, tensors, keys = (_Unpickler(file).load() for _ in range(5))
    if version != _PROTOCOL:
        raise ValueError(f"a checkpoint of version {version}, expected {_PROTOCOL}")
    sizes = {tensor.key: np.dtype(tensor.dtype).itemsize for tensor in tensors.values()}
    storages = {}
    for key in keys:
        count = int.from_bytes(file.read(8), "little")
        storages[key] = file.read(count * sizes[key])
    return tensors, storages
