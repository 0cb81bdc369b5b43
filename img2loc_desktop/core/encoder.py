"""Pictures to embeddings: the only importer of onnxruntime."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from img2loc_desktop.core.encoder_graph import Tensor, choose_input, choose_outputs
from img2loc_desktop.core.encoder_pack import EncoderPack, read_encoder_pack
from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.preprocessing import Preprocessing

_CPU = "CPUExecutionProvider"
_CUDA = "CUDAExecutionProvider"
# A graphics card wants many pictures at once. A processor gains nothing from that, and one
# picture at a time gives the same bits whatever else is embedded in the same run.
_BATCH = {_CPU: 1, _CUDA: 16}
_FATAL = 4  # ONNX Runtime's log levels end here; what goes wrong comes as an exception

Rows = NDArray[np.float32]


class Encoder:
    """A network that turns pictures into L2-normalised vectors, opened from its pack.

    ``outputs`` maps each role ("image" for the embedding of pictures) to its dimension;
    ``sha256`` is that of the ONNX file; ``provider`` is "CUDA" or "CPU"; ``warnings`` say
    what did not work as asked; ``batch_size`` is the number of pictures that run at once.
    May be used from several threads.
    """

    def __init__(
        self, pack: EncoderPack, session: Any, provider: str, warnings: tuple[str, ...]
    ) -> None:
        """For ``open``: ``session`` is an onnxruntime.InferenceSession that has the provider."""
        self.name = pack.manifest.name
        self.sha256 = pack.sha256
        self.preprocessing: Preprocessing = pack.preprocessing
        self.provider = provider.removesuffix("ExecutionProvider")
        self.warnings = warnings
        self._session = session
        self._input = choose_input(pack, [_tensor(node) for node in session.get_inputs()])
        chosen = choose_outputs(pack, [_tensor(node) for node in session.get_outputs()])
        self.batch_size = self._input.batch or _BATCH[provider]
        self._nodes = {role: output.name for role, output in chosen.items()}
        # Until the trial, only what the graph or the manifest states.
        self.outputs: Mapping[str, int] = {
            role: output.dimension for role, output in chosen.items() if output.dimension
        }
        if len(self.outputs) < len(chosen) or provider == _CUDA:
            self.outputs = self._try_out(provider)

    @classmethod
    def open(cls, folder: Path, *, prefer_gpu: bool = True, threads: int | None = None) -> Encoder:
        """Open an encoder pack after checking its files.

        ``threads`` is the number of processor threads that work on one picture; by default
        all, which answers soonest. Use 1 where several pictures are embedded at the same
        time (``embedding.embed_files``). Raises UserError.
        """
        pack = read_encoder_pack(folder)
        warnings: tuple[str, ...] = ()
        if prefer_gpu and _has_cuda_driver():
            try:
                return cls(pack, _session(pack, _CUDA, threads), _CUDA, ())
            except _ProviderError as error:
                warnings = (f"{_CUDA} did not start, the processor is used instead: {error}",)
        return cls(pack, _session(pack, _CPU, threads), _CPU, warnings)

    def embed(
        self, images: Sequence[Image.Image], roles: Sequence[str] = ("image",)
    ) -> dict[str, Rows]:
        """Embed upright pictures: for each role float32 (n, dimension), L2-normalised rows.

        Raises UserError when the encoder has no such role, when the network fails, or when a
        vector is zero or not finite (the message counts the pictures from 1).
        """
        for role in roles:
            if role not in self.outputs:
                raise UserError(
                    f'The encoder "{self.name}" has no output for "{role}"; '
                    f"it has: {', '.join(self.outputs)}.",
                    "Use an encoder that was made for this kind of index.",
                )
        parts: dict[str, list[Rows]] = {role: [] for role in roles}
        for start in range(0, len(images), self.batch_size):
            batch = images[start : start + self.batch_size]
            pixels = np.stack([self.preprocessing.pixels(image) for image in batch])
            for role, rows in self._run(pixels, roles).items():
                parts[role].append(self._normalised(rows, start))
        return {
            role: np.concatenate([np.empty((0, self.outputs[role]), np.float32), *part])
            for role, part in parts.items()
        }

    def _run(self, pixels: Rows, roles: Sequence[str]) -> dict[str, NDArray[Any]]:
        """The raw outputs for at most ``batch_size`` pictures."""
        count = len(pixels)
        if self._input.batch is not None and count < self._input.batch:
            pixels = np.resize(pixels, (self._input.batch, *pixels.shape[1:]))  # repeats them
        if self._input.precision == "float16":
            pixels = pixels.astype(np.float16)
        try:
            found = self._session.run(
                [self._nodes[role] for role in roles], {self._input.name: pixels}
            )
        except _runtime_errors() as error:
            raise UserError(
                f'The encoder "{self.name}" failed on a picture: {_reason(error)}.',
                "If memory is short, close other programs; else get the encoder again.",
            ) from error
        for role, rows in zip(roles, found, strict=True):
            dimension = self.outputs.get(role)
            if rows.ndim != 2 or rows.shape != (len(pixels), dimension or rows.shape[1]):
                raise UserError(
                    f'The output "{self._nodes[role]}" of the encoder "{self.name}" has the shape '
                    f"{rows.shape}, expected ({len(pixels)}, {dimension or 'dimension'}).",
                    "Correct the outputs in the manifest, or export the network anew.",
                )
        return {role: rows[:count] for role, rows in zip(roles, found, strict=True)}

    def _normalised(self, rows: NDArray[Any], start: int) -> Rows:
        wide = rows.astype(np.float64)  # squares of large or tiny values leave float32
        norms = np.linalg.norm(wide, axis=1)
        usable = np.isfinite(norms) & (norms > 0)
        if not usable.all():
            number = start + int(np.argmin(usable)) + 1
            raise UserError(
                f'The encoder "{self.name}" gave no usable vector for picture {number}: '
                "it is zero or not finite.",
                "Check the picture; if every picture fails, get the encoder again or use an "
                "export in float32.",
            )
        unit: Rows = (wide / norms[:, None]).astype(np.float32)
        return unit

    def _try_out(self, provider: str) -> dict[str, int]:
        """The dimension of each role, found by running the network once.

        On a graphics card this also shows whether the provider really works.
        """
        size = self.preprocessing
        black = np.zeros((1, 3, size.height, size.width), np.float32)
        try:
            found = self._run(black, tuple(self._nodes))
        except UserError as error:
            if provider == _CPU:
                raise
            raise _ProviderError(error.message) from error
        return {role: rows.shape[1] for role, rows in found.items()}


class _ProviderError(Exception):
    """An execution provider that cannot be used on this machine; the text is the reason."""


@functools.cache
def _runtime() -> Any:
    """onnxruntime, loaded at first use: importing this module costs nothing."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(_FATAL)
    return onnxruntime


