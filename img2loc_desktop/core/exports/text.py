"""Text from photos and their names, made fit for any file format.

One rule for all exports, so that a name reads the same in each of them: a byte that is no
text (a lone surrogate) is written as ``\\xff`` or ``\\ud800``; a control character other
than tab, line feed and carriage return as its visible symbol (U+2400 and following); the two
code points that XML forbids, U+FFFE and U+FFFF, as ``\\ufffe`` and ``\\uffff``.
"""

from __future__ import annotations

import re
from typing import Any

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """The text under the rule above; a name without such characters comes back unchanged."""
    return _UNFIT.sub(_visible, text)


def fit_json(value: Any) -> Any:
    """The same for every string within plain lists, dictionaries and scalars."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, dict):
        return {key: fit_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fit_json(item) for item in value]
    return value


def _visible(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xDC80 <= code <= 0xDCFF:  # how Python carries a byte of a name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}"
