"""The package geoclip in small: the same files and names, with random weights."""

from __future__ import annotations

import io
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from img2loc_desktop.core.packs_import import geoclip_package

WIDTH, INPUT = 12, 6  # of the location space, and of the vectors before it
CAPSULES = 3
Array = np.ndarray[Any, Any]


def weights(seed: int = 0, sigma: float = 1.0) -> tuple[dict[str, Array], dict[str, Array]]:
    """Weights of the image head and of the location encoder, with the names of the package."""
    random = np.random.default_rng(seed)

    def linear(name: str, inputs: int, outputs: int) -> dict[str, Array]:
        return {
            f"{name}.weight": random.normal(0, inputs**-0.5, (outputs, inputs)).astype("f4"),
            f"{name}.bias": random.normal(0, 0.1, outputs).astype("f4"),
        }

    head = linear("0", INPUT, 8) | linear("2", 8, WIDTH)
    location: dict[str, Array] = {}
    for number in range(CAPSULES):
        top = f"LocEnc{number}.capsule"
        frequencies = random.normal(0, sigma * 2**number, (10, 2)).astype("f4")
        location |= {f"{top}.0.b": frequencies}
        location |= linear(f"{top}.1", 20, 16) | linear(f"{top}.3", 16, 16)
        location |= linear(f"{top}.5", 16, 16) | linear(f"LocEnc{number}.head.0", 16, WIDTH)
    return head, location


def reference(location: Mapping[str, Array], latitudes: Array, longitudes: Array) -> Array:
    """What the location encoder says, written down from its definition in float64."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(latitudes)))
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * np.sqrt(3) * np.radians(longitudes) * np.cos(theta) / (3 * slope)
    y = a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta
    points = np.stack((x, y), axis=1) * 66.50336 / 180
    total = np.zeros((len(points), WIDTH))
    for number in range(CAPSULES):
        top = f"LocEnc{number}.capsule"
        angles = 2 * np.pi * points @ location[f"{top}.0.b"].astype(float).T
        values = np.concatenate((np.cos(angles), np.sin(angles)), axis=1)
        for layer in (1, 3, 5):
            values = np.maximum(_linear(location, f"{top}.{layer}", values), 0)
        total += _linear(location, f"LocEnc{number}.head.0", values)
    return total


def head_reference(head: Mapping[str, Array], features: Array) -> Array:
    return _linear(head, "2", np.maximum(_linear(head, "0", features), 0))


def _linear(given: Mapping[str, Array], name: str, values: Array) -> Array:
    return values @ given[f"{name}.weight"].astype(float).T + given[f"{name}.bias"]


def write_package(folder: Path, *, seed: int = 0, points: int = 50) -> Path:
    """The package's folder, with its weights as torch.save writes them."""
    head, location = weights(seed)
    model = folder / "geoclip" / "model"
    (model / "weights").mkdir(parents=True)
    (model / "gps_gallery").mkdir()
    for name, content in (
        ("image_encoder_mlp_weights", head),
        ("location_encoder_weights", location),
        ("logit_scale_weights", np.array(3.0, "f4")),
    ):
        (model / "weights" / f"{name}.pth").write_bytes(torch_file(content))
    random = np.random.default_rng(seed)
    rows = [
        f"{lat:.6f},{lon:.6f}"
        for lat, lon in zip(
            random.uniform(-60, 75, points), random.uniform(-180, 180, points), strict=True
        )
    ]
    gallery = model / "gps_gallery" / "coordinates_100K.csv"
    gallery.write_text("\n".join(["LAT,LON", *rows]) + "\n")
    return folder / "geoclip"


def torch_file(
    content: Array | Mapping[str, Array],
    extra: object = None,
    *,
    old: bool = False,
    offset: int = 0,
) -> bytes:
    """What torch.save would write of tensors, made without PyTorch; ``extra`` is pickled too.

    ``old`` is the form before PyTorch 1.6, ``offset`` where each tensor begins in its numbers.
    """
    storages: list[Array] = []
    fake = types.ModuleType("torch")
    utils = types.ModuleType("torch._utils")
    utils._rebuild_tensor_v2 = _rebuild  # type: ignore[attr-defined]
    _rebuild.__module__, _rebuild.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    _rebuild.__name__ = "_rebuild_tensor_v2"
    kinds = {}
    for name, dtype in (("FloatStorage", "<f4"), ("LongStorage", "<i8"), ("IntStorage", "<i4")):
        kinds[np.dtype(dtype)] = type(name, (), {"__module__": "torch"})
        setattr(fake, name, kinds[np.dtype(dtype)])

    class Pickler(pickle.Pickler):
        def persistent_id(self, obj: object) -> object:
            if isinstance(obj, np.ndarray):
                storages.append(obj)
                stored = ("storage", kinds[obj.dtype], str(len(storages) - 1), "cpu", obj.size)
                return (*stored, None) if old else stored
            return None

    class Tensor:
        def __init__(self, array: Array) -> None:
            self.array = array

        def __reduce__(self) -> Any:
            array = self.array
            strides = tuple(step // array.itemsize for step in array.strides)
            form = offset, array.shape, strides
            return _rebuild, (array.ravel(order="K"), *form, False, OrderedDict())

    value: object
    if isinstance(content, np.ndarray):
        value = Tensor(content)
    else:
        value = OrderedDict((name, Tensor(array)) for name, array in content.items())
    if extra is not None:
        value = OrderedDict(a=value, b=extra)
    described = io.BytesIO()
    before = {name: sys.modules.get(name) for name in ("torch", "torch._utils")}
    sys.modules |= {"torch": fake, "torch._utils": utils}
    try:
        Pickler(described, protocol=2).dump(value)
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
    target = io.BytesIO()
    if old:
        system = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"long": 4}}
        for value in (0x1950A86A20F9469CFC6C, 1001, system):
            target.write(pickle.dumps(value, 2))
        target.write(described.getvalue())
        target.write(pickle.dumps([str(number) for number in range(len(storages))], 2))
        for array in storages:
            target.write(array.size.to_bytes(8, "little") + array.tobytes())
        return target.getvalue()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("weights/data.pkl", described.getvalue())
        for number, array in enumerate(storages):
            archive.writestr(f"weights/data/{number}", array.tobytes())
    return target.getvalue()


def _rebuild(*_: object) -> None:
    raise AssertionError("never called")


def small_architecture() -> dict[str, object]:
    """What an export must say of itself to go before this small model."""
    return {"projection": INPUT, "image": 8, "patch": 4, "width": 5, "layers": 1} | {
        "activation": geoclip_package.ARCHITECTURE["activation"]
    }


def small_preprocessing() -> dict[str, object]:
    return {**geoclip_package.PREPROCESSING, "size": [8, 8], "short_side": 8}
