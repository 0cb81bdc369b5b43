"""Networks in ONNX and the device they run on: the only importer of onnxruntime."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import io
import os
from pathlib import Path
from typing import Any

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.onnx_weights import without_subnormals

CPU = "CPUExecutionProvider"
CUDA = "CUDAExecutionProvider"

_FATAL = 4  # ONNX Runtime's log levels end here; what goes wrong comes as an exception


class ProviderError(Exception):
    """An execution provider that cannot be used on this machine; the text is the reason."""


@functools.cache
def runtime() -> Any:
    """onnxruntime, loaded at first use: importing this module costs nothing.

    Whoever loads another library that imports onnxruntime calls this before.

    Published builds report their use to their maker over the network. Only the variable, set
    before the library is loaded, ends that: the function alone still lets it look up the host
    and try to connect some seconds later, and leaves a data base in the user's cache.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(_FATAL)
    return onnxruntime


def runtime_errors() -> tuple[type[Exception], ...]:
    """onnxruntime's own exceptions, which share no base class."""
    state = runtime().capi.onnxruntime_pybind11_state
    own = [value for value in vars(state).values() if isinstance(value, type)]
    return (RuntimeError, ValueError, *(kind for kind in own if issubclass(kind, Exception)))


def open_session(
    model: Path | bytes,
    what: str,
    provider: str = CPU,
    threads: int | None = None,
    *,
    sizes_vary: bool = False,
) -> Any:
    """An InferenceSession on that provider; ``what`` names the network to the user.

    ``model`` is an ONNX file or what is in it. ``sizes_vary`` is for inputs of ever other sizes:
    memory is not laid out for each of them.
    Raises UserError, or ProviderError if the provider is CUDA.
    """
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _FATAL
    options.intra_op_num_threads = threads or os.cpu_count() or 1
    options.enable_mem_pattern = not sizes_vary
    # Idle threads that spin would take the processor from the threads that decode photos.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if provider == CUDA:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints what it does not find
            onnxruntime.preload_dlls()
    try:
        session = onnxruntime.InferenceSession(
            str(model) if isinstance(model, Path) else model,
            options,
            providers=list(dict.fromkeys((provider, CPU))),
            enable_fallback=0,  # its fallback prints to stdout
        )
    except runtime_errors() as error:
        if provider != CPU:
            raise ProviderError(reason(error)) from error
        raise UserError(
            f"The network of {what} cannot be loaded: {reason(error)}.",
            "Get it again from its source, or export it for an older ONNX version.",
        ) from error
    if provider not in session.get_providers():  # onnxruntime drops it without an exception
        raise ProviderError(_why_not_cuda())
    return session


class Network:
    """A network with one input and one output on the processor, for inputs of ever other sizes.

    The layers of a run share its memory, and none is kept for the next one: in PP-OCR's networks
    that saves a fifth to a third of the work, and memory, too. Subnormal weights count as zeros:
    ``onnx_weights`` says why.
    """

    def __init__(self, model: Path, what: str, threads: int) -> None:
        """Raises UserError."""
        weights = without_subnormals(model) or model
        self.session = open_session(weights, what, threads=threads, sizes_vary=True)
        (self._input,) = (node.name for node in self.session.get_inputs())
        self._options = runtime().RunOptions()
        self._options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def __call__(self, values: Any) -> Any:
        """The output, an array of floats. Raises what onnxruntime raises."""
        return self.session.run(None, {self._input: values}, self._options)[0]


def has_driver() -> bool:
    """Whether there is an NVIDIA driver."""
    try:
        ctypes.CDLL("nvcuda.dll" if os.name == "nt" else "libcuda.so.1")
    except OSError:
        return False
    return True


def has_cuda_driver() -> bool:
    """Whether CUDA is worth a try: without a driver it is not even tried, nor missed."""
    return has_driver() and CUDA in runtime().get_available_providers()


def _why_not_cuda() -> str:
    """What the system says when it loads the provider's library: usually a missing library."""
    name = (
        "onnxruntime_providers_cuda.dll" if os.name == "nt" else "libonnxruntime_providers_cuda.so"
    )
    try:
        ctypes.CDLL(str(Path(runtime().__file__).parent / "capi" / name))
    except OSError as error:
        return str(error)
    return "ONNX Runtime gives no reason"


def reason(error: Exception) -> str:
    """What went wrong, in one line of at most 300 characters, without the last full stop."""
    text = " ".join(str(error).split()).rstrip(".")
    return text if len(text) <= 300 else text[:297] + "..."
