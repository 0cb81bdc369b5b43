"""Numbers of things and spans of time in words, without "photo(s)"."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def counted(number: int, one: str, many: str) -> str:
    """``one`` for a single thing, else ``many`` with its {number}: "1 photo", "1,204 photos".

    Where a language has more forms than two, ``tr`` chose among them by the count that it was
    given with ``many``.
    """
    return (one if number == 1 else many).format(number=f"{number:,}")


def bytes_in_words(number: int) -> str:
    """As in "1,204 bytes"."""
    one, many = translate("counting", "1 byte"), translate("counting", "{number} bytes", "", number)
    return counted(number, one, many)


def duration(seconds: float) -> str:
    """As in "35 s", "4 min" or "2 h 10 min"."""
    if seconds < 90:
        return translate("counting", "{seconds} s").format(seconds=f"{seconds:.0f}")
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate("counting", "{minutes} min").format(minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    return translate("counting", "{hours} h {minutes} min").format(hours=hours, minutes=minutes)
