"""A compiled translation (.qm) as bytes that Qt can read safely.

Qt believes the offsets and lengths in such a file. A user may have it from anywhere, so all of
them are checked before Qt sees the same bytes. The format: qtbase, src/corelib/kernel/
qtranslator.cpp.
"""

from __future__ import annotations

from pathlib import Path

from img2loc_desktop.core.errors import UserError
from img2loc_desktop.core.words import one_line

LARGEST = 8 << 20  # bytes; a complete one has some 300 KB

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES, _RULES, _LANGUAGE = 0x42, 0x69, 0x88, 0xA7
_MESSAGE_END, _WITHOUT_LENGTH = 1, 5
_TRANSLATION = 3
_TAGS = frozenset((2, 3, 4, 6, 7, 8))  # of a message: each has a length and so many bytes


def read(path: Path) -> bytes:
    """The bytes of a translation. Raises UserError."""
    name = one_line(path.name)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UserError(
            f"The translation {name} cannot be read: {error.strerror or error}.",
            "The window speaks English. Check that you may read the file.",
        ) from error
    if len(content) > LARGEST:
        raise UserError(
            f"The translation {name} has more than {LARGEST >> 20} MB.",
            "The window speaks English. Get the file again from its source.",
        )
    try:
        _check(content)
    except (ValueError, IndexError) as error:
        raise UserError(
            f"The translation {name} is damaged: {error}.",
            "The window speaks English. Get the file again from its source, or make it with "
            "pyside6-lrelease.",
        ) from error
    return content


def _check(content: bytes) -> None:
    if not content.startswith(_MAGIC):
        raise ValueError("it does not begin as such a file does")
    sections: dict[int, bytes] = {}
    at = len(_MAGIC)
    while at < len(content):
        tag, size = content[at], _number(content, at + 1)
        at += 5
        if tag not in (_HASHES, _MESSAGES, _RULES, _LANGUAGE) or tag in sections:
            raise ValueError(f"it has an unexpected section {tag}")
        if size > len(content) - at:
            raise ValueError("it is cut off")
        sections[tag] = content[at : at + size]
        at += size
    hashes, messages = sections.get(_HASHES, b""), sections.get(_MESSAGES, b"")
    if not hashes or len(hashes) % 8:
        raise ValueError("it has no texts")
    for row in range(4, len(hashes), 8):
        _check_message(messages, _number(hashes, row))


def _check_message(messages: bytes, at: int) -> None:
    """A message is tag after tag to its end, and must end within the section."""
    while (tag := messages[at] if at < len(messages) else 0) != _MESSAGE_END:
        if tag == _WITHOUT_LENGTH:
            at += 5
            continue
        if tag not in _TAGS:
            raise ValueError("a text in it does not end")
        size = _number(messages, at + 1)
        if tag == _TRANSLATION and size % 2:
            raise ValueError("a text in it is no UTF-16")
        at += 5 + size


def _number(content: bytes, at: int) -> int:
    if at + 4 > len(content):
        raise ValueError("it is cut off")
    return int.from_bytes(content[at : at + 4], "big")
