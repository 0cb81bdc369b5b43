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


def _home() -> Path | None:
    value = os.environ.get(_HOME, "")
    return Path(value).expanduser().absolute() if value else None


def _bundled(name: str) -> Path:
    """A shipped folder: inside the package when installed or frozen, beside it in a checkout."""
    package = _PACKAGE
    if getattr(sys, "frozen", False):
        package = Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent)) / _PACKAGE.name
    installed = package / name
    checkout = package.parent / name
    return checkout if checkout.is_dir() and not installed.is_dir() else installed
