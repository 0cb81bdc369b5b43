"""Which device each stage of the work would use on this machine, and what is missing for more."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from img2loc_desktop.core import onnx_session
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.onnx_write import Network, Node, model_bytes

PROCESSOR = "processor"

_CUDA_EXTRA = 'pip install "img2loc-desktop[cuda]" brings NVIDIA\'s libraries.'
_CUDA_LLAMA = (
    "Build it with NVIDIA's CUDA toolkit installed: CMAKE_ARGS=-DGGML_CUDA=on pip install "
    "--force-reinstall --no-cache-dir --no-deps llama-cpp-python==0.3.36"
)
_NO_DRIVER = "no NVIDIA driver was found"


@dataclass(frozen=True, slots=True)
class StageDevice:
    """The device of one stage: "processor" or the name of a graphics card.

    ``missing`` says why it is not a graphics card, ``remedy`` how to get one used; both are
    empty where nothing more can be had.
    """

    stage: str
    device: str
    missing: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        parts = [self.device, f"({self.missing})" if self.missing else "", self.remedy]
        return " ".join(part for part in parts if part)


def stages() -> tuple[StageDevice, ...]:
    """Every stage in the order of the work. Devices are tried, not only looked for."""
    return (
        encoder_device(),
        StageDevice("searching indexes", PROCESSOR),
        StageDevice("comparing with places", PROCESSOR),
        model_device(),
    )


def encoder_device() -> StageDevice:
    """Where pictures are embedded: tried with a network of one operation."""
    stage = "embedding pictures"
    if not onnx_session.has_driver():
        return StageDevice(stage, PROCESSOR, _NO_DRIVER)
    if not onnx_session.has_cuda_driver():
        why = "the installed ONNX Runtime was built without CUDA"
        return StageDevice(stage, PROCESSOR, why, "Install onnxruntime-gpu in its place.")
    try:
        _try_cuda()
    except onnx_session.ProviderError as error:
        return StageDevice(stage, PROCESSOR, f"CUDA does not start: {error}", _CUDA_EXTRA)
    return StageDevice(stage, "NVIDIA graphics card (CUDA)")


def model_device() -> StageDevice:
    """Where a multimodal model runs, as llama.cpp tells."""
    from img2loc_desktop.core import vlm

    stage = "asking the multimodal model"
    try:
        machine = vlm.describe_machine()
    except UserError as error:
        return StageDevice(stage, "none", error.message, error.hint)
    cards = [device for device in machine.devices if device.is_gpu]
    if machine.gpu_offload and cards:
        names = ", ".join(device.description.strip() or device.name for device in cards)
        return StageDevice(stage, names)
    if not onnx_session.has_driver():
        return StageDevice(stage, PROCESSOR, _NO_DRIVER)
    if machine.gpu_offload:
        return StageDevice(stage, PROCESSOR, "llama.cpp finds no graphics card that it can use")
    return StageDevice(stage, PROCESSOR, "llama.cpp was built without CUDA", _CUDA_LLAMA)


def _try_cuda() -> None:
    """Run a network on the graphics card. Raises ProviderError."""
    network = Network(("x", 1), ("y", 1), (Node("Relu", ("x",), "y"),), {})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "try.onnx"
        path.write_bytes(model_bytes(network, "try"))
        session = onnx_session.open_session(path, "a trial", onnx_session.CUDA)
    try:
        session.run(None, {"x": np.ones((1, 1), np.float32)})
    except onnx_session.runtime_errors() as error:
        raise onnx_session.ProviderError(onnx_session.reason(error)) from error
