"""What a word may have been before one letter of it was misread."""

from __future__ import annotations

import string


def variants(word: str) -> list[str]:
    """All folded words with one letter replaced, left out, added, or exchanged with the next."""
    letters = string.ascii_lowercase
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + letter + tail[1:] for head, tail in splits if tail for letter in letters}
    found |= {head + tail[1:] for head, tail in splits if tail}
    found |= {head + letter + tail for head, tail in splits for letter in letters}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    found.discard(word)
    return sorted(found)
