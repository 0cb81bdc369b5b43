"""Names of packs and of what is in them: the same on every system that they are carried to."""

from __future__ import annotations

import re
import unicodedata

NAME_IS = (
    "letters, digits and . _ + - only, beginning with a letter or digit, not ending in a dot, "
    "and no device of Windows such as CON or NUL"
)

_LONGEST = 100
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._+-]+")
# What Windows opens in place of a file of that name, whatever comes after the first dot:
# learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = frozenset(
    (
        *("con", "prn", "aux", "nul"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
    )
)


def is_portable(part: str) -> bool:
    """Whether a file or folder of that name can be on Windows as well as here."""
    device = part.partition(".")[0].rstrip(" ").lower()
    return not part.endswith((".", " ")) and device not in _DEVICES and part.isprintable()


def is_pack_name(text: str) -> bool:
    """Whether a manifest may have that name."""
    return _NAME.fullmatch(text) is not None and is_portable(text)


def spelled(text: str, fallback: str = "pack") -> str:
    """The text in the letters of a pack's name; it may still be a device of Windows."""
    return _NOT_IN_NAMES.sub("-", text)[:_LONGEST].strip("._+-") or fallback


def pack_name(text: str, fallback: str = "pack") -> str:
    """The text as a name that a pack may have."""
    name = spelled(text, fallback)
    return name if is_portable(name) else f"pack-{name}"[:_LONGEST]


def folded(name: str) -> str:
    """A name as Windows and macOS compare it: without case, its accents written in one way."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