def _runtime_errors() -> tuple[type[Exception], ...]:
    """onnxruntime's own exceptions, which share no base class."""
    state = _runtime().capi.onnxruntime_pybind11_state
    own = [value for value in vars(state).values() if isinstance(value, type)]
    return (RuntimeError, ValueError, *(kind for kind in own if issubclass(kind, Exception)))


def _session(pack: EncoderPack, provider: str, threads: int | None) -> Any:
    """An InferenceSession on that provider. Raises UserError, or _ProviderError if it is CUDA."""
    runtime = _runtime()
    options = runtime.SessionOptions()
    options.log_severity_level = _FATAL
    options.intra_op_num_threads = threads or os.cpu_count() or 1
    # Idle threads that spin would take the processor from the threads that decode photos.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if provider == _CUDA:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints what it does not find
            runtime.preload_dlls()
    try:
        session = runtime.InferenceSession(
            str(pack.model),
            options,
            providers=list(dict.fromkeys((provider, _CPU))),
            enable_fallback=0,  # its fallback prints to stdout
        )
    except _runtime_errors() as error:
        if provider != _CPU:
            raise _ProviderError(_reason(error)) from error
        raise UserError(
            f'The network of the encoder "{pack.manifest.name}" cannot be loaded: '
            f"{_reason(error)}.",
            "Get the encoder again from its source, or export it for an older ONNX version.",
        ) from error
    if provider not in session.get_providers():  # onnxruntime drops it without an exception
        raise _ProviderError(_why_not_cuda())
    return session


def _has_cuda_driver() -> bool:
    """Whether there is an NVIDIA driver: without one CUDA is not even tried, nor missed."""
    try:
        ctypes.CDLL("nvcuda.dll" if os.name == "nt" else "libcuda.so.1")
    except OSError:
        return False
    return _CUDA in _runtime().get_available_providers()


def _why_not_cuda() -> str:
    """What the system says when it loads the provider's library: usually a missing library."""
    name = (
        "onnxruntime_providers_cuda.dll" if os.name == "nt" else "libonnxruntime_providers_cuda.so"
    )
    try:
        ctypes.CDLL(str(Path(_runtime().__file__).parent / "capi" / name))
    except OSError as error:
        return str(error)
    return "ONNX Runtime gives no reason"


def _tensor(node: Any) -> Tensor:
    """onnxruntime's NodeArg in our words; its sizes are numbers, names or None."""
    kind = node.type.removeprefix("tensor(").removesuffix(")")
    if not node.shape:
        return Tensor(node.name, kind, None)
    sizes = (size if isinstance(size, int) and size > 0 else None for size in node.shape)
    return Tensor(node.name, kind, tuple(sizes))


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 300 else text[:297] + "..."
