"""What a line of text in a photo is to the estimate: each kind has a word and a sign."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from img2loc_desktop.core import words
from img2loc_desktop.core.types import LineMark, TextLine

translate = QCoreApplication.translate

LONGEST_SHOWN = 300  # characters of a line; whoever writes more hides something


class Kind(Enum):
    """Read and used, read and silent, not read (but for the script), or the analyst's."""

    USED = auto()
    SILENT = auto()
    UNREAD = auto()
    LOOKS_LIKE = auto()
    STRUCK = auto()
    CORRECTED = auto()
    TYPED = auto()


USED = (Kind.USED, Kind.LOOKS_LIKE)

_OF_MARK = {
    LineMark.STRUCK: Kind.STRUCK,
    LineMark.CORRECTED: Kind.CORRECTED,
    LineMark.TYPED: Kind.TYPED,
}
_SIGNS = {
    Kind.USED: "●",
    Kind.SILENT: "○",
    Kind.UNREAD: "?",
    Kind.LOOKS_LIKE: "◐",
    Kind.STRUCK: "✕",
    Kind.CORRECTED: "✎",
    Kind.TYPED: "+",
}


def kind_of(line: TextLine, counts: bool) -> Kind:
    """The kind of a line; ``counts`` is whether any clue was found in it."""
    if line.mark in _OF_MARK:
        return _OF_MARK[line.mark]
    if not line.text:
        return Kind.LOOKS_LIKE if counts else Kind.UNREAD
    return Kind.USED if counts else Kind.SILENT


def kind_sign(kind: Kind) -> str:
    """One character that stands for the kind."""
    return _SIGNS[kind]


def kind_words(kind: Kind) -> str:
    """The kind in words."""
    return {
        Kind.USED: translate("line_kinds", "read, and used"),
        Kind.SILENT: translate("line_kinds", "read, says nothing of the place"),
        Kind.UNREAD: translate("line_kinds", "in another script, or too unclear to read"),
        Kind.LOOKS_LIKE: translate("line_kinds", "not read, but its script is used"),
        Kind.STRUCK: translate("line_kinds", "struck by you, counts for nothing"),
        Kind.CORRECTED: translate("line_kinds", "corrected by you"),
        Kind.TYPED: translate("line_kinds", "typed by you"),
    }[kind]


def shown_text(line: TextLine) -> str:
    """The text of a line, safe to show on one line of the screen."""
    if not line.text:
        return translate("line_kinds", "(not read)")
    cut = line.text[:LONGEST_SHOWN]
    return words.one_line(cut) + ("…" if len(line.text) > LONGEST_SHOWN else "")


def plain_text(line: TextLine) -> str:
    """The text as it may leave the window: letters as they are, nothing that steers a terminal."""
    return "".join(letter for letter in line.text if letter.isprintable())
