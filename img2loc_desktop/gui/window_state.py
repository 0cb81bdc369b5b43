"""Where the window was and how wide its panels were; kept beside the user's other data."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from img2loc_desktop.core import files, paths
from img2loc_desktop.core.errors import UserError

_LARGEST = 1 << 16  # bytes


@dataclass(frozen=True, slots=True)
class WindowState:
    """``geometry`` is what Qt saves of a window, in hexadecimal; widths are pixels.

    ``recent`` are the case files that were open, the last one first.
    """

    geometry: str = ""
    left: int = 300
    right: int = 384
    recent: tuple[str, ...] = ()


def load() -> WindowState:
    """What was saved last; the usual state where there is nothing that can be used."""
    try:
        with _file().open("rb") as file:
            data = json.loads(file.read(_LARGEST))
        state = WindowState(
            str(data["geometry"]),
            int(data["left"]),
            int(data["right"]),
            tuple(str(path) for path in data["recent"]),
        )
        bytes.fromhex(state.geometry)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return WindowState()
    return state


def save(state: WindowState) -> None:
    """Keep it; that it cannot be kept is not worth a message."""
    with contextlib.suppress(UserError, OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        files.write_text(_file(), json.dumps(asdict(state)) + "\n")


def _file() -> Path:
    return paths.user_data() / "window.json"
