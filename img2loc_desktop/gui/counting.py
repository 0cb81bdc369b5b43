"""Numbers of things in words, without "photo(s)"."""

from __future__ import annotations


def counted(number: int, one: str, many: str) -> str:
    """``one`` for a single thing, else ``many`` with its {number}: "1 photo", "1,204 photos"."""
    return (one if number == 1 else many).format(number=f"{number:,}")
