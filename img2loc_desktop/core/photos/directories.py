"""How many values a TIFF or EXIF block holds, counted before any of them is read.

Pillow makes a Python object of each number in a directory, some 200 bytes from 8, so that
a block of a few hundred megabytes would take all memory.
"""

from __future__ import annotations

import struct

# Sizes of the TIFF types that become numbers; the others stay the bytes they are.
_NUMBER_SIZES = {3: 2, 4: 4, 5: 8, 6: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 18: 8}
_POINTER_FORMATS = {3: "H", 4: "L", 9: "L", 13: "L", 16: "Q", 18: "Q"}
_POINTERS = frozenset((0x8769, 0x8825, 0xA005))  # to the Exif, GPS and interoperability directory


def count_values(block: bytes) -> int:
    """The number of values in the first directory of a block and in those it points to.

    Values that cannot lie within the block are not counted, as they are not read either.
    What is no TIFF block has none.
    """
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 16:
        return 0
    big = 43 in block[2:4]  # BigTIFF has 64-bit counts and offsets
    start = struct.unpack_from(order + ("Q" if big else "L"), block, 8 if big else 4)[0]
    pending, seen, total = [start], set(), 0
    while pending:
        at = pending.pop()
        if at in seen:
            continue
        seen.add(at)
        for tag, kind, count, field in _entries(block, at, order, big):
            if count * _NUMBER_SIZES.get(kind, 0) <= len(block) and kind in _NUMBER_SIZES:
                total += count
            if tag in _POINTERS and kind in _POINTER_FORMATS and count == 1:
                pointer = order + _POINTER_FORMATS[kind]
                if struct.calcsize(pointer) <= len(field):
                    pending.append(struct.unpack_from(pointer, field)[0])
    return total


def _entries(block: bytes, at: int, order: str, big: bool) -> list[tuple[int, int, int, bytes]]:
    """Tag, type, count and field of each entry; those that lie behind the end are missing."""
    head, entry = (order + "Q", order + "HHQ8s") if big else (order + "H", order + "HHL4s")
    first = at + struct.calcsize(head)
    if first > len(block):
        return []
    length = struct.unpack_from(head, block, at)[0] * struct.calcsize(entry)
    body = block[first : first + length]
    whole = len(body) - len(body) % struct.calcsize(entry)
    return list(struct.iter_unpack(entry, body[:whole]))
