"""Where things are: the only reader of the environment, the frozen state and platformdirs.

None of these functions creates a folder; whoever writes does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_APP = "img2loc-desktop"
_HOME = "IMG2LOC_HOME"  # when set, everything that belongs to the user lives in this folder
_PACKAGE = Path(__file__).resolve().parent.parent

WORKER = "--worker"  # the packaged img2loc's only argument where it is to be the worker


def bundled_models() -> Path:
    """The folder of the packs that ship with the app."""
    return _bundled("models")


def resources() -> Path:
    """The folder of the data that ships with the app: gazetteer, base map, samples."""
    return _bundled("resources")


def user_data() -> Path:
    """The user's own packs and cases; survives an update of the app."""
    home = _home()
    if home is not None:
        return home
    import platformdirs  # only needed where no folder was chosen

    return platformdirs.user_data_path(_APP, appauthor=False)


def user_models() -> Path:
    """The folder of the packs that the user brought or made."""
    return user_data() / "models"


def translations() -> Path:
    """The folder of the window's languages that ship, and of the template for others."""
    return resources() / "translations"


def user_translations() -> Path:
    """The folder of the languages that the user brought."""
    return user_data() / "translations"


def user_config() -> Path:
    """The user's settings; on some platforms the same folder as the data."""
    home = _home()
    if home is not None:
        return home
    import platformdirs

    return platformdirs.user_config_path(_APP, appauthor=False)


def user_cache() -> Path:
    """What can be made again: may be deleted at any time."""
    home = _home()
    if home is not None:
        return home / "cache"
    import platformdirs

    return platformdirs.user_cache_path(_APP, appauthor=False)


def worker_command() -> list[str]:
    """What starts the process that does the inference (``img2loc_desktop.worker``)."""
    if is_frozen():
        return [str(_beside("img2loc")), WORKER]
    return [sys.executable, "-m", f"{_PACKAGE.name}.worker"]


def terminal_command() -> list[str]:
    """What starts ``img2loc``; a command and its arguments follow."""
    return [str(_beside("img2loc"))] if is_frozen() else [sys.executable, "-m", _PACKAGE.name]


def window_command() -> list[str]:
    """What opens the window; photos may follow."""
    if is_frozen():
        return [str(_beside("img2loc-desktop"))]
    return [sys.executable, "-m", _PACKAGE.name]


def is_frozen() -> bool:
    """Whether this is the packaged app, where ``sys.executable`` is no Python."""
    return bool(getattr(sys, "frozen", False))


def _beside(program: str) -> Path:
    """One of the packaged programs; they share a folder."""
    this = Path(sys.executable)
    return this.with_name(program + this.suffix)  # .exe on Windows


def has_screen() -> bool:
    """Whether a window can open here: without a display Qt would end the process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _home() -> Path | None:
    value = os.environ.get(_HOME, "")
    return Path(value).expanduser().absolute() if value else None


def _bundled(name: str) -> Path:
    """A shipped folder: inside the package when installed or frozen, beside it in a checkout."""
    package = _PACKAGE
    if is_frozen():
        package = Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent)) / _PACKAGE.name
    installed = package / name
    checkout = package.parent / name
    return checkout if checkout.is_dir() and not installed.is_dir() else installed
