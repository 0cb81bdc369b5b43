"""The only importer of llama_cpp: the native library, made silent, and what it can use here.

Import this file only where a model is about to be loaded or the machine is described.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections import deque
from dataclasses import dataclass

# Without it a native abort starts a debugger, which hangs where there is no terminal.
os.environ.setdefault("GGML_NO_BACKTRACE", "1")

import llama_cpp.llama_cpp as llama
import llama_cpp.mtmd_cpp as mtmd
import psutil
from llama_cpp import __version__ as version
from llama_cpp._ggml import libggml

__all__ = ["Device", "Machine", "StopFlag", "errors", "llama", "machine", "mtmd", "start"]

_ERROR, _CONTINUED = 4, 5  # enum ggml_log_level
_GPU_KINDS = (1, 2)  # enum ggml_backend_dev_type: GPU, integrated GPU

_lines: deque[str] = deque(maxlen=40)
_last_level = 0
_started = False


@llama.llama_log_callback  # type: ignore[untyped-decorator]
def _keep_errors(level: int, text: bytes, _user_data: object) -> None:
    global _last_level
    if level != _CONTINUED:
        _last_level = level
    if _last_level == _ERROR:
        _lines.append(text.decode("utf-8", "replace"))


def start() -> None:
    """Start llama.cpp once; its log goes to `errors`, never to a file descriptor."""
    global _started
    if _started:
        return
    llama.llama_log_set(_keep_errors, ctypes.c_void_p(0))
    mtmd.mtmd_helper_log_set(_keep_errors, ctypes.c_void_p(0))  # the projector's as well
    llama.llama_backend_init()
    _started = True


def errors() -> str:
    """What went wrong natively since the last call, on one line."""
    text = " ".join("".join(_lines).split())
    _lines.clear()
    return text


class StopFlag:
    """Set from any thread; llama.cpp asks for it while it computes.

    The native callback is the C library's strlen on a two-byte buffer: "\\0" is false,
    "\\1" is true. Computing threads can ask it without taking Python's lock.
    """

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(2)
        library = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
        self.callback = ctypes.cast(library.strlen, llama.ggml_abort_callback)
        self.data = ctypes.cast(self._buffer, ctypes.c_void_p)

    def set(self) -> None:
        self._buffer[0] = b"\1"

    def clear(self) -> None:
        self._buffer[0] = b"\0"

    def is_set(self) -> bool:
        return self._buffer[0] != b"\0"


@dataclass(frozen=True, slots=True)
class Device:
    """A processor that llama.cpp can compute on; memory in bytes."""

    name: str
    description: str
    is_gpu: bool
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Machine:
    """What llama.cpp can use on this machine."""

    version: str  # of llama-cpp-python, which pins its llama.cpp
    features: tuple[str, ...]  # instruction sets and options of the build, such as "AVX2"
    gpu_offload: bool
    devices: tuple[Device, ...]


def machine() -> Machine:
    """Describe the machine as llama.cpp sees it."""
    start()
    info = llama.llama_print_system_info().decode("utf-8", "replace")
    entries = (part.rpartition(":")[2].split("=") for part in info.split("|"))
    features = (entry[0].strip() for entry in entries if len(entry) == 2 and "1" in entry[1])
    return Machine(
        version=version,
        features=tuple(dict.fromkeys(features)),
        gpu_offload=bool(llama.llama_supports_gpu_offload()),
        devices=_devices(),
    )


def _devices() -> tuple[Device, ...]:
    """ggml's list of devices; llama_cpp wraps no function for it."""
    for function, result in (("count", ctypes.c_size_t), ("get", ctypes.c_void_p)):
        getattr(libggml, f"ggml_backend_dev_{function}").restype = result
    libggml.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    texts = {}
    for function in ("name", "description"):
        texts[function] = getattr(libggml, f"ggml_backend_dev_{function}")
        texts[function].argtypes, texts[function].restype = [ctypes.c_void_p], ctypes.c_char_p
    size_p = ctypes.POINTER(ctypes.c_size_t)
    libggml.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size_p, size_p]
    libggml.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    devices = []
    for number in range(libggml.ggml_backend_dev_count()):
        device = libggml.ggml_backend_dev_get(number)
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        libggml.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
        is_gpu = libggml.ggml_backend_dev_type(device) in _GPU_KINDS
        devices.append(
            Device(
                texts["name"](device).decode("utf-8", "replace"),
                texts["description"](device).decode("utf-8", "replace"),
                is_gpu,
                # For the processor ggml gives all of the memory as free.
                free.value if is_gpu else min(total.value, psutil.virtual_memory().available),
                total.value,
            )
        )
    return tuple(devices)
